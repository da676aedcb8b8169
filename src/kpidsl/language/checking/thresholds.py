"""Cases by how long they took, or by how old they are while they are open: `med varighet over 60 dager`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpidsl.language.checking.lengths import threshold_length
from kpidsl.language.checking.quantities import check_open, duration_of, unit_of_duration
from kpidsl.language.checking.scope import Scope, SetTerm, refuse
from kpidsl.language.checking.targets import UNIT_WORDS
from kpidsl.language.checking.types import ResolvedSet
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.terms import DurationBody
from kpidsl.model.condition import CompareDuration, Condition, IsMissing, Not, conjunction, members
from kpidsl.model.measure import AtCutOff, Cumulation, DateIn, Rows


@dataclass(frozen=True, slots=True)
class Threshold:
    """The rows that have the duration, what is asked of it, which way is better (None: not known), and whether they
    are those of a month or those there are at its end."""

    rows: Rows
    met: Condition
    direction: tree.DirectionWord | None
    cumulation: Cumulation
    name: str


def threshold(head: ResolvedSet, clause: tree.ThresholdClause, scope: Scope) -> Threshold:
    """The rows of a set that have a duration, and the limit that it is held against. Raises Refused where the rows are
    counted at another date, or the limit is in another unit."""
    quantity = scope.quantity(clause.quantity)
    body, source = quantity.body, head.term.source
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
    known = (Not(IsMissing(name)) for name in (duration.start, duration.end) if name is not None)
    met: Condition = CompareDuration(duration, clause.operator, limit, unit == "months")
    direction: tree.DirectionWord | None = None
    if quantity.direction is not None:
        more = clause.operator in (">", ">=")
        direction = "lower" if (quantity.direction == "lower") == (more != clause.negated) else "higher"
    rows = replace(rows, condition=conjunction(rows.condition, *known))
    return Threshold(rows, Not(met) if clause.negated else met, direction, cumulation, quantity.text)


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
