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


@dataclass(frozen=True, slots=True)
class _Counted:
    """The rows that are counted, over how many months, and which way is better (None: not known)."""

    rows: Rows
    cumulation: Cumulation
    window: int
    direction: tree.DirectionWord | None


def count(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """Return the number of rows of a set, of those with or without something."""
    counted = _counted(sentence, clauses, scope)
    typed = Typed.by(COUNT, Count(counted.rows), counted.cumulation, direction=counted.direction)
    return replace(typed, window=counted.window)


def rate(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """Return the number of rows of one set per so many of another."""
    counted, per = _counted(sentence, clauses, scope), clauses.one(tree.PerClause)
    assert per is not None
    formula = Rate(counted.rows, head_of(per.phrase, clauses, scope).rows, per.number)
    return replace(Typed.by(RATE, formula, counted.cumulation), window=counted.window, per=per.number)


def distinct(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """Return the number of persons in the set. Each counts once at every node, with however many rows or offices."""
    counted = _counted(sentence, clauses, scope)
    source = counted.rows.source
    if scope.sources[source].column("person") is None:
        raise refuse("T008", sentence.span, source=source, **lacking_role("person"))
    typed = Typed.by(DISTINCT, DistinctPersons(counted.rows), counted.cumulation)
    return replace(typed, window=counted.window)


def _counted(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> _Counted:
    """The rows that a sentence counts. A transition is counted among those who could have it, as in a share."""
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
    return _Counted(rows, cumulation, window, direction)
