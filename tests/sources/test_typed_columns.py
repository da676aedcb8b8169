"""Numbers and dates of workbooks and Parquet files: what is stored as a number is never read as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

import duckdb
import pytest
from openpyxl import Workbook

from kpidsl.engines.duckdb import open_duckdb
from kpidsl.engines.duckdb_rows import DuckDBRows
from kpidsl.model.period import Month
from kpidsl.model.spec import ColumnRole, ColumnSpec, ColumnType, Source
from kpidsl.problems import Problem
from kpidsl.project import SourceSettings
from kpidsl.sources import Binding, Loaded, load

COLUMNS: tuple[tuple[str, ColumnRole, ColumnType], ...] = (
    ("kontor", "unit", "text"),
    ("periode", "period", "month"),
    ("tall", "value", "decimal"),
)


def _read(
    path: Path, kind: ColumnType = "decimal", settings: SourceSettings | None = None
) -> tuple[list[object], tuple[Problem, ...]]:
    """The column `tall` as typed, in the file's order, and the problems; no values where the source is refused."""
    columns = tuple(ColumnSpec(n, role, kind if n == "tall" else type_) for n, role, type_ in COLUMNS)
    source = Source("regnskap", "person_month", (*columns, ColumnSpec("id", "person", "text")))
    work = path.parent / "work"
    work.mkdir()
    with open_duckdb(work, [path.parent]) as engine:
        binding = Binding((path,), settings or SourceSettings())
        loaded = load(engine, source, binding, 0, work, Month.of(2026, 10))
        if not isinstance(loaded, Loaded):
            return [], loaded
        assert isinstance(engine, DuckDBRows)
        rows = engine.connection.execute(f'SELECT tall FROM "{engine.tables["regnskap"]}" ORDER BY id').fetchall()
        return [value for (value,) in rows], loaded.problems


def _parquet(folder: Path, values: Sequence[str]) -> Path:
    """A file with the values (SQL expressions of one type)."""
    path = folder / "regnskap.parquet"
    rows = " UNION ALL ".join(
        f"SELECT '0101' AS kontor, DATE '2026-10-01' AS periode, {one} AS tall, 'p{at:04}' AS id"
        for at, one in enumerate(values)
    )
    duckdb.sql(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    return path


def _workbook(folder: Path, values: Sequence[object], shown: str = "General") -> Path:
    path = folder / "regnskap.xlsx"
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["kontor", "periode", "tall", "id"])
    for at, one in enumerate(values):
        sheet.append(["0101", datetime(2026, 10, 1), one, f"p{at:04}"])
        sheet.cell(at + 2, 3).number_format = shown
    book.save(path)
    return path


@pytest.mark.parametrize("scale", ["fraction", "per cent"])
def test_a_workbook_s_number_that_is_shown_as_per_cent_is_what_it_shows(
    tmp_path: Path, scale: Literal["fraction", "per cent"]
) -> None:
    """The cells hold 0.6, 0.625, -0.07 and 1.1, and show 60 %, 62.5 %, -7 % and 110 %; a text is as it is written."""
    path = _workbook(tmp_path, [0.6, 0.625, -0.07, 1.1, "85 %"], "0.0 %")
    values, problems = _read(path, settings=SourceSettings(shares={"tall": scale}))
    assert (values, problems) == ([60_0000, 62_5000, -7_0000, 110_0000, 85_0000], ())


@pytest.mark.parametrize(
    ("shown", "code"),
    [
        ("0%", "D085"),
        ("0.00%", "D085"),
        ("[Red]0.0 %", "D085"),
        ("0.00", None),
        ('0.00" %"', None),  # the sign is text behind the number: the cell shows 0.60 %
        (r"0.00\%", None),
    ],
)
def test_what_is_shown_as_per_cent_is_asked_about_where_the_column_is_not_declared(
    tmp_path: Path, shown: str, code: str | None
) -> None:
    values, problems = _read(_workbook(tmp_path, [0.6], shown))
    assert (values, [p.code for p in problems]) == (([None], [code]) if code else ([6000], []))


@pytest.mark.parametrize("decimal", [None, ",", "."])
def test_a_workbook_s_number_is_read_whatever_the_decimal_mark_of_its_texts(
    tmp_path: Path, decimal: str | None
) -> None:
    settings = SourceSettings.model_validate({"decimal": decimal})
    values, problems = _read(_workbook(tmp_path, [1.125, 1234, -0.5, 1000.0]), settings=settings)
    assert values == [1_1250, 1234_0000, -5000, 1000_0000]  # ten-thousandths
    assert problems == ()


