"""Targets that are always or never met, colours that never come, and dates that are hardly meant (L024, L025, L034,
L037, L038), and steering lines without a target (L052)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from kpidsl.language.checking.scope import Scope
from kpidsl.language.tree.blocks import RequirementBlock, StatusBlock, TargetsBlock
from kpidsl.language.tree.indicators import Indicator as Written
from kpidsl.language.tree.phrases import Target as WrittenTarget
from kpidsl.measures.attainable import attainable, how_often
from kpidsl.model.location import Location
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.period import Month
from kpidsl.model.rules import StatusRule
from kpidsl.model.spec import Indicator, Target, TargetForm
from kpidsl.model.state import Direction
from kpidsl.problems import Span, Translated
from kpidsl.problems.how_often import HOW_OFTEN

FAR = 10
"""Years from one date of a specification to the next, from which on the later is hardly meant."""


def lint_targets(blocks: Sequence[object], indicators: Sequence[Indicator], scope: Scope) -> None:
    """Report targets that every result meets, or that none can."""
    spans = {(t.span.path, t.span.line): t.span for t in _written(blocks)}
    for indicator in indicators:
        for target in indicator.targets:
            often = how_often(target, indicator, scope.sources)
            if often is not None and target.location is not None:
                span = spans[(target.location.path, target.location.line)]
                scope.report("L024", span, indicator=indicator.code, often=HOW_OFTEN[often])


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
        elif levels and not any(_may_be_red(target, indicator, scope) for indicator, target in levels):
            colour = Translated("rød", "raud", "red")
        else:
            continue
        span = Span(rule.location.path, rule.location.line)
        scope.report("L025", span, colour=colour)


def _may_be_red(target: Target, indicator: Indicator, scope: Scope) -> bool:
    amber, (low, high) = indicator.status_rule.amber, attainable(indicator, scope.sources)
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
