"""Types shares: what is in the numerator, and of which rows (LANGUAGE R18, R19)."""

from __future__ import annotations

from dataclasses import replace

from kpidsl.language.checking.clauses import Clauses
from kpidsl.language.checking.conditions import check_clock, resolve
from kpidsl.language.checking.having import HAVING, Having, having
from kpidsl.language.checking.lengths import deadline_length
from kpidsl.language.checking.scope import DeadlineTerm, OutcomeTerm, Refused, Scope, SetTerm, refuse
from kpidsl.language.checking.sets import (
    cumulation_of,
    each_once,
    excepted_set,
    head_of,
    linked,
)
from kpidsl.language.checking.thresholds import threshold
from kpidsl.language.checking.times import check_stays
from kpidsl.language.checking.types import Lines, ResolvedSet, Typed
from kpidsl.language.tree import phrases as tree
from kpidsl.measures.share import SHARE
from kpidsl.model.condition import (
    CompareDeadline,
    Condition,
    Deadline,
    DeadlineUnit,
    InWholeWindow,
    IsMissing,
    Not,
    conjunction,
    members,
)
from kpidsl.model.measure import (
    Anchor,
    AtCutOff,
    Cumulation,
    DateIn,
    DueIn,
    Rows,
    Share,
    rows_of,
    with_rows,
)
from kpidsl.model.spec import Source
from kpidsl.problems import alternatives

_NUMERATORS = (HAVING, (tree.ThresholdClause,), (tree.WithinClause,), (tree.OutOfClause,))


def share(sentence: tree.Sentence, clauses: Clauses, lines: Lines, scope: Scope) -> Typed:
    """Return a share from the one clause that defines its numerator. Raises Refused if none or several do."""
    assert sentence.head is not None
    head = head_of(sentence.head, clauses, scope)
    if clauses.has(tree.PerClause):
        raise refuse("T018", sentence.span)
    if sum(any(map(clauses.has, kinds)) for kinds in _NUMERATORS) > 1:
        raise refuse("T019", sentence.span)
    within, limit = clauses.one(tree.WithinClause), clauses.one(tree.ThresholdClause)
    out_of, asked = clauses.one(tree.OutOfClause), having(head, clauses, scope)
    if within is not None:
        typed = _deadline_share(head, within, clauses, lines, scope)
    elif head.outcomes:
        raise refuse("T020", sentence.span, outcome=head.outcomes[0].term.text)
    elif limit is not None:
        typed = _threshold_share(head, limit, scope)
    elif out_of is not None:
        typed = _part_share(head, head_of(out_of.phrase, clauses, scope), out_of)
    elif asked is not None:
        typed = _with_share(head, asked, lines)
    elif sentence.head.age is not None:
        typed = _aged_share(head, sentence.head, clauses, scope)
    else:
        raise _without_numerator(sentence, head, scope)
    return _excepted(typed, head, clauses, scope)


def _without_numerator(sentence: tree.Sentence, head: ResolvedSet, scope: Scope) -> Refused:
    """No numerator; of events (`Andel oppfølging`) the letter means the numerator, and does not say of whom."""
    whom = [term.text for term in scope.terms.values() if isinstance(term, SetTerm) and _holds_persons(term)]
    if head.term.source.grain != "event" or not whom:
        return refuse("T021", sentence.span, term=head.rows.term)
    shares = (("Andel", "med"), ("Del", "med"), ("Share of", "with"))
    readings = ([f"{share} {who} {word} {head.rows.term} …" for who in whom[:3]] for share, word in shares)
    return refuse(
        "Q010",
        sentence.span,
        found=head.rows.term,
        readings=alternatives(*readings),
    )


def _holds_persons(term: SetTerm) -> bool:
    return term.source.grain == "person_month" and term.transition is None


def _percent(rows: Rows, numerator: Condition, term: str, cumulation: Cumulation) -> Typed:
    return Typed.by(SHARE, Share(rows, numerator, term), cumulation)


def _with_share(head: ResolvedSet, asked: Having, lines: Lines) -> Typed:
    rows, window = asked.rows, asked.window
    if lines.whole_window:
        stayed = InWholeWindow(rows.source, rows.condition, window)
        rows = replace(rows, condition=conjunction(rows.condition, stayed))
    cumulation = cumulation_of(rows.anchor, head.term)
    if cumulation is Cumulation.STOCK and window > 1:
        cumulation = Cumulation.ROLLING
    typed = _percent(rows, conjunction(*asked.conditions), asked.name, cumulation)
    return replace(typed, window=window, assumed=asked.name if asked.plain else None)


