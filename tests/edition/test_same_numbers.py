"""The page, the workbook, the slides and results.csv say the same; what is hidden is in no byte of any of them.

The rule of printing is written again here, on decimals, so that a slip in the renderers' own is seen.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from pptx import Presentation

from kpidsl.model.edition import Edition
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.pipeline import check, load, run
from kpidsl.rendering import render
from kpidsl.rendering.html.pages import unit_page
from kpidsl.rendering.parquet import write_text_parquet
from kpidsl.rendering.shown.selection import card, selected, stem
from kpidsl.wording.words import words

from . import counted

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group")
FORMATS = ("html", "csv", "xlsx", "json", "pptx")
PERIOD = Month.of(2026, 10)
SUFFIX = {
    "nb": {"percent": "\u00a0%", "days": "\u00a0dager", "working_days": "\u00a0virkedager", "kroner": "\u00a0kr"},
    "en": {"percent": "\u00a0%", "days": "\u00a0days", "working_days": "\u00a0working days", "kroner": "\u00a0kr"},
}
WHOLE = (UnitOfMeasure.COUNT, UnitOfMeasure.KRONER)
Results = dict[tuple[str, str, str, str], dict[str, str]]


def rounded(value: Fraction, unit: UnitOfMeasure, edges: Sequence[Fraction]) -> Decimal:
    """Half away from zero, with as many decimals as keep the number on its own side of each edge."""
    with localcontext() as context:
        context.prec = 80
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        first = 0 if unit in WHOLE else 2 if unit is UnitOfMeasure.SCORE else 1
        for decimals in range(first, 12):
            shown = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
            sides = [(Fraction(shown) - e, value - e) for e in edges]
            if all((a > 0) == (b > 0) and (a < 0) == (b < 0) for a, b in sides):
                return shown
    raise AssertionError(value)


def local(number: Decimal, language: str) -> str:
    """With the language's marks and the typographic minus."""
    text = f"{abs(number):,f}"
    if language == "nb":
        text = text.translate(str.maketrans({",": "\u00a0", ".": ","}))
    return ("\u2212" if number < 0 else "") + text


def edges(edition: Edition, indicator: Indicator, node: int, month: Month, *, year: bool) -> list[Fraction]:
    cell = edition.cell(indicator.code, node, month)
    figure = cell.year_to_date if year else cell.month
    return [e * indicator.scale for e in (figure.target, figure.target_high) if e is not None]


class Reading:
    """An edition's files and what results.csv says that each figure is."""

    def __init__(self, edition: Edition, folder: Path, language: str, units: Sequence[str]) -> None:
        self.units = units
        self.edition, self.folder, self.language, self.words = edition, folder, language, words(language)
        with (folder / "results.csv").open(encoding="utf-8", newline="") as file:
            rows = [r for r in csv.DictReader(file) if not r["category"]]
        self.results: Results = {(r["line"], f"{r['level']} {r['unit']}", r["indicator"], r["period"]): r for r in rows}

    def row(self, node: int, indicator: Indicator, month: Month = PERIOD) -> dict[str, str]:
        here = self.edition.structure.nodes[node]
        return self.results[here.line, f"{here.unit.kind} {here.unit.code}", indicator.code, str(month)]

    def number(self, node: int, indicator: Indicator, *, year: bool, month: Month = PERIOD) -> Decimal | None:
        """The figure as it is to be printed, None where there is none."""
        row, prefix = self.row(node, indicator, month), "ytd_" if year else ""
        if row[f"{prefix}state"] != "value":
            assert not any(row[f"{prefix}{name}"] for name in ("value", "numerator", "denominator"))
            return None
        exact = Fraction(int(row[f"{prefix}numerator"]), int(row[f"{prefix}denominator"])) * indicator.scale
        return rounded(exact, indicator.unit, edges(self.edition, indicator, node, month, year=year))

    def text(self, node: int, indicator: Indicator, *, year: bool) -> str:
        number = self.number(node, indicator, year=year)
        if number is not None:
            return local(number, self.language) + SUFFIX[self.language].get(indicator.unit, "")
        state = self.row(node, indicator)["ytd_state" if year else "state"]
        sign = {"hidden": ":", "withheld_by_source": ":", "not_ready": "...", "missing": "..", "not_relevant": "."}
        return f"{sign[state]} {self.words[state]}"

    def rows(self) -> Iterator[tuple[int, Indicator]]:
        """Every row of every card that has a book, a deck and a page."""
        for node in selected(self.edition, self.units):
            for _, _, those in card(self.edition, node):
                for indicator in those:
                    yield node, indicator


