"""The default engine: DuckDB reduces rows to the three tables, one scan per source, anchor and breakdown."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sqlglot import exp

from kpidsl.engines.connection import Connection, open_connection
from kpidsl.engines.duckdb_rows import DuckDBRows
from kpidsl.engines.due_days import earliest_start
from kpidsl.engines.engine import OpenEngine
from kpidsl.engines.from_rows import distinct, statistics
from kpidsl.engines.sql.conditions import Lowering, lower
from kpidsl.engines.sql.nodes import column, integer
from kpidsl.engines.sql.scans import (
    CALENDAR,
    UNITS,
    Scan,
    calendar_needs,
    due_columns,
    enough_events,
    frame,
    join_links,
    join_units,
    left_in,
    row_value,
    scans,
    select_scan,
    table,
    unit_of_today,
)
from kpidsl.engines.working_days import calendar_version, working_day_numbers
from kpidsl.measures.registry import BY_NAME
from kpidsl.model.condition import Condition, EventExists, Link, PersonIn, links_in
from kpidsl.model.measure import LeftIn, asks_for_working_days
from kpidsl.model.organisation import UnitKey
from kpidsl.model.plan import DistinctPart, Plan, ValuesPart
from kpidsl.model.spec import Source
from kpidsl.model.state import State
from kpidsl.model.tables import WORKING_DAYS, Block, Delivery, LevelValues, Tables, integer_column
from kpidsl.model.unit_index import UnitIndex, units_above

_STATE_OF_RANK = (
    State.NOT_RELEVANT, State.VALUE, State.NOT_RELEVANT, State.MISSING, State.WITHHELD_BY_SOURCE, State.NOT_READY
)  # fmt: skip


@contextmanager
def open_duckdb(work: Path, data: Sequence[Path]) -> Iterator[DuckDB]:
    """DuckDB in memory; what does not fit is spilled to `work`. It opens nothing but `data` and `work`."""
    connection = open_connection(work, data)
    try:
        yield DuckDB(connection)
    finally:
        connection.close()


@contextmanager
def open_duckdb_once(folder: Path) -> Iterator[OpenEngine]:
    """DuckDB opened once for many runs, one after the other, each with tables of its own. Only for runs on rows in
    memory: it opens no file but in `folder`, and one that asks for folders of data is a ValueError."""
    database = open_connection(folder, [])

    @contextmanager
    def opened(work: Path, data: Sequence[Path]) -> Iterator[DuckDB]:
        if data:
            raise ValueError("an engine that is opened once reads no files")
        connection = database.beside()
        try:
            yield DuckDB(connection)
        finally:
            connection.close()

    try:
        yield opened
    finally:
        database.close()


@dataclass(slots=True)
class DuckDB(DuckDBRows):
    """Typed rows and the questions about them (`DuckDBRows`), and the three tables computed from them."""

    def reduce(self, plan: Plan, deliveries: Mapping[str, Delivery], content: Mapping[str, str]) -> Tables:
        """The three tables, by SQL made as trees; see `Engine.reduce`."""
        self.unify_persons()
        reducer = _Reducer(plan, self.tables, self.connection)
        reducer.prepare()
        blocks = [reducer.block(scan) for scan in scans(list(plan.parts.values()), plan.sources)]
        values = {key: reducer.level_values(part) for key, part in sorted(plan.from_rows.items())}
        return Tables(reducer.units, tuple(blocks), values, deliveries, {**content, **reducer.calendar_content()})


@dataclass(slots=True)
class _Reducer:
    plan: Plan
    tables: Mapping[str, str]
    connection: Connection
    units: tuple[UnitKey, ...] = ()
    parts: tuple[str, ...] = ()
    whole_figures: frozenset[int] = frozenset()
    links: dict[object, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Create the helper tables: units, calendar, and working days where needed."""
        index = UnitIndex.of(self.plan.structure)
        self.units = index.units
        first = len(self.plan.structure.leaves)
        above = range(first, first + len(units_above(self.plan.structure)))
        self.whole_figures = frozenset((*above, *self.plan.structure.parts))
        self.parts = tuple(sorted(self.plan.structure.part_codes))
        rows = [(code, one.position, one.leaf, one.whole) for code, one in sorted(index.places.items())]
        self._fill(UNITS, "code VARCHAR, position INTEGER, leaf INTEGER, whole INTEGER", rows)
        self._calendar()
        self._working_days()

    def _calendar(self) -> None:
        back, due = calendar_needs(list(self.plan.parts.values()))
        row_back, row_due = calendar_needs([_as_scan(p) for q in self.plan.from_rows.values() for p in (*q.before, q)])
        backs, dues = sorted(back | row_back), sorted(due | row_due)
        names = ["month INTEGER", "first_day DATE", "next_first DATE"]
        names += [f"back_{n} DATE" for n in backs]
        names += [f"{name} {'BIGINT' if due[1] == 'seconds' else 'DATE'}" for due in dues for name in due_columns(*due)]
        rows = []
        for month in self.plan.months:
            first, after = month.first_day, (month + 1).first_day
            row: list[int | date] = [month.number, first, after, *((month - n).first_day for n in backs)]
            row += [earliest_start(day, *due) for due in dues for day in (first, after)]
            rows.append(tuple(row))
        self._fill(CALENDAR, ", ".join(names), rows)

    def calendar_content(self) -> dict[str, str]:
        """The version of the working-day calendar, if the plan needs it; empty otherwise."""
        needed = asks_for_working_days(self.plan.parts, self.plan.from_rows)
        return {WORKING_DAYS: calendar_version()} if needed else {}

    def _working_days(self) -> None:
        if self.calendar_content():
            self._fill(WORKING_DAYS, "day DATE, number INTEGER, moved_to DATE", working_day_numbers())

    def _fill(self, name: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Create and fill a temporary table: `columns` as "name TYPE, …"."""
        types = [c.split()[1] for c in columns.split(", ")]
        self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" ({columns})')
        listed = [list(values) for values in zip(*rows, strict=True)]
        if listed:
            marks = ", ".join(f"unnest(${at + 1}::{kind}[])" for at, kind in enumerate(types))
            self.connection.execute(f'INSERT INTO "{name}" SELECT {marks}', listed)

    def _link_tables(self, conditions: Iterable[Condition], anchor: object, source: str) -> None:
        wanted: set[Link] = set()
        for condition in conditions:
            wanted |= links_in(condition)
        if isinstance(anchor, LeftIn):
            wanted.add(PersonIn(source, anchor.condition))
        for link in sorted(wanted, key=repr):
            if link not in self.links:
                name = f"link_{len(self.links)}"
                query = self._link_query(link)
                self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {query.sql("duckdb")}')
                self.links[link] = name

    def _link_query(self, link: Link) -> exp.Select:
        """Distinct (person, month[, unit]) for which the link holds."""
        source = self.plan.sources[link.source]
        name = self.tables[link.source]
        person = source.column("person")
        assert person is not None
        if isinstance(link, EventExists):
            return self._events(link, source, name, person)
        period = source.column("period")
        assert period is not None
        met = lower(link.condition, Lowering(source, _next_first(period)))
        rows = (
            exp.Select()
            .select(exp.alias_(column(person), "person", quoted=True), exp.alias_(column(period), "month", quoted=True))
            .distinct()
            .from_(table(name, "r"))
            .where(met)
        )
        if isinstance(link, PersonIn):
            return rows
        back = exp.Sub(this=column("month", "c"), expression=integer(link.months - 1))
        in_window = exp.Between(this=column("month", "e"), low=back, high=column("month", "c"))
        return (
            exp.Select()
            .select(column("person", "e"), column("month", "c"))
            .from_(rows.subquery("e", copy=False))
            .join(table(CALENDAR, "c"), on=in_window)
            .group_by(column("person", "e"), column("month", "c"))
            .having(exp.EQ(this=exp.Count(this=exp.Star()), expression=integer(link.months)))
        )

    def _events(self, link: EventExists, source: Source, name: str, person: str) -> exp.Select:
        day = link.day or next(c.name for c in source.columns if c.type == "date")
        unit = source.column("unit")
        names = [
            exp.alias_(column(person), "person", quoted=True),
            exp.alias_(column("month", "c"), "month", quoted=True),
        ]
        if link.same_unit and unit is not None:
            names.append(exp.alias_(unit_of_today(unit), "unit", quoted=True))
        lowering = Lowering(source, column("next_first", "c"))
        first = exp.Sub(this=column("month", "c"), expression=integer(link.months - 1))
        window = [
            exp.Between(this=column("event_month", "r"), low=first, high=column("month", "c")),
            lower(link.condition, lowering),
        ]
        dated = f"{name}_by_month_of_{day}"
        self.connection.execute(
            exp.Create(
                this=exp.Table(this=exp.to_identifier(dated, quoted=True)),
                kind="TABLE",
                exists=True,
                properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
                expression=exp.Select()
                .select(exp.Column(this=exp.Star(), table=exp.to_identifier("r", quoted=True)), _month_of(day))
                .from_(table(name, "r")),
            ).sql("duckdb")
        )
        select = exp.Select().select(*names).from_(table(dated, "r"))
        select = select.join(table(CALENDAR, "c"), on=exp.And(this=window[0], expression=window[1]))
        return enough_events(join_units(select, source, self.parts) if link.same_unit else select, link)

    def block(self, scan: Scan) -> Block:
        """Run one scan."""
        source = self.plan.sources[scan.source]
        self._link_tables([p.condition for p in scan.parts], scan.anchor, scan.source)
        query = select_scan(scan, source, self.tables[scan.source], self.links, self.parts)
        rows = self.connection.execute(query.sql("duckdb")).fetchall()
        return _block(
            scan, _with_zeros(rows, scan, self.whole_figures) if source.ready_made else rows, source.ready_made
        )

    def level_values(self, part: ValuesPart | DistinctPart) -> LevelValues:
        """Values or persons of the rows by month and leaf, then the statistic or their number at every node."""
        definitions: list[ValuesPart | DistinctPart] = [*part.before, part]
        rows: list[tuple[Any, ...]] = []
        for one, after in zip_longest(definitions, definitions[1:]):
            first = one.since.number if one.since is not None else 0
            end = after.since.number if after is not None and after.since is not None else None
            rows += [row for row in self._rows(one) if first <= row[0] and (end is None or row[0] < end)]
        if isinstance(part, DistinctPart):
            return distinct(rows, self.plan.structure, self.plan.months, self.plan.year_starts)
        measure = BY_NAME[part.statistic]
        return statistics(rows, measure, part, self.plan.structure, self.plan.months, self.plan.year_starts)

    def _rows(self, part: ValuesPart | DistinctPart) -> list[tuple[Any, ...]]:
        """(month, leaf, value or person) of each row that the part counts."""
        source = self.plan.sources[part.rows.source]
        scan = _as_scan(part)
        self._link_tables([part.rows.condition, *part.rows.exclusions], scan.anchor, scan.source)
        base = frame(source, self.tables[scan.source], scan.anchor)
        met = [lower(part.rows.condition, base.lowering)]
        met += [
            exp.Not(this=exp.Coalesce(this=exp.Paren(this=lower(x, base.lowering)), expressions=[exp.false()]))
            for x in part.rows.exclusions
        ]
        person = source.column("person")
        value = row_value(part, base.lowering) if isinstance(part, ValuesPart) else column(person or "")
        left = left_in(scan.anchor, base.lowering)
        met += [left] if left is not None else []
        select = join_units(base.select, source, self.parts)
        select = join_links(select, base.lowering, source, scan.anchor, self.links)
        for condition in met:
            select = select.where(condition)
        place = exp.Coalesce(this=column("leaf", "u"), expressions=[integer(-1)])
        select = select.select(column("month", "c"), place, exp.alias_(value, "value", quoted=True))
        return self.connection.execute(select.sql("duckdb")).fetchall()


def _as_scan(part: ValuesPart | DistinctPart) -> Scan:
    return Scan(part.rows.source, part.rows.anchor, None, ())


def _next_first(period: str) -> exp.Expr:
    """The first day of the month after the one whose number the column holds."""
    after = exp.Paren(this=exp.Add(this=column(period), expression=integer(1)))
    year = exp.Cast(this=exp.IntDiv(this=after, expression=integer(12)), to=exp.DataType.build("bigint"))
    month = exp.Add(this=exp.Mod(this=exp.Paren(this=after.copy()), expression=integer(12)), expression=integer(1))
    return exp.Anonymous(this="make_date", expressions=[year, month, integer(1)])


def _month_of(day: str) -> exp.Expr:
    """The month number of a date column: year * 12 + month - 1."""
    year = exp.Mul(this=exp.Year(this=column(day)), expression=integer(12))
    number = exp.Sub(this=exp.Add(this=year, expression=exp.Month(this=column(day))), expression=integer(1))
    return exp.alias_(number, "event_month", quoted=True)


_FIRST_STATE = 4  # in a row of ready-made figures, after month, unit, category and the first part's value


def _with_zeros(rows: list[tuple[Any, ...]], scan: Scan, whole_figures: frozenset[int]) -> list[tuple[Any, ...]]:
    """The rows that meet the scan's condition, and a whole of 0 for each unit and month that has rows of which none
    does: the unit has delivered, and has none of that kind.

    Not so for the units at positions `whole_figures`: what they have no figure of is the sum of those they are made of.
    """
    met = [row for row in rows if row[_FIRST_STATE] is not None]
    without = {row[:2] for row in rows if row[1] >= 0 and row[1] not in whole_figures} - {row[:2] for row in met}
    zeros = (0, _STATE_OF_RANK.index(State.VALUE)) * len(scan.parts)
    return [*met, *((*place, "", *zeros) for place in sorted(without))]


def _block(scan: Scan, rows: list[tuple[Any, ...]], given: bool) -> Block:
    """The query's rows as columns; with a breakdown, the whole (category 0) is the sum of its categories.

    For ready-made figures every part has a sum and the rank of its state; the value counts where the state is a value.
    """
    categories = ("", *(sorted({r[2] for r in rows} - {""}) if scan.breakdown else ()))
    ordered = sorted(_cells(rows, categories if scan.breakdown else (), given).items())
    stride = 2 if given else 1
    states: dict[str, array[int]] = {}
    sums: dict[str, Sequence[int]] = {}
    for at, part in enumerate(scan.parts):
        values = [v[at * stride] for _, v in ordered]
        if given:
            state = [_STATE_OF_RANK[v[at * stride + 1]] for _, v in ordered]
            states[part.key] = array("b", (int(s) for s in state))
            values = [v if s is State.VALUE else 0 for v, s in zip(values, state, strict=True)]
        sums[part.key] = integer_column(values)
    return Block(
        source=scan.source,
        categories=categories,
        month=array("q", (k[0] for k, _ in ordered)),
        unit=array("q", (k[1] for k, _ in ordered)),
        category=array("q", (k[2] for k, _ in ordered)),
        values=sums,
        states=states,
        given=given,
    )


def _cells(
    rows: list[tuple[Any, ...]], categories: Sequence[str], given: bool
) -> dict[tuple[int, int, int], list[int]]:
    """The values by (month, unit, category): sums are added, and of the ranks of a state the highest counts."""
    index = {name: at for at, name in enumerate(categories)}
    cells: dict[tuple[int, int, int], list[int]] = {}
    for month, unit, category, *numbers in rows:
        values = [int(v or 0) for v in numbers]
        for key in ((month, unit, 0), (month, unit, index[category])) if index else ((month, unit, 0),):
            held = cells.get(key)
            cells[key] = values if held is None else _joined(held, values, given)
    return cells


def _joined(held: list[int], values: list[int], given: bool) -> list[int]:
    pairs = enumerate(zip(held, values, strict=True))
    return [max(a, b) if given and at % 2 else a + b for at, (a, b) in pairs]
