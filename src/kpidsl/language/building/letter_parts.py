"""What the sentences of letters are put together from: their dates, quotas, verbs and numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from kpidsl.language.building.builder import (
    Builder,
    child_token,
    child_tree,
    child_trees,
    required_token,
    required_tree,
)
from kpidsl.language.building.sentences import (
    AGES,
    PER,
    build_age,
    build_clause,
    build_having,
    build_threshold,
    build_wait,
)
from kpidsl.language.building.targets import (
    amounts,
    build_date,
    limit_target,
)
from kpidsl.language.reading.lexer import Token
from kpidsl.language.reading.parser import Node
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.tree.phrases import (
    Clause,
    JoinedClause,
    Reading,
    Sentence,
    SetPhrase,
    Target,
    TimeClause,
    WrittenAmount,
)
from kpidsl.problems import problem


@dataclass(frozen=True, slots=True)
class Statement:
    """What a line says: the sentence, its targets (none, one, or several by date), and from when they hold where the
    sentence says it (`i løpet av 2026`). `whole` where the sentence stands in the line in one piece."""

    sentence: Reading
    targets: tuple[Target, ...]
    whole: Node | None = None


_VERBS = (
    *("verb_have", "verb_have_all", "verb_have_any", "verb_threshold"),
    *("verb_done", "verb_aged", "verb_waits"),
)


def per_clauses(builder: Builder, *nodes: Node | None) -> tuple[Clause, ...]:
    """What stands behind the amount and says what it is for each of: `høyst 1 200 kroner per innbygger`."""
    return tuple(build_clause(builder, per) for node in nodes if node is not None for per in child_trees(node, *PER))


def course_nodes(*nodes: Node) -> list[Node]:
    """The clauses of a sentence that say in the course of which year."""
    return [clause for node in nodes for clause in child_trees(node, "course")]


def with_dates(builder: Builder, targets: tuple[Target, ...], dates: list[Node]) -> tuple[Target, ...]:
    """The targets from the date that stands outside them; a second date is reported, and a date of no target."""
    for node in dates:
        if child_token(node, "COURSE") and builder.date(required_tree(node, "day")).precision != "year":
            builder.problems.append(problem("Q003", builder.span(node), found=builder.text(node)))
        if not targets:
            builder.problems.append(problem("Q004", builder.span(node), found=builder.text(node)))
        day = build_date(builder, node)
        dated = next((t.valid_from for t in targets if t.valid_from is not None), None)
        if dated is not None:
            builder.problems.append(written_twice(dated.span, builder.span(node)))
        targets = tuple(replace(t, valid_from=day) for t in targets)
    return targets


def date_nodes(node: Node) -> list[Node]:
    """What dates the target of a letter's sentence: in front, behind, or in the course of a year."""
    return [*child_trees(node, "front", "date_tail"), *course_nodes(node)]


def course_clauses(builder: Builder, node: Node) -> tuple[Clause, ...]:
    """`i løpet av 2026`, wherever it dates a target of the line, in front or behind, says which months count, too."""
    dates = [one for kind in ("front", "date_tail") for one in node.find_data(kind) if child_token(one, "COURSE")]
    return tuple(TimeClause("year_to_date", builder.span(one), builder.text(one)) for one in dates)


def share_of(builder: Builder, node: Node, head: SetPhrase, clauses: tuple[Clause, ...]) -> Sentence:
    """The share of `head` that the clauses say."""
    return Sentence("share", head, None, None, None, clauses, builder.span(node))


def build_quota(builder: Builder, node: Node) -> Target:
    """`minst 80 prosent`, `halvparten`, `minst to tredjedeler`."""
    return limit_target(builder, node, amounts(builder, node)[0])


def no_cases(builder: Builder, node: Node) -> Target:
    """`ingen`: at most 0."""
    amount = case_number(builder, required_token(node, "NONE"), none=True)
    return Target("level", amount.span, amount, operator="<=", text=amount.text)


def with_verb(builder: Builder, head: SetPhrase, node: Node) -> tuple[SetPhrase, tuple[Clause, ...]]:
    """The set with what its verb says: an outcome beside it, or a clause of what it has."""
    verb = child_tree(node, *_VERBS)
    done = child_token(node, "DO", "MOD") if verb is None else None
    if done is not None:  # `Å behandle minst 90 % av SETT`
        return replace(head, modifiers=(*head.modifiers, builder.term(done))), ()
    if verb is None:
        return head, ()
    if verb.data == "verb_done":
        return replace(head, modifiers=(*head.modifiers, builder.term(required_token(verb, "MOD")))), ()
    if verb.data in ("verb_aged", "verb_waits"):
        if head.age is not None:
            builder.problems.append(written_twice(head.age.span, builder.span(verb)))
        age = build_wait(builder, verb) if verb.data == "verb_waits" else build_age(builder, required_tree(verb, *AGES))
        return replace(head, age=age), ()
    if verb.data == "verb_threshold":
        return head, (build_threshold(builder, verb, negated=False),)
    negated = child_token(verb, "LACK", "LACKS", "NOT") is not None
    past = child_token(verb, "HAVE_HAD", "HAS_NOW_HAD") is not None
    if verb.data == "verb_have":
        return head, (build_having(builder, verb, negated, past=past),)
    parts = tuple(build_having(builder, thing, negated, past=past) for thing in child_trees(verb, "thing"))
    join: Literal["and", "or"] = "and" if verb.data == "verb_have_all" else "or"
    shared = tuple(range(1, len(parts)))
    return head, (JoinedClause(join, parts, shared, builder.span(verb), builder.text(verb)),)


def case_number(builder: Builder, token: Token, *, none: bool = False) -> WrittenAmount:
    """The number of cases that is written, or 0 for `ingen`, `noen`."""
    value = Fraction(0) if none else builder.number(token)
    return WrittenAmount(value, None, token.text, builder.span(token))


def all_of_them(builder: Builder, word: Token) -> Target:
    """All of them: a share of 100 %."""
    span = builder.span(word)
    hundred = WrittenAmount(Fraction(100), "percent", word.text, span)
    return Target("level", span, hundred, operator=">=", text=word.text)


def for_each_of_level(builder: Builder, node: Node, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """The targets for each unit of the level that is named; one that names a level itself is reported."""
    level = builder.name(required_token(node, "NAME"))
    for target in targets:
        if target.level is not None:
            builder.problems.append(written_twice(level.span, target.level.span))
    return tuple(replace(t, level=level) for t in targets)
