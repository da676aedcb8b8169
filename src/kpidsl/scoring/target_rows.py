"""Rows of targets: which hold for a node in a month, by unit before level before all, the later before the earlier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import lcm

import numpy as np

from kpidsl.model.measure import Kind
from kpidsl.model.organisation import Node, Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator, Spec, Target, TargetForm
from kpidsl.scoring.exact import Bools, Ints

ADDITIVE = (Kind.COUNT, Kind.AMOUNT)


def known_at(spec: Spec, period: Month) -> Spec:
    """The specification as the card of `period` knows it: without targets decided after the period's end.

    So a target set in March for the whole year changes March's card and not the ones before, however late
    they are made again.
    """
    after = (period + 1).first_day
    return replace(
        spec,
        indicators=tuple(
            replace(i, targets=tuple(t for t in i.targets if t.decided is None or t.decided < after))
            for i in spec.indicators
        ),
    )


def in_force(
    indicator: Indicator, structure: Structure, months: tuple[Month, ...], edge: str
) -> tuple[Ints, int, Bools]:
    """Each node's own target over (node, month) as integers over one scale, and where there is one.

    Leaves take the unit's, else their level's, else the bare one; parents only what names their level.
    `edge` is "value" or "high". Improvement targets are not here: they need last year's figures.
    """
    rows = rows_of(indicator, months, edge)
    value = np.zeros((len(structure.nodes), len(months)), dtype=np.int64)
    has = np.zeros(value.shape, dtype=np.bool_)
    leaves = frozenset(structure.leaves)
    for target, fraction in rows.ranked:
        holds = np.array([holds_for(target, node, leaves) for node in structure.nodes], dtype=np.bool_)
        where = holds[:, None] & rows.dated(target)[None, :]
        has[where] = fraction is not None
        if fraction is not None:
            value[where] = int(fraction * rows.scale)
    return value, rows.scale, has


@dataclass(frozen=True, slots=True)
class Rows:
    """An indicator's rows for one edge, the later overruling the earlier: each with its raw fraction (None: none).

    Every fraction times `scale` is an integer.
    """

    months: tuple[Month, ...]
    ranked: tuple[tuple[Target, Fraction | None], ...]
    scale: int

    def dated(self, target: Target) -> Bools:
        """In which of the months the row holds."""
        first = target.valid_from.number if target.valid_from else self.months[0].number
        before = target.valid_to.number if target.valid_to else self.months[-1].number + 1
        return np.array([first <= m.number < before for m in self.months], dtype=np.bool_)


def rows_of(indicator: Indicator, months: tuple[Month, ...], edge: str) -> Rows:
    """The indicator's rows for the edge."""
    ranked = [(t, _raw(t, indicator, edge)) for t in sorted(indicator.targets, key=_precedence)]
    return Rows(months, tuple(ranked), lcm(*(f.denominator for _, f in ranked if f is not None), 1))


def _precedence(target: Target) -> tuple[int, int, date]:
    """What overrules what: a unit's over a level's, a later start, and of one start the later decision."""
    rank = 2 if target.units else 1 if target.level else 0
    return rank, target.valid_from.number if target.valid_from else 0, target.decided or date.min


def _raw(target: Target, indicator: Indicator, edge: str) -> Fraction | None:
    if target.form in (TargetForm.NONE, TargetForm.IMPROVEMENT):
        return None
    value = target.value if edge == "value" else target.high
    return None if value is None else value / indicator.scale


def holds_for(target: Target, node: Node, leaves: frozenset[UnitKey]) -> bool:
    """Whether the row is for the node: its own, its level's, or, for a leaf, everybody's."""
    if target.line is not None and target.line != node.line:
        return False
    if target.units:
        return (node.unit.code in target.units or node.name in target.units) and target.level in (None, node.unit.kind)
    if target.level:
        return node.unit.kind == target.level
    return node.unit in leaves


def target_of(indicator: Indicator, structure: Structure, node: int, month: Month) -> Target | None:
    """The target that `in_force` takes for the node in the month; None where it has none of its own."""
    return row_for(indicator.targets, structure.nodes[node], frozenset(structure.leaves), month)


def row_for(targets: Iterable[Target], node: Node, leaves: frozenset[UnitKey], month: Month) -> Target | None:
    """Of the rows the one that holds for the node in the month."""
    found = None
    for target in sorted(targets, key=_precedence):
        begun = target.valid_from is None or month >= target.valid_from
        over = target.valid_to is not None and month >= target.valid_to
        if begun and not over and holds_for(target, node, leaves):
            found = target
    return found
