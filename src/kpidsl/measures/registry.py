"""Every statistic, in the order of their files."""

from __future__ import annotations

from collections.abc import Mapping

from kpidsl.measures.amount import AMOUNT
from kpidsl.measures.count import COUNT
from kpidsl.measures.deviation import DEVIATION
from kpidsl.measures.distinct import DISTINCT
from kpidsl.measures.index import INDEX
from kpidsl.measures.mean import MEAN
from kpidsl.measures.measure import Measure
from kpidsl.measures.quantile import QUANTILE
from kpidsl.measures.range import RANGE
from kpidsl.measures.rate import RATE
from kpidsl.measures.ratio import RATIO
from kpidsl.measures.ready_share import READY_SHARE
from kpidsl.measures.score import SCORE
from kpidsl.measures.share import SHARE

MEASURES: tuple[Measure, ...] = (
    AMOUNT,
    COUNT,
    DEVIATION,
    DISTINCT,
    INDEX,
    MEAN,
    QUANTILE,
    RANGE,
    RATE,
    RATIO,
    READY_SHARE,
    SCORE,
    SHARE,
)

BY_NAME: Mapping[str, Measure] = {measure.name: measure for measure in MEASURES}
BY_WORD: Mapping[str, tuple[str, int | None]] = {
    word: (measure.name, percent) for measure in MEASURES for word, percent in measure.words.items()
}
"""The name of the statistic that a word begins a sentence about, with the percentile that the word means."""
