"""Types a change from last year in another indicator."""

from __future__ import annotations

from dataclasses import replace

from kpidsl.language.checking.scope import Refused, Scope, mending, refuse
from kpidsl.language.checking.types import Typed
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.indicators import Indicator
from kpidsl.measures.change import CHANGE
from kpidsl.model.measure import Change, UnitOfMeasure
from kpidsl.model.state import Direction

_BETTER: dict[Direction | None, tree.DirectionWord] = {Direction.HIGHER: "higher", Direction.LOWER: "lower"}


def names_another(written: Indicator) -> bool:
    """Whether the indicator is read as a change in another one, which must be checked before it."""
    return any(isinstance(reading, tree.ChangeSentence) for reading in written.readings)


def change_of(sentence: tree.ChangeSentence, scope: Scope) -> Typed:
    """Return the change in the indicator that the sentence names: in its unit, of shares in percentage points, and as
    often as it is measured. Raises Refused where there is none (T205), or where it is made of others itself (T206)."""
    name = sentence.code
    of = scope.indicators.get(name.text)
    if name.text in scope.changes or (of is not None and of.components):
        raise refuse("T206", name.span, name=name.text)
    if of is None and name.text in scope.codes:
        raise Refused  # what is wrong with that one is said
    if of is None:
        raise refuse("T205", name.span, name=name.text, **mending(name.span, name.text, scope.codes))
    unit = UnitOfMeasure.PERCENTAGE_POINTS if of.unit is UnitOfMeasure.PERCENT else of.unit
    typed = Typed.by(CHANGE, Change(name.text), of.cumulation, unit, _BETTER.get(of.direction))
    times = of.scale / replace(typed, per=of.per).scale
    return replace(typed, window=of.window, per=of.per, frequency=of.frequency, times=times)
