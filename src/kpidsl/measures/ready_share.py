"""Ready-made share: numerator and denominator are columns of a source (`hentes fra …`)."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.measures.share import SHARE
from kpidsl.model.measure import ReadyShare, UnitOfMeasure
from kpidsl.model.quotient import Quotient, Side
from kpidsl.problems import Translated


def column_over_column(formula: ReadyShare) -> Quotient:
    """Return the sum of the numerators over that of the denominators."""
    return Quotient(Side(formula.rows, formula.numerator), Side(formula.rows, formula.denominator))


def in_words(formula: ReadyShare) -> tuple[str, str]:
    """Return both columns as written."""
    return formula.numerator.text, formula.denominator.text


def series(_formula: ReadyShare) -> str:
    """Return the same as a counted share: a delivered share may continue as a counted one, and the reverse."""
    return "share"


READY_SHARE: Measure[ReadyShare] = Measure(
    name="ready_share",
    called=Translated("en ferdig andel", "ein ferdig del", "a ready-made share"),
    takes=frozenset(),
    unit=UnitOfMeasure.PERCENT,
    traits=SHARE.traits,
    quotient=column_over_column,
    in_words=in_words,
    series=series,
)
