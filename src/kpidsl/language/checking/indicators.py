"""Indicators: one reading chosen, its formula, direction, targets and rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kpidsl.language.checking.clauses import LeftOver
from kpidsl.language.checking.conditions import column_of, mistyped
from kpidsl.language.checking.lines import check_lines, check_season
from kpidsl.language.checking.rules import chosen, deviation_rule, ranking_rule, status_rule, trend_rule
from kpidsl.language.checking.scope import Refused, Scope, refuse
from kpidsl.language.checking.sentences import type_sentence
from kpidsl.language.checking.targets import (
    check_bracket,
    check_overlaps,
    check_parents,
    check_percent,
    check_tolerance,
    direction_of,
    resolved,
)
from kpidsl.language.checking.types import Lines, Typed
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
    ComponentLine,
    FetchedLine,
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
    SharedWithLine,
    ValidLine,
    WholeWindowLine,
)
from kpidsl.language.tree.terms import CountedLine, DirectionLine
from kpidsl.model import spec as model
from kpidsl.model.condition import Always
from kpidsl.model.measure import (
    ColumnRatio,
    Columns,
    Cumulation,
    DistinctPersons,
    Index,
    Kind,
    OwnPeriod,
    Rate,
    Rows,
    UnitOfMeasure,
)
from kpidsl.model.period import Frequency
from kpidsl.model.state import Direction

_DEFAULT_STATUS = model.StatusRule(model.Tolerance(Fraction(0)))


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule block of the specification."""

    status: Sequence[StatusBlock]
    trend: Sequence[TrendLine]
    deviation: Sequence[DeviationLine]
    targets: Mapping[str, Sequence[TargetsBlock]]
    ranking: Sequence[RankingLine] = ()


def check_indicator(
    written: Indicator,
    code: str,
    requirement: RequirementBlock | None,
    rules: Rules,
    scope: Scope,
    again: Indicator | None = None,
) -> model.Indicator | None:
    """The indicator (counted as in `again`, where that is given), or None where a problem was reported."""
    said = again or written
    try:
        typed, title, reading = _chosen_reading(said, scope)
        check_lines(said, reading, typed.window, scope)
        _check_year(said, reading, typed, scope)
        made = _indicator(written, code, title, typed, requirement, rules, scope)
        return replace(made, sentence=said.sentence, location=model.Location(said.span.path, said.span.line))
    except Refused as refused:
        scope.refused(refused)
        return None


def _chosen_reading(written: Indicator, scope: Scope) -> tuple[Typed, str, tree.Reading]:
    """The one reading that types, with its title; of nested ones the longest term's, crossing ones are refused (R7)."""
    good: list[tuple[Typed, str, tree.Reading]] = []
    failed: list[Refused] = []
    for reading in written.readings:
        try:
            typed, title = _typed(reading, written, scope)
            good.append((typed, title, reading))
        except Refused as refused:
            failed.append(refused)
    if not good:
        raise _best(failed, written)
    distinct = [g for at, g in enumerate(good) if all(g[0] != other[0] for other in good[:at])]
    if len(distinct) > 1:
        spans = [_spans(g[2]) for g in distinct]
        longest = [g for g, own in zip(distinct, spans, strict=True) if all(_covers(own, o) for o in spans)]
        if len(longest) != 1:
            shown = " | ".join(_quoted(g[2]) for g in distinct[:2])
            raise refuse("T060", written.span, readings=shown)
        return longest[0]
    return distinct[0]


def _best(failed: list[Refused], written: Indicator) -> Refused:
    """Of the problems of readings that do not type that of the one with the fewest words too many, the first of
    several; where there are some, with the line as it is without them."""
    best = min(failed, key=lambda refused: len(refused.texts) if isinstance(refused, LeftOver) else 0)
    if isinstance(best, LeftOver):
        best.problem = replace(best.found, fix=_without(written, best.texts))
    return best


def _without(written: Indicator, texts: Sequence[str]) -> str:
    """The line of the indicator without those words, which stand in it in that order."""
    line = written.line
    for text in reversed(texts):
        before, _, after = line.rpartition(text)
        line = f"{before.rstrip()} {after.lstrip()}".strip()
    return line


def _terms(node: object) -> list[tree.TermRef]:
    """Every declared phrase in a reading, in order."""
    if isinstance(node, tree.TermRef):
        return [node]
    if isinstance(node, tuple):
        return [t for item in node for t in _terms(item)]
    names = getattr(node, "__dataclass_fields__", ())
    return [t for name in names for t in _terms(getattr(node, name))]


def _check_year(written: Indicator, reading: tree.Reading, typed: Typed, scope: Scope) -> None:
    """Refuse `hittil i år` of what is not summed over the year: its year to date is its latest month."""
    cumulation = with_sources_window(typed, scope).cumulation
    if typed.year_to_date_only and cumulation is not Cumulation.FLOW and isinstance(reading, tree.Sentence):
        clause = next(c for c in reading.clauses if isinstance(c, tree.TimeClause))
        raise refuse("T036", clause.span, fix=_without(written, [clause.text]))


