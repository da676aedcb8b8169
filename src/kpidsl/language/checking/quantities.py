"""Types means, percentiles, sums and ratios of declared quantities."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from kpidsl.language.checking.clauses import Clauses
from kpidsl.language.checking.conditions import check_clock, column_of, columns_of, mistyped
from kpidsl.language.checking.scope import QuantityTerm, Refused, Scope, SetTerm, column_names, refuse
from kpidsl.language.checking.sets import cumulation_of, head_of, own_rows
from kpidsl.language.checking.times import check_ratio
from kpidsl.language.checking.types import ResolvedSet, Typed
from kpidsl.language.reading.words import load_words
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.terms import ColumnSum, DurationBody, RatioBody, ScoreBody, SumBody
from kpidsl.measures.amount import AMOUNT
from kpidsl.measures.amount_of_rows import AMOUNT_OF_ROWS
from kpidsl.measures.extreme import EXTREME
from kpidsl.measures.mean import MEAN
from kpidsl.measures.measure import Measure
from kpidsl.measures.ratio import RATIO
from kpidsl.measures.registry import BY_NAME, BY_WORD
from kpidsl.measures.score import SCORE
from kpidsl.model.condition import Duration, IsMissing, conjunction, members
from kpidsl.model.measure import (
    Amount,
    AmountOfRows,
    AtCutOff,
    Column,
    ColumnRatio,
    Columns,
    Cumulation,
    DateIn,
    OwnPeriod,
    Rows,
    UnitOfMeasure,
    ValueStatistic,
    WeightedMean,
)
from kpidsl.model.spec import Source
from kpidsl.model.unit_of_measure import SECONDS_IN
from kpidsl.problems import LANGUAGES, Span, Translated


def measured(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """Return the formula of a sentence about a quantity. Raises Refused if it does not type."""
    assert sentence.quantity is not None
    quantity = scope.quantity(sentence.quantity)
    match quantity.body:
        case DurationBody() if sentence.head is not None and sentence.statistic in BY_NAME:
            return _of_duration(sentence, sentence.head, quantity, clauses, scope)
        case ScoreBody(weight=tree.Name(text=weight)) if sentence.statistic == MEAN.name:
            rows = own_rows(rows_behind(quantity))
            mean = WeightedMean(rows, column_names(quantity.body.columns)[0].text, weight)
            return _sum(SCORE, mean, quantity, unit_of(quantity.body.columns, quantity, UnitOfMeasure.SCORE))
        case ScoreBody(weight=None) if rows_behind(quantity).source.ready_made:
            return _of_figures(sentence, quantity)
        case ScoreBody(weight=None) if sentence.statistic in BY_NAME:
            return _of_column(sentence, quantity, clauses, scope)
        case SumBody() if sentence.base is not None:
            return _ratio_of_sums(sentence, quantity, scope.quantity(sentence.base))
        case SumBody() if sentence.statistic == "sum" and not rows_behind(quantity).source.ready_made:
            return _of_rows_added(sentence, quantity, clauses, scope)
        case SumBody(columns=columns) if sentence.statistic == "sum":
            unit = unit_of(columns, quantity)
            return _sum(AMOUNT, Amount(own_rows(rows_behind(quantity)), signed_columns(columns)), quantity, unit)
        case RatioBody(numerator=numerator, denominator=denominator) if sentence.statistic == "sum":
            ratio = ColumnRatio(own_rows(rows_behind(quantity)), signed_columns(numerator), signed_columns(denominator))
            return _sum(RATIO, ratio, quantity)
        case _ if sentence.statistic == "ratio":
            raise refuse("T033", sentence.span)
        case _:
            raise not_so(sentence.span, quantity)


def not_so(span: Span, quantity: QuantityTerm) -> Refused:
    """That a quantity cannot stand as it does, with the words of every statistic that there is."""
    words = Translated(*(load_words().beginning(BY_WORD, language) for language in LANGUAGES))
    return refuse("T032", span, quantity=quantity.text, words=words)


def rows_behind(quantity: QuantityTerm) -> SetTerm:
    """Return what the quantity is in, which a duration has none of."""
    assert quantity.rows is not None
    return quantity.rows


def _sum(
    measure: Measure[Any],
    formula: WeightedMean | Amount | ColumnRatio,
    quantity: QuantityTerm,
    unit: UnitOfMeasure | None = None,
) -> Typed:
    cumulation = cumulation_of(formula.rows.anchor, rows_behind(quantity))
    return Typed.by(measure, formula, cumulation, unit, quantity.direction)


def _ratio_of_sums(sentence: tree.Sentence, quantity: QuantityTerm, base: QuantityTerm) -> Typed:
    """A sum as a percentage of another, which may be of other rows."""
    if not isinstance(quantity.body, SumBody) or not isinstance(base.body, SumBody):
        raise refuse("T033", sentence.span)
    for one in (quantity, base):
        check_ready_made(one, sentence.span)
    top, bottom = quantity.body.columns, base.body.columns
    check_ratio(
        columns_of(top, rows_behind(quantity).source), columns_of(bottom, rows_behind(base).source), sentence.span
    )
    rows, below = own_rows(rows_behind(quantity)), own_rows(rows_behind(base))
    same = replace(rows, term="") == replace(below, term="")
    ratio = ColumnRatio(rows, signed_columns(top), signed_columns(bottom), None if same else below)
    return _sum(RATIO, ratio, quantity)


def check_ready_made(quantity: QuantityTerm, span: Span) -> None:
    """Refuse what is a ratio of sums of rows: it would be hidden by one of the two numbers of rows alone."""
    source = rows_behind(quantity).source
    if not source.ready_made:
        raise refuse("T038", span, quantity=quantity.text, source=source.name)


def unit_of(columns: ColumnSum, quantity: QuantityTerm, other: UnitOfMeasure = UnitOfMeasure.COUNT) -> UnitOfMeasure:
    """Return the unit of a sum or of a column: the one that all its columns are in, else `other`."""
    source = rows_behind(quantity).source
    units = {column.unit_of_measure for column in columns_of(columns, source)}
    return (units.pop() if len(units) == 1 else None) or other


def _of_duration(
    sentence: tree.Sentence, phrase: tree.SetPhrase, quantity: QuantityTerm, clauses: Clauses, scope: Scope
) -> Typed:
    assert sentence.quantity is not None
    head = head_of(phrase, clauses, scope)
    duration = duration_of(quantity, head.term.source, sentence.quantity.span)
    unit = unit_of_duration(quantity)
    at_end = duration.end is None and isinstance(head.rows.anchor, AtCutOff)
    if at_end:
        check_open(head, phrase.span, scope)
        return _of_rows(sentence, head.rows, duration, unit, Cumulation.STOCK, quantity)
    if duration.end is None or head.rows.anchor not in (AtCutOff(), DateIn(duration.end)):
        raise refuse("T016", sentence.span, first=head.rows.term, second=duration.end or quantity.text)
    rows = replace(head.rows, anchor=DateIn(duration.end))
    typed = _of_rows(sentence, rows, duration, unit, Cumulation.FLOW, quantity)
    return replace(typed, times=Fraction(1, SECONDS_IN.get(unit, 1)))


def _of_column(sentence: tree.Sentence, quantity: QuantityTerm, clauses: Clauses, scope: Scope) -> Typed:
    """A statistic of the number in a column of rows: of those that the quantity stands on, or of a set among them."""
    assert isinstance(quantity.body, ScoreBody)
    names, of = column_names(quantity.body.columns), rows_behind(quantity)
    if len(names) > 1:
        raise not_so(sentence.span, quantity)
    rows = _rows_asked_for(sentence, quantity, clauses, scope)
    unit = unit_of(quantity.body.columns, quantity, UnitOfMeasure.SCORE)
    return _of_rows(sentence, rows, Column(names[0].text), unit, cumulation_of(rows.anchor, of), quantity)


def _of_figures(sentence: tree.Sentence, quantity: QuantityTerm) -> Typed:
    """The highest or the lowest of ready-made figures. A mean of them has no weight (T012), a statistic of
    anything else no rows (T032), and a year's figure is none of a month (T213)."""
    assert isinstance(quantity.body, ScoreBody)
    names, of = column_names(quantity.body.columns), rows_behind(quantity)
    if sentence.statistic == MEAN.name:
        raise refuse("T012", sentence.span, quantity=quantity.text)
    if sentence.percent not in (0, 100) or sentence.head is not None or len(names) > 1:
        raise not_so(sentence.span, quantity)
    rows = own_rows(of)
    if not isinstance(rows.anchor, OwnPeriod) or of.source.grain != "unit_month":
        raise refuse("T213", sentence.span, quantity=quantity.text, source=of.source.name)
    formula = ValueStatistic(rows, Column(names[0].text), EXTREME.name, sentence.percent)
    unit = unit_of(quantity.body.columns, quantity, UnitOfMeasure.SCORE)
    return Typed.by(EXTREME, formula, cumulation_of(rows.anchor, of), unit, quantity.direction)


