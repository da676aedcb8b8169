"""Reads the table of targets, and adds its rows to the targets of the specification."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from kpidsl.model.ambitions import beside_targets
from kpidsl.model.location import Location
from kpidsl.model.measure import rows_of
from kpidsl.model.organisation import Register, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator, Organisation, Spec, Target, TargetForm
from kpidsl.problems import Problem, SecondaryPlace, Span, Translated, problem
from kpidsl.problems.ambitions import not_stricter
from kpidsl.problems.nearest import nearest_code
from kpidsl.sources.tables.cells import day_after, day_of, in_unit, month_start, number_of, unit_words
from kpidsl.sources.tables.far_ahead import far_ahead
from kpidsl.sources.tables.size import far_apart, impossible_size, met_whatever
from kpidsl.sources.tables.table import (
    Row,
    TableColumn,
    TableForm,
    find_table,
    head_alone,
    in_own_words,
    read_table,
    unknown_cell,
)

TARGETS = TableForm(
    Translated("tabellen over måltall", "tabellen over måltal", "the table of targets"),
    ("maal", "måltall", "mål", "targets"),
    (
        TableColumn("indicator", ("indikator",), needed=True),
        TableColumn("level", ("nivå",)),
        TableColumn("unit", ("enhet", "eining"), nn="eining"),
        TableColumn("line", ("styringslinje", "styringsline", "linje"), nn="styringsline"),
        TableColumn("category", ("kategori",)),
        TableColumn("value", ("måltall", "måltal", "verdi", "mål"), needed=True, nn="måltal"),
        TableColumn("unit_of_measure", ("måleenhet", "måleeining", "benevning"), nn="måleeining"),
        TableColumn("from", ("fra", "frå", "gjelder fra", "gjeld frå"), nn="frå"),
        TableColumn("to", ("til", "gjelder til", "gjeld til")),
        TableColumn("decided", ("vedtatt", "vedteke"), nn="vedteke"),
        TableColumn("source", ("kilde", "kjelde", "brev"), nn="kjelde"),
    ),
)

Named = Mapping[str, frozenset[UnitKey]]
"""The units of the register by name."""


def read_targets(data: Path, named: str | None, beside: Path) -> tuple[Sequence[Row], str, list[Problem]]:
    """Return the rows of the table in the data folder, its path, and the problems; no rows if there is no table, it is
    refused, or it has a head alone (D037)."""
    path, problems = find_table(TARGETS, named, data, beside)
    if path is None:
        return [], "", problems
    rows, more = read_table(TARGETS, path)
    return rows, str(path), [*problems, *more, *head_alone(TARGETS, path, rows, more)]


def with_targets(
    spec: Spec, rows: Sequence[Row], path: str, register: Register | None, named: Named, period: Month | None = None
) -> tuple[Spec, list[Problem]]:
    """Return the specification with the rows of the table after each indicator's own targets, and the problems;
    `period` is the month that is run, where one is.

    A row with an unknown name or an invalid cell is excluded, and listed (D020, D024–D029). Refused: a table without
    any valid row (P048); gaps and overlaps within a key (P033, P034); two targets for a key (P037), also if one names a
    unit and the other has its code; a target of 0 if the tolerance is a percentage of it (T056). D033 for a unit of a
    clause, or of a local file, that is not in the register.
    """
    binder = _Binder(spec, path, register, named)
    bound = {number: target for number, row in rows if (target := binder.target(number, row)) is not None}
    problems = [*in_own_words(binder.problems, rows), *_unknown_units_of_clauses(spec, register)]
    if rows and not bound:
        problems.append(problem("P048", Span(path, 1), count=len(rows)))
    kept = [(row["indicator"], bound[number]) for number, row in rows if number in bound]
    problems += _gaps_and_overlaps(kept)
    by_code: dict[str, list[Target]] = {}
    for code, target in kept:
        by_code.setdefault(code, []).append(target)
    indicators = []
    for one in spec.indicators:
        more = tuple(by_code.get(one.code, ()))
        problems += _contradictions(one.code, one.targets, more, named)
        problems += [*far_apart(one, more), *far_ahead(one, more, period), *met_whatever(one, more, spec.sources)]
        if one.status_rule.amber.of_target:
            problems += [problem("T056", _span(row), indicator=one.code) for row in more if not row.value]
        indicators.append(replace(one, targets=(*one.targets, *more)))
        problems += _not_stricter(one, more, spec.organisation, named)
    return replace(spec, indicators=tuple(indicators)), problems


class _Binder:
    """Turns rows into targets: each cell is compared with the specification and the register. `problems` collects
    what is invalid."""

    def __init__(self, spec: Spec, path: str, register: Register | None, named: Named) -> None:
        organisation = spec.organisation or Organisation("", {}, ())
        self.path, self.problems = path, list[Problem]()
        self.slugs = organisation.level_words
        self.lines = {line.name.casefold(): line.name for line in organisation.lines}
        self.indicators = {one.code: one for one in spec.indicators}
        self.spec = spec
        self.codes = _codes_of(register)
        self.named = named

    def target(self, number: int, row: Mapping[str, str]) -> Target | None:
        """The target of a row; None, and a problem, if a cell is invalid."""
        span = Span(self.path, number)
        one = self.indicators.get(row["indicator"])
        if one is None:
            self._unknown(span, "indicator", row["indicator"], list(self.indicators))
            return None
        level = self.slugs.get(row["level"].casefold()) if row["level"] else None
        if row["level"] and level is None:
            self._unknown(span, "level", row["level"], list(self.slugs))
            return None
        line = self.lines.get(row["line"].casefold()) if row["line"] else None
        if row["line"] and (line is None or one.line not in ("", line)):
            self._unknown(span, "line", row["line"], [one.line] if one.line else list(self.lines.values()))
            return None
        if not self._knows_unit(span, row["unit"], level) or not self._has_category(span, row["category"], one):
            return None
        value = self._value(span, row, one)
        if value is None:
            return None
        dates = self._dates(span, row)
        if dates is None:
            return None
        start, end, decided = dates
        return Target(
            form=TargetForm.LEVEL,
            direction=one.direction,
            value=value,
            level=level,
            units=(row["unit"],) if row["unit"] else (),
            line=line or one.line or None,
            categories=(row["category"],) if row["category"] else (),
            valid_from=start,
            valid_to=end,
            decided=decided,
            letter=f"{row['source']} ({Path(self.path).name}:{number})",
            location=Location(self.path, number),
        )

    def _dates(self, span: Span, row: Mapping[str, str]) -> tuple[Month | None, Month | None, date | None] | None:
        """The month a target holds from, the month it no longer holds, and the day it was decided, each None where its
        cell is empty. None, and a problem, if a cell is no date or the end is not after the start."""
        try:
            column = "from"
            start = month_start(day_of(row["from"]))
            column = "to"
            end = month_start(day_after(row["to"]))
            column = "decided"
            decided = day_of(row["decided"])
        except ValueError:
            self.problems.append(problem("D026", span, column=column, value=row[column]))
            return None
        if start is not None and end is not None and end <= start:
            self.problems.append(problem("D027", span, start=row["from"], end=row["to"]))
            return None
        return start, end, decided

    def _knows_unit(self, span: Span, unit: str, level: str | None) -> bool:
        """Whether the register has the unit, by its code or by a name that only one unit has; otherwise adds a
        problem."""
        if not unit or self.codes is None:
            return True
        kinds = self.codes.get(unit, set())
        if level in kinds or None in kinds or (level is None and kinds):  # None: an older code, of any kind
            return True
        units = {key for key in self.named.get(unit, ()) if level in (None, key.kind)}
        codes = sorted({key.code for key in units})
        if len(codes) == 1:
            return True
        if codes:
            self.problems.append(problem("D025", span, name=unit, codes=", ".join(codes)))
            return False
        known = [code for code, of in self.codes.items() if level in of or (level is None and of - {None})]
        self._unknown(span, "unit", unit, [*known, *self.named])
        return False

    def _has_category(self, span: Span, category: str, one: Indicator) -> bool:
        """Whether the indicator is broken down by a column that lists the category, or the cell is empty; otherwise
        adds a problem (D024, D100)."""
        if not category:
            return True
        sources = [self.spec.sources[rows.source] for rows in rows_of(one.formula).values()]
        columns = [source.named(one.breakdown) for source in sources if one.breakdown is not None]
        lists = [column.legal for column in columns if column is not None]
        if not lists or not all(lists):
            why = _NOT_LISTED if lists else _NOT_BROKEN_DOWN
            self.problems.append(problem("D100", span, indicator=one.code, category=category, why=why))
            return False
        legal = [value for values in lists for value in values]
        if category not in legal:
            self._unknown(span, "category", category, legal)
        return category in legal

    def _value(self, span: Span, row: Mapping[str, str], one: Indicator) -> Fraction | None:
        """The value in the indicator's unit of measure; None, and a problem, if it is not a number or not possible."""
        value = number_of(row["value"])
        word = row["unit_of_measure"] or ("%" if row["value"].endswith("%") else "")
        factor = in_unit(word, one.unit, one.scale)
        if value is None:
            self.problems.append(problem("D028", span, value=row["value"], indicator=one.code))
            return None
        if factor is None:
            words = unit_words(one.unit)
            self.problems.append(problem("D029", span, word=word, indicator=one.code, words=words))
            return None
        value *= factor
        impossible = impossible_size(value, one, row["value"], word, span)
        if impossible is not None:
            self.problems.append(impossible)
            return None
        return value

    def _unknown(self, span: Span, column: str, value: str, known: Sequence[str]) -> None:
        self.problems.append(unknown_cell("D024", span, column, value, known))


