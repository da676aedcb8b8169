"""Which rows count, row by row: conditions in three values, moments, exceptions. Imports only the model."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

import holidays

from kpidsl.model import condition as c
from kpidsl.model import measure as m
from kpidsl.model.period import Month, month_number
from kpidsl.model.spec import Indicator, Spec
from kpidsl.model.state import State

from .moment import at, clocks

Row = Mapping[str, object]


@dataclass(frozen=True)
class World:
    """Rows by source as they were delivered (None is an empty cell, a State a mark of a ready-made figure).

    `deliveries`: the first and the last month that a source speaks of; absent where it speaks of all.
    `became`: former code -> today's, and `parted`: today's code -> the months in which it got a part of another.
    """

    rows: Mapping[str, Sequence[Row]]
    deliveries: Mapping[str, tuple[Month, Month]] = field(default_factory=dict)
    became: Mapping[str, str] = field(default_factory=dict)
    parted: Mapping[str, tuple[Month, ...]] = field(default_factory=dict)


class Counting:
    """The rows of a world that count in a month."""

    def __init__(self, spec: Spec, world: World) -> None:
        self.spec, self.delivered = spec, world
        self.world = {name: _once(spec, name, rows) for name, rows in world.rows.items()}
        self._kept: dict[tuple[m.Rows, Month], list[Row]] = {}
        self._linked: dict[object, object] = {}

    # --- conditions (Kleene) ---------------------------------------------------------------------------

    def holds(self, condition: c.Condition, row: Row, source: str, month: Month, cut: date) -> bool | None:
        """True, False or None (unknown); `cut` is the first day after the cut-off."""

        def value(name: str) -> object:
            found = row.get(name)
            return None if isinstance(found, date) and found >= cut else found

        match condition:
            case c.Always():
                return True
            case c.Compare(name, operator, literal):
                found = value(name)
                return None if found is None else _compare(found, operator, literal)
            case c.OneOf(name, values):
                found = value(name)
                return None if found is None else found in values
            case c.Between(name, low, high):
                found = value(name)
                return None if found is None else low <= found <= high  # type: ignore[operator]
            case c.IsMissing(name):
                return value(name) is None
            case c.InPeriod(name):
                found = row.get(name)
                return None if found is None else month_number(found) == month.number  # type: ignore[arg-type]
            case c.CompareDeadline(name, operator, deadline):
                last, found = due(deadline, row), value(name)
                if last is None or found is None:
                    return None
                by_clock = clocks(found, last)
                return _compare(*(by_clock[0], operator, by_clock[1]) if by_clock else (found, operator, last))
            case c.CompareDuration(duration, operator, limit):
                start = value(duration.start)
                end = value(duration.end) if duration.end is not None else cut - timedelta(1)
                if not isinstance(start, date) or not isinstance(end, date):
                    return None
                if condition.in_months:
                    return _compare(end, operator, _after(start, limit, "months"))
                return _compare(days(duration, start, end), operator, limit)
            case c.InOrder(start, end):
                return not is_before(row, start, end)
            case c.EventExists():
                return self._event(condition, row, source, month)
            case c.PersonIn(other, inner):
                own = _period(self.spec, source, row) if self.spec.sources[source].column("period") else month.number
                return self._person_in(other, inner, row[_role(self.spec, source, "person")], own)
            case c.InWholeWindow(other, inner, months):
                person = row[_role(self.spec, source, "person")]
                return all(self._person_in(other, inner, person, month.number - back) for back in range(months))
            case c.Not(inner):
                found = self.holds(inner, row, source, month, cut)
                return None if found is None else not found
            case c.IsTrue(inner):
                return self.holds(inner, row, source, month, cut) is True
            case c.And(members):
                results = [self.holds(x, row, source, month, cut) for x in members]
                return False if False in results else None if None in results else True
            case c.Or(members):
                results = [self.holds(x, row, source, month, cut) for x in members]
                return True if True in results else None if None in results else False
        raise AssertionError(condition)

    def _event(self, link: c.EventExists, row: Row, source: str, month: Month) -> bool:
        person, at = row[_role(self.spec, source, "person")], self.unit(row, source)
        key = (id(link), person, month, at if link.same_unit else None)
        if key not in self._linked:
            events = [
                event
                for event in self._events_of(link, person, month)
                if not link.same_unit or self.unit(event, link.source) == at
            ]
            day = _day_of(link, self.spec)
            held = {month_number(event[day]) for event in events}  # type: ignore[arg-type]
            self._linked[key] = len(held) == link.months if link.every_month else len(events) >= link.at_least
        return bool(self._linked[key])

    def _events_of(self, link: c.EventExists, person: object, month: Month) -> list[Row]:
        day = _day_of(link, self.spec)
        own, first = _role(self.spec, link.source, "person"), month.number - link.months + 1
        return [
            event
            for event in self.world[link.source]
            if event[own] == person
            and event[day] is not None
            and first <= month_number(event[day]) <= month.number  # type: ignore[arg-type]
            and self.holds(link.condition, event, link.source, month, (month + 1).first_day)
        ]

    def _person_in(self, source: str, condition: c.Condition, person: object, number: int) -> bool:
        key = (id(condition), source, person, number)
        if key not in self._linked:
            own = _role(self.spec, source, "person")
            self._linked[key] = any(
                row[own] == person
                and _period(self.spec, source, row) == number
                and self.holds(condition, row, source, Month(number), Month(number + 1).first_day)
                for row in self.world[source]
            )
        return bool(self._linked[key])

    # --- rows ------------------------------------------------------------------------------------------

    def unit(self, row: Row, source: str) -> str:
        """The code of today that the row's unit has become."""
        code = str(row[_role(self.spec, source, "unit")])
        return self.delivered.became.get(code, code)

    def above(self, row: Row, source: str) -> object:
        """Whom the row belongs under on a line where its unit stands under several, if it says so; as it is today."""
        name = next((x.name for x in self.spec.sources[source].columns if x.role == "unit_above"), None)
        code = row[name] if name is not None else None
        return self.delivered.became.get(str(code), code)

    def kept(self, rows: m.Rows, month: Month) -> list[Row]:
        """The rows that count in the month, without those an exception is known to hold for."""
        key = (rows, month)
        if key not in self._kept:
            self._kept[key] = [
                row
                for row in self.world[rows.source]
                if (cut := self.cut(rows, row, month)) is not None
                and self.holds(rows.condition, row, rows.source, month, cut)
                and not any(self.holds(x, row, rows.source, month, cut) for x in rows.exclusions)
            ]
        return self._kept[key]

    def cut(self, rows: m.Rows, row: Row, month: Month) -> date | None:
        """The first day after the row's cut-off where it belongs to the month, else None."""
        after = (month + 1).first_day
        match rows.anchor:
            case m.OwnPeriod():
                grain = self.spec.sources[rows.source].grain
                back = month.number - _period(self.spec, rows.source, row)
                if grain == "unit_year":
                    return after if back == 11 else None
                return after if 0 <= back < (12 if grain == "person_year" else 1) else None
            case m.InYear():
                return after if 0 <= month.number - _period(self.spec, rows.source, row) < 12 else None
            case m.DateIn(name, months):
                when = row[name]
                inside = when is not None and month.number - months < month_number(when) <= month.number  # type: ignore[arg-type]
                return after if inside else None
            case m.DueIn(deadline):
                last = due(deadline, row)
                return after if last is not None and month_number(last) == month.number else None
            case m.AtCutOff():
                dates = [row[x.name] for x in self.spec.sources[rows.source].columns if x.type == "date"]
                return after if any(d is not None and d < after for d in dates) else None  # type: ignore[operator]
            case m.LeftIn(condition):
                if _period(self.spec, rows.source, row) != month.number - 1:
                    return None
                person = row[_role(self.spec, rows.source, "person")]
                stays = self._person_in(rows.source, condition, person, month.number)
                return None if stays else month.first_day
            case m.PresentAtStart(months):
                at_start = _period(self.spec, rows.source, row) == month.number - months
                return (month - (months - 1)).first_day if at_start else None
        raise AssertionError(rows.anchor)


