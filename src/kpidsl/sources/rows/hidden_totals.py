"""Rows without a unit of the register: those that may be a total of all others, and those without any unit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from kpidsl.engines.engine import Engine, figures_of
from kpidsl.model.spec import Source
from kpidsl.problems import Problem, Span, Translated, problem
from kpidsl.project import SourceSettings

_EMPTY = Translated("tom enhet", "tom eining", "an empty unit")
Sums = Mapping[tuple[str | None, int], tuple[int | None, ...]]
"""The sums of a source's figures, by unit code (None: empty) and month."""


def rows_without_unit(
    engine: Engine,
    sources: Mapping[str, Source],
    settings: Mapping[str, SourceSettings],
    levels: Mapping[str, Collection[str]],
    places: Mapping[str, Span],
) -> Iterator[Problem]:
    """P097 for rows that may be totals and D061 for rows without a unit, for each source.

    `levels`: the levels that have each code of the register (empty without a register). `places`: the place of the
    first such row by source.
    """
    for name, source in sources.items():
        yield from _hidden_totals(engine, source, settings[name], levels, places.get(name))
        yield from _without_unit(engine, source, settings[name], places.get(name))


def _hidden_totals(
    engine: Engine, source: Source, settings: SourceSettings, levels: Mapping[str, Collection[str]], place: Span | None
) -> Iterator[Problem]:
    """P097 for each empty or unknown unit of a ready-made source that may be a total.

    It may be one if its figures, in every month and column it has, equal the sum of all other units, or of all units of
    one level. What the project file declares is believed. Without a register only the empty unit is checked.
    """
    unit, period, figures = source.column("unit"), source.column("period"), figures_of(source)
    if not source.ready_made or unit is None or period is None or not figures:
        return
    believed = {text or None for text in settings.without_unit}
    units = {None if code is None else str(code) for (code,) in engine.counts(source, [unit])}
    asked = [code for code in units if code not in levels and code not in believed and (levels or code is None)]
    if not asked:
        return
    sums = _sums(engine, source, unit, period, figures)
    for code in sorted(asked, key=lambda c: c or ""):
        for others, group in _groups(units - {code}, levels):
            if _is_sum_of(code, group, sums):
                named = Translated(f"enheten «{code}»", f"eininga «{code}»", f"the unit “{code}”")
                yield problem(
                    "P097", place, source=source.name, unit=_EMPTY if code is None else named,
                    others=others, cell=code or "",
                )  # fmt: skip
                break


def _without_unit(engine: Engine, source: Source, settings: SourceSettings, place: Span | None) -> Iterator[Problem]:
    """D061 if rows have no unit, unless the project file declares that an empty unit is intended."""
    unit = source.column("unit")
    count = engine.counts(source, [unit]).get((None,), 0) if unit is not None else 0
    if count and "" not in settings.without_unit:
        yield problem("D061", place, source=source.name, count=count)


def _sums(engine: Engine, source: Source, unit: str, period: str, figures: Sequence[str]) -> Sums:
    by_cell = engine.sums(source, [unit, period], figures)
    return {
        (None if code is None else str(code), int(str(month))): values
        for (code, month), values in by_cell.items()
        if month is not None
    }


def _groups(
    others: Collection[str | None], levels: Mapping[str, Collection[str]]
) -> Iterator[tuple[Translated, Collection[str | None]]]:
    """The groups of units that a total may add up, with their names."""
    if others:
        yield Translated("alle andre", "alle andre", "all others"), others
    for level in sorted({level for code in others if code is not None for level in levels.get(code, ())}):
        of_level = {code for code in others if code is not None and level in levels.get(code, ())}
        if len(of_level) > 1:
            called = Translated(f"alle på nivået {level}", f"alle på nivået {level}", f"all of the level {level}")
            yield called, of_level


def _is_sum_of(code: str | None, group: Collection[str | None], sums: Sums) -> bool:
    months = [month for of, month in sums if of == code]
    some = False
    for month in months:
        own = sums[code, month]
        rows = [sums[other, month] for other in group if (other, month) in sums]
        columns = [[row[at] for row in rows] for at in range(len(own))]
        added = tuple(sum(v or 0 for v in column) if any(v is not None for v in column) else None for column in columns)
        if not rows or added != own:
            return False
        some = some or any(own)
    return some
