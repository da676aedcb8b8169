"""Workbooks as people keep them: several sheets, hidden ones, merged cells, formulas; and those over a limit."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook

from kpidsl.engines.duckdb import open_duckdb
from kpidsl.model.period import Month
from kpidsl.model.spec import ColumnSpec, Source
from kpidsl.problems import Problem
from kpidsl.project import SourceSettings
from kpidsl.sources import pages, xlsx_files
from kpidsl.sources.bind import Binding
from kpidsl.sources.load import Loaded, load

from .files import HEAD, NORD, SYD, codes, copies, refused, rows, workbook

TABLE = (HEAD, NORD, SYD)
READ = [[*NORD, "2"], [*SYD, "3"]]
OLD = (HEAD, ("0101", "2026-10", "1", "10"), ("0102", "2026-10", "1", "10"))


@pytest.mark.parametrize(
    ("module", "limit", "value"),
    [
        (xlsx_files, "MAX_MEMBERS", 2),
        (xlsx_files, "MAX_UNPACKED", 1000),
        (xlsx_files, "MAX_ROWS", 2),
        (xlsx_files, "MAX_COLUMNS", 2),
    ],
)
def test_a_workbook_over_a_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, limit: str, value: int
) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"Ark1": TABLE})
    assert codes(path) == []
    monkeypatch.setattr(module, limit, value)
    assert [code for code, _ in codes(path)] == ["P020"]


def test_a_part_that_unpacks_to_far_more_than_it_is_packed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tall.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (8 << 20))
    assert codes(path) == [("P020", 1)]


def test_an_empty_cell_far_to_the_right_is_no_column(tmp_path: Path) -> None:
    """A format that somebody gave column XFD makes a row of 16 384 cells."""
    book = Workbook()
    sheet = book.worksheets[0]
    for line in TABLE:
        sheet.append(line)
    sheet.cell(2, 16_384).number_format = "0.00"
    book.save(tmp_path / "tall.xlsx")
    assert rows(tmp_path / "tall.xlsx") == READ
    assert pages.MAX_COLUMNS < 16_384


# --- which sheet ---------------------------------------------------------------------------------------


def test_a_hidden_sheet_is_not_read_by_itself_and_said(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"Gammel": OLD, "Ark1": TABLE}, hidden=["Gammel"])
    assert rows(path) == READ
    assert [(p.code, p.fields["sheet"]) for p in copies(path)[0].notes] == [("D063", "Gammel")]
    assert rows(path, SourceSettings(sheet="Gammel"))[0] == ["0101", "2026-10", "1", "10", "2"]


def test_the_sheet_that_has_the_columns_is_read_whatever_stands_before_it(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"Les meg": [("Tallene er foreløpige",)], "Tall": TABLE, "Tom": []})
    assert rows(path) == READ
    assert copies(path)[0].notes == ()


def test_two_sheets_with_the_columns_are_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"Ark1": OLD, "Rettet": TABLE})
    (problem,) = refused(path)
    assert problem.code == "P094"
    assert "«Ark1», «Rettet»" in problem.message("nb")
    assert all(line in problem.help("nb") for line in ('sheet = "Ark1"', 'sheet = "*"'))
    assert rows(path, SourceSettings(sheet="Rettet")) == READ


def test_no_sheet_has_the_columns_and_the_nearest_one_says_what_lacks(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"Les meg": [("Om",)], "Tall": [("kontor_nr", "periode", "ja"), NORD[:3]]})
    (problem,) = refused(path)
    assert (problem.code, problem.fields["column"]) == ("P019", "alle")


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"Ark1": TABLE})
    assert "Ark1" in refused(path, SourceSettings(sheet="Ark2"))[0].message("nb")
    assert codes(path, SourceSettings(sheet="2026*")) == [("P022", 1)]


# --- a sheet a month -----------------------------------------------------------------------------------

WITHOUT = [[line[0], *line[2:]] for line in TABLE]


def test_all_sheets_are_read_below_each_other(tmp_path: Path) -> None:
    september = (HEAD, ("0101", "2026-09", "7", "10"))
    path = workbook(tmp_path / "tall.xlsx", {"Forside": [("Om tallene",)], "sep": september, "okt": TABLE, "Tom": []})
    assert rows(path, SourceSettings(sheet="*")) == [["0101", "2026-09", "7", "10", "2"], *READ]
    first, second = copies(path, SourceSettings(sheet="*"))
    assert (first.path, second.path) == (f"{path}[sep]", f"{path}[okt]")
    assert [(p.code, p.fields["sheet"]) for p in first.notes] == [("D064", "Forside")]


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("2026-10", "2026-10"), ("202610", "2026-10"), ("2026M10", "2026-10"), ("10.2026", "2026-10"),
        ("oktober 2026", "2026-10"), ("Okt.26", "2026-10"), ("okt 2026", "2026-10"), ("2026 oktober", "2026-10"),
        ("October 2026", "2026-10"), ("mai26", "2026-05"), ("Sept. 2026", "2026-09"), ("mars_2026", "2026-03"),
    ],
)  # fmt: skip
def test_a_sheet_without_the_month_is_of_the_one_it_is_called_by(tmp_path: Path, name: str, month: str) -> None:
    path = workbook(tmp_path / "tall.xlsx", {name: WITHOUT, "desember 2025": WITHOUT})
    found = rows(path, SourceSettings(sheet="*"))
    assert [row[1] for row in found] == [month, month, "2025-12", "2025-12"]


@pytest.mark.parametrize("name", ["oktober", "Ark1", "2026-13", "10", "okt 2026 rettet", "Okto 26"])
def test_any_other_name_is_no_month(tmp_path: Path, name: str) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"september 2026": WITHOUT, name: WITHOUT})
    (problem,) = refused(path, SourceSettings(sheet="*"))
    assert (problem.code, problem.fields["sheet"]) == ("P096", name)


def test_sheets_of_months_without_the_setting_are_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"september 2026": WITHOUT, "oktober 2026": WITHOUT})
    assert codes(path) == [("P094", 1)]


def test_the_column_of_the_month_stands_over_the_sheet_s_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"september 2026": TABLE})
    assert rows(path, SourceSettings(sheet="*")) == READ


def test_a_sheet_that_lacks_a_figure_is_refused_by_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"sep": TABLE, "okt": [HEAD[:3], NORD[:3]]})
    (problem,) = refused(path, SourceSettings(sheet="*"))
    assert problem.span is not None
    assert (problem.code, problem.fields["column"], problem.span.path) == ("P019", "alle", f"{path}[okt]")


# --- formulas, merged cells ----------------------------------------------------------------------------


def test_a_formula_that_nothing_computed_is_refused_with_its_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"Ark1": (HEAD, NORD, (*SYD[:2], "=2+3", "=5*2"))})
    (problem,) = refused(path)
    assert problem.span is not None
    assert (problem.code, problem.span.line) == ("P091", 3)
    assert (problem.fields["column"], problem.fields["count"]) == ("ja", "2")


def test_a_program_that_stores_a_0_has_not_computed_either(tmp_path: Path) -> None:
    """XlsxWriter writes 0 as a formula's value and asks Excel to compute all when it opens the book."""
    path = tmp_path / "tall.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for at, line in enumerate(TABLE):
        sheet.write_row(at, 0, line)
    sheet.write_formula(2, 2, "=2+3")
    book.close()
    assert codes(path) == [("P091", 3)]


