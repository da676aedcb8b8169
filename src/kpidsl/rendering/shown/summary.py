"""The first thing a reader is told of a card: how it stands, what has changed, and what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from kpidsl.model.edition import Cell, Edition, Figure
from kpidsl.model.spec import Indicator
from kpidsl.model.state import COLOURS, State, Status, Trend
from kpidsl.rendering.shown.awaited import KINDS, awaited_points
from kpidsl.rendering.shown.counts import counts_of
from kpidsl.rendering.shown.point import Point, coded, quoted
from kpidsl.wording import numbers
from kpidsl.wording.arrow_words import with_arrow
from kpidsl.wording.categories import named
from kpidsl.wording.cells import distance, share_text
from kpidsl.wording.deviation_rule import is_seen_to_be_none, only_when
from kpidsl.wording.since import news
from kpidsl.wording.words import listed, words


def summary(edition: Edition, node: int, language: str) -> tuple[Point, ...]:
    """What is said first of a node's card in the edition's period, the worst first; what does not apply is left out."""
    return tuple(_cut(point, language) for point in _points(edition, node, language))


def _points(edition: Edition, node: int, language: str) -> Iterator[Point]:
    """The points of a node's card, with all that there is of each."""
    indicators = edition.indicators_at(node)
    cells = [(i, edition.cell(i.code, node)) for i in indicators]
    yield from _counted(edition, node, language)
    yield from _changes(edition, node, indicators, language)
    yield from awaited_points(edition, node, cells, language)
    for status in (Status.RED, Status.AMBER):
        yield from _no_deviations(edition, node, status, language)
        yield from _may_be_deviations(edition, node, status, language)
    yield from _without_status([cell.year_to_date for _, cell in cells], language)


def _cut(point: Point, language: str) -> Point:
    """The point with the first of its indicators, how many more there are, and the codes of them all, where it is of
    what asks for nothing."""
    first, rest = point.parts[:_FEW], len(point.parts) - _FEW
    if not point.kind.endswith((_NO_DEVIATION, _MAY_BE_DEVIATION)):
        return point
    last = first[-1] + (words(language)["and_more"].format(count=rest) if rest > 0 else "")
    codes = ", ".join(part.partition(" ")[0] for part in point.parts)
    return point._replace(parts=(*first[:-1], last), brief=codes)


def summaries(edition: Edition, nodes: Sequence[int], language: str) -> tuple[Point, ...]:
    """The points of a unit's cards: what all its lines say once, and what some say with the names of their lines."""
    lines = [edition.structure.nodes[at].line for at in nodes]
    of_lines = [{point.kind: point for point in _points(edition, at, language)} for at in nodes]
    points = list[Point]()
    for kind in _KINDS:
        here = [(line, of_line[kind]) for line, of_line in zip(lines, of_lines, strict=True) if kind in of_line]
        common = _common([point for _, point in here]) if len(here) == len(nodes) else None
        points += [common] if common is not None else []
        together: dict[Point, list[str]] = {}
        for line, point in here:
            own = tuple(part for part in point.parts if common is None or part not in common.parts)
            if own or common is None:
                together.setdefault(point._replace(parts=own), []).append(line)
        for point, these in together.items():
            points.append(point._replace(lead=f"{point.lead} {on_lines_text(these, len(nodes), language)}"))
    return tuple(_cut(point, language) for point in points)


def _common(points: Sequence[Point]) -> Point | None:
    """What all the points say; None where they have nothing in common."""
    first = points[0]
    parts = tuple(part for part in first.parts if all(part in other.parts for other in points))
    if len({point.lead for point in points}) > 1 or (first.parts and not parts):
        return None
    return first._replace(parts=parts)


def on_lines_text(lines: Sequence[str], of: int, language: str) -> str:
    """Which of a unit's lines: `på linjen statlig`, `på begge linjer`."""
    *others, last = lines
    key = (
        "on_line"
        if not others
        else "on_lines"
        if len(lines) < of
        else "on_both_lines"
        if of == _BOTH
        else "on_all_lines"
    )
    return words(language)[key].format(lines=", ".join(others), line=last)


