"""Parts: what an engine computes. A part is normalised and independent of indicator codes, so equal parts are one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from kpidsl.model.condition import Condition, Duration
from kpidsl.model.measure import Anchor, Column, Columns, Rows
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.spec import Source


@dataclass(frozen=True, slots=True)
class CountRows:
    """Number of rows."""


@dataclass(frozen=True, slots=True)
class SumDuration:
    """Sum of whole days (or working days, or millionths of seconds) over rows that have both dates."""

    duration: Duration


@dataclass(frozen=True, slots=True)
class SumColumns:
    """Sum of columns, as an integer: every value times 10 ** `decimals` (kroner 2, decimal 4, integers 0)."""

    columns: Columns
    decimals: int


@dataclass(frozen=True, slots=True)
class SumProduct:
    """Sum of `column` times `weight`, as an integer: times 10 ** `decimals`."""

    column: str
    weight: str
    decimals: int


@dataclass(frozen=True, slots=True)
class SumWeights:
    """Sum of `weight` over the rows whose `column` is relevant, as an integer: times 10 ** `decimals`."""

    column: str
    weight: str
    decimals: int


@dataclass(frozen=True, slots=True)
class SumSquares:
    """Sum of the squares of what `of` adds up, for the noise of a mean."""

    of: SumDuration | SumColumns


Function = CountRows | SumDuration | SumColumns | SumProduct | SumWeights | SumSquares


@dataclass(frozen=True, slots=True)
class Part:
    """What adds up per leaf, month and category: a function over the rows of a source that meet a condition.

    The condition holds everything (population, numerator, negated exclusions). Rows where the function's
    columns are missing do not count.
    """

    source: str
    anchor: Anchor
    condition: Condition
    function: Function
    breakdown: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The numeric columns that the function reads."""
        match self.function:
            case SumColumns(columns, _):
                return tuple(name for _, name in columns.terms)
            case SumProduct(name, weight, _) | SumWeights(name, weight, _):
                return (name, weight)
            case CountRows() | SumDuration() | SumSquares():
                return ()
            case _:
                assert_never(self.function)

    @property
    def key(self) -> str:
        """A short stable hash of the part's meaning."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ValuesPart:
    """What does not add up: a statistic of the rows' values, at every node, for the month and the year to date.

    `statistic` is its name among the measures, `percent` the percentile where it has one. A column's values are
    integers, times 10 ** `decimals`; the statistic is in the column's own unit. `before`: what was counted in the
    months before `since`, the oldest first, with the same decimals.
    """

    rows: Rows
    value: Duration | Column
    statistic: str
    percent: int | None = None
    decimals: int = 0
    since: Month | None = None
    before: tuple[ValuesPart, ...] = ()

    @property
    def key(self) -> str:
        """A short stable hash of the part's meaning."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class DistinctPart:
    """What does not add up: persons, each once, at every node, for the month and over the year to date.

    `before`: who were counted in the months before `since`, the oldest first.
    """

    rows: Rows
    since: Month | None = None
    before: tuple[DistinctPart, ...] = ()

    @property
    def key(self) -> str:
        """A short stable hash of the part's meaning."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class IndicatorPlan:
    """How an indicator's raw fraction is made of parts.

    value = factor * numerator / denominator; `denominator` None is 1. `excluded` are the counts of rows left
    out, one an exception; `squares` the sum of the squared rows behind a mean, where its trend needs them; `cases` how
    many rows a plain sum is of, where it is not of as many as it says.
    `base_scale` is how many integers of the part that says how many it is of make 1 (100 where it is in øre).
    What does not add up has `from_rows` and no numerator; an index has neither (scoring does it), and what is made of
    two `sides` that are made each by itself has those.
    `before`: how it is made in the months before `since`, by earlier definitions, the oldest first; all of them have
    the same `factor` and `base_scale`, so that months of several add up.
    """

    code: str
    numerator: str | None = None
    denominator: str | None = None
    factor: Fraction = Fraction(1)
    excluded: tuple[str, ...] = ()
    from_rows: str | None = None
    squares: str | None = None
    cases: str | None = None
    base_scale: int = 1
    since: Month | None = None
    before: tuple[IndicatorPlan, ...] = ()
    sides: tuple[IndicatorPlan, ...] = ()

    @property
    def definitions(self) -> tuple[IndicatorPlan, ...]:
        """Every definition's, the oldest first."""
        return (*self.before, self)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an engine is asked for. `months` are the months to compute, ascending, no gap."""

    sources: Mapping[str, Source]
    structure: Structure
    months: tuple[Month, ...]
    parts: Mapping[str, Part]
    from_rows: Mapping[str, ValuesPart | DistinctPart]
    indicators: Mapping[str, IndicatorPlan]
    year_starts: int = 1
