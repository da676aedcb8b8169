"""Distinct persons: each is counted once, however many rows and units have it."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import DistinctPersons, UnitOfMeasure
from kpidsl.model.traits import Kind, Traits

DISTINCT: Measure[DistinctPersons] = Measure(
    name="distinct",
    called=("et antall ulike personer", "a number of distinct persons"),
    takes=frozenset({"with", "window", "year"}),
    unit=UnitOfMeasure.COUNT,
    traits=Traits(
        kind=Kind.COUNT,
        combined="persons",
        targets="summed",
        hidden_by="cases",
        noise="counts",
        draws="counts",
    ),
)
