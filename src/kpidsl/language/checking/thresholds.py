"""Cases by how long they took, by how old they are while they are open (`med varighet over 60 dager`), or by a number
in a column of theirs (`med taletid over 2 minutter`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from kpidsl.language.checking.conditions import column_of
from kpidsl.language.checking.lengths import threshold_length
from kpidsl.language.checking.quantities import check_open, duration_of, not_so, rows_behind, unit_of_duration
from kpidsl.language.checking.scope import QuantityTerm, Scope, SetTerm, column_names, refuse
from kpidsl.language.checking.sets import cumulation_of
from kpidsl.language.checking.targets import UNIT_WORDS
from kpidsl.language.checking.types import ResolvedSet
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.terms import DurationBody, ScoreBody
from kpidsl.model.condition import Compare, CompareDuration, Condition, IsMissing, Not, conjunction, members
from kpidsl.model.measure import AtCutOff, Cumulation, DateIn, Rows
from kpidsl.model.unit_of_measure import SECONDS_IN, UnitOfMeasure


@dataclass(frozen=True, slots=True)
class Threshold:
    """The rows that have the duration or the number, what is asked of it, which way is better (None: not known), and
    whether they are those of a month or those there are at its end."""

    rows: Rows
    met: Condition
    direction: tree.DirectionWord | None
    cumulation: Cumulation
    name: str


def threshold(head: ResolvedSet, clause: tree.ThresholdClause, scope: Scope) -> Threshold:
    """The rows of a set that have a duration or a number, and the limit that it is held against. Raises Refused where
    the rows are counted at another date, or the limit is in another unit."""
    quantity = scope.quantity(clause.quantity)
    body, source = quantity.body, head.term.source
    if isinstance(body, ScoreBody) and body.weight is None and not rows_behind(quantity).source.ready_made:
        return _of_number(head, clause, quantity, body)
    if isinstance(body, DurationBody) and any(source.named(n.text) is None for n in (body.start, body.end) if n):
        raise refuse("T015", clause.quantity.span, modifier=quantity.text, term=head.rows.term)
    duration = duration_of(quantity, source, clause.quantity.span)
    counted_at = [AtCutOff()] if duration.end is None else [AtCutOff(), DateIn(duration.end)]
    if head.rows.anchor not in counted_at:
        raise refuse("T016", clause.span, first=head.rows.term, second=duration.end or clause.quantity.text)
    if duration.end is None:
        check_open(head, clause.span, scope)
        rows, cumulation = head.rows, Cumulation.STOCK
    else:
        rows, cumulation = replace(head.rows, anchor=DateIn(duration.end)), Cumulation.FLOW
    limit, unit = threshold_length(clause.limit)
    if duration.unit != ("days" if unit == "months" else unit):
        raise refuse("T028", clause.limit.span, wanted=UNIT_WORDS[unit_of_duration(quantity)])
    dates = [name for name in (duration.start, duration.end) if name is not None]
    met = CompareDuration(duration, clause.operator, limit, unit == "months")
    return _held_against(rows, dates, met, clause, quantity, cumulation)


def _held_against(
    rows: Rows,
    known: Sequence[str],
    met: Condition,
    clause: tree.ThresholdClause,
    quantity: QuantityTerm,
    cumulation: Cumulation,
) -> Threshold:
    """The rows of which the `known` columns are, and what is met; which way is better follows the quantity's."""
    direction: tree.DirectionWord | None = None
    if quantity.direction is not None:
        more = clause.operator in (">", ">=")
        direction = "lower" if (quantity.direction == "lower") == (more != clause.negated) else "higher"
    rows = replace(rows, condition=conjunction(rows.condition, *(Not(IsMissing(name)) for name in known)))
    return Threshold(rows, Not(met) if clause.negated else met, direction, cumulation, quantity.text)