_BOTH = 2
_FEW = 5
"""So many of the indicators that ask for nothing are named."""
_NO_DEVIATION, _MAY_BE_DEVIATION = "_no_deviation", "_may_be_deviation"
_KINDS = (
    "counts",
    "changed",
    "unchanged",
    *KINDS,
    *(f"{status.slug}{end}" for status in (Status.RED, Status.AMBER) for end in (_NO_DEVIATION, _MAY_BE_DEVIATION)),
    "without_status",
)
"""The kinds of points in their order, the worst first."""


def _no_deviations(edition: Edition, node: int, status: Status, language: str) -> Iterator[Point]:
    """The indicators of that status that are seen to be no deviations though some are, each with where its arrow points
    if that is asked for, and what the rule asks for where it asks the same of all: `Nær, men ikke avvik (avvik bare når
    pilen peker nedover): B.2 «Oppfølging» (pilen: bedre, 79,3 % mot 75,9 % i april)`. Nothing without any."""
    table = words(language)
    here = [i for i in edition.indicators_at(node) if edition.status(i.code, node) is status]
    conditions = {i.code: only_when(i.deviation_rule, status, language) for i in here}
    may_be_told = status is Status.RED  # that what is near is none where none is, needs no telling
    indicators = [i for i in here if (conditions[i.code] or may_be_told) and is_seen_to_be_none(edition, i, node)]
    asked = {conditions[i.code] for i in indicators}
    lead = table["summary_no_deviation"].format(status=table[status.slug])
    if len(asked) == 1 and "" not in asked:
        lead += f" ({table['deviation_only_when'].format(what=asked.pop())})"
    if indicators:
        named = (with_arrow(edition, i, node, status, coded(i, language), language) for i in indicators)
        yield Point(f"{status.slug}{_NO_DEVIATION}", lead, tuple(named))


def _may_be_deviations(edition: Edition, node: int, status: Status, language: str) -> Iterator[Point]:
    """The indicators of that status of which it is not seen whether they are deviations, each with why no arrow points
    if that is asked for: `Nær, og om det er avvik, er ikke kjent: P.3 «Frist» (ingen pil: …)`. Nothing without any."""
    unknown = _not_known(edition, node, status, language)
    lead = words(language)["summary_may_be_deviation"].format(status=words(language)[status.slug])
    if unknown:
        named = (with_arrow(edition, i, node, status, coded(i, language), language) for i in unknown)
        yield Point(f"{status.slug}{_MAY_BE_DEVIATION}", lead, tuple(named))


def no_deviations_text(edition: Edition, nodes: Sequence[int], language: str) -> str:
    """What is said where no deviation is shown at the nodes; that none is known where something may be one."""
    may_be = any(_not_known(edition, node, status, language) for node in nodes for status in (Status.RED, Status.AMBER))
    return words(language)["no_known_deviations" if may_be else "no_deviations"]


def _not_known(edition: Edition, node: int, status: Status, language: str) -> list[Indicator]:
    """The indicators of that status that are neither shown to be deviations nor seen to be none, by a rule that asks
    for more than the status."""
    here = (i for i in edition.indicators_at(node) if edition.status(i.code, node) is status)
    return [
        i
        for i in here
        if only_when(i.deviation_rule, status, language)
        and not edition.cell(i.code, node).deviation
        and not is_seen_to_be_none(edition, i, node)
    ]


def _without_status(figures: Sequence[Figure], language: str) -> Iterator[Point]:
    """How many figures of a card have no colour, and why, so that they and the targets that are judged are the whole
    card: `Uten status: 9 av 17 indikatorer: 7 skjult av hensyn til personvernet, 2 ikke avgjort`. Nothing without any.
    """
    table = words(language)
    reasons = Counter(_why_without(figure) for figure in figures if figure.hidden or figure.status not in COLOURS)
    if reasons:
        texts = (table[f"summary_{why}"].format(count=reasons[why]) for why in _WITHOUT if reasons[why])
        what = table["summary_without_status_what"]
        parts = (what.format(count=reasons.total(), all=len(figures), reasons=", ".join(texts)),)
        yield Point("without_status", table["summary_without_status"], parts)


_WITHOUT = ("hidden", "undecided", "lacking_figure", "not_relevant", "without_target")


def _why_without(figure: Figure) -> str:
    """Why a figure has no colour, as in _WITHOUT."""
    if figure.hidden:
        return "hidden"
    if figure.state is not State.VALUE:
        return "not_relevant" if figure.state is State.NOT_RELEVANT else "lacking_figure"
    return "undecided" if figure.undecided else "without_target"


