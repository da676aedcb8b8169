"""Types counts, rates and numbers of distinct persons."""

from __future__ import annotations

from dataclasses import replace

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
from kpidsl.model.measure import Count, Cumulation, DistinctPersons, Rate


def count(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """Return the number of rows of a set, of those with or without something. A transition is counted among those
    who could have it, as in a share."""
    assert sentence.head is not None
    head = head_of(sentence.head, clauses, scope)
    rows, window = head.rows, max(head.window, 1)
    found = having(head, clauses, scope)
    if found is not None:
        rows = replace(found.rows, condition=conjunction(found.rows.condition, *found.conditions))
        window = max(window, found.window)
    limit, direction = clauses.one(tree.ThresholdClause), None
    if limit is not None:
        aged = threshold(replace(head, rows=rows), limit, scope)
        rows, direction = replace(aged.rows, condition=conjunction(aged.rows.condition, aged.met)), aged.direction
    cumulation = cumulation_of(rows.anchor, head.term)
    if cumulation is Cumulation.STOCK and window > 1:
        cumulation = Cumulation.ROLLING
    return replace(Typed.by(COUNT, Count(rows), cumulation, direction=direction), window=window)


def rate(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """Return the number of rows of one set per so many of another."""
    typed, per = count(sentence, clauses, scope), clauses.one(tree.PerClause)
    assert isinstance(typed.formula, Count)
    assert per is not None
    formula = Rate(typed.formula.rows, head_of(per.phrase, clauses, scope).rows, per.number)
    return replace(Typed.by(RATE, formula, typed.cumulation), window=typed.window, per=per.number)


def distinct(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """Return the number of persons in the set. Each counts once at every node, with however many rows or offices."""
    typed = count(sentence, clauses, scope)
    assert isinstance(typed.formula, Count)
    rows = typed.formula.rows
    if scope.sources[rows.source].column("person") is None:
        raise refuse("T008", sentence.span, source=rows.source, **lacking_role("person"))
    return replace(Typed.by(DISTINCT, DistinctPersons(rows), typed.cumulation), window=typed.window)
