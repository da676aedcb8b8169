"""How certain a rank and a value are: intervals by simulation, where the ranking rule asks for them.

Goldstein and Spiegelhalter (1996), League tables and their limitations, J. R. Statist. Soc. A 159: each unit's value is
drawn many times from what its own cases say of it, and the units are ranked in every draw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from kpidsl.model.edition import Edition, Figure
from kpidsl.model.ranking import Ranking
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Direction

DRAWS = 2000
_LOW, _HIGH = 0.025, 0.975
_Floats = npt.NDArray[np.float64]


def rank_intervals(edition: Edition, indicator: Indicator, ranked: Ranking) -> Mapping[int, tuple[int, int]]:
    """The 95 per cent interval of each placed node's rank; empty where the rule asks for none, or the cases cannot give
    one.

    Shares are drawn from Jeffreys' beta posterior, counts and rates from the gamma. The seed follows from the
    indicator, so that the same edition has the same intervals. An interval always contains the unit's own rank.
    """
    nodes, drawn = _drawn(edition, indicator, ranked)
    if not nodes:
        return {}
    keys = [_key(v, edition.cell(indicator.code, n).year_to_date, indicator) for n, v in zip(nodes, drawn, strict=True)]
    ranks = np.stack(keys).argsort(axis=0).argsort(axis=0) + 1
    low, high = (np.quantile(ranks, q, axis=1, method="inverted_cdf") for q in (_LOW, _HIGH))
    own = {p.node: p.rank for p in ranked.places}
    return {n: (min(int(a), own[n]), max(int(b), own[n])) for n, a, b in zip(nodes, low, high, strict=True)}


def value_intervals(edition: Edition, indicator: Indicator, ranked: Ranking) -> Mapping[int, tuple[float, float]]:
    """The 95 per cent interval of each placed node's value, of the draws that its rank's interval comes from; empty
    where that is."""
    nodes, drawn = _drawn(edition, indicator, ranked)
    if not nodes:
        return {}
    low, high = np.quantile(np.stack(drawn), (_LOW, _HIGH), axis=1).tolist()
    return dict(zip(nodes, zip(low, high, strict=True), strict=True))


def _drawn(edition: Edition, indicator: Indicator, ranked: Ranking) -> tuple[list[int], list[_Floats]]:
    """The placed nodes and draws of each one's value; none where the rule asks for no intervals."""
    if not indicator.ranking_rule.intervals or indicator.traits.draws == "none":
        return [], []
    seed = int.from_bytes(hashlib.sha256(indicator.code.encode()).digest()[:8])
    random = np.random.default_rng(seed)
    nodes = sorted(p.node for p in ranked.places)
    return nodes, [_draws(edition.cell(indicator.code, n).year_to_date, indicator, random) for n in nodes]


def _draws(figure: Figure, indicator: Indicator, random: np.random.Generator) -> _Floats:
    """Draws of each unit's value, given the cases behind it."""
    top, bottom = figure.numerator or 0, figure.denominator or 0
    if indicator.traits.draws == "proportions":
        return random.beta(top + 0.5, bottom - top + 0.5, DRAWS)
    return random.gamma(top + 0.5, 1.0, DRAWS) / bottom


def _key(values: _Floats, figure: Figure, indicator: Indicator) -> _Floats:
    """The ranking's own key: the smallest is best."""
    if indicator.direction is Direction.INSIDE:
        low, high = float(figure.target or 0), float(figure.target_high or 0)
        return np.maximum(np.maximum(low - values, values - high), 0.0)
    if indicator.ranking_rule.by == "attainment":
        values = values / float(figure.target or 1)
    return values if indicator.direction is Direction.LOWER else -values
