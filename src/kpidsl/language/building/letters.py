"""Indicators as written: a short sentence with its target, or a sentence of a letter that holds both.

What a letter says is the same as the short form says, and comes to the same tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
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
from kpidsl.language.building.letter_parts import (
    Statement,
    all_of_them,
    build_quota,
    case_number,
    course_clauses,
    course_nodes,
    date_nodes,
    for_each_of_level,
    no_cases,
    per_clauses,
    share_of,
    with_dates,
    with_verb,
)
from kpidsl.language.building.sentences import (
    STATISTICS,
    build_clauses,
    build_one,
    build_sentence,
    build_set,
    build_window,
)
from kpidsl.language.building.targets import (
    VALUES,
    build_comparison,
    build_ending,
    build_goals,
    build_movement,
    build_value,
    limit_target,
)
from kpidsl.language.building.without_statistic import averaged, is_of_share, number_or_share, without_share
from kpidsl.language.reading.parser import Node
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.tree.phrases import (
    Clause,
    OutOfClause,
    Reading,
    Sentence,
    SetPhrase,
    Target,
    TimeClause,
    WindowClause,
    WithClause,
    WithinClause,
    WrittenAmount,
)
from kpidsl.problems import Problem, Translated, problem, removing

SENTENCES = (*STATISTICS, "index", "change", "title")
_ENDINGS = ("bracket", "be_at", "be_limited", "not_exceed", "moved_to", "moved_by", "moved", "not_moved")


_THE_END = Translated("at linja slutter", "at linja sluttar", "the end of the line")


def build_statement(builder: Builder, node: Node) -> Statement:
    """Return what one reading of an indicator's line says."""
    statement = _statement(builder, node)
    sentence, targets = averaged(statement.sentence, without_share(builder, node, statement.targets))
    sentence = _with_clauses(builder, sentence, course_clauses(builder, node))
    return replace(statement, sentence=sentence, targets=targets)


def _with_clauses(builder: Builder, sentence: Reading, behind: tuple[Clause, ...]) -> Reading:
    """The sentence with what stands elsewhere in its line. An index, a change or a title has no clauses: reported."""
    if isinstance(sentence, Sentence):
        return replace(sentence, clauses=(*sentence.clauses, *behind))
    builder.problems.extend(
        problem("S001", one.span, fixes=(removing(one.span),), found=one.text, expected=_THE_END) for one in behind
    )
    return sentence


def _statement(builder: Builder, node: Node) -> Statement:
    sentence = child_tree(node, *SENTENCES)
    if sentence is not None:
        ending = child_tree(node, *_ENDINGS)
        targets = build_ending(builder, ending, sentence) if ending is not None else ()
        built = _with_clauses(builder, build_sentence(builder, sentence), _behind(builder, node, ending))
        dates = [*([] if ending is None else child_trees(ending, "front")), *course_nodes(sentence)]
        return Statement(built, with_dates(builder, targets, dates), sentence)
    letter = child_tree(node, *LETTERS)
    assert letter is not None, "a line is a sentence or a letter's"
    return LETTERS[str(letter.data)](builder, letter)


def _behind(builder: Builder, node: Node, ending: Node | None) -> tuple[Clause, ...]:
    """What stands behind the target and is the sentence's: `hittil i år`, `per innbygger`."""
    times = (TimeClause("year_to_date", builder.span(n), builder.text(n)) for n in child_trees(node, "after"))
    return (*per_clauses(builder, node, ending), *times)


def _all(builder: Builder, node: Node) -> Target:
    return all_of_them(builder, required_token(node, "ALL", "EVERY_ONE"))


def _with_sentence(builder: Builder, node: Node) -> Statement:
    """A sentence with something before it or inside it that belongs to it: its date, its set, the level it is for."""
    inner = required_tree(node, *SENTENCES)
    sentence = build_sentence(builder, inner)
    ending = child_tree(node, *_ENDINGS)
    dates = [*date_nodes(node), *([] if ending is None else child_trees(ending, "front")), *course_nodes(inner)]
    if ending is not None:
        targets = build_ending(builder, ending, inner)
    elif (goals := child_tree(node, "target", "steps")) is not None:
        targets = build_goals(builder, goals)
    else:
        targets = (limit_target(builder, node, builder.amount(required_tree(node, "amount"))),)
    sentence = _with_clauses(builder, sentence, per_clauses(builder, node, ending))
    return Statement(sentence, with_dates(builder, targets, dates))