def test_a_formula_with_its_value_is_read(tmp_path: Path) -> None:
    path = tmp_path / "tall.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for at, line in enumerate(TABLE):
        sheet.write_row(at, 0, line)
    sheet.write_formula(2, 2, "=2+3", value=5)
    sheet.write_formula(2, 0, '="01"&"02"', value="0102")
    book.close()
    assert rows(path) == READ


def test_a_formula_in_a_row_or_column_that_is_not_used_is_in_nobody_s_way(tmp_path: Path) -> None:
    lines = ((*HEAD, "andel"), (*NORD, "=C2/D2"), (*SYD, "=C3/D3"), ("I alt", "2026-10", "=SUM(C2:C3)", "=SUM(D2:D3)"))
    path = workbook(tmp_path / "tall.xlsx", {"Ark1": lines})
    assert rows(path) == READ


def test_rows_that_a_filter_hides_are_read_and_said(tmp_path: Path) -> None:
    """Of many rows, so that the hidden ones lie in several of the parts that are searched; empty ones are no rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD)
    for number in range(30_000):
        sheet.append((f"{number:05}", *NORD[1:]))
    for line in (*range(7, 30_002, 7), 40_000):
        sheet.row_dimensions[line].hidden = True
    book.save(tmp_path / "tall.xlsx")
    (copy,) = copies(tmp_path / "tall.xlsx")
    ((code, line, count),) = [(p.code, p.span.line, int(p.fields["count"])) for p in copy.notes if p.span]
    assert (copy.rows, code, line, count) == (30_000, "D078", 7, len(range(7, 30_002, 7)))


def _merged(path: Path, lines: list[tuple[str, ...]], *ranges: str) -> Path:
    workbook(path, {"Ark1": lines})
    book = load_workbook(path)
    for one in ranges:
        book.worksheets[0].merge_cells(one)
    book.save(path)
    return path


def test_a_head_merged_over_two_columns_is_that_of_both(tmp_path: Path) -> None:
    """«ja» over C and D: nobody can tell which of them is meant."""
    path = _merged(tmp_path / "tall.xlsx", [(*HEAD[:3], "", "alle"), (*NORD[:3], "9", "10")], "C1:D1")
    assert codes(path) == [("P013", 1)]


def test_a_merged_head_that_nobody_asks_for_is_in_nobody_s_way(tmp_path: Path) -> None:
    lines = [(*HEAD, "merknad", ""), (*NORD, "a", "b"), (*SYD, "c", "d")]
    assert rows(_merged(tmp_path / "tall.xlsx", lines, "E1:F1")) == READ


def test_a_head_over_two_lines_is_read_with_header_row(tmp_path: Path) -> None:
    """A1:A2 and B1:B2 are merged downwards, C1:D1 is a heading over the two figures."""
    lines = [("kontor_nr", "periode", "Svar", ""), ("", "", "ja", "alle"), NORD, SYD]
    path = _merged(tmp_path / "tall.xlsx", lines, "A1:A2", "B1:B2", "C1:D1")
    assert rows(path, SourceSettings(header_row=2)) == [[*NORD, "3"], [*SYD, "4"]]


def test_cells_merged_downwards_in_a_column_that_is_used_are_refused(tmp_path: Path) -> None:
    lines = [HEAD, ("0101", "2026-09", "8", "10"), ("", "2026-10", "7", "10"), SYD]
    path = _merged(tmp_path / "tall.xlsx", lines, "A2:A3")
    (problem,) = refused(path)
    assert problem.span is not None
    assert (problem.code, problem.span.line, problem.fields["column"]) == ("P098", 2, "kontor_nr")


def test_a_title_merged_across_is_one_cell(tmp_path: Path) -> None:
    lines = [("Svar per kontor", "", "", ""), HEAD, NORD, SYD, ("Kilde: fagsystemet", "", "", "")]
    path = _merged(tmp_path / "tall.xlsx", lines, "A1:D1", "A5:D5")
    assert codes(path) == [("P090", 1)]
    assert rows(path, SourceSettings(header_row=2)) == [[*NORD, "3"], [*SYD, "4"]]


# --- what is no workbook -------------------------------------------------------------------------------


def _kind(problems: list[Problem]) -> str:
    assert [p.code for p in problems] == ["P093"]
    return problems[0].message("nb")


def test_an_older_workbook_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "tall.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert ".xls" in _kind(refused(path))
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert "passord" in _kind(refused(path))


@pytest.mark.parametrize(("member", "words"), [("xl/workbook.bin", ".xlsb"), ("content.xml", ".ods")])
def test_another_packed_spreadsheet_is_named(tmp_path: Path, member: str, words: str) -> None:
    path = tmp_path / "tall.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(member, "x")
    assert words in _kind(refused(path))


def test_a_web_page_with_a_workbook_s_ending_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tall.xlsx"
    path.write_text("<html><table><tr><td>kontor</td></tr></table></html>", encoding="utf-8")
    assert "nettside" in _kind(refused(path))


def test_a_book_that_was_cut_off_in_a_sheet_is_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "hel.xlsx", {"Ark1": TABLE})
    path = tmp_path / "tall.xlsx"
    with zipfile.ZipFile(whole) as of, zipfile.ZipFile(path, "w") as packed:
        for name in of.namelist():
            content = of.read(name)
            packed.writestr(name, content[: len(content) * 2 // 3] if "sheet1" in name else content)
    assert [code for code, _ in codes(path)] == ["P021"]


def test_dates_of_cells_are_iso(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"Ark1": (HEAD, ("0101", date(2026, 10, 1), 8, 10))})
    assert rows(path) == [["0101", "2026-10-01", "8", "10", "2"]]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (999_999_999_999_999, "999999999999999"),
        (12_345_678_901_234_500, "1.2345678901234500e+16"),  # seventeen digits, of which a spreadsheet keeps fifteen
        (1.23456789012345e16, "1.2345678901234500e+16"),
    ],
)
def test_a_number_of_over_fifteen_digits_is_seen_to_be_one(tmp_path: Path, number: float, shown: str) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"Ark1": (HEAD, (number, "2026-10", 8, 10))})
    assert rows(path)[0][0] == shown


def test_cases_that_a_workbook_has_made_one_refuse_the_source(tmp_path: Path) -> None:
    """Their last two digits are gone: they were counted once, as a row delivered twice."""
    number = 12_345_678_901_234_500
    path = workbook(tmp_path / "saker.xlsx", {"Ark1": (("sak", "kontor"), (number, "0101"), (number, "0101"))})
    source = Source("saker", "case", (ColumnSpec("sak", "case", "text"), ColumnSpec("kontor", "unit", "text")))
    (tmp_path / "work").mkdir()
    with open_duckdb(tmp_path / "work", [tmp_path]) as engine:
        binding = Binding((path,), SourceSettings())
        loaded = load(engine, source, binding, 0, tmp_path / "work", Month.of(2026, 10))
    assert not isinstance(loaded, Loaded)
    assert [(p.code, p.fields["column"], p.fields["count"]) for p in loaded] == [("P105", "sak", "2")]


def test_an_amount_of_so_many_digits_is_still_a_number(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"Ark1": (("kontor", "beløp"), ("0101", 1_234_567_890_123_456))})
    columns = (ColumnSpec("kontor", "unit", "text"), ColumnSpec("beløp", "value", "kroner"))
    (tmp_path / "work").mkdir()
    with open_duckdb(tmp_path / "work", [tmp_path]) as engine:
        source = Source("tall", "unit_month", columns)
        loaded = load(engine, source, Binding((path,), SourceSettings()), 0, tmp_path / "work", Month.of(2026, 10))
        assert isinstance(loaded, Loaded)
        assert engine.sums(source, ["kontor"], ["beløp"]) == {("0101",): (123_456_789_012_345_600,)}
