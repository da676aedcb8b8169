"""Each month beside the month a given number of months earlier."""

from __future__ import annotations

import numpy as np

from kpidsl.model.period import Frequency
from kpidsl.model.state import Mark
from kpidsl.scoring.exact import Bools, Ints


def breaks_between(marks: Ints, lag: int, frequency: Frequency) -> Bools:
    """Whether the series breaks after the month `lag` months earlier, up to and including the month itself.

    A quarter (tertial, year) with a break inside mixes both sides of it, and is no base for later ones.
    """
    base = np.arange(marks.shape[-1]) - lag
    return breaks_since(marks, np.broadcast_to(base, marks.shape), frequency)


def shifted(values: Ints, lag: int) -> Ints:
    """Each month's value `lag` months earlier; 0 where there is none."""
    result = np.zeros_like(values)
    if lag < values.shape[-1]:
        result[..., lag:] = values[..., : values.shape[-1] - lag]
    return result


def breaks_since(marks: Ints, base: Ints, frequency: Frequency) -> Bools:
    """The same for breaks after the month (a position) that the base belongs to: older figures may stand in for
    later ones."""
    seen = np.cumsum((marks & Mark.BREAK) > 0, axis=-1)
    before = base - (frequency.months > 1)
    held = np.take_along_axis(seen, np.clip(before, 0, None), axis=-1)
    return np.asarray(seen - np.where(before < 0, 0, held) > 0)
