"""Distinct persons: each is counted once, however many rows and units have it."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import DistinctPersons, UnitOfMeasure
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import Translated

DISTINCT: Measure[DistinctPersons] = Measure(
    name="distinct",
    called=Translated("et antall ulike personer", "eit tal på ulike personar", "a number of distinct persons"),
    takes=frozenset({"with", "per", "window", "year"}),
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
