"""Counts, rates and distinct persons."""

from __future__ import annotations

from dataclasses import replace

from kpidsl.language.checking.clauses import Clauses
from kpidsl.language.checking.scope import Scope, refuse
from kpidsl.language.checking.sets import cumulation_of, each_once, head_of, linked, linked_set, transitioned
from kpidsl.language.checking.sources import lacking_role
from kpidsl.language.checking.types import Typed
from kpidsl.language.tree import phrases as tree
from kpidsl.measures.count import COUNT
from kpidsl.measures.distinct import DISTINCT
from kpidsl.measures.rate import RATE
from kpidsl.model.condition import Not, conjunction
from kpidsl.model.measure import Count, Cumulation, DistinctPersons, Rate


def count(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """The number of rows of a set, of those with or without something; a transition is counted of those who could have
    it, as in a share."""
    assert sentence.head is not None
    head = head_of(sentence.head, clauses, scope)
    rows, window = head.rows, max(head.window, 1)
    withs, conditions = clauses.every(tree.WithClause), []
    for clause in withs:
        term, months = linked_set(clause, clauses, scope)
        if term.transition is not None:
            rows, met = transitioned(rows, term, months, clause, scope)
        else:
            met = linked(head, term, months, clause, clauses)
        conditions.append(Not(met) if clause.negated else met)
        window = max(window, months)
    rows = replace(rows, condition=conjunction(rows.condition, *each_once(conditions, withs)))
    cumulation = cumulation_of(rows.anchor, head.term)
    if cumulation is Cumulation.STOCK and window > 1:
        cumulation = Cumulation.ROLLING
    return replace(Typed.by(COUNT, Count(rows), cumulation), window=window)


def rate(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """The number of rows of a set per so many of another."""
    typed, per = count(sentence, clauses, scope), clauses.one(tree.PerClause)
    assert isinstance(typed.formula, Count)
    assert per is not None
    formula = Rate(typed.formula.rows, head_of(per.phrase, clauses, scope).rows, per.number)
    return replace(Typed.by(RATE, formula, typed.cumulation), window=typed.window, per=per.number)


def distinct(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """Persons in the set, each once at every node: more than one row, or one office, makes no more of them."""
    typed = count(sentence, clauses, scope)
    assert isinstance(typed.formula, Count)
    rows = typed.formula.rows
    if scope.sources[rows.source].column("person") is None:
        raise refuse("T008", sentence.span, source=rows.source, **lacking_role("person"))
    return replace(Typed.by(DISTINCT, DistinctPersons(rows), typed.cumulation), window=typed.window)
