"""What is still to come as a law of chance, a row for each node: how likely it is to fall between two bounds, and
where a share of it lies below.

`scipy.stats` has these laws too, but takes half a second to load, which every run would pay; the functions below are of
`scipy.special`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import special

from kpidsl.scoring.exact import Floats

EXACT_CASES = 400
"""Up to so many cases a beta-binomial is summed exactly."""


class Law(Protocol):
    """Each method returns an array with a number for each row, NaN where nothing is known of it."""

    def between(self, low: Floats, high: Floats) -> Floats:
        """P(low <= X <= high)."""
        ...

    def quantile(self, below: float) -> Floats:
        """The value that X lies below with probability `below`."""
        ...


@dataclass(frozen=True, slots=True)
class Normal:
    """Mean and standard deviation."""

    mean: Floats
    spread: Floats

    def between(self, low: Floats, high: Floats) -> Floats:
        """See `Law`."""
        return np.asarray(
            special.ndtr((high - self.mean) / self.spread) - special.ndtr((low - self.mean) / self.spread)
        )

    def quantile(self, below: float) -> Floats:
        """See `Law`."""
        return np.asarray(self.mean + self.spread * special.ndtri(below))


@dataclass(frozen=True, slots=True)
class StudentT:
    """Student's t with its degrees of freedom, moved and stretched."""

    freedom: Floats
    middle: Floats
    spread: Floats

    def between(self, low: Floats, high: Floats) -> Floats:
        """See `Law`."""
        return np.asarray(
            special.stdtr(self.freedom, (high - self.middle) / self.spread)
            - special.stdtr(self.freedom, (low - self.middle) / self.spread)
        )

    def quantile(self, below: float) -> Floats:
        """See `Law`."""
        return np.asarray(self.middle + self.spread * special.stdtrit(self.freedom, below))


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """Hits among whole numbers of `cases`, their share distributed as beta(a, b)."""

    cases: Floats
    a: Floats
    b: Floats

    def between(self, low: Floats, high: Floats) -> Floats:
        """See `Law`: summed exactly up to 400 cases, approximated by the beta distribution above that."""
        low, high = np.maximum(np.ceil(low), 0), np.minimum(np.floor(high), self.cases)
        result = np.zeros(len(low))
        small = self.cases <= EXACT_CASES
        if small.any():
            k = np.arange(0, EXACT_CASES + 1)[None, :]
            n, p, q = self.cases[small, None], self.a[small, None], self.b[small, None]
            inside = (k >= low[small, None]) & (k <= high[small, None])
            rest = np.maximum(n - k, 0)
            log = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(rest + 1)
            log = log + special.betaln(k + p, rest + q) - special.betaln(p, q)
            result[small] = np.where(inside, np.exp(log), 0.0).sum(axis=1)
        if (~small).any():
            n = self.cases[~small]
            a, b = (values[~small] for values in self._as_share())
            top = special.betainc(a, b, np.clip((high[~small] + 0.5) / n, 0, 1))
            result[~small] = top - special.betainc(a, b, np.clip((low[~small] - 0.5) / n, 0, 1))
        result[low > high] = 0.0
        return np.asarray(np.clip(result, 0.0, 1.0))

    def quantile(self, below: float) -> Floats:
        """See `Law`: of the beta distribution with this law's mean and variance, to the nearest whole number."""
        return np.asarray(np.rint(special.betaincinv(*self._as_share(), below) * self.cases))

    def _as_share(self) -> tuple[Floats, Floats]:
        """The beta distribution of the share of hits with this law's own mean and variance."""
        n, a, b = np.maximum(self.cases, 1), self.a, self.b
        inflated = (a + b + n) / (n * (a + b + 1))
        precision = np.maximum(1 / inflated - 1, 1e-3)
        mean = a / (a + b)
        return np.asarray(mean * precision), np.asarray((1 - mean) * precision)


@dataclass(frozen=True, slots=True)
class NegativeBinomial:
    """Whole numbers from 0 with a mean and a larger variance; NaN for both where nothing is known."""

    mean: Floats
    variance: Floats

    def between(self, low: Floats, high: Floats) -> Floats:
        """See `Law`."""
        known, size, chance = self._parameters()
        upper = np.where(np.isinf(high), 1.0, _at_most(np.floor(high), size, chance))
        under = np.where(np.isinf(low), 0.0, _at_most(np.ceil(low) - 1, size, chance))
        return np.where(known, np.clip(upper - under, 0, 1), np.nan)

    def quantile(self, below: float) -> Floats:
        """See `Law`: of the gamma distribution with this law's mean and variance, to the nearest whole number."""
        shape = self.mean**2 / self.variance
        return np.asarray(np.rint(special.gammaincinv(shape, below) * self.variance / self.mean))

    def _parameters(self) -> tuple[Floats, Floats, Floats]:
        known = ~np.isnan(self.mean)
        size, chance = self.mean**2 / (self.variance - self.mean), self.mean / self.variance
        return known, np.where(known, size, 1.0), np.where(known, chance, 0.5)


def _at_most(most: Floats, size: Floats, chance: Floats) -> Floats:
    """P(X <= most) of a negative binomial; 0 where `most` is below 0 or not finite."""
    possible = np.isfinite(most) & (most >= 0)
    return np.where(possible, special.betainc(size, np.where(possible, most, 0.0) + 1, chance), 0.0)