def days(duration: c.Duration, start: object, end: object) -> int | Fraction:
    """Whole days after the start to and with the end, negative where the end comes first; or working days, or
    seconds."""
    assert isinstance(start, date)
    assert isinstance(end, date)
    if duration.unit == "seconds":
        by_clock = clocks(start, end)
        assert by_clock is not None
        return by_clock[1] - by_clock[0]
    if duration.unit == "days":
        return (end - start).days
    first, last = sorted((start, end))
    number = sum(_works(first + timedelta(n)) for n in range(1, (last - first).days + 1))
    return number if start <= end else -number


@cache
def _works(day: date) -> bool:
    return day.weekday() < 5 and day not in _free(day.year)


@cache
def _free(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NO", years=year, include_sundays=False))


def is_before(row: Row, start: str, end: str) -> bool:
    """Whether the end is a day before the start."""
    first, last = row[start], row[end]
    by_clock = clocks(first, last)
    if by_clock is not None:
        return by_clock[1] < by_clock[0]
    return isinstance(first, date) and isinstance(last, date) and last < first


def without_early_ends(indicator: Indicator) -> Indicator:
    """The indicator without the rows whose end lies before their start, by each definition that counts between."""
    defined = tuple(replace(one, formula=_orderly(one.formula)) for one in indicator.definitions)
    return replace(indicator, formula=_orderly(indicator.formula), definitions=defined)


def _orderly(formula: m.Formula) -> m.Formula:
    ends = _ends(formula)

    def kept(source: str, condition: c.Condition) -> c.Condition:
        return c.And((*(c.InOrder(*pair) for pair in sorted(ends.get(source, ()))), condition))

    def inner(x: object) -> object:
        """The same condition, asking also of what it looks up."""
        if isinstance(x, tuple):
            return tuple(map(inner, x))
        if isinstance(x, c.EventExists | c.PersonIn | c.InWholeWindow):
            return replace(x, condition=kept(x.source, inner(x.condition)))  # type: ignore[arg-type]
        if isinstance(x, c.And | c.Or):
            return replace(x, conditions=inner(x.conditions))  # type: ignore[arg-type]
        return replace(x, condition=inner(x.condition)) if isinstance(x, c.Not | c.IsTrue) else x  # type: ignore[arg-type]

    def of_rows(rows: m.Rows) -> m.Rows:
        anchor = rows.anchor
        if isinstance(anchor, m.LeftIn):
            anchor = m.LeftIn(kept(rows.source, inner(anchor.condition)))  # type: ignore[arg-type]
        met = kept(rows.source, inner(rows.condition))  # type: ignore[arg-type]
        return replace(rows, condition=met, anchor=anchor, exclusions=inner(rows.exclusions))  # type: ignore[arg-type]

    if not ends:
        return formula
    parts = {name: of_rows(rows) for name, rows in m.rows_of(formula).items()}
    if isinstance(formula, m.Share):
        parts["numerator"] = inner(formula.numerator)  # type: ignore[assignment]
    return replace(formula, **parts)  # type: ignore[arg-type]


def _ends(formula: m.Formula) -> dict[str, set[tuple[str, str]]]:
    """By source the (start, end) of all that is counted from one date to another."""
    found: dict[str, set[tuple[str, str]]] = {}

    def look(x: object, source: str) -> None:
        if isinstance(x, c.Duration) and x.end is not None:
            found.setdefault(source, set()).add((x.start, x.end))
        if isinstance(x, c.CompareDeadline) and x.deadline.start:
            found.setdefault(source, set()).add((x.deadline.start, x.column))
        parts = x if isinstance(x, tuple) else [getattr(x, n) for n in getattr(x, "__dataclass_fields__", ())]
        near = [p.source for p in parts if isinstance(p, m.Rows)][:1] if not isinstance(x, tuple) else []
        for part in parts:
            look(part, getattr(x, "source", None) or (near[0] if near else source))

    look(formula, "")
    return found


def _once(spec: Spec, name: str, rows: Sequence[Row]) -> list[Row]:
    """Equal rows once. Where a key stands twice with different rows a ready-made figure is missing, others are out."""
    source = spec.sources[name]
    if source.grain == "event":
        return list(rows)
    of_grain = {"case": ("case",)}.get(source.grain, ("unit", "person", "period"))
    roles = ("unit", "unit_above", "period") if source.ready_made else of_grain
    roles = tuple(role for role in roles if any(x.role == role for x in source.columns))
    key = [*(_role(spec, name, role) for role in roles), *source.breakdown]
    by_key: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        of_key = by_key.setdefault(tuple(row[k] for k in key), [])
        if row not in of_key:
            of_key.append(row)
    single = [found[0] for found in by_key.values() if len(found) == 1]
    if not source.ready_made:
        return single
    void = [x.name for x in source.columns if x.name not in key]
    return single + [f[0] | dict.fromkeys(void, State.MISSING) for f in by_key.values() if len(f) > 1]  # type: ignore[operator]


def _compare(left: object, operator: str, right: object) -> bool:
    order = {"=": left == right, "<>": left != right}
    if operator in order:
        return order[operator]
    low, high = left < right, left > right  # type: ignore[operator]
    return {"<": low, "<=": not high, ">": high, ">=": not low}[operator]


def due(deadline: c.Deadline, row: Row) -> date | None:
    """The day of the deadline, with its clock where it has one; one that moves is the next working day, if it is none
    itself."""
    start = row[deadline.column or deadline.start or ""]
    if not isinstance(start, date):
        return None
    by_clock = clocks(start)
    if deadline.unit == "seconds" and deadline.column is None:
        return at(by_clock[0] + deadline.length) if by_clock else None
    last = start if deadline.column is not None else _after(start, deadline.length, deadline.unit)
    if deadline.moves:
        last = date(last.year, last.month, last.day)
    while deadline.moves and not _works(last):
        last += timedelta(1)
    return last


def _after(day: date, length: int, unit: str) -> date:
    """So many days, months (at most the last day of the month) or days that are worked later."""
    if unit == "months":
        year, month = divmod(day.year * 12 + day.month - 1 + length, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    while unit == "working_days" and length:
        day += timedelta(1)
        length -= _works(day)
    return day + timedelta(length)


def _day_of(link: c.EventExists, spec: Spec) -> str:
    return link.day or next(x.name for x in spec.sources[link.source].columns if x.type == "date")


def _role(spec: Spec, source: str, role: str) -> str:
    return next(x.name for x in spec.sources[source].columns if x.role == role)


def _period(spec: Spec, source: str, row: Row) -> int:
    return row[_role(spec, source, "period")]  # type: ignore[return-value]
