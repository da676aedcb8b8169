"""The hidden months of a series, one after another, and the years to date that are shown around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy.typing as npt


@dataclass(slots=True)
class HiddenRun:
    """Consecutive hidden months of a series within one reporting year, extended month by month.

    `with_figures` of them have a figure. `shown` is the last year to date shown before them, in counts (0: none this
    year). `is_open`: the latest month is one of them.
    """

    year: int
    shown: npt.NDArray[Any]
    with_figures: int = 0
    is_open: bool = False

    def extend(self, has_figure: bool) -> None:
        """Add one hidden month."""
        self.with_figures += has_figure
        self.is_open = True

    def end(self, year_to_date: npt.NDArray[Any]) -> None:
        """End the run at a month whose year to date is shown."""
        self.with_figures, self.shown, self.is_open = 0, year_to_date, False
