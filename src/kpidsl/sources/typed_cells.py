"""Types a source's cells in the engine, and reports those that are invalid."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kpidsl.engines.engine import ColumnCells, Engine, RawTable, SomeCells, Written, figures_of
from kpidsl.model.spec import NUMBERS, ColumnSpec, Source
from kpidsl.problems import Problem, Span, Translated, numeral, problem
from kpidsl.project import SourceSettings
from kpidsl.sources.unreadable_cells import held_in, is_mark, why_unreadable

if TYPE_CHECKING:
    from kpidsl.planning.mean_targets import MeanTarget

LISTED = 50
REFUSED_SHARE = 100
_STORED_AS: Mapping[str, Collection[Written]] = {
    "numbers": ("text", "integer", "decimal", "float", "double"),
    "days": ("text", "integer", "date", "moment", "instant"),
    "clocks": ("text", "moment", "instant"),
}
_STORED: Mapping[Written, Translated] = {
    **dict.fromkeys(
        ("decimal", "float", "double"), Translated("tall med desimaler", "tal med desimalar", "numbers with decimals")
    ),
    **dict.fromkeys(("date", "moment", "instant"), Translated("datoer", "datoar", "dates")),
    "other": Translated(
        "noe annet enn tall, datoer og tekst",
        "noko anna enn tal, datoar og tekst",
        "something else than numbers, dates and text",
    ),
}
_MEND: Mapping[str | None, Translated] = {
    None: Translated(
        "Rett filen, eller si hva kolonnen er, i",
        "Rett fila, eller sei kva kolonnen er, i",
        "Mend the file, or say what the column is, in",
    ),
    "fraction": Translated(
        "Her står den som «fraction». Rett filen, eller det som står i",
        "Her står han som «fraction». Rett fila, eller det som står i",
        "It stands here as “fraction”. Mend the file, or what stands in",
    ),
}


def typed_cells(
    engine: Engine,
    source: Source,
    settings: SourceSettings,
    table: RawTable,
    names: Sequence[str],
    date_pairs: Sequence[tuple[str, str]],
    targets: Mapping[str, MeanTarget],
) -> tuple[list[Problem], SourceSettings]:
    """Type the rows in the engine. Return the problems of the cells, and the settings with the decimal mark that the
    numbers imply.

    The rows are not typed if a problem refuses the source: a column of another kind (P080), an undeclared mark (P017),
    codes without their last digits (P105), or too many invalid cells (P018). `date_pairs` are the columns of dates
    (start, end) between which time is counted, `targets` those of the means of a column.
    """
    mistyped = _of_another_type(source, settings, table, names[0])
    if mistyped:
        return mistyped, settings
    problems, invalid = _unread(engine, source, settings, names, date_pairs)
    if any(p.code == "D080" for p in problems):
        settings = _with_decimal_mark(engine, source, settings)
        problems, invalid = _unread(engine, source, settings, names, date_pairs)
    if any(p.code in ("P017", "P105") for p in problems):
        return problems, settings
    if invalid * REFUSED_SHARE > max(table.rows, 500):
        refused = problem("P018", Span(names[0], 1), source=source.name, bad=invalid, rows=table.rows)
        return [*problems, refused], settings
    engine.type_rows(source, settings)
    problems += _two_scales(engine, source, settings, names, targets)
    return [*problems, *_early_ends(engine, source, settings, names, date_pairs)], settings


def _two_scales(
    engine: Engine, source: Source, settings: SourceSettings, names: Sequence[str], targets: Mapping[str, MeanTarget]
) -> Iterator[Problem]:
    """D087 for each column of decimal numbers that seems to mix fractions and percentages, and D109 for each of
    fractions alone whose indicator has its target in per cent, or points of a hundred."""
    for column in source.columns:
        declared = settings.shares.get(column.name)
        scales = engine.two_scales(source, column, settings) if column.type == "decimal" else None
        if scales is None:
            continue
        first, target = scales.fractions.first[0], targets.get(column.name)
        span, count = Span(names[first.file], first.line), scales.fractions.count
        if scales.per_cents and declared != "per cent":
            others, mend = scales.per_cents, _MEND[declared]
            yield problem("D087", span, source=source.name, column=column.name, count=count, others=others, mend=mend)
        elif (
            not scales.per_cents and declared != "fraction" and target is not None and target.is_of_another(scales.mean)
        ):
            code, value = target.indicator, numeral(target.value)
            yield problem(
                "D109", span, source=source.name, column=column.name, count=count, indicator=code, target=value
            )


def _early_ends(
    engine: Engine,
    source: Source,
    settings: SourceSettings,
    names: Sequence[str],
    date_pairs: Sequence[tuple[str, str]],
) -> Iterator[Problem]:
    """D089 for each row whose end lies before its start."""
    early = engine.early_ends(source, settings, date_pairs, LISTED)
    for (start, end), cells in zip(date_pairs, early, strict=False):
        for at, cell in enumerate(cells.first, 1):
            more = cells.count - len(cells.first) if at == len(cells.first) else 0
            span = Span(names[cell.file], cell.line)
            yield problem("D089", span, source=source.name, start=start, end=end)
            if more:
                yield problem("D093", span, source=source.name, start=start, end=end, count=more)


def _of_another_type(source: Source, settings: SourceSettings, table: RawTable, path: str) -> list[Problem]:
    """P080 for each column that a file stores as another type than it is declared as: a date is not a number."""
    problems: list[Problem] = []
    for column in source.columns:
        written = table.columns.get(settings.columns.get(column.name, column.name), "text")
        kind = "numbers" if column.type in NUMBERS else "clocks" if column.clock else "days"
        if column.type != "text" and written not in _STORED_AS[kind]:
            problems.append(
                problem(
                    "P080", Span(path, 1), source=source.name, column=column.name, type=held_in(column),
                    stored=_STORED[written],
                )
            )  # fmt: skip
    return problems


def _required(source: Source, settings: SourceSettings, date_pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The columns that every row needs, each with the code of the problem where it is empty: D067 for those of the key,
    D068 for the person and the date of an event, and for the date that a case begins at, if time is counted from it;
    D098 for a ready-made figure, unless the project file says what an empty cell means."""
    first_date = next((c.name for c in source.columns if c.type == "date"), None)
    needed = [first_date] if source.grain == "event" or first_date in {start for start, _ in date_pairs} else []
    if source.grain == "event":
        needed.append(source.column("person"))
    in_key = [c.name for c in source.columns if c.name in source.key and c.role in ("case", "person", "period")]
    figures = figures_of(source) if source.ready_made and "" not in settings.marks else ()
    of_figures = dict.fromkeys(figures, "D098")
    return {**of_figures, **{name: "D068" for name in needed if name is not None}, **dict.fromkeys(in_key, "D067")}


