"""Ratio: a sum of columns as a percentage of another."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.traits import Kind, Traits

RATIO = Measure(
    name="ratio",
    called=("en sum i prosent av en annen", "a sum as a percentage of another"),
    takes=frozenset({"year"}),
    unit=UnitOfMeasure.PERCENT,
    traits=Traits(
        kind=Kind.RATIO,
        combined="quotient",
        targets="weighted",
        hidden_by="parts",
        numerator="apart",
        in_per_cent=True,
        base="columns",
        forecast="ratio",
    ),
)
