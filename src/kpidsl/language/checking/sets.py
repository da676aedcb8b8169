"""Set phrases to rows: which rows are counted, and at which moment (LANGUAGE R17, R20–R22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpidsl.language.checking.ages import aged
from kpidsl.language.checking.clauses import Clauses
from kpidsl.language.checking.scope import LONGEST_YEARS, OutcomeTerm, Refused, Scope, SetTerm, refuse
from kpidsl.language.checking.types import ResolvedOutcome, ResolvedSet
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.tree import phrases as tree
from kpidsl.model.condition import Condition, EventExists, PersonIn, conjunction
from kpidsl.model.measure import (
    Anchor,
    AtCutOff,
    Cumulation,
    DateIn,
    DueIn,
    InYear,
    LeftIn,
    OwnPeriod,
    PresentAtStart,
    Rows,
)
from kpidsl.model.unit_of_measure import SECONDS_IN


def months_of(window: tree.Window) -> int:
    """Whole months of a window; weeks and days are no months, hours are asked about, and one that is longer than any
    data is refused."""
    factor = {"months": 1, "years": 12}.get(window.length.unit or "")
    value = window.length.value
    if window.length.unit in SECONDS_IN or (window.length.unit == "days" and value <= 1):
        raise refuse("Q016", window.span, found=window.text, length=window.length.text)
    if factor is None or value.denominator != 1 or value < 1:
        raise refuse("T014", window.span)
    months = int(value) * factor
    if months > 12 * LONGEST_YEARS:
        raise refuse("T130", window.length.span, length=window.length.text, years=str(LONGEST_YEARS))
    return months


def head_of(phrase: tree.SetPhrase, clauses: Clauses, scope: Scope) -> ResolvedSet:
    """The rows of a set phrase, with its properties and its window taken out; outcomes are left to who uses them."""
    term, outcomes = _narrowed(phrase, clauses, scope)
    months = _window(phrase, clauses)
    if phrase.window is not None and phrase.window.every:
        raise refuse("T164", phrase.window.span, found=phrase.window.text)
    anchor = _anchor(term, term.moment, months, phrase)
    text = " ".join(x.text for x in sorted((*phrase.modifiers, phrase.noun), key=lambda r: r.span.column))
    return ResolvedSet(Rows(term.source.name, term.condition, anchor, (), text), term, outcomes, months)


def own_rows(term: SetTerm) -> Rows:
    """Return the rows of a set outside any phrase, at its own moment."""
    return Rows(term.source.name, term.condition, _anchor(term, term.moment, 0, None), (), term.text)


def linked_set(clause: tree.WithClause, clauses: Clauses, scope: Scope) -> tuple[SetTerm, int]:
    """What a `med` or `uten` is about, with its properties, and its window in months (0: none)."""
    if clause.phrase.age is not None:
        raise refuse("Q013", clause.phrase.age.span, found=clause.phrase.age.text, term=clause.phrase.noun.text)
    term, _ = _narrowed(clause.phrase, clauses, scope)
    if clause.past and clause.phrase.window is None and term.source.grain != "event":
        raise refuse("Q005", clause.span, found=clause.text, term=clause.phrase.text)
    return term, _window(clause.phrase, clauses)


def excepted_set(clause: tree.ExceptClause, clauses: Clauses, scope: Scope) -> SetTerm:
    """Whom an `unntatt` leaves out, with its properties."""
    return _narrowed(clause.phrase, clauses, scope)[0]


def _window(phrase: tree.SetPhrase, clauses: Clauses) -> int:
    if phrase.window is None:
        return 0
    clauses.take(phrase.window)
    return months_of(phrase.window)


def _narrowed(phrase: tree.SetPhrase, clauses: Clauses, scope: Scope) -> tuple[SetTerm, tuple[ResolvedOutcome, ...]]:
    """The set with the conditions and the moment of its properties, and the outcomes beside it."""
    clauses.take(phrase)
    term = scope.set_term(phrase.noun)
    condition, moment = term.condition, term.moment
    outcomes = []
    for ref in phrase.modifiers:
        modifier = scope.modifier(ref)
        of = modifier.of if isinstance(modifier, OutcomeTerm) else modifier
        if of.source.name != term.source.name:
            raise refuse("T015", ref.span, modifier=ref.text, term=term.text)
        if isinstance(modifier, OutcomeTerm):
            outcomes.append(ResolvedOutcome(ref, modifier))
            continue
        clauses.take(ref)
        condition = conjunction(condition, modifier.condition)
        if modifier.moment is not None:
            if moment not in (None, modifier.moment):
                raise refuse("T016", ref.span, first=str(moment), second=modifier.moment)
            moment = modifier.moment
    if phrase.age is not None:
        clauses.take(phrase.age)
        condition = conjunction(condition, aged(phrase.age, term, scope))
    return replace(term, condition=condition, moment=moment), tuple(outcomes)


def _anchor(term: SetTerm, moment: str | None, months: int, phrase: tree.SetPhrase | None) -> Anchor:
    grain = term.source.grain
    if moment is not None:
        return DateIn(moment, months or 1)
    if grain == "event":
        day = next((c.name for c in term.source.columns if c.type == "date"), "")  # none is an error of the source
        return DateIn(day, months or 1)
    if months and phrase is not None and phrase.window is not None:
        raise refuse("T017", phrase.window.span, term=term.text)
    return AtCutOff() if grain == "case" else OwnPeriod()


def cumulation_of(anchor: Anchor, term: SetTerm) -> Cumulation:
    """Stock, flow or rolling, by the moment rows are counted."""
    match anchor:
        case DateIn(months=months) | PresentAtStart(months=months):
            return Cumulation.ROLLING if months > 1 else Cumulation.FLOW
        case DueIn() | LeftIn():
            return Cumulation.FLOW
        case AtCutOff():
            return Cumulation.STOCK
        case OwnPeriod() | InYear():
            return term.source.cumulation


def linked(
    head: ResolvedSet, term: SetTerm, months: int, clause: tree.WithClause | tree.ExceptClause, clauses: Clauses
) -> Condition:
    """That a row of the head is (or its person is, or has had) one of `term`; `months` is the window, 0 for none."""
    own = head.term.source
    if term.source.grain == "event":
        if own.column("person") is None:
            raise refuse("T023", clause.span, term=term.text, source=own.name)
        same_unit = clause.same_unit if isinstance(clause, tree.WithClause) else None
        if same_unit is not None:
            clauses.take(same_unit)
        often, every = _how_often(clause)
        at_unit = same_unit is not None
        return EventExists(term.source.name, term.condition, months or 1, at_unit, term.moment, often, every)
    if _how_often(clause) != (1, False):
        raise refuse("T163", clause.span, found=clause.text, term=term.text)
    linkable = own.column("person") is not None and term.source.grain == "person_month"
    if term.source.name != own.name and not linkable:
        raise refuse("T023", clause.span, term=term.text, source=own.name)
    if months and clause.phrase.window is not None:
        raise refuse("T017", clause.phrase.window.span, term=term.text)
    if term.moment is not None and head.rows.anchor != DateIn(term.moment):
        raise refuse("T016", clause.span, first=head.rows.term, second=term.moment)
    if term.source.name == own.name:
        return term.condition
    return PersonIn(term.source.name, term.condition)


def _how_often(clause: tree.WithClause | tree.ExceptClause) -> tuple[int, bool]:
    """How many events a `med` asks for, and whether it asks for one in each month of its window."""
    window = clause.phrase.window
    if not isinstance(clause, tree.WithClause):
        return 1, False
    every = window is not None and window.every
    if (every and (clause.negated or clause.at_least > 1)) or clause.at_least < 1:
        raise refuse("T164", clause.span, found=clause.text)
    return clause.at_least, every


def transitioned(
    rows: Rows, term: SetTerm, months: int, clause: tree.WithClause, scope: Scope
) -> tuple[Rows, Condition]:
    """The rows that a transition is counted of, by its `regnet av`, and that one of them has had it; `months` is the
    window, 0 for none. Raises Refused where the rows are no state that is left."""
    scope.transitions.add(clause.phrase.noun.key)
    if _how_often(clause) != (1, False):
        raise refuse("T163", clause.span, found=clause.text, term=term.text)
    if not isinstance(rows.anchor, OwnPeriod):
        raise refuse("T022", clause.span, term=rows.term)
    if term.transition == "left":
        if months:
            raise refuse("T017", clause.span, term=term.text)
        anchor: Anchor = LeftIn(rows.condition)
    else:
        anchor = PresentAtStart(months or 1)
    return replace(rows, anchor=anchor), EventExists(term.source.name, term.condition, months or 1, day=term.moment)


def each_once(conditions: list[Condition], clauses: Sequence[tree.Clause]) -> list[Condition]:
    """The conditions of so many clauses; raises Refused where one says what another has said."""
    for at, condition in enumerate(conditions):
        if condition in conditions[:at]:
            first = conditions.index(condition)
            raise Refused(written_twice(clauses[first].span, clauses[at].span))
    return conditions
