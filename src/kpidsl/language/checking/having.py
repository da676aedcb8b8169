"""What those of a set have or have not (`med`, `uten`), one by one or joined by `og` and `eller`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpidsl.language.checking.clauses import Clauses
from kpidsl.language.checking.scope import Scope, SetTerm, refuse
from kpidsl.language.checking.sets import each_once, linked, linked_set, transitioned
from kpidsl.language.checking.types import ResolvedSet
from kpidsl.language.reading.words import load_words
from kpidsl.language.tree import phrases as tree
from kpidsl.model.condition import Condition, Not, Or
from kpidsl.model.measure import Rows
from kpidsl.problems import LANGUAGES, Translated

HAVING = (tree.WithClause, tree.JoinedClause)


@dataclass(frozen=True, slots=True)
class Having:
    """The rows of which it is asked, what is asked of each, the longest window in months (1: none), the name of the
    first, and whether all are `med`."""

    rows: Rows
    conditions: tuple[Condition, ...]
    window: int
    name: str
    plain: bool


def having(head: ResolvedSet, clauses: Clauses, scope: Scope) -> Having | None:
    """Every `med` and `uten` of a sentence; None where there is none. Raises Refused where one does not fit the set, or
    where what is joined may be read in two ways."""
    singles, joined = clauses.every(tree.WithClause), clauses.every(tree.JoinedClause)
    asked: list[tuple[Condition, tree.Clause]] = []
    rows, window = head.rows, 1
    parts: list[tree.WithClause] = list(singles)
    for clause in singles:
        term, months = linked_set(clause, clauses, scope)
        if term.transition is not None:
            rows, condition = transitioned(rows, term, months, clause, scope)
        else:
            condition = linked(head, term, months, clause, clauses)
        asked.append((Not(condition) if clause.negated else condition, clause))
        window = max(window, months)
    for join in joined:
        conditions, longest = _of_joined(head, join, clauses, scope)
        if join.join == "and":
            asked += zip(conditions, join.parts, strict=True)
        else:
            asked.append((Or(tuple(conditions)), join))
        window = max(window, longest)
        parts += join.parts
    if not parts:
        return None
    each = each_once([condition for condition, _ in asked], [clause for _, clause in asked])
    first = min(parts, key=lambda part: part.span.column)
    return Having(rows, tuple(each), window, first.phrase.noun.text, not any(part.negated for part in parts))


def _of_joined(
    head: ResolvedSet, join: tree.JoinedClause, clauses: Clauses, scope: Scope
) -> tuple[list[Condition], int]:
    """What each part asks, and the longest window."""
    _check_without(join)
    linked_sets = []
    for part in join.parts:
        clauses.take(part)
        linked_sets.append(linked_set(part, clauses, scope))
    _check_window(join, [term for term, _ in linked_sets])
    conditions: list[Condition] = []
    for part, (term, months) in zip(join.parts, linked_sets, strict=True):
        if term.transition is not None:
            raise refuse("T162", part.span, term=term.text)
        condition = linked(head, term, months, part, clauses)
        conditions.append(Not(condition) if part.negated else condition)
    return each_once(conditions, join.parts), max(months for _, months in linked_sets)


def _check_without(join: tree.JoinedClause) -> None:
    """`uten A og B` may be without either, or not with both."""
    if any(join.parts[at].negated for at in join.shared):
        without = [part.phrase.text for part in join.parts if part.negated]
        none_of_them, not_all = _all_without(without, "AND"), _all_without(without, "OR")
        raise refuse("Q011", join.span, found=join.text, none_of_them=none_of_them, not_all=not_all)


def _all_without(phrases: Sequence[str], word: str) -> Translated:
    """`uten A og uten B`, in each language."""
    words = load_words()
    readings = []
    for language in LANGUAGES:
        without, between = words.canonical("WITHOUT", language), words.canonical(word, language)
        readings.append(f" {between} ".join(f"{without} {phrase}" for phrase in phrases))
    return Translated(*readings)


def _check_window(join: tree.JoinedClause, terms: Sequence[SetTerm]) -> None:
    """A window after the last of several events may be that of the others too."""
    events = [part.phrase for part, term in zip(join.parts, terms, strict=True) if term.source.grain == "event"]
    for at in range(1, len(join.parts)) if join.neither else join.shared:
        phrase = join.parts[at].phrase
        before = next((event for event in events if event.window is None), None)
        earlier = before is not None and before.span.column < phrase.span.column
        if before is not None and earlier and phrase in events and phrase.window is not None:
            noun = phrase.text.removesuffix(phrase.window.text).strip()
            window = phrase.window.text
            raise refuse("Q012", phrase.window.span, window=window, one=before.text, two=noun)