def test_a_number_cell_tells_nothing_of_the_mark_that_text_cells_have(tmp_path: Path) -> None:
    values, problems = _read(_workbook(tmp_path, [12.5, "1,234"]))
    assert values == [12_5000, None]
    assert [p.code for p in problems] == ["D080"]


def test_a_double_is_rounded_half_away_from_zero_by_the_decimals_that_it_stands_for(tmp_path: Path) -> None:
    # 1.00015 is stored as 1.000149999999999983…, and stands for 1.00015
    values, problems = _read(_parquet(tmp_path, ["1000/3::DOUBLE", "1.00015::DOUBLE", "-1.00015::DOUBLE"]))
    assert values == [333_3333, 1_0002, -1_0002]
    assert [(p.code, p.fields["count"]) for p in problems] == [("D084", "3")]


def test_the_noise_of_a_float_is_no_decimal(tmp_path: Path) -> None:
    values, problems = _read(_parquet(tmp_path, ["0.1::DOUBLE + 0.2::DOUBLE", "123456789.1234::DOUBLE"]))
    assert values == [3000, 123456789_1234]
    assert problems == ()


@pytest.mark.parametrize(
    ("value", "kind", "scaled"),
    [
        ("1.125::DECIMAL(18,3)", "decimal", 1_1250),
        ("1.00005::DECIMAL(18,5)", "decimal", 1_0001),
        ("-0.005::DECIMAL(18,3)", "kroner", -1),
        ("7::TINYINT", "kroner", 700),
        ("7::UBIGINT", "integer", 7),
        ("7::HUGEINT", "decimal", 7_0000),
        ("5.00::DECIMAL(9,2)", "integer", 5),
        ("5.0::DOUBLE", "integer", 5),
        ("4.9999999999::DOUBLE", "integer", 5),
        ("1.1::FLOAT", "decimal", 1_1000),
        ("9007199254740993::BIGINT", "kroner", 900719925474099300),
        ("92233720368547.5::DOUBLE", "decimal", 922337203685475000),
    ],
)
def test_each_kind_of_stored_number_is_exact(tmp_path: Path, value: str, kind: ColumnType, scaled: int) -> None:
    values, problems = _read(_parquet(tmp_path, [value]), kind)
    assert values == [scaled]
    assert [p.code for p in problems if p.code != "D084"] == []


@pytest.mark.parametrize(
    ("value", "kind", "code"),
    [
        ("5.5::DOUBLE", "integer", "D001"),
        ("5.5::DECIMAL(9,1)", "integer", "D001"),
        ("'nan'::DOUBLE", "decimal", "D001"),
        ("1e30::DOUBLE", "decimal", "D082"),
        ("9223372036854775807::BIGINT", "kroner", "D082"),
        ("99999999999999999999::HUGEINT", "integer", "D082"),
        ("1e33::DECIMAL(38,4)", "decimal", "D082"),
    ],
)
def test_a_stored_number_that_cannot_be_counted_with_is_listed(
    tmp_path: Path, value: str, kind: ColumnType, code: str
) -> None:
    values, problems = _read(_parquet(tmp_path, [value]), kind)
    assert values == [None]
    assert [(p.code, p.span.line if p.span else 0) for p in problems] == [(code, 1)]


def test_a_mark_is_a_stored_number_too(tmp_path: Path) -> None:
    settings = SourceSettings(marks={"-1": "missing"})
    values, problems = _read(_parquet(tmp_path, ["-1.0::DOUBLE", "1.0::DOUBLE"]), settings=settings)
    assert values == [None, 1_0000]
    assert problems == ()


@pytest.mark.parametrize(
    ("value", "kind"), [("DATE '2026-10-01'", "integer"), ("true", "decimal"), ("1.5::DOUBLE", "date")]
)
def test_a_column_of_dates_where_numbers_are_declared_is_refused(tmp_path: Path, value: str, kind: ColumnType) -> None:
    _, problems = _read(_parquet(tmp_path, [value]), kind)
    assert [p.code for p in problems] == ["P080"]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("TIMESTAMP '2026-10-31 23:30:00'", date(2026, 10, 31)),
        ("TIMESTAMPTZ '2026-10-31 23:30:00+00'", date(2026, 11, 1)),  # half past midnight in Norway
        ("DATE '2026-10-31'", date(2026, 10, 31)),
        ("20261031", date(2026, 10, 31)),
        ("DATE '9999-12-31'", None),
    ],
)
def test_a_stored_moment_is_the_day_in_norway(tmp_path: Path, value: str, day: date | None) -> None:
    values, problems = _read(_parquet(tmp_path, [value]), "date")
    assert values == [day]
    assert [p.code for p in problems if p.severity != "note"] == []


