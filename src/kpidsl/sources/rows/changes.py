"""Changes of ready-made figures from a unit's row to its next: those over what the source allows are listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from kpidsl.engines.engine import Engine
from kpidsl.model.period import Month
from kpidsl.model.plan import Plan
from kpidsl.model.spec import Source
from kpidsl.problems import Problem, numeral, problem
from kpidsl.sources.typed_cells import LISTED

Change = tuple[str, int]
"""The unit's code, and the month of the row that the period's differs from."""


def changed_figures(engine: Engine, sources: Mapping[str, Source], plan: Plan, period: Month) -> Iterator[Problem]:
    """D058 for each unit and indicator with a figure in the period's row (the year's, of a source by year) that is more
    than the source's limit from the unit's last one before it; D059 for those of a source beyond the first 50.

    A figure is that of one row: where rows have further columns in their key, each is held against its own. A source
    that stands before another counts in the indicators of that one.
    """
    for source in sources.values():
        if source.change_limit is None:
            continue
        counted = _columns_by_indicator(source, sources, plan)
        names = sorted({name for columns in counted.values() for name in columns})
        changes = _changes(engine, source, names, source.change_limit, period) if names else {}
        large_changes = [
            problem(
                "D058", indicator=code, unit=unit, month=period, before=Month(before), source=source.name,
                columns=", ".join(both), limit=numeral(source.change_limit),
            )
            for (unit, before), changed in sorted(changes.items())
            for code, columns in counted.items()
            if (both := [name for name in columns if name in changed])
        ]  # fmt: skip
        yield from large_changes[:LISTED]
        if len(large_changes) > LISTED:
            yield problem("D059", source=source.name, count=len(large_changes) - LISTED)


def _columns_by_indicator(source: Source, sources: Mapping[str, Source], plan: Plan) -> dict[str, list[str]]:
    """The columns of the source that each indicator counts, of those that count some."""
    names, last = {source.name}, source
    while last.before is not None and last.before in sources:
        last = sources[last.before]
        names.add(last.name)
    columns_of: dict[str, list[str]] = {}
    for code, planned in plan.indicators.items():
        sides = planned.sides or (planned,)
        keys = [key for side in sides for key in (side.numerator, side.denominator) if key is not None]
        parts = [plan.parts[key] for key in keys]
        columns = dict.fromkeys(name for part in parts if part.source in names for name in part.columns)
        if columns:
            columns_of[code] = list(columns)
    return columns_of


def _changes(
    engine: Engine, source: Source, names: list[str], limit: Fraction, period: Month
) -> dict[Change, dict[str, None]]:
    """The columns that changed by more than so many per cent, by unit and the month they changed from."""
    month = next(c for c in source.columns if c.role == "period")
    newest = period.year_start(month.year_starts).number if source.grain == "unit_year" else period.number
    of_month = source.key.index(month.name)
    rows: dict[tuple[object, ...], dict[int, tuple[int | None, ...]]] = {}
    for key, figures in engine.sums(source, source.key, names).items():
        if isinstance(at := key[of_month], int) and at <= newest:
            rows.setdefault((*key[:of_month], *key[of_month + 1 :]), {})[at] = figures
    columns_by_change: dict[Change, dict[str, None]] = {}
    for (unit, *_), by_month in rows.items():
        now, earlier = by_month.pop(newest, None), sorted(by_month, reverse=True)
        if now is None or unit is None:
            continue
        for at, name in enumerate(names):
            before = next((m for m in earlier if by_month[m][at] is not None), None)
            if before is not None and _is_over(now[at], by_month[before][at], limit):
                columns_by_change.setdefault((str(unit), before), {})[name] = None
    return columns_by_change


def _is_over(now: int | None, before: int | None, limit: Fraction) -> bool:
    return now is not None and before is not None and abs(now - before) * 100 > abs(before) * limit
