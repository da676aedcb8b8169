"""Rows of one key that differ: which rows they are, in every kind of file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
from openpyxl import Workbook

from kpidsl.engines.duckdb import open_duckdb
from kpidsl.model.period import Month
from kpidsl.model.spec import ColumnSpec, Source
from kpidsl.problems import Problem
from kpidsl.project import SourceSettings
from kpidsl.sources import Binding, Loaded, load

SOURCE = Source(
    "tall",
    "unit_month",
    (
        ColumnSpec("kontor", "unit", "text"),
        ColumnSpec("periode", "period", "month"),
        ColumnSpec("antall", "value", "integer"),
    ),
)
HEAD = ("kontor", "periode", "antall")
# the first and the third row are of one key, the fourth equals the second
ROWS = (("0101", "2026-10", 1), ("0102", "2026-10", 2), ("0101", "2026-10", 3), ("0102", "2026-10", 2))


def _problems(*paths: Path) -> list[Problem]:
    work = paths[0].parent / "work"
    work.mkdir()
    with open_duckdb(work, [paths[0].parent]) as engine:
        loaded = load(engine, SOURCE, Binding(paths, SourceSettings()), 0, work, Month.of(2026, 10))
        assert isinstance(loaded, Loaded), [p.message("en") for p in loaded]
        return [p for p in loaded.problems if p.code in ("D003", "D004", "D094")]


def _csv(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    path.write_text("\n".join(";".join(map(str, row)) for row in (HEAD, *rows)) + "\n", encoding="utf-8")
    return path


def _places(found: Sequence[Problem]) -> list[tuple[str, str, int, str]]:
    return [
        (p.code, Path(p.span.path).name, p.span.line, p.fields["rows_en"])
        for p in found
        if p.span is not None and p.code == "D004"
    ]


def test_a_csv_file_names_both_lines(tmp_path: Path) -> None:
    """The head is line 1: the first row stands in line 2, the third in line 4."""
    found = _problems(_csv(tmp_path / "tall.csv", ROWS))
    assert [p.code for p in found] == ["D003", "D004"]
    assert _places(found) == [("D004", "tall.csv", 4, "row 2 and row 4")]
    assert [p.span.line for p in found if p.span is not None] == [5, 4]
    assert "rad 2 og rad 4 har samme nøkkel (kontor, periode)" in found[1].message("nb")


def test_a_workbook_names_the_sheet_s_rows(tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "tall.xlsx"
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, *ROWS):
        sheet.append(list(row))
    book.save(path)
    assert _places(_problems(path)) == [("D004", "tall.xlsx", 4, "row 2 and row 4")]


def test_parquet_counts_its_rows_from_one(tmp_path: Path) -> None:
    values = ", ".join(f"('{unit}', DATE '{month}-01', {n})" for unit, month, n in ROWS)
    path = tmp_path / "tall.parquet"
    duckdb.sql(f"COPY (FROM (VALUES {values}) t(kontor, periode, antall)) TO '{path}' (FORMAT parquet)")
    assert _places(_problems(path)) == [("D004", "tall.parquet", 3, "row 1 and row 3")]


def test_rows_of_two_files_are_named_with_their_files(tmp_path: Path) -> None:
    """The same month in two deliveries, written in two ways: 0101 differs, 0102 does not."""
    one = _csv(tmp_path / "a.csv", [*ROWS[:2], ("0103", "2026-10", 1)])
    two = _csv(tmp_path / "b.csv", [("0102", "10.2026", 2), ("0101", "10.2026", 3)])
    found = _problems(one, two)
    assert _places(found) == [("D004", "b.csv", 3, "row 2 in a.csv and row 3 in b.csv")]
    assert [str(p.span.where) for p in found if p.code == "D003" and p.span is not None] == [f"{two}:2"]


def test_of_many_rows_of_one_key_five_are_named(tmp_path: Path) -> None:
    """Seven rows in lines 2 to 8."""
    found = _problems(_csv(tmp_path / "tall.csv", [("0101", "2026-10", n) for n in range(7)]))
    assert _places(found) == [("D004", "tall.csv", 3, "row 2, row 3, row 4, row 5, row 6 and 2 more")]


def test_of_many_conflicting_keys_the_rest_are_counted(tmp_path: Path) -> None:
    """Of 53 keys, each in two different rows, 50 are listed (D004) and 3 counted (D094)."""
    rows = [(f"{key:04}", "2026-10", n) for key in range(53) for n in (1, 2)]
    found = _problems(_csv(tmp_path / "tall.csv", rows))
    assert [p.code for p in found] == ["D004"] * 50 + ["D094"]
    assert [p.span.line for p in found[:3] if p.span is not None] == [3, 5, 7]
    assert found[-1].fields["count"] == "3"
