"""Sentences to formulas: each statistic takes the clauses it uses, and what is left is refused."""

from __future__ import annotations

from dataclasses import replace

from kpidsl.language.checking.amounts_per import amount_per, is_amount_per
from kpidsl.language.checking.clauses import Clauses
from kpidsl.language.checking.constants import times_a_constant
from kpidsl.language.checking.counts import count, distinct, rate
from kpidsl.language.checking.persons_per import is_persons_per, persons_per
from kpidsl.language.checking.quantities import measured
from kpidsl.language.checking.scope import Scope, refuse
from kpidsl.language.checking.shares import share
from kpidsl.language.checking.thresholds import with_age_of_open
from kpidsl.language.checking.types import Lines, Typed
from kpidsl.language.checking.windows import over_months
from kpidsl.language.tree import phrases as tree
from kpidsl.model.measure import Cumulation


def type_sentence(sentence: tree.Sentence, lines: Lines, scope: Scope) -> Typed:
    """Return the formula of one reading. Raises Refused if it does not type, LeftOver if words are left."""
    for clause in sentence.clauses:
        if isinstance(clause, tree.TimeClause) and clause.time == "previous_month":
            raise refuse("T034", clause.span)
    sentence = with_age_of_open(sentence, scope)
    clauses = Clauses(sentence)
    time = clauses.one(tree.TimeClause)
    typed = over_months(_typed(sentence, clauses, lines, scope), clauses, scope)
    typed = times_a_constant(typed, clauses)
    clauses.check_none_left(typed.measure)
    if time is not None and time.time == "month_end" and typed.cumulation is not Cumulation.STOCK:
        raise refuse("Q006", time.span, found=time.text)
    return replace(typed, year_to_date_only=time is not None and time.time == "year_to_date")


def _typed(sentence: tree.Sentence, clauses: Clauses, lines: Lines, scope: Scope) -> Typed:
    match sentence.statistic:
        case _ if is_persons_per(sentence, clauses):
            return persons_per(sentence, clauses, scope)
        case "share":
            return share(sentence, clauses, lines, scope)
        case "count" if clauses.has(tree.PerClause):
            return rate(sentence, clauses, scope)
        case "count":
            return count(sentence, clauses, scope)
        case "distinct":
            return distinct(sentence, clauses, scope)
        case "sum" if is_amount_per(sentence, clauses, scope):
            return amount_per(sentence, clauses, scope)
        case _:
            return measured(sentence, clauses, scope)