def _of_rows_added(sentence: tree.Sentence, quantity: QuantityTerm, clauses: Clauses, scope: Scope) -> Typed:
    """A sum of columns of rows: of those that the quantity stands on, or of a set among them."""
    assert isinstance(quantity.body, SumBody)
    rows = _rows_asked_for(sentence, quantity, clauses, scope)
    amount = AmountOfRows(rows, signed_columns(quantity.body.columns))
    cumulation = cumulation_of(rows.anchor, rows_behind(quantity))
    unit = unit_of(quantity.body.columns, quantity)
    return Typed.by(AMOUNT_OF_ROWS, amount, cumulation, unit, quantity.direction)


def _rows_asked_for(sentence: tree.Sentence, quantity: QuantityTerm, clauses: Clauses, scope: Scope) -> Rows:
    """The rows that the quantity stands on, or those of a set among them where the sentence has one."""
    of = rows_behind(quantity)
    rows = own_rows(of)
    if sentence.head is None:
        return rows
    head = head_of(sentence.head, clauses, scope)
    if head.term.source.name != of.source.name:
        raise refuse("T015", sentence.head.span, modifier=quantity.text, term=head.rows.term)
    if of.moment is not None and head.rows.anchor != rows.anchor:
        raise refuse("T016", sentence.head.span, first=head.rows.term, second=of.moment)
    return replace(head.rows, condition=conjunction(head.rows.condition, of.condition))


