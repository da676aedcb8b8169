"""Workbooks: what is in them, ready for paper and for the leader, one book a unit, quick for a whole country."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from kpidsl.model.edition import Cell, Edition
from kpidsl.rendering.shown.selection import card, selected, stem
from kpidsl.rendering.shown.summary import summary
from kpidsl.rendering.shown.text_fit import lines
from kpidsl.rendering.workbook.books import write_workbook
from kpidsl.wording.cells import distance
from kpidsl.wording.words import words

W = words("nb")


@pytest.fixture(scope="module")
def folder(small: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("books")
    write_workbook(small, out, "nb")
    return out


def rows(sheet: Any) -> list[Mapping[str, Any]]:
    """The table under its head, by the words of the head."""
    found = list(sheet.iter_rows(values_only=True))
    return [dict(zip(found[2], row, strict=True)) for row in found[3:]]


def test_a_book_for_the_nation_and_each_county_beside_the_countrys(small: Edition, folder: Path) -> None:
    assert {p.name for p in folder.iterdir()} == {
        "scorecard.xlsx",
        "deviations.xlsx",
        "data_problems.xlsx",
        "workbooks",
    }
    wanted = {f"scorecard-{stem(small, at)}.xlsx" for at in selected(small)}
    assert {p.name for p in (folder / "workbooks").iterdir()} == wanted
    assert "scorecard-land-NO.xlsx" in wanted


def test_a_card_in_a_book_begins_with_the_pages_summary(small: Edition, folder: Path) -> None:
    """Over the table, as high as its lines: the same sentences as on the unit's page."""
    for at in selected(small):
        sheet = openpyxl.load_workbook(folder / "workbooks" / f"scorecard-{stem(small, at)}.xlsx")[W["card"]]
        said = "\n".join(point.text for point in summary(small, at, "nb"))
        assert said
        assert str(sheet["A2"].value).startswith(said + "\n")
        assert sheet.row_dimensions[2].height >= 30


def test_units_chooses_the_books(small: Edition, tmp_path: Path) -> None:
    write_workbook(small, tmp_path, "en", ("kommune",))
    names = {p.name for p in (tmp_path / "workbooks").iterdir()}
    assert names
    assert all(n.startswith("scorecard-kommune-") for n in names)


def test_the_deviation_list_holds_every_deviation_once_and_leaves_the_measures_open(
    small: Edition, folder: Path
) -> None:
    book = openpyxl.load_workbook(folder / "deviations.xlsx")
    sheet, _ = book
    found = rows(sheet)
    first = {(n.unit): at for at, n in reversed(list(enumerate(small.structure.nodes)))}
    seen = {(r[W["units"]], r[W["code"]]) for r in found}
    for unit, at in first.items():
        for indicator in small.spec.indicators:
            cell = small.cell(indicator.code, at)
            name = small.structure.nodes[at].name
            assert not cell.deviation or (name, indicator.code) in seen, unit
    assert len({tuple(r.values()) for r in found}) == len(found)
    for r in found:
        assert (r[W["measure"]], r[W["who"]], r[W["deadline"]]) == (None, None, None)
        since = r[W["since_head"]]
        if isinstance(since, datetime):
            news = W["new"] if since == datetime(2026, 10, 1) else W["continuing"]
        else:  # neither where it would tell of a hidden month
            assert since.endswith(" eller før")
            news = "" if since.startswith("oktober 2026") else W["continuing"]
        assert r[W["new_or_continuing"]] == news
        assert isinstance(r[W["distance"]], float | int)
    (validation,) = sheet.data_validations.dataValidation
    assert validation.errorStyle == "warning"
    last = 3 + len(found)
    assert str(validation.sqref) == f"N4:N{last}"


def test_the_distance_is_the_pages(small: Edition, folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "deviations.xlsx").worksheets[0]
    by_name = {(n.name, n.line): at for at, n in enumerate(small.structure.nodes)}
    for r in rows(sheet):
        indicator = small.spec.indicator(r[W["code"]])
        assert indicator is not None
        cell = small.cell(indicator.code, by_name[r[W["units"]], r[W["line"]]])
        exact = distance(cell.year_to_date, indicator)
        assert exact is not None
        assert r[W["distance"]] == pytest.approx(float(exact), abs=1e-12)


def test_every_sheet_is_frozen_and_set_up_for_paper(folder: Path) -> None:
    for path in folder.rglob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        for sheet in book:
            assert sheet.freeze_panes
            assert sheet.page_setup.orientation == "landscape"
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
            assert sheet.print_title_rows == "$3:$3"
            assert "Syntetiske" in sheet["A2"].value


