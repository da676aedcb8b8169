"""Formulas → parts: normalised, deduplicated, independent of indicator codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import zip_longest
from typing import assert_never

from kpidsl.model.condition import Always, Condition, IsMissing, IsTrue, Not, conjunction
from kpidsl.model.measure import (
    Amount,
    Column,
    ColumnRatio,
    Columns,
    Count,
    DistinctPersons,
    Formula,
    FromRows,
    Index,
    MeanColumn,
    MeanDuration,
    Rate,
    Rows,
    Share,
    UnitOfMeasure,
)
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.plan import (
    CountRows,
    DistinctPart,
    Function,
    IndicatorPlan,
    Part,
    Plan,
    SumColumns,
    SumDuration,
    SumProduct,
    SumSquares,
    SumWeights,
    ValuesPart,
)
from kpidsl.model.spec import Indicator, Source, Spec


@dataclass(slots=True)
class _Parts:
    """The parts collected so far, by key."""

    sources: dict[str, Source]
    parts: dict[str, Part] = field(default_factory=dict)
    from_rows: dict[str, ValuesPart | DistinctPart] = field(default_factory=dict)

    def add(self, rows: Rows, condition: Condition, function: Function, breakdown: str | None) -> str:
        """Add a part that reduces the rows (without excluded ones) that also meet `condition`, and return its key."""
        kept = (Not(IsTrue(exception)) for exception in rows.exclusions)
        met = conjunction(rows.condition, *kept, condition)
        return self._put(Part(rows.source, rows.anchor, met, function, breakdown))

    def excluded(self, rows: Rows, breakdown: str | None) -> tuple[str, ...]:
        """Add one count for each exception and return their keys. A row that meets several exceptions counts under
        the first."""
        keys = []
        for position, exception in enumerate(rows.exclusions):
            earlier = (Not(IsTrue(x)) for x in rows.exclusions[:position])
            met = conjunction(rows.condition, *earlier, IsTrue(exception))
            keys.append(self._put(Part(rows.source, rows.anchor, met, CountRows(), breakdown)))
        return tuple(keys)

    def _put(self, part: Part) -> str:
        self.parts[part.key] = part
        return part.key


def plan(spec: Spec, structure: Structure, months: Sequence[Month]) -> Plan:
    """What an engine must compute for `spec` over `months` (ascending, no gap)."""
    parts = _Parts(dict(spec.sources))
    indicators = {i.code: _by_date(parts, i, months[0]) for i in spec.indicators}
    return Plan(
        sources=spec.sources,
        structure=structure,
        months=tuple(months),
        parts=parts.parts,
        from_rows=parts.from_rows,
        indicators=indicators,
        year_starts=spec.year_starts,
    )


def _by_date(parts: _Parts, indicator: Indicator, first: Month) -> IndicatorPlan:
    """The indicator's plan for the months from `first` on, by each definition that applies in any of them."""
    counted = indicator.counted
    ends = [since for since, _ in counted[1:]]
    held = [one for one, end in zip_longest(counted, ends) if end is None or end > first]
    if isinstance(indicator.formula, FromRows | DistinctPersons):
        *earlier, last = [replace(_from_rows(parts, formula), since=since) for since, formula in held]
        whole = replace(last, before=tuple(earlier))  # type: ignore[arg-type]
        parts.from_rows[whole.key] = whole
        return IndicatorPlan(indicator.code, from_rows=whole.key)
    *before, present = [
        replace(_indicator(parts, replace(indicator, formula=formula)), since=since) for since, formula in held
    ]
    return replace(present, before=tuple(before))


def _from_rows(parts: _Parts, formula: Formula) -> ValuesPart | DistinctPart:
    """The plan of a statistic that does not add up."""
    if isinstance(formula, FromRows):
        column = formula.value.name if isinstance(formula.value, Column) else None
        decimals = parts.sources[formula.rows.source].decimals([column] if column is not None else [])
        return ValuesPart(formula.rows, formula.value, formula.statistic, formula.percent, decimals)
    assert isinstance(formula, DistinctPersons)
    return DistinctPart(formula.rows)


