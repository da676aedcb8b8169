"""Score: a ready-made mean, put together by its weight."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.traits import Kind, Traits

SCORE = Measure(
    name="score",
    called=("et ferdig gjennomsnitt", "a ready-made mean"),
    takes=frozenset({"year"}),
    unit=UnitOfMeasure.SCORE,
    traits=Traits(
        kind=Kind.MEAN,
        combined="quotient",
        targets="weighted",
        hidden_by="cases",
        forecast="mean",
    ),
)
