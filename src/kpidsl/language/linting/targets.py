"""Targets that are always or never met, colours that never come, and dates that are hardly meant (L024, L025, L034,
L037, L038), and steering lines without a target (L052)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from kpidsl.language.checking.scope import Scope
from kpidsl.language.tree.blocks import RequirementBlock, StatusBlock, TargetsBlock
from kpidsl.language.tree.indicators import Indicator as Written
from kpidsl.language.tree.phrases import Target as WrittenTarget
from kpidsl.model.location import Location
from kpidsl.model.measure import UnitOfMeasure, composite_of
from kpidsl.model.period import Month
from kpidsl.model.rules import StatusRule
from kpidsl.model.spec import Indicator, Target, TargetForm
from kpidsl.model.state import Direction
from kpidsl.problems import Span, Translated

FAR = 10
"""Years from one date of a specification to the next, from which on the later is hardly meant."""

_NEVER = Translated("aldri", "aldri", "never")
_ALWAYS = Translated("alltid", "alltid", "always")
_BY_ONE_FIGURE = Translated("bare av ett eneste tall", "berre av eitt einaste tal", "by one single figure only")
_NOT_NEGATIVE = (UnitOfMeasure.PERCENT, UnitOfMeasure.COUNT, UnitOfMeasure.PER, UnitOfMeasure.INDEX)


def lint_targets(blocks: Sequence[object], indicators: Sequence[Indicator], scope: Scope) -> None:
    """Report targets that every result meets, or that none can."""
    spans = {(t.span.path, t.span.line): t.span for t in _written(blocks)}
    for indicator in indicators:
        for target in indicator.targets:
            often = _how_often(target, indicator)
            if often is not None and target.location is not None:
                span = spans[(target.location.path, target.location.line)]
                scope.report("L024", span, indicator=indicator.code, often=often)


def _range(indicator: Indicator) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest that the indicator can be, as far as its kind sets them."""
    cases = indicator.traits.base == "cases"
    low = Fraction(0) if cases and indicator.unit in _NOT_NEGATIVE else None
    if cases and _is_part(indicator):
        return low, Fraction(100)
    composite = composite_of(indicator.formula)
    return low, composite.cap * 100 if composite is not None else None


def _is_part(indicator: Indicator) -> bool:
    """Whether it is in per cent and never above 100: its numerator is some of the rows of its denominator."""
    return indicator.traits.numerator == "part" and indicator.unit is UnitOfMeasure.PERCENT


def _how_often(target: Target, indicator: Indicator) -> Translated | None:
    """Whether the target is never or always met; None where it depends on the result, as it should."""
    low, high = _range(indicator)
    match target.form, target.direction:
        case TargetForm.LEVEL, Direction.HIGHER:
            return _reached(target.value, low, high, indicator.strict)
        case TargetForm.LEVEL, Direction.LOWER:
            if indicator.strict:  # none is under 0; `høyst 0` is met by 0
                return _reached(-target.value, _minus(high), _minus(low), strict=True)
            return _ALWAYS if high is not None and target.value >= high else None
        case TargetForm.CORRIDOR, _:
            top = target.high if target.high is not None else target.value
            if top == target.value:
                return _BY_ONE_FIGURE
            if high is not None and target.value > high:
                return _NEVER
            below = low is not None and target.value <= low
            return _ALWAYS if below and high is not None and top >= high else None
        case TargetForm.IMPROVEMENT, _:
            return _NEVER if _is_part(indicator) and not target.relative and target.value > 100 else None
        case _:
            return None


def _reached(target: Fraction, low: Fraction | None, high: Fraction | None, strict: bool) -> Translated | None:
    """Whether every or no result from `low` to `high` is at least the target; above it where it is strict."""
    if low is not None and (target < low if strict else target <= low):
        return _ALWAYS
    return _NEVER if high is not None and (target >= high if strict else target > high) else None


