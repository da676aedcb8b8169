"""Whether a measure's promise came: the figure of the month that was promised against the promise, and against the
figure of the month in which the measure was planned. It never says that the measure worked."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kpidsl.model.comparison import dead_band
from kpidsl.model.edition import Figure
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Direction, Mark, State
from kpidsl.model.unit_plan import Effect


def effect(indicator: Indicator, expected: Fraction | None, promised: Figure, since: Sequence[Figure]) -> Effect:
    """How the figure stands in the month that was promised.

    `expected` is raw (times the indicator's scale: the number printed); None where no value was promised. `since` are
    the figures of every month from that of the planning to the promised one; empty where the edition does not reach
    back to the planning, or it was later. All comparisons are exact, and the change counts from the trend rule's dead
    band.

    It cannot be told where the promised figure is hidden, missing or partial, or neither more nor less is better. Nor,
    unless the promise was reached, where the same holds for the planning's figure, the series is broken in between, or
    the trend rule has no distance to measure the change by.
    """
    came, at_planning = _complete(promised), _complete(since[0]) if since else None
    if came is None or indicator.direction not in (Direction.HIGHER, Direction.LOWER):
        return Effect.CANNOT_BE_TOLD
    sign = 1 if indicator.direction is Direction.HIGHER else -1
    if expected is not None and sign * came >= sign * expected:
        return Effect.REACHED
    band, is_broken = dead_band(indicator), any(figure.marks & Mark.BREAK for figure in since[1:])
    if at_planning is None or is_broken:
        return Effect.CANNOT_BE_TOLD
    change = sign * (came - at_planning)
    if change == 0 or (band is not None and abs(change) < band):
        return Effect.UNCHANGED
    if band is None:
        return Effect.CANNOT_BE_TOLD
    return Effect.BETTER if change > 0 else Effect.WORSE


def _complete(figure: Figure) -> Fraction | None:
    """Its raw value; None where it has none to compare."""
    is_whole = not figure.hidden and figure.state is State.VALUE and not figure.marks & Mark.PARTIAL
    return figure.value if is_whole else None
