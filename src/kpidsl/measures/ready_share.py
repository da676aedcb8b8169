"""Ready-made share: both its sides are columns of a source that it is fetched from (`hentes fra …`)."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.measures.share import SHARE
from kpidsl.model.measure import UnitOfMeasure

READY_SHARE = Measure(
    name="ready_share",
    called=("en ferdig andel", "a ready-made share"),
    takes=frozenset(),
    unit=UnitOfMeasure.PERCENT,
    traits=SHARE.traits,
)