def test_a_stored_date_that_no_row_is_of_is_listed(tmp_path: Path) -> None:
    values, problems = _read(_parquet(tmp_path, ["DATE '2026-10-01'", "DATE '1899-12-30'"]), "date")
    assert values == [date(2026, 10, 1), None]
    assert [(p.code, p.span.line if p.span else 0) for p in problems] == [("D088", 2)]


def test_a_workbook_that_counts_days_from_1904_has_the_days_it_shows(tmp_path: Path) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    path = tmp_path / "regnskap.xlsx"
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    sheet.append(["kontor", "periode", "tall", "id"])
    sheet.append(["0101", datetime(2026, 10, 1), datetime(2026, 10, 31), "p0"])
    book.save(path)
    values, problems = _read(path, "date")
    assert values == [date(2026, 10, 31)]
    assert problems == ()


def test_of_many_unread_cells_the_rest_are_counted(tmp_path: Path) -> None:
    """53 of 6 000 do not read: 50 are listed, and D092 says 3."""
    path = tmp_path / "regnskap.csv"
    rows = [f"0101;2026-10;{'x1' if at < 53 else '1'};p{at:04}" for at in range(6000)]
    path.write_text("\n".join(["kontor;periode;tall;id", *rows]) + "\n", encoding="utf-8")
    values, problems = _read(path)
    assert values.count(None) == 53
    assert [p.code for p in problems] == ["D001"] * 50 + ["D092"]
    assert problems[-1].fields["count"] == "3"


def test_decimal_numbers_from_python_are_exact(tmp_path: Path) -> None:
    values, _ = _read(_workbook(tmp_path, [Decimal("0.0001"), 1e-4, 123456.7891]))
    assert values == [1, 1, 123456_7891]


def test_of_many_ends_before_their_starts_the_rest_are_counted(tmp_path: Path) -> None:
    """Of 60 rows 53 end before they start: 50 are listed (D089), D093 says 3, and the ends stand as written."""
    path = tmp_path / "saker.csv"
    rows = [f"0101;{at};2026-10-05;{'2026-10-04' if at < 53 else '2026-10-05'}" for at in range(60)]
    path.write_text("\n".join(["kontor;sak;start;slutt", *rows]) + "\n", encoding="utf-8")
    columns: tuple[tuple[str, ColumnRole, ColumnType], ...] = (
        ("kontor", "unit", "text"),
        ("sak", "case", "text"),
        ("start", "value", "date"),
        ("slutt", "value", "date"),
    )
    source = Source("saker", "case", tuple(ColumnSpec(*column) for column in columns))
    work = tmp_path / "work"
    work.mkdir()
    with open_duckdb(work, [tmp_path]) as engine:
        pairs = [("start", "slutt")]
        loaded = load(engine, source, Binding((path,), SourceSettings()), 0, work, Month.of(2026, 10), (), pairs)
        assert isinstance(loaded, Loaded)
        assert engine.counts(source, ["slutt"]) == {(date(2026, 10, 4),): 53, (date(2026, 10, 5),): 7}
    assert [p.code for p in loaded.problems] == ["D089"] * 50 + ["D093"]
    assert loaded.problems[-1].fields["count"] == "3"


