"""The forecasts of `scoring.forecast` again, a row and a month at a time, with scipy's own distributions.

Slow and plain on purpose: what the fast ones must give. Every function takes rows of one past, as lists would be.
"""

from math import ceil, exp, floor, inf, isnan, log, nan, sqrt

import numpy as np
from scipy import stats


def level(past, row, upto):
    """(ratio, effective denominator) of the last 24 months, each month half as heavy as the one six months later."""
    months = [m for m in range(max(0, upto - 23), upto + 1) if past.known[row, m]]
    weights = [2.0 ** ((m - upto) / 6) for m in months]
    pairs = [(past.numerator[row, m], past.denominator[row, m]) for m in months]
    top = sum(w * n for w, (n, _) in zip(weights, pairs, strict=True))
    bottom = sum(w * d for w, (_, d) in zip(weights, pairs, strict=True))
    squares = sum(w * w * d for w, (_, d) in zip(weights, pairs, strict=True))
    return (top / bottom, bottom**2 / squares) if bottom > 0 else (nan, nan)


def misses(past, ahead):
    """(forecast, its weight, what came, its denominator) at every cut from the sixth month, row by row."""
    rows, columns = past.known.shape
    found = []
    for cut in range(5, columns - ahead):
        later = range(cut + 1, cut + 1 + ahead)
        for row in range(rows):
            forecast, weight = level(past, row, cut)
            bottom = sum(past.denominator[row, m] for m in later)
            if all(past.known[row, m] for m in later) and bottom > 0 and not isnan(forecast):
                found.append((forecast, weight, sum(past.numerator[row, m] for m in later) / bottom, bottom))
    return found


def now(past, row):
    return level(past, row, past.known.shape[1] - 1)


def season(changes, calendar):
    """[effect of each month of the year] of the mean changes into each column but the first (nan where there is none);
    `calendar` is each column's month, 0 for January. All 0 where fewer than six changes have come a second time."""
    arrived = {}
    for change, month in zip(changes, calendar[1:], strict=True):
        if not isnan(change):
            arrived.setdefault(month, []).append(change)
    months = sorted(set(calendar))
    repeated = sum(len(own) - 1 for own in arrived.values())
    if repeated < 6 or set(arrived) != set(months):
        return [0.0] * 12
    means = {m: sum(own) / len(own) for m, own in arrived.items()}
    chance = 2 * sum((c - means[m]) ** 2 for m, own in arrived.items() for c in own) / repeated
    usual = sum(means.values()) / len(months)
    between = sum((v - usual) ** 2 for v in means.values()) / (len(months) - 1)
    between = max(between - sum(chance / len(arrived[m]) for m in months) / len(months), 0.0)
    trusted = {}
    for m in months:
        whole = between + chance / len(arrived[m])
        trusted[m] = (means[m] - usual) * (between / whole if whole else 0.0)
    off = sum(trusted.values()) / len(months)  # a whole year brings the season back to where it was
    level = {m: sum(trusted[k] - off for k in months if k <= m) for m in months}
    middle = sum(level.values()) / len(months)
    return [level[m] - middle if m in level else 0.0 for m in range(12)]


def mean_changes(series):
    """The mean change into each column but the first, of the rows that have both; nan where none has."""
    found = []
    for at in range(1, series.shape[1]):
        own = [v for v in series[:, at] - series[:, at - 1] if not isnan(v)]
        found.append(sum(own) / len(own) if own else nan)
    return found


def ratio_changes(past):
    """The change of all rows' ratio into each column but the first, of the rows known in both."""
    found = []
    for at in range(1, past.known.shape[1]):
        rows = [r for r in range(len(past.known)) if past.known[r, at] and past.known[r, at - 1]]
        (n0, d0), (n1, d1) = (
            (sum(past.numerator[r, c] for r in rows), sum(past.denominator[r, c] for r in rows)) for c in (at - 1, at)
        )
        found.append(n1 / d1 - n0 / d0 if d0 and d1 else nan)
    return found


