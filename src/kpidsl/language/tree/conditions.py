"""The tree of a condition as written (`K er mellom 1 og 6`): a column's name, an operator, values."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kpidsl.language.tree.phrases import DateLiteral, Name, Operator
from kpidsl.problems import Span


@dataclass(frozen=True, slots=True)
class TextValue:
    """A quoted text in a condition."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class NumberValue:
    """A bare number in a condition (R12: also a four-digit one)."""

    value: Fraction
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class DeadlineValue:
    """The word `fristen` in a condition."""

    span: Span


Value = TextValue | NumberValue | DateLiteral | DeadlineValue


@dataclass(frozen=True, slots=True)
class Comparison:
    """`K er …`, `er ikke`, `er under/over/minst/høyst`, `er før/etter/fra og med/til og med` (dates: < > >= <=)."""

    column: Name
    operator: Operator
    value: Value
    span: Span


@dataclass(frozen=True, slots=True)
class Between:
    """`K er mellom A og B`, both included."""

    column: Name
    low: Value
    high: Value
    span: Span


@dataclass(frozen=True, slots=True)
class OneOf:
    """`K er (ikke) en av …`, and `K er "a" eller "b"` folded (R15)."""

    column: Name
    values: tuple[Value, ...]
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Exists:
    """`K finnes`, or with `missing` `K mangler`."""

    column: Name
    missing: bool
    span: Span


@dataclass(frozen=True, slots=True)
class InPeriod:
    """`K er i perioden`."""

    column: Name
    span: Span


@dataclass(frozen=True, slots=True)
class All:
    """All of at least two."""

    conditions: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Any of at least two."""

    conditions: tuple[Condition, ...]
    span: Span


Condition = Comparison | Between | OneOf | Exists | InPeriod | All | AnyOf
