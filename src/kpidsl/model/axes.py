"""Where a cell stands in an indicator's columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpidsl.model.period import Month


@dataclass(frozen=True, slots=True)
class Axes:
    """The axes of an indicator's columns, which are flat over [category][node][month]: `nodes` of them, and months in
    order, with none left out."""

    nodes: int
    months: tuple[Month, ...]

    def series(self, node: int, category: int = 0) -> range:
        """The places of a node's months, in order; category 0 is the whole."""
        first = (category * self.nodes + node) * len(self.months)
        return range(first, first + len(self.months))

    def at(self, node: int, month: Month, category: int = 0) -> int:
        """The place of one cell. IndexError for a month that is not among them."""
        month_at = month.number - self.months[0].number
        if not 0 <= month_at < len(self.months):
            raise IndexError(f"{month} is not one of the months from {self.months[0]} to {self.months[-1]}")
        return self.series(node, category)[month_at]

    def all_series(self, nodes: Sequence[int], categories: int) -> list[range]:
        """The places of the nodes' months in each of so many categories."""
        return [self.series(node, category) for category in range(categories) for node in nodes]
