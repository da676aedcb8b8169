"""Rate: the number of rows per so many of another set."""

from __future__ import annotations

from kpidsl.measures.measure import Measure

RATE = Measure(
    name="rate",
    called=("et antall per …", "a number per …"),
    takes=frozenset({"with", "window", "year"}),
)