def _move(builder: Builder, node: Node) -> Statement:
    """`Reduser antall SETT med 10 prosent fra 2025`, `Øk andelen … til 80 %`: what a letter orders."""
    inner = required_tree(node, *SENTENCES)
    if node.data == "move_by":
        target = build_movement(builder, node, inner)
    else:
        target = limit_target(builder, node, builder.amount(required_tree(node, "amount")))
    return Statement(
        build_sentence(builder, inner), with_dates(builder, (target,), [*date_nodes(node), *course_nodes(inner)])
    )


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
    return replace(statement, targets=for_each_of_level(builder, node, statement.targets))


def _quota_of(builder: Builder, node: Node) -> Statement:
    """`Minst 80 prosent av SETT skal ha …`, in each order."""
    one = child_token(node, "ONE_SET")
    whole = build_one(builder, one) if one is not None else build_set(builder, required_tree(node, "set", "plain_set"))
    head, had = with_verb(builder, whole, node)
    had = _ahead(builder, node, had)
    if len(head.modifiers) > len(whole.modifiers) and head.modifiers[-1].kind == "property":  # `skal være kvinner`
        had = (OutOfClause(whole, whole.span, whole.text),)
    clauses = (*had, *_clauses(builder, node))
    quota, of = child_tree(node, "quota"), child_token(node, "NUMBER")
    target = build_quota(builder, quota) if quota is not None else _all(builder, node)
    if of is not None and target.value is not None:
        target = replace(target, value=builder.out_of(target.value, of))
    targets = with_dates(builder, (target,), date_nodes(node))
    if node.data == "each_quota":
        targets = for_each_of_level(builder, node, targets)
    return Statement(share_of(builder, node, head, clauses), targets)