def _codes_of(register: Register | None) -> Mapping[str, set[str | None]] | None:
    """The kinds of each code in the register, at any time (None among them: a former code or a part's, of any kind);
    None without a register. Only a unit that has several above it on one line has parts."""
    if register is None or not register.rows:
        return None
    codes: dict[str, set[str | None]] = {}
    above: dict[tuple[UnitKey, str], set[str]] = {}
    for row in register.rows:
        codes.setdefault(row.unit.code, set()).add(row.unit.kind)
        if row.parent is not None:
            above.setdefault((row.unit, row.line), set()).add(row.parent.code)
    for (unit, _), parents in above.items():
        codes |= {f"{unit.code}-{parent}": {None} for parent in parents if len(parents) > 1}
    for change in register.changes:
        codes.setdefault(change.old, set()).add(None)
    return codes


def _unknown_units_of_clauses(spec: Spec, register: Register | None) -> Iterator[Problem]:
    """D033 for each unit of a clause or a local file that the register does not have, by code or name, at any time."""
    codes = _codes_of(register)
    if codes is None or register is None:
        return
    known = [*codes, *sorted({row.name for row in register.rows if row.name})]
    seen = set()
    for one in spec.indicators:
        for unit in one.only_units:
            span = Span(one.location.path, one.location.line) if one.location else None
            if unit not in known and (span.path if span else "", unit) not in seen:
                seen.add((span.path if span else "", unit))
                yield problem("D033", span, unit=unit, near=nearest_code(unit, known) or "–")
        for target in (*one.targets, *one.ambitions):
            for unit in target.units:
                if unit not in known and (str(target.location), unit) not in seen:
                    seen.add((str(target.location), unit))
                    yield problem("D033", _span(target), unit=unit, near=nearest_code(unit, known) or "–")


