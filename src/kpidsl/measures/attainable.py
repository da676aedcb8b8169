"""What an indicator can be at all, and whether a target is met by every such result, or by none."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kpidsl.measures.registry import quotient_of
from kpidsl.model.measure import Columns, UnitOfMeasure, composite_of
from kpidsl.model.quotient import Side
from kpidsl.model.spec import Indicator, Source, Target, TargetForm
from kpidsl.model.state import Direction
from kpidsl.problems.how_often import Often

_NOT_NEGATIVE = (UnitOfMeasure.PERCENT, UnitOfMeasure.COUNT, UnitOfMeasure.PER, UnitOfMeasure.INDEX)
_COUNTS = ("numerator", "denominator")


def attainable(indicator: Indicator, sources: Mapping[str, Source]) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest that the indicator can be, as far as its kind and its columns set them."""
    cases = indicator.traits.base == "cases"
    never_below_zero = (cases and indicator.unit in _NOT_NEGATIVE) or _is_of_counts(indicator, sources)
    low = Fraction(0) if never_below_zero else None
    if cases and is_part(indicator):
        return low, Fraction(100)
    composite = composite_of(indicator.formula)
    return low, composite.cap * 100 if composite is not None else None


def is_part(indicator: Indicator) -> bool:
    """Whether it is in per cent and never above 100: its numerator is some of the rows of its denominator."""
    return indicator.traits.numerator == "part" and indicator.unit is UnitOfMeasure.PERCENT


def _is_of_counts(indicator: Indicator, sources: Mapping[str, Source]) -> bool:
    """Whether it is made of columns of counts alone, none taken away from another: cells below zero do not read."""
    quotient = quotient_of(indicator.formula)
    sides = [side for side in (quotient.numerator, quotient.denominator) if side is not None] if quotient else []
    return bool(sides) and indicator.unit in _NOT_NEGATIVE and all(_counts(side, sources) for side in sides)


def _counts(side: Side, sources: Mapping[str, Source]) -> bool:
    source = sources.get(side.rows.source)
    if source is None or not isinstance(side.addend, Columns):
        return False
    counted = {column.name for column in source.columns if column.role in _COUNTS}
    return all(sign > 0 and name in counted for sign, name in side.addend.terms)


def how_often(target: Target, indicator: Indicator, sources: Mapping[str, Source]) -> Often | None:
    """Whether the target is never or always met; None where it depends on the result, as it should."""
    low, high = attainable(indicator, sources)
    match target.form, target.direction:
        case TargetForm.LEVEL, Direction.HIGHER:
            return _reached(target.value, low, high, indicator.strict)
        case TargetForm.LEVEL, Direction.LOWER:
            if indicator.strict:  # none is under 0; `høyst 0` is met by 0
                return _reached(-target.value, _minus(high), _minus(low), strict=True)
            return "always" if high is not None and target.value >= high else None
        case TargetForm.CORRIDOR, _:
            top = target.high if target.high is not None else target.value
            if top == target.value:
                return "by_one_figure"
            if high is not None and target.value > high:
                return "never"
            below = low is not None and target.value <= low
            return "always" if below and high is not None and top >= high else None
        case TargetForm.IMPROVEMENT, _:
            return "never" if is_part(indicator) and not target.relative and target.value > 100 else None
        case _:
            return None


def _reached(target: Fraction, low: Fraction | None, high: Fraction | None, strict: bool) -> Often | None:
    """Whether every or no result from `low` to `high` is at least the target; above it where it is strict."""
    if low is not None and (target < low if strict else target <= low):
        return "always"
    return "never" if high is not None and (target >= high if strict else target > high) else None


def _minus(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value
