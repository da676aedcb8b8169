"""The first thing a reader is told of a card: how it stands, what has changed, and what is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from kpidsl.model.edition import Cell, Edition
from kpidsl.model.spec import Indicator
from kpidsl.model.state import COLOURS, State, Status, Trend, Undecided
from kpidsl.rendering.shown.counts import counts_of
from kpidsl.rendering.shown.undelivered import lacking_months, lacks_units, undelivered, who
from kpidsl.wording import numbers
from kpidsl.wording.categories import named
from kpidsl.wording.cells import distance
from kpidsl.wording.deviation_rule import is_seen_to_be_none, only_when
from kpidsl.wording.words import listed, words


class Point(NamedTuple):
    """A sentence of a card in two parts: what it is of, which is set in bold, and what there is of it. `kind` is the
    same for the same sentence of other cards."""

    kind: str
    lead: str
    parts: tuple[str, ...] = ()

    @property
    def rest(self) -> str:
        """What there is of it, in one text."""
        return "; ".join(self.parts)

    @property
    def text(self) -> str:
        """The whole sentence: `Ikke avgjort: P.4 «Sykefravær».`"""
        return f"{self.lead}: {self.rest}." if self.parts else f"{self.lead}."


def summary(edition: Edition, node: int, language: str) -> tuple[Point, ...]:
    """What is said first of a node's card in the edition's period, the worst first; what does not apply is left out."""
    indicators = edition.indicators_at(node)
    cells = [(i, edition.cell(i.code, node)) for i in indicators]
    undecided = [(i, c) for i, c in cells if c.year_to_date.undecided]
    decided = [one for one in cells if one not in undecided]
    texts = {
        "counts": _counted(counts_of(edition, node, indicators), language),
        "changed": _changes(edition, node, indicators, language),
        "late": _listed("late", decided, _is_late, language),
        "late_undecided": _listed("late_undecided", undecided, _is_late, language),
        "lacking": _lacking(edition, node, "lacking", decided, language),
        "lacking_undecided": _lacking(edition, node, "lacking_undecided", undecided, language),
        **{f"undecided_{why.slug}": _undecided(edition, node, why, undecided, language) for why in _OPEN},
        "red_no_deviation": _no_deviations(edition, node, Status.RED, language),
        "amber_no_deviation": _no_deviations(edition, node, Status.AMBER, language),
    }
    points = [point for point in texts.values() if point is not None]
    if hidden := sum(c.year_to_date.hidden for _, c in cells):
        lead, what = (words(language)[f"summary_hidden{part}"] for part in ("", "_what"))
        points.append(Point("hidden", lead, (what.format(hidden=hidden, all=len(indicators)),)))
    return tuple(points)


def summaries(edition: Edition, nodes: Sequence[int], language: str) -> tuple[Point, ...]:
    """The points of a unit's cards: what all its lines say once, and what some say with the names of their lines."""
    lines = [edition.structure.nodes[at].line for at in nodes]
    of_lines = [{point.kind: point for point in summary(edition, at, language)} for at in nodes]
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
    return tuple(points)


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
_OPEN = tuple(why for why in Undecided if why)
_KINDS = (
    "counts",
    "changed",
    "unchanged",
    "late",
    "late_undecided",
    "lacking",
    "lacking_undecided",
    *(f"undecided_{why.slug}" for why in _OPEN),
    "red_no_deviation",
    "amber_no_deviation",
    "hidden",
)
"""The kinds of points in their order, the worst first."""


def _listed(
    kind: str, cells: Sequence[tuple[Indicator, Cell]], holds: Callable[[Cell], bool], language: str
) -> Point | None:
    """The point that names the indicators that it holds of; None without any."""
    named = tuple(_named(indicator, language) for indicator, cell in cells if holds(cell))
    return Point(kind, words(language)[f"summary_{kind}"], named) if named else None