def _minus(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value


def lint_one_line(blocks: Sequence[object], indicators: Sequence[Indicator], scope: Scope) -> None:
    """Report each indicator of several steering lines that has targets on some of them only: on the others it has no
    colour. `uten mål for styringslinje kommunal` says that this is meant."""
    spans = {(t.span.path, t.span.line): t.span for t in _written(blocks)}
    for indicator in indicators:
        if indicator.line or not indicator.targets:
            continue
        without = [line for line in scope.levels_of_line if not any(_is_on(t, line, scope) for t in indicator.targets)]
        first = next((t.location for t in indicator.targets if t.location is not None), None)
        if without and len(without) < len(scope.levels_of_line) and first is not None:
            own = next(line for line in scope.levels_of_line if line not in without)
            span = spans[(first.path, first.line)]
            scope.report("L052", span, indicator=indicator.code, lines=", ".join(without), line=without[0], own=own)


def _is_on(target: Target, line: str, scope: Scope) -> bool:
    """Whether a unit of the steering line can have the target."""
    return target.line in (None, line) and (target.level is None or target.level in scope.levels_of_line[line])


def lint_colours(blocks: Sequence[object], indicators: Sequence[Indicator], scope: Scope) -> None:
    """Report each status rule under which amber can never come, though it is written, or red can never come for any
    target under it."""
    with_amber = {Location(b.span.path, b.span.line) for b in blocks if isinstance(b, StatusBlock) and len(b.bands) > 2}
    under: dict[StatusRule, list[Indicator]] = {}
    for indicator in indicators:
        if indicator.status_rule.location is not None:
            under.setdefault(indicator.status_rule, []).append(indicator)
    for rule, same in under.items():
        assert rule.location is not None
        levels = [(i, t) for i in same for t in i.targets if t.form is TargetForm.LEVEL]
        if rule.amber.value == 0 and rule.location in with_amber:
            colour = Translated("gul", "gul", "amber")
        elif levels and not any(_may_be_red(target, indicator) for indicator, target in levels):
            colour = Translated("rød", "raud", "red")
        else:
            continue
        span = Span(rule.location.path, rule.location.line)
        scope.report("L025", span, colour=colour)


def _may_be_red(target: Target, indicator: Indicator) -> bool:
    amber, (low, high) = indicator.status_rule.amber, _range(indicator)
    width = target.value * amber.value / 100 if amber.of_target else amber.value
    if indicator.unit is UnitOfMeasure.PERCENT and not amber.of_target and width >= 100:
        return False
    if target.direction is Direction.HIGHER:
        return low is None or target.value - width > low
    return high is None or target.value + width < high


def lint_dates(blocks: Sequence[object], scope: Scope) -> None:
    """Report targets that begin within a month, which they cannot, and one that begins long after every other."""
    written = list(_written(blocks))
    starts = sorted({t.valid_from.day for t in written if t.valid_from is not None})
    far = {later for earlier, later in pairwise(starts) if later.year - earlier.year > FAR}
    for target in written:
        start = target.valid_from
        if start is None:
            continue
        if start.precision == "day" and start.day.day != 1:
            month = Month.of(start.day.year, start.day.month)
            scope.report("L034", start.span, found=start.text, month=month, following=month + 1)
        if start.day in far:
            scope.report("L038", start.span, found=start.text)


def _written(blocks: Iterable[object]) -> Iterable[WrittenTarget]:
    for block in blocks:
        if isinstance(block, TargetsBlock):
            yield from block.targets
        for indicator in _indicators(block):
            if indicator.target is not None:
                yield indicator.target


def _indicators(block: object) -> Sequence[Written]:
    return (block,) if isinstance(block, Written) else getattr(block, "indicators", ())


def lint_without_target(blocks: Sequence[object], scope: Scope) -> None:
    """Note the indicators that say nothing of a target beside others that do, all in one."""
    dated = {block.code.text for block in blocks if isinstance(block, TargetsBlock)}
    silent: list[Written] = []
    for block in blocks:
        if not isinstance(block, RequirementBlock):
            continue
        coded = [i for i in block.indicators if i.code is not None]
        without = [i for i in coded if i.target is None and i.code is not None and i.code.text not in dated]
        if len(without) < len(coded):
            silent += without
    for one in silent:
        assert one.code is not None
        scope.report("L037", one.span, indicator=one.code.text)
