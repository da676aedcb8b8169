"""TargetRows of targets: which row applies to a node in a month; a unit's before a level's before all, later before
earlier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

import numpy as np

from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator, Spec, Target, TargetForm
from kpidsl.model.targets import holds_for, holds_in, precedence
from kpidsl.scoring.exact import Bools, Ints


def known_at(spec: Spec, period: Month) -> Spec:
    """The specification as the card of `period` knew it: without targets and ambitions decided after the period's end.

    A target set in March for the whole year thus changes March's card and none before it, however late they are
    produced again.
    """
    after = (period + 1).first_day

    def known(rows: tuple[Target, ...]) -> tuple[Target, ...]:
        return tuple(t for t in rows if t.decided is None or t.decided < after)

    indicators = (replace(i, targets=known(i.targets), ambitions=known(i.ambitions)) for i in spec.indicators)
    return replace(spec, indicators=tuple(indicators))


def in_force(
    indicator: Indicator, structure: Structure, months: tuple[Month, ...], bound: str, categories: tuple[str, ...]
) -> tuple[Ints, int, Bools, Bools]:
    """Each node's own target over (category, node, month) as integers over one scale, where there is one, and where it
    is said that there is none. Of one category, where all have the same.

    Leaves take the unit's, else their level's, else the bare one; parents only what names their level.
    `bound` is "value" or "high". Improvement targets are not here: they need last year's figures.
    """
    rows = rows_of(indicator, months, bound, categories)
    values = [0 if fraction is None else int(fraction * rows.scale) for _, fraction in rows.ranked]
    held = rows.held(structure)
    value = np.array([*values, 0], dtype=np.int64)[held]
    has = np.array([*(fraction is not None for _, fraction in rows.ranked), False], dtype=np.bool_)[held]
    none = np.array([*(t.form is TargetForm.NONE for t, _ in rows.ranked), False], dtype=np.bool_)[held]
    return value, rows.scale, has, none


@dataclass(frozen=True, slots=True)
class TargetRows:
    """An indicator's target rows for one bound, later ones overruling earlier ones, each with its raw fraction (None:
    "no target").

    Every fraction times `scale` is an integer. `categories`: the whole (""), and those of the breakdown where some have
    a target of their own.
    """

    months: tuple[Month, ...]
    ranked: tuple[tuple[Target, Fraction | None], ...]
    scale: int
    categories: tuple[str, ...]

    def dated(self, target: Target) -> Bools:
        """Whether the row applies, for each month."""
        first = target.valid_from.number if target.valid_from else self.months[0].number
        before = target.valid_to.number if target.valid_to else self.months[-1].number + 1
        return np.array([first <= m.number < before for m in self.months], dtype=np.bool_)

    def within(self, target: Target) -> Bools:
        """Whether the row applies, for each category."""
        return np.array([holds_in(target, category) for category in self.categories], dtype=np.bool_)

    def held(self, structure: Structure) -> Ints:
        """Over (category, node, month), the position in `ranked` of the node's own row; -1 where it has none."""
        latest = np.full((len(self.categories), len(structure.nodes), len(self.months)), -1, dtype=np.int64)
        leaves = frozenset(structure.leaves)
        for at, (target, _) in enumerate(self.ranked):
            holds = np.array([holds_for(target, node, leaves) for node in structure.nodes], dtype=np.bool_)
            latest[self.within(target)[:, None, None] & holds[:, None] & self.dated(target)] = at
        return latest


def rows_of(indicator: Indicator, months: tuple[Month, ...], bound: str, categories: tuple[str, ...]) -> TargetRows:
    """The indicator's target rows for the bound; `categories` are those of its figures."""
    ranked = [(t, _raw(t, indicator, bound)) for t in sorted(indicator.targets, key=precedence)]
    scale = lcm(*(f.denominator for _, f in ranked if f is not None), 1)
    return TargetRows(months, tuple(ranked), scale, categories if indicator.has_targets_by_category else ("",))


def _raw(target: Target, indicator: Indicator, bound: str) -> Fraction | None:
    if target.form in (TargetForm.NONE, TargetForm.IMPROVEMENT):
        return None
    value = target.value if bound == "value" else target.high
    return None if value is None else value / indicator.scale