def _counted(edition: Edition, node: int, language: str) -> Iterator[Point]:
    """How many of the targets that are judged have the worst colour there is, how many the better ones, and how many
    deviations there are: `3 av 8 mål er ikke nådd: 1 er nær, 4 er nådd; 3 avvik`. Nothing where no target is judged."""
    table, indicators = words(language), edition.indicators_at(node)
    counts = counts_of(edition, node, indicators)
    judged, deviations = sum(counts.values()), sum(len(edition.deviating(i.code, node)) for i in indicators)
    if not judged:
        return
    key = "red" if counts["red"] else "amber" if counts["amber"] else "green"
    better = ("amber", "green") if key == "red" else ()
    rest = [", ".join(table[f"headline_also_{k}"].format(count=counts[k]) for k in better if counts[k])]
    if deviations:
        rest.append(table["deviations_one" if deviations == 1 else "deviations_several"].format(count=deviations))
    yield Point("counts", table[f"headline_{key}"].format(judged=judged, **counts), tuple(filter(None, rest)))


def headlines(edition: Edition, node: int, language: str) -> tuple[str, ...]:
    """What a card says in one line, the longer form first: `3 av 17 mål er ikke nådd; «Jobbmatch» blir dårligere`, and
    the same without the indicator. Empty where no target is judged."""
    counted = next(_counted(edition, node, language), None)
    if counted is None:
        return ()
    worse = (one for one in worst_first(edition, node) if one.cell(edition, node).trend is Trend.WORSE)
    if (first := next(worse, None)) is None:
        return (counted.lead,)
    title = quoted(named(edition, first.indicator, first.category), language)
    return words(language)["headline_worse"].format(headline=counted.lead, indicator=title), counted.lead


class Deviating(NamedTuple):
    """An indicator that is a deviation: the whole of it, or a category of it by its own target."""

    indicator: Indicator
    category: int = 0

    @property
    def code(self) -> str:
        """The indicator's."""
        return self.indicator.code

    def cell(self, edition: Edition, node: int) -> Cell:
        """Its cell in the edition's period."""
        return edition.cell(self.code, node, None, self.category)


def worst_first(edition: Edition, node: int) -> list[Deviating]:
    """The deviations at the node: red before amber, and the furthest from its target, in parts of the target, first;
    those whose distance is not shown last."""

    def order(one: Deviating) -> tuple[bool, bool, Fraction]:
        figure = one.cell(edition, node).year_to_date
        part = part_of_target(figure, one.indicator)
        return figure.status is not Status.RED, part is None, Fraction(0) if part is None else -part

    deviations = (Deviating(i, at) for i in edition.indicators_at(node) for at in edition.deviating(i.code, node))
    return sorted(deviations, key=order)


def part_of_target(figure: Figure, indicator: Indicator) -> Fraction | None:
    """How far from its target a figure is, in parts of the target (of one that is 0: in its unit); negative: better.
    None where that is not shown."""
    gap = distance(figure, indicator)
    if gap is None or figure.target is None:
        return None
    return gap / (abs(figure.target * indicator.scale) or 1)


def parts_of_targets(edition: Edition, deviations: Sequence[tuple[Deviating, int]], language: str) -> str:
    """What orders the deviations (as `deviating`) among those of a colour, in their order: `B.4 29 %, B.2 12 %`."""
    table, texts = words(language), list[str]()
    for one, node in deviations:
        figure = one.cell(edition, node).year_to_date
        part = part_of_target(figure, one.indicator)
        category = edition.grids[one.code].categories[one.category] if one.category else ""
        name = f"{one.code} {category}".strip()
        if figure.target == 0:
            texts.append(table["part_of_zero"].format(indicator=name))
        elif part is not None:
            texts.append(table["part_of_target"].format(indicator=name, share=share_text(part, language)))
    return ", ".join(texts)


def deviating(edition: Edition, nodes: Sequence[int]) -> list[tuple[Deviating, int]]:
    """The deviations at any of a unit's nodes, each with the first node that has it: those that are red on some line
    first, else in the order of `worst_first` there."""
    is_red: dict[tuple[str, int], bool] = {}
    first: dict[tuple[str, int], tuple[Deviating, int]] = {}
    for node in nodes:
        for one in worst_first(edition, node):
            key = one.code, one.category
            first.setdefault(key, (one, node))
            is_red[key] = is_red.get(key, False) or one.cell(edition, node).year_to_date.status is Status.RED
    return [first[key] for key in sorted(first, key=lambda key: not is_red[key])]