@pytest.mark.parametrize("cell", ["46266", "46266.5"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_serial_number_of_a_day_is_named_as_one(tmp_path: Path, kind: str, cell: str) -> None:
    """46266 days are 2026-09-01 counted from 1900, and 2030-09-02 counted from 1904: no date is shown."""
    if kind == "csv":
        path = tmp_path / "regnskap.csv"
        path.write_text(f"kontor;periode;tall;id\n0101;2026-10;{cell};p1\n", encoding="utf-8")
    elif kind == "xlsx":
        path = _workbook(tmp_path, [float(cell)])
    else:
        path = _parquet(tmp_path, [f"'{cell}'"])  # as text; a column of numbers is refused whole (P080)
    values, problems = _read(path, "date")
    assert (values, [p.code for p in problems]) == ([None], ["D095"])


@pytest.mark.parametrize("cell", ["01.09.26", "4626", "462660", "4.6.266"])
def test_other_digits_are_no_serial_number(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "regnskap.csv"
    path.write_text(f"kontor;periode;tall;id\n0101;2026-10;{cell};p1\n", encoding="utf-8")
    values, problems = _read(path, "date")
    assert values == [None]
    assert "D095" not in [p.code for p in problems]


def test_a_month_that_lacks_a_column_is_refused_though_the_other_months_have_it(tmp_path: Path) -> None:
    """Read by name, October's figures would be empty cells: a note, and no figure on the card."""
    months = {"2026-09": "DATE '2026-09-01' AS periode, 10 AS tall", "2026-10": "DATE '2026-10-01' AS periode"}
    for month, columns in months.items():
        query = f"SELECT '0101' AS kontor, 'p1' AS id, {columns}"
        duckdb.sql(f"COPY ({query}) TO '{tmp_path / month}.parquet' (FORMAT parquet)")
    source = Source(
        "regnskap",
        "person_month",
        (*(ColumnSpec(*one) for one in COLUMNS), ColumnSpec("id", "person", "text")),
    )
    files = tuple(tmp_path / f"{month}.parquet" for month in months)
    (tmp_path / "work").mkdir()
    with open_duckdb(tmp_path / "work", [tmp_path]) as engine:
        loaded = load(engine, source, Binding(files, SourceSettings()), 0, tmp_path / "work", Month.of(2026, 10))
    assert not isinstance(loaded, Loaded)
    assert [(p.code, p.span.path if p.span else "", p.fields["column"], p.fields["found"]) for p in loaded] == [
        ("P019", str(files[1]), "tall", "kontor, id, periode")
    ]


@pytest.mark.parametrize("stored", ["'2,02E+11'", "'2.0260000000000e+16'", "20260000000000012::DOUBLE"])
def test_numbers_of_cases_that_have_lost_their_last_digits_refuse_the_source(tmp_path: Path, stored: str) -> None:
    """Two cases are one by then, and would be counted once."""
    loaded = _cases(tmp_path, f"SELECT {stored} AS nr, '0101' AS kontor, DATE '2026-10-02' AS start FROM range(2)")
    assert not isinstance(loaded, Loaded)
    assert [(p.code, p.span.line if p.span else 0, p.fields["column"], p.fields["count"]) for p in loaded] == [
        ("P105", 1, "nr", "2")
    ]


@pytest.mark.parametrize("stored", ["'2E11'", "'E+11'", "'1,5E+1x'", "'A2,02E+11'", "202600000412", "12.0::DOUBLE"])
def test_codes_that_only_look_a_little_so_are_read(tmp_path: Path, stored: str) -> None:
    loaded = _cases(tmp_path, f"SELECT {stored} AS nr, '0101' AS kontor, DATE '2026-10-02' AS start")
    assert isinstance(loaded, Loaded)
    assert loaded.problems == ()


def test_a_column_of_nothing_is_a_column_of_empty_cells(tmp_path: Path) -> None:
    """Where no case has ended, a program writes the column without a type."""
    loaded = _cases(tmp_path, "SELECT '1' AS nr, '0101' AS kontor, DATE '2026-10-02' AS start, NULL AS slutt", "slutt")
    assert isinstance(loaded, Loaded)
    assert loaded.problems == ()


def _cases(folder: Path, query: str, *dates: str) -> Loaded | tuple[Problem, ...]:
    """The Parquet file of cases that the query makes, as read."""
    duckdb.sql(f"COPY ({query}) TO '{folder}/saker.parquet' (FORMAT parquet)")
    columns: tuple[tuple[str, ColumnRole, ColumnType], ...] = (
        ("nr", "case", "text"),
        ("kontor", "unit", "text"),
        ("start", "value", "date"),
        *((name, "value", "date") for name in dates),  # type: ignore[arg-type]
    )
    source = Source("saker", "case", tuple(ColumnSpec(*one) for one in columns))
    (folder / "work").mkdir()
    with open_duckdb(folder / "work", [folder]) as engine:
        binding = Binding((folder / "saker.parquet",), SourceSettings())
        return load(engine, source, binding, 0, folder / "work", Month.of(2026, 10))
