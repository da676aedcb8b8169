"""Count: the number of rows."""

from __future__ import annotations

from kpidsl.measures.measure import Measure

COUNT = Measure(
    name="count",
    called=("et antall", "a number"),
    takes=frozenset({"with", "per", "window", "year"}),
)
