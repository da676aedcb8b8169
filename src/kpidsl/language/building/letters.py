"""Indicators as written: a short sentence with its target, or a sentence of a letter that holds both.

What a letter says is the same as the short form says, and comes to the same tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from kpidsl.language.building.aged import without_share
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
    STATISTICS,
    build_age,
    build_clause,
    build_clauses,
    build_having,
    build_sentence,
    build_set,
    build_wait,
)
from kpidsl.language.building.targets import (
    VALUES,
    amounts,
    build_date,
    build_ending,
    build_goals,
    build_movement,
    build_value,
    limit_target,
)
from kpidsl.language.reading.lexer import Token
from kpidsl.language.reading.parser import Node
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.tree.phrases import (
    Clause,
    JoinedClause,
    OutOfClause,
    Reading,
    Sentence,
    SetPhrase,
    Target,
    TimeClause,
    WithClause,
    WithinClause,
    WrittenAmount,
)
from kpidsl.problems import Problem, Translated, problem, removing

SENTENCES = (*STATISTICS, "index", "change", "title")
_ENDINGS = ("bracket", "be_at", "not_exceed", "moved_to", "moved_by", "moved", "not_moved")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a line says: the sentence, its targets (none, one, or several by date), and from when they hold where the
    sentence says it (`i løpet av 2026`). `whole` where the sentence stands in the line in one piece."""

    sentence: Reading
    targets: tuple[Target, ...]
    whole: Node | None = None


_THE_END = Translated("at linja slutter", "at linja sluttar", "the end of the line")


def build_statement(builder: Builder, node: Node) -> Statement:
    """Return what one reading of an indicator's line says."""
    statement = _statement(builder, node)
    return replace(statement, targets=without_share(builder, node, statement.targets))


def _statement(builder: Builder, node: Node) -> Statement:
    sentence = child_tree(node, *SENTENCES)
    if sentence is not None:
        ending = child_tree(node, *_ENDINGS)
        targets = build_ending(builder, ending, sentence) if ending is not None else ()
        built = build_sentence(builder, sentence)
        behind = _behind(builder, node, ending)
        if isinstance(built, Sentence):
            built = replace(built, clauses=(*built.clauses, *behind))
        else:  # an index, a change or a title has no clauses
            builder.problems.extend(
                problem("S001", one.span, fixes=(removing(one.span),), found=one.text, expected=_THE_END)
                for one in behind
            )
        return Statement(built, _dated(builder, targets, _courses(sentence)), sentence)
    letter = child_tree(node, *LETTERS)
    assert letter is not None, "a line is a sentence or a letter's"
    return LETTERS[str(letter.data)](builder, letter)


def _behind(builder: Builder, node: Node, ending: Node | None) -> tuple[Clause, ...]:
    """What stands behind the target and is the sentence's: `hittil i år`, `i løpet av 2026`, `per innbygger`."""
    after = [*child_trees(node, "after"), *([] if ending is None else _courses_behind(ending))]
    times = tuple(TimeClause("year_to_date", builder.span(n), builder.text(n)) for n in after)
    return (*_per(builder, node, ending), *times)


def _per(builder: Builder, *nodes: Node | None) -> tuple[Clause, ...]:
    """What stands behind the amount and says what it is for each of: `høyst 1 200 kroner per innbygger`."""
    return tuple(build_clause(builder, per) for node in nodes if node is not None for per in child_trees(node, *PER))


def _courses_behind(node: Node) -> list[Node]:
    inner = [n for n in child_trees(node) for n in _courses_behind(n)]
    return [*inner, *(n for n in child_trees(node, "date_tail") if child_token(n, "COURSE"))]


def _courses(*nodes: Node) -> list[Node]:
    """The clauses of a sentence that say in the course of which year."""
    return [clause for node in nodes for clause in child_trees(node, "course")]


def _dated(builder: Builder, targets: tuple[Target, ...], dates: list[Node]) -> tuple[Target, ...]:
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