def level_past(past, calendar, to_come, is_ratio):
    """(past at its level, what the season does to what is to come): added to a ratio, a factor of a total. `to_come` is
    {month of the year: how much of it}."""
    if is_ratio:
        effect = season(ratio_changes(past), calendar)
        top = np.array([[n - effect[m] * d for n, d, m in zip(ns, ds, calendar, strict=True)]
                        for ns, ds in zip(past.numerator, past.denominator, strict=True)])  # fmt: skip
        whole = sum(to_come.values())
        return type(past)(top, past.denominator, past.known), (
            sum(effect[m] * v for m, v in to_come.items()) / whole if whole else 0.0
        )
    logs = np.array([[log(n) if k and n > 0 else nan for n, k in zip(ns, ks, strict=True)]
                     for ns, ks in zip(past.numerator, past.known, strict=True)])  # fmt: skip
    effect = season(mean_changes(logs), calendar)
    top = np.array([[n / exp(effect[m]) for n, m in zip(ns, calendar, strict=True)] for ns in past.numerator])
    whole = sum(to_come.values())
    return type(past)(top, past.denominator, past.known), (
        sum(exp(effect[m]) * v for m, v in to_come.items()) / whole if whole else 1.0
    )


def share(past, ahead, row, volume, low, high, above=0.0):
    """Beta-binomial, over-dispersed by what earlier forecasts missed by beyond the binomial (method of moments)."""
    beyond = chances = 0.0
    for forecast, weight, came, cases in misses(past, ahead):
        p = min(max((forecast + came) / 2, 1e-6), 1 - 1e-6)
        beyond += min(weight, cases) * ((came - forecast) ** 2 - p * (1 - p) * (1 / weight + 1 / cases))
        chances += min(weight, cases) * p * (1 - p)
    extra = beyond / chances if chances else 0.01
    value, weight = now(past, row)
    p = (value * weight + 0.5) / (weight + 1) + above
    p = min(max(p, 1e-6), 1 - 1e-6)  # as with half a hit and half a miss more
    rho = min(max(max(extra, 1e-4) + 1 / weight, 1e-4), 0.5)  # correlation of a beta-binomial: 1 / (a + b + 1)
    a, b = p * (1 / rho - 1), (1 - p) * (1 / rho - 1)
    if volume <= 400:
        return sum(stats.betabinom.pmf(k, volume, a, b) for k in range(max(low, 0), min(high, volume) + 1))
    variance = stats.betabinom.var(volume, a, b) / volume**2
    like = p * (1 - p) / variance - 1  # the beta with the same mean and variance
    beta = stats.beta(p * like, (1 - p) * like)
    return max(beta.cdf((min(high, volume) + 0.5) / volume) - beta.cdf((max(low, 0) - 0.5) / volume), 0.0)


def two_variances(squared, first, second):
    """Weighted least squares with neither below zero: the best of the four ways to leave terms out."""
    squared, first, second = (np.array(a, dtype=float) for a in (squared, first, second))
    if len(squared) < 8:
        return (sum(squared / first) / len(squared) if len(squared) else 1.0), 0.0
    scale = first + second * np.median(first)
    y, x, z = np.minimum(squared / scale, np.quantile(squared / scale, 0.995)), first / scale, second / scale
    tries = [(0.0, 0.0), (x @ y / (x @ x), 0.0), (0.0, z @ y / (z @ z))]
    det = (x @ x) * (z @ z) - (x @ z) ** 2
    if det > 1e-12 * (x @ x) * (z @ z):
        tries.append((((z @ z) * (x @ y) - (x @ z) * (z @ y)) / det, ((x @ x) * (z @ y) - (x @ z) * (x @ y)) / det))
    return min((t for t in tries if min(t) >= 0), key=lambda t: float(((t[0] * x + t[1] * z - y) ** 2).sum()))


