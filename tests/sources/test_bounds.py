"""Numbers outside the bounds of their column, in each kind of file."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from kpidsl.engines.duckdb import open_duckdb
from kpidsl.engines.duckdb_rows import DuckDBRows
from kpidsl.model.period import Month
from kpidsl.model.spec import ColumnSpec, ColumnType, Source
from kpidsl.problems import Problem
from kpidsl.project import SourceSettings
from kpidsl.sources import Binding, Loaded, load

ONE_TO_SIX = (Fraction(1), Fraction(6))


def _read(
    path: Path,
    kind: ColumnType = "decimal",
    bounds: tuple[Fraction, Fraction] = ONE_TO_SIX,
    settings: SourceSettings | None = None,
) -> tuple[list[object], tuple[Problem, ...]]:
    """The column `svar` as it is typed, in the file's order, and the problems."""
    columns = (
        ColumnSpec("kontor", "unit", "text"),
        ColumnSpec("sak", "case", "text"),
        ColumnSpec("svar", "value", kind, bounds=bounds),
    )
    work = path.parent / "work"
    work.mkdir()
    with open_duckdb(work, [path.parent]) as engine:
        binding = Binding((path,), settings or SourceSettings())
        loaded = load(engine, Source("måling", "case", columns), binding, 0, work, Month.of(2026, 10))
        assert isinstance(loaded, Loaded), loaded
        assert isinstance(engine, DuckDBRows)
        rows = engine.connection.execute(f'SELECT svar FROM "{engine.tables["måling"]}" ORDER BY sak').fetchall()
        return [value for (value,) in rows], loaded.problems


def _csv(folder: Path, cells: Sequence[str]) -> Path:
    path = folder / "måling.csv"
    rows = [f"0101;{at:04};{cell}" for at, cell in enumerate(cells)]
    path.write_text("\n".join(["kontor;sak;svar", *rows]) + "\n", encoding="utf-8")
    return path


def _workbook(folder: Path, cells: Sequence[float]) -> Path:
    path = folder / "måling.xlsx"
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["kontor", "sak", "svar"])
    for at, cell in enumerate(cells):
        sheet.append(["0101", f"{at:04}", cell])
    book.save(path)
    return path


def _parquet(folder: Path, cells: Sequence[float]) -> Path:
    path = folder / "måling.parquet"
    rows = " UNION ALL ".join(
        f"SELECT '0101' AS kontor, '{at:04}' AS sak, CAST({cell} AS DOUBLE) AS svar" for at, cell in enumerate(cells)
    )
    duckdb.sql(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    return path


@pytest.mark.parametrize("file", ["csv", "xlsx", "parquet"])
def test_both_bounds_are_included_in_every_kind_of_file(tmp_path: Path, file: str) -> None:
    """Decimal numbers are held in ten-thousandths: 1 is 10000. 0.9999 and 6.0001 are the nearest outside."""
    cells = [1, 0.9999, 6, 6.0001, -3, 45]
    if file == "csv":
        path = _csv(tmp_path, [str(cell).replace(".", ",") for cell in cells])
    else:
        path = _workbook(tmp_path, cells) if file == "xlsx" else _parquet(tmp_path, cells)
    values, problems = _read(path)
    assert values == [10_000, None, 60_000, None, None, None]
    assert [p.code for p in problems] == ["D096"] * 4
    assert {(p.fields["low_nb"], p.fields["high_nb"], p.fields["count"]) for p in problems} == {("1", "6", "1")}


@pytest.mark.parametrize(("kind", "inside"), [("integer", 2), ("kroner", 200)])
def test_bounds_that_the_column_cannot_hold_are_kept_exactly(tmp_path: Path, kind: ColumnType, inside: int) -> None:
    """From 1.505 to 2.004: 2 is within, 1 and 3 are not; in kroner neither are 1.50 and 2.01, held in øre."""
    cells = ["1", "2", "3"] + (["1,50", "2,01"] if kind == "kroner" else [])
    values, problems = _read(_csv(tmp_path, cells), kind, (Fraction("1.505"), Fraction("2.004")))
    assert values == [None, inside, None] + [None] * (len(cells) - 3)
    assert [p.code for p in problems] == ["D096"] * (len(cells) - 1)
    assert problems[0].fields["low_nb"] == "1,505"
    assert problems[0].fields["low_en"] == "1.505"


def test_what_is_no_number_an_empty_cell_and_a_mark_are_not_outside(tmp_path: Path) -> None:
    """-1 is declared to mean that the figure is hidden; a word does not read (D001); 7 alone is outside."""
    settings = SourceSettings(marks={"-1": "withheld_by_source"})
    values, problems = _read(_csv(tmp_path, ["", "-1", "mange", "7", "3"]), settings=settings)
    assert values == [None, None, None, None, 30_000]
    assert sorted((p.code, p.span.line) for p in problems) == [("D001", 4), ("D096", 5)]


def test_the_last_of_fifty_listed_cells_counts_the_rest(tmp_path: Path) -> None:
    """53 of 6 000 cells are outside: 49 are listed by themselves, and the fiftieth is said to be one of four."""
    _, problems = _read(_csv(tmp_path, ["7"] * 53 + ["3"] * 5947))
    assert [p.code for p in problems] == ["D096"] * 50
    assert [p.fields["count"] for p in problems] == ["1"] * 49 + ["4"]


def test_a_source_with_many_numbers_outside_is_refused(tmp_path: Path) -> None:
    """6 cells of 500 are more than one in a hundred: as many that did not read would refuse the source (P018)."""
    path = _csv(tmp_path, ["7"] * 6 + ["3"] * 494)
    columns = (ColumnSpec("kontor", "unit", "text"), ColumnSpec("svar", "value", "integer", bounds=ONE_TO_SIX))
    work = tmp_path / "work"
    work.mkdir()
    with open_duckdb(work, [tmp_path]) as engine:
        refused = load(
            engine, Source("måling", "case", columns), Binding((path,), SourceSettings()), 0, work, Month.of(2026, 10)
        )
    assert isinstance(refused, tuple)
    assert refused[-1].code == "P018"


@pytest.mark.parametrize("kind", ["clock", "day"])
def test_days_in_place_of_times_of_day_take_nothing_else_with_them(tmp_path: Path, kind: str) -> None:
    """600 calls of which only the day is known: none has a time, which is listed (D099), and all are cases of their
    office still. As many dates that are none (D081) refuse the source."""
    rows = "2026-03-05" if kind == "clock" else "5. mars"
    path = _csv(tmp_path, [rows] * 600)
    columns = (
        ColumnSpec("kontor", "unit", "text"),
        ColumnSpec("sak", "case", "text"),
        ColumnSpec("svar", "value", "date", clock=kind == "clock"),
    )
    work = tmp_path / "work"
    work.mkdir()
    with open_duckdb(work, [tmp_path]) as engine:
        binding = Binding((path,), SourceSettings())
        loaded = load(engine, Source("måling", "case", columns), binding, 0, work, Month.of(2026, 10))
    if kind == "clock":
        assert isinstance(loaded, Loaded)
        assert {p.code for p in loaded.problems} == {"D099", "D092"}  # and how many more there are
    else:
        assert isinstance(loaded, tuple)
        assert loaded[-1].code == "P018"
