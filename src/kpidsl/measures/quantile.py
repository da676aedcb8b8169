"""Quantile: median, percentile, longest and shortest."""

from __future__ import annotations

from kpidsl.measures.measure import Measure

QUANTILE = Measure(
    name="quantile",
    called=("en median eller persentil", "a median or percentile"),
    takes=frozenset({"of_set", "year"}),
)
