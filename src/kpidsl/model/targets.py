"""Which of an indicator's targets applies to which node and month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kpidsl.model.organisation import Node, Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator, Target


def precedence(target: Target) -> tuple[bool, int, int, date]:
    """The sort key by which later target rows overrule earlier ones: a category's over the whole's, a unit's over a
    level's, then the later start, then the later decision."""
    rank = 2 if target.units else 1 if target.level else 0
    return (
        bool(target.categories),
        rank,
        target.valid_from.number if target.valid_from else 0,
        target.decided or date.min,
    )


def holds_in(target: Target, category: str) -> bool:
    """Whether the target row applies to the category (empty: to the whole): one that names none applies to all."""
    return not target.categories or category in target.categories


def holds_for(target: Target, node: Node, leaves: frozenset[UnitKey]) -> bool:
    """Whether the target row applies to the node itself: a row that names nobody applies to every leaf, a parent's
    must name its level or its unit."""
    if target.line is not None and target.line != node.line:
        return False
    if target.units:
        return (node.unit.code in target.units or node.name in target.units) and target.level in (None, node.unit.kind)
    if target.level:
        return node.unit.kind == target.level
    return node.unit in leaves


def base_month(target: Target, every: int, month: Month) -> Month | None:
    """The month that an improvement target of `month` is reckoned from, `month` itself for one that is compared with a
    level; None for the base year itself and before it.
    `every`: how many months lie between the indicator's figures."""
    if target.base == "level":
        return month
    if target.base != "year":
        return month - (12 if target.base == "last_year" else every)
    assert target.base_year is not None
    base = Month.of(target.base_year, month.month)
    return base if base < month else None


def base_nodes(target: Target, structure: Structure) -> list[int]:
    """For each node the position of its ancestor at the level that the target is compared with; -1 at and above that
    level, and on a line without it."""

    def of(node: int) -> int:
        above = (at for at in structure.upward(node) if at != node)
        return next((at for at in above if structure.nodes[at].unit.kind == target.base_level), -1)

    return [of(node) for node in range(len(structure.nodes))]


def row_for(
    ranked: Sequence[Target], node: Node, leaves: frozenset[UnitKey], month: Month, category: str = ""
) -> Target | None:
    """The target row that applies to the node in the month, in the category (empty: of the whole); `ranked` are in
    order of precedence. None where none applies."""
    chosen = None
    for target in ranked:
        begun = target.valid_from is None or month >= target.valid_from
        over = target.valid_to is not None and month >= target.valid_to
        if begun and not over and holds_in(target, category) and holds_for(target, node, leaves):
            chosen = target
    return chosen


def rows_behind(
    indicator: Indicator, structure: Structure, node: Node, months: Sequence[Month], category: str = ""
) -> list[Target]:
    """The rows that a merged or renumbered unit's target was derived from in these months, in the category (empty: of
    the whole); empty where it was not derived."""
    formed = structure.formed.get(node.unit.code, ())
    if not formed:
        return []
    ranked = sorted(indicator.targets, key=precedence)
    continued = formed[-1].month if node.unit.code in formed[-1].of else None
    since = [t for t in ranked if t.units and (continued is None or (t.valid_from or continued - 1) >= continued)]
    parts = list(_whole_parts(ranked, structure, node))
    result: list[Target | None] = []
    for month in months:
        own = row_for(since, node, frozenset(), month, category)
        of_parts = [row_for(rows, one, frozenset((one.unit,)), month, category) for one, rows in parts]
        result += of_parts if own is None else [own]
    return [t for t in dict.fromkeys(result) if t is not None]


def _whole_parts(ranked: Sequence[Target], structure: Structure, node: Node) -> Iterator[tuple[Node, list[Target]]]:
    """The original units that the node's unit was formed from, each with the target rows it had then."""
    for code in made_of(node.unit.code, structure):
        formed = structure.formed.get(code, ())
        if not formed or code in formed[0].of:
            rows = [
                t
                for t in ranked
                if not (formed and t.units and (t.valid_from or formed[0].month - 1) >= formed[0].month)
            ]
            yield Node(node.line, UnitKey(node.unit.kind, code), "", None, 0, ()), rows


def made_of(code: str, structure: Structure, upto: int | None = None) -> tuple[str, ...]:
    """The code and every code merged into it, in its first `upto` formations (None: all of them)."""
    codes = [code]
    for formation in structure.formed.get(code, ())[:upto]:
        codes += [c for old in formation.of if old != code for c in made_of(old, structure)]
    return tuple(dict.fromkeys(codes))