class Tables(HTMLParser):
    """The tables of a page: rows of cells, each a list of its stretches of text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[list[str]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append([])
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and data.strip():
            self.rows[-1][-1].append(data.strip(" \n"))


def under(rows: Sequence[Sequence[str]], words_: Any) -> Iterator[dict[str, str]]:
    """Rows as dictionaries by the nearest head above that has both "No" and "Year to date"."""
    head: Sequence[str] = ()
    for row in rows:
        if words_["year_to_date"] in row and words_["code"] in row:
            head = row
        elif len(row) == len(head):
            yield dict(zip(head, row, strict=True))


def printed(value: Any, pattern: str, language: str) -> str:
    """A cell as a spreadsheet shows it."""
    found = re.fullmatch(r'#,##0(?:\.(0+))?(?:"([^"]*)")?', pattern)
    assert found, pattern
    decimals = len(found[1] or "")
    shown = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return local(shown, language) + (found[2] or "")


def agency(folder: Path, *, hiding: bool) -> Edition:
    spec = counted.write(folder, hiding=hiding)
    project = load(spec)
    report = check(project)
    assert report.spec is not None
    outcome = run(project, report.spec, folder / "data", PERIOD)
    assert outcome.edition is not None, [p.message("en") for p in outcome.problems]
    return outcome.edition


def made(edition: Edition, folder: Path, language: str, units: Sequence[str] = ("all",)) -> Path:
    return render(edition, folder, formats=FORMATS, language=language, units=units, write_parquet=write_text_parquet)


@pytest.fixture(scope="module")
def crafted(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return agency(tmp_path_factory.mktemp("counted"), hiding=True)


@pytest.fixture(scope="module", params=["counted nb", "counted en", "small nb"])
def reading(
    request: pytest.FixtureRequest, crafted: Edition, small: Edition, tmp_path_factory: pytest.TempPathFactory
) -> Reading:
    name, language = request.param.split()
    edition, units = {"counted": (crafted, ("all",)), "small": (small, ("land", "11", "1101"))}[name]
    folder = made(edition, tmp_path_factory.mktemp("same"), language, units)
    return Reading(edition, folder, language, units)


def test_the_crafted_agency_has_every_kind_of_cell(crafted: Edition) -> None:
    cells = [
        crafted.cell(i.code, at).month for i in crafted.spec.indicators for at in range(len(crafted.structure.nodes))
    ]
    assert {f.state.slug for f in cells} == {"value", "not_ready", "missing"}
    assert {crafted.structure.nodes[at].name for at in range(9) if crafted.cell("A.1", at).month.hidden} == {
        "Kontor P",
        "Kontor S",
    }


def test_pages_say_what_results_say(reading: Reading) -> None:
    w, checked, pages = reading.words, 0, {}
    first = {n.unit: at for at, n in reversed(list(enumerate(reading.edition.structure.nodes)))}
    for node, indicator in reading.rows():
        unit = reading.edition.structure.nodes[node].unit
        if first[unit] != node:
            continue  # a unit's page shows another line only where it differs
        if unit not in pages:
            tables = Tables()
            tables.feed((reading.folder / unit_page(unit)).read_text(encoding="utf-8"))
            rows = [[cell[0] if cell else "" for cell in row] for row in tables.rows]
            found = list(under(rows, w))
            pages[unit] = {r[w["code"]]: r for r in reversed(found)}
        shown = pages[unit][indicator.code]
        assert shown[w["year_to_date"]] == reading.text(node, indicator, year=True), (unit, indicator.code)
        assert shown[w["result"]] == reading.text(node, indicator, year=False), (unit, indicator.code)
        checked += 1
    assert checked >= 27


def test_workbooks_say_what_results_say(reading: Reading) -> None:
    w, books = reading.words, {}
    for node, indicator in reading.rows():
        if node not in books:
            path = reading.folder / "workbooks" / f"scorecard-{stem(reading.edition, node)}.xlsx"
            sheet = openpyxl.load_workbook(path)[w["card"]]
            head = [c.value for c in sheet[3]]
            books[node] = (head, {row[0].value: row for row in sheet.iter_rows(min_row=4)})
        head, rows = books[node]
        cells = rows[indicator.code]
        for key, year in (("year_to_date", True), ("result", False)):
            cell = cells[head.index(w[key])]
            number = isinstance(cell.value, int | float)
            shown = printed(cell.value, cell.number_format, reading.language) if number else cell.value
            assert shown == reading.text(node, indicator, year=year), (node, indicator.code)
        months = reading.edition.months[-13:]
        for month, cell in zip(months, cells[head.index(w["history"]) + 1 :], strict=True):
            wanted = reading.number(node, indicator, year=False, month=month)
            if wanted is None:
                assert cell.value in (":", "...", "..", ".")
            else:
                assert printed(cell.value, cell.number_format, "nb") == local(wanted, "nb")


def test_the_countrys_book_says_what_results_say(reading: Reading) -> None:
    w = reading.words
    book = openpyxl.load_workbook(reading.folder / "scorecard.xlsx")
    nodes = reading.edition.structure.nodes
    first = {n.unit: at for at, n in reversed(list(enumerate(nodes)))}
    by_name = {(u.kind, nodes[at].name): at for u, at in first.items()}
    checked = 0
    for sheet in book:
        head = [c.value for c in sheet[3]]
        for row in sheet.iter_rows(min_row=4):
            node = by_name[sheet.title, row[0].value]
            indicator = reading.edition.spec.indicator(row[1].value)
            assert indicator is not None
            cell = row[head.index(w["year_to_date"])]
            number = isinstance(cell.value, int | float)
            shown = printed(cell.value, cell.number_format, reading.language) if number else cell.value
            assert shown == reading.text(node, indicator, year=True)
            checked += 1
    assert checked == len(first) * len(reading.edition.spec.indicators)


def test_slides_say_what_results_say(reading: Reading) -> None:
    w, decks = reading.words, {}
    charts = 0
    for node, indicator in reading.rows():
        if node not in decks:
            deck = Presentation(str(reading.folder / "slides" / f"statusrapport-{stem(reading.edition, node)}.pptx"))
            shapes = [s for slide in deck.slides for s in slide.shapes]
            tables = [
                [[c.text_frame.paragraphs[0].text for c in row.cells] for row in s.table.rows]
                for s in shapes
                if s.has_table
            ]
            rows = {r[w["code"]]: r for t in tables for r in under(t, w) if w["status"] in r}
            deviating = {t[0].split()[0]: t[1] for table in tables for t in table[1:] if len(t) == 8}
            series = {s.chart.plots[0].series[0].name.split()[0]: s.chart for s in shapes if s.has_chart}
            decks[node] = rows, deviating, series
        rows, deviating, series = decks[node]
        wanted = reading.text(node, indicator, year=True)
        assert rows[indicator.code][w["year_to_date"]] == wanted
        deviates = reading.row(node, indicator)["deviation"] == "1"
        assert (indicator.code in deviating) == (indicator.code in series) == deviates
        if not deviates:
            continue
        charts += 1
        assert deviating[indicator.code] == wanted
        values = series[indicator.code].plots[0].series[0].values
        for month, value in zip(reading.edition.months[-13:], values, strict=True):
            number = reading.number(node, indicator, year=False, month=month)
            assert value == (None if number is None else float(number))
    assert charts


def opened(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The file itself and, of an archive, every member, however deep."""
    yield name, data
    if name.endswith((".xlsx", ".pptx")):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from opened(archive.read(member), f"{name}/{member}")


