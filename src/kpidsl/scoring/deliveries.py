"""Late deliveries: sources and units without rows for the reporting month that had rows for the months before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kpidsl.model.period import Month
from kpidsl.model.plan import Plan
from kpidsl.model.tables import Tables
from kpidsl.problems import Problem, problem

USUAL = 2
"""Months before the reporting month that must have rows for one without to be late: a quarter's figure is not."""
LISTED = 12


def late_deliveries(plan: Plan, tables: Tables, period: Month) -> Iterator[Problem]:
    """D035 for a source that has rows for earlier months and none for `period`; D036 for a source of ready-made
    figures in which units are missing that exist and delivered in each of the months before. A source by year is
    never late."""
    for name, source in plan.sources.items():
        delivery = tables.deliveries.get(name)
        if source.grain in ("unit_year", "person_year") or delivery is None:
            continue
        months = [period - back for back in range(1, USUAL + 1)]
        if not source.ready_made:
            if delivery.last < period:
                yield problem("D035", source=name, month=period, last=delivery.last)
            continue
        units = _units_by_month(tables, name)
        usual = set.intersection(*(units.get(month.number, set()) for month in months))
        delivered = units.get(period.number, set())
        if usual and not delivered:
            yield problem("D035", source=name, month=period, last=delivery.last)
            continue
        leaves, standing = plan.structure.leaves, plan.structure.standing
        codes = [leaves[at].code for at in sorted(usual - delivered) if at < len(leaves)]
        late = [code for code in codes if code not in standing or standing[code].holds(period)]
        if late:
            listed = ", ".join(late[:LISTED]) + (" …" if len(late) > LISTED else "")
            yield problem("D036", source=name, month=period, count=len(late), usual=len(usual), units=listed)


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
