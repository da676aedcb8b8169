"""The sentences of a card on what has not been delivered: what it is of first, then whose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpidsl.model.edition import Cell, Edition
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.model.state import State, Undecided
from kpidsl.rendering.shown.point import Point, coded
from kpidsl.rendering.shown.undelivered import (
    all_undelivered,
    awaited,
    first_named,
    is_lowest,
    lacking_months,
    lacks_units,
    undelivered,
    who,
)
from kpidsl.wording import numbers
from kpidsl.wording.words import listed, words

Cells = Sequence[tuple[Indicator, Cell]]
_OPEN = tuple(why for why in Undecided if why)
_NOT_ENTERED = "not_entered"
_HOW = (_NOT_ENTERED, State.MISSING.slug, State.NOT_READY.slug)
KINDS = (
    *(f"{how}{end}" for how in _HOW for end in ("", "_undecided")),
    "lacking",
    "lacking_undecided",
    *(f"undecided_{why.slug}" for why in _OPEN),
)
"""The kinds of these sentences in their order."""


def awaited_points(edition: Edition, node: int, cells: Cells, language: str) -> Iterator[Point]:
    """What of a card has not been delivered, in the order of KINDS."""
    undecided = [(i, c) for i, c in cells if c.year_to_date.undecided]
    decided = [one for one in cells if one not in undecided]
    for how in _HOW:
        yield from _late(edition, node, (how, ""), decided, language)
        yield from _late(edition, node, (how, "_undecided"), undecided, language)
    yield from _lacking(edition, node, "", decided, language)
    yield from _lacking(edition, node, "_undecided", undecided, language)
    for why in _OPEN:
        yield from _undecided(edition, node, why, undecided, language)


def _lead(edition: Edition, kind: str, end: str, language: str) -> str:
    """How a sentence on the edition's own month begins: `Ikke alle har levert for oktober`, with the `end` `_undecided`
    also that no status is."""
    table, month = words(language), numbers.month_name(edition.period, language, "MMMM")
    lead = table[f"summary_{kind}"].format(month=month)
    return table["summary_and_undecided"].format(lead=lead) if end else lead


def _is_late(cell: Cell) -> bool:
    """Whether the month's figure is not there, or not ready, and no units are said to lack."""
    return cell.month.is_lacking and not lacks_units(cell)


def _late(edition: Edition, node: int, kind: tuple[str, str], cells: Cells, language: str) -> Iterator[Point]:
    """The indicators that are late in that way. On the card of the unit that they are late of it says so; on one above
    it, whose they are, where that is one unit: `M.1 «Sykefravær» og M.2 «Trivsel» fra Kontor A`."""
    table, (how, end), nodes = words(language), kind, edition.structure.nodes
    of_units: dict[int | None, list[str]] = {}
    for indicator, cell in cells:
        if not _is_late(cell):
            continue
        whose = _whose(edition, indicator, node)
        if how == _how_late(edition, indicator, (node, whose), cell):
            of_units.setdefault(whose, []).append(coded(indicator, language))
    if not of_units:
        return
    parts = of_units.pop(node, None)
    lead = _lead(edition, how if parts is None else f"{how}_own", end, language)
    if parts is None:
        parts = of_units.pop(None, [])
        texts = ((nodes[at].name, listed(here, language)) for at, here in of_units.items() if at is not None)
        parts += [table["late_of"].format(indicators=text, unit=name) for name, text in texts]
    yield Point(f"{how}{end}", lead, tuple(parts))


def _whose(edition: Edition, indicator: Indicator, node: int) -> int | None:
    """The one unit that a late figure is of: the node itself where it is one of the lowest, or the one below it; None
    where it is not seen to be one."""
    if is_lowest(edition, node):
        return node
    late = undelivered(edition, indicator.code, node, edition.period)
    return late[0] if len(late) == 1 else None


def _how_late(edition: Edition, indicator: Indicator, at: tuple[int, int | None], cell: Cell) -> str:
    """Whether the unit of the card enters the figure itself and has not, or it is missing, or not ready. What a unit
    below enters and has not is missing."""
    node, whose = at
    levels = {role.name: role.levels for role in edition.spec.roles}
    entered_at = [levels.get(edition.spec.sources[name].entered_by, ()) for name in indicator.sources]
    if whose is not None and entered_at:
        kind = edition.structure.nodes[whose].unit.kind
        if all(kind in here for here in entered_at):
            return _NOT_ENTERED if whose == node else State.MISSING.slug
    return cell.month.state.slug


