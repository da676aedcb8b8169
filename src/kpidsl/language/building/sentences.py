"""Builds the sentences of indicators and their clauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from kpidsl.language.building.builder import (
    UNITS,
    Builder,
    child_token,
    child_tokens,
    child_tree,
    child_trees,
    first_token,
    required_token,
    required_tree,
)
from kpidsl.language.building.conditions import OPERATORS
from kpidsl.language.reading.lexer import Token
from kpidsl.language.reading.parser import Node
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.tree.phrases import (
    AgePhrase,
    ChangeSentence,
    Clause,
    ExceptClause,
    IndexSentence,
    JoinedClause,
    Operator,
    OutOfClause,
    PerClause,
    PerQuantityClause,
    Reading,
    SameUnit,
    Sentence,
    SetPhrase,
    ThresholdClause,
    TimeClause,
    TimesClause,
    TitleSentence,
    Window,
    WindowClause,
    WithClause,
    WithinClause,
    WrittenAmount,
)
from kpidsl.measures.registry import BY_WORD

STATISTICS = (
    "share",
    "share_of_those",
    "count",
    "aged_count",
    "count_of_those",
    "distinct",
    "statistic",
    "sum",
    "ratio",
)
"""The rules of sentences about rows."""
PER = ("per", "per_quantity")
"""The rules of what a sum or a number is for each of, also behind the target (`1 200 kroner per innbygger`)."""
CLAUSES = (
    *("with_set", "with_windowed", "with_all", "with_any", "with_neither"),
    *("threshold", "within", "out_of", "except_set"),
    *(*PER, "times", "time", "course", "window"),
)
"""The rules of clauses."""
AGES: Mapping[
    str, tuple[Operator, ...]
] = {  # the rules of ages, and how each of their numbers limits (`waiting`: as its word says)
    "younger_than": ("<",),
    "older_than": (">",),
    "waiting": (),
    "aged_from": (">=",),
    "aged_between": (">=", "<="),
}


def build_sentence(builder: Builder, node: Node) -> Reading:
    """Return one reading of a sentence."""
    span = builder.span(node)
    kind = str(node.data)
    if kind in ("index", "title"):
        title = builder.name(required_token(node, "STRING"))
        return IndexSentence(title, span) if kind == "index" else TitleSentence(title, span)
    if kind == "change":
        return ChangeSentence(builder.name(required_token(node, "CODE")), span)
    if kind in ("share_of_those", "count_of_those"):
        return _of_those(builder, node)
    of_set = child_tree(node, "of_set")
    head = child_tree(of_set, "set") if of_set is not None else child_tree(node, "set", "aged_set")
    quantities = [builder.term(p) for p in child_tokens(node, "QTY")]
    statistic, percent, total = "count" if kind == "aged_count" else kind, None, child_token(node, "TOTAL")
    if kind == "statistic":
        word, percent = required_token(node, "STATISTIC").payload
        statistic, _ = BY_WORD[word]
    return Sentence(
        statistic=statistic,
        head=build_set(builder, head, of_set) if head is not None else None,
        quantity=quantities[0] if quantities else None,
        base=quantities[1] if len(quantities) > 1 else None,
        percent=percent,
        clauses=build_clauses(builder, node),
        span=span,
        total=builder.span(total) if total is not None else None,
    )


def _of_those(builder: Builder, node: Node) -> Sentence:
    """`Andel kvinner blant SETT`, `Antall kvinner blant SETT`: a property alone is of those in the set that have it."""
    whole, span = build_set(builder, required_tree(node, "set")), builder.span(node)
    those = builder.term(required_token(node, "MOD"))
    head = replace(whole, modifiers=(those, *whole.modifiers))
    clauses = build_clauses(builder, node)
    if node.data == "count_of_those":
        return Sentence("count", head, None, None, None, clauses, span)
    return Sentence("share", head, None, None, None, (OutOfClause(whole, whole.span, whole.text), *clauses), span)


def build_set(builder: Builder, node: Node, whole: Node | None = None) -> SetPhrase:
    """The set phrase of `node`, which stands at `whole` where that is given (with the preposition before it)."""
    window, age = child_tree(node, "window"), child_tree(node, *AGES)
    modifiers = tuple(builder.term(p) for mods in child_trees(node, "mods", "later") for p in child_tokens(mods, "MOD"))
    return SetPhrase(
        builder.term(required_token(node, "SET")),
        modifiers,
        build_window(builder, window) if window is not None else None,
        builder.span(whole or node),
        builder.text(whole or node),
        build_age(builder, age) if age is not None else None,
    )


def build_one(builder: Builder, token: Token) -> SetPhrase:
    """The set that the singular after `per` is one of."""
    return SetPhrase(builder.term(token), (), None, builder.span(token), token.text)


def build_age(builder: Builder, node: Node) -> AgePhrase:
    """The limits of an age, or of how long a case has been open."""
    if node.data == "waiting":
        return build_wait(builder, node)
    unit = child_tree(node, "age_unit")
    counted = UNITS[first_token(unit).type] if unit is not None else "years"
    end = first_token(unit).end if unit is not None else 0
    amounts = [
        WrittenAmount(builder.number(n), counted, builder.line.text[n.start : max(n.end, end)], builder.span(n))
        for n in child_tokens(node, "NUMBER")
    ]
    limits = tuple(zip(AGES[str(node.data)], amounts, strict=True))
    return AgePhrase(limits, unit is not None, builder.span(node), builder.text(node))


def build_wait(builder: Builder, node: Node) -> AgePhrase:
    """`wait more than 52 weeks`: how long someone has waited who still does."""
    number, unit = required_token(node, "NUMBER"), first_token(required_tree(node, "age_unit"))
    amount = WrittenAmount(
        builder.number(number),
        UNITS[unit.type],
        builder.line.text[number.start : unit.end],
        builder.span(number),
    )
    operator = OPERATORS[first_token(required_tree(node, "limit")).type]
    return AgePhrase(((operator, amount),), True, builder.span(node), builder.text(node), waiting=True)


def build_window(builder: Builder, node: Node) -> Window:
    """`siste 3 mnd`."""
    number, unit = required_token(node, "NUMBER"), first_token(required_tree(node, "time_unit"))
    text = builder.line.text[number.start : unit.end]
    span = builder.line.span(number.start, unit.end)
    length = WrittenAmount(builder.number(number), UNITS[unit.type], text, span)
    return Window(length, builder.span(node), builder.text(node), child_token(node, "EVERY_MONTH") is not None)


def build_clauses(builder: Builder, node: Node) -> tuple[Clause, ...]:
    """Return the clauses directly under a node, as written."""
    return tuple(build_clause(builder, c) for c in child_trees(node, *CLAUSES))


def build_clause(builder: Builder, node: Node) -> Clause:
    """Return a clause of a sentence."""
    place = builder.span(node), builder.text(node)
    match node.data:
        case "with_set":
            return _with(builder, node, first_token(required_tree(node, "with_word")).type)
        case "with_windowed":
            past = child_token(node, "HAS_NOW_HAD") is not None
            return _within_window(builder, node, build_having(builder, node, negated=False, past=past))
        case "with_neither":
            parts = tuple(build_having(builder, thing, True, past=False) for thing in child_trees(node, "thing"))
            return JoinedClause("and", parts, (), *place, neither=True)
        case "with_all" | "with_any":
            return _joined(builder, node)
        case "threshold":
            word = first_token(required_tree(node, "with_word")).type
            return build_threshold(builder, node, negated=word in ("WITHOUT", "HAS_NOT_HAD"))
        case "within":
            amount, since = child_tree(node, "amount", "duration"), child_token(node, "NAME")
            limit = builder.amount(amount) if amount is not None else None
            return WithinClause(limit, *place, since=builder.name(since) if since is not None else None)
        case "per":
            return _per_set(builder, node)
        case "per_quantity":
            return _per_quantity(builder, node)
        case "except_set":
            return ExceptClause(build_set(builder, required_tree(node, "set")), *place)
        case "out_of":
            return OutOfClause(build_set(builder, required_tree(node, "set")), *place)
        case "course":
            return TimeClause("year_to_date", *place)
        case "times":
            constant = builder.number(required_token(node, "NUMBER"))
            return TimesClause(constant, child_token(node, "DIVIDED_BY") is not None, *place)
        case "window":
            return WindowClause(build_window(builder, node), *place)
        case _:
            return TimeClause(_TIMES[first_token(node).type], *place)


def _within_window(builder: Builder, node: Node, having: WithClause) -> WithClause:
    """`som de siste 3 månedene har hatt oppfølging`: the window is the follow-up's."""
    window = build_window(builder, required_tree(node, "window"))
    if having.phrase.window is not None:
        builder.problems.append(written_twice(window.span, having.phrase.window.span))
    return replace(having, phrase=replace(having.phrase, window=window))


