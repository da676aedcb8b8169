"""Section D: the trend and the arrow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kpidsl.model.state import Direction
from kpidsl.scoring.exact import minus, product

from . import mutant


@mutant("arrow-is-the-sign", "kpidsl.scoring.score:trend")
def arrow_is_the_sign(right):
    return lambda indicator, *arguments: right(replace(indicator, direction=Direction.HIGHER), *arguments)


@mutant("band-includes-its-edge", "kpidsl.scoring.trend:_unchanged")
def band_includes_its_edge(_right):
    def unchanged(indicator, rule, now, then):
        change, whole = minus(*now, *then)
        band = rule.dead_band.value / indicator.scale
        return product(np.abs(change), band.denominator) <= product(whole, band.numerator)

    return unchanged
