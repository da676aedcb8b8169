"""Columns of text in which each text stands once: the millions of cells of results.csv hold few different ones."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.signedinteger[Any]]
Texts = npt.NDArray[np.object_]
Chosen = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column of texts: cell i is `texts[codes[i]]`."""

    texts: Texts
    codes: Codes

    def __len__(self) -> int:
        return len(self.codes)

    def cells(self) -> Texts:
        """The text of every cell."""
        return self.texts[self.codes]

    def holds(self, text: str) -> Chosen:
        """The cells with that text."""
        return np.asarray(self.texts == text)[self.codes]

    def only(self, chosen: Chosen) -> TextColumn:
        """The column with the chosen cells as they are and the others empty."""
        return TextColumn(texts_of([*self.texts, ""]), np.where(chosen, self.codes, len(self.texts)))


def integers_of(column: Sequence[int]) -> npt.NDArray[Any]:
    """The numbers as an array; as Python's own where one of them does not fit in 64 bits."""
    return np.asarray(column) if isinstance(column, array) else np.array(column, dtype=object)


def distinct_and_codes(numbers: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Codes]:
    """The different numbers, ascending, and the position of each cell's among them. Numbers that lie close are marked
    in a table of all between the least and the most, which takes a tenth of sorting them."""
    if numbers.dtype != object and len(numbers):
        low, high = int(numbers.min()), int(numbers.max())
        if high - low <= _CLOSE * len(numbers):
            places = numbers.astype(np.intp) - low
            held = np.zeros(high - low + 1, dtype=np.bool_)
            held[places] = True
            return np.flatnonzero(held) + low, (np.cumsum(held) - 1)[places]
    distinct, codes = np.unique(numbers, return_inverse=True)
    return distinct, codes


_CLOSE = 4
"""So many times as many numbers as there are cells may lie between the least and the most."""


def texts_of(texts: Sequence[str]) -> Texts:
    """The texts as an array of Python's own."""
    return np.array(texts, dtype=object)


def of_numbers(numbers: Sequence[int], text_of: Callable[[int], str]) -> TextColumn:
    """The text of each number, made once for each different one."""
    distinct, codes = distinct_and_codes(integers_of(numbers))
    return TextColumn(texts_of([text_of(int(n)) for n in distinct]), codes)


def of_pairs(tops: Sequence[int], bottoms: Sequence[int], text_of: Callable[[int, int], str]) -> TextColumn:
    """The text of each pair of numbers, made once for each different one."""
    (above, top), (below, bottom) = (distinct_and_codes(integers_of(n)) for n in (tops, bottoms))
    pairs, codes = distinct_and_codes(top * len(below) + bottom)
    texts = [text_of(int(above[at // len(below)]), int(below[at % len(below)])) for at in pairs.tolist()]
    return TextColumn(texts_of(texts), codes)


def joined(parts: Sequence[TextColumn], order: npt.NDArray[Any]) -> TextColumn:
    """The parts after one another, and of those cells the ones at the positions of `order`, in its order."""
    known: dict[str, int] = {}
    codes = [np.array([known.setdefault(t, len(known)) for t in p.texts], dtype=np.intp)[p.codes] for p in parts]
    at = np.concatenate(codes)[order] if codes else order
    return TextColumn(texts_of(list(known)), at.astype(np.int32))  # there are more cells than memory for wide numbers
