"""The first thing a reader is told of a card: how it stands, what has changed, and what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from kpidsl.model.edition import Cell, Edition
from kpidsl.model.spec import Indicator
from kpidsl.model.state import COLOURS, State, Status, Trend
from kpidsl.rendering.shown.counts import counts_of
from kpidsl.wording import numbers
from kpidsl.wording.categories import named
from kpidsl.wording.cells import distance
from kpidsl.wording.words import words


def summary(edition: Edition, node: int, language: str) -> tuple[str, ...]:
    """Whole sentences on a node's card in the edition's period; what does not apply is left out."""
    indicators = edition.indicators_at(node)
    cells = {i.code: edition.cell(i.code, node) for i in indicators}
    table, counts = words(language), counts_of(edition, node, indicators)
    sentences = [_changes(edition, node, indicators, language)]
    if judged := sum(counts.values()):
        sentences.insert(0, table["summary_counts"].format(judged=judged, **counts))
    undecided = [i for i in indicators if cells[i.code].year_to_date.undecided]
    late = [i for i in indicators if cells[i.code].month.state in _LATE and not cells[i.code].month.hidden]
    for key, some in (("summary_undecided", undecided), ("summary_late", late)):
        if some:
            sentences.append(table[key].format(indicators=", ".join(quoted(i.title, language) for i in some)))
    if hidden := sum(cells[i.code].year_to_date.hidden for i in indicators):
        sentences.append(table["summary_hidden"].format(hidden=hidden, all=len(indicators)))
    if lacking := _lacking([(i, cells[i.code]) for i in indicators], language):
        sentences.append(table["summary_lacking"].format(indicators=lacking))
    return tuple(sentence for sentence in sentences if sentence)


def headlines(edition: Edition, node: int, language: str) -> tuple[str, ...]:
    """What a card says in one line, the longer form first: `3 av 17 mål er ikke nådd; «Jobbmatch» blir dårligere`, and
    the same without the indicator. Empty where no target is judged."""
    table, counts = words(language), counts_of(edition, node, edition.indicators_at(node))
    judged = sum(counts.values())
    if not judged:
        return ()
    key = "red" if counts["red"] else "amber" if counts["amber"] else "green"
    headline = table[f"headline_{key}"].format(judged=judged, **counts)
    worse = (one for one in worst_first(edition, node) if one.cell(edition, node).trend is Trend.WORSE)
    if (first := next(worse, None)) is None:
        return (headline,)
    title = named(edition, first.indicator, first.category)
    return table["headline_worse"].format(headline=headline, indicator=quoted(title, language)), headline


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


_LATE = (State.NOT_READY, State.MISSING)


def quoted(title: str, language: str) -> str:
    """A title inside a sentence: `«Andel unge»`, “Share of the young”."""
    return words(language)["quoted"].format(text=title)


def all_quoted(titles: Sequence[str], language: str) -> str:
    """`«A», «B» og «C»`; there is one at least."""
    texts = [quoted(title, language) for title in titles]
    return f" {words(language)['need_and']} ".join(part for part in (", ".join(texts[:-1]), texts[-1]) if part)


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


def _changes(edition: Edition, node: int, indicators: Sequence[Indicator], language: str) -> str:
    """The statuses that differ from the month before; empty where the edition has no month before."""
    before = edition.period - 1
    if before < edition.months[0]:
        return ""
    table, changed, compared = words(language), [], 0
    for one in indicators:
        was, now = (_standing(edition.cell(one.code, node, month)) for month in (before, edition.period))
        if was is None or now is None:
            continue
        compared += 1
        if was is not now:
            line = table["summary_change"]
            change = line.format(before=table[was.slug].lower(), now=table[now.slug].lower())
            changed.append(f"{quoted(one.title, language)} {change}")
    month = numbers.month_name(before, language)
    if changed:
        return table["summary_changed"].format(month=month, changes="; ".join(changed))
    return table["summary_unchanged"].format(month=month) if compared else ""


def _standing(cell: Cell) -> Status | None:
    """The status of a year to date that has a colour or is undecided; None for one that is hidden, without a value or
    without a target."""
    figure = cell.year_to_date
    if figure.hidden or figure.state is not State.VALUE:
        return None
    return figure.status if figure.status in COLOURS or figure.undecided else None


def _lacking(cells: Sequence[tuple[Indicator, Cell]], language: str) -> str:
    """The indicators that some units have not reported, together where as many have: `«A», «B» (18 av 23 enheter)`."""
    together: dict[str, list[str]] = {}
    for indicator, cell in cells:
        if _lacks_units(cell):
            together.setdefault(_reported(cell, language), []).append(quoted(indicator.title, language))
    return "; ".join(f"{', '.join(titles)} {reported}" for reported, titles in together.items())


def _lacks_units(cell: Cell) -> bool:
    return not cell.year_to_date.hidden and cell.expected > 1 and cell.covered < cell.expected


def _reported(cell: Cell, language: str) -> str:
    return f"({words(language)['of'].format(covered=cell.covered, expected=cell.expected)})"