def _of_number(head: ResolvedSet, clause: tree.ThresholdClause, quantity: QuantityTerm, body: ScoreBody) -> Threshold:
    """The rows of a set that have the number in their column. Raises Refused for a number of other rows, for columns
    that are added up, and for a limit in another unit."""
    of, names = rows_behind(quantity), column_names(body.columns)
    if of.source.name != head.term.source.name:
        raise refuse("T015", clause.quantity.span, modifier=quantity.text, term=head.rows.term)
    if len(names) > 1:
        raise not_so(clause.quantity.span, quantity)
    column = column_of(names[0], of.source)
    limit = _limit_in(clause.limit, column.unit_of_measure)
    if (limit * 10**column.decimals).denominator != 1:
        limit = _nearest_held(limit, clause.operator, column.decimals)
    rows = replace(head.rows, condition=conjunction(head.rows.condition, of.condition))
    met = Compare(column.name, clause.operator, limit)
    return _held_against(rows, [column.name], met, clause, quantity, cumulation_of(rows.anchor, head.term))


def _limit_in(limit: tree.WrittenAmount, unit: UnitOfMeasure | None) -> Fraction:
    """The limit in the unit of the column; seconds, minutes and hours are turned into each other."""
    wanted = None if unit is None else unit.value
    if unit in SECONDS_IN and limit.unit in SECONDS_IN:
        return limit.value * SECONDS_IN[UnitOfMeasure(limit.unit)] / SECONDS_IN[unit]
    if limit.unit != wanted:
        raise refuse("T028", limit.span, wanted=UNIT_WORDS[unit or UnitOfMeasure.COUNT])
    return limit.value


def _nearest_held(limit: Fraction, operator: str, decimals: int) -> Fraction:
    """The limit among the numbers that a column of so many decimals can hold: the same of them are over and under it
    (20 seconds are a third of a minute)."""
    whole = floor if operator in (">", "<=") else ceil
    return Fraction(whole(limit * 10**decimals), 10**decimals)


def with_age_of_open(sentence: tree.Sentence, scope: Scope) -> tree.Sentence:
    """The sentence with `eldre enn 6 måneder` after a set of cases said as what it is: `med LIGGETID over 6 måneder`.

    Raises Refused where no quantity, or more than one, runs from a date of the cases to the month's end.
    """
    head = sentence.head
    if head is None or head.age is None:
        return sentence
    term = scope.set_term(head.noun)
    if term.source.grain != "case":
        return sentence
    dates = [column.name for column in term.source.columns if column.type == "date"]
    ages = [
        (key, quantity.text)
        for key, quantity in scope.quantities()
        if isinstance(quantity.body, DurationBody) and quantity.body.end is None and quantity.body.start.text in dates
    ]
    if not ages:
        raise refuse("T165", head.age.span, found=head.age.text, term=term.text, column=next(iter(dates), "…"))
    if len(ages) > 1 or len(head.age.limits) > 1:
        several = ", ".join(f"«{text}»" for _, text in ages)
        raise refuse("T166", head.age.span, found=head.age.text, several=several, first=ages[0][1])
    ((operator, limit),) = head.age.limits
    quantity = tree.TermRef(ages[0][0], "quantity", ages[0][1], head.age.span)
    clause = tree.ThresholdClause(False, quantity, operator, limit, head.age.span, head.age.text)
    counted = sentence.statistic in ("count", "distinct")  # of a share it would not say of whom
    noun = _those_who_wait(head, term, scope) if head.age.waiting and counted else head.noun
    return replace(sentence, head=replace(head, noun=noun, age=None), clauses=(clause, *sentence.clauses))


def _those_who_wait(head: tree.SetPhrase, term: SetTerm, scope: Scope) -> tree.TermRef:
    """Of `patients who are waiting` the declared set of those that are open, where there is one and no other; the set
    itself where it is open already, or is not known to be."""
    own = set(members(term.condition))
    if any(_is_open(condition, term) for condition in own):
        return head.noun
    still: list[tuple[str, SetTerm]] = []
    for key, other in scope.sets():
        more = set(members(other.condition)) - own
        same = other.source.name == term.source.name and other.moment is None and own <= set(members(other.condition))
        if same and len(more) == 1 and _is_open(more.pop(), other):
            still.append((key, other))
    if len({other.condition for _, other in still}) != 1:
        return head.noun
    scope.used.add(still[0][0])
    return tree.TermRef(still[0][0], "set", still[0][1].text, head.noun.span)


def _is_open(condition: Condition, term: SetTerm) -> bool:
    dates = [column.name for column in term.source.columns if column.type == "date"]
    return isinstance(condition, IsMissing) and condition.column in dates