# --- the parts ------------------------------------------------------------------------------------------------


def _dates(node: Node) -> list[Node]:
    """What dates the target of a letter's sentence: in front, behind, or in the course of a year."""
    return [*child_trees(node, "front", "date_tail"), *_courses(node)]


def _front_clauses(builder: Builder, node: Node) -> tuple[Clause, ...]:
    """`I løpet av 2026` in front of a sentence says which months count, too."""
    fronts = [front for front in child_trees(node, "front", "date_tail") if child_token(front, "COURSE")]
    return tuple(TimeClause("year_to_date", builder.span(f), builder.text(f)) for f in fronts)


def _share(builder: Builder, node: Node, head: SetPhrase, clauses: tuple[Clause, ...]) -> Sentence:
    return Sentence("share", head, None, None, None, clauses, builder.span(node))


def _quota(builder: Builder, node: Node) -> Target:
    """`minst 80 prosent`, `halvparten`, `minst to tredjedeler`."""
    return limit_target(builder, node, amounts(builder, node)[0])


def _all(builder: Builder, node: Node) -> Target:
    return _kept(builder, required_token(node, "ALL"))


def _none(builder: Builder, node: Node) -> Target:
    word = required_token(node, "NONE")
    span = builder.span(word)
    return Target("level", span, WrittenAmount(Fraction(0), None, word.text, span), operator="<=", text=word.text)


def _done(builder: Builder, head: SetPhrase, node: Node) -> tuple[SetPhrase, tuple[Clause, ...]]:
    """The set with what its verb says: an outcome beside it, or a clause of what it has."""
    verb = child_tree(node, "verb_have", "verb_have_all", "verb_have_any", "verb_done", "verb_aged", "verb_waits")
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
    negated, past = child_token(verb, "LACK", "NOT") is not None, child_token(verb, "HAVE_HAD") is not None
    if verb.data == "verb_have":
        return head, (build_having(builder, verb, negated, past=past),)
    parts = tuple(build_having(builder, thing, negated, past=past) for thing in child_trees(verb, "thing"))
    join: Literal["and", "or"] = "and" if verb.data == "verb_have_all" else "or"
    shared = tuple(range(1, len(parts)))
    return head, (JoinedClause(join, parts, shared, builder.span(verb), builder.text(verb)),)


# --- the forms ------------------------------------------------------------------------------------------------


def _with_sentence(builder: Builder, node: Node) -> Statement:
    """A sentence with something before it or inside it that belongs to it: its date, its set, the level it is for."""
    inner = required_tree(node, *SENTENCES)
    sentence = build_sentence(builder, inner)
    ending = child_tree(node, *_ENDINGS)
    if ending is not None:
        targets = build_ending(builder, ending, inner)
    elif (goals := child_tree(node, "target", "steps")) is not None:
        targets = build_goals(builder, goals)
    else:
        targets = (limit_target(builder, node, builder.amount(required_tree(node, "amount"))),)
    if isinstance(sentence, Sentence):
        behind = (*_per(builder, node, ending), *_front_clauses(builder, node))
        sentence = replace(sentence, clauses=(*sentence.clauses, *behind))
    return Statement(sentence, _dated(builder, targets, [*_dates(node), *_courses(inner)]))


def _move(builder: Builder, node: Node) -> Statement:
    """`Reduser antall SETT med 10 prosent fra 2025`, `Øk andelen … til 80 %`: what a letter orders."""
    inner = required_tree(node, *SENTENCES)
    if node.data == "move_by":
        target = build_movement(builder, node, inner)
    else:
        target = limit_target(builder, node, builder.amount(required_tree(node, "amount")))
    return Statement(build_sentence(builder, inner), _dated(builder, (target,), [*_dates(node), *_courses(inner)]))


