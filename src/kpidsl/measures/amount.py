"""Amount: the sum of columns."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.traits import Kind, Traits

AMOUNT = Measure(
    name="amount",
    called=("en sum", "a sum"),
    takes=frozenset({"year"}),
    traits=Traits(
        kind=Kind.AMOUNT,
        combined="sum",
        targets="summed",
        hidden_by="cases",
        base="columns",
        forecast="amount",
    ),
)