def _no_deviations(edition: Edition, node: int, status: Status, language: str) -> Point | None:
    """The indicators of that status that are seen to be no deviations though some are, and what the rule asks for where
    it asks the same of all: `Nær, men ikke avvik (avvik bare når det blir dårligere)`. None without any."""
    table = words(language)
    here = [i for i in edition.indicators_at(node) if edition.status(i.code, node) is status]
    conditions = {i.code: only_when(i.deviation_rule, status, language) for i in here}
    may_be_told = status is Status.RED  # that what is near is none where none is, needs no telling
    indicators = [i for i in here if (conditions[i.code] or may_be_told) and is_seen_to_be_none(edition, i, node)]
    asked = {conditions[i.code] for i in indicators}
    lead = table["summary_no_deviation"].format(status=table[status.slug])
    if len(asked) == 1 and "" not in asked:
        lead += f" ({table['deviation_only_when'].format(what=asked.pop())})"
    parts = (", ".join(i.code for i in indicators),) if indicators else ()
    return Point(f"{status.slug}_no_deviation", lead, parts) if parts else None


def _counted(counts: Mapping[str, int], language: str) -> Point | None:
    """How many of the targets that are judged have the worst colour there is, and how many the better ones: `3 av 8 mål
    er ikke nådd: 1 er nær, 4 er nådd`. None where no target is judged."""
    table, judged = words(language), sum(counts.values())
    if not judged:
        return None
    key = "red" if counts["red"] else "amber" if counts["amber"] else "green"
    better = ("amber", "green") if key == "red" else ()
    rest = ", ".join(table[f"headline_also_{k}"].format(count=counts[k]) for k in better if counts[k])
    return Point("counts", table[f"headline_{key}"].format(judged=judged, **counts), (rest,) if rest else ())


def headlines(edition: Edition, node: int, language: str) -> tuple[str, ...]:
    """What a card says in one line, the longer form first: `3 av 17 mål er ikke nådd; «Jobbmatch» blir dårligere`, and
    the same without the indicator. Empty where no target is judged."""
    counted = _counted(counts_of(edition, node, edition.indicators_at(node)), language)
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
        figure, indicator = one.cell(edition, node).year_to_date, one.indicator
        gap = distance(figure, indicator)
        if gap is None or figure.target is None:
            return figure.status is not Status.RED, True, Fraction(0)
        return figure.status is not Status.RED, False, -gap / (abs(figure.target * indicator.scale) or 1)

    deviations = (Deviating(i, at) for i in edition.indicators_at(node) for at in edition.deviating(i.code, node))
    return sorted(deviations, key=order)


def deviating(edition: Edition, nodes: Sequence[int]) -> list[Deviating]:
    """The deviations at any of a unit's nodes: those that are red on some line first, else in the order of
    `worst_first` on the first line that has them."""
    is_red: dict[tuple[str, int], bool] = {}
    first: dict[tuple[str, int], Deviating] = {}
    for node in nodes:
        for one in worst_first(edition, node):
            key = one.code, one.category
            first.setdefault(key, one)
            is_red[key] = is_red.get(key, False) or one.cell(edition, node).year_to_date.status is Status.RED
    return [first[key] for key in sorted(first, key=lambda key: not is_red[key])]


def deviating_codes(edition: Edition, nodes: Sequence[int]) -> list[str]:
    """The codes of the indicators among `deviating`, each once."""
    return list(dict.fromkeys(one.code for one in deviating(edition, nodes)))


def quoted(title: str, language: str) -> str:
    """A title inside a sentence: `«Andel unge»`, “Share of the young”."""
    return words(language)["quoted"].format(text=title)


def all_quoted(titles: Sequence[str], language: str) -> str:
    """`«A», «B» og «C»`; there is one at least."""
    return listed([quoted(title, language) for title in titles], language)


def affected_by(edition: Edition, node: int, code: str, language: str) -> str:
    """The indicators that are assumed to affect this one, with their status at the node: `«Jobbmatch» (nær)`.
    Those whose status is hidden or lacks a value have the title alone; empty where there are none."""
    listed = []
    for one in edition.indicators_at(node):
        if any(link.effect == code for link in one.links):
            status = edition.cell(one.code, node).year_to_date.status
            named = quoted(one.title, language)
            listed.append(f"{named} ({words(language)[status.slug].lower()})" if status in COLOURS else named)
    return ", ".join(listed)


