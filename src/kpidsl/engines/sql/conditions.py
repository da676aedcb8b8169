"""Conditions → SQL. NULL is unknown, as in Kleene's logic; linked conditions become left joins.

A `Lowering` belongs to one scan: it knows the source, the expression of the row's cut-off (first day after
the period) and collects the linked tables that the scan must join.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from sqlglot import exp

from kpidsl.engines.engine import have_clocks
from kpidsl.engines.sql.nodes import all_of, clock, column, days_between, integer, months_after, paren, scalar
from kpidsl.model.condition import (
    MICROSECONDS,
    Always,
    And,
    Between,
    Compare,
    CompareDeadline,
    CompareDuration,
    Condition,
    Deadline,
    Duration,
    EventExists,
    InOrder,
    InPeriod,
    InWholeWindow,
    IsMissing,
    IsTrue,
    Link,
    Not,
    OneOf,
    Operator,
    Or,
    PersonIn,
    Scalar,
)
from kpidsl.model.spec import Source

_COMPARE: dict[Operator, type[exp.Binary]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


@dataclass(slots=True)
class Lowering:
    """The context that conditions of one scan are lowered in, and the linked tables collected for it to join."""

    source: Source
    cut_off: exp.Expr
    links: dict[Link, str] = field(default_factory=dict)
    working_days: dict[str | None, str] = field(default_factory=dict)
    due: dict[Deadline, str] = field(default_factory=dict)
    moved: dict[Deadline, str] = field(default_factory=dict)

    def alias(self, link: Link) -> str:
        """The alias under which the linked table stands in the scan."""
        return self.links.setdefault(link, f"l{len(self.links)}")

    def value(self, name: str) -> exp.Expr:
        """A column as of the cut-off: a date later than it reads as missing."""
        named = self.source.named(name)
        if named is None or named.type != "date":
            return column(name)
        return self._once_known(name, column(name))

    def clock(self, name: str) -> exp.Expr:
        """The clock of a date with a time of day, in microseconds; missing where the date is later than the cut-off."""
        return self._once_known(name, clock(name))

    def _once_known(self, name: str, read: exp.Expr) -> exp.Expr:
        """What is `read` of a date; missing where the date is later than the cut-off."""
        known = exp.LT(this=column(name), expression=self.cut_off.copy())
        return exp.Case(ifs=[exp.If(this=known, true=read)])

    def day(self, name: str | None) -> exp.Expr:
        """The date in a column; the last day before the cut-off for None."""
        return column(name) if name is not None else exp.Sub(this=self.cut_off.copy(), expression=integer(1))

    def working_day(self, name: str | None) -> exp.Expr:
        """The number of working days up to and with the date in `name`, or the last day before the cut-off."""
        alias = self.working_days.setdefault(name, f"w{len(self.working_days)}")
        return column("number", alias)

    def deadline_day(self, deadline: Deadline) -> exp.Expr:
        """The deadline's date before it moves to a working day."""
        if deadline.column is not None:
            return column(deadline.column)
        assert deadline.start is not None
        match deadline.unit:
            case "days":
                return exp.Add(this=column(deadline.start), expression=integer(deadline.length))
            case "months":
                return months_after(column(deadline.start), deadline.length)
            case "working_days":
                self.working_day(deadline.start)
                return column("day", self.due.setdefault(deadline, f"d{len(self.due)}"))
            case "seconds":
                raise AssertionError(deadline)  # it has no day

    def duration(self, duration: Duration) -> exp.Expr:
        """Whole days, working days or millionths of seconds; NULL where either date is missing at the cut-off."""
        if duration.unit == "seconds":
            assert duration.end is not None
            length: exp.Expr = exp.Sub(this=clock(duration.end), expression=clock(duration.start))
        elif duration.unit == "working_days":
            length = exp.Sub(this=self.working_day(duration.end), expression=self.working_day(duration.start))
        else:
            length = days_between(column(duration.start), self.day(duration.end))
        return exp.Case(ifs=[exp.If(this=self.known(duration), true=length)])

    def known(self, duration: Duration) -> exp.Expr:
        """Whether both of the dates are known at the cut-off."""
        names = [name for name in (duration.start, duration.end) if name is not None]
        return all_of([exp.Not(this=paren(exp.Is(this=self.value(name), expression=exp.null()))) for name in names])


