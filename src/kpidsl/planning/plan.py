"""Formulas → parts: normalised, deduplicated, independent of indicator codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import zip_longest
from typing import assert_never

from kpidsl.measures.registry import quotient_of
from kpidsl.measures.sides import sides
from kpidsl.model.condition import Condition, Duration, IsTrue, Not, conjunction
from kpidsl.model.measure import (
    Column,
    Columns,
    Formula,
    Rows,
    UnitOfMeasure,
    rows_of,
    values_of,
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
from kpidsl.model.quotient import Side, Weighted, WeightOf
from kpidsl.model.spec import Indicator, Source, Spec
from kpidsl.planning.date_pairs import without_early_ends


@dataclass(slots=True)
class _PartCollector:
    """The parts collected so far, by key."""

    sources: dict[str, Source]
    parts: dict[str, Part] = field(default_factory=dict)
    from_rows: dict[str, ValuesPart | DistinctPart] = field(default_factory=dict)

    def add(self, rows: Rows, condition: Condition, function: Function, breakdown: str | None) -> str:
        """Add a part that reduces the rows (without excluded ones) that also meet `condition`, and return its key."""
        kept = (Not(IsTrue(exception)) for exception in rows.exclusions)
        met = conjunction(rows.condition, *kept, condition)
        return self._put(Part(rows.source, rows.anchor, met, function, breakdown))

    def side(self, side: Side, breakdown: str | None) -> str:
        """Add the part that computes one side of a quotient and return its key."""
        return self.add(side.rows, side.condition, _function(side, self.sources), breakdown)

    def squares(self, side: Side, breakdown: str | None) -> str:
        """Add the part that sums the squares of what the side adds up and return its key."""
        added = _function(side, self.sources)
        assert isinstance(added, SumDuration | SumColumns)
        return self.add(side.rows, side.condition, SumSquares(added), breakdown)

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
    parts = _PartCollector(dict(spec.sources))
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


def _by_date(parts: _PartCollector, indicator: Indicator, first: Month) -> IndicatorPlan:
    """The indicator's plan for the months from `first` on, by each definition that applies in any of them."""
    of_sides = sides(indicator)
    if of_sides is not None:
        return IndicatorPlan(indicator.code, sides=tuple(_by_date(parts, side, first) for side in of_sides))
    counted = indicator.counted
    ends = [since for since, _ in counted[1:]]
    held = [
        (one[0], without_early_ends(one[1])) for one, end in zip_longest(counted, ends) if end is None or end > first
    ]
    if indicator.traits.combined in ("values", "persons"):
        *earlier, last = [replace(_from_rows(parts, formula), since=since) for since, formula in held]
        whole = replace(last, before=tuple(earlier))  # type: ignore[arg-type]
        parts.from_rows[whole.key] = whole
        *of_before, now = [_of_figures(parts, indicator.code, formula, since) for since, formula in held]
        before_it = tuple(one for one in of_before if one.numerator is not None)
        return replace(now, from_rows=whole.key, before=before_it)
    *before, present = [
        replace(_indicator(parts, replace(indicator, formula=formula)), since=since) for since, formula in held
    ]
    return replace(present, before=tuple(before))


def _of_figures(parts: _PartCollector, code: str, formula: Formula, since: Month | None) -> IndicatorPlan:
    """Of ready-made figures the part that says which of them lack; none of rows, whose number nobody
    knows before."""
    of_values = values_of(formula)
    if of_values is None or not parts.sources[of_values.rows.source].ready_made:
        return IndicatorPlan(code)
    assert isinstance(of_values.value, Column)
    side = Side(of_values.rows, Columns(((1, of_values.value.name),)))
    return IndicatorPlan(code, numerator=parts.side(side, None), since=since)


def _from_rows(parts: _PartCollector, formula: Formula) -> ValuesPart | DistinctPart:
    """The plan of a statistic that does not add up."""
    of_values = values_of(formula)
    if of_values is None:
        return DistinctPart(rows_of(formula)["rows"])
    rows, value = of_values.rows, of_values.value
    decimals = parts.sources[rows.source].decimals([value.name]) if isinstance(value, Column) else value.decimals
    return ValuesPart(rows, value, of_values.statistic, of_values.percent, decimals)


def _indicator(parts: _PartCollector, indicator: Indicator) -> IndicatorPlan:
    """How the quotient of its formula is made of parts; an index is made of none."""
    quotient, by = quotient_of(indicator.formula), indicator.breakdown
    if quotient is None:
        return IndicatorPlan(indicator.code)
    top, bottom = quotient.numerator, quotient.denominator
    top_decimals, bottom_decimals = (side.decimals(parts.sources) if side is not None else 0 for side in (top, bottom))
    return IndicatorPlan(
        indicator.code,
        numerator=parts.side(top, by),
        denominator=parts.side(bottom, by) if bottom is not None else None,
        factor=Fraction(10**bottom_decimals, 10**top_decimals),
        excluded=parts.excluded(top.rows, by),
        squares=parts.squares(top, by) if _asks_for_squares(indicator) else None,
        cases=parts.side(quotient.cases, by) if quotient.cases is not None else None,
        base_scale=10 ** (top_decimals if bottom is None and quotient.cases is None else bottom_decimals),
    )


def _asks_for_squares(indicator: Indicator) -> bool:
    """Whether its arrow asks for the noise of a mean. Squares of amounts in øre may pass 64 bits: those have none."""
    rule = indicator.trend_rule
    asks = rule is not None and rule.dead_band is None and rule.compared_with not in ("line", "control_limits")
    return asks and indicator.traits.noise == "means" and indicator.unit is not UnitOfMeasure.KRONER


def _function(side: Side, sources: Mapping[str, Source]) -> Function:
    """The function of a part that adds up what the side does."""
    decimals = side.decimals(sources)
    match side.addend:
        case None:
            return CountRows()
        case Duration() as duration:
            return SumDuration(duration)
        case Columns() as columns:
            return SumColumns(columns, decimals)
        case Weighted(column=column, weight=weight):
            return SumProduct(column, weight, decimals)
        case WeightOf(column=column, weight=weight):
            return SumWeights(column, weight, decimals)
        case _:
            assert_never(side.addend)
