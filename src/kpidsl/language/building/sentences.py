"""Indicators: sentences, targets, the lines under them."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from kpidsl.language.building.builder import UNITS, Builder, all_pieces, must, one, piece, sub, subs, token
from kpidsl.language.building.conditions import OPERATORS
from kpidsl.language.reading.lexer import Piece
from kpidsl.language.reading.parser import Node, pieces
from kpidsl.language.tree.phrases import (
    Amount,
    Clause,
    ExceptClause,
    IndexSentence,
    OutOfClause,
    PerClause,
    Reading,
    SameUnit,
    Sentence,
    SetPhrase,
    Target,
    ThresholdClause,
    TimeClause,
    TitleSentence,
    Window,
    WithClause,
    WithinClause,
)
from kpidsl.measures.registry import BY_WORD

STATISTICS = ("share", "count", "distinct", "statistic", "sum", "ratio")
"""The rules of sentences about rows."""


def build_sentence(builder: Builder, node: Node) -> Reading:
    """One reading of a sentence."""
    span = builder.span(node)
    kind = str(node.data)
    if kind in ("index", "title"):
        title = builder.name(token(node, "STRING"))
        return IndexSentence(title, span) if kind == "index" else TitleSentence(title, span)
    of_set = sub(node, "of_set")
    head = sub(of_set, "set") if of_set is not None else sub(node, "set")
    quantities = [builder.term(p) for p in all_pieces(node, "QTY")]
    statistic, percent = kind, None
    if kind == "statistic":
        word, percent = token(node, "STATISTIC").payload
        statistic, _ = BY_WORD[word]
    return Sentence(
        statistic=statistic,
        head=_set(builder, head, of_set) if head is not None else None,
        quantity=quantities[0] if quantities else None,
        base=quantities[1] if len(quantities) > 1 else None,
        percent=percent,
        clauses=tuple(_clause(builder, c) for c in subs(node) if c.data not in ("of_set", "set")),
        span=span,
    )


def _set(builder: Builder, node: Node, whole: Node | None = None) -> SetPhrase:
    """The set phrase of `node`, which stands at `whole` where that is given (with the preposition before it)."""
    window = sub(node, "window")
    modifiers = tuple(builder.term(p) for mods in subs(node, "mods") for p in all_pieces(mods, "MOD"))
    return SetPhrase(
        builder.term(token(node, "SET")),
        modifiers,
        _window(builder, window) if window is not None else None,
        builder.span(whole or node),
        builder.text(whole or node),
    )


def _window(builder: Builder, node: Node) -> Window:
    number, unit = token(node, "NUMBER"), one(must(node, "time_unit"), Piece)
    text = builder.line.text[number.start : unit.end]
    span = builder.line.span(number.start, unit.end)
    length = Amount(builder.number(number), UNITS[unit.type], text, span)
    return Window(length, builder.span(node), builder.text(node))


def _clause(builder: Builder, node: Node) -> Clause:
    place = builder.span(node), builder.text(node)
    match node.data:
        case "with_set":
            negated, same = piece(node, "WITHOUT") is not None, piece(node, "SAME_UNIT")
            same_unit = SameUnit(builder.span(same), same.text) if same is not None else None
            return WithClause(negated, _set(builder, must(node, "set")), same_unit, *place)
        case "threshold":
            return ThresholdClause(
                piece(node, "WITHOUT") is not None,
                builder.term(token(node, "QTY")),
                OPERATORS[one(must(node, "limit"), Piece).type],
                builder.amount(must(node, "amount")),
                *place,
            )
        case "within":
            amount = sub(node, "amount")
            return WithinClause(builder.amount(amount) if amount is not None else None, *place)
        case "per":
            number = piece(node, "NUMBER")
            return PerClause(builder.whole_number(number) if number else 1, _set(builder, must(node, "set")), *place)
        case "except_set":
            return ExceptClause(_set(builder, must(node, "set")), *place)
        case "out_of":
            return OutOfClause(_set(builder, must(node, "set")), *place)
        case _:
            return TimeClause("year_to_date" if piece(node, "YEAR_TO_DATE") else "previous_month", *place)


def build_bracket(builder: Builder, node: Node) -> Target:
    """The target after a sentence: in brackets, or `>= 80%`."""
    inner = sub(node, "target")
    if inner is not None:
        return build_target(builder, inner)
    operator: Literal[">=", "<="] = ">=" if piece(node, "GE") else "<="
    return Target("level", builder.span(node), builder.amount(must(node, "amount")), operator=operator)


def build_target(builder: Builder, node: Node) -> Target:
    """A target with its tails (fra, for, vedtatt), each of them once."""
    target = _target_value(builder, subs(node)[0], node)
    builder.check_once((str(tail.data), tail) for tail in subs(node)[1:])
    for tail in subs(node)[1:]:
        match tail.data:
            case "from_tail":
                target = replace(target, valid_from=builder.date(must(tail, "day")))
            case "decided_tail":
                target = replace(target, decided=builder.date(must(tail, "day")))
            case "line_tail":
                target = replace(target, line=builder.name(token(tail, "NAME")))
            case _:
                codes = sub(tail, "unit_codes")
                units = tuple(builder.name(p) for p in pieces(codes) if p.type != "COMMA") if codes is not None else ()
                target = replace(target, level=builder.name(token(tail, "NAME")), units=units)
    return target


def _target_value(builder: Builder, node: Node, whole: Node) -> Target:
    span = builder.span(whole)
    amounts = [builder.amount(a) for a in subs(node, "amount")]
    match node.data:
        case "level_target":
            if piece(node, "AT_LEAST", "GE"):
                return Target("level", span, amounts[0], operator=">=")
            if piece(node, "AT_MOST", "LE"):
                return Target("level", span, amounts[0], operator="<=")
            return Target("level", span, amounts[0])
        case "corridor_target":
            low, high = amounts
            if low.unit is None:
                low = replace(low, unit=high.unit)
            return Target("corridor", span, low, high)
        case "improvement_target":
            word = token(node, "BETTER_THAN", "HIGHER_THAN", "LOWER_THAN").type
            comparison: Literal["better", "higher", "lower"] = "better"
            if word != "BETTER_THAN":
                comparison = "higher" if word == "HIGHER_THAN" else "lower"
            base = one(must(node, "comparison_base"), Piece).type
            return Target(
                "improvement",
                span,
                amounts[0],
                comparison=comparison,
                base="previous" if base in ("PREVIOUS", "MONTH_BEFORE") else "last_year",
            )
        case _:
            return Target("none", span)