def build_threshold(builder: Builder, node: Node, *, negated: bool) -> ThresholdClause:
    """`med saksbehandlingstid over 30 dager`."""
    return ThresholdClause(
        negated,
        builder.term(required_token(node, "QTY")),
        OPERATORS[first_token(required_tree(node, "limit")).type],
        builder.amount(required_tree(node, "amount")),
        builder.span(node),
        builder.text(node),
    )


def _per_set(builder: Builder, node: Node) -> PerClause:
    """`per 1000 inhabitants`, or `per 100 distinct persons among` some."""
    number, one = child_token(node, "NUMBER"), child_token(node, "ONE_SET")
    return PerClause(
        builder.whole_number(number) if number else 1,
        build_one(builder, one) if one is not None else build_set(builder, required_tree(node, "set")),
        builder.span(node),
        builder.text(node),
        persons=child_token(node, "PERSONS_AMONG", "DISTINCT") is not None,
    )


def _per_quantity(builder: Builder, node: Node) -> PerQuantityClause:
    """`per 1000 inhabitants`, and the window over which these are taken."""
    number, window = child_token(node, "NUMBER"), child_tree(node, "window")
    return PerQuantityClause(
        builder.whole_number(number) if number else 1,
        builder.term(required_token(node, "QTY", "ONE_QTY")),
        builder.span(node),
        builder.text(node),
        WindowClause(build_window(builder, window), builder.span(window), builder.text(window)) if window else None,
    )