def _spans(reading: tree.Reading) -> list[tuple[int, int]]:
    return [(t.span.column, t.span.column + t.span.length) for t in _terms(reading)]


def _covers(own: list[tuple[int, int]], other: list[tuple[int, int]]) -> bool:
    """Every term of the other reading lies inside one of ours."""
    return all(any(a <= c and d <= b for a, b in own) for c, d in other)


def _quoted(reading: tree.Reading) -> str:
    return " ".join(f"«{t.text}»" for t in _terms(reading))


def _typed(reading: tree.Reading, written: Indicator, scope: Scope) -> tuple[Typed, str]:
    match reading:
        case tree.Sentence():
            counted = next((x.counted for x in written.lines if isinstance(x, CountedLine)), None)
            whole = any(isinstance(x, WholeWindowLine) for x in written.lines)
            return type_sentence(reading, Lines(counted, whole), scope), written.sentence
        case tree.IndexSentence(title):
            components = [x for x in written.lines if isinstance(x, ComponentLine)]
            for component in components:
                check_percent(component.weight, scope)
            weights = tuple((c.code.text, c.weight.value / 100) for c in components)
            if sum(w for _, w in weights) != 1:
                total = sum((w for _, w in weights), Fraction(0)) * 100
                raise refuse("T061", written.span, total=_decimal(total))
            index = _bounded(Index(weights), written)
            typed = Typed(index, Kind.INDEX, UnitOfMeasure.INDEX, Fraction(1), Cumulation.STOCK, direction="higher")
            return typed, title.text
        case tree.TitleSentence(title):
            return _fetched(written, scope), title.text


def _bounded(index: Index, written: Indicator) -> Index:
    """The index with its declared limit of missing weight and its declared cap."""
    for line in written.lines:
        if isinstance(line, IndexLimitLine):
            share = line.limit.value / 100
            if line.limit.unit != "percent" or not 0 <= share < 1:
                raise refuse("T074", line.span, found=line.limit.text)
            index = replace(index, missing_limit=share)
        elif isinstance(line, IndexCapLine):
            if line.cap.unit != "percent" or line.cap.value < 100:
                raise refuse("T075", line.span, found=line.cap.text)
            index = replace(index, cap=line.cap.value / 100)
    return index


def _fetched(written: Indicator, scope: Scope) -> Typed:
    line = next((x for x in written.lines if isinstance(x, FetchedLine)), None)
    if line is None:
        raise refuse("T062", written.span)
    source = scope.source(line.source)
    numerator, denominator = source.column("numerator"), source.column("denominator")
    if not source.ready_made or numerator is None or denominator is None:
        raise refuse("T063", line.span, source=source.name)
    rows = Rows(source.name, Always(), OwnPeriod(), (), source.name)
    ratio = ColumnRatio(rows, Columns(((1, numerator),)), Columns(((1, denominator),)))
    return Typed(ratio, Kind.SHARE, UnitOfMeasure.PERCENT, Fraction(100), source.cumulation)


