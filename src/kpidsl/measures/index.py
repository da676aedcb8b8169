"""Index: the attainment of other indicators' targets, with declared weights."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import Index, UnitOfMeasure
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import Translated


def in_words(formula: Index) -> tuple[str, str]:
    """Return the codes of the components, and no denominator."""
    return ", ".join(code for code, _ in formula.components), ""


INDEX: Measure[Index] = Measure(
    name="index",
    called=Translated("en indeks", "ein indeks", "an index"),
    takes=frozenset(),
    unit=UnitOfMeasure.INDEX,
    traits=Traits(
        kind=Kind.INDEX,
        combined="components",
        targets="latest",
        hidden_by="nothing",
    ),
    in_words=in_words,
)
