"""Types counts, rates and numbers of distinct persons."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpidsl.language.checking.clauses import Clauses
from kpidsl.language.checking.having import having
from kpidsl.language.checking.scope import Scope, refuse
from kpidsl.language.checking.sets import cumulation_of, head_of
from kpidsl.language.checking.sources import lacking_role
from kpidsl.language.checking.thresholds import threshold
from kpidsl.language.checking.types import Typed
from kpidsl.language.tree import phrases as tree
from kpidsl.measures.count import COUNT
from kpidsl.measures.distinct import DISTINCT
from kpidsl.measures.rate import RATE
from kpidsl.model.condition import conjunction
from kpidsl.model.measure import Count, Cumulation, DistinctPersons, Rate, Rows
from kpidsl.problems import Span


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows that are counted, over how many months, and which way is better (None: not known)."""

    rows: Rows
    cumulation: Cumulation
    window: int
    direction: tree.DirectionWord | None


def count(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """Return the number of rows of a set, of those with or without something."""
    of = counted(sentence, clauses, scope)
    return replace(Typed.by(COUNT, Count(of.rows), of.cumulation, direction=of.direction), window=of.window)


def rate(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """Return the number of rows of one set per so many of another."""
    of, per = counted(sentence, clauses, scope), clauses.one(tree.PerClause)
    assert per is not None
    formula = Rate(of.rows, head_of(per.phrase, clauses, scope).rows, per.number)
    return replace(Typed.by(RATE, formula, of.cumulation), window=of.window, per=per.number)


def distinct(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """Return the number of persons in the set. Each counts once at every node, with however many rows or offices."""
    of = counted(sentence, clauses, scope)
    has_persons(of.rows, sentence.span, scope)
    return replace(Typed.by(DISTINCT, DistinctPersons(of.rows), of.cumulation), window=of.window)


def has_persons(rows: Rows, span: Span, scope: Scope) -> None:
    """Raise Refused where the source of the rows does not say whose they are."""
    if scope.sources[rows.source].column("person") is None:
        raise refuse("T008", span, source=rows.source, **lacking_role("person"))


def counted(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Counted:
    """Return the rows that a sentence counts. A transition is counted among those who could have it, as in a share."""
    assert sentence.head is not None
    head = head_of(sentence.head, clauses, scope)
    rows, window = head.rows, max(head.window, 1)
    asked = having(head, clauses, scope)
    if asked is not None:
        rows = replace(asked.rows, condition=conjunction(asked.rows.condition, *asked.conditions))
        window = max(window, asked.window)
    limit, direction = clauses.one(tree.ThresholdClause), None
    if limit is not None:
        aged = threshold(replace(head, rows=rows), limit, scope)
        rows, direction = replace(aged.rows, condition=conjunction(aged.rows.condition, aged.met)), aged.direction
    cumulation = cumulation_of(rows.anchor, head.term)
    if cumulation is Cumulation.STOCK and window > 1:
        cumulation = Cumulation.ROLLING
    return Counted(rows, cumulation, window, direction)
