"""Score: a ready-made mean, put together by its weight."""

from __future__ import annotations

from kpidsl.measures.measure import Measure

SCORE = Measure(
    name="score",
    called=("et ferdig gjennomsnitt", "a ready-made mean"),
    takes=frozenset({"year"}),
)
