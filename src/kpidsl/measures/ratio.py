"""Ratio: a sum of columns as a percentage of another."""

from __future__ import annotations

from kpidsl.measures.measure import Measure

RATIO = Measure(
    name="ratio",
    called=("en sum i prosent av en annen", "a sum as a percentage of another"),
    takes=frozenset({"year"}),
)
