"""Small sqlglot nodes used by every lowering."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from sqlglot import exp

from kpidsl.model.condition import Scalar


def column(name: str, table: str = "r") -> exp.Expr:
    """A quoted column of a quoted table alias."""
    return exp.column(exp.to_identifier(name, quoted=True), table=exp.to_identifier(table, quoted=True))


def clock(name: str) -> exp.Expr:
    """The clock of a row's date that has a time of day."""
    return column(f"{name}__clock")


def state_of(name: str) -> exp.Expr:
    """The state of a row's ready-made figure."""
    return column(f"{name}__state")


def integer(value: int) -> exp.Expr:
    """An integer literal, negative ones in parentheses."""
    literal = exp.Literal.number(abs(value))
    return literal if value >= 0 else exp.Paren(this=exp.Neg(this=literal))


def day(value: date) -> exp.Expr:
    """A date literal."""
    return exp.Cast(this=exp.Literal.string(value.isoformat()), to=exp.DataType.build("date"))


def scalar(value: Scalar, scale: int) -> exp.Expr:
    """A literal as its column stores it (`scale`: decimals of a numeric column kept as integers).

    A number with more decimals than the column holds is compared as DECIMAL: exact, since every number of
    the language is a terminating decimal.
    """
    if isinstance(value, str):
        return exp.Literal.string(value)
    if isinstance(value, date):
        return day(value)
    scaled = Fraction(value) * 10**scale
    if scaled.denominator == 1:
        return integer(scaled.numerator)
    digits = scaled * 10**12
    assert digits.denominator == 1, value
    whole, rest = divmod(abs(digits.numerator), 10**12)
    text = f"{'-' if digits < 0 else ''}{whole}.{rest:012d}"
    return exp.Cast(this=exp.Literal.string(text), to=exp.DataType.build("decimal(38,12)"))


def days_between(start: exp.Expr, end: exp.Expr) -> exp.Expr:
    """Whole days from start to end."""
    return exp.DateDiff(this=end, expression=start, unit=exp.Var(this="DAY"))


def months_after(start: exp.Expr, months: int) -> exp.Expr:
    """The same day that many months later, or the last day of a month that has no such day."""
    interval = exp.Interval(this=exp.Literal.string(str(months)), unit=exp.Var(this="MONTH"))
    return exp.Cast(this=exp.Paren(this=exp.Add(this=start, expression=interval)), to=exp.DataType.build("date"))


def all_of(nodes: list[exp.Expr]) -> exp.Expr:
    """The conjunction; true for an empty one."""
    if not nodes:
        return exp.true()
    result = nodes[0]
    for node in nodes[1:]:
        result = exp.And(this=result, expression=node)
    return result


def paren(node: exp.Expr) -> exp.Expr:
    """The node in parentheses."""
    return exp.Paren(this=node)
