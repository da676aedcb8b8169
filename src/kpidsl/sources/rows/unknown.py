"""Rows of units that the register does not have: listed, dropped if the specification says so, refused if there are
many."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from kpidsl.engines.engine import Engine
from kpidsl.model.organisation import Register, Structure
from kpidsl.model.period import Month
from kpidsl.model.person_numbers import may_be_person_number
from kpidsl.model.spec import Source
from kpidsl.model.unit_index import UnitIndex, UnitPlace, units_above
from kpidsl.problems import Problem, Span, problem
from kpidsl.problems.nearest import alike, nearest_code
from kpidsl.sources.rows.names import folded
from kpidsl.sources.rows.shares import share, too_many
from kpidsl.sources.rows.units import rows_by_unit

SHOWN = 8


def known_codes(register: Register, structure: Structure) -> frozenset[str]:
    """Return every code in the register and its changes, of any date, and the codes of parts of units."""
    changed = {code for change in register.changes for code in (change.old, change.new)}
    return frozenset({row.unit.code for row in register.rows} | changed | set(structure.part_codes))


def drop_unknown_units(engine: Engine, source: Source, known: Collection[str] | None) -> tuple[Problem, ...]:
    """Drop the rows of units that are not in the register, and return how many they were (D050); P071 if there is no
    register (`known` is None)."""
    if known is None:
        return (problem("P071", source=source.name),)
    unit, rows = source.column("unit"), engine.counts(source, ()).get((), 0)
    others = [code for (code,) in engine.counts(source, [unit]) if code not in known] if unit is not None else []
    dropped = engine.drop(source, unit, [None if code is None else str(code) for code in others]) if unit else 0
    if not dropped:
        return ()
    return (problem("D050", source=source.name, count=dropped, rows=rows, share=share(dropped, rows)),)


@dataclass(frozen=True)
class UnitCodes:
    """The codes that rows are compared with: those of the organisation, and of its register (None: the units are
    those of the rows)."""

    structure: Structure
    register: Register | None
    month: Month
    first: Callable[[Source, Collection[str]], Span | None]
    """The first row of a source that has one of the codes."""
    without_unit: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By source the codes that mean no unit: they are none to ask about."""

    @cached_property
    def levels(self) -> Mapping[str, Collection[str]]:
        """The levels of each known code; none for a former code or the code of a part. Empty without a register."""
        levels: dict[str, set[str]] = {code: set() for code in self._known}
        for row in self.register.rows if self.register is not None else ():
            levels[row.unit.code].add(row.unit.kind)
        return levels

    def problems(self, engine: Engine, sources: Mapping[str, Source], files: Mapping[str, str]) -> Iterator[Problem]:
        """Check the unit codes of each source's rows.

        D005 for codes that no unit has or had, P018, which refuses the source, if there are many; D051 for a code that
        was split, and belongs to no unit; D097 for rows, not figures, of units that have others below them; D057 for
        rows of units that are not open in the month; P070 for person numbers in the unit column. Rows of a source that
        takes precedence over another were counted with that one. `files`: the first file of each source.
        """
        for name, source in sources.items():
            counts = rows_by_unit(engine, source)
            of_persons = sum(n for code, n in counts.items() if may_be_person_number(code) and code not in self._known)
            rows = sum(counts.values())
            if of_persons and (self.register is None or 2 * of_persons > rows or too_many(of_persons, rows)):
                unit, person = source.column("unit"), source.column("person")
                yield problem("P070", _place(files, name), source=name, count=of_persons, rows=rows, column=unit,
                              person=person or "–")  # fmt: skip
            elif self.register is not None and source.before not in sources:
                yield from self._unknown(engine, source, counts, _place(files, name))
                yield from self._split(source, counts)
                yield from self._above_leaves(source, counts)
                yield from self._not_open(engine, source, counts)

    def _unknown(
        self, engine: Engine, source: Source, counts: Mapping[str, int], place: Span | None
    ) -> Iterator[Problem]:
        unknown = sorted(set(counts) - self._known - set(self.without_unit.get(source.name, ())))
        if not unknown:
            return
        count, rows = sum(counts[code] for code in unknown), engine.counts(source, ()).get((), 0)
        many = too_many(count, rows)
        shown = [text for code in unknown if (text := self._shown(code, source, many)) is not None]
        units = ", ".join([*shown[:SHOWN], *(["…"] if len(unknown) > len(shown[:SHOWN]) else [])])
        first = self.first(source, unknown)
        yield problem("D005", first, source=source.name, count=count, rows=rows, share=share(count, rows), units=units)
        if many:
            yield problem("P018", place, source=source.name, bad=count, rows=rows)

    def _shown(self, code: str, source: Source, many: bool) -> str | None:
        """The code with the nearest known one, as a message shows it; None for what may be a person's number or name.

        In a source about persons two heads may be swapped. There only what looks like a unit's code is shown; and where
        `many` rows are unknown, only what differs from a code in zeros, case or punctuation, or is a unit's name.
        """
        if may_be_person_number(code):
            return None
        named = self._by_name.get(folded(code))
        near = named or alike(code, self._codes)
        if near is None and source.column("person") is not None and (many or _shape(code) not in self._shapes):
            return None
        near = near or nearest_code(code, self._codes)
        return f"{code} ({near}?)" if near is not None else code

    def _split(self, source: Source, counts: Mapping[str, int]) -> Iterator[Problem]:
        assert self.register is not None
        places = self._places
        unplaced = {change.old for change in self.register.changes} - {
            code for code, place in places.items() if source.ready_made or place.leaf >= 0
        }
        split = sorted(unplaced & set(counts))
        if split:
            units = ", ".join(split[:SHOWN]) + (" …" if len(split) > SHOWN else "")
            count = sum(counts[code] for code in split)
            yield problem("D051", self.first(source, split), source=source.name, count=count, units=units)

    def _above_leaves(self, source: Source, counts: Mapping[str, int]) -> Iterator[Problem]:
        rows = {} if source.ready_made else {code: n for code, n in counts.items() if code in self._above}
        if rows:
            first, units = self.first(source, rows), ", ".join(sorted(rows))
            yield problem("D097", first, source=source.name, count=sum(rows.values()), units=units)

    def _not_open(self, engine: Engine, source: Source, counts: Mapping[str, int]) -> Iterator[Problem]:
        """A case has the unit of today, whenever it is from; other rows of a unit that was closed are of its time, and
        those from after the month wait for theirs."""
        of_cases = source.grain == "case"
        asked = {code for code in counts if code in self._opens or (of_cases and code in self._closed)}
        rows = counts if of_cases or not asked else rows_by_unit(engine, source, self.month)
        here = sorted(asked & set(rows))
        units = [f"{code} ({self._opens.get(code) or self._closed[code]})" for code in here]
        if units:
            listed = ", ".join(units[:SHOWN]) + (" …" if len(units) > SHOWN else "")
            count, first = sum(rows[code] for code in here), self.first(source, here)
            yield problem("D057", first, source=source.name, count=count, month=self.month, units=listed)

    @cached_property
    def _opens(self) -> Mapping[str, date]:
        """By code, the first day of units that are not open yet."""
        return {code: min(days) for code, days in self._absent("valid_from").items() if min(days) > self.month.last_day}

    @cached_property
    def _closed(self) -> Mapping[str, date]:
        """By code, the day from which units that nobody succeeded are closed."""
        return {code: max(days) for code, days in self._absent("valid_to").items() if max(days) <= self.month.last_day}

    def _absent(self, field: Literal["valid_from", "valid_to"]) -> Mapping[str, list[date]]:
        """By code, the days in that field of each register row, of codes that mean no unit of the month; only where
        every row has one."""
        days: dict[str, list[date | None]] = {}
        register = self.register or Register(())
        placed = {*self._places, *(change.old for change in register.changes)}
        for row in register.rows:
            days.setdefault(row.unit.code, []).append(getattr(row, field))
        return {
            code: [d for d in counts if d is not None]
            for code, counts in days.items()
            if None not in counts and code not in placed
        }

    @cached_property
    def _above(self) -> frozenset[str]:
        """The codes that are those of units above the leaves alone."""
        structure = self.structure
        leaves = {unit.code for unit in structure.leaves} | {*structure.former, *structure.part_codes}
        return frozenset({unit.code for unit in units_above(structure)} - leaves)

    @cached_property
    def _known(self) -> frozenset[str]:
        return known_codes(self.register, self.structure) if self.register is not None else frozenset()

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(sorted(self._known))

    @cached_property
    def _shapes(self) -> frozenset[str]:
        return frozenset(map(_shape, self._known))

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        """The code by name, for names that only one unit has."""
        codes_by_name: dict[str, set[str]] = {}
        for row in self.register.rows if self.register is not None else ():
            codes_by_name.setdefault(folded(row.name), set()).add(row.unit.code)
        return {name: min(codes) for name, codes in codes_by_name.items() if name and len(codes) == 1}

    @cached_property
    def _places(self) -> Mapping[str, UnitPlace]:
        return UnitIndex.of(self.structure).places


def _shape(code: str) -> str:
    return "".join("0" if c.isdigit() else "a" if c.isalpha() else c for c in code)


def _place(files: Mapping[str, str], name: str) -> Span | None:
    return Span(files[name], 1) if name in files else None
