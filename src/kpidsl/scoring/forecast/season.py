"""The season of figures: how much a month of the year lies above or below the level that the figures are on.

It is learnt from the changes from month to month that many similar series have in common, not from one series' own: one
office's July is chance, all offices' July is July. A month's effect is trusted as far as it has come back: what differs
between years of the same month is chance, and what differs between months beyond that is season (shrinkage by the two
variances, as in James and Stein 1961). Figures of less than a year and a half have no season.
"""

from __future__ import annotations

import numpy as np

from kpidsl.scoring.exact import Bools, Floats, Ints

LEAST_REPEATED = 6
"""So many changes must have been seen once more in the same month of another year."""

CAUTION = 2.0
"""How many times over chance counts. Effects add up from a month to the year's end, and so do their errors; of public
series without a season those that were forecast with what chance alone had given back missed by more."""


def common_changes(series: Floats) -> Floats:
    """The mean change from each column to the next of the rows that have both: (columns - 1), NaN where none has."""
    if series.shape[1] < 2:
        return np.zeros(0)
    change = np.diff(series, axis=1)
    seen = ~np.isnan(change)
    total, count = np.where(seen, change, 0.0).sum(axis=0), seen.sum(axis=0)
    return np.asarray(np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0))


def changes_of_ratio(numerator: Floats, denominator: Floats, known: Bools) -> Floats:
    """The change of the ratio of sums from each column to the next, of the rows known in both; NaN where there is
    none."""
    both = known[:, 1:] & known[:, :-1]

    def ratio(columns: slice) -> Floats:
        top, bottom = (np.where(both, a[:, columns], 0.0).sum(axis=0) for a in (numerator, denominator))
        return np.asarray(np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0))

    return np.asarray(ratio(slice(1, None)) - ratio(slice(None, -1)))


def season(changes: Floats, calendar: Ints) -> Floats:
    """The effect of each month of the year, (12,) with mean 0 over the months that have figures; all 0 where nothing
    has come back.

    `changes` are between neighbouring columns, `calendar` is each column's month, 0 for January.
    """
    arrived = calendar[1:]
    seen = ~np.isnan(changes)
    present = np.unique(calendar)
    count = np.bincount(arrived[seen], minlength=12)[present]
    repeated = int(np.maximum(count - 1, 0).sum())
    if repeated < LEAST_REPEATED or not (count > 0).all():
        return np.zeros(12)
    mean = np.bincount(arrived[seen], changes[seen], minlength=12)[present] / count
    place = np.searchsorted(present, arrived[seen])
    within = CAUTION * float(((changes[seen] - mean[place]) ** 2).sum() / repeated)
    between = max(float(((mean - mean.mean()) ** 2).sum() / (len(present) - 1) - (within / count).mean()), 0.0)
    trust = between / np.maximum(between + within / count, 1e-300)
    effect = trust * (mean - mean.mean())
    level = np.cumsum(effect - effect.mean())
    result = np.zeros(12)
    result[present] = level - level.mean()
    return result
