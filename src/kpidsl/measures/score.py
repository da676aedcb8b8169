"""Score: the mean of a column, weighted where the figures are ready-made."""

from __future__ import annotations

from kpidsl.measures.measure import Measure

SCORE = Measure(
    name="score",
    called=("et gjennomsnitt av en kolonne", "a mean of a column"),
    takes=frozenset({"year"}),
)
