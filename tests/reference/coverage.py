"""Which kinds of cells a fuzz run has compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kpidsl.model.measure import Cumulation, DistinctPersons
from kpidsl.model.spec import Indicator
from kpidsl.model.state import State


@dataclass
class Coverage:
    """Compared cells by (kind, window, level, state, target form)."""

    cells: Counter[tuple[str, str, str, str, str]] = field(default_factory=Counter)

    def add(self, indicator: Indicator, figure: str, level: str, state: State) -> None:
        self.cells[_kind(indicator), _window(indicator, figure), level, state.slug, _form(indicator)] += 1

    def share_of_values(self, kind: str) -> float:
        """How many of the kind's cells hold a value."""
        states = Counter[str]()
        for (one, _, _, state, _), count in self.cells.items():
            states[state] += count if one == kind else 0
        return states["value"] / max(states.total(), 1)

    def table(self) -> list[str]:
        """A line a combination, in order, and the sum."""
        titles = ("kind", "window", "level", "state", "target", "cells")
        rows = [titles, *((*key, f"{count:,}") for key, count in sorted(self.cells.items()))]
        widths = [max(len(row[at]) for row in rows) for at in range(len(titles))]
        lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        return [*lines, f"{sum(self.cells.values()):,} cells of {len(self.cells)} combinations"]


def _kind(indicator: Indicator) -> str:
    return "persons" if isinstance(indicator.formula, DistinctPersons) else str(indicator.kind)


def _window(indicator: Indicator, figure: str) -> str:
    """The figure, and what it stands for: a month's, a quarter's, a rolling window's."""
    length = f"{indicator.window} months" if indicator.cumulation is Cumulation.ROLLING else str(indicator.frequency)
    return f"{length}, to date" if figure == "year" else length


def _form(indicator: Indicator) -> str:
    """Of several targets, what is the most there is to get wrong."""
    if any(t.decided is not None for t in indicator.targets):
        return "decided later"
    if len(indicator.targets) > 1:
        return "dated, by unit"
    if indicator.direction is None or all(t.form == "none" for t in indicator.targets):
        return "none"
    return f"level, {indicator.direction}"