def mean(past, ahead, row, volume, low, high, above=0.0):
    """Normal, with a variance within (by cases) and one between."""
    found = misses(past, ahead)
    squared = [(came - forecast) ** 2 for forecast, _, came, _ in found]
    within, between = two_variances(squared, [1 / w + 1 / c for _, w, _, c in found], [1.0] * len(found))
    value, weight = now(past, row)
    usual = np.nanmedian([abs(now(past, r)[0]) for r in range(len(past.known))])
    spread = max(sqrt(within * (1 / weight + 1 / max(volume, 1)) + between), 1e-4 * usual)
    return stats.norm.cdf(high, value + above, spread) - stats.norm.cdf(low, value + above, spread)


def by_month(past):
    """The same sums with a denominator of 1 in each known month."""
    return type(past)(past.numerator, past.known.astype(float), past.known)


def total(past, ahead, row, low, high, times=1.0):
    """Negative binomial by its mean and variance; whole numbers from `low` to `high`, both included."""
    found = [(f * months, came * months) for f, _, came, months in misses(by_month(past), ahead)]
    expected = [max(f, 1e-9) for f, _ in found]
    squared = [(came - e) ** 2 for e, (_, came) in zip(expected, found, strict=True)]
    dispersion, square = two_variances(squared, expected, [e**2 for e in expected])
    m = max(now(by_month(past), row)[0] * ahead * times, 1e-9)
    variance = max(max(dispersion, 1) * m + square * m**2, m * (1 + 1e-9))
    counts = stats.nbinom(m**2 / (variance - m), m / variance)
    upper = 1.0 if high == inf else counts.cdf(floor(high))
    return max(upper - (0.0 if low == -inf else counts.cdf(ceil(low) - 1)), 0.0)


def amount(past, ahead, row, low, high, times=1.0):
    """Normal; the spread is the root mean square of the relative misses, the largest of them cut off."""
    found = misses(by_month(past), ahead)
    relative = [(came - f) ** 2 / max(f**2, 1e-12) for f, _, came, _ in found]
    cut = [min(r, np.quantile(relative, 0.99)) for r in relative]
    part = sqrt(sum(cut) / len(cut)) if cut else 0.2
    m = now(by_month(past), row)[0] * ahead * times
    spread = max(abs(m) * part, 1e-9)
    return stats.norm.cdf(high, m, spread) - stats.norm.cdf(low, m, spread)


def latest_and_usual(series, row, at):
    """The latest known point, and the mean of what is known in the twelve months, up to the month `at`."""
    known = [v for v in series[row, : at + 1] if not isnan(v)]
    year = [v for v in series[row, max(0, at - 11) : at + 1] if not isnan(v)]
    return (known[-1] if known else nan), (sum(year) / len(year) if year else nan)


def ahead_of_level(series, group, ahead, row, low, high):
    """Student's t around a point between the latest and the last year's mean."""
    rows, columns = series.shape
    step = min(ahead, max(1, columns - 4))
    pairs = {r: [] for r in range(rows)}  # (how far from the mean, how far from it `step` months later)
    for r in range(rows):
        for at in range(columns - step):
            latest, usual = latest_and_usual(series, r, at)
            later = series[r, at + step]
            if not isnan(later) and not isnan(usual):
                pairs[r].append((latest - usual, later - usual))
    both = [p for of_row in pairs.values() for p in of_row]
    kept = min(max(sum(x * y for x, y in both) / max(sum(x * x for x, _ in both), 1e-12), 0.0), 1.0)
    count = {r: len(of_row) / step for r, of_row in pairs.items()}
    alike = [r for r in range(rows) if group[r] == group[row]]
    pooled = sum(count[r] for r in alike)
    if not pooled:
        return nan

    missed = {r: sum((y - kept * x) ** 2 for x, y in of_row) / step for r, of_row in pairs.items()}
    variance = sum(missed[s] for s in alike) / pooled
    if count[row]:  # its own, as far as twelve independent misses would be trusted half
        trust = count[row] / (count[row] + 12)
        variance = trust * missed[row] / count[row] + (1 - trust) * variance
    spread = sqrt(max(variance * ahead / step, 1e-4))
    latest, usual = latest_and_usual(series, row, columns - 1)
    law = stats.t(min(max(pooled - 1, 3), 60), usual + kept * (latest - usual), spread)
    return law.cdf(high) - law.cdf(low)
