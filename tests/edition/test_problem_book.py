"""The data problems as a workbook: what problems.html says, a row for each thing that is wrong, to sort and filter."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kpidsl.model.edition import Edition
from kpidsl.problems import Span, problem, render_row
from kpidsl.rendering import render
from kpidsl.rendering.shown.text_fit import width
from kpidsl.wording.words import words

from .test_store import edition_of

FILE = "data_problems.xlsx"


def assessed(row: int, unit: str = "0101", file: str = "risiko.csv") -> dict[str, str]:
    return render_row(problem("D045", Span(f"/mappe/{file}", row), indicator="S.1", unit=unit, rows="3, 7"))


def equal_rows(row: int) -> dict[str, str]:
    return render_row(problem("D003", Span("saker.csv", row), source="saker", count=2))


COMPUTED = render_row(problem("D901", indicator="S.1", unit="0101", month="2026-06"))
SOME = (COMPUTED, assessed(9, "0102"), *(equal_rows(row) for row in (9, 2, 3, 4)), equal_rows(1), assessed(7))
LIVE = ("=1+1", "-1+1*cmd", "+1", "@SUM(A1)", "=HYPERLINK(0)", "http://a.no", "007", "{=1}")


def made(edition: Edition, problems: Sequence[Mapping[str, str]], out: Path, language: str = "nb") -> Path:
    """The folder of an edition with those problems, as pages and as workbooks."""
    listed = replace(edition, problems=tuple(problems))
    return render(listed, out, formats=("html", "xlsx"), language=language, units=("land",))


def sheet_in(folder: Path) -> Any:
    (sheet,) = openpyxl.load_workbook(folder / FILE)
    return sheet


def table(sheet: Any) -> list[dict[str, Any]]:
    """The rows under the head, by the words of the head."""
    head, *rows = list(sheet.iter_rows(min_row=3, values_only=True))
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def tiny() -> Edition:
    """Two offices and what is above them: what is said of problems does not ask how many units there are."""
    return edition_of({"0101": "6", "0102": "8"})


class Page(HTMLParser):
    """The headings, terms and cells of problems.html in order: (tag, text)."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[str, str]] = []
        self.open = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in ("h2", "h3", "small", "dt", "dd", "td"):
            self.parts.append((tag, ""))
            self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and (not self.parts or tag != self.parts[-1][0])

    def handle_data(self, data: str) -> None:
        if self.open:
            tag, text = self.parts[-1]
            self.parts[-1] = tag, text + data


