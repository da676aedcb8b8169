"""Builds headers of blocks, rules, and the lines of organisation, source, status, risk and test blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal, cast

from kpidsl.language.building.builder import (
    Builder,
    child_token,
    child_tokens,
    child_tree,
    child_trees,
    first_token,
    required_token,
    required_tree,
)
from kpidsl.language.reading.parser import Node
from kpidsl.language.reading.words import WHOLE_PARTS
from kpidsl.language.tree.blocks import (
    AppliesTo,
    BuildsOn,
    ChangesLine,
    ColumnDeclaration,
    CumulationLine,
    DeviationCondition,
    DeviationLine,
    EnteredLine,
    Expectation,
    LevelDeclaration,
    PersonsWord,
    Perspectives,
    PrecedenceLine,
    RankingLine,
    RiskBand,
    RuleScope,
    StatusBand,
    StatusWord,
    SteeringLine,
    SuppressionBlock,
    TrendLine,
    TrendWord,
    WorstColourLine,
    YearStart,
)
from kpidsl.language.tree.hiding import HidingLine, LineOfHiding, LongerLine, RollingLine
from kpidsl.language.tree.phrases import DateLiteral, Name, WrittenAmount
from kpidsl.model.rules import ComparedWith
from kpidsl.model.spec import ColumnRole, ColumnType, Grain
from kpidsl.problems import problem

Simple = YearStart | BuildsOn | AppliesTo | Perspectives | TrendLine | DeviationLine | RankingLine | WorstColourLine
GRAINS: Mapping[str, Grain] = {
    "GRAIN_PERSON_MONTH": "person_month",
    "GRAIN_PERSON_YEAR": "person_year",
    "GRAIN_EVENT": "event",
    "GRAIN_CASE": "case",
    "GRAIN_UNIT_MONTH": "unit_month",
    "GRAIN_UNIT_YEAR": "unit_year",
}
COLUMNS: Mapping[str, tuple[ColumnRole, ColumnType]] = {
    "T_UNIT": ("unit", "text"),
    "T_PERSON": ("person", "text"),
    "T_CASE": ("case", "text"),
    "T_MONTH": ("period", "month"),
    "T_YEAR": ("period", "year"),
    "T_TEXT": ("value", "text"),
    "T_INTEGER": ("value", "integer"),
    "T_DECIMAL": ("value", "decimal"),
    "T_KRONER": ("value", "kroner"),
    "T_DATE": ("value", "date"),
    "T_CLOCK": ("value", "date"),
    "SECONDS": ("value", "seconds"),
    "MINUTES": ("value", "minutes"),
    "HOURS": ("value", "hours"),
    "T_NUMERATOR": ("numerator", "integer"),
    "T_DENOMINATOR": ("denominator", "integer"),
}
STATUSES: Mapping[str, StatusWord] = {"GREEN": "green", "AMBER": "amber", "RED": "red", "NO_TARGET": "no_target"}
SENSES: Mapping[str, TrendWord] = {"POSITIVE": "better", "NEGATIVE": "worse", "UNCHANGED": "unchanged"}
ScopeKind = Literal["shares", "ratios", "rates", "counts", "durations", "scores", "amounts", "indexes", "others"]
StateWord = Literal["not_ready", "not_relevant", "missing", "hidden", "withheld_by_source"]


def build_simple(builder: Builder, node: Node) -> Simple:
    """A line that is a block by itself."""
    span = builder.span(node)
    match node.data:
        case "year_start":
            return YearStart(required_token(node, "MONTH").payload, span)
        case "builds_on":
            return BuildsOn(builder.name(required_token(node, "NAME", "STRING")), span)
        case "applies_to":
            return AppliesTo(
                builder.name(required_token(node, "NAME")), _units(builder, required_tree(node, "unit_codes")), span
            )
        case "perspectives":
            return Perspectives(tuple(builder.phrase(p) for p in child_trees(node, "phrase")), span)
        case "trend":
            return _trend(builder, node)
        case "deviation":
            return _deviation(builder, node)
        case "ranking":
            by: Literal["value", "attainment"] = "attainment" if child_token(node, "BY_ATTAINMENT") else "value"
            intervals = child_token(node, "COMMA_INTERVALS") is not None
            return RankingLine(build_scope(builder, child_tree(node, "scope")), by, intervals, span)
        case _:
            return WorstColourLine(span)


def _units(builder: Builder, node: Node) -> tuple[Name, ...]:
    return tuple(builder.name(p) for p in child_tokens(node, "UNIT", "STRING"))


def build_scope(builder: Builder, node: Node | None) -> RuleScope | None:
    """Return what a rule applies to; None if nothing is written."""
    if node is None:
        return None
    word = first_token(node)
    if word.type == "CODE":
        return RuleScope(None, builder.name(word), builder.span(word))
    slug = word.type.removesuffix("_SCOPE").lower()
    return RuleScope(cast("ScopeKind", slug), None, builder.span(word))


_SAYS: Mapping[str, Literal["not_own", "not_line_above", "from_everybody", "rest_shown"]] = {
    "NOT_OWN": "not_own",
    "NOT_LINE_ABOVE": "not_line_above",
    "FROM_EVERYBODY": "from_everybody",
    "REST_SHOWN": "rest_shown",
}


def build_hiding_line(builder: Builder, node: Node) -> LineOfHiding:
    """Return a line of a rule of hiding."""
    span = builder.span(node)
    match node.data:
        case "longer_line":
            part = first_token(required_tree(node, "whole_part"))
            return LongerLine(part.type, WHOLE_PARTS[part.type], span)
        case "rolling_line":
            last, unit = required_token(node, "LAST"), required_token(node, "MONTHS", "YEARS")
            months = builder.number(required_token(node, "NUMBER")) * (12 if unit.type == "YEARS" else 1)
            window = Name(builder.line.text[last.start : unit.end], builder.line.span(last.start, unit.end))
            return RollingLine(window, months, builder.language, span)
        case _:
            return HidingLine(_SAYS[first_token(node).type], span)


def build_suppression(builder: Builder, node: Node, lines: tuple[LineOfHiding, ...]) -> SuppressionBlock:
    """Return a rule of hiding with the lines below it."""
    codes, source = child_tree(node, "of_codes"), child_tree(node, "of_source")
    return SuppressionBlock(
        scope=build_scope(builder, child_tree(node, "scope")),
        codes=tuple(builder.name(code) for code in child_tokens(codes, "CODE")) if codes is not None else (),
        source=builder.name(required_token(source, "NAME")) if source is not None else None,
        below=builder.whole_number(required_token(node, "NUMBER")),
        none_and_all=child_token(node, "COMMA_NONE_AND_ALL") is not None,
        lines=lines,
        span=builder.span(node),
    )


_COMPARED: Mapping[str, ComparedWith] = {
    "PREVIOUS": "previous",
    "MONTH_BEFORE": "month_before",
    "SAME_LAST_YEAR": "same_last_year",
    "BY_LINE": "line",
    "BY_CONTROL_LIMITS": "control_limits",
}


def _trend(builder: Builder, node: Node) -> TrendLine:
    base = required_token(node, *_COMPARED).type
    months = child_token(node, "NUMBER")
    unchanged = child_tree(node, "unchanged")
    amount = child_tree(unchanged, "amount") if unchanged is not None else None
    return TrendLine(
        build_scope(builder, child_tree(node, "scope")),
        _COMPARED[base],
        builder.whole_number(months) if months is not None else 0,
        builder.amount(amount) if amount is not None else None,
        unchanged is not None and child_token(unchanged, "NOISE") is not None,
        builder.span(node),
    )


def _deviation(builder: Builder, node: Node) -> DeviationLine:
    """`og` binds within a case, `eller` between cases; mixed without a comma they are refused (S011)."""
    items: list[list[Node]] = []
    words: set[str] = set()
    word = "OR"
    for child in child_trees(node, "dev_item", "conjunction"):
        if child.data == "conjunction":
            word = first_token(child).type
            words.add(word)
        elif word.endswith("OR") or not items:
            items.append([child])
        else:
            items[-1].append(child)
    if {"AND", "OR"} <= words or "COMMA_AND" in words:
        builder.problems.append(problem("S011", builder.span(node)))
    for case in items:
        builder.check_once(("status" if child_tree(item, "colour") else "trend", item) for item in case)
    cases = [_deviation_case(builder, case) for case in items]
    builder.check_once((repr(case), of[0]) for case, of in zip(cases, items, strict=True))
    return DeviationLine(build_scope(builder, child_tree(node, "scope")), tuple(cases), builder.span(node))


def _deviation_case(builder: Builder, items: Sequence[Node]) -> DeviationCondition:
    lasting = [tree for item in items if (tree := child_tree(item, "lasting"))]
    months = [builder.whole_number(required_token(tree, "NUMBER")) for tree in lasting]
    colours = [STATUSES[first_token(tree).type] for item in items if (tree := child_tree(item, "colour"))]
    senses = [SENSES[first_token(tree).type] for item in items if (tree := child_tree(item, "sense"))]
    return DeviationCondition(colours[0] if colours else None, senses[0] if senses else None, *months[:1])


def build_levels(builder: Builder, node: Node) -> tuple[LevelDeclaration, ...]:
    """Return the levels of a `nivåer` line."""
    return tuple(
        LevelDeclaration(tuple(builder.phrase(p) for p in child_trees(level, "phrase")), builder.span(level))
        for level in child_trees(node, "level")
    )


def build_steering_line(builder: Builder, node: Node) -> SteeringLine:
    """Return a steering line."""
    levels = tuple(builder.name(p) for p in child_tokens(node, "NAME"))
    return SteeringLine(builder.phrase(required_tree(node, "phrase")), levels, builder.span(node))


def build_grain(builder: Builder, node: Node) -> tuple[Grain, tuple[Name, ...]]:
    """Return the grain, and the further key columns, of `én rad per …`."""
    breakdown = tuple(builder.name(p) for p in child_tokens(node, "NAME"))
    return GRAINS[first_token(required_tree(node, "grain_word")).type], breakdown


def build_column(builder: Builder, node: Node) -> ColumnDeclaration:
    """Return the declaration of a column."""
    name, span = builder.name(child_tokens(node, "NAME")[0]), builder.span(node)
    if child_token(node, "T_DISTINCT") is not None:
        persons: PersonsWord = "once" if child_token(node, "COMMA_ONCE") is not None else "overlapping"
        return ColumnDeclaration(name, "value", "integer", (), span, persons)
    if child_token(node, "ON_LINE") is not None:
        line = builder.name(child_tokens(node, "NAME")[1])
        return ColumnDeclaration(name, "unit_above", "text", (), span, line=line)
    word = first_token(required_tree(node, "column_type", "number_type")).type
    role, kind = COLUMNS[word]
    if child_token(node, "COMMA_BETWEEN") is not None:
        low, high = (builder.number(n) for n in child_tokens(node, "NUMBER"))
        return ColumnDeclaration(name, role, kind, (), span, bounds=(low, high))
    legal = tuple(builder.name(p) for p in child_tokens(node, "STRING"))
    return ColumnDeclaration(name, role, kind, legal, span, clock=word == "T_CLOCK")


def build_cumulation(builder: Builder, node: Node) -> CumulationLine:
    """Return a `tallene er …` line."""
    word = required_token(node, "FLOW", "STOCK", "ROLLING").type.lower()
    months = child_token(node, "NUMBER")
    return CumulationLine(
        cast("Literal['flow', 'stock', 'rolling']", word),
        builder.whole_number(months) if months else None,
        builder.span(node),
    )


def build_precedence(builder: Builder, node: Node) -> PrecedenceLine:
    """Return a `går foran …` line."""
    number = child_token(node, "NUMBER")
    tolerance = builder.number(number) if number is not None else Fraction(0)
    return PrecedenceLine(builder.name(required_token(node, "NAME")), tolerance, builder.span(node))


def build_entered(builder: Builder, node: Node) -> EnteredLine:
    """Return a `registreres av …` line."""
    return EnteredLine(builder.phrase(required_tree(node, "phrase")), builder.span(node))


def build_changes(builder: Builder, node: Node) -> ChangesLine:
    """Return a `meld fra om endringer over …` line."""
    return ChangesLine(builder.number(required_token(node, "NUMBER")), builder.span(node))


def build_band(builder: Builder, node: Node) -> StatusBand:
    """Return a line of a status block."""
    status = STATUSES[first_token(required_tree(node, "colour")).type]
    span = builder.span(node)
    if node.data == "worse_by":
        amount = builder.amount(required_tree(node, "amount"))
        return StatusBand(status, "worse_by_at_most", amount, child_token(node, "OF_TARGET") is not None, span)
    if node.data == "as_far_as":
        test: Literal["at_least", "at_most"] = "at_least" if child_token(node, "AT_LEAST") else "at_most"
        return StatusBand(status, test, builder.amount(required_tree(node, "amount")), True, span)
    return StatusBand(status, "reached" if node.data == "reached" else "otherwise", None, False, span)


def build_risk_band(builder: Builder, node: Node) -> RiskBand:
    """Return a line of a risk block."""
    risk = cast("Literal['low', 'medium', 'high']", first_token(required_tree(node, "risk_level")).type.lower())
    amount = child_tree(node, "amount")
    return RiskBand(risk, builder.amount(amount) if amount is not None else None, builder.span(node))


_EXPECTED = {"expected_no_target": "expected_status"}  # no target is a status too


def build_expectations(builder: Builder, node: Node, month: DateLiteral | None) -> tuple[Expectation, ...]:
    """Return a `så skal` line once for each unit it names. A property that is expected twice is reported."""
    fields: dict[str, object] = {}
    builder.check_once((_EXPECTED.get(str(part.data), str(part.data)), part) for part in child_trees(node))
    for part in child_trees(node):
        match part.data:
            case "expected_value":
                fields["value"] = builder.amount(required_tree(part, "amount"))
            case "expected_parts":
                numbers = child_tokens(part, "NUMBER")
                fields["numerator"], fields["denominator"] = (builder.whole_number(n) for n in numbers)
            case "expected_status":
                fields["status"] = STATUSES[first_token(required_tree(part, "colour")).type]
            case "expected_no_target":
                fields["status"] = "no_target"
            case "expected_trend":
                fields["trend"] = SENSES[first_token(required_tree(part, "sense")).type]
            case "expected_state":
                slug = first_token(required_tree(part, "state")).type.removeprefix("S_").lower()
                fields["state"] = "withheld_by_source" if slug == "withheld" else slug
            case _:
                pass
    level, codes = child_token(node, "NAME"), child_tree(node, "unit_codes")
    units = _units(builder, codes) if codes is not None else ()
    expected = Expectation(
        code=builder.name(required_token(node, "CODE")),
        level=builder.name(level) if level else None,
        unit=None,
        year_to_date=child_token(node, "YEAR_TO_DATE") is not None,
        value=cast("WrittenAmount | None", fields.get("value")),
        numerator=cast("int | None", fields.get("numerator")),
        denominator=cast("int | None", fields.get("denominator")),
        status=cast("StatusWord | None", fields.get("status")),
        trend=cast("TrendWord | None", fields.get("trend")),
        state=cast("StateWord | None", fields.get("state")),
        month=month,
        span=builder.span(node),
    )
    return tuple(replace(expected, unit=unit) for unit in units) or (expected,)
