"""Share: the rows that meet a condition among all of them, in per cent."""

from __future__ import annotations

from kpidsl.measures.measure import Measure

SHARE = Measure(
    name="share",
    called=("en andel", "a share"),
    takes=frozenset({"with", "threshold", "within", "out_of", "except", "window", "year"}),
)
