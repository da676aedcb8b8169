"""Rate: the number of rows per so many of another set."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.traits import Kind, Traits

RATE = Measure(
    name="rate",
    called=("et antall per …", "a number per …"),
    takes=frozenset({"with", "window", "year"}),
    unit=UnitOfMeasure.PER,
    traits=Traits(
        kind=Kind.RATE,
        combined="quotient",
        targets="weighted",
        hidden_by="parts",
        numerator="apart",
        draws="counts",
        forecast="rate",
    ),
)
