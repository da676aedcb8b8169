"""The units in the rows, and rows that do not name the part of the unit they belong to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from kpidsl.engines.engine import Engine
from kpidsl.model.organisation import Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Organisation, Source, Spec
from kpidsl.model.tables import usual_units
from kpidsl.model.unit_index import UnitIndex
from kpidsl.problems import Problem, problem


def units_in(engine: Engine, sources: Mapping[str, Source], organisation: Organisation, until: Month) -> list[UnitKey]:
    """Return the units in the sources' rows up to the month, for an agency without a register; all have the kind of
    the lowest level."""
    kind = organisation.lines[0].levels[0] if organisation.lines else ""
    codes = {code for source in sources.values() for code in rows_by_unit(engine, source, until)}
    return [UnitKey(kind, code) for code in sorted(codes)]


def unplaced_rows(engine: Engine, spec: Spec, sources: Mapping[str, Source], structure: Structure) -> Iterator[Problem]:
    """D009 for each source with rows of a divided unit that do not name its part, if an indicator is shown by part."""
    leaves = structure.leaves
    today = {leaves[at].code for at in structure.parts}
    wholes = {code: code for code in today} | {old: new for old, new in structure.successor.items() if new in today}
    parts = {leaves[part] for part in structure.whole_of}
    asking = [i for i in spec.indicators if any(n.unit in parts and i.stands_at(n) for n in structure.nodes)]
    for name in sorted({source for indicator in asking for source in indicator.sources} & set(sources)):
        source = sources[name]
        rows = _placed_rows(engine, source, wholes, structure.part_codes)
        given = source.ready_made  # a unit's own figure may well stand beside those of its parts
        lost = {code: rest for code, (placed, rest) in rows.items() if rest and not (given and placed)}
        if lost:
            yield problem("D009", None, source=name, count=sum(lost.values()), units=", ".join(sorted(lost)))


def rows_by_unit(engine: Engine, source: Source, until: Month | None = None) -> dict[str, int]:
    """Return the number of rows by unit code; for a source with periods, or of events, of the months up to `until`."""
    unit, period = source.column("unit"), source.column("period")
    assert unit is not None
    if source.grain == "event":
        period = next((column.name for column in source.columns if column.type == "date"), None)
    columns = [unit, period] if until is not None and period is not None else [unit]
    counts: dict[str, int] = {}
    for (code, *month), count in engine.counts(source, columns).items():
        inside = not month or (until is not None and _is_until(month[0], until))
        if code is not None and inside:
            counts[str(code)] = counts.get(str(code), 0) + count
    return counts


def late_units(engine: Engine, source: Source, structure: Structure, period: Month) -> frozenset[str]:
    """Return the codes of today's leaves that a source about persons by month usually has rows of (`usual_units`), and
    none in the period; empty for other sources, and where nobody has rows in the period."""
    unit, month = source.column("unit"), source.column("period")
    if source.grain != "person_month" or unit is None or month is None:
        return frozenset()
    places, leaves = UnitIndex.of(structure).places, structure.leaves
    delivered: dict[int, set[int]] = {}
    for code, number in engine.counts(source, [unit, month]):
        place = places.get(str(code))
        if place is not None and place.leaf >= 0 and isinstance(number, int):
            delivered.setdefault(number, set()).add(place.leaf)
    now = delivered.get(period.number, set())
    late = usual_units(delivered, period) - now if now else ()
    return frozenset(leaves[at].code for at in late if structure.stood(leaves[at].code, period))


def _is_until(moment: object, month: Month) -> bool:
    """Whether a month's number or a date lies in the month or before it."""
    return moment <= month.last_day if isinstance(moment, date) else isinstance(moment, int) and moment <= month.number


def _placed_rows(
    engine: Engine, source: Source, wholes: Mapping[str, str], parts: Collection[str]
) -> dict[str, tuple[int, int]]:
    """For each divided unit (`wholes`: the unit by each of its codes): the number of rows that name one of its
    parts, and of those that do not."""
    unit, above = source.column("unit"), source.column("unit_above")
    assert unit is not None
    columns = [unit] if above is None else [unit, above]
    counts: dict[str, tuple[int, int]] = {}
    for (code, *parent), count in engine.counts(source, columns).items():
        if code in wholes:
            whole = wholes[str(code)]
            placed, rest = counts.get(whole, (0, 0))
            is_placed = bool(parent) and f"{code}-{parent[0]}" in parts
            counts[whole] = (placed + count, rest) if is_placed else (placed, rest + count)
    return counts
