"""Types quotients with distinct persons above or below: users per employee, follow-ups per user, kroner per user."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from kpidsl.language.checking.amounts_per import divided_by, summed, the_per
from kpidsl.language.checking.clauses import Clauses
from kpidsl.language.checking.counts import counted, has_persons
from kpidsl.language.checking.scope import Scope, refuse
from kpidsl.language.checking.types import Typed
from kpidsl.language.tree import phrases as tree
from kpidsl.measures.persons_and_amount import PERSONS_AND_AMOUNT
from kpidsl.measures.persons_per import PERSONS_PER
from kpidsl.model.measure import PersonsPer, UnitOfMeasure
from kpidsl.problems import Translated


def is_persons_per(sentence: tree.Sentence, clauses: Clauses) -> bool:
    """Return whether the sentence has a `per`, and counts distinct persons before it or behind it."""
    if sentence.statistic == "distinct":
        return clauses.has(tree.PerClause) or clauses.has(tree.PerQuantityClause)
    return any(isinstance(clause, tree.PerClause) and clause.persons for clause in sentence.clauses)


def persons_per(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """Return distinct persons per something, or something per distinct person. Raises Refused where the sentence is of
    neither rows nor a sum, where a source says nothing of persons, and where nothing can be divided by what is
    behind `per`."""
    per = the_per(clauses)
    base = divided_by(per, clauses, scope)
    below = isinstance(per, tree.PerClause) and per.persons
    if below:
        has_persons(base.rows, per.span, scope)
    if sentence.statistic == "sum":
        above = summed(sentence, scope)
        formula = PersonsPer(above.rows, base.rows, "below", above.columns, base.is_stock)
        typed = Typed.by(PERSONS_AND_AMOUNT, formula, above.cumulation, above.unit, above.direction)
        return replace(typed, per=per.number)
    if sentence.statistic not in ("count", "distinct"):
        raise refuse("T172", per.span, found=per.text, why=_NO_NUMBER)
    of = counted(sentence, clauses, scope)
    persons: Literal["above", "below", "both"] = (
        "below" if sentence.statistic == "count" else "both" if below else "above"
    )
    if persons != "below":
        has_persons(of.rows, sentence.span, scope)
    formula = PersonsPer(of.rows, base.rows, persons, base.columns, base.is_stock)
    measure = PERSONS_PER if base.columns is None else PERSONS_AND_AMOUNT
    typed = Typed.by(measure, formula, of.cumulation, UnitOfMeasure.PER)
    return replace(typed, window=of.window, per=per.number)


_NO_NUMBER = Translated(
    "det som står foran, er verken et antall eller en sum",
    "det som står framfor, er verken eit tal på noko eller ein sum",
    "what stands before it is neither a number of something nor a sum",
)
