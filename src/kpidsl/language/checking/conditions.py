"""Types conditions: columns exist, values have the column's type, texts are among the legal values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, assert_never

from kpidsl.language.building.builder import DATE_SHAPED
from kpidsl.language.checking.scope import Refused, mending, refuse
from kpidsl.language.tree import conditions as written
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.terms import ColumnSum
from kpidsl.model.condition import (
    And,
    Between,
    Compare,
    CompareDeadline,
    Condition,
    Deadline,
    InPeriod,
    IsMissing,
    Not,
    OneOf,
    Operator,
    Or,
    Scalar,
)
from kpidsl.model.period import Month
from kpidsl.model.spec import NUMBERS, ColumnSpec, Source
from kpidsl.problems import Span, Translated, replacing

TYPES = {
    "text": Translated("tekst", "tekst", "text"),
    "integer": Translated("heltall", "heiltal", "integer"),
    "decimal": Translated("desimaltall", "desimaltal", "decimal"),
    "kroner": Translated("kroner", "kroner", "kroner"),
    "seconds": Translated("sekunder", "sekund", "seconds"),
    "minutes": Translated("minutter", "minutt", "minutes"),
    "hours": Translated("timer", "timar", "hours"),
    "date": Translated("dato", "dato", "date"),
    "month": Translated("måned", "månad", "month"),
    "year": Translated("år", "år", "year"),
    "number": Translated("tall", "tal", "number"),
}
"""The types of columns, as a source declares them; a number is of any of those that hold numbers."""


def resolve(
    condition: written.Condition, source: Source, deadline: Callable[[written.DeadlineValue], Deadline]
) -> Condition:
    """Return the condition over the source's columns. `deadline` returns what `fristen` means, or raises Refused."""
    match condition:
        case written.Comparison():
            return _comparison(condition, source, deadline)
        case written.Between():
            column = column_of(condition.column, source)
            low, high = value_of(condition.low, column), value_of(condition.high, column)
            if isinstance(condition.high, tree.DateLiteral):
                high = _last_day(condition.high)
            return Between(column.name, low, high)
        case written.OneOf():
            column = column_of(condition.column, source)
            one_of: Condition = OneOf(column.name, tuple(value_of(v, column) for v in condition.values))
            return Not(one_of) if condition.negated else one_of
        case written.Exists():
            missing: Condition = IsMissing(column_of(condition.column, source).name)
            return missing if condition.missing else Not(missing)
        case written.InPeriod():
            column = column_of(condition.column, source)
            if column.type != "date":
                raise mistyped(condition.column.span, column, "date")
            return InPeriod(column.name)
        case written.All():
            return And(tuple(resolve(c, source, deadline) for c in condition.conditions))
        case written.AnyOf():
            return Or(tuple(resolve(c, source, deadline) for c in condition.conditions))
        case _:
            assert_never(condition)


def no_deadline(value: written.DeadlineValue) -> Deadline:
    """Raise Refused: `fristen` has no meaning here."""
    raise refuse("T010", value.span)


def column_of(name: tree.Name, source: Source) -> ColumnSpec:
    """Return the declared column. Raises Refused, with the nearest name, if there is none."""
    column = source.named(name.text)
    if column is None:
        options = [c.name for c in source.columns]
        raise refuse("T003", name.span, column=name.text, source=source.name, **mending(name.span, name.text, options))
    return column


def columns_of(columns: ColumnSum, source: Source) -> list[ColumnSpec]:
    """Return the declared columns of a sum. Raises Refused, with the nearest name, where one is not declared."""
    return [column_of(name, source) for _, name in columns.terms]


def check_clock(name: str, source: Source, span: Span) -> None:
    """Refuse a column of dates without a time of day, where time is counted below a day (T211)."""
    column = source.named(name)
    if column is None or not column.clock:
        raise refuse("T211", span, column=name)


def mistyped(span: Span, column: ColumnSpec, wanted: Literal["text", "number", "date", "month", "year"]) -> Refused:
    """Return the Refused to raise if the column is declared with another type than is needed here."""
    return refuse("T004", span, column=column.name, type=TYPES[column.type], wanted=TYPES[wanted])


def value_of(value: written.Value, column: ColumnSpec) -> Scalar:
    """Return the literal as a value of the column's type. Raises Refused if it is not one."""
    match value:
        case written.TextValue():
            if column.type != "text":
                raise mistyped(value.span, column, "text")
            if column.legal and value.text not in column.legal:
                raise refuse(
                    "T005",
                    value.span,
                    value=value.text,
                    column=column.name,
                    **mending(value.span, value.text, column.legal),
                )
            return value.text
        case written.NumberValue():
            if column.type == "date":
                if DATE_SHAPED.fullmatch(value.text):
                    raise Refused  # said where it is read
                year = value.text.isdigit() and len(value.text) == 4
                fixes = replacing(value.span, f"1. januar {value.text}") if year else ()
                raise refuse("T006", value.span, fixes=fixes, column=column.name, value=value.text)
            if column.type not in NUMBERS:
                raise mistyped(value.span, column, "number")
            return value.value
        case tree.DateLiteral():
            if column.type != "date":
                raise mistyped(value.span, column, "date")
            return value.day
        case written.DeadlineValue():
            raise refuse("T010", value.span)
        case _:
            assert_never(value)


def _comparison(
    condition: written.Comparison, source: Source, deadline: Callable[[written.DeadlineValue], Deadline]
) -> Condition:
    column = column_of(condition.column, source)
    if isinstance(condition.value, written.DeadlineValue):
        last = deadline(condition.value)
        if last.unit == "seconds":
            check_clock(column.name, source, condition.column.span)
        return CompareDeadline(column.name, condition.operator, last)
    value = value_of(condition.value, column)
    operator: Operator = condition.operator
    if isinstance(condition.value, tree.DateLiteral) and operator in ("<=", ">"):
        value = _last_day(condition.value)
    return Compare(column.name, operator, value)


def _last_day(literal: tree.DateLiteral) -> date:
    months = {"day": 0, "month": 1, "quarter": 3, "tertial": 4, "year": 12}[literal.precision]
    if not months:
        return literal.day
    return (Month.of(literal.day.year, literal.day.month) + months).first_day - timedelta(1)