def _for_set(builder: Builder, node: Node) -> Statement:
    """`For SETT skal gjennomsnittlig …`: the set is the sentence's."""
    statement = _with_sentence(builder, node)
    phrase = build_set(builder, required_tree(node, "set"))
    sentence = statement.sentence
    if not isinstance(sentence, Sentence) or sentence.head is not None:
        inner = required_tree(node, *SENTENCES)
        builder.problems.append(written_twice(phrase.span, builder.span(inner)))
        return statement
    return replace(statement, sentence=replace(sentence, head=phrase))


def _each_level(builder: Builder, node: Node) -> Statement:
    statement = _with_sentence(builder, node)
    return replace(statement, targets=_for_level(builder, node, statement.targets))


def _for_level(builder: Builder, node: Node, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """The targets for each unit of the level that is named; one that names a level itself is reported."""
    level = builder.name(required_token(node, "NAME"))
    for target in targets:
        if target.level is not None:
            builder.problems.append(written_twice(level.span, target.level.span))
    return tuple(replace(t, level=level) for t in targets)


def _quota_of(builder: Builder, node: Node) -> Statement:
    """`Minst 80 prosent av SETT skal ha …`, in each order."""
    whole = build_set(builder, required_tree(node, "set"))
    head, had = _done(builder, whole, node)
    if len(head.modifiers) > len(whole.modifiers) and head.modifiers[-1].kind == "property":  # `skal være kvinner`
        had = (OutOfClause(whole, whole.span, whole.text),)
    clauses = (*had, *build_clauses(builder, node), *_front_clauses(builder, node))
    quota, of = child_tree(node, "quota"), child_token(node, "NUMBER")
    target = _quota(builder, quota) if quota is not None else _all(builder, node)
    if of is not None and target.value is not None:
        target = replace(target, value=builder.out_of(target.value, of))
    targets = _dated(builder, (target,), _dates(node))
    if node.data == "each_quota":
        targets = _for_level(builder, node, targets)
    return Statement(_share(builder, node, head, clauses), targets)


def _each_has(builder: Builder, node: Node) -> Statement:
    """`Hvert kontor skal ha oppfølging av minst 80 prosent av SETT siste 3 måneder`: the window is the follow-up's."""
    had, whom = (build_set(builder, s) for s in child_trees(node, "set"))
    if whom.window is not None and had.window is not None:
        builder.problems.append(written_twice(had.window.span, whom.window.span))
    had = replace(had, window=had.window or whom.window)
    clause = WithClause(negated=False, phrase=had, same_unit=None, span=had.span, text=had.text)
    sentence = _share(builder, node, replace(whom, window=None), (clause, *build_clauses(builder, node)))
    targets = _dated(builder, (_quota(builder, required_tree(node, "quota")),), _dates(node))
    return Statement(sentence, _for_level(builder, node, targets))


def _count_of(builder: Builder, node: Node) -> Statement:
    """`Høyst 120 restanser`, `Ingen restanser`: a count."""
    head, had = _done(builder, build_set(builder, required_tree(node, "set")), node)
    many = required_tree(node, "so_many")
    number = child_token(many, "NUMBER")
    if number is not None:
        amount = WrittenAmount(builder.number(number), None, number.text, builder.span(number))
        target = limit_target(builder, many, amount)
    else:
        target = _none(builder, many)
    clauses = (*had, *build_clauses(builder, node), *_front_clauses(builder, node))
    sentence = Sentence("count", head, None, None, None, clauses, builder.span(node))
    return Statement(sentence, _dated(builder, (target,), _dates(node)))


def _no_breach(builder: Builder, node: Node) -> Statement:
    """`Ingen fristbrudd for SETT`: all of them within the deadline."""
    head, word = build_set(builder, required_tree(node, "set")), required_token(node, "NONE", "NUMBER")
    breach = required_token(node, "BREACH")
    if word.type == "NUMBER" and builder.number(word) != 0:
        zero = problem("S001", builder.span(word), found=word.text, expected=Translated("0", "0", "0"))
        builder.problems.append(zero)
    clause = WithinClause(None, builder.span(breach), breach.text, unbroken=True)
    return Statement(_share(builder, node, head, (clause,)), _dated(builder, (_kept(builder, word),), _dates(node)))


def _kept(builder: Builder, word: Token) -> Target:
    """All of them: a share of 100 %."""
    span = builder.span(word)
    hundred = WrittenAmount(Fraction(100), "percent", word.text, span)
    return Target("level", span, hundred, operator=">=", text=word.text)


def _part_of(builder: Builder, node: Node) -> Statement:
    """`X skal utgjøre høyst 30 % av Y`, of sets or of quantities."""
    target = build_value(builder, child_trees(node, *VALUES)[0])
    targets = _dated(builder, (target,), _dates(node))
    of = child_tree(node, "set")
    if of is not None:
        whole = build_set(builder, of)
        part = _part(builder, node) or whole
        return Statement(_share(builder, node, part, (OutOfClause(whole, whole.span, whole.text),)), targets)
    return Statement(_ratio(builder, node), targets)


def _part(builder: Builder, node: Node) -> SetPhrase | None:
    """The set that is said to be a part of another, which may be those of an age; None, and a problem, where it is a
    sentence of its own."""
    plain = child_tree(node, "plain_set")
    if plain is not None:
        return build_set(builder, plain)
    sentence = required_tree(node, *SENTENCES)
    sets = child_trees(sentence, "aged_set", "set")
    if sentence.data in ("aged_count", "count") and sets == child_trees(sentence):
        return build_set(builder, sets[0])
    builder.problems.append(
        _not_alone(builder, sentence, Translated("en gruppe alene", "ei gruppe åleine", "a set alone"))
    )
    return None


def _not_alone(builder: Builder, sentence: Node, expected: Translated) -> Problem:
    return problem("S001", builder.span(sentence), found=builder.text(sentence), expected=expected)


def _within_base(builder: Builder, node: Node) -> Statement:
    """`X skal ikke overstige Y`: at most 100 % of it."""
    word = required_token(node, "EXCEED")
    hundred = WrittenAmount(Fraction(100), "percent", word.text, builder.span(word))
    target = Target("level", builder.span(word), hundred, operator="<=", text=word.text)
    return Statement(_ratio(builder, node), (target,))


def _deviate(builder: Builder, node: Node) -> Statement:
    """`X skal avvike høyst n % fra Y`: between 100 − n and 100 + n % of it."""
    most = builder.amount(required_tree(node, "amount"))
    low, high = (replace(most, value=100 + sign * most.value) for sign in (-1, 1))
    return Statement(
        _ratio(builder, node), (Target("corridor", builder.span(node), low, high, text=builder.text(node)),)
    )


def _ratio(builder: Builder, node: Node) -> Sentence:
    """The quantity that the sentence is in per cent of the one that stands after it."""
    inner = required_tree(node, *SENTENCES)
    sentence = build_sentence(builder, inner)
    base = builder.term(required_token(node, "QTY"))
    alone = isinstance(sentence, Sentence) and sentence.statistic == "sum" and sentence.head is None
    if not isinstance(sentence, Sentence) or not alone:
        expected = Translated("en størrelse alene", "ein storleik åleine", "a quantity alone")
        builder.problems.append(_not_alone(builder, inner, expected))
        return Sentence("ratio", None, base, base, None, (), builder.span(node))
    return replace(sentence, statistic="ratio", base=base, span=builder.span(node))


LETTERS: Mapping[str, Callable[[Builder, Node], Statement]] = {
    "fronted": _with_sentence,
    "for_set": _for_set,
    "each_level": _each_level,
    "quota_of": _quota_of,
    "all_of": _quota_of,
    "each_quota": _quota_of,
    "each_has": _each_has,
    "count_of": _count_of,
    "no_breach": _no_breach,
    "part_of": _part_of,
    "within_base": _within_base,
    "deviate": _deviate,
    "move_by": _move,
    "move_to": _move,
}
