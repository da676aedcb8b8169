"""Small sqlglot nodes used by every lowering."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from sqlglot import exp

from kpidsl.model.condition import Scalar


def column(name: str, table: str = "r") -> exp.Expression:
    """A quoted column of a quoted table alias."""
    return exp.column(exp.to_identifier(name, quoted=True), table=exp.to_identifier(table, quoted=True))


def integer(value: int) -> exp.Expression:
    """An integer literal, negative ones in parentheses."""
    literal = exp.Literal.number(abs(value))
    return literal if value >= 0 else exp.Paren(this=exp.Neg(this=literal))


def day(value: date) -> exp.Expression:
    """A date literal."""
    return exp.Cast(this=exp.Literal.string(value.isoformat()), to=exp.DataType.build("date"))


def scalar(value: Scalar, scale: int) -> exp.Expression:
    """A literal as its column stores it (`scale`: decimals of a numeric column kept as integers).

    A number with more decimals than the column holds becomes an exact quotient of integers on the other
    side; here it is compared as DECIMAL, which is exact for every terminating decimal.
    """
    if isinstance(value, str):
        return exp.Literal.string(value)
    if isinstance(value, date):
        return day(value)
    scaled = Fraction(value) * 10**scale
    if scaled.denominator == 1:
        return integer(scaled.numerator)
    text = f"{scaled.numerator / scaled.denominator:.12f}"
    return exp.Cast(this=exp.Literal.string(text), to=exp.DataType.build("decimal(38,12)"))


def days_between(start: exp.Expression, end: exp.Expression) -> exp.Expression:
    """Whole days from start to end."""
    return exp.DateDiff(this=end, expression=start, unit=exp.Var(this="DAY"))


def all_of(nodes: list[exp.Expression]) -> exp.Expression:
    """Conjunction; true for none."""
    if not nodes:
        return exp.true()
    result = nodes[0]
    for node in nodes[1:]:
        result = exp.And(this=result, expression=node)
    return result


def paren(node: exp.Expression) -> exp.Expression:
    """The node in parentheses."""
    return exp.Paren(this=node)
