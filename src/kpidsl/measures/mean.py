"""Mean: the sum of the rows' values over the number of rows that have one."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.traits import Kind, Traits

MEAN = Measure(
    name="mean",
    called=("et gjennomsnitt", "a mean"),
    takes=frozenset({"of_set", "year"}),
    traits=Traits(
        kind=Kind.MEAN,
        combined="quotient",
        targets="weighted",
        hidden_by="cases",
        noise="means",
        forecast="mean",
    ),
    words={"MEAN": None},
)
