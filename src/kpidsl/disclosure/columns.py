"""A grid's columns as arrays, changed as a whole, and back."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kpidsl.scoring.judging.figures import column

Numbers = npt.NDArray[Any]


def numbers_of(values: Sequence[int]) -> Numbers:
    """The column as an array that shares its memory; of Python's own integers where one does not fit in 64 bits."""
    return np.asarray(values) if isinstance(values, array) else np.array(values, dtype=object)


def column_like(values: Sequence[int], numbers: Numbers) -> Sequence[int]:
    """The numbers, in the order of their cells, as a column of the same type as `values`, which holds each of them."""
    if isinstance(values, array):
        return column(numbers, values.typecode)
    return [int(n) for n in numbers.ravel()]


def blank_in(values: Sequence[int], suppressed: npt.NDArray[np.bool_]) -> Sequence[int]:
    """The column with 0 in the suppressed cells."""
    return column_like(values, np.where(suppressed.ravel(), 0, numbers_of(values)))


def marked_in(values: Sequence[int], suppressed: npt.NDArray[np.bool_], mark: int) -> Sequence[int]:
    """The column of small numbers with `mark` in the suppressed cells."""
    return column(np.where(suppressed.ravel(), mark, numbers_of(values)), "b")
