"""The smallest engine: rows as dictionaries, every question answered row by row, the tables made by the reference.

It proves that the seam between sources, engines and scoring is where `engines/engine.py` says: all language pages hold
on it (`test_engine.py`). It reads rows in memory alone.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from kpidsl.engines.engine import (
    ColumnCells,
    Difference,
    Duplicates,
    OutsideCells,
    PersonsMet,
    Raw,
    RawCell,
    RawTable,
    SomeCells,
    Succession,
    TextRows,
    TwoScales,
    UnreadableRowsError,
    figures_of,
)
from kpidsl.model import condition as c
from kpidsl.model import plan as p
from kpidsl.model.period import Month, month_number
from kpidsl.model.spec import ColumnSpec, Source
from kpidsl.model.state import State
from kpidsl.model.tables import Block, Delivery, LevelValues, Tables, integer_column
from kpidsl.model.unit_index import UnitIndex, units_above
from kpidsl.project import SourceSettings

from .cells import NUMBERS, composed, decimal_marks, is_moved, is_none, mark_of, text_of, value_of
from .reference import STATISTICS, _added, _product, _weight, worst
from .rows import Counting, Row, World, days, is_before


@contextmanager
def open_reference(work: Path, data: Sequence[Path]) -> Iterator[ReferenceEngine]:
    yield ReferenceEngine()


@dataclass
class ReferenceEngine:
    """`Engine`; what its operations answer is said there."""

    raw: dict[str, list[Mapping[str, str]]] = field(default_factory=dict)
    rows: dict[str, list[dict]] = field(default_factory=dict)
    as_read: dict[str, list[dict]] = field(default_factory=dict)

    # --- raw rows --------------------------------------------------------------------------------------

    def read(self, source: Source, raw: Raw) -> RawTable:
        if not isinstance(raw, TextRows):
            raise UnreadableRowsError("the reference reads rows in memory alone")
        self.raw[source.name] = list(raw.rows)
        return RawTable({column.name: "text" for column in source.columns}, len(raw.rows))

    def cells(
        self, source: Source, settings: SourceSettings, listed: int, required: Collection[str] = ()
    ) -> Mapping[str, ColumnCells]:
        found: dict[str, ColumnCells] = {}
        for column in source.columns:
            texts = [(at, text) for at, row in enumerate(self.raw[source.name], 1) if (text := text_of(row, column))]
            number = column.type in NUMBERS
            none = [(at, t) for at, t in texts if column.type == "date" and is_none(t, settings)]
            unread = [
                (at, t)
                for at, t in texts
                if mark_of(t, column, settings) is None
                and value_of(t, column, settings) is None
                and (at, t) not in none
            ]
            within = [(at, t) for at, t in unread if value_of(t, replace(column, bounds=None), settings) is None]
            outside = [cell for cell in unread if cell not in within]
            moved = [(at, t) for at, t in texts if number and column.decimals and is_moved(t, column, settings)]
            is_needed = column.name in required
            rows = enumerate(self.raw[source.name], 1)
            empty = [(at, "") for at, row in rows if is_needed and _is_empty(text_of(row, column), column, settings)]
            ones = (_some(some, 1) for some in (moved, none, empty))
            found[column.name] = ColumnCells(_some(within, listed), _some(outside, listed), *ones)
        return found

    def decimal_marks(self, source: Source, settings: SourceSettings) -> Collection[str]:
        columns = [c for c in source.columns if c.type in NUMBERS]
        texts = (text_of(row, column) for row in self.raw[source.name] for column in columns)
        return sorted({mark for text in texts for mark in decimal_marks(text)})

    def outside_cells(self, source: Source, column: ColumnSpec, settings: SourceSettings) -> Sequence[OutsideCells]:
        texts = ((at, text_of(row, column)) for at, row in enumerate(self.raw[source.name], 1))
        wrong = [at for at, text in texts if composed(text) and composed(text) not in column.legal]
        return [OutsideCells(0, wrong[0], len(wrong))] if wrong else []

    def type_rows(self, source: Source, settings: SourceSettings) -> None:
        figures = figures_of(source) if source.ready_made else ()

        def cell(row: Mapping[str, str], column: ColumnSpec) -> object:
            text = text_of(row, column)
            said = mark_of(text, column, settings)
            if column.name in figures and said is not None:
                return said
            found = value_of(text, column, settings) if text else None
            return State.MISSING if found is None and column.name in figures else found

        typed = [{column.name: cell(row, column) for column in source.columns} for row in self.raw[source.name]]
        self.rows[source.name] = self.as_read[source.name] = typed

    def two_scales(self, source: Source, column: ColumnSpec, settings: SourceSettings) -> TwoScales | None:
        rows = [(at, row[column.name]) for at, row in enumerate(self.rows[source.name], 1)]
        numbers = [(at, Fraction(x)) for at, x in rows if x is not None and not isinstance(x, State)]  # type: ignore[arg-type]
        if settings.shares.get(column.name) == "fraction":
            numbers = [(at, x / 100) for at, x in numbers]
        low = [(at, x) for at, x in numbers if 0 < x <= 1]
        high = [x for _, x in numbers if x > 1]
        values = [x for _, x in low]
        if not low or any(not 0 <= x <= 100 for _, x in numbers) or {*values} == {1}:
            return None
        mean = sum(values, Fraction(0)) / len(low)
        if not high:
            return TwoScales(_some([(at, "") for at, _ in low], 1), 0, mean)
        ratio = sum(values) / len(low) * 100 / (sum(high) / len(high))
        apart = min(high) >= 2 * max(values) and Fraction(1, 2) <= ratio <= 2
        return TwoScales(_some([(at, "") for at, _ in low], 1), len(high), mean) if apart else None

    def early_ends(
        self, source: Source, settings: SourceSettings, pairs: Sequence[tuple[str, str]], listed: int
    ) -> Sequence[SomeCells]:
        rows = self.rows[source.name]
        early = [[at for at, row in enumerate(rows) if is_before(row, start, end)] for start, end in pairs]
        return [_some([(at + 1, "") for at in of_pair], listed) for of_pair in early]

    # --- typed rows ------------------------------------------------------------------------------------

    def settle_duplicates(self, source: Source, settings: SourceSettings, listed: int) -> Duplicates:
        if not source.key:
            return Duplicates()
        rows = self.rows[source.name]
        by_key: dict[tuple, list[dict]] = {}
        places: dict[tuple, list[tuple[int, str]]] = defaultdict(list)
        repeated: list[tuple[int, str]] = []
        for at, row in enumerate(rows, 1):
            places[_key(row, source)].append((at, ""))
            of_key = by_key.setdefault(_key(row, source), [])
            if row in of_key:
                repeated.append((at, ""))
            else:
                of_key.append(row)
        conflicting = [key for key, of_key in by_key.items() if len(of_key) > 1]
        void = dict.fromkeys(figures_of(source), State.MISSING)
        kept = [of_key[0] for of_key in by_key.values() if len(of_key) == 1]
        kept += [by_key[key][0] | void for key in conflicting if source.ready_made]
        self.rows[source.name] = kept
        first = sorted((places[key] for key in conflicting), key=lambda of_key: of_key[1])[:listed]
        return Duplicates(_some(repeated, 1), len(conflicting), tuple(_some(of_key, listed) for of_key in first))

    def repeated_rows(self, source: Source, settings: SourceSettings) -> SomeCells:
        rows = [tuple(row.items()) for row in self.rows[source.name]]
        return _some([(at, "") for at, row in enumerate(rows, 1) if row in rows[: at - 1]], 1)

    def counts(self, source: Source, columns: Sequence[str]) -> Mapping[tuple[object, ...], int]:
        return Counter(tuple(row[name] for name in columns) for row in self.rows[source.name])

    def months(self, source: Source, columns: Sequence[str]) -> Sequence[tuple[int, int]]:
        cells = [row[name] for row in self.rows[source.name] for name in columns]
        return sorted(Counter(month_number(x) if isinstance(x, date) else x for x in cells if x is not None).items())

    def dated_row(
        self, source: Source, settings: SourceSettings, columns: Sequence[str], months: Collection[int]
    ) -> RawCell | None:
        for at, row in enumerate(self.rows[source.name], 1):
            cells = [row[name] for name in columns]
            if any((month_number(x) if isinstance(x, date) else x) in months for x in cells):
                return RawCell(0, at, "")
        return None

    def replace_texts(self, source: Source, column: str, texts: Mapping[str, str]) -> None:
        for row in self.rows[source.name]:
            row[column] = texts.get(row[column], row[column])

    def first_row(
        self, source: Source, settings: SourceSettings, column: str, texts: Collection[str | None]
    ) -> RawCell | None:
        held = (at for at, row in enumerate(self.as_read[source.name], 1) if row[column] in texts)
        return next((RawCell(0, at, "") for at in held), None)

    def drop(self, source: Source, column: str, texts: Collection[str | None]) -> int:
        rows = self.rows[source.name]
        self.rows[source.name] = [row for row in rows if row[column] not in texts]
        return len(rows) - len(self.rows[source.name])

    def persons_met(self, source: Source, other: Source) -> PersonsMet:
        mine = Counter(person for row in self.rows[source.name] if (person := row[source.column("person")]) is not None)
        theirs = {row[other.column("person")] for row in self.rows[other.name]}
        bare = {_bare(person) for person in theirs if person is not None}
        nearly = {person for person in mine if person not in theirs and _bare(person) in bare}
        rows = sum(mine[person] for person in nearly)
        return PersonsMet(len(mine), len(set(mine) & theirs), len(nearly), rows, mine.total())

    def sums(
        self, source: Source, columns: Sequence[str], figures: Sequence[str]
    ) -> Mapping[tuple[object, ...], tuple[int | None, ...]]:
        groups: dict[tuple, list[dict]] = defaultdict(list)
        for row in self.rows[source.name]:
            groups[tuple(row[name] for name in columns)].append(row)

        def added(rows: list[dict], figure: str) -> int | None:
            values = [row[figure] for row in rows if row[figure] is not None and not isinstance(row[figure], State)]
            return sum(values) if values else None

        return {key: tuple(added(rows, figure) for figure in figures) for key, rows in groups.items()}

    def in_several_units(self, source: Source, month: int) -> int:
        person, unit, period = (source.column(role) for role in ("person", "unit", "period"))
        units: dict[object, set[object]] = defaultdict(set)
        for row in self.rows[source.name]:
            if row[period] == month and row[person] is not None and row[unit] is not None:
                units[row[person]].add(row[unit])
        return sum(len(of_person) > 1 for of_person in units.values())

    def differences(self, first: Source, other: Source) -> Sequence[Difference]:
        mine = {_key(row, other): row for row in self.rows[first.name]}
        figures, found = figures_of(other), []
        for row in self.rows[other.name]:
            upper = mine.get(_key(row, other))
            if upper is None or not (_is_whole(upper, other) and _is_whole(row, other)):
                continue
            apart = [f for f in figures if abs(upper[f] - row[f]) * 100 > abs(row[f]) * first.tolerance]
            if apart:
                found.append(Difference(row[other.column("unit")], row[other.column("period")], tuple(apart)))
        return sorted(found, key=lambda one: (one.month, one.unit))

    def put_over(self, first: Source, other: Source) -> None:
        mine = {_key(row, other): row for row in self.rows[first.name]}
        beaten = {key for key, row in mine.items() if _is_whole(row, other)}
        kept = [row for row in self.rows[other.name] if _key(row, other) not in beaten]
        standing = {_key(row, other) for row in kept}
        self.rows[other.name] = kept + [row for key, row in mine.items() if key not in standing]

    def doubled_years(self, source: Source, successions: Collection[Succession]) -> Sequence[tuple[str, int, str]]:
        unit, period = source.column("unit"), source.column("period")
        cells = {(row[unit], row[period]) for row in self.rows[source.name]}
        return sorted({
            (one.unit, month, one.former)
            for one in successions
            for code, month in cells
            if code == one.former and one.first <= month <= one.last and (one.unit, month) in cells
        })  # fmt: skip

    def make_missing(self, source: Source, cells: Collection[tuple[str, int]]) -> None:
        unit, period = source.column("unit"), source.column("period")
        for row in self.rows[source.name]:
            if (row[unit], row[period]) in cells:
                row.update(dict.fromkeys(figures_of(source), State.MISSING))

    # --- the three tables ------------------------------------------------------------------------------

    def reduce(self, plan: p.Plan, deliveries: Mapping[str, Delivery], content: Mapping[str, str]) -> Tables:
        made = _Reduced(plan, self.rows)
        blocks = tuple(made.block(part) for _, part in sorted(plan.parts.items()))
        values = {key: made.level_values(part) for key, part in plan.from_rows.items()}
        return Tables(made.index.units, blocks, values, deliveries, content)


class _Known(Counting):
    """A ready-made figure that is not there is unknown to a condition, whatever its mark."""

    def holds(self, condition: c.Condition, row: Row, source: str, month: Month, cut: date) -> bool | None:
        known = {name: None if isinstance(value, State) else value for name, value in row.items()}
        return super().holds(condition, known, source, month, cut)


class _Reduced:
    """A plan's parts, each on its own, one row and month at a time."""

    def __init__(self, plan: p.Plan, rows: Mapping[str, Sequence[Row]]) -> None:
        self.plan, self.index = plan, UnitIndex.of(plan.structure)
        dated = {name: source.column("period") for name, source in plan.sources.items()}
        self.rows = {
            name: [r for r in of if not dated[name] or r[dated[name]] is not None] for name, of in rows.items()
        }
        self.counting = _Known(plan, World(self.rows, became=plan.structure.successor))  # type: ignore[arg-type]

    def _place(self, row: Row, source: Source) -> tuple[int, int]:
        """Positions of the unit whose row it is, and of the leaf it is counted at; -1 for none."""
        code, above = row[source.column("unit") or ""], source.column("unit_above")
        part = f"{code}-{row[above]}" if above is not None and row[above] is not None else None
        named = part if part in self.plan.structure.part_codes else code
        place = self.index.places.get(str(named))
        return (place.position, place.leaf) if place is not None else (-1, -1)

    def _is_above(self, position: int) -> bool:
        """Whether the unit is one of the nodes' that are no leaves."""
        first = len(self.plan.structure.leaves)
        return first <= position < first + len(units_above(self.plan.structure))

    def block(self, part: p.Part) -> Block:
        source = self.plan.sources[part.source]
        cells: dict[tuple[int, int, str], list] = defaultdict(list)
        others: set[tuple[int, int]] = set()
        for row in self.rows[part.source]:
            for month in self.plan.months:
                cut = self.counting.cut(part, row, month)  # type: ignore[arg-type]
                if cut is None:
                    continue
                met = self.counting.holds(part.condition, row, part.source, month, cut) is True
                if source.ready_made and not met:
                    others.add((month.number, self._place(row, source)[0]))
                    continue
                names = ["", str(row[part.breakdown] or "ukjent")] if part.breakdown else [""]
                for name in names:
                    of_cell = cells[month.number, self._place(row, source)[0], name]
                    value = _of_row(part.function, row, cut, source) if met else None
                    of_cell += [value] if value is not None else []
        for month, unit in sorted(others):  # it has delivered, and none of this kind
            if unit >= 0 and unit not in self.plan.structure.parts and not self._is_above(unit):
                cells.setdefault((month, unit, ""), [0])
        categories = ("", *sorted({name for _, _, name in cells} - {""}))
        keys = sorted(cells, key=lambda key: (*key[:2], categories.index(key[2])))
        lacks = [worst(x for x in cells[key] if isinstance(x, State)) for key in keys]
        figures = [[x for x in cells[key] if not isinstance(x, State)] for key in keys]
        states = [
            lack or (State.VALUE if values else State.NOT_RELEVANT) for lack, values in zip(lacks, figures, strict=True)
        ]
        sums = [
            _whole(sum(values)) if state is State.VALUE or not source.ready_made else 0
            for state, values in zip(states, figures, strict=True)
        ]
        return Block(
            part.source,
            categories,
            array("q", [month for month, _, _ in keys]),
            array("q", [unit for _, unit, _ in keys]),
            array("q", [categories.index(name) for _, _, name in keys]),
            {part.key: integer_column(sums)},
            {part.key: array("b", states)} if source.ready_made else {},
            source.ready_made,
        )

    def level_values(self, part: p.ValuesPart | p.DistinctPart) -> LevelValues:
        structure, by_month = self.plan.structure, {}
        for month in self.plan.months:
            held = [one for one in (*part.before, part) if one.since is None or one.since <= month][-1]
            by_month[month] = list(self._counted(held, month))
        found: list[tuple[int, ...]] = []
        for at, node in enumerate(structure.nodes):
            own, elsewhere = {*structure.with_their_parts(node), *self._above(at)}, {*structure.partly(node)}
            if structure.holds_all(node):
                own, elsewhere = own | {-1}, elsewhere | {-1}
            for month in self.plan.months:
                first = max(month.year_start(self.plan.year_starts), self.plan.months[0])
                for year_to_date, since in ((0, month), (1, first)):
                    rows = [x for n in range(since.number, month.number + 1) for x in by_month[Month(n)]]
                    values = [value for leaf, value in rows if leaf in own]
                    some = any(leaf in elsewhere for leaf, _ in rows)
                    figure = _of_all(part, values, some)
                    if figure is not None:
                        value, rests_on = figure
                        row = month.number, at, year_to_date, value.numerator, value.denominator, rests_on, int(some)
                        found.append(row)
        return LevelValues(*(integer_column(column) for column in (zip(*found, strict=True) if found else [()] * 7)))

    def _above(self, at: int) -> set[int]:
        """The positions of the units above the leaves that are the node's, or below it; of the whole, all of them."""
        nodes, position = self.plan.structure.nodes, {unit: n for n, unit in enumerate(self.index.units)}

        def below(one: int) -> bool:
            return one == at or (nodes[one].parent is not None and below(nodes[one].parent))  # type: ignore[arg-type]

        whole = self.plan.structure.holds_all(nodes[at])
        units = {node.unit for one, node in enumerate(nodes) if whole or below(one)}
        return {position[unit] for unit in units - set(self.plan.structure.leaves)}

    def _counted(self, part: p.ValuesPart | p.DistinctPart, month: Month) -> Iterator[tuple[int, object]]:
        """(leaf, days or person) of each row that counts in the month."""
        source = self.plan.sources[part.rows.source]
        for row in self.counting.kept(part.rows, month):
            cut = self.counting.cut(part.rows, row, month)
            assert cut is not None
            value = (
                row[source.column("person") or ""] if isinstance(part, p.DistinctPart) else _row_value(part, row, cut)
            )
            if value is not None:
                yield self._place(row, source)[1], value