def _named(indicator: Indicator, language: str) -> str:
    """`B.4 «Andel med jobbmatch»`."""
    return f"{indicator.code} {quoted(indicator.title, language)}"


def _changes(edition: Edition, node: int, indicators: Sequence[Indicator], language: str) -> Point | None:
    """The statuses that differ from the month before, those that have become worse first; None where the edition has no
    month before."""
    before = edition.period - 1
    if before < edition.months[0]:
        return None
    table, changed, compared = words(language), list[tuple[bool, str]](), 0
    for one in indicators:
        was, now = (_standing(edition.cell(one.code, node, month)) for month in (before, edition.period))
        if was is None or now is None:
            continue
        compared += 1
        if was is not now:
            change = table["summary_change"].format(before=table[was.slug].lower(), now=table[now.slug].lower())
            changed.append((not _is_worse(was, now), f"{_named(one, language)} {change}"))
    kind = "changed" if changed else "unchanged"
    changes = tuple(text for _, text in sorted(changed, key=lambda change: change[0]))
    lead = table[f"summary_{kind}"].format(month=numbers.month_name(before, language))
    return Point(kind, lead, changes or (table["summary_unchanged_what"],)) if compared else None


def _is_worse(was: Status, now: Status) -> bool:
    """Whether the status has lost a colour: to a worse one, or to none."""
    worst_last = (Status.GREEN, Status.AMBER, Status.RED)
    return now not in worst_last or (was in worst_last and worst_last.index(now) > worst_last.index(was))


def _standing(cell: Cell) -> Status | None:
    """The status of a year to date that has a colour or is undecided; None for one that is hidden, without a value or
    without a target."""
    figure = cell.year_to_date
    if figure.hidden or figure.state is not State.VALUE:
        return None
    return figure.status if figure.status in COLOURS or figure.undecided else None


def _is_late(cell: Cell) -> bool:
    """Whether the month's figure is not there, or not ready, and no units are said to lack."""
    return cell.month.is_lacking and not lacks_units(cell)


def _undecided(
    edition: Edition, node: int, why: Undecided, cells: Sequence[tuple[Indicator, Cell]], language: str
) -> Point | None:
    """The indicators that are undecided for that reason, which is not that the month's figure or some units' are
    missing; where something of the year to date is, with the months that it is seen to be of: `M.1 «Sykefravær» (mai)`.
    """
    here = [i for i, c in cells if c.year_to_date.undecided == why and not _is_late(c) and not lacks_units(c)]
    parts = list[str]()
    for one in here:
        months = lacking_months(edition, one.code, node) if why is Undecided.PARTIAL else ()
        named_months = listed([numbers.month_name(month, language, "MMMM") for month in months], language)
        parts.append(_named(one, language) + (f" ({named_months})" if named_months else ""))
    kind = f"undecided_{why.slug}"
    return Point(kind, words(language)[f"summary_{kind}"], tuple(parts)) if parts else None


def _lacking(
    edition: Edition, node: int, kind: str, cells: Sequence[tuple[Indicator, Cell]], language: str
) -> Point | None:
    """The indicators that some units have not reported, together where the same have: `18 av 20 enheter har levert,
    2 mangler (Kontor A og Kontor B): M.1 «Sykefravær»`. None where all have."""
    table, together = words(language), dict[tuple[int, int, tuple[int, ...]], list[str]]()
    for indicator, cell in cells:
        if lacks_units(cell):
            late = undelivered(edition, indicator.code, node)
            together.setdefault((cell.covered, cell.expected, late), []).append(_named(indicator, language))
    groups = list[str]()
    for (covered, expected, late), indicators in sorted(together.items(), key=lambda group: group[0][:2]):
        lacking = expected - covered
        units = who(edition, node, late, lacking, language)
        reported = table["summary_reported"].format(covered=covered, expected=expected, lacking=lacking)
        groups.append(f"{reported}{f' ({units})' if units else ''}: {', '.join(indicators)}")
    return Point(kind, table[f"summary_{kind}"], tuple(groups)) if together else None