def _unread(
    engine: Engine,
    source: Source,
    settings: SourceSettings,
    names: Sequence[str],
    date_pairs: Sequence[tuple[str, str]],
) -> tuple[list[Problem], int]:
    """The problems of invalid cells, and the number of those cells. In a ready-made source an undeclared mark (P017)
    refuses the source, and is the last problem."""
    problems: list[Problem] = []
    invalid = 0
    required = _required(source, settings, date_pairs)
    by_column = engine.cells(source, settings, LISTED, required)
    if shortened := [*_shortened(source, names, by_column)]:
        return shortened, 0
    for column in source.columns:
        empty = by_column.get(column.name, ColumnCells()).empty
        if empty.count:
            code, span = required[column.name], Span(names[empty.first[0].file], empty.first[0].line)
            problems.append(problem(code, span, source=source.name, column=column.name, count=empty.count))
            invalid += empty.count if code == "D067" else 0
        if column.type == "text":
            outside = [*_outside(engine, source, settings, names, column)] if column.legal else []
            invalid += sum(int(p.fields["count"]) for p in outside)
            problems += outside
            continue
        cells = by_column[column.name]
        if not column.clock:  # who has only the day of a thing lacks its minutes: all else that the row says holds
            invalid += cells.unread.count
        for cell in cells.unread.first:
            span = Span(names[cell.file], cell.line)
            if source.ready_made and column.type in NUMBERS and is_mark(cell.text):
                mark = cell.text[:8]
                return [*problems, problem("P017", span, source=source.name, column=column.name, mark=mark)], invalid
            problems.append(why_unreadable(source, column, settings, cell, span))
        invalid += cells.outside.count
        problems += _beyond_bounds(source, column, names, cells.outside)
        problems += _more(source, column, names, cells)
    return problems, invalid


def _shortened(source: Source, names: Sequence[str], by_column: Mapping[str, ColumnCells]) -> Iterator[Problem]:
    """P105 for each column of codes that have lost their last digits: several cases or persons would be one."""
    for name, cells in by_column.items():
        if cells.shortened.count:
            first = cells.shortened.first[0]
            span = Span(names[first.file], first.line)
            yield problem("P105", span, source=source.name, column=name, count=cells.shortened.count)


def _beyond_bounds(source: Source, column: ColumnSpec, names: Sequence[str], cells: SomeCells) -> Iterator[Problem]:
    """D096 for each number outside the column's bounds; the last one listed counts those that follow it as well."""
    if column.bounds is None:
        return
    low, high = map(numeral, column.bounds)
    for at, cell in enumerate(cells.first, 1):
        count = 1 + cells.count - at if at == len(cells.first) else 1
        span = Span(names[cell.file], cell.line)
        yield problem("D096", span, source=source.name, column=column.name, low=low, high=high, count=count)


def _outside(
    engine: Engine, source: Source, settings: SourceSettings, names: Sequence[str], column: ColumnSpec
) -> Iterator[Problem]:
    """D002 for each text that is not among the column's legal values, once per file."""
    legal = ", ".join(column.legal)
    for one in engine.outside_cells(source, column, settings):
        span = Span(names[one.file], one.line)
        yield problem("D002", span, source=source.name, column=column.name, legal=legal, count=one.count)


def _more(source: Source, column: ColumnSpec, names: Sequence[str], cells: ColumnCells) -> Iterator[Problem]:
    """The problems that count cells: those too many to list (D092), rounded numbers (D084), and dates that mean
    "none" (D090)."""
    unlisted = cells.unread.count - len(cells.unread.first)
    rest = (
        (unlisted, cells.unread, "D092"),
        (cells.rounded.count, cells.rounded, "D084"),
        (cells.none.count, cells.none, "D090"),
    )
    for count, some, code in rest:
        if count:
            span = Span(names[some.first[0].file], some.first[0].line)
            yield problem(code, span, source=source.name, column=column.name, count=count, decimals=column.decimals)


def _with_decimal_mark(engine: Engine, source: Source, settings: SourceSettings) -> SourceSettings:
    """The settings with the decimal mark that the source's unambiguous numbers have; unchanged if these show none or
    both."""
    marks = [*engine.decimal_marks(source, settings)]
    return settings.model_copy(update={"decimal": marks[0]}) if len(marks) == 1 else settings