def _decimal(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


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
    targets = _targets(written, code, typed, direction, line, rules, scope)
    made = model.Indicator(
        code=code,
        title=title,
        sentence=written.sentence,
        kind=typed.kind,
        formula=typed.formula,
        unit=typed.unit,
        scale=typed.scale,
        cumulation=typed.cumulation,
        direction=direction,
        targets=targets,
        status_rule=_colours(written, code, typed, targets, rules, scope),
        trend_rule=None,
        deviation_rule=model.DeviationRule(),
        requirement=requirement.title.text if requirement else "",
        perspective=requirement.perspective.text if requirement and requirement.perspective else "",
        role=written.role,
        window=typed.window,
        year_to_date_only=typed.year_to_date_only,
        per=typed.per,
        assumptions=assumptions,
        line=line,
        shared_with=shared_with,
    )
    return _with_lines(_with_rules(made, written, typed, rules, scope), written)


def _with_rules(made: model.Indicator, written: Indicator, typed: Typed, rules: Rules, scope: Scope) -> model.Indicator:
    """With its frequency and breakdown, and the rules for its arrow, deviations and ranks that name it most closely."""
    who = made.code, typed.kind, typed.unit, written.span
    trend, deviation = chosen(rules.trend, *who), chosen(rules.deviation, *who)
    latest = _latest_target(written, made.code, typed)
    frequency = _frequency(written, typed, scope)
    seasonal = next((x for x in written.lines if isinstance(x, SeasonLine)), None)
    if seasonal is not None:
        check_season(seasonal, trend if isinstance(trend, TrendLine) else None, scope)
    return replace(
        made,
        latest_target=latest,
        frequency=frequency,
        trend_rule=trend_rule(trend, typed.unit, frequency, seasonal is not None)
        if isinstance(trend, TrendLine)
        else None,
        deviation_rule=deviation_rule(deviation) if isinstance(deviation, DeviationLine) else model.DeviationRule(),
        breakdown=_breakdown(written, typed, scope),
        ranking_rule=ranking_rule(chosen(rules.ranking, *who)),
    )


def _with_lines(made: model.Indicator, written: Indicator) -> model.Indicator:
    """With what the lines under it say by themselves."""
    lines = written.lines
    return replace(
        made,
        links=tuple(model.Link(x.effect.text, x.lag, x.evidence) for x in lines if isinstance(x, LinkLine)),
        valid_months=next((x.months for x in lines if isinstance(x, ValidLine)), 0),
        owner=next((x.text.text for x in lines if isinstance(x, OwnerLine)), ""),
        purpose=next((x.text.text for x in lines if isinstance(x, PurposeLine)), ""),
        minimum_base=next((x.number for x in lines if isinstance(x, MinimumBaseLine)), 0),
    )


def _check_index_lines(written: Indicator, typed: Typed) -> None:
    """Lines of an index stand under an index."""
    of_index = next((x for x in written.lines if isinstance(x, IndexLimitLine | IndexCapLine)), None)
    if of_index is not None and typed.kind is not Kind.INDEX:
        raise refuse("T076", of_index.span)


def _direction(written: Indicator, code: str, typed: Typed, scope: Scope) -> tuple[Direction | None, tuple[str, ...]]:
    """Which way is better, and the term that it was assumed from; what is assumed of a term is said once."""
    declared = next((x.direction for x in written.lines if isinstance(x, DirectionLine)), None)
    direction, assumed = direction_of(written.target, declared, typed)
    if assumed is not None and assumed not in scope.assumed:
        scope.assumed.add(assumed)
        scope.report("L002", written.span, indicator=code, term=assumed)
    return direction, (assumed,) if assumed else ()


def _colours(
    written: Indicator, code: str, typed: Typed, targets: tuple[model.Target, ...], rules: Rules, scope: Scope
) -> model.StatusRule:
    """The status rule that names it most closely; refused where there is none to judge a target by."""
    status = chosen(rules.status, code, typed.kind, typed.unit, written.span)
    if status is None and any(t.form is not model.TargetForm.NONE for t in targets):
        raise refuse("T055", written.span, indicator=code)
    colours = status_rule(status, typed.unit) if isinstance(status, StatusBlock) else _DEFAULT_STATUS
    check_tolerance(code, targets, colours, written.span, scope)
    return colours


def _latest_target(written: Indicator, code: str, typed: Typed) -> bool:
    """Whether the year to date is judged by the latest target; refused of what is not summed over the year."""
    latest = next((x for x in written.lines if isinstance(x, LatestTargetLine)), None)
    if latest is not None and typed.cumulation is not Cumulation.FLOW:
        raise refuse("T058", latest.span, indicator=code)
    return latest is not None


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
    by_itself = Frequency.YEAR if is_yearly(typed.formula, scope.sources) else Frequency.MONTH
    found = Frequency(line.frequency) if line is not None else by_itself
    valid = next((x for x in written.lines if isinstance(x, ValidLine)), None)
    if valid is not None and found is Frequency.MONTH:
        raise refuse("T066", valid.span)
    from_rows = typed.kind in (Kind.QUANTILE, Kind.INDEX) or isinstance(typed.formula, DistinctPersons)
    if line is not None and found is not Frequency.MONTH and from_rows:
        raise refuse("T067", line.span)
    return found


def _breakdown(written: Indicator, typed: Typed, scope: Scope) -> str | None:
    line = next((x for x in written.lines if isinstance(x, BreakdownLine)), None)
    if line is None:
        return None
    if isinstance(typed.formula, Index):
        raise refuse("T064", line.span)
    found = [column_of(line.column, scope.sources[typed.formula.rows.source])]
    if isinstance(typed.formula, Rate):
        found.append(column_of(line.column, scope.sources[typed.formula.base.source]))
    for column in found:
        if column.type != "text":
            raise mistyped(line.span, column, "text")
    return line.column.text


def _targets(
    written: Indicator,
    code: str,
    typed: Typed,
    direction: Direction | None,
    line: str,
    rules: Rules,
    scope: Scope,
) -> tuple[model.Target, ...]:
    """Every target as written; those of an indicator that belongs to one line hold on that line alone."""
    found: list[tuple[tree.Target, model.Target]] = []
    rows = [written.target] if written.target is not None else []
    for block in rules.targets.get(code, ()):
        rows += block.targets
    for row in rows:
        try:
            target = resolved(row, typed.unit, direction, scope)
            if line and target.line not in (None, line):
                raise refuse("T069", row.span, line=target.line, own=line)
            found.append((row, replace(target, line=target.line or line or None)))
        except Refused as refused:
            scope.refused(refused)
    check_overlaps(found, scope)
    check_parents(code, typed.kind, found, scope)
    check_bracket(code, written.target, found, scope)
    return tuple(t for _, t in found)