def _indicator(parts: _Parts, indicator: Indicator) -> IndicatorPlan:
    formula, code, by = indicator.formula, indicator.code, indicator.breakdown
    match formula:
        case Share():
            numerator = parts.add(formula.rows, formula.numerator, CountRows(), by)
            denominator = parts.add(formula.rows, Always(), CountRows(), by)
            return IndicatorPlan(code, numerator, denominator, excluded=parts.excluded(formula.rows, by))
        case Count():
            return IndicatorPlan(code, parts.add(formula.rows, Always(), CountRows(), by))
        case Rate():
            numerator = parts.add(formula.rows, Always(), CountRows(), by)
            return IndicatorPlan(code, numerator, parts.add(formula.base, Always(), CountRows(), by))
        case MeanDuration():
            has_both, length = _has(formula.duration.start, formula.duration.end), SumDuration(formula.duration)
            numerator = parts.add(formula.rows, has_both, length, by)
            denominator = parts.add(formula.rows, has_both, CountRows(), by)
            squares = parts.add(formula.rows, has_both, SumSquares(length), by) if _asks_for_noise(indicator) else None
            excluded = parts.excluded(formula.rows, by)
            return IndicatorPlan(code, numerator, denominator, excluded=excluded, squares=squares)
        case MeanColumn() | Amount() | ColumnRatio():
            return _of_columns(parts, indicator, formula)
        case Index() | FromRows() | DistinctPersons():  # made of no parts
            return IndicatorPlan(code)
        case _:
            assert_never(formula)


def _asks_for_noise(indicator: Indicator) -> bool:
    rule = indicator.trend_rule
    return rule is not None and rule.dead_band is None and rule.compared_with not in ("line", "control_limits")


def _of_columns(parts: _Parts, indicator: Indicator, formula: MeanColumn | Amount | ColumnRatio) -> IndicatorPlan:
    rows, code, by = formula.rows, indicator.code, indicator.breakdown
    match formula:
        case MeanColumn(weight=None):
            scale = parts.sources[rows.source].decimals([formula.column])
            has_column, values = _has(formula.column), SumColumns(Columns(((1, formula.column),)), scale)
            numerator = parts.add(rows, has_column, values, by)
            denominator = parts.add(rows, has_column, CountRows(), by)
            rough = indicator.unit is UnitOfMeasure.KRONER  # squares of amounts in øre may pass 64 bits
            squares = (
                parts.add(rows, has_column, SumSquares(values), by)
                if _asks_for_noise(indicator) and not rough
                else None
            )
            return IndicatorPlan(code, numerator, denominator, Fraction(1, 10**scale), squares=squares)
        case MeanColumn(weight=str(weight)):
            value_scale = parts.sources[rows.source].decimals([formula.column])
            weight_scale = parts.sources[rows.source].decimals([weight])
            product = SumProduct(formula.column, weight, value_scale + weight_scale)
            numerator = parts.add(rows, Always(), product, by)
            denominator = parts.add(rows, Always(), SumWeights(formula.column, weight, weight_scale), by)
            return IndicatorPlan(
                code, numerator, denominator, Fraction(1, 10**value_scale), base_scale=10**weight_scale
            )
        case Amount():
            scale = parts.sources[rows.source].decimals([c for _, c in formula.columns.terms])
            key = parts.add(rows, Always(), SumColumns(formula.columns, scale), by)
            return IndicatorPlan(code, key, None, Fraction(1, 10**scale), base_scale=10**scale)
        case ColumnRatio():
            base = formula.base_rows or rows
            top = parts.sources[rows.source].decimals([c for _, c in formula.numerator.terms])
            bottom = parts.sources[base.source].decimals([c for _, c in formula.denominator.terms])
            numerator = parts.add(rows, Always(), SumColumns(formula.numerator, top), by)
            denominator = parts.add(base, Always(), SumColumns(formula.denominator, bottom), by)
            return IndicatorPlan(code, numerator, denominator, Fraction(10**bottom, 10**top), base_scale=10**bottom)
        case _:
            raise AssertionError(formula)


def _has(*columns: str) -> Condition:
    return conjunction(*(Not(IsMissing(c)) for c in columns))