def _gaps_and_overlaps(targets: Sequence[tuple[str, Target]]) -> Iterator[Problem]:
    """P033 for gaps and P034 for overlaps between the rows of a key (indicator, level, unit, line, category), in order
    of their start.

    A row without an end applies until the next starts; two with the same start overlap. Rows decided on different dates
    may overlap: the later decision applies.
    """
    by_key: dict[tuple[str, ...], list[Target]] = {}
    for code, target in targets:
        key = (code, target.level or "", *target.units, "/", target.line or "", *target.categories)
        by_key.setdefault(key, []).append(target)
    for key, rows in by_key.items():
        unit = " ".join(k for k in key[1:] if k.strip("/")) or "–"
        ordered = sorted(rows, key=lambda t: (_number(t.valid_from), t.decided or date.min, _number(t.valid_to)))
        for first, later in pairwise(ordered):
            end, start = first.valid_to, later.valid_from
            same = first.decided == later.decided
            if same and ((end and (start is None or end > start)) or first.valid_from == start):
                yield problem("P034", _span(later), indicator=key[0], unit=unit, start=start or "–")
            elif end and start is not None and end < start:
                yield problem("P033", _span(later), indicator=key[0], unit=unit, start=end, end=start)


def _number(month: Month | None) -> int:
    return month.number if month is not None else 0


