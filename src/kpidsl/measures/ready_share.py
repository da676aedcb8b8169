"""Ready-made share: both its sides are columns of a source that it is fetched from (`hentes fra …`)."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.measures.share import SHARE
from kpidsl.model.measure import ReadyShare, UnitOfMeasure
from kpidsl.model.quotient import Quotient, Side


def column_over_column(formula: ReadyShare) -> Quotient:
    """The sum of the numerators over that of the denominators."""
    return Quotient(Side(formula.rows, formula.numerator), Side(formula.rows, formula.denominator))


def in_words(formula: ReadyShare) -> tuple[str, str]:
    """Both columns."""
    return formula.numerator.text, formula.denominator.text


def series(_formula: ReadyShare) -> str:
    """A share that is delivered may go on as one that is counted, and the other way."""
    return "share"


READY_SHARE: Measure[ReadyShare] = Measure(
    name="ready_share",
    called=("en ferdig andel", "a ready-made share"),
    takes=frozenset(),
    unit=UnitOfMeasure.PERCENT,
    traits=SHARE.traits,
    quotient=column_over_column,
    in_words=in_words,
    series=series,
)
