"""Distinct persons: each once, however many rows and units."""

from __future__ import annotations

from kpidsl.measures.measure import Measure

DISTINCT = Measure(
    name="distinct",
    called=("et antall ulike personer", "a number of distinct persons"),
    takes=frozenset({"with", "window", "year"}),
)
