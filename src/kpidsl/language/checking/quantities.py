"""Means, percentiles, sums and ratios of declared quantities."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from kpidsl.language.checking.clauses import Clauses
from kpidsl.language.checking.conditions import column_of, mistyped
from kpidsl.language.checking.scope import QuantityTerm, Scope, SetTerm, refuse
from kpidsl.language.checking.sets import head_of
from kpidsl.language.checking.types import Typed
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.terms import ColumnSum, DurationBody, RatioBody, ScoreBody, SumBody
from kpidsl.measures.amount import AMOUNT
from kpidsl.measures.measure import Measure
from kpidsl.measures.ratio import RATIO
from kpidsl.measures.registry import BY_NAME
from kpidsl.measures.score import SCORE
from kpidsl.model.condition import Duration
from kpidsl.model.measure import (
    Amount,
    AtCutOff,
    ColumnRatio,
    Columns,
    Cumulation,
    DateIn,
    Formula,
    FromRows,
    Kind,
    MeanColumn,
    MeanDuration,
    OwnPeriod,
    Rows,
    UnitOfMeasure,
)
from kpidsl.model.spec import Source
from kpidsl.problems import Span

_HUNDRED = Fraction(100)


def measured(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> tuple[Typed, Measure]:
    """A sentence about a quantity, and the statistic that it is; raises Refused where it does not type."""
    assert sentence.quantity is not None
    quantity = scope.quantity(sentence.quantity)
    body = quantity.body
    if isinstance(body, DurationBody):
        return _of_duration(sentence, quantity, clauses, scope)
    assert quantity.rows is not None
    rows = _rows(quantity.rows)
    cumulation = quantity.rows.source.cumulation
    if sentence.statistic == "ratio" and sentence.base is not None:
        base = scope.quantity(sentence.base)
        if not isinstance(body, SumBody) or not isinstance(base.body, SumBody) or base.rows is None:
            raise refuse("T033", sentence.span)
        own = None if base.rows.source.name == rows.source else _rows(base.rows)
        ratio = ColumnRatio(rows, _columns(body.columns), _columns(base.body.columns), own)
        typed, measure = Typed(ratio, Kind.RATIO, UnitOfMeasure.PERCENT, _HUNDRED, cumulation), RATIO
    elif isinstance(body, RatioBody) and sentence.statistic == "sum":
        ratio = ColumnRatio(rows, _columns(body.numerator), _columns(body.denominator))
        typed, measure = Typed(ratio, Kind.RATIO, UnitOfMeasure.PERCENT, _HUNDRED, cumulation), RATIO
    elif isinstance(body, SumBody) and sentence.statistic == "sum":
        kroner = all(column_of(n, quantity.rows.source).type == "kroner" for _, n in body.columns.terms)
        unit = UnitOfMeasure.KRONER if kroner else UnitOfMeasure.COUNT
        amount = Amount(rows, _columns(body.columns))
        typed, measure = Typed(amount, Kind.AMOUNT, unit, Fraction(1), cumulation), AMOUNT
    elif isinstance(body, ScoreBody) and sentence.statistic == "mean" and len(body.columns.terms) == 1:
        weight = body.weight.text if body.weight else None
        mean = MeanColumn(rows, body.columns.terms[0][1].text, weight)
        typed, measure = Typed(mean, Kind.MEAN, UnitOfMeasure.SCORE, Fraction(1), cumulation), SCORE
    else:
        raise refuse("T032", sentence.span, quantity=quantity.text)
    return replace(typed, direction=quantity.direction), measure


def _of_duration(
    sentence: tree.Sentence, quantity: QuantityTerm, clauses: Clauses, scope: Scope
) -> tuple[Typed, Measure]:
    assert sentence.quantity is not None
    if sentence.head is None or sentence.statistic not in BY_NAME:
        raise refuse("T032", sentence.span, quantity=quantity.text)
    head = head_of(sentence.head, clauses, scope)
    duration = duration_of(quantity, head.term.source, sentence.quantity.span)
    if not isinstance(head.rows.anchor, AtCutOff) and head.rows.anchor != DateIn(duration.end):
        raise refuse("T016", sentence.span, first=head.rows.term, second=duration.end)
    rows = replace(head.rows, anchor=DateIn(duration.end))
    unit = UnitOfMeasure.WORKING_DAYS if duration.unit == "working_days" else UnitOfMeasure.DAYS
    formula: Formula = MeanDuration(rows, duration)
    kind, measure = Kind.MEAN, BY_NAME[sentence.statistic]
    if measure.reduced is not None:
        formula, kind = FromRows(rows, duration, measure.name, sentence.percent), Kind.QUANTILE
    direction = quantity.direction if measure.keeps_direction else None
    return Typed(formula, kind, unit, Fraction(1), Cumulation.FLOW, direction=direction), measure


def duration_of(quantity: QuantityTerm, source: Source, span: Span) -> Duration:
    """The quantity as a duration between two date columns of `source`."""
    body = quantity.body
    if not isinstance(body, DurationBody):
        raise refuse("T032", span, quantity=quantity.text)
    for name in (body.start, body.end):
        column = column_of(name, source)
        if column.type != "date":
            raise mistyped(name.span, column, "date")
    if body.unit == "weeks":
        raise refuse("T011", span)
    return Duration(body.start.text, body.end.text, "working_days" if body.unit == "working_days" else "days")


def _rows(term: SetTerm) -> Rows:
    return Rows(term.source.name, term.condition, OwnPeriod(), (), term.text)


def _columns(columns: ColumnSum) -> Columns:
    return Columns(tuple((sign, name.text) for sign, name in columns.terms))
