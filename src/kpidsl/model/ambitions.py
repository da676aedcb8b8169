"""What a unit itself aims at, held against the target that was set for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kpidsl.model.organisation import Node, SteeringLine, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator, Target, TargetForm
from kpidsl.model.state import Direction
from kpidsl.model.targets import precedence, row_for


@dataclass(frozen=True, slots=True)
class Beside:
    """An ambition and a target that are in force at the same time for the same unit."""

    ambition: Target
    target: Target

    @property
    def is_looser(self) -> bool:
        """Whether the ambition asks for less than the target."""
        ambition, target = self.ambition.value, self.target.value
        return ambition > target if self.ambition.direction is Direction.LOWER else ambition < target

    @property
    def is_the_same(self) -> bool:
        """Whether the ambition asks for just as much as the target."""
        return self.ambition.value == self.target.value


def beside_targets(indicator: Indicator, lines: Sequence[SteeringLine]) -> tuple[Beside, ...]:
    """Each ambition with each target that stands beside it in some month, on some of the steering `lines`.

    Where a unit above the offices has no target of its own, it has that of every office if there is no other (not of
    what is summed: its target is then made of theirs). No pair where a target is no level.
    """
    pairs: dict[Beside, None] = {}
    for line in lines:
        if indicator.line not in ("", line.name):
            continue
        for ambition in indicator.ambitions:
            if ambition.level in line.levels and ambition.line in (None, line.name):
                pairs |= dict.fromkeys(_beside(indicator, ambition, line))
    return tuple(pairs)


def _beside(indicator: Indicator, ambition: Target, line: SteeringLine) -> Iterator[Beside]:
    assert ambition.level is not None
    targets, ambitions = (sorted(rows, key=precedence) for rows in (indicator.targets, indicator.ambitions))
    for code in ambition.units:
        node = Node(line.name, UnitKey(ambition.level, code), "", None, 0, ())
        plain = ambition.level == line.levels[0] or _all_plain(indicator, node)
        leaves = frozenset((node.unit,)) if plain else frozenset[UnitKey]()
        for month in _starts(indicator):
            target = row_for(targets, node, leaves, month)
            if target is None or target.form is not TargetForm.LEVEL:
                continue
            if row_for(ambitions, node, leaves, month) is ambition:
                yield Beside(ambition, target)


def _all_plain(indicator: Indicator, node: Node) -> bool:
    """Whether the unit, with those below it, has no target but the one of every office, and that is its own too."""
    others = (t for t in indicator.targets if t.line in (None, node.line) and t.level != node.unit.kind)
    return indicator.traits.targets != "summed" and not any(t.level or t.units for t in others)


def _starts(indicator: Indicator) -> list[Month]:
    """A month before every date, and each month in which a target or an ambition begins or ends."""
    rows = (*indicator.targets, *indicator.ambitions)
    dates = {date for row in rows for date in (row.valid_from, row.valid_to) if date is not None}
    return [min(dates, default=Month.of(2000, 1)) - 1, *sorted(dates)]


def ambition_at(indicator: Indicator, node: Node, month: Month) -> Target | None:
    """The ambition in force at the node in the month; None without one."""
    return row_for(sorted(indicator.ambitions, key=precedence), node, frozenset(), month)