def _contradictions(code: str, clauses: Sequence[Target], rows: Sequence[Target], named: Named) -> Iterator[Problem]:
    """P037 for each row, or clause, that gives the target of a key that an earlier one already gives.

    Two with the same wording are reported elsewhere: clauses by the checker, rows by `_gaps_and_overlaps`.
    """
    groups: dict[tuple[object, ...], list[Target]] = {}
    for later in (*clauses, *rows):
        met: dict[Target, list[str]] = {}
        for unit in sorted(_unit_codes(later, named)) if later.units else [""]:
            key = (later.line, later.valid_from, later.decided, unit)
            for first in groups.setdefault(key, []):
                of_unit = bool(unit) and None in (first.level, later.level)
                same = (first.level == later.level or of_unit) and first.categories == later.categories
                if same and not _same_wording(first, later):
                    met.setdefault(first, []).append(unit)
            groups[key].append(later)
        for first, units in met.items():
            yield _contradiction(code, first, later, units)


def _same_wording(one: Target, other: Target) -> bool:
    """Whether both are in one file and name level and units by the same words."""
    return (_span(one).path, one.level, one.units) == (_span(other).path, other.level, other.units)


def _contradiction(code: str, first: Target, later: Target, units: Sequence[str]) -> Problem:
    """P037 for two targets of the same units."""
    span = _span(first)
    where = f"{Path(span.path).name}:{span.line}"
    who = f"{later.level or ''} {', '.join(units)}".strip() or "–"
    start = later.valid_from or "–"
    places = (SecondaryPlace(span, ""),)
    return problem("P037", _span(later), places=places, indicator=code, unit=who, start=start, first=where)


def _unit_codes(target: Target, named: Named) -> set[str]:
    """The target's units as written, and the codes of the units at its level that have such a name."""
    by_name = {unit.code for name in target.units for unit in named.get(name, ()) if target.level in (None, unit.kind)}
    return {*target.units, *by_name}


_NOT_BROKEN_DOWN = Translated(
    "indikatoren er ikke fordelt på noe",
    "indikatoren er ikkje fordelt på noko",
    "the indicator is not broken down by anything",
)
_NOT_LISTED = Translated(
    "kilden lister ikke verdiene i kolonnen som den er fordelt på",
    "kjelda listar ikkje verdiane i kolonna som han er fordelt på",
    "the source does not list the values of the column that it is broken down by",
)
_WITHOUT_TARGET = Translated(
    "{units} har ikke noe måltall av sitt eget som den kan være strengere enn",
    "{units} har ikkje noko eige måltal som han kan vere strengare enn",
    "{units} has no target of its own that it could be stricter than",
)


def _not_stricter(
    one: Indicator, rows: Sequence[Target], organisation: Organisation | None, named: Named
) -> Iterator[Problem]:
    """T200 and L054 for the ambitions beside a row of the table, or a clause that has its unit by name: the checker
    knows neither. T204 for those that stand beside no target at all."""
    lines = organisation.lines if organisation is not None else ()
    targets = tuple(replace(t, units=tuple(sorted(_unit_codes(t, named)))) for t in (*one.targets, *rows))
    written = {(beside.ambition, beside.target.location) for beside in beside_targets(one, lines)}
    pairs = beside_targets(replace(one, targets=targets), lines)
    alone = {a.units: a for a in one.ambitions if lines and all(beside.ambition.units != a.units for beside in pairs)}
    for units, ambition in alone.items():
        why = Translated(*(text.format(units=", ".join(units)) for text in _WITHOUT_TARGET))
        yield problem("T204", _span(ambition), indicator=one.code, why=why)
    for beside in pairs:
        if (beside.ambition, beside.target.location) not in written and (beside.is_looser or beside.is_the_same):
            aim, target = ((t.value, _span(t)) for t in (beside.ambition, beside.target))
            yield not_stricter(one.code, beside.ambition.units, aim, target, looser=beside.is_looser)


def _span(target: Target) -> Span:
    where = target.location
    return Span(where.path, where.line) if where is not None else Span("", 1)