def _undecided(edition: Edition, node: int, why: Undecided, cells: Cells, language: str) -> Iterator[Point]:
    """The indicators that are undecided for that reason; where something of the year to date is missing, with the
    months that it is seen to be of, and whose they are: `M.1 «Sykefravær» og M.2 «Trivsel» mangler for mai fra 2 av 20
    kontorer: Kontor A og Kontor B`. Of those that lack the edition's own month, the earlier ones alone."""
    together = dict[str, list[str]]()
    for one, cell in cells:
        if cell.year_to_date.undecided != why:
            continue
        is_told = _is_late(cell) or lacks_units(cell)
        of_months = _lacking_months(edition, one.code, node, language, is_told) if why is Undecided.PARTIAL else ()
        for months in of_months or (() if is_told else ("",)):
            together.setdefault(months, []).append(coded(one, language))
    lacks, parts = words(language)["lacks_months"], list[str]()
    for months, indicators in together.items():
        parts += [lacks.format(indicators=listed(indicators, language), months=months)] if months else indicators
    if parts:
        kind = f"undecided_{why.slug}"
        yield Point(kind, words(language)[f"summary_{kind}"], tuple(parts))


def _lacking_months(edition: Edition, code: str, node: int, language: str, is_told: bool) -> tuple[str, ...]:
    """The months of the year to date that lack a figure, together where the same units do: `mai og juni fra Kontor A`;
    on the card of the unit that they are of, `mai fra enheten selv`. Not the edition's own where that `is_told`."""
    by_whose = dict[str, list[str]]()
    for month in lacking_months(edition, code, node):
        if is_told and month == edition.period:
            continue
        whose = _from_whom(edition, code, node, month, language)
        by_whose.setdefault(whose, []).append(numbers.month_from(month, edition.period, language))
    of = words(language)["lacks_months_of"]
    named = ((listed(months, language), whose) for whose, months in by_whose.items())
    return tuple(of.format(months=months, units=whose) if whose else months for months, whose in named)


def _from_whom(edition: Edition, code: str, node: int, month: Month, language: str) -> str:
    """Whose figures of an earlier month are lacking at a node, as far as is seen: `2 av 20 kontorer: Kontor A og Kontor
    B`, `alle 20 kontorer`, or the one unit that it is made of. Empty where it is not seen to be one."""
    if is_lowest(edition, node):
        return words(language)["lacks_months_own"]
    cell, nodes = edition.cell(code, node, month), edition.structure.nodes
    if cell.expected > 1:
        if not cell.covered:
            units = awaited(edition, code, node, month, language)
            return words(language)["lacking_all"].format(expected=cell.expected, units=units)
        late = all_undelivered(edition, code, node, month, cell)
        of = (cell.expected - cell.covered, cell.expected, awaited(edition, code, node, month, language))
        return _of_units(of, first_named([nodes[at].name for at in late], language), language)
    late = undelivered(edition, code, node, month)
    return nodes[late[0]].name if len(late) == 1 else ""


def _of_units(of: tuple[int, int, str], names: str, language: str) -> str:
    """`2 av 20 kontorer: Kontor A og Kontor B`, with the names that are known; where none is, it says so."""
    lacking, expected, units = of
    text = words(language)["lacking_of"].format(lacking=lacking, expected=expected, units=units)
    return f"{text}: {names}" if names else words(language)["lacking_unnamed"].format(units=text)


def _lacking(edition: Edition, node: int, end: str, cells: Cells, language: str) -> Iterator[Point]:
    """The indicators that some units have not reported, together where the same have: `M.1 «Sykefravær» mangler fra 2
    av 20 kontorer: Kontor A og Kontor B`. Nothing where all have."""
    table, together = words(language), dict[tuple[int, int, tuple[int, ...], str], list[str]]()
    for indicator, cell in cells:
        if lacks_units(cell):
            late = all_undelivered(edition, indicator.code, node, edition.period, cell)
            units = awaited(edition, indicator.code, node, edition.period, language)
            together.setdefault((cell.covered, cell.expected, late, units), []).append(coded(indicator, language))
    groups = list[str]()
    for (covered, expected, late, units), indicators in sorted(together.items(), key=lambda group: group[0][:2]):
        of = _of_units((expected - covered, expected, units), who(edition, node, late, language), language)
        groups.append(table["lacking_from"].format(indicators=listed(indicators, language), units=of))
    if groups:
        yield Point(f"lacking{end}", _lead(edition, "lacking", end, language), tuple(groups))
