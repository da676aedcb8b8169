"""The exact slow reference: what SEMANTICS.md says, row by row over Fraction. Imports only the model.

Rows are dicts of Python values (None is missing); it knows nothing of parts, SQL, arrays or scoring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from kpidsl.model import condition as c
from kpidsl.model import measure as m
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month, month_number
from kpidsl.model.spec import Indicator, Spec, Target, TargetForm
from kpidsl.model.state import Direction, State, Status, Trend

Row = Mapping[str, object]
World = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Answer:
    """One cell: (numerator, denominator) of the month and of the year to date, None where not relevant."""

    month: tuple[Fraction, Fraction] | None
    year: tuple[Fraction, Fraction] | None
    status: Status
    year_status: Status
    trend: Trend


class Reference:
    """Evaluates one checked specification on rows in memory."""

    def __init__(self, spec: Spec, structure: Structure, world: World) -> None:
        self.spec, self.structure, self.world = spec, structure, world

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
                due, found = _due(deadline, row), value(name)
                return None if due is None or found is None else _compare(found, operator, due)
            case c.CompareDuration(duration, operator, limit):
                start, end = value(duration.start), value(duration.end)
                if start is None or end is None:
                    return None
                return _compare((end - start).days, operator, limit)  # type: ignore[operator]
            case c.EventExists():
                return self._event(condition, row, source, month)
            case c.PersonIn(other, inner):
                return self._person_in(
                    other, inner, row[_role(self.spec, source, "person")], _period(self.spec, source, row)
                )
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
        person = row[_role(self.spec, source, "person")]
        day = link.day or next(x.name for x in self.spec.sources[link.source].columns if x.type == "date")
        own = _role(self.spec, link.source, "person")
        for event in self.world[link.source]:
            when = event[day]
            if event[own] != person or when is None:
                continue
            if not month.number - link.months < month_number(when) <= month.number:  # type: ignore[arg-type]
                continue
            if self.holds(link.condition, event, link.source, month, (month + 1).first_day):
                return True
        return False

    def _person_in(self, source: str, condition: c.Condition, person: object, number: int) -> bool:
        own = _role(self.spec, source, "person")
        return any(
            row[own] == person
            and _period(self.spec, source, row) == number
            and self.holds(condition, row, source, Month(number), Month(number + 1).first_day)
            for row in self.world[source]
        )

    # --- rows ------------------------------------------------------------------------------------------

    def counted(self, rows: m.Rows, month: Month) -> list[Row]:
        """The rows that count in the month, exceptions not yet left out."""
        kept = []
        for row in self.world[rows.source]:
            cut = self._cut(rows, row, month)
            if cut is not None and self.holds(rows.condition, row, rows.source, month, cut):
                kept.append(row)
        return kept

    def _cut(self, rows: m.Rows, row: Row, month: Month) -> date | None:
        """The first day after the row's cut-off where it belongs to the month, else None."""
        after = (month + 1).first_day
        match rows.anchor:
            case m.OwnPeriod():
                return after if _period(self.spec, rows.source, row) == month.number else None
            case m.DateIn(name, months):
                when = row[name]
                inside = when is not None and month.number - months < month_number(when) <= month.number  # type: ignore[arg-type]
                return after if inside else None
            case m.DueIn(deadline):
                due = _due(deadline, row)
                return after if due is not None and month_number(due) == month.number else None
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

    def kept(self, rows: m.Rows, month: Month) -> list[Row]:
        """The rows that count, without those an exception is known to hold for."""
        found = []
        for row in self.counted(rows, month):
            cut = self._cut(rows, row, month)
            assert cut is not None
            if not any(self.holds(x, row, rows.source, month, cut) for x in rows.exclusions):
                found.append(row)
        return found

    # --- formulas --------------------------------------------------------------------------------------

    def pair(self, indicator: Indicator, units: set[str], month: Month) -> tuple[Fraction, Fraction]:
        """Numerator and denominator over the union of the units' rows."""
        formula = indicator.formula
        unit = _role(self.spec, formula.rows.source, "unit")  # type: ignore[union-attr]
        rows = [r for r in self.kept(formula.rows, month) if r[unit] in units]  # type: ignore[union-attr]
        match formula:
            case m.Share():
                hits = 0
                for row in rows:
                    cut = self._cut(formula.rows, row, month)
                    assert cut is not None
                    hits += self.holds(formula.numerator, row, formula.rows.source, month, cut) is True
                return Fraction(hits), Fraction(len(rows))
            case m.Count():
                return Fraction(len(rows)), Fraction(1)
            case m.DistinctPersons():
                return Fraction(len(self.persons(indicator, units, [month]))), Fraction(1)
            case m.MeanDuration(_, duration):
                after = (month + 1).first_day
                both = [
                    (r[duration.end] - r[duration.start]).days  # type: ignore[operator]
                    for r in rows
                    if _before(r[duration.start], after) and _before(r[duration.end], after)
                ]
                return Fraction(sum(both)), Fraction(len(both))
            case m.ColumnRatio(_, numerator, denominator):
                sums = [sum(Fraction(s * r[n]) for r in rows for s, n in x.terms) for x in (numerator, denominator)]  # type: ignore[operator]
                return Fraction(sums[0]), Fraction(sums[1])
        raise AssertionError(formula)

    def persons(self, indicator: Indicator, units: set[str], months: Sequence[Month]) -> set[object]:
        """Who is among the rows of any of the months."""
        rows = indicator.formula.rows  # type: ignore[union-attr]
        unit, person = (_role(self.spec, rows.source, role) for role in ("unit", "person"))
        return {r[person] for month in months for r in self.kept(rows, month) if r[unit] in units} - {None}

    def period_pair(self, indicator: Indicator, units: set[str], end: Month) -> tuple[Fraction, Fraction]:
        """The pair of the month, quarter, … that ends with `end`: a flow's months summed."""
        flow = indicator.cumulation is m.Cumulation.FLOW
        length = indicator.frequency.months if flow else 1
        pairs = [self.pair(indicator, units, end - back) for back in range(length)]
        numerator, denominator = (sum((p[x] for p in pairs), Fraction(0)) for x in (0, 1))
        return numerator, Fraction(1) if indicator.kind is m.Kind.COUNT else denominator

    def answer(self, indicator: Indicator, node: int, months: Sequence[Month]) -> list[Answer | None]:
        """The cell of each month, `months` ascending from the start of a reporting year.

        None before the first period (quarter, …) within the months has ended.
        """
        units = {self.structure.leaves[x].code for x in self.structure.nodes[node].leaves}
        starts = self.spec.year_starts
        ends = [at for at, x in enumerate(months) if (x + 1).period_start(indicator.frequency, starts) == x + 1]
        shown = [max((e for e in ends if e <= at), default=None) for at in range(len(months))]
        pairs = [self.period_pair(indicator, units, months[at]) if at is not None else None for at in shown]
        values = [p if p is not None and p[1] else None for p in pairs]
        answers: list[Answer | None] = []
        for at, end in enumerate(shown):
            if end is None:
                answers.append(None)
                continue
            month = months[end]
            first = max(0, end - (month.number - month.year_start(starts).number))
            which = [e for e in ends if first <= e <= end]
            year = self._year(indicator, [pairs[e] for e in which], values[at])
            if isinstance(indicator.formula, m.DistinctPersons) and indicator.cumulation is m.Cumulation.FLOW:
                year = Fraction(len(self.persons(indicator, units, months[first : end + 1]))), Fraction(1)
            target, year_target = self._targets(indicator, node, months, which)
            answers.append(
                Answer(
                    values[at],
                    year,
                    self._status(indicator, values[at], target),
                    self._status(indicator, year, year_target),
                    self._trend(indicator, values, at),
                )
            )
        return answers

    def _year(self, indicator: Indicator, pairs: list, latest):
        if indicator.cumulation is not m.Cumulation.FLOW:
            return latest
        if indicator.kind is m.Kind.COUNT:
            return sum(p[0] for p in pairs), Fraction(1)
        total = tuple(sum(p[x] for p in pairs) for x in (0, 1))
        return total if total[1] else None

    # --- targets, status, trend ------------------------------------------------------------------------

    def _leaf_target(self, indicator: Indicator, code: str, month: Month, card: Month) -> Fraction | None:
        best: tuple[tuple[int, int, date], Target] | None = None
        for target in indicator.targets:
            if target.units and code not in target.units:
                continue
            if target.decided is not None and target.decided >= (card + 1).first_day:
                continue
            if target.valid_from is not None and target.valid_from > month:
                continue
            rank = (
                2 if target.units else 1 if target.level else 0,
                target.valid_from.number if target.valid_from else 0,
                target.decided or date.min,
            )
            if best is None or rank >= best[0]:
                best = (rank, target)
        if best is None or best[1].form is not TargetForm.LEVEL:
            return None
        return best[1].value / indicator.scale

    def _targets(self, indicator: Indicator, node: int, months: Sequence[Month], ends: Sequence[int]):
        """The month's and the year's target: own, or weighted by the leaves' denominators (additive: summed)."""
        is_leaf = self.structure.nodes[node].unit in self.structure.leaves
        if isinstance(indicator.formula, m.DistinctPersons) and not is_leaf:
            return None, None
        additive = indicator.kind is m.Kind.COUNT
        codes = [self.structure.leaves[x].code for x in self.structure.nodes[node].leaves]

        def of(which: Sequence[int]) -> Fraction | None:
            mass, weight = Fraction(0), Fraction(0)
            for x in which:
                for code in codes:
                    target = self._leaf_target(indicator, code, months[x], months[-1])
                    pair = self.period_pair(indicator, {code}, months[x])
                    if target is None or not pair[1]:
                        continue
                    mass += target * (1 if additive else pair[1])
                    weight += 1 if additive else pair[1]
            if not weight:
                return None
            return mass if additive else mass / weight

        flow = indicator.cumulation is m.Cumulation.FLOW and not indicator.year_to_date_only
        return of(ends[-1:]), of(ends) if flow else of(ends[-1:])

    def _status(self, indicator: Indicator, value, target: Fraction | None) -> Status:
        if value is None:
            return Status.NONE
        if target is None or indicator.direction is None:
            return Status.NO_TARGET
        found = value[0] / value[1]
        rule = indicator.status_rule.amber
        width = target * rule.value / 100 if rule.of_target else rule.value / indicator.scale
        gap = target - found if indicator.direction is Direction.HIGHER else found - target
        return Status.GREEN if gap <= 0 else Status.AMBER if gap <= width else Status.RED

    def _trend(self, indicator: Indicator, values: list, at: int) -> Trend:
        rule = indicator.trend_rule
        if rule is None or indicator.direction is None or values[at] is None:
            return Trend.NONE
        step = indicator.frequency.months
        if not any(v is not None for v in values[: max(at - step + 1, 0)]):
            return Trend.NEW
        lag = indicator.window if indicator.cumulation is m.Cumulation.ROLLING else step
        before = values[at - lag] if at >= lag else None
        if before is None or rule.dead_band is None:
            return Trend.NONE
        change = values[at][0] / values[at][1] - before[0] / before[1]
        if change == 0 or abs(change) < rule.dead_band.value / indicator.scale:
            return Trend.UNCHANGED
        return Trend.BETTER if (change > 0) == (indicator.direction is Direction.HIGHER) else Trend.WORSE


def state_of(value: object) -> State:
    """A cell of rows that are delivered in all months is a value or not relevant."""
    return State.NOT_RELEVANT if value is None else State.VALUE


def _before(day: object, after: date) -> bool:
    return isinstance(day, date) and day < after


def _compare(left: object, operator: str, right: object) -> bool:
    order = {"=": left == right, "<>": left != right}
    if operator in order:
        return order[operator]
    low, high = left < right, left > right  # type: ignore[operator]
    return {"<": low, "<=": not high, ">": high, ">=": not low}[operator]


def _due(deadline: c.Deadline, row: Row) -> date | None:
    if deadline.column is not None:
        return row[deadline.column]  # type: ignore[return-value]
    start = row[deadline.start or ""]
    return start + timedelta(deadline.days) if isinstance(start, date) else None


def _role(spec: Spec, source: str, role: str) -> str:
    return next(x.name for x in spec.sources[source].columns if x.role == role)


def _period(spec: Spec, source: str, row: Row) -> int:
    return row[_role(spec, source, "period")]  # type: ignore[return-value]
