"""Change: what another indicator's figure is above its own of the same period of last year."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import Change
from kpidsl.model.traits import Kind, Traits
from kpidsl.problems import Translated


def in_words(formula: Change) -> tuple[str, str]:
    """Return the code of the indicator, and no denominator."""
    return formula.code, ""


CHANGE: Measure[Change] = Measure(
    name="change",
    called=Translated("en endring fra i fjor", "ei endring frå i fjor", "a change from last year"),
    takes=frozenset(),
    traits=Traits(
        kind=Kind.CHANGE,
        combined="components",
        targets="latest",
        hidden_by="nothing",
        base="columns",
    ),
    in_words=in_words,
)