def test_the_properties_say_which_edition(small: Edition, folder: Path) -> None:
    for path in folder.rglob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        assert {p.name: p.value for p in book.custom_doc_props.props} == {
            "edition": small.id,
            "period": "2026-10",
            "recipient": small.recipient,
        }
        assert book.properties.created == datetime(2026, 10, 31)


def test_a_units_book_has_its_card_with_shapes_and_the_last_months_as_text(small: Edition, folder: Path) -> None:
    at = selected(small)[0]
    path = folder / "workbooks" / f"scorecard-{stem(small, at)}.xlsx"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [W["card"], W["deviations"], W["early_warnings"], W["units"]]
    codes = [i.code for _, _, those in card(small, at) for i in those]
    found = {r[W["code"]]: r for r in rows(book[W["card"]]) if r[W["code"]] in codes}
    assert list(found) == codes
    shapes = {"green": "●", "amber": "▲", "red": "■"}
    for code, r in found.items():
        cell = small.cell(code, at)
        status, (said, _, mark) = cell.year_to_date.status.slug, str(r[W["status"]]).partition(", ")
        assert status not in shapes or said == f"{shapes[status]} {W[status]}"
        assert mark in (("avvik",) if cell.deviation else ("", "ikke avvik")) or status != "amber"  # if it gets worse
        assert status == "amber" or not mark
        assert not re.search("[0-9]", str(r[W["result"]])) or len(str(r[W["last_months"]]).split(" · ")) == 4
    with zipfile.ZipFile(path) as members:
        assert "sparkline" not in members.read("xl/worksheets/sheet1.xml").decode()  # LibreOffice draws no lines


def test_of_what_the_chance_is_stands_over_it_in_full(small: Edition, folder: Path, tmp_path: Path) -> None:
    """`Lav, 92 %` in a book: the head of that column says of what, in two lines of its width, which is its height."""
    write_workbook(small, tmp_path, "en", ("land",))
    for books, language in ((folder, "nb"), (tmp_path, "en")):
        w, found = words(language), 0
        for path in (books / "scorecard.xlsx", books / "workbooks" / "scorecard-land-NO.xlsx"):
            sheet = openpyxl.load_workbook(path).worksheets[0]
            head = [cell.value for cell in sheet[3]]
            column = next(at for at, text in enumerate(head) if str(text).startswith(w["risk"]))
            assert head[column] == f"{w['risk']}, {w['risk_chance']}"
            wide = sheet.column_dimensions[get_column_letter(column + 1)].width
            assert lines(head[column], 10, wide * 5.25 - 8, bold=True) == 2
            assert sheet.row_dimensions[3].height >= 2 * 13
            found += sum("%" in str(row[column]) for row in sheet.iter_rows(min_row=4, values_only=True))
        assert found > 5


def test_a_row_asks_for_a_cell_once_in_all_books(
    small: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unit's summary asks again, of its own card alone: that is no matter, and left out."""
    asked: list[tuple[Any, ...]] = []
    cell = Edition.cell

    def counted(self: Edition, *key: Any) -> Cell:
        asked.append(key)
        return cell(self, *key)

    monkeypatch.setattr(Edition, "cell", counted)
    monkeypatch.setattr("kpidsl.rendering.workbook.sheets.summary", lambda *_: ())
    write_workbook(small, tmp_path, "nb")
    assert len(asked) == len(set(asked))


def test_names_of_sheets_that_excel_refuses_are_mended(small: Edition, tmp_path: Path) -> None:
    kinds = {"fylke": "Fylke/[region]:*?", "kontor": "'et svært langt navn på et nivå i linjen'", "land": "''"}
    nodes = tuple(
        replace(n, unit=replace(n.unit, kind=kinds.get(n.unit.kind, n.unit.kind))) for n in small.structure.nodes
    )
    leaves = tuple(replace(u, kind=kinds.get(u.kind, u.kind)) for u in small.structure.leaves)
    write_workbook(replace(small, structure=replace(small.structure, nodes=nodes, leaves=leaves)), tmp_path, "nb")
    names = openpyxl.load_workbook(tmp_path / "scorecard.xlsx").sheetnames
    assert len(names) == len({n.lower() for n in names})
    assert all(len(n) <= 31 for n in names)


def test_without_deviations_the_list_says_so(small: Edition, tmp_path: Path) -> None:
    grids = {c: replace(g, deviation=[0] * len(g.deviation)) for c, g in small.grids.items()}
    write_workbook(replace(small, grids=grids), tmp_path, "en", ("land",))
    sheet = openpyxl.load_workbook(tmp_path / "deviations.xlsx").worksheets[0]
    assert sheet["A4"].value == words("en")["no_deviations"]
