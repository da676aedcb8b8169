"""Checks indicators: the chosen reading with its direction, targets, rules and lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kpidsl.language.checking.categories import (
    Breakdown,
    breakdown_of,
    categories_of,
    report_without_target,
    with_breakdown,
    with_categories,
)
from kpidsl.language.checking.level_bases import check_compared, check_on_line
from kpidsl.language.checking.lines import check_lines, check_season
from kpidsl.language.checking.readings import check_age_or_target, check_total, check_year, chosen_reading
from kpidsl.language.checking.rules import chosen, closest, deviation_rule, fits, ranking_rule, status_rule, trend_rule
from kpidsl.language.checking.scope import Refused, Scope, refuse
from kpidsl.language.checking.target_dates import check_parts
from kpidsl.language.checking.targets import (
    check_alone,
    check_bracket,
    check_declared,
    check_overlaps,
    check_parents,
    check_size,
    check_strict,
    check_tolerance,
    direction_of,
    is_strict,
    resolved,
)
from kpidsl.language.checking.types import Typed
from kpidsl.language.checking.windows import check_periods
from kpidsl.language.checking.years import check_frequency, in_every_month, is_yearly, with_sources_window
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.blocks import (
    DeviationLine,
    RankingLine,
    RequirementBlock,
    StatusBlock,
    TargetsBlock,
    TrendLine,
)
from kpidsl.language.tree.indicators import (
    BreakdownLine,
    FrequencyLine,
    IndexCapLine,
    IndexLimitLine,
    Indicator,
    LatestTargetLine,
    LinkLine,
    MinimumBaseLine,
    OnlyForLine,
    OwnerLine,
    PurposeLine,
    SeasonLine,
    SeparateTargetsLine,
    SharedWithLine,
    ValidLine,
)
from kpidsl.language.tree.terms import DirectionLine
from kpidsl.measures.index import INDEX
from kpidsl.model import spec as model
from kpidsl.model.location import Location
from kpidsl.model.measure import Cumulation
from kpidsl.model.period import Frequency
from kpidsl.model.rules import StatusRule, Tolerance
from kpidsl.model.state import Direction

_DEFAULT_STATUS = StatusRule(Tolerance(Fraction(0)))


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule blocks of the specification."""

    status: Sequence[StatusBlock]
    trend: Sequence[TrendLine]
    deviation: Sequence[DeviationLine]
    targets: Mapping[str, Sequence[TargetsBlock]]
    ranking: Sequence[RankingLine] = ()


def check_used(rules: Rules, indicators: Sequence[model.Indicator], scope: Scope) -> None:
    """Note each rule that applies to no indicator."""
    for of in (rules.status, rules.trend, rules.deviation, rules.ranking):
        for rule in of:
            if not any(
                fits(rule.scope, i.code, i.kind, i.unit) == closest(of, i.code, i.kind, i.unit) for i in indicators
            ):
                scope.report("L008", rule.span)


def check_indicator(
    written: Indicator,
    code: str,
    requirement: RequirementBlock | None,
    rules: Rules,
    scope: Scope,
    again: Indicator | None = None,
) -> model.Indicator | None:
    """Return the indicator (counted as in `again`, if given); None if a problem was reported."""
    counted_as = again or written
    try:
        typed, title, reading = chosen_reading(counted_as, scope)
        check_lines(counted_as, reading, typed.window, scope)
        check_year(counted_as, reading, typed, scope)
        check_total(reading, typed, scope)
        by_column = with_breakdown(written, target_rows(written, code, rules), typed, scope)
        indicator = _indicator(by_column, code, title, typed, requirement, rules, scope)
        if not indicator.targets:
            check_age_or_target(reading)
        return replace(
            indicator, sentence=counted_as.sentence, location=Location(counted_as.span.path, counted_as.span.line)
        )
    except Refused as refused:
        scope.refused(refused)
        return None


