"""Share: the rows that meet a condition among all of them, in per cent."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.traits import Kind, Traits

SHARE = Measure(
    name="share",
    called=("en andel", "a share"),
    takes=frozenset({"with", "threshold", "within", "out_of", "except", "window", "year"}),
    unit=UnitOfMeasure.PERCENT,
    traits=Traits(
        kind=Kind.SHARE,
        combined="quotient",
        targets="weighted",
        hidden_by="parts",
        numerator="part",
        in_per_cent=True,
        noise="proportions",
        draws="proportions",
        forecast="share",
    ),
)
