"""The three tables that leave an engine; scoring knows only these.

Columns are stdlib arrays of equal length (zero-copy for numpy through the buffer protocol); one of sums is a list of
Python integers where a sum does not fit in 64 bits.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month

WORKING_DAYS = "working_days"
"""What the calendar of working days is called among the contents that figures rest on."""


def integer_column(values: Sequence[int]) -> Sequence[int]:
    """The values as a 64-bit array; as they are where one of them does not fit."""
    try:
        return array("q", values)
    except OverflowError:
        return values


@dataclass(frozen=True, slots=True)
class Block:
    """Partials of one source and breakdown: row i is a (month, unit, category) and one value a part.

    `month` holds month numbers; `unit` indexes `Tables.units` (-1: without unit); `category` indexes
    `categories` (("",) without a breakdown). A key stands at most once. For ready-made sources `given` is
    true and `states` holds a State per row and part (a value of another state than VALUE is 0); for case
    rows `states` is empty and every row is a value.
    """

    source: str
    categories: tuple[str, ...]
    month: array[int]
    unit: array[int]
    category: array[int]
    values: Mapping[str, Sequence[int]]
    states: Mapping[str, array[int]]
    given: bool = False


@dataclass(frozen=True, slots=True)
class LevelValues:
    """A quantile at every node where it is shown: row i is (month, node of Structure.nodes, window).

    `year_to_date` is 0 or 1; the value is numerator / denominator exactly; `n` rows it rests on, and
    `without_unit` is 1 where some of them belong to no unit.
    """

    month: array[int]
    node: array[int]
    year_to_date: array[int]
    numerator: Sequence[int]
    denominator: Sequence[int]
    n: array[int]
    without_unit: array[int]


_USUAL_MONTHS = 2
"""Months before the reporting month that must have rows for one without to be late: a quarter's figure is not."""


def usual_units(units: Mapping[int, Set[int]], period: Month) -> Set[int]:
    """Of units that have rows, by month number, those that have some in each of the months just before the period: if
    one of them has none in it, it is late."""
    return set.intersection(*(set(units.get((period - back).number, ())) for back in range(1, _USUAL_MONTHS + 1)))


@dataclass(frozen=True, slots=True)
class Delivery:
    """The months a source speaks of: outside them its figures are missing (before) or not ready (after).

    `late`: codes of the units at the bottom that a source about persons by month has no row of in the month of the
    card, though it had in each of those just before. What is counted of them is not ready.
    """

    first: Month
    last: Month
    late: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tables:
    """What an engine hands over. `units`: the structure's leaves first (same order), then other given units, then its
    former codes (kind "")."""

    units: tuple[UnitKey, ...]
    blocks: tuple[Block, ...]
    level_values: Mapping[str, LevelValues]
    deliveries: Mapping[str, Delivery]
    content: Mapping[str, str]