def _row_value(part: p.ValuesPart, row: Row, cut: date) -> Fraction | None:
    """The row's days, or its number in the column; None where it has none."""
    if isinstance(part.value, c.Duration):
        return _days(part.value, row, cut)
    value = row[part.value.name]
    return None if value is None or isinstance(value, State) else Fraction(value)


def _of_all(part: p.ValuesPart | p.DistinctPart, values: list, some: bool) -> tuple[Fraction, int] | None:
    """The statistic and how many it rests on; None where too few are there. Nobody is a number of persons where
    `some` rows may be the node's."""
    if isinstance(part, p.DistinctPart):
        persons = len(set(values))
        return (Fraction(persons), persons) if values or some else None
    least, statistic = STATISTICS[part.statistic]
    return (statistic(sorted(values), part.percent), len(values)) if len(values) >= least else None  # type: ignore[arg-type]


def _of_row(function: p.Function, row: Row, cut: date, source: Source) -> Fraction | State | None:
    """What a row adds, as the whole number that the tables hold; its state where it lacks; None where it adds none."""
    match function:
        case p.CountRows():
            return Fraction(1)
        case p.SumDuration(duration):
            found = _days(duration, row, cut)
            return None if found is None else Fraction(found) * 10**duration.decimals
        case p.SumSquares(of):
            value = _of_row(of, row, cut, source)
            return None if value is None or isinstance(value, State) else value * value
        case p.SumColumns(columns, decimals):
            found, names = _added(row, columns.terms), [name for _, name in columns.terms]
        case p.SumProduct(column, weight, decimals):
            found, names = _product(row, column, weight), [column, weight]
        case p.SumWeights(column, weight, decimals):
            found, names = _weight(row, column, weight), [column, weight]
    if not source.ready_made and any(row[name] is None for name in names):
        return None
    return found if isinstance(found, State) else Fraction(found) * 10**decimals


def _days(duration: c.Duration, row: Row, cut: date) -> int | Fraction | None:
    start = row[duration.start]
    end = row[duration.end] if duration.end is not None else cut - timedelta(1)
    return days(duration, start, end) if start and end and start < cut and end < cut else None  # type: ignore[operator]


def _whole(number: Fraction | int) -> int:
    assert Fraction(number).denominator == 1, number
    return int(number)


def _bare(person: str) -> str:
    return re.sub(r"\.0+$|[^0-9a-zæøå.]", "", person.lower()).replace(".", "").lstrip("0")


def _key(row: Row, source: Source) -> tuple:
    return tuple(row[name] for name in source.key)


def _is_whole(row: Row, source: Source) -> bool:
    return not any(isinstance(row[name], State) for name in figures_of(source))


def _is_empty(text: str, column: ColumnSpec, settings: SourceSettings) -> bool:
    """A mark stands for a figure: in a date, month or year it says that nothing is there."""
    is_mark = column.type in ("date", "month", "year") and mark_of(text, column, settings) is not None
    return not text or is_mark


def _some(cells: Sequence[tuple[int, str]], listed: int) -> SomeCells:
    return SomeCells(tuple(RawCell(0, at, text) for at, text in cells[:listed]), len(cells))
