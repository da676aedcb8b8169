"""The table of targets, and what it says beside the specification's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month, month_number
from kpidsl.model.spec import Location, Organisation, Spec, Target, TargetForm
from kpidsl.problems import Place, Problem, Span, problem
from kpidsl.sources.tables.register import Row, day_of, find, read_table

TARGET_NAMES = ("maal.csv", "targets.csv")
_TARGET_COLUMNS = ("indicator", "level", "unit", "line", "value", "unit_of_measure", "from", "to", "decided", "source")


def targets_of(rows: Sequence[Row], path: str) -> tuple[list[tuple[str, Target]], tuple[Problem, ...]]:
    """(indicator, target) a row; direction is the indicator's own and filled in by `with_targets`."""
    found: list[tuple[str, Target]] = []
    problems: list[Problem] = []
    for line, row in rows:
        try:
            start, end = day_of(row["from"]), day_of(row["to"])
            target = Target(
                form=TargetForm.LEVEL,
                direction=None,
                value=Fraction(row["value"].replace(",", ".").rstrip(" %")),
                level=row["level"] or None,
                units=(row["unit"],) if row["unit"] else (),
                line=row["line"] or None,
                valid_from=Month(month_number(start)) if start else None,
                valid_to=Month(month_number(end)) if end else None,
                decided=day_of(row["decided"]),
                letter=f"{row['source']} ({Path(path).name}:{line})",
                location=Location(path, line),
            )
            found.append((row["indicator"], target))
        except (ValueError, ZeroDivisionError) as error:
            problems.append(problem("P031", Span(path, line), reason=str(error)))
    return found, (*problems, *_dates(rows, path))


def _dates(rows: Sequence[Row], path: str) -> Iterator[Problem]:
    """Gaps and overlaps between rows of one key (indicator, level, unit, line) in the order they begin.

    A row without an end ends where the next begins; two that begin together overlap. Rows decided at
    different dates may overlap: the later decision is the one that holds.
    """
    by_key: dict[tuple[str, ...], list[tuple[str, str, str, int]]] = {}
    for line, row in rows:
        key = tuple(row[name] for name in ("indicator", "level", "unit", "line"))
        by_key.setdefault(key, []).append((row["from"], row["decided"], row["to"], line))
    for key, spans in by_key.items():
        ordered = sorted(spans)
        unit = " ".join(k for k in key[1:] if k) or "–"
        for (start, first, end, _), (following, decided, _, line) in pairwise(ordered):
            if first == decided and ((end and end > following) or start == following):
                yield problem("P034", Span(path, line), indicator=key[0], unit=unit, start=following)
            elif end and end < following:
                yield problem("P033", Span(path, line), indicator=key[0], unit=unit, start=end, end=following)


def read_targets(data: Path, said: str | None) -> tuple[list[tuple[str, Target]], tuple[Problem, ...]]:
    """The table of targets in the data folder; empty where there is none."""
    path = find(data, said, TARGET_NAMES)
    if path is None:
        return [], ()
    rows, problems = read_table(path, _TARGET_COLUMNS, "P031")
    found, more = targets_of(rows, str(path))
    return found, (*problems, *more)


Named = Mapping[str, frozenset[UnitKey]]
"""The units of the register by name."""


def with_targets(spec: Spec, rows: Sequence[tuple[str, Target]], named: Named) -> tuple[Spec, tuple[Problem, ...]]:
    """The specification with the rows of the table behind each indicator's own; levels as it names them.

    Two clauses or rows on one key (indicator, unit or level, line, start, decision) are an error that shows both, also
    where the one says a unit by its name and the other by its code; so is a level or a line that the organisation, or
    the indicator, does not have, and a 0 where the tolerance is in per cent of it.
    """
    organisation = spec.organisation or Organisation("", {}, ())
    slugs = {form.casefold(): slug for slug, forms in organisation.levels.items() for form in (slug, *forms)}
    lines = {line.name for line in organisation.lines}
    by_code: dict[str, list[Target]] = {}
    found: list[Problem] = []
    for code, target in rows:
        level = slugs.get((target.level or "").casefold())
        if target.level is not None and level is None:
            found.append(problem("P031", _span(target), reason=f"level: {target.level}?"))
            continue
        if target.line is not None and target.line not in lines:
            found.append(problem("P031", _span(target), reason=f"line: {target.line}?"))
            continue
        by_code.setdefault(code, []).append(replace(target, level=level))
    indicators = []
    for one in spec.indicators:
        rows_of = by_code.get(one.code, ())
        others = [t for t in rows_of if one.line and t.line not in (None, one.line)]
        found += [problem("P031", _span(t), reason=f"{one.code}, line: {t.line}?") for t in others]
        more = tuple(replace(t, direction=one.direction, line=t.line or one.line or None) for t in rows_of)
        found += _contradictions(one.code, one.targets, more, named)
        if one.status_rule.amber.of_target:
            found += [problem("T056", _span(row), indicator=one.code) for row in more if not row.value]
        indicators.append(replace(one, targets=(*one.targets, *more)))
    return replace(spec, indicators=tuple(indicators)), tuple(found)


def _contradictions(code: str, clauses: Sequence[Target], rows: Sequence[Target], named: Named) -> Iterator[Problem]:
    """A problem for each row, or clause, that says the target of a key which an earlier one says too.

    Two that are written alike are found where they are written: clauses by the checker, rows by their dates.
    """
    said: dict[tuple[object, ...], list[Target]] = {}
    for later in (*clauses, *rows):
        met: dict[Target, list[str]] = {}
        for unit in sorted(_codes(later, named)) if later.units else [""]:
            key = (later.line, later.valid_from, later.decided, unit)
            for first in said.setdefault(key, []):
                of_unit = bool(unit) and None in (first.level, later.level)
                if (first.level == later.level or of_unit) and not _alike(first, later):
                    met.setdefault(first, []).append(unit)
            said[key].append(later)
        for first, units in met.items():
            yield _both(code, first, later, units)


def _alike(one: Target, other: Target) -> bool:
    """Whether they stand in one file and say level and units by the same words."""
    return (_span(one).path, one.level, one.units) == (_span(other).path, other.level, other.units)


def _both(code: str, first: Target, later: Target, units: Sequence[str]) -> Problem:
    """The problem of two that say the target of the same units."""
    span = _span(first)
    where = f"{Path(span.path).name}:{span.line}"
    who = f"{later.level or ''} {', '.join(units)}".strip() or "–"
    start = later.valid_from or "–"
    places = (Place(span, ""),)
    return problem("P037", _span(later), places=places, indicator=code, unit=who, start=start, first=where)


def _codes(target: Target, named: Named) -> set[str]:
    """Its units as they are written, and the codes of those at its level that have what is written as their name."""
    by_name = {unit.code for name in target.units for unit in named.get(name, ()) if target.level in (None, unit.kind)}
    return {*target.units, *by_name}


def _span(target: Target) -> Span:
    where = target.location
    return Span(where.path, where.line) if where is not None else Span("", 1)