def leaks(folder: Path) -> dict[str, set[str]]:
    """Secret → the kinds of files that it was found in."""
    found: dict[str, set[str]] = {}
    wanted = re.compile("|".join(sorted(map(re.escape, counted.secrets()), key=len, reverse=True)))
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".parquet":
            texts = [repr(duckdb.sql(f"select * from '{path}'").fetchall())]
        else:
            texts = [data.decode("utf-8", "replace") for _, data in opened(path.read_bytes(), path.name)]
        for text in texts:
            # a count may be printed with spaces or commas between its thousands
            for form in (text, re.sub(r"(?<=\d)[\u00a0\u202f ,](?=\d{3})", "", text)):
                for secret in set(wanted.findall(form)):
                    found.setdefault(secret, set()).add(path.suffix)
    return found


@pytest.mark.parametrize("language", ["nb", "en"])
def test_what_is_hidden_is_in_no_byte_of_any_file(crafted: Edition, tmp_path: Path, language: str) -> None:
    assert leaks(made(crafted, tmp_path, language)) == {}


def test_the_search_finds_them_where_nothing_is_hidden(tmp_path: Path) -> None:
    """The same agency without a rule of hiding: the search above would have seen each format leak."""
    open_edition = agency(tmp_path / "open", hiding=False)
    found = leaks(made(open_edition, tmp_path / "out", "nb"))
    assert {".csv", ".parquet", ".xlsx"} <= set().union(*found.values())
    assert {".html", ".pptx"} <= found[counted.PRINTED]
    assert len(found) > len(counted.secrets()) / 2
