"""Mean: the sum of durations over the number of rows that have one."""

from __future__ import annotations

from kpidsl.measures.measure import Measure

MEAN = Measure(
    name="mean",
    called=("et gjennomsnitt av en varighet", "a mean of a duration"),
    takes=frozenset({"of_set", "year"}),
    words={"MEAN": None},
)
