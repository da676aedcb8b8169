"""The registry of statistics, in the order of their file names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from kpidsl.measures.amount import AMOUNT
from kpidsl.measures.amount_of_rows import AMOUNT_OF_ROWS
from kpidsl.measures.amount_per import AMOUNT_PER
from kpidsl.measures.change import CHANGE
from kpidsl.measures.count import COUNT
from kpidsl.measures.deviation import DEVIATION
from kpidsl.measures.distinct import DISTINCT
from kpidsl.measures.extreme import EXTREME
from kpidsl.measures.index import INDEX
from kpidsl.measures.mean import MEAN
from kpidsl.measures.measure import Measure
from kpidsl.measures.persons_and_amount import PERSONS_AND_AMOUNT
from kpidsl.measures.persons_per import PERSONS_PER
from kpidsl.measures.quantile import QUANTILE
from kpidsl.measures.range import RANGE
from kpidsl.measures.rate import RATE
from kpidsl.measures.ratio import RATIO
from kpidsl.measures.ready_share import READY_SHARE
from kpidsl.measures.score import SCORE
from kpidsl.measures.share import SHARE
from kpidsl.model.measure import (
    Amount,
    AmountOfRows,
    AmountPer,
    Change,
    ColumnRatio,
    Count,
    DistinctPersons,
    Formula,
    Index,
    PersonsPer,
    Rate,
    ReadyShare,
    Share,
    ValueStatistic,
    WeightedMean,
)
from kpidsl.model.quotient import Quotient

MEASURES: tuple[Measure[Any], ...] = (
    AMOUNT,
    AMOUNT_OF_ROWS,
    AMOUNT_PER,
    CHANGE,
    COUNT,
    DEVIATION,
    DISTINCT,
    EXTREME,
    INDEX,
    MEAN,
    PERSONS_AND_AMOUNT,
    PERSONS_PER,
    QUANTILE,
    RANGE,
    RATE,
    RATIO,
    READY_SHARE,
    SCORE,
    SHARE,
)

BY_NAME: Mapping[str, Measure[Any]] = {measure.name: measure for measure in MEASURES}
BY_WORD: Mapping[str, tuple[str, int | None]] = {
    word: (measure.name, percent) for measure in MEASURES for word, percent in measure.words.items()
}
"""The name of the statistic that a word begins a sentence about, with the percentile that the word means."""


def measure_of(formula: Formula) -> Measure[Any]:
    """Return the statistic of a formula."""
    match formula:
        case ValueStatistic(statistic=name):
            return BY_NAME[name]
        case Share():
            return SHARE
        case ReadyShare():
            return READY_SHARE
        case Count():
            return COUNT
        case DistinctPersons():
            return DISTINCT
        case PersonsPer(columns=columns):
            return PERSONS_PER if columns is None else PERSONS_AND_AMOUNT
        case Rate():
            return RATE
        case WeightedMean():
            return SCORE
        case Amount():
            return AMOUNT
        case AmountOfRows():
            return AMOUNT_OF_ROWS
        case AmountPer():
            return AMOUNT_PER
        case ColumnRatio():
            return RATIO
        case Index():
            return INDEX
        case Change():
            return CHANGE
        case _:
            assert_never(formula)


def quotient_of(formula: Formula) -> Quotient | None:
    """Return what a formula adds up over units and months; None if nothing adds up."""
    quotient = measure_of(formula).quotient
    return quotient(formula) if quotient is not None else None
