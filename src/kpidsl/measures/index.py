"""Index: how much of their targets other indicators reach, by declared weights."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.traits import Kind, Traits

INDEX = Measure(
    name="index",
    called=("en indeks", "an index"),
    takes=frozenset(),
    unit=UnitOfMeasure.INDEX,
    traits=Traits(
        kind=Kind.INDEX,
        combined="components",
        targets="latest",
        hidden_by="nothing",
    ),
)