def lower(condition: Condition, to: Lowering) -> exp.Expr:
    """The condition as a boolean expression over the scan's aliases."""
    match condition:
        case Always():
            return exp.true()
        case Compare() | OneOf() | Between() | IsMissing() | InPeriod():
            return _of_value(condition, to)
        case CompareDeadline() | CompareDuration() | InOrder():
            return _of_dates(condition, to)
        case EventExists() | PersonIn() | InWholeWindow():
            matching = column("month", to.alias(condition))
            return exp.Not(this=paren(exp.Is(this=matching, expression=exp.null())))
        case Not():
            return exp.Not(this=paren(lower(condition.condition, to)))
        case IsTrue():
            return exp.Coalesce(this=paren(lower(condition.condition, to)), expressions=[exp.false()])
        case And():
            return paren(all_of([lower(c, to) for c in condition.conditions]))
        case Or():
            nodes = [lower(c, to) for c in condition.conditions]
            result = nodes[0] if nodes else exp.false()
            for node in nodes[1:]:
                result = exp.Or(this=result, expression=node)
            return paren(result)
        case _:
            assert_never(condition)


def _of_value(condition: Compare | OneOf | Between | IsMissing | InPeriod, to: Lowering) -> exp.Expr:
    """A condition on the value of one column."""
    match condition:
        case Compare(name, operator, value):
            return _compare(operator, to.value(name), _literal(name, value, to))
        case OneOf(name, values):
            return exp.In(this=to.value(name), expressions=[_literal(name, value, to) for value in values])
        case Between(name, least, greatest):
            low, high = (_literal(name, value, to) for value in (least, greatest))
            return exp.Between(this=to.value(name), low=low, high=high)
        case IsMissing(name):
            return exp.Is(this=to.value(name), expression=exp.null())
        case InPeriod(name):
            return _in_period(name)
        case _:
            assert_never(condition)


def _of_dates(condition: CompareDeadline | CompareDuration | InOrder, to: Lowering) -> exp.Expr:
    """A condition on how far a date is from another."""
    match condition:
        case CompareDeadline(name, operator, deadline):
            return _deadline(name, operator, deadline, to)
        case CompareDuration(duration, operator, months, in_months=True):
            due = months_after(column(duration.start), months)
            compared = _compare(operator, to.day(duration.end), due)
            return exp.Case(ifs=[exp.If(this=to.known(duration), true=compared)])
        case CompareDuration(duration, operator, limit):
            return _compare(operator, to.duration(duration), integer(limit * 10**duration.decimals))
        case InOrder(start, end):
            of = clock if have_clocks(to.source, start, end) else column
            early = exp.LT(this=of(end), expression=of(start))
            return exp.Not(this=exp.Coalesce(this=paren(early), expressions=[exp.false()]))
        case _:
            assert_never(condition)


def _compare(operator: Operator, left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return _COMPARE[operator](this=left, expression=right)


def _literal(name: str, value: Scalar, to: Lowering) -> exp.Expr:
    named = to.source.named(name)
    return scalar(value, named.decimals if named else 0)


def _in_period(name: str) -> exp.Expr:
    return exp.And(
        this=exp.GTE(this=column(name), expression=column("first_day", "c")),
        expression=exp.LT(this=column(name), expression=column("next_first", "c")),
    )


def _deadline(name: str, operator: Operator, deadline: Deadline, to: Lowering) -> exp.Expr:
    if deadline.unit == "seconds" and deadline.start is not None:
        taken = exp.Sub(this=to.clock(name), expression=clock(deadline.start))
        return _compare(operator, taken, integer(deadline.length * MICROSECONDS))
    if deadline.column is not None and not deadline.moves and have_clocks(to.source, name, deadline.column):
        return _compare(operator, to.clock(name), clock(deadline.column))
    if deadline.moves:
        alias = to.moved.setdefault(deadline, f"m{len(to.moved)}")
        return _compare(operator, to.value(name), column("moved_to", alias))
    if deadline.start is None or deadline.unit != "days":
        return _compare(operator, to.value(name), to.deadline_day(deadline))
    return _compare(operator, days_between(column(deadline.start), to.value(name)), integer(deadline.length))