def _of_rows(
    sentence: tree.Sentence,
    rows: Rows,
    value: Duration | Column,
    unit: UnitOfMeasure,
    cumulation: Cumulation,
    quantity: QuantityTerm,
) -> Typed:
    """The statistic of the rows' values."""
    measure = BY_NAME[sentence.statistic]
    direction = quantity.direction if measure.keeps_direction else None
    formula = ValueStatistic(rows, value, measure.name, sentence.percent)
    return Typed.by(measure, formula, cumulation, unit, direction)


def duration_of(quantity: QuantityTerm, source: Source, span: Span) -> Duration:
    """Return the quantity as a duration between two date columns of `source`."""
    body = quantity.body
    if not isinstance(body, DurationBody):
        raise not_so(span, quantity)
    for name in filter(None, (body.start, body.end)):
        column = column_of(name, source)
        if column.type != "date":
            raise mistyped(name.span, column, "date")
    if body.unit == "weeks":
        raise refuse("T011", span, found=body.text)
    end = body.end.text if body.end is not None else None
    if body.unit in SECONDS_IN:
        for name in filter(None, (body.start, body.end)):
            check_clock(name.text, source, name.span)
        return Duration(body.start.text, end, "seconds")
    return Duration(body.start.text, end, "working_days" if body.unit == "working_days" else "days")


def unit_of_duration(quantity: QuantityTerm) -> UnitOfMeasure:
    """Return the unit that a duration was declared in."""
    assert isinstance(quantity.body, DurationBody)
    return UnitOfMeasure(quantity.body.unit)


def check_open(head: ResolvedSet, span: Span, scope: Scope) -> None:
    """Refuse the age of cases that may be closed: one that is closed grows no older. The message names the date of an
    outcome of the set, where one is declared, as the one that open cases lack."""
    dates = [column.name for column in head.term.source.columns if column.type == "date"]
    if not any(isinstance(one, IsMissing) and one.column in dates for one in members(head.rows.condition)):
        closes = [outcome.dated for _, outcome in scope.outcomes_of(head.term)]
        raise refuse("T167", span, term=head.rows.term, column=(closes or dates[-1:] or ["…"])[0])


def signed_columns(columns: ColumnSum) -> Columns:
    """Return the columns of a sum with their signs."""
    return Columns(tuple((sign, name.text) for sign, name in columns.terms))
