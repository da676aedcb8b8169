"""Columns of text in which each text stands once: the millions of cells of results.csv hold few different ones."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.intp]
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


def texts_of(texts: Sequence[str]) -> Texts:
    """The texts as an array of Python's own."""
    return np.array(texts, dtype=object)


def of_numbers(numbers: Sequence[int], text_of: Callable[[int], str]) -> TextColumn:
    """The text of each number, made once for each different one."""
    distinct, codes = np.unique(integers_of(numbers), return_inverse=True)
    return TextColumn(texts_of([text_of(int(n)) for n in distinct]), codes)


def of_pairs(tops: Sequence[int], bottoms: Sequence[int], text_of: Callable[[int, int], str]) -> TextColumn:
    """The text of each pair of numbers, made once for each different one."""
    (above, top), (below, bottom) = (np.unique(integers_of(n), return_inverse=True) for n in (tops, bottoms))
    pairs, codes = np.unique(top * len(below) + bottom, return_inverse=True)
    texts = [text_of(int(above[at // len(below)]), int(below[at % len(below)])) for at in pairs.tolist()]
    return TextColumn(texts_of(texts), codes)


def joined(parts: Sequence[TextColumn], order: npt.NDArray[Any]) -> TextColumn:
    """The parts after one another, and of those cells the ones at the positions of `order`, in its order."""
    known: dict[str, int] = {}
    codes = [np.array([known.setdefault(t, len(known)) for t in p.texts], dtype=np.intp)[p.codes] for p in parts]
    return TextColumn(texts_of(list(known)), np.concatenate(codes)[order] if codes else order)
