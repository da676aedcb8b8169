"""Amount: the sum of columns."""

from __future__ import annotations

from kpidsl.measures.measure import Measure

AMOUNT = Measure(
    name="amount",
    called=("en sum", "a sum"),
    takes=frozenset({"year"}),
)
