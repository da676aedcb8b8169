"""Which kinds of cells a fuzz run has compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kpidsl.model.measure import DistinctPersons, PersonsPer
from kpidsl.model.spec import Indicator, TargetForm
from kpidsl.model.state import State

from .reference import Cell

Key = tuple[str, str, str, str, str]
ENOUGH = 500  # cells of each combination in a full run
FULL = 100_000  # pairs


@dataclass
class Coverage:
    """Compared cells by (kind, window, level, state, target form); the runs and pairs they came of."""

    cells: Counter[Key] = field(default_factory=Counter)
    empty: int = 0
    runs: int = 0
    pairs: int = 0

    def add(self, indicator: Indicator, figure: str, parent: bool, cell: Cell) -> None:
        self.cells[combination(indicator, figure, parent, cell.state, cell.partial)] += 1
        self.empty += cell.state is State.NOT_RELEVANT or (cell.state is State.VALUE and not cell.base)

    def __iadd__(self, other: Coverage) -> Coverage:
        self.cells.update(other.cells)
        self.empty, self.runs, self.pairs = self.empty + other.empty, self.runs + other.runs, self.pairs + other.pairs
        return self

    def without_rows(self) -> float:
        """How many of the cells rest on no rows."""
        return self.empty / max(self.cells.total(), 1)

    def few(self) -> list[str]:
        """The combinations of which a full run holds too few cells."""
        return [f"only {n} cells: {', '.join(key)}" for key, n in sorted(self.cells.items()) if n < ENOUGH]

    def table(self) -> list[str]:
        """A line a combination, in order, and the sums."""
        titles = ("kind", "window", "level", "state", "target", "cells")
        rows = [titles, *((*key, f"{count:,}") for key, count in sorted(self.cells.items()))]
        widths = [max(len(row[at]) for row in rows) for at in range(len(titles))]
        lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        smallest, count = min(self.cells.items(), key=lambda x: x[1], default=(("none",), 0))
        return [
            *lines,
            f"{self.pairs:,} pairs of an indicator and its data, in {self.runs:,} runs",
            f"{self.cells.total():,} cells of {len(self.cells)} combinations, {self.without_rows():.1%} without rows",
            f"the smallest: {', '.join(smallest)}: {count:,}; {len(self.few())} have fewer than {ENOUGH}",
        ]


def combination(indicator: Indicator, figure: str, parent: bool, state: State, partial: bool) -> Key:
    """Where a cell lies: of the month's figure or the year's to date, of a parent or of a unit."""
    form = _form(indicator) if state is State.VALUE else "-"  # what has no value is judged by no target
    shown = "partial" if state is State.VALUE and partial else state.slug
    return _kind(indicator), _window(indicator, figure), "parent" if parent else "unit", shown, form


def _kind(indicator: Indicator) -> str:
    return "persons" if isinstance(indicator.formula, DistinctPersons | PersonsPer) else str(indicator.kind)


def _window(indicator: Indicator, figure: str) -> str:
    """What a figure stands for: the month's or a longer period's, of a stock, flow or window; or the year to date."""
    length = f"{indicator.cumulation}, longer" if indicator.frequency.months > 1 else str(indicator.cumulation)
    return f"{length}, to date" if figure == "year" else length


def _form(indicator: Indicator) -> str:
    forms = {t.form for t in indicator.targets}
    if TargetForm.CORRIDOR in forms:
        return "corridor"
    if TargetForm.IMPROVEMENT in forms:
        return "improvement"
    if TargetForm.LEVEL not in forms:
        return "none"
    return "level, dated" if len(indicator.targets) > 1 else "level"
