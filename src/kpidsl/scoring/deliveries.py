"""Deliveries held against the calendar: rows that are late, and rows of units from when they did not exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kpidsl.model.period import Month
from kpidsl.model.plan import IndicatorPlan, Plan
from kpidsl.model.tables import Tables, usual_units
from kpidsl.problems import Problem, problem
from kpidsl.scoring.leaves.arrays import reads

LISTED = 12


def late_deliveries(plan: Plan, tables: Tables, period: Month) -> Iterator[Problem]:
    """D035 for a source that has rows for earlier months and none for `period`; D036 for a source of ready-made
    figures, or about persons by month, in which units are missing that exist and delivered in each of the months
    before. A source by year is never late."""
    for name, source in plan.sources.items():
        delivery = tables.deliveries.get(name)
        if source.grain in ("unit_year", "person_year") or delivery is None:
            continue
        if not source.ready_made:
            if delivery.last < period:
                yield problem("D035", source=name, month=period, last=delivery.last)
            yield from _late(name, period, sorted(delivery.late), len(plan.structure.leaves))
            continue
        units = _units_by_month(tables, name)
        usual = usual_units(units, period)
        delivered = units.get(period.number, set())
        if usual and not delivered:
            yield problem("D035", source=name, month=period, last=delivery.last)
            continue
        leaves = plan.structure.leaves
        codes = [leaves[at].code for at in sorted(usual - delivered) if at < len(leaves)]
        late = [code for code in codes if plan.structure.stood(code, period)]
        yield from _late(name, period, late, len(usual))


def _late(source: str, period: Month, late: Sequence[str], usual: int) -> Iterator[Problem]:
    """D036, if any unit is late."""
    if late:
        listed = ", ".join(late[:LISTED]) + (" …" if len(late) > LISTED else "")
        yield problem("D036", source=source, month=period, count=len(late), usual=usual, units=listed)


def windows_before_rows(plan: Plan, tables: Tables, period: Month) -> Iterator[Problem]:
    """Yield D046 for each source that has no rows in the first months of a window that ends with `period`: the figures
    of the indicators with that window are missing."""
    early: dict[tuple[str, int], list[str]] = {}
    for code, planned in plan.indicators.items():
        for source, back in sorted(_reads(planned, plan)):
            delivery = tables.deliveries.get(source)
            if delivery is not None and period - back < delivery.first <= period:
                early.setdefault((source, back), []).append(code)
    for (source, back), codes in sorted(early.items()):
        first = tables.deliveries[source].first
        yield problem(
            "D046", indicators=", ".join(codes), start=period - back, source=source, first=first,
            last=first + (back - 1),
        )  # fmt: skip


def _reads(planned: IndicatorPlan, plan: Plan) -> set[tuple[str, int]]:
    """The sources of rows that an indicator's figure depends on, each with how many months before its own."""
    pairs = {pair for side in planned.sides for pair in _reads(side, plan)}
    for key in (planned.numerator, planned.denominator, *planned.excluded):
        part = plan.parts.get(key) if key is not None else None
        if part is not None and not plan.sources[part.source].ready_made:
            pairs |= reads(part.source, part.anchor, [part.condition])
    rows = plan.from_rows[planned.from_rows].rows if planned.from_rows is not None else None
    if rows is not None and not plan.sources[rows.source].ready_made:
        pairs |= reads(rows.source, rows.anchor, (rows.condition, *rows.exclusions))
    return pairs


def figures_outside_existence(plan: Plan, tables: Tables) -> Iterator[Problem]:
    """D038 for a source of ready-made figures with rows of units in months in which, by the register, they had not
    opened yet or were closed. A unit that took over from another, or was succeeded, has its figures by the changes."""
    leaves = plan.structure.leaves
    for name in plan.sources if plan.structure.standing else ():
        outside: dict[str, list[Month]] = {}
        for number, units in sorted(_units_by_month(tables, name).items()):
            month = Month(number)
            codes = (leaves[at].code for at in units if at < len(leaves))
            for code in codes:
                if not plan.structure.stood(code, month):
                    outside.setdefault(code, []).append(month)
        if outside:
            units_named = [f"{code} ({months[0]}–{months[-1]})" for code, months in sorted(outside.items())]
            listed = ", ".join(units_named[:LISTED]) + (" …" if len(units_named) > LISTED else "")
            yield problem("D038", source=name, count=len(outside), units=listed)


def figures_before_a_line(plan: Plan, tables: Tables) -> Iterator[Problem]:
    """D042 for a line on which units stand from a later month than on another, where a source of ready-made figures has
    rows of them from before: the line counts these."""
    leaves, joined = plan.structure.leaves, plan.structure.joined
    early: dict[str, dict[str, Month]] = {}
    for name in plan.sources if joined else ():
        for number, units in _units_by_month(tables, name).items():
            codes = {leaves[at].code for at in units if at < len(leaves)}
            for (line, code), first in joined.items():
                if code in codes and number < first.number:
                    early.setdefault(line, {})[code] = first
    for line, units_of_line in early.items():
        units_named = [f"{code} ({first})" for code, first in sorted(units_of_line.items())]
        listed = ", ".join(units_named[:LISTED]) + (" …" if len(units_named) > LISTED else "")
        yield problem("D042", line=line, count=len(units_named), units=listed)


def _units_by_month(tables: Tables, source: str) -> dict[int, set[int]]:
    """The positions in `tables.units` of the units that have a row, by month number."""
    units: dict[int, set[int]] = {}
    for block in tables.blocks:
        if block.source == source and block.given:
            pairs = np.stack([np.frombuffer(block.month, dtype=np.int64), np.frombuffer(block.unit, dtype=np.int64)])
            for month, unit in np.unique(pairs, axis=1).T.tolist():
                if unit >= 0:
                    units.setdefault(month, set()).add(unit)
    return units
