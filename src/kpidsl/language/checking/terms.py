"""Checks declarations: sources, sets, properties, outcomes and quantities, each typed by its source's grain."""

from __future__ import annotations

from kpidsl.language.checking.conditions import check_clock, column_of, columns_of, mistyped, no_deadline, resolve
from kpidsl.language.checking.lengths import deadline_length
from kpidsl.language.checking.lines import check_term_lines
from kpidsl.language.checking.scope import (
    DeadlineTerm,
    OutcomeTerm,
    QuantityTerm,
    Refused,
    Scope,
    SetTerm,
    column_names,
    refuse,
)
from kpidsl.language.checking.times import check_ratio, check_stays, check_sum
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.terms import (
    OF_PERSONS,
    CountedLine,
    DeadlineLine,
    DirectionLine,
    DurationBody,
    ExceptionLine,
    OutcomeBody,
    RatioBody,
    ScoreBody,
    SetBody,
    SumBody,
    TermDeclaration,
)
from kpidsl.model.condition import Always, And, Condition, Deadline, InPeriod
from kpidsl.model.measure import Cumulation
from kpidsl.model.spec import NUMBERS, ColumnSpec, Source
from kpidsl.model.unit_of_measure import SECONDS_IN


def declare_term(term: TermDeclaration, scope: Scope) -> None:
    """Resolve a declaration. If it is invalid the problem is reported here, and not again where the term is used."""
    try:
        if term.body is None:
            scope.broken.add(term.key)
            return
        resolved = scope.terms[term.key] = _resolved(term, scope)
        check_term_lines(term, isinstance(resolved, SetTerm) and resolved.deadline is not None, scope)
    except Refused as refused:
        scope.broken.add(term.key)
        scope.refused(refused)


def _resolved(term: TermDeclaration, scope: Scope) -> SetTerm | OutcomeTerm | QuantityTerm:
    text = term.forms[0].text
    direction = term.direction or next((x.direction for x in term.lines if isinstance(x, DirectionLine)), None)
    body = term.body
    match body:
        case SetBody():
            return _set(term, body, scope)
        case OutcomeBody():
            of = scope.rows(body.base, term.key)
            dated = column_of(body.dated, of.source)
            if dated.type != "date":
                raise mistyped(body.dated.span, dated, "date")
            extra = resolve(body.condition, of.source, no_deadline) if body.condition else Always()
            return OutcomeTerm(text, of, dated.name, extra, direction, term.span)
        case DurationBody():
            if body.unit in ("months", "years") or (body.unit in SECONDS_IN and body.end is None):
                raise refuse("T011", body.span, found=body.text)
            return QuantityTerm(text, body, None, direction, term.span)
        case ScoreBody() | SumBody() | RatioBody():
            return QuantityTerm(text, body, _columns_behind(term, body, scope), direction, term.span)
        case _:
            raise AssertionError(body)


def _columns_behind(term: TermDeclaration, body: ScoreBody | SumBody | RatioBody, scope: Scope) -> SetTerm:
    """The rows that a quantity is in; refuses columns that are no numbers of one kind, and what cannot be added up."""
    rows, text = scope.rows(body.base, term.key), term.forms[0].text
    sums = [body.numerator, body.denominator] if isinstance(body, RatioBody) else [body.columns]
    columns = [columns_of(one, rows.source) for one in sums]
    for one, of_one in zip(sums, columns, strict=True):
        for name, column in zip(column_names(one), of_one, strict=True):
            _numeric(column, name)
            _adds_up(column, rows.source, name)
        check_sum(of_one, one.span)
    check_ratio(columns[0], columns[-1], body.span)
    is_quotient = isinstance(body, RatioBody) or (isinstance(body, ScoreBody) and body.weight is not None)
    if is_quotient and not rows.source.ready_made:  # it would be hidden by one number of rows alone
        raise refuse("T038", body.span, quantity=text, source=rows.source.name)
    if isinstance(body, ScoreBody) and body.weight is not None:
        _numeric(column_of(body.weight, rows.source), body.weight)
    return rows


def _set(term: TermDeclaration, body: SetBody, scope: Scope) -> SetTerm:
    base = scope.rows(body.base, term.key)
    own: Condition = resolve(body.condition, base.source, no_deadline) if body.condition else Always()
    moment, own = _moment(own)
    both = [c for c in (base.condition, own) if not isinstance(c, Always)]
    condition = both[0] if len(both) == 1 else And(tuple(both)) if both else Always()
    counted = next((x for x in term.lines if isinstance(x, CountedLine)), None)
    if body.transition and (counted is None or counted.counted not in OF_PERSONS):
        raise refuse("T013", term.forms[0].span, term=term.forms[0].text)
    deadline = next((x for x in term.lines if isinstance(x, DeadlineLine)), None)
    exceptions = tuple(x.condition for x in term.lines if isinstance(x, ExceptionLine))
    for exception in exceptions:
        resolve(exception, base.source, lambda _: Deadline(start="", length=0))
    return SetTerm(
        term.forms[0].text,
        base.source,
        condition,
        term.span,
        counted.counted if body.transition and counted else None,
        _deadline(deadline, base.source) if deadline else base.deadline,
        exceptions or base.exceptions,
        moment or base.moment,
    )


def _moment(condition: Condition) -> tuple[str | None, Condition]:
    """The date column of `K er i perioden`, taken out of the condition."""
    members = condition.conditions if isinstance(condition, And) else (condition,)
    dated = [c for c in members if isinstance(c, InPeriod)]
    if not dated:
        return None, condition
    rest = tuple(c for c in members if c not in dated)
    return dated[0].column, (rest[0] if len(rest) == 1 else And(rest) if rest else Always())


def _deadline(line: DeadlineLine, source: Source) -> DeadlineTerm:
    column = column_of(line.column, source) if line.column else None
    start = column_of(line.start, source) if line.start else None
    for column_spec, name in ((column, line.column), (start, line.start)):
        if column_spec is not None and name is not None and column_spec.type != "date":
            raise mistyped(name.span, column_spec, "date")
    length = deadline_length(line.length) if line.length else None
    if length is not None and length[1] == "seconds" and start is not None and line.start is not None:
        check_clock(start.name, source, line.start.span)
        check_stays(line.moves, line.length.text if line.length else "", line.span)
    return DeadlineTerm(column.name if column else None, start.name if start else None, length, line.moves, line.span)


def _numeric(column: ColumnSpec, name: tree.Name) -> None:
    if column.type not in NUMBERS:
        raise mistyped(name.span, column, "number")


def _adds_up(column: ColumnSpec, source: Source, name: tree.Name) -> None:
    """A number of distinct persons is a sum only where each stands once, and never over months."""
    if column.persons == "overlapping":
        raise refuse("T092", name.span, column=column.name, source=source.name)
    if column.persons and source.cumulation is Cumulation.FLOW:
        raise refuse("T093", name.span, column=column.name, source=source.name)