def _indicator(
    written: Indicator,
    code: str,
    title: str,
    typed: Typed,
    requirement: RequirementBlock | None,
    rules: Rules,
    scope: Scope,
) -> model.Indicator:
    typed = with_sources_window(in_every_month(typed, scope, written.span), scope)
    _check_index_lines(written, typed)
    direction, assumptions = _direction(written, code, typed, scope)
    line, shared_with = _lines(written, scope)
    breakdown = breakdown_of(written, typed, scope)
    targets = _targets(written, code, typed, direction, line, breakdown, rules, scope)
    indicator = model.Indicator(
        code=code,
        title=title,
        sentence=written.sentence,
        traits=typed.traits,
        formula=typed.formula,
        unit=typed.unit,
        scale=typed.scale,
        cumulation=typed.cumulation,
        direction=direction,
        strict=is_strict(target_rows(written, code, rules), written.target),
        targets=targets,
        status_rule=_colours(written, code, typed, direction, targets, rules, scope),
        requirement=requirement.title.text if requirement else "",
        perspective=requirement.perspective.text if requirement and requirement.perspective else "",
        role=written.role,
        window=typed.window,
        summed_months=typed.summed_months,
        year_to_date_only=typed.year_to_date_only,
        per=typed.per,
        assumptions=assumptions,
        line=line,
        shared_with=shared_with,
    )
    return _with_lines(_with_rules(indicator, written, typed, rules, scope), written)


def _with_rules(
    indicator: model.Indicator, written: Indicator, typed: Typed, rules: Rules, scope: Scope
) -> model.Indicator:
    """With its frequency, and the rules for its arrow, deviations and ranks that name it most closely."""
    who = indicator.code, typed.traits.kind, typed.unit, written.span
    trend, deviation = chosen(rules.trend, *who), chosen(rules.deviation, *who)
    latest = _latest_target(written, indicator, typed, scope)
    frequency = _frequency(written, typed, scope)
    seasonal = next((x for x in written.lines if isinstance(x, SeasonLine)), None)
    if seasonal is not None:
        check_season(seasonal, trend if isinstance(trend, TrendLine) else None, scope)
    return replace(
        indicator,
        latest_target=latest,
        targets_add_up=_targets_add_up(written, indicator, typed),
        frequency=frequency,
        trend_rule=trend_rule(trend, typed.unit, frequency, seasonal is not None)
        if isinstance(trend, TrendLine)
        else None,
        deviation_rule=deviation_rule(deviation if isinstance(deviation, DeviationLine) else None, frequency),
        ranking_rule=ranking_rule(chosen(rules.ranking, *who)),
    )


def _with_lines(indicator: model.Indicator, written: Indicator) -> model.Indicator:
    """With what the lines under it say by themselves."""
    lines = written.lines
    return replace(
        indicator,
        breakdown=next((x.column.text for x in lines if isinstance(x, BreakdownLine)), None),
        links=tuple(model.Link(x.effect.text, x.lag, x.evidence) for x in lines if isinstance(x, LinkLine)),
        valid_months=next((x.months for x in lines if isinstance(x, ValidLine)), 0),
        owner=next((x.text.text for x in lines if isinstance(x, OwnerLine)), ""),
        purpose=next((x.text.text for x in lines if isinstance(x, PurposeLine)), ""),
        minimum_base=next((x.number for x in lines if isinstance(x, MinimumBaseLine)), 0),
    )


def _check_index_lines(written: Indicator, typed: Typed) -> None:
    """Lines of an index stand under an index."""
    of_index = next((x for x in written.lines if isinstance(x, IndexLimitLine | IndexCapLine)), None)
    if of_index is not None and typed.measure is not INDEX:
        raise refuse("T076", of_index.span)


def _direction(written: Indicator, code: str, typed: Typed, scope: Scope) -> tuple[Direction | None, tuple[str, ...]]:
    """Which way is better, and the term that it was assumed from; what is assumed of a term is said once."""
    declared = next((x.direction for x in written.lines if isinstance(x, DirectionLine)), None)
    direction, assumed = direction_of(written.target, declared, typed)
    if declared is None and written.target is not None:
        check_declared(code, direction, typed.direction, written.target, scope)
    if assumed is not None and assumed not in scope.assumed:
        scope.assumed.add(assumed)
        scope.report("L002", written.span, indicator=code, term=assumed)
    return direction, (assumed,) if assumed else ()


def _colours(
    written: Indicator,
    code: str,
    typed: Typed,
    direction: Direction | None,
    targets: tuple[model.Target, ...],
    rules: Rules,
    scope: Scope,
) -> StatusRule:
    """The status rule that names it most closely; refused where there is none to judge a target by."""
    status = chosen(rules.status, code, typed.traits.kind, typed.unit, written.span)
    if status is None and any(t.form is not model.TargetForm.NONE for t in targets):
        raise refuse("T055", written.span, indicator=code)
    colours = status_rule(status, typed.unit, direction) if isinstance(status, StatusBlock) else _DEFAULT_STATUS
    check_tolerance(code, targets, colours, written.span, scope)
    return colours


