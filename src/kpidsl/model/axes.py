"""Where a cell stands in an indicator's columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpidsl.model.period import Month


@dataclass(frozen=True, slots=True)
class Axes:
    """The axes of an indicator's columns, which are flat over [category][node][month]: the number of `nodes`, and
    the months in ascending order without a gap."""

    nodes: int
    months: tuple[Month, ...]

    def series(self, node: int, category: int = 0) -> range:
        """The positions of a node's months in a column, in order. Category 0 is the whole."""
        first = (category * self.nodes + node) * len(self.months)
        return range(first, first + len(self.months))

    def at(self, node: int, month: Month, category: int = 0) -> int:
        """The position of one cell in a column. Raises IndexError where the month is not among the axes' months."""
        month_at = month.number - self.months[0].number
        if not 0 <= month_at < len(self.months):
            raise IndexError(f"{month} is not one of the months from {self.months[0]} to {self.months[-1]}")
        return self.series(node, category)[month_at]

    def all_series(self, nodes: Sequence[int], categories: int) -> list[range]:
        """The positions of every node's months, for each of the given number of categories."""
        return [self.series(node, category) for category in range(categories) for node in nodes]
