"""Builds declarations, and the lines below terms and indicators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, cast

from kpidsl.language.building.builder import (
    UNITS,
    Builder,
    child_token,
    child_tree,
    child_trees,
    first_token,
    required_token,
    required_tree,
)
from kpidsl.language.building.conditions import build_condition
from kpidsl.language.reading.lexer import Token
from kpidsl.language.reading.parser import Node, tokens
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.tree.conditions import Exists
from kpidsl.language.tree.indicators import (
    BreakdownLine,
    ComponentLine,
    FetchedLine,
    FrequencyLine,
    IndexCapLine,
    IndexLimitLine,
    IndicatorLine,
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
    WholeWindowLine,
)
from kpidsl.language.tree.phrases import DirectionWord, Name, TermKind, WrittenAmount
from kpidsl.language.tree.terms import (
    ColumnSum,
    CountedLine,
    DeadlineLine,
    DirectionLine,
    DurationBody,
    ExceptionLine,
    FromLine,
    LanguageCode,
    OutcomeBody,
    RatioBody,
    ScoreBody,
    SetBody,
    SumBody,
    TermBody,
    TermDeclaration,
    TermLine,
    TimeUnit,
    TranslationLine,
)

KINDS: Mapping[str, TermKind] = {
    "SET_WORD": "set",
    "PROPERTY_WORD": "property",
    "OUTCOME_WORD": "outcome",
    "QUANTITY_WORD": "quantity",
}
_COUNTED: Mapping[str, Literal["due", "decided", "left", "present_at_start"]] = {
    "COUNTED_DUE": "due",
    "COUNTED_DECIDED": "decided",
    "COUNTED_LEFT": "left",
    "COUNTED_PRESENT": "present_at_start",
}
_FREQUENCIES: Mapping[str, Literal["month", "quarter", "tertial", "half_year", "year"]] = {
    "MEASURED_MONTHLY": "month",
    "MEASURED_QUARTERLY": "quarter",
    "MEASURED_TERTIAL": "tertial",
    "MEASURED_HALF_YEARLY": "half_year",
    "MEASURED_YEARLY": "year",
}


def build_declaration(builder: Builder, node: Node) -> TermDeclaration:
    """Return a declaration without the lines below it."""
    body = child_trees(node)[0]
    direction = child_tree(node, "direction")
    return TermDeclaration(
        KINDS[required_token(node, *KINDS).type],
        forms_of(builder, required_token(node, "PHRASE")),
        _body(builder, body),
        None if direction is None else _direction(direction),
        (),
        builder.span(node),
    )


def forms_of(builder: Builder, phrase: Token) -> tuple[Name, ...]:
    """Return the forms in a PHRASE or a REST."""
    return tuple(Name(f.text, builder.line.span(f.start, f.end)) for f in phrase.payload)


def _direction(node: Node) -> DirectionWord:
    return "lower" if child_token(node, "LOWER_BETTER") else "higher"


def _body(builder: Builder, node: Node) -> TermBody:
    span = builder.span(node)
    columns = [_columns(builder, c) for c in child_trees(node, "columns")]
    names = [builder.name(c) for c in node.children if isinstance(c, Token) and c.type == "NAME"]
    where = child_tree(node, "where")
    condition = build_condition(builder, required_tree(where, "condition")) if where is not None else None
    match node.data:
        case "set_body" | "transition_body":
            return SetBody(
                builder.reference(required_tree(node, "base")), condition, node.data == "transition_body", span
            )
        case "that_body":
            test = Exists(names[0], child_token(node, "MISSING") is not None, names[0].span)
            return SetBody(builder.reference(required_tree(node, "base")), test, False, span)
        case "outcome_body":
            return OutcomeBody(builder.reference(required_tree(node, "base")), condition, names[0], span)
        case "duration_body":
            unit = UNITS[first_token(required_tree(node, "time_unit")).type]
            return DurationBody(
                cast("TimeUnit", unit), names[0], names[1] if len(names) > 1 else None, span, builder.text(node)
            )
        case "sum_body":
            return SumBody(columns[0], builder.reference(required_tree(node, "base")), span)
        case "score_body":
            weight = names[0] if names else None
            return ScoreBody(columns[0], builder.reference(required_tree(node, "base")), weight, span)
        case _:
            return RatioBody(columns[0], columns[1], builder.reference(required_tree(node, "base")), span)


def _columns(builder: Builder, node: Node) -> ColumnSum:
    terms: list[tuple[Literal[1, -1], Name]] = []
    sign: Literal[1, -1] = 1
    for token in tokens(node):
        if token.type == "NAME":
            terms.append((sign, builder.name(token)))
        else:
            sign = -1 if token.type == "MINUS" else 1
    return ColumnSum(tuple(terms), builder.span(node))


def build_term_line(builder: Builder, node: Node) -> TermLine:
    """Return a line below a declaration."""
    span = builder.span(node)
    match node.data:
        case "translation":
            word = required_token(node, "IN_NB", "IN_NN", "IN_EN")
            language = cast("LanguageCode", word.type.removeprefix("IN_").lower())
            return TranslationLine(language, forms_of(builder, required_token(node, "REST")), span)
        case "deadline_line":
            return _deadline(builder, node)
        case "exception_line":
            return ExceptionLine(build_condition(builder, required_tree(node, "condition")), span)
        case "counted":
            return CountedLine(_COUNTED[first_token(node).type], span)
        case "valid_from":
            return FromLine(builder.date(required_tree(node, "day")), span)
        case _:
            return DirectionLine(_direction(node), span)


def _deadline(builder: Builder, node: Node) -> DeadlineLine:
    span = builder.span(node)
    names = [builder.name(c) for c in node.children if isinstance(c, Token) and c.type == "NAME"]
    length, moves = child_tree(node, "amount"), child_token(node, "COMMA_MOVES") is not None
    if length is not None:
        return DeadlineLine(None, names[0], builder.amount(length), moves, span)
    if child_token(node, "DEADLINE_RUNS"):
        return DeadlineLine(None, names[0], None, moves, span)
    return DeadlineLine(names[0], names[1] if len(names) > 1 else None, None, moves, span)


def build_indicator_line(builder: Builder, node: Node) -> IndicatorLine:
    """Return a line below an indicator."""
    span = builder.span(node)
    if node.data == "counted":
        return CountedLine(_COUNTED[first_token(node).type], span)
    if node.data == "direction":
        return DirectionLine(_direction(node), span)
    return _INDICATOR_LINES[str(node.data)](builder, node)


_EVIDENCE = ("SHOWN", "NOT_SHOWN", "COMMA_SHOWN", "COMMA_NOT_SHOWN")


def _link(builder: Builder, node: Node) -> LinkLine:
    evidence: Literal["assumed", "shown", "not_shown"] = "assumed"
    evidence_tokens = [p for p in node.children if isinstance(p, Token) and p.type in _EVIDENCE]
    if len(evidence_tokens) > 1:
        builder.problems.append(written_twice(builder.span(evidence_tokens[0]), builder.span(evidence_tokens[1])))
    if child_token(node, "NOT_SHOWN", "COMMA_NOT_SHOWN"):
        evidence = "not_shown"
    elif child_token(node, "SHOWN", "COMMA_SHOWN"):
        evidence = "shown"
    lag = child_token(node, "NUMBER")
    months = builder.whole_number(lag) if lag else 0
    return LinkLine(builder.name(required_token(node, "CODE")), evidence, months, builder.span(node))


def _component(builder: Builder, node: Node) -> ComponentLine:
    weight: WrittenAmount = builder.amount(required_tree(node, "amount"))
    return ComponentLine(builder.name(required_token(node, "CODE")), weight, builder.span(node))


_INDICATOR_LINES: Mapping[str, Callable[[Builder, Node], IndicatorLine]] = {
    "link": _link,
    "valid_from": lambda b, n: FromLine(b.date(required_tree(n, "day")), b.span(n)),
    "component": _component,
    "frequency": lambda b, n: FrequencyLine(_FREQUENCIES[first_token(n).type], b.span(n)),
    "breakdown": lambda b, n: BreakdownLine(b.name(required_token(n, "NAME")), b.span(n)),
    "fetched": lambda b, n: FetchedLine(b.name(required_token(n, "NAME")), b.span(n)),
    "whole_window": lambda b, n: WholeWindowLine(b.span(n)),
    "season": lambda b, n: SeasonLine(b.span(n)),
    "latest_target": lambda b, n: LatestTargetLine(b.span(n)),
    "separate_targets": lambda b, n: SeparateTargetsLine(b.span(n)),
    "minimum": lambda b, n: MinimumBaseLine(b.whole_number(required_token(n, "NUMBER")), b.span(n)),
    "owner": lambda b, n: OwnerLine(b.name(required_token(n, "STRING")), b.span(n)),
    "purpose": lambda b, n: PurposeLine(b.name(required_token(n, "STRING")), b.span(n)),
    "index_limit": lambda b, n: IndexLimitLine(b.amount(required_tree(n, "amount")), b.span(n)),
    "index_cap": lambda b, n: IndexCapLine(b.amount(required_tree(n, "amount")), b.span(n)),
    "valid": lambda b, n: ValidLine(b.whole_number(required_token(n, "NUMBER")), b.span(n)),
    "only_line": lambda b, n: OnlyForLine(b.name(required_token(n, "NAME")), b.span(n)),
    "shared": lambda b, n: SharedWithLine(b.name(required_token(n, "NAME")), b.span(n)),
}