def deviating_codes(edition: Edition, nodes: Sequence[int]) -> list[str]:
    """The codes of the indicators among `deviating`, each once."""
    return list(dict.fromkeys(one.code for one, _ in deviating(edition, nodes)))


def all_quoted(titles: Sequence[str], language: str) -> str:
    """`«A», «B» og «C»`; there is one at least."""
    return listed([quoted(title, language) for title in titles], language)


def affected_by(edition: Edition, node: int, code: str, language: str, beside: Container[str] = ()) -> str:
    """The indicators that are assumed to affect this one, with their status at the node: `B.4 «Jobbmatch» (nær)`; by
    code alone those that stand `beside` it with their titles. Those without a colour have no status, but it says where
    it is hidden; empty where there are none."""
    here = edition.indicators_at(node)
    linked = [one for one in here if any(link.effect == code for link in one.links)]
    return ", ".join(_with_status(edition, node, one, language, beside) for one in linked)


def affecting(edition: Edition, node: int, code: str, language: str, beside: Container[str] = ()) -> str:
    """The indicators that this one is assumed to affect, with their status at the node, as `affected_by`; without those
    that stand `beside` it, which say so themselves."""
    here = edition.indicators_at(node)
    effects = {link.effect for one in here if one.code == code for link in one.links}
    affected = [one for one in here if one.code in effects and one.code not in beside]
    return ", ".join(_with_status(edition, node, one, language) for one in affected)


def _with_status(edition: Edition, node: int, one: Indicator, language: str, beside: Container[str] = ()) -> str:
    """An indicator with its status at the node, by code alone where it stands `beside`."""
    table, figure = words(language), edition.cell(one.code, node).year_to_date
    status = table[figure.status.slug].lower() if figure.status in COLOURS else ""
    status = table["hidden"] if figure.hidden else status
    named = one.code if one.code in beside else coded(one, language)
    return f"{named} ({status})" if status else named


def _changes(edition: Edition, node: int, indicators: Sequence[Indicator], language: str) -> Iterator[Point]:
    """The statuses that differ from the month before, those that have become worse first, and codes of what deviates
    anew with the same one; nothing where the edition has no month before."""
    before = edition.period - 1
    if before < edition.months[0]:
        return
    table, changed, compared = words(language), list[tuple[bool, str]](), 0
    deviating_anew = []
    for one in indicators:
        cell = edition.cell(one.code, node)
        now = _standing(cell.year_to_date)
        was = None if now is None else _standing(edition.year_figure(one.code, node, before))
        if was is None or now is None:
            continue
        compared += 1
        if was is not now:
            change = table["summary_change"].format(before=table[was.slug].lower(), now=table[now.slug].lower())
            changed.append((not _is_worse(was, now), f"{coded(one, language)} {change}"))
        elif cell.since == edition.period and news(edition, one.code, node) == "new":
            deviating_anew.append(one.code)
    if deviating_anew:
        key = "summary_new_deviation" if len(deviating_anew) == 1 else "summary_new_deviations"
        changed.append((False, table[key].format(codes=listed(deviating_anew, language))))
    kind = "changed" if changed else "unchanged"
    changes = tuple(text for _, text in sorted(changed, key=lambda change: change[0]))
    lead = table[f"summary_{kind}"].format(month=numbers.month_name(before, language))
    if compared:
        yield Point(kind, lead, changes or (table["summary_unchanged_what"],))


def _is_worse(was: Status, now: Status) -> bool:
    """Whether the status has lost a colour: to a worse one, or to none."""
    worst_last = (Status.GREEN, Status.AMBER, Status.RED)
    return now not in worst_last or (was in worst_last and worst_last.index(now) > worst_last.index(was))


def _standing(figure: Figure) -> Status | None:
    """The status of a year to date that has a colour or is undecided; None for one that is hidden, without a value or
    without a target."""
    if figure.hidden or figure.state is not State.VALUE:
        return None
    return figure.status if figure.status in COLOURS or figure.undecided else None
