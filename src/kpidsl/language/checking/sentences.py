"""Sentences → formulas: who is counted, when, and what goes in the numerator (LANGUAGE R17-R22)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from kpidsl.language.checking.conditions import resolve
from kpidsl.language.checking.quantities import measured
from kpidsl.language.checking.scope import DeadlineTerm, OutcomeTerm, Scope, SetTerm, refuse
from kpidsl.language.checking.terms import days_of
from kpidsl.language.tree import phrases as tree
from kpidsl.model.condition import (
    Always,
    And,
    CompareDeadline,
    CompareDuration,
    Condition,
    Deadline,
    EventExists,
    InWholeWindow,
    IsMissing,
    Not,
    PersonIn,
)
from kpidsl.model.measure import (
    Anchor,
    AtCutOff,
    Count,
    Cumulation,
    DateIn,
    DistinctPersons,
    DueIn,
    Formula,
    InYear,
    Kind,
    LeftIn,
    OwnPeriod,
    PresentAtStart,
    Rate,
    Rows,
    Share,
    UnitOfMeasure,
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A sentence that types: everything about the measure that does not depend on targets and rules.

    `direction` is what the sentence itself says; `assumed` that higher is better is only the default of a
    share (R23, 4), with the term it rests on.
    """

    formula: Formula
    kind: Kind
    unit: UnitOfMeasure
    scale: Fraction
    cumulation: Cumulation
    window: int = 1
    per: int = 1
    direction: tree.DirectionWord | None = None
    assumed: str | None = None
    year_to_date_only: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines under an indicator that bear on its formula."""

    counted: str | None = None
    whole_window: bool = False


def type_sentence(sentence: tree.Sentence, lines: Lines, scope: Scope) -> Typed:
    """The formula of one reading; raises Refused where it does not type."""
    for clause in sentence.clauses:
        if isinstance(clause, tree.TimeClause) and clause.time == "previous_month":
            raise refuse("T034", clause.span)
    year = any(isinstance(c, tree.TimeClause) and c.time == "year_to_date" for c in sentence.clauses)
    match sentence.statistic:
        case "share":
            typed = _share(sentence, lines, scope)
        case "count":
            typed = _count(sentence, scope)
        case "distinct":
            typed = _distinct(sentence, scope)
        case _:
            rows = _head(sentence.head, scope) if sentence.head else None
            typed = measured(sentence, rows, scope)
    return replace(typed, year_to_date_only=year)


def conjunction(*conditions: Condition) -> Condition:
    """All of them, flat."""
    flat: list[Condition] = []
    for condition in conditions:
        members = condition.conditions if isinstance(condition, And) else (condition,)
        flat += [m for m in members if not isinstance(m, Always) and m not in flat]
    return flat[0] if len(flat) == 1 else And(tuple(flat)) if flat else Always()


def months_of(window: tree.Window | None) -> int:
    """Whole months of a window; weeks and days are no months."""
    if window is None:
        return 1
    factor = {"months": 1, "years": 12}.get(window.length.unit or "")
    value = window.length.value
    if factor is None or value.denominator != 1 or value < 1:
        raise refuse("T014", window.span)
    return int(value) * factor


@dataclass(frozen=True, slots=True)
class Head:
    """A set phrase resolved: its rows, the set itself, its outcomes, and its window in months (0: none)."""

    rows: Rows
    term: SetTerm
    outcomes: tuple[OutcomeTerm, ...]
    window: int


def _head(phrase: tree.SetPhrase, scope: Scope) -> Head:
    term = scope.set_term(phrase.noun)
    condition, moment = term.condition, term.moment
    outcomes = []
    for ref in phrase.modifiers:
        modifier = scope.modifier(ref)
        of = modifier.of if isinstance(modifier, OutcomeTerm) else modifier
        if of.source.name != term.source.name:
            raise refuse("T015", ref.span, modifier=ref.text, term=term.text)
        if isinstance(modifier, OutcomeTerm):
            outcomes.append(modifier)
            continue
        condition = conjunction(condition, modifier.condition)
        if modifier.moment is not None:
            if moment not in (None, modifier.moment):
                raise refuse("T016", ref.span, first=str(moment), second=modifier.moment)
            moment = modifier.moment
    months = months_of(phrase.window) if phrase.window else 0
    anchor = _anchor(term, moment, months, phrase)
    text = " ".join(x.text for x in sorted((*phrase.modifiers, phrase.noun), key=lambda r: r.span.column))
    return Head(Rows(term.source.name, condition, anchor, (), text), term, tuple(outcomes), months)


def _anchor(term: SetTerm, moment: str | None, months: int, phrase: tree.SetPhrase) -> Anchor:
    grain = term.source.grain
    if moment is not None:
        return DateIn(moment, months or 1)
    if grain == "event":
        day = next((c.name for c in term.source.columns if c.type == "date"), "")  # none is an error of the source
        return DateIn(day, months or 1)
    if months and phrase.window is not None:
        raise refuse("T017", phrase.window.span, term=term.text)
    return AtCutOff() if grain == "case" else OwnPeriod()


def cumulation_of(anchor: Anchor, term: SetTerm) -> Cumulation:
    """Stock, flow or rolling, by the moment rows are counted."""
    match anchor:
        case DateIn(months=months):
            return Cumulation.ROLLING if months > 1 else Cumulation.FLOW
        case DueIn() | LeftIn():
            return Cumulation.FLOW
        case PresentAtStart(months=months):
            return Cumulation.ROLLING if months > 1 else Cumulation.FLOW
        case AtCutOff():
            return Cumulation.STOCK
        case OwnPeriod() | InYear():
            return term.source.cumulation


def _share(sentence: tree.Sentence, lines: Lines, scope: Scope) -> Typed:
    assert sentence.head is not None
    head = _head(sentence.head, scope)
    clauses = sentence.clauses
    if any(isinstance(c, tree.PerClause) for c in clauses):
        raise refuse("T018", sentence.span)
    within = next((c for c in clauses if isinstance(c, tree.WithinClause)), None)
    threshold = next((c for c in clauses if isinstance(c, tree.ThresholdClause)), None)
    out_of = next((c for c in clauses if isinstance(c, tree.OutOfClause)), None)
    withs = [c for c in clauses if isinstance(c, tree.WithClause)]
    if sum((within is not None, threshold is not None, out_of is not None, bool(withs))) > 1:
        raise refuse("T019", sentence.span)
    if within is not None:
        typed = _deadline_share(head, within, lines, scope)
    elif head.outcomes:
        raise refuse("T020", sentence.span, outcome=head.outcomes[0].text)
    elif threshold is not None:
        typed = _threshold_share(head, threshold, scope)
    elif out_of is not None:
        typed = _part_share(head, _head(out_of.phrase, scope), out_of)
    elif withs:
        typed = _with_share(head, withs, lines, scope)
    else:
        raise refuse("T021", sentence.span, term=head.rows.term)
    return _excepted(typed, clauses, scope)


def _percent(rows: Rows, numerator: Condition, term: str, cumulation: Cumulation, **more: object) -> Typed:
    made = Typed(Share(rows, numerator, term), Kind.SHARE, UnitOfMeasure.PERCENT, Fraction(100), cumulation)
    return replace(made, **more)  # type: ignore[arg-type]


def _with_share(head: Head, withs: list[tree.WithClause], lines: Lines, scope: Scope) -> Typed:
    rows, window = head.rows, 1
    conditions: list[Condition] = []
    for clause in withs:
        term = scope.set_term(clause.phrase.noun)
        months = months_of(clause.phrase.window) if clause.phrase.window else 0
        if term.transition is not None:
            rows, condition = _transition(rows, term, months, clause)
        else:
            condition = _linked(head, term, months, clause, scope)
        window = max(window, months)
        conditions.append(Not(condition) if clause.negated else condition)
    if lines.whole_window:
        stayed = InWholeWindow(rows.source, rows.condition, window)
        rows = replace(rows, condition=conjunction(rows.condition, stayed))
    cumulation = cumulation_of(rows.anchor, head.term)
    if cumulation is Cumulation.STOCK and window > 1:
        cumulation = Cumulation.ROLLING
    positive = not any(c.negated for c in withs)
    name = withs[0].phrase.noun.text
    return _percent(rows, conjunction(*conditions), name, cumulation, window=window, assumed=name if positive else None)


def _transition(rows: Rows, term: SetTerm, months: int, clause: tree.WithClause) -> tuple[Rows, Condition]:
    if not isinstance(rows.anchor, OwnPeriod):
        raise refuse("T022", clause.span, term=rows.term)
    if term.transition == "left":
        if months:
            raise refuse("T017", clause.span, term=term.text)
        anchor: Anchor = LeftIn(rows.condition)
    else:
        anchor = PresentAtStart(months or 1)
    return replace(rows, anchor=anchor), EventExists(term.source.name, term.condition, months or 1, day=term.moment)


def _linked(head: Head, term: SetTerm, months: int, clause: tree.WithClause, scope: Scope) -> Condition:
    own = head.term.source
    if term.source.grain == "event":
        if own.column("person") is None:
            raise refuse("T023", clause.span, term=term.text, source=own.name)
        return EventExists(term.source.name, term.condition, months or 1, clause.same_unit, term.moment)
    if months and clause.phrase.window is not None:
        raise refuse("T017", clause.phrase.window.span, term=term.text)
    if term.source.name == own.name:
        return term.condition
    if own.column("person") is None or term.source.grain != "person_month":
        raise refuse("T023", clause.span, term=term.text, source=own.name)
    return PersonIn(term.source.name, term.condition)


def _deadline_share(head: Head, within: tree.WithinClause, lines: Lines, scope: Scope) -> Typed:
    term = head.term
    if not head.outcomes:
        raise refuse("T024", within.span, term=head.rows.term)
    outcome = head.outcomes[0]
    declared = term.deadline or outcome.of.deadline
    if declared is None:
        raise refuse("T025", within.span, term=term.text)
    deadline = _deadline(within, declared)
    exceptions = term.exceptions or outcome.of.exceptions
    exclusions = tuple(resolve(x, term.source, lambda _: deadline) for x in exceptions)
    decided = lines.counted == "decided"
    anchor: Anchor = DateIn(outcome.dated) if decided else DueIn(deadline)
    rows = replace(head.rows, anchor=anchor, exclusions=exclusions)
    met = conjunction(Not(IsMissing(outcome.dated)), outcome.condition, CompareDeadline(outcome.dated, "<=", deadline))
    return _percent(rows, met, outcome.text, Cumulation.FLOW, assumed=outcome.text, direction=outcome.direction)


def _deadline(within: tree.WithinClause, declared: DeadlineTerm) -> Deadline:
    start, moves = declared.start, declared.moves
    if within.limit is not None:
        if start is None:
            raise refuse("T026", within.span)
        return Deadline(start=start, days=days_of(within.limit), moves=moves)
    if declared.column is not None:
        return Deadline(column=declared.column, moves=moves)
    if start is not None and declared.days is not None:
        return Deadline(start=start, days=declared.days, moves=moves)
    raise refuse("T027", within.span)


def _threshold_share(head: Head, clause: tree.ThresholdClause, scope: Scope) -> Typed:
    from kpidsl.language.checking.quantities import duration_of

    quantity = scope.quantity(clause.quantity)
    duration = duration_of(quantity, head.term.source, clause.quantity.span)
    if not isinstance(head.rows.anchor, AtCutOff) and head.rows.anchor != DateIn(duration.end):
        raise refuse("T016", clause.span, first=head.rows.term, second=duration.end)
    working = duration.unit == "working_days"
    if working != (clause.limit.unit == "working_days"):
        raise refuse("T028", clause.limit.span, wanted="virkedager" if working else "dager")
    limit = int(clause.limit.value) if working else days_of(clause.limit)
    rows = replace(head.rows, anchor=DateIn(duration.end))
    both = conjunction(rows.condition, Not(IsMissing(duration.start)), Not(IsMissing(duration.end)))
    met: Condition = CompareDuration(duration, clause.operator, limit)
    flip = clause.operator in (">", ">=")
    direction: tree.DirectionWord | None = None
    if quantity.direction is not None:
        lower = (quantity.direction == "lower") == (flip != clause.negated)
        direction = "lower" if lower else "higher"
    numerator = Not(met) if clause.negated else met
    return _percent(replace(rows, condition=both), numerator, quantity.text, Cumulation.FLOW, direction=direction)


def _part_share(part: Head, whole: Head, clause: tree.OutOfClause) -> Typed:
    if part.rows.source != whole.rows.source or part.rows.anchor != whole.rows.anchor:
        raise refuse("T029", clause.span, part=part.rows.term, whole=whole.rows.term)
    members = _members(part.rows.condition)
    if not _members(whole.rows.condition) <= members:
        raise refuse("T030", clause.span, part=part.rows.term, whole=whole.rows.term)
    return _percent(whole.rows, part.rows.condition, part.rows.term, cumulation_of(whole.rows.anchor, whole.term))


def _members(condition: Condition) -> set[Condition]:
    """What must hold, one by one, however many declarations it comes from."""
    if isinstance(condition, And):
        return {member for c in condition.conditions for member in _members(c)}
    return set() if isinstance(condition, Always) else {condition}


def _excepted(typed: Typed, clauses: tuple[tree.Clause, ...], scope: Scope) -> Typed:
    exceptions = [c for c in clauses if isinstance(c, tree.ExceptClause)]
    formula = typed.formula
    if not exceptions or not isinstance(formula, Share):
        return typed
    found: list[Condition] = list(formula.rows.exclusions)
    for clause in exceptions:
        term = scope.set_term(clause.phrase.noun)
        if term.source.name == formula.rows.source:
            found.append(term.condition)
        else:
            found.append(PersonIn(term.source.name, term.condition))
    return replace(typed, formula=replace(formula, rows=replace(formula.rows, exclusions=tuple(found))))


def _count(sentence: tree.Sentence, scope: Scope) -> Typed:
    assert sentence.head is not None
    head = _head(sentence.head, scope)
    rows, window = head.rows, max(head.window, 1)
    for clause in sentence.clauses:
        if isinstance(clause, tree.WithClause):
            term = scope.set_term(clause.phrase.noun)
            months = months_of(clause.phrase.window) if clause.phrase.window else 0
            linked = _linked(head, term, months, clause, scope)
            met = Not(linked) if clause.negated else linked
            rows, window = replace(rows, condition=conjunction(rows.condition, met)), max(window, months)
        elif not isinstance(clause, tree.PerClause | tree.TimeClause):
            raise refuse("T031", clause.span)
    cumulation = cumulation_of(rows.anchor, head.term)
    if cumulation is Cumulation.STOCK and window > 1:
        cumulation = Cumulation.ROLLING
    per = next((c for c in sentence.clauses if isinstance(c, tree.PerClause)), None)
    if per is None:
        return Typed(Count(rows), Kind.COUNT, UnitOfMeasure.COUNT, Fraction(1), cumulation, window)
    base = _head(per.phrase, scope)
    formula = Rate(rows, base.rows, per.number)
    scale = Fraction(per.number)
    return Typed(formula, Kind.RATE, UnitOfMeasure.PER, scale, cumulation, window, per.number)


def _distinct(sentence: tree.Sentence, scope: Scope) -> Typed:
    """Persons in the set, each once at every node: more than one row, or one office, makes no more of them."""
    per = next((c for c in sentence.clauses if isinstance(c, tree.PerClause)), None)
    if per is not None:
        raise refuse("T031", per.span)
    typed = _count(sentence, scope)
    assert isinstance(typed.formula, Count)
    rows = typed.formula.rows
    if scope.sources[rows.source].column("person") is None:
        raise refuse("T008", sentence.span, source=rows.source, role="person")
    return replace(typed, formula=DistinctPersons(rows))
