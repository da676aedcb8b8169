"""Conditions on rows, after names are resolved: what planning lowers to SQL and the reference evaluates.

Three-valued (Kleene): a comparison with a missing value is unknown, `Not` of unknown is unknown, and a row
counts only where its condition is true. A date column later than the cut-off (the end of the period's last
day) reads as missing, except inside a `Deadline`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, assert_never

Scalar = str | Fraction | date
Operator = Literal["=", "<>", "<", "<=", ">", ">="]
DurationUnit = Literal["seconds", "days", "working_days"]
DeadlineUnit = Literal["seconds", "days", "working_days", "months"]
MICROSECONDS = 10**6
"""How many there are in a second: the clock of a column is kept in them."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A case's deadline: the date in `column`, or `length` units after the date in `start`.

    Exactly one of `column` and `start` is given. The start day is not counted, and the deadline day itself is within.
    After months it is the same day of the month, or the last where that month has no such day. With `moves` a deadline
    on a Saturday, Sunday or public holiday is the next working day (one in working days is always one). In seconds the
    clocks of both columns are held against each other, as they are where both `column` and what is held against it have
    one.
    """

    column: str | None = None
    start: str | None = None
    length: int = 0
    unit: DeadlineUnit = "days"
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Duration:
    """Whole days from the date in `start` to the date in `end` (the start day not counted); to the last day before the
    cut-off where `end` is None. In seconds from the one clock to the other, by the clock of the world: an hour that is
    skipped or repeated in spring and autumn does not count."""

    start: str
    end: str | None
    unit: DurationUnit = "days"

    @property
    def decimals(self) -> int:
        """How many decimals its integers hold: seconds are counted in millionths."""
        return 6 if self.unit == "seconds" else 0


@dataclass(frozen=True, slots=True)
class Always:
    """True for every row."""


@dataclass(frozen=True, slots=True)
class Compare:
    """A column against a literal."""

    column: str
    operator: Operator
    value: Scalar


@dataclass(frozen=True, slots=True)
class OneOf:
    """A column equal to one of several literals."""

    column: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A column from `low` to `high`, both included."""

    column: str
    low: Scalar
    high: Scalar


@dataclass(frozen=True, slots=True)
class IsMissing:
    """The column has no value at the cut-off."""

    column: str


@dataclass(frozen=True, slots=True)
class InPeriod:
    """A date column lies in the reporting period."""

    column: str


@dataclass(frozen=True, slots=True)
class CompareDeadline:
    """A date column against the case's deadline."""

    column: str
    operator: Operator
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class CompareDuration:
    """A duration against a number of its own unit; unknown where either date is missing.

    With `in_months` its end is held against the same day that many months after its start.
    """

    duration: Duration
    operator: Operator
    limit: int
    in_months: bool = False


@dataclass(frozen=True, slots=True)
class InOrder:
    """The date in `end` is not before the date in `start`, or one of them is missing. Never unknown. Both are read as
    they are written, also those after the cut-off: what cannot be true does not become true with time."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class EventExists:
    """The row's person has an event in the window of `months` months that ends with the period (1 = in it).

    `at_least` is how many of them; with `every_month` there is one in each month of the window. Never unknown.
    `same_unit` asks for events held at the row's own unit. `day` is the date column that places the event (None: the
    source's first).
    """

    source: str
    condition: Condition
    months: int = 1
    same_unit: bool = False
    day: str | None = None
    at_least: int = 1
    every_month: bool = False


@dataclass(frozen=True, slots=True)
class PersonIn:
    """The row's person has a row in `source` that meets `condition` in the row's own period. Never unknown."""

    source: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class InWholeWindow:
    """The row's person met `condition` in `source` in each of the last `months` months, the period's included."""

    source: str
    condition: Condition
    months: int


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class IsTrue:
    """True where the condition is true, false where it is false or unknown: never unknown itself.

    An exception leaves a row out only where it is known to hold: `Not(IsTrue(exception))`.
    """

    condition: Condition


@dataclass(frozen=True, slots=True)
class And:
    """All of them; empty is true."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them; empty is false."""

    conditions: tuple[Condition, ...]


Condition = (
    Always
    | Compare
    | OneOf
    | Between
    | IsMissing
    | InPeriod
    | CompareDeadline
    | CompareDuration
    | InOrder
    | EventExists
    | PersonIn
    | InWholeWindow
    | Not
    | IsTrue
    | And
    | Or
)


def conjunction(*conditions: Condition) -> Condition:
    """All of the conditions: flat, each once, without those that are always true. A single one is returned as it is,
    none at all as Always."""
    flat: list[Condition] = []
    for condition in conditions:
        members = condition.conditions if isinstance(condition, And) else (condition,)
        flat += [m for m in members if not isinstance(m, Always) and m not in flat]
    if not flat:
        return Always()
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def members(condition: Condition) -> tuple[Condition, ...]:
    """What must hold, one by one, however deep; empty for what always holds."""
    if isinstance(condition, And):
        return tuple(member for c in condition.conditions for member in members(c))
    return () if isinstance(condition, Always) else (condition,)


Link = EventExists | PersonIn | InWholeWindow
"""What a condition looks up among other rows of the person."""


def links_in(condition: Condition) -> frozenset[Link]:
    """Every look-up that the condition makes. A link's own condition is not searched: links do not nest."""
    match condition:
        case EventExists() | PersonIn() | InWholeWindow():
            return frozenset((condition,))
        case Not(inner) | IsTrue(inner):
            return links_in(inner)
        case And(members) | Or(members):
            return frozenset(link for member in members for link in links_in(member))
        case (
            Always()
            | Compare()
            | OneOf()
            | Between()
            | IsMissing()
            | InPeriod()
            | CompareDeadline()
            | CompareDuration()
            | InOrder()
        ):
            return frozenset()
        case _:
            assert_never(condition)


def with_links(condition: Condition, change: Callable[[Link], Link]) -> Condition:
    """The condition with every look-up that it makes changed (those of `links_in`)."""
    match condition:
        case EventExists() | PersonIn() | InWholeWindow():
            return change(condition)
        case Not(inner):
            return Not(with_links(inner, change))
        case IsTrue(inner):
            return IsTrue(with_links(inner, change))
        case And(members):
            return And(tuple(with_links(member, change) for member in members))
        case Or(members):
            return Or(tuple(with_links(member, change) for member in members))
        case (
            Always()
            | Compare()
            | OneOf()
            | Between()
            | IsMissing()
            | InPeriod()
            | CompareDeadline()
            | CompareDuration()
            | InOrder()
        ):
            return condition
        case _:
            assert_never(condition)
