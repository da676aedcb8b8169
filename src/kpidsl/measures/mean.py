"""Mean: the sum of the rows' values over the number of rows that have one."""

from __future__ import annotations

from kpidsl.measures.measure import Measure

MEAN = Measure(
    name="mean",
    called=("et gjennomsnitt", "a mean"),
    takes=frozenset({"of_set", "year"}),
    words={"MEAN": None},
)