def _with(builder: Builder, node: Node, word: str) -> WithClause:
    """What stands after `med` or `uten`; `node` is all of it, with its word where it has one."""
    return build_having(builder, node, word in ("WITHOUT", "HAS_NOT_HAD"), past=word in ("HAS_HAD", "HAS_NOT_HAD"))


def build_having(builder: Builder, node: Node, negated: bool, *, past: bool) -> WithClause:
    """That a row or its person has (`negated`: has not) the thing at `node` or under it."""
    thing = node if node.data == "thing" else required_tree(node, "thing")
    same = child_token(thing, "SAME_UNIT")
    return WithClause(
        negated,
        build_set(builder, required_tree(thing, "set")),
        SameUnit(builder.span(same), same.text) if same is not None else None,
        builder.span(node),
        builder.text(node),
        past=past,
        at_least=_at_least(builder, thing),
    )


def _at_least(builder: Builder, thing: Node) -> int:
    """How many of the thing are asked for: `minst to`, `to eller flere`, `flere enn én`; one where nothing is said."""
    number = child_token(thing, "NUMBER")
    if number is None:
        return 1
    return builder.whole_number(number) + (1 if child_token(thing, "OVER") else 0)


def _joined(builder: Builder, node: Node) -> JoinedClause:
    """`med A og B`, `med A eller uten B`: one without a word has that of the one before it."""
    word = first_token(required_tree(node, "with_word")).type
    parts, shared = [_with(builder, required_tree(node, "thing"), word)], []
    for at, also in enumerate(child_trees(node, "also"), 1):
        own = child_tree(also, "with_word")
        if own is None:
            shared.append(at)
        else:
            word = first_token(own).type
        parts.append(_with(builder, also, word))
    join: Literal["and", "or"] = "and" if node.data == "with_all" else "or"
    return JoinedClause(join, tuple(parts), tuple(shared), builder.span(node), builder.text(node))


_TIMES: Mapping[str, Literal["year_to_date", "previous_month", "month_end"]] = {
    "YEAR_TO_DATE": "year_to_date",
    "PREVIOUS_MONTH": "previous_month",
    "MONTH_END": "month_end",
}