def _deadline_share(
    head: ResolvedSet, within: tree.WithinClause, clauses: Clauses, lines: Lines, scope: Scope
) -> Typed:
    term = head.term
    if within.unbroken:
        outcome = _only_outcome(head, within, scope)
    elif not head.outcomes:
        raise refuse("T024", within.span, term=head.rows.term)
    else:
        clauses.take(head.outcomes[0].written)
        outcome = head.outcomes[0].term
    declared = term.deadline or outcome.of.deadline
    if declared is None:
        raise refuse("T025", within.span, term=term.text)
    scope.deadlines.add(declared.span)
    if within.since is not None:
        _check_since(within.since, declared.start, term)
    deadline = _deadline(within, declared, term.source)
    if deadline.unit == "seconds":
        check_clock(outcome.dated, term.source, within.span)
    exceptions = term.exceptions or outcome.of.exceptions
    exclusions = tuple(resolve(x, term.source, lambda _: deadline) for x in exceptions)
    decided = lines.counted == "decided"
    anchor: Anchor = DateIn(outcome.dated) if decided else DueIn(deadline)
    if not isinstance(head.rows.anchor, AtCutOff) and head.rows.anchor != anchor:
        raise refuse("T016", within.span, first=head.rows.term, second=outcome.dated if decided else within.text)
    rows = replace(head.rows, anchor=anchor, exclusions=exclusions)
    happened = conjunction(Not(IsMissing(outcome.dated)), *_narrower(outcome, head.term), outcome.condition)
    met = conjunction(happened, CompareDeadline(outcome.dated, "<=", deadline))
    typed = _percent(rows, met, outcome.text, Cumulation.FLOW)
    return replace(typed, assumed=outcome.text, direction=outcome.direction)


def _narrower(outcome: OutcomeTerm, term: SetTerm) -> list[Condition]:
    """What the outcome's own set asks for and `term` does not: a case of another set has not had the outcome."""
    return [one for one in members(outcome.of.condition) if one not in members(term.condition)]


def _only_outcome(head: ResolvedSet, within: tree.WithinClause, scope: Scope) -> OutcomeTerm:
    """The outcome that is declared of the set; raises Refused where there is none, or several."""
    declared = scope.outcomes_of(head.term)
    if len(declared) != 1 or head.outcomes:
        several = ", ".join(f"«{outcome.text}»" for _, outcome in declared) or "–"
        example = declared[0][1].text if declared else "UTFALL"
        raise refuse("T168", within.span, found=within.text, term=head.term.text, several=several, first=example)
    key, outcome = declared[0]
    scope.used.add(key)
    return outcome


def _check_since(since: tree.Name, start: str | None, term: SetTerm) -> None:
    """Refuse another start of a deadline than the declared one; `mottak` is `mottatt` where no date is as like it."""
    dates = [column.name for column in term.source.columns if column.type == "date"]
    like = {name: _common_beginning(since.text.casefold(), name.casefold()) for name in dates}
    if start is not None:
        shorter = min(len(since.text), len(start))
        nearest = all(like[start] > length for name, length in like.items() if name != start)
        if since.text.casefold() == start.casefold() or (nearest and like[start] >= max(4, 0.6 * shorter)):
            return
    raise refuse("Q007", since.span, found=since.text, term=term.text, start=start or "–")


def _common_beginning(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _deadline(within: tree.WithinClause, declared: DeadlineTerm, source: Source) -> Deadline:
    start, moves = declared.start, declared.moves
    if within.limit is not None:
        if start is None:
            raise refuse("T026", within.span)
        length, unit = deadline_length(within.limit)
        if unit == "seconds":
            check_clock(start, source, within.limit.span)
            check_stays(moves, within.limit.text, within.limit.span)
        return _counted(start, length, unit, moves)
    if declared.column is not None:
        return Deadline(column=declared.column, moves=moves)
    if start is not None and declared.length is not None:
        return _counted(start, *declared.length, moves)
    raise refuse("T027", within.span)


def _counted(start: str, length: int, unit: DeadlineUnit, moves: bool) -> Deadline:
    """The deadline from a start; one in working days ends on a working day whether it moves or not."""
    return Deadline(start=start, length=length, unit=unit, moves=moves and unit != "working_days")


def _threshold_share(head: ResolvedSet, clause: tree.ThresholdClause, scope: Scope) -> Typed:
    condition = threshold(head, clause, scope)
    typed = _percent(condition.rows, condition.met, condition.name, condition.cumulation)
    return replace(typed, direction=condition.direction)


def _aged_share(head: ResolvedSet, phrase: tree.SetPhrase, clauses: Clauses, scope: Scope) -> Typed:
    """`Andel arbeidssøkere under 30 år`: of all in the set, those of that age."""
    assert phrase.age is not None
    whole = head_of(replace(phrase, age=None), clauses, scope)
    return _percent(whole.rows, head.rows.condition, phrase.age.text, cumulation_of(whole.rows.anchor, whole.term))


def _part_share(part: ResolvedSet, whole: ResolvedSet, clause: tree.OutOfClause) -> Typed:
    if part.rows.source != whole.rows.source or part.rows.anchor != whole.rows.anchor:
        raise refuse("T029", clause.span, part=part.rows.term, whole=whole.rows.term)
    if not set(members(whole.rows.condition)) <= set(members(part.rows.condition)):
        raise refuse("T030", clause.span, part=part.rows.term, whole=whole.rows.term)
    return _percent(whole.rows, part.rows.condition, part.rows.term, cumulation_of(whole.rows.anchor, whole.term))


def _excepted(typed: Typed, head: ResolvedSet, clauses: Clauses, scope: Scope) -> Typed:
    """With the rows of each `unntatt` left out."""
    written = clauses.every(tree.ExceptClause)
    left_out = [linked(head, excepted_set(clause, clauses, scope), 0, clause, clauses) for clause in written]
    rows = rows_of(typed.formula)["rows"]
    exclusions = (*rows.exclusions, *each_once(left_out, written))
    return replace(typed, formula=with_rows(typed.formula, {"rows": replace(rows, exclusions=exclusions)}))