def _latest_target(written: Indicator, indicator: model.Indicator, typed: Typed, scope: Scope) -> bool:
    """Whether the year to date is judged by the latest target; refused of what is not summed over the year, and
    reported where it would be so without the line."""
    latest = next((x for x in written.lines if isinstance(x, LatestTargetLine)), None)
    if latest is None:
        return False
    if typed.cumulation is not Cumulation.FLOW:
        raise refuse("T058", latest.span, indicator=indicator.code)
    of_the_year = typed.traits.targets == "summed" and typed.year_to_date_only
    if typed.traits.targets == "latest" or of_the_year or indicator.improvement is not None:
        scope.report("L043", latest.span, indicator=indicator.code)
    return True


def _targets_add_up(written: Indicator, indicator: model.Indicator, typed: Typed) -> bool:
    """Whether a parent is judged by what its units' targets make; the line is refused where they are not added up."""
    separate = next((x for x in written.lines if isinstance(x, SeparateTargetsLine)), None)
    summed = typed.traits.targets == "summed" and typed.traits.adds_up and indicator.improvement is None
    if separate is not None and not summed:
        raise refuse("T059", separate.span, indicator=indicator.code)
    return separate is None


def _lines(written: Indicator, scope: Scope) -> tuple[str, tuple[str, ...]]:
    """The only steering line it belongs to (empty: every line), and those that see it too."""
    only = next((x.line for x in written.lines if isinstance(x, OnlyForLine)), None)
    shared = [x for x in written.lines if isinstance(x, SharedWithLine)]
    if only is None and shared:
        raise refuse("T068", shared[0].span)
    return scope.line(only) if only is not None else "", tuple(scope.line(x.line) for x in shared)


def _frequency(written: Indicator, typed: Typed, scope: Scope) -> Frequency:
    """How often it is measured; refused where the parts of a period's figures cannot be had."""
    line = next((x for x in written.lines if isinstance(x, FrequencyLine)), None)
    check_frequency(line, typed.formula, scope)
    by_itself = typed.frequency or (Frequency.YEAR if is_yearly(typed.formula, scope.sources) else Frequency.MONTH)
    frequency = Frequency(line.frequency) if line is not None else by_itself
    check_periods(typed.summed_months, frequency, line.span if line is not None else written.span)
    valid = next((x for x in written.lines if isinstance(x, ValidLine)), None)
    if valid is not None and frequency is Frequency.MONTH:
        raise refuse("T066", valid.span)
    if line is not None and frequency is not Frequency.MONTH and not typed.traits.adds_up:
        raise refuse("T067", line.span)
    return frequency


def target_rows(written: Indicator, code: str, rules: Rules) -> list[tree.Target]:
    """The targets of the sentence and those of the blocks that name the indicator, as written."""
    of_sentence = [written.target, *written.steps] if written.target is not None else []
    return of_sentence + [row for block in rules.targets.get(code, ()) for row in block.targets]


def _targets(
    written: Indicator,
    code: str,
    typed: Typed,
    direction: Direction | None,
    line: str,
    breakdown: Breakdown,
    rules: Rules,
    scope: Scope,
) -> tuple[model.Target, ...]:
    """Every target as written; those of an indicator that belongs to one line hold on that line alone."""
    typed_targets: list[tuple[tree.Target, model.Target]] = []
    rows = with_categories(target_rows(written, code, rules), breakdown, typed, scope)
    of_sentence = 0 if written.target is None else 1 + len(written.steps)
    rows = [*tree.dated_together(rows[:of_sentence]), *rows[of_sentence:]]
    strict = is_strict(rows, written.target)
    for row in rows:
        try:
            categories = categories_of(code, row, rows, breakdown, typed, scope)
            target = replace(resolved(row, typed.unit, direction, scope), categories=categories)
            check_alone(row, rows)
            if row.average is not None and not typed.traits.is_average:
                raise refuse("T235", row.average.span, found=row.average.text, called=typed.measure.called)
            check_compared(code, row, typed)
            check_on_line(code, row, target, line, scope)
            check_size(code, row, target, typed.unit, typed.traits)
            check_strict(row, strict, rows)
            if line and target.line not in (None, line):
                raise refuse("T069", row.span, line=target.line, own=line)
            typed_targets.append((row, replace(target, line=target.line or line or None)))
        except Refused as refused:
            scope.refused(refused)
    check_overlaps(typed_targets, scope)
    check_parts(typed_targets, scope)
    check_parents(code, typed.traits, typed_targets, scope)
    check_bracket(code, rows[0] if of_sentence else None, typed_targets, scope)
    if len(typed_targets) == len(rows):  # what was refused is said already
        report_without_target(code, typed_targets, breakdown, scope)
    return tuple(t for _, t in typed_targets)