def _ahead(builder: Builder, node: Node, had: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """`Siste 3 måneder skal minst 80 prosent av SETT ha hatt oppfølging`: the window is the follow-up's."""
    written = child_tree(node, "window")
    if written is None:
        return had
    window = build_window(builder, written)
    (one, *more) = had or (None,)
    if more or not isinstance(one, WithClause):
        expected = Translated("en gruppe, et tall eller en statistikk", "ei gruppe, eit tal eller ein statistikk",
                              "a set, a number or a statistic")  # fmt: skip
        builder.problems.append(problem("S001", window.span, found=window.text, expected=expected))
        return had
    if one.phrase.window is not None:
        builder.problems.append(written_twice(window.span, one.phrase.window.span))
    return (replace(one, phrase=replace(one.phrase, window=window)),)


def _clauses(builder: Builder, node: Node) -> tuple[Clause, ...]:
    """The clauses of a letter's sentence, but for a window ahead of it."""
    return tuple(clause for clause in build_clauses(builder, node) if not isinstance(clause, WindowClause))


def _each_has(builder: Builder, node: Node) -> Statement:
    """`Hvert kontor skal ha oppfølging av minst 80 prosent av SETT siste 3 måneder`: the window is the follow-up's."""
    had, whom = (build_set(builder, s) for s in child_trees(node, "set"))
    if whom.window is not None and had.window is not None:
        builder.problems.append(written_twice(had.window.span, whom.window.span))
    had = replace(had, window=had.window or whom.window)
    clause = WithClause(negated=False, phrase=had, same_unit=None, span=had.span, text=had.text)
    sentence = share_of(builder, node, replace(whom, window=None), (clause, *build_clauses(builder, node)))
    targets = with_dates(builder, (build_quota(builder, required_tree(node, "quota")),), date_nodes(node))
    return Statement(sentence, for_each_of_level(builder, node, targets))


def _count_of(builder: Builder, node: Node) -> Statement:
    """`Høyst 120 restanser`, `Ingen restanser`, `Hvert kontor skal ha høyst 120 restanser`: a count."""
    many = required_tree(node, "so_many")
    number = child_token(many, "NUMBER")
    target = (
        limit_target(builder, many, case_number(builder, number)) if number is not None else no_cases(builder, many)
    )
    statement = _counted(builder, node, target)
    if node.data == "each_count":
        return replace(statement, targets=for_each_of_level(builder, node, statement.targets))
    return statement


def _none_has(builder: Builder, node: Node) -> Statement:
    """`Ingen kontor skal ha mer enn 120 restanser`, `Ingen kontor skal ha et sykefravær over 6 %`."""
    if node.data == "none_count":
        statement = _not_so_many(builder, node)
    else:
        inner = required_tree(node, *SENTENCES)
        amount = builder.amount(required_tree(node, "amount"))
        target = Target("level", builder.span(node), amount, operator=_not_beyond(node), text=builder.text(node))
        statement = Statement(build_sentence(builder, inner), with_dates(builder, (target,), course_nodes(inner)))
    return replace(statement, targets=for_each_of_level(builder, node, statement.targets))


def _goals_of(builder: Builder, node: Node) -> Statement:
    """`SETT skal være behandlet innen 14 dager (90 %)`: the share that is."""
    head, had = with_verb(builder, build_set(builder, required_tree(node, "plain_set")), node)
    sentence = share_of(builder, node, head, (*had, *build_clauses(builder, node)))
    return Statement(sentence, build_goals(builder, required_tree(node, "target", "steps")))


def _bare_set(builder: Builder, node: Node) -> Statement:
    """`SETT behandlet innen 14 dager: minst 90 %`, `Restanser (høyst 120)`: a share where the target is one, otherwise
    how many they are. Where something is said of them and the target is a number, it may be either (Q018)."""
    whole, bracket = required_tree(node, "without_statistic"), required_tree(node, "bracket")
    head, clauses = build_set(builder, required_tree(whole, "plain_set")), build_clauses(builder, whole)
    targets, per = build_ending(builder, bracket, whole), per_clauses(builder, bracket)
    if any(is_of_share(target) for target in targets):
        return Statement(share_of(builder, node, head, (*clauses, *per)), targets)
    if clauses:
        builder.problems.append(number_or_share(builder, whole))
    return Statement(Sentence("count", head, None, None, None, (*clauses, *per), builder.span(node)), targets)


def _not_so_many(builder: Builder, node: Node) -> Statement:
    """`Det skal ikke være mer enn 120 restanser`, `Det skal ikke være noen restanser`: a count."""
    number = child_token(node, "NUMBER")
    amount = case_number(builder, number or required_token(node, "ANY"), none=number is None)
    target = Target("level", amount.span, amount, operator=_not_beyond(node), text=amount.text)
    return _counted(builder, node, target)


def _not_beyond(node: Node) -> Literal[">=", "<="]:
    """What is said by an amount that nobody is to be over, or under."""
    return ">=" if child_token(node, "UNDER") else "<="


def _fewer_than(builder: Builder, node: Node) -> Statement:
    """`Færre restanser enn i fjor`: a count."""
    return _counted(builder, node, build_comparison(builder, node))


def _counted(builder: Builder, node: Node, target: Target) -> Statement:
    head, had = with_verb(builder, build_set(builder, required_tree(node, "set")), node)
    clauses = (*had, *build_clauses(builder, node))
    sentence = Sentence("count", head, None, None, None, clauses, builder.span(node))
    return Statement(sentence, with_dates(builder, (target,), date_nodes(node)))


def _amount_of(builder: Builder, node: Node) -> Statement:
    """`Høyst 6 prosent sykefravær`: a sum or a ratio."""
    quantity = builder.term(required_token(node, "QTY"))
    sentence = Sentence("sum", None, quantity, None, None, build_clauses(builder, node), builder.span(node))
    return Statement(
        sentence, with_dates(builder, (build_quota(builder, required_tree(node, "quota")),), date_nodes(node))
    )


def _no_breach(builder: Builder, node: Node) -> Statement:
    """`Ingen fristbrudd for SETT`: all of them within the deadline."""
    head, breach = build_set(builder, required_tree(node, "set")), required_token(node, "BREACH")
    word = child_token(node, "NONE", "NUMBER") or breach  # `Det skal ikke være fristbrudd`
    if word.type == "NUMBER" and builder.number(word) != 0:
        zero = problem("S001", builder.span(word), found=word.text, expected=Translated("0", "0", "0"))
        builder.problems.append(zero)
    clause = WithinClause(None, builder.span(breach), breach.text, unbroken=True)
    return Statement(
        share_of(builder, node, head, (clause,)), with_dates(builder, (all_of_them(builder, word),), date_nodes(node))
    )


def _part_of(builder: Builder, node: Node) -> Statement:
    """`X skal utgjøre høyst 30 % av Y`, of sets or of quantities."""
    target = build_value(builder, child_trees(node, *VALUES)[0])
    targets = with_dates(builder, (target,), date_nodes(node))
    of = child_tree(node, "set")
    if of is not None:
        whole = build_set(builder, of)
        part = _part(builder, node) or whole
        return Statement(share_of(builder, node, part, (OutOfClause(whole, whole.span, whole.text),)), targets)
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
    """`X skal ikke overstige Y`, `X skal være innenfor Y`: at most 100 % of it."""
    word = required_token(node, "EXCEED", "IN_RANGE")
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
    "each_count": _count_of,
    "none_count": _none_has,
    "none_level": _none_has,
    "goals_of": _goals_of,
    "bare_set": _bare_set,
    "not_so_many": _not_so_many,
    "fewer_than": _fewer_than,
    "amount_of": _amount_of,
    "no_breach": _no_breach,
    "part_of": _part_of,
    "within_base": _within_base,
    "deviate": _deviate,
    "move_by": _move,
    "move_to": _move,
}