def on_page(folder: Path, w: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """(file, kind and code, became, what to do, what to write, rows, what is wrong) of each thing on problems.html."""
    page = Page()
    page.feed((folder / "problems.html").read_text(encoding="utf-8"))
    file = cause = term = ""
    about: dict[str, str] = {}
    cells: list[str] = []
    for tag, text in page.parts:
        if tag == "h2":
            file = text
        elif tag == "h3":
            cause, about = text, {}
        elif tag == "dt":
            term = text
        elif tag == "dd":
            about[term] = text
        elif tag == "td":
            cells.append(text)
            if len(cells) == 2:
                yield file, cause, *(about.get(w[key], "") for key in ("became", "todo", "paste")), *cells
                cells = []


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_book_says_what_the_page_says(tiny: Edition, small: Edition, tmp_path: Path, language: str) -> None:
    folder, w = made(tiny, (*SOME, *small.problems), tmp_path, language), words(language)
    keys = ("became", "todo", "paste", "at_rows", "what_is_wrong")
    found = [
        (
            row[w["file"]],
            f"{row[w['weight']]} {row[w['cause']]}",
            *(str("" if row[w[key]] is None else row[w[key]]) for key in keys),
        )
        for row in table(sheet_in(folder))
    ]
    assert found == list(on_page(folder, w))
    assert len(found) >= 4


def test_a_row_for_each_thing_that_is_wrong_in_the_order_of_the_page(tiny: Edition, tmp_path: Path) -> None:
    found = table(sheet_in(made(tiny, SOME, tmp_path)))
    places = [(r["Fil"], r["Slag"], r["Årsak"], r["Rader"], r["Enheter"], r["Indikator"]) for r in found]
    assert places == [
        ("risiko.csv", "Feil", "D045", 7, "0101", "S.1"),
        ("risiko.csv", "Feil", "D045", 9, "0102", "S.1"),
        ("saker.csv", "Advarsel", "D003", "1–4, 9", None, None),  # the five equal sentences stand once
        ("Funnet i tallene, ikke i én fil", "Feil", "D901", "–", "0101", "S.1"),
    ]
    assert found[0]["Hva det ble av tallet"] == "Raden er ikke brukt."
    assert found[0]["Gjør dette"] == "Ingen av dem er brukt. Behold den ene."


def test_no_text_is_live_and_each_stands_as_it_is(tiny: Edition, tmp_path: Path) -> None:
    """In every column: a formula, an address or a number that is text stays text, without an apostrophe."""
    live = [
        {**equal_rows(2), "file": t, "message_nb": t, "unit": t, "indicator": t, "help_nb": t, "fix": t} for t in LIVE
    ]
    folder = made(tiny, live, tmp_path)
    sheet = sheet_in(folder)
    columns = [
        c.column for c in sheet[3] if c.value in ("Fil", "Hva er galt", "Enheter", "Indikator", "Gjør dette", "Skriv")
    ]
    assert len(columns) == 6
    for row in sheet.iter_rows(min_row=4):
        cells = [row[at - 1] for at in columns]
        assert {c.data_type for c in cells} == {"s"}
        assert len({c.value for c in cells}) == 1
        assert not any(c.hyperlink for c in row)
    assert {row[0].value for row in sheet.iter_rows(min_row=4)} == set(LIVE)
    with zipfile.ZipFile(folder / FILE) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_the_same_problems_give_the_same_bytes(tiny: Edition, tmp_path: Path) -> None:
    one, other = (made(tiny, SOME, tmp_path / name) for name in ("one", "other"))
    assert (one / FILE).read_bytes() == (other / FILE).read_bytes()


def test_the_head_is_frozen_every_row_is_filtered_and_the_heads_fit(tiny: Edition, tmp_path: Path) -> None:
    sheet = sheet_in(made(tiny, SOME, tmp_path))
    assert sheet.freeze_panes == "E4"
    assert sheet.auto_filter.ref == "A3:J7"  # the head and four rows, all ten columns
    for cell in sheet[3]:
        room = sheet.column_dimensions[cell.column_letter].width * 5.25
        assert max(width(word, 10, bold=True) for word in cell.value.split()) < room, cell.value
    longest = max(sheet.iter_rows(min_row=4), key=lambda row: len(row[4].value))
    assert len(longest[4].value) > 60  # wider than the column: wrapped, in a row that is higher
    assert longest[4].alignment.wrap_text
    assert sheet.row_dimensions[longest[4].row].height >= 30


def test_row_numbers_that_no_cell_holds_go_on_in_the_next_row(tiny: Edition, tmp_path: Path) -> None:
    odd = list(range(1, 20_001, 2))
    found = table(sheet_in(made(tiny, [equal_rows(row) for row in odd], tmp_path)))
    assert len(found) == 2  # 10,000 numbers are some 59,000 letters with the commas; a cell holds 32,767
    assert [int(n) for r in found for n in r["Rader"].replace(",", " ").split()] == odd
    assert len({r["Hva er galt"] for r in found}) == 1


def test_more_than_a_sheet_holds_goes_on_in_another(
    tiny: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kpidsl.rendering.workbook.sheets._MOST_ROWS", 2)
    folder = made(tiny, [assessed(row, f"01{row:02}") for row in range(1, 6)], tmp_path)
    sheets = list(openpyxl.load_workbook(folder / FILE))
    assert [[r["Rader"] for r in table(sheet)] for sheet in sheets] == [[1, 2], [3, 4], [5]]


def test_without_problems_the_book_says_so(tiny: Edition, tmp_path: Path) -> None:
    assert sheet_in(made(tiny, (), tmp_path, "en"))["A4"].value == words("en")["no_problems"]


@pytest.mark.parametrize("is_part", [True, False])
def test_a_part_says_that_only_its_own_are_listed(tiny: Edition, tmp_path: Path, *, is_part: bool) -> None:
    edition = replace(tiny, recipient="0101 Kontor", is_part=is_part)
    assert (words("nb")["own_problems"] in sheet_in(made(edition, SOME, tmp_path))["A2"].value) == is_part
