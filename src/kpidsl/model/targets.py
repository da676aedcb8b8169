"""Which of an indicator's targets holds for whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpidsl.model.measure import Kind
from kpidsl.model.organisation import Node, Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator, Target

ADDITIVE = (Kind.COUNT, Kind.AMOUNT)
"""Kinds whose targets are summed: a parent's over its units, a year's over its months."""


def precedence(target: Target) -> tuple[int, int, date]:
    """What overrules what: a unit's over a level's, a later start, and of one start the later decision."""
    rank = 2 if target.units else 1 if target.level else 0
    return rank, target.valid_from.number if target.valid_from else 0, target.decided or date.min


def holds_for(target: Target, node: Node, leaves: frozenset[UnitKey]) -> bool:
    """Whether the target is the node's own: a bare one is every leaf's, a parent's names its level or its unit."""
    if target.line is not None and target.line != node.line:
        return False
    if target.units:
        return (node.unit.code in target.units or node.name in target.units) and target.level in (None, node.unit.kind)
    if target.level:
        return node.unit.kind == target.level
    return node.unit in leaves


def own_targets(
    indicator: Indicator, structure: Structure, nodes: Sequence[int], months: Sequence[Month]
) -> list[Target | None]:
    """Each node's own target in each month, node by node; None where it has none."""
    ranked, leaves = sorted(indicator.targets, key=precedence), frozenset(structure.leaves)
    found: list[Target | None] = []
    for node in nodes:
        own = [t for t in ranked if holds_for(t, structure.nodes[node], leaves)]
        for month in months:
            begun = [t for t in own if t.valid_from is None or month >= t.valid_from]
            holding = [t for t in begun if t.valid_to is None or month < t.valid_to]
            found.append(holding[-1] if holding else None)
    return found


def rows_behind(indicator: Indicator, structure: Structure, node: Node) -> list[Target]:
    """The rows that name one of those that the unit was made of, in their order; empty where it was not made."""
    codes = made_of(node.unit.code, structure)
    formers = [Node(node.line, UnitKey(node.unit.kind, code), "", None, 0, ()) for code in codes]
    return [t for t in indicator.targets if t.units and any(holds_for(t, one, frozenset()) for one in formers)]


def made_of(code: str, structure: Structure, upto: int | None = None) -> tuple[str, ...]:
    """The code and every code that went into it, in its first `upto` formations (None: all)."""
    found = [code]
    for formation in structure.formed.get(code, ())[:upto]:
        found += [c for old in formation.of if old != code for c in made_of(old, structure)]
    return tuple(dict.fromkeys(found))
