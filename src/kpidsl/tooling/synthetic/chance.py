"""Chance made of integers and uniforms only, so that a seed gives the same agency on every machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Dates = npt.NDArray[np.datetime64]
Texts = npt.NDArray[np.object_]


def generator(seed: int) -> np.random.Generator:
    """Return the one source of chance for a seed."""
    return np.random.Generator(np.random.PCG64(seed))


def standard_scores(rng: np.random.Generator, size: int) -> Floats:
    """Return `size` bell-shaped scores with mean 0 and standard deviation 1 (twelve uniforms less six)."""
    scores: Floats = rng.random((size, 12)).sum(axis=1) - 6.0
    return scores


def office_shares(rng: np.random.Generator, size: int, centre: float, spread: float) -> Floats:
    """Return one probability per office: `centre` with the standard deviation `spread` on the logit scale."""
    middle = math.log(centre / (1 - centre))
    scores = standard_scores(rng, size)
    return np.array([round(1 / (1 + math.exp(-(middle + spread * float(z)))), 9) for z in scores])


def pick(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """Return `size` indices drawn with probability in proportion to `weights`."""
    limits = np.cumsum(np.asarray(weights, dtype=np.float64))
    drawn = np.searchsorted(limits, rng.random(size) * limits[-1], side="right")
    indices: Ints = np.minimum(drawn, len(limits) - 1).astype(np.int64)
    return indices


def from_quantiles(rng: np.random.Generator, knots: Sequence[tuple[float, float]], size: int) -> Floats:
    """Return `size` numbers whose distribution is the straight lines between (probability, value) knots."""
    return np.interp(rng.random(size), [p for p, _ in knots], [v for _, v in knots])


def whole_number(rng: np.random.Generator, expected: float) -> int:
    """Return `expected` rounded up or down by chance, so that the mean is kept."""
    return int(expected) + int(rng.random() < expected - int(expected))


def words(vocabulary: Sequence[str | None], codes: npt.NDArray[Any]) -> Texts:
    """Return the words that the codes stand for."""
    spoken: Texts = np.array(vocabulary, dtype=object)[codes]
    return spoken
