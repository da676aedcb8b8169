"""Builds conditions: a flat list in the grammar, folded here into a tree (R15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from kpidsl.language.building.builder import (
    Builder,
    child_tokens,
    child_trees,
    first_token,
    required_token,
    required_tree,
)
from kpidsl.language.reading.lexer import Token
from kpidsl.language.reading.parser import Node, tokens
from kpidsl.language.reading.words import load_words
from kpidsl.language.tree.conditions import (
    All,
    AnyOf,
    Between,
    Comparison,
    Condition,
    DeadlineValue,
    Exists,
    InPeriod,
    NumberValue,
    OneOf,
    TextValue,
    Value,
)
from kpidsl.language.tree.phrases import Operator
from kpidsl.problems import Span, Translated, problem, replacing

OPERATORS: Mapping[str, Operator] = {
    "UNDER": "<",
    "OVER": ">",
    "AT_LEAST": ">=",
    "AT_MOST": "<=",
    "BEFORE": "<",
    "AFTER": ">",
    "FROM_ON": ">=",
    "TO_ON": "<=",
    "GE": ">=",
    "LE": "<=",
    "GT": ">",
    "LT": "<",
}
Joined = tuple[Literal["AND", "OR", "COMMA_AND", "COMMA_OR"], Condition]


def build_condition(builder: Builder, node: Node) -> Condition:
    """Return the folded condition of a `condition` node. S011 if `og` and `eller` are mixed without comma or
    parentheses."""
    items: list[tuple[str, Condition]] = []
    conjunction, joined_by = "AND", None
    for child in child_trees(node):
        if child.data == "conjunction":
            joined_by = first_token(child)
            conjunction = joined_by.type
        elif child.data == "bare_value":
            _continue_last(builder, items, joined_by, child)
        elif child.data == "group":
            items.append((conjunction, build_condition(builder, required_tree(child, "condition"))))
        else:
            items.append((conjunction, _comparison(builder, child)))
    return fold(builder, items, builder.span(node))


def fold(builder: Builder, items: list[tuple[str, Condition]], span: Span) -> Condition:
    """Return the condition of a flat list of (preceding conjunction, condition); a comma separates before one
    without."""
    groups: list[list[tuple[str, Condition]]] = []
    for word, condition in items:
        if not groups or word.startswith("COMMA"):
            groups.append([(word, condition)])
        else:
            groups[-1].append((word, condition))
    folded = [(group[0][0].removeprefix("COMMA_"), _level(builder, group, span)) for group in groups]
    return _level(builder, folded, span)


def _level(builder: Builder, items: list[tuple[str, Condition]], span: Span) -> Condition:
    if len(items) == 1:
        return items[0][1]
    words = {word for word, _ in items[1:]}
    if len(words) > 1:
        builder.problems.append(problem("S011", span))
    conditions = tuple(condition for _, condition in items)
    return All(conditions, span) if words == {"AND"} else AnyOf(conditions, span)


def _continue_last(builder: Builder, items: list[tuple[str, Condition]], by: Token | None, node: Node) -> None:
    """A bare value continues the last comparison: type er "samtale" eller "møte"."""
    value = _value(builder, required_tree(node, "value"))
    last = items[-1][1] if items else None
    if isinstance(last, OneOf):
        items[-1] = (items[-1][0], OneOf(last.column, (*last.values, value), last.negated, last.span))
    elif isinstance(last, Comparison) and last.operator in ("=", "<>"):
        values = (last.value, value)
        items[-1] = (items[-1][0], OneOf(last.column, values, last.operator == "<>", last.span))
    elif isinstance(last, Comparison):
        items.append(
            (by.type if by is not None else "AND", Comparison(last.column, last.operator, value, builder.span(node)))
        )
        return
    else:
        builder.problems.append(
            problem(
                "S001",
                builder.span(node),
                found=builder.text(node),
                expected=Translated(
                    "navnet på en kolonne og «er»", "namnet på ein kolonne og «er»", "a column's name and «is»"
                ),
            )
        )
        return
    if by is not None and by.type.endswith("AND"):
        either = load_words().canonical("OR", builder.language)
        span = builder.line.span(by.start, by.end)
        fixes = replacing(span, f" {either}" if by.type == "COMMA_AND" else either)
        builder.problems.append(problem("S030", span, fixes=fixes, column=last.column.text))


def _comparison(builder: Builder, node: Node) -> Condition:
    span = builder.span(node)
    column = builder.name(required_token(node, "NAME"))
    values = [_value(builder, v) for v in child_trees(node, "value")]
    match node.data:
        case "equals" | "differs":
            return Comparison(column, "=" if node.data == "equals" else "<>", values[0], span)
        case "relates":
            word = first_token(required_tree(node, "relation", "sign")).type
            return Comparison(column, OPERATORS[word], values[0], span)
        case "between":
            return Between(column, values[0], values[1], span)
        case "one_of" | "none_of":
            return OneOf(column, tuple(values), node.data == "none_of", span)
        case "exists" | "missing":
            return Exists(column, node.data == "missing", span)
        case _:
            return InPeriod(column, span)


def _value(builder: Builder, node: Node) -> Value:
    token = next(tokens(node))
    span = builder.span(token)
    if child_tokens(node, "STRING"):
        return TextValue(token.text, span)
    if token.type == "NUMBER":
        return NumberValue(builder.number(token), token.text, span)
    if token.type == "DATE":
        return builder.date_of(token)
    return DeadlineValue(span)
