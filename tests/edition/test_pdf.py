"""The PDF of a card and of an edition: the numbers of the HTML, nothing more, the same bytes every time."""

from __future__ import annotations

import html
import re
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from kpidsl.cli import cli
from kpidsl.model.cycle import Task
from kpidsl.model.edition import Edition
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.unit_plan import AskedFor, Commented, PlannedMeasure, ReportText, UnitPlan
from kpidsl.pipeline import check, load, run
from kpidsl.rendering import pdf, render
from kpidsl.rendering.formats import lacking
from kpidsl.rendering.html.pages import unit_page
from kpidsl.rendering.html.site import page_makers
from kpidsl.rendering.shown.summary import deviating_codes
from kpidsl.tooling.synthesize import synthesize
from kpidsl.wording.cells import figure_text
from tests.made import ruled

NAV = Path(__file__).parents[2] / "specs" / "nav"
WORD = re.compile(r"\w+(?:[.,]\d+)*")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

if found := lacking(["pdf"]):
    pytest.skip(found[0].message("en"), allow_module_level=True)


pytestmark = pytest.mark.long  # laying out an agency's cards on paper takes most of it


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("agency") / "data"
    synthesize(folder, offices=8, months=26, persons=2500)
    return folder


def month(data: Path, *, hiding: bool = True) -> Edition:
    project = load(NAV)
    report = check(project)
    assert report.spec is not None
    outcome = run(project, report.spec if hiding else ruled(report.spec, 0), data, Month.of(2026, 10))
    assert outcome.edition is not None
    return outcome.edition


@pytest.fixture(scope="module")
def edition(data: Path) -> Edition:
    return month(data)


@pytest.fixture(scope="module")
def kept(edition: Edition) -> dict[str, str]:
    """The pages of the country, the county and the first office of the register, and the two last offices."""
    structure = edition.structure
    offices = [next(n for n in structure.nodes if n.unit == leaf) for leaf in structure.leaves]
    county = structure.nodes[offices[0].parent or 0]
    units = [structure.nodes[0], county, offices[0], *offices[-2:]]
    wanted = {"index.html", "legend.html", *(unit_page(n.unit) for n in units)}
    return {name: text_of() for name, text_of in page_makers(edition, "nb") if name in wanted}


def of_kept(kept: dict[str, str]) -> Callable[..., list[tuple[str, Callable[[], str]]]]:
    """In place of what makes every page: these alone."""
    return lambda *_: [(name, partial(str, text)) for name, text in kept.items()]


@pytest.fixture
def few(kept: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing takes about a second a unit: only these are printed."""
    monkeypatch.setattr(pdf, "page_makers", of_kept(kept))


@pytest.fixture(scope="module")
def folder(edition: Edition, kept: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "page_makers", of_kept(kept))
        return render(edition, tmp_path_factory.mktemp("out"), formats=("pdf",))


def offices(edition: Edition, kept: dict[str, str]) -> list[str]:
    return [name for leaf in edition.structure.leaves if (name := unit_page(leaf)) in kept]


def test_what_is_left_out_before_a_page_is_printed_is_nowhere_on_the_paper(
    edition: Edition, kept: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes with all that the page has for the screen, and with the style read from the page itself; but for
    the elements that say nothing of a text, which the paper's tags would have besides."""
    bare = pdf._BARE
    monkeypatch.setattr(pdf, "_BARE", re.compile("(?!)()()"))
    page = kept[unit_page(edition.structure.nodes[0].unit)]
    pdf._write(page, tmp_path / "unit.pdf", edition)
    printed = (tmp_path / "unit.pdf").read_bytes()
    assert pdf._UNPRINTED.search(page)
    assert pdf._STYLE.search(page)
    for name in ("_UNPRINTED", "_STYLE"):
        monkeypatch.setattr(pdf, name, re.compile("(?!)"))
    pdf._write(page, tmp_path / "unit.pdf", edition)
    assert (tmp_path / "unit.pdf").read_bytes() == printed
    monkeypatch.undo()
    pdf._write(page, tmp_path / "lean.pdf", edition)
    plain, lean = (PdfReader(tmp_path / name) for name in ("unit.pdf", "lean.pdf"))
    assert bare.search(pdf._UNPRINTED.sub("", page))
    assert [p.extract_text(extraction_mode="layout") for p in lean.pages] == [
        p.extract_text(extraction_mode="layout") for p in plain.pages
    ]


class Printed(HTMLParser):
    """The text of a page that is printed: without the head, what is for the screen only, and pictures."""

    VOID = ("meta", "link", "col", "br", "input")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.texts: list[str] = []
        self.feed(page.partition("<body>")[2].partition("</body>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kinds = (dict(attrs).get("class") or "").split()
        if tag not in self.VOID:
            self.open.append(tag in ("svg", "script") or "screen" in kinds or "skip" in kinds)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.open):
            self.texts.append(data)


def printed(page: str) -> str:
    """What is on paper; the footer's links and a first line's repeated name are not."""
    page = re.sub(r"<footer>\s*<p>.*?</p>", "<footer>", page, flags=re.DOTALL)
    page = re.sub(r'(?<=<h2 class="line">)<span class="print">.*?</span>', "", page, count=1)
    return " ".join(Printed(page).texts)


def structure(element: Any) -> Iterator[DictionaryObject]:
    """Every structure element below."""
    if isinstance(element, ArrayObject):
        for one in element:
            yield from structure(one.get_object())
    elif isinstance(element, DictionaryObject):
        if "/S" in element:
            yield element
        if "/K" in element:
            yield from structure(element["/K"].get_object())


def test_a_card_holds_the_words_and_numbers_of_its_page(edition: Edition, kept: dict[str, str], folder: Path) -> None:
    for name in offices(edition, kept):
        reader = PdfReader(folder / name.replace(".html", ".pdf"))
        text = " ".join(page.extract_text() for page in reader.pages)
        wanted, got = (Counter(WORD.findall(html.unescape(t))) for t in (printed(kept[name]), text))
        assert sum(n for word, n in wanted.items() if NUMBER.fullmatch(word)) > 40
        assert got == wanted, name


def test_a_card_is_one_page_with_its_unit_on_it(edition: Edition, kept: dict[str, str], folder: Path) -> None:
    for name in offices(edition, kept):
        reader = PdfReader(folder / name.replace(".html", ".pdf"))
        assert len(reader.pages) == max(kept[name].count('<h2 class="line">'), 1)
        title = re.search(r"<h1>(.*?),", kept[name])
        assert title is not None
        for page in reader.pages:
            assert title[1] in page.extract_text()
            assert [round(float(x) / 72 * 25.4) for x in page.mediabox[2:]] == [297, 210]


def with_plan(edition: Edition, unit: UnitKey, each: int) -> Edition:
    """The edition with a plan of the unit: so many measures for each deviation (four of them at most), what is asked,
    comments and a report."""
    nodes = [at for at, node in enumerate(edition.structure.nodes) if node.unit == unit]
    codes = deviating_codes(edition, nodes)[:4]
    text = "Ukentlig gjennomgang av saker som er eldre enn seks måneder"
    measures = tuple(
        PlannedMeasure(f"{code}-{at}", code, code, text, f"Leder{code[2:]}{at}", date(2027, 1, 1 + at), "ongoing")
        for code in codes
        for at in range(each)
    )
    comment = Commented("To stillinger har stått tomme siden august.", "risk_medium", "Det tar tid å tilsette.")
    asked = AskedFor(Task.UPDATE_PLAN, "leder", date(2026, 11, 16))
    report = [ReportText(head, "Sykefraværet merkes på flere områder.") for head in ("Sammendrag", "Hjelp vi trenger")]
    plan = UnitPlan(measures, dict.fromkeys(codes, comment), tuple(report), (asked, asked))
    return replace(edition, plans={unit: plan})


@pytest.mark.parametrize("each", [1, 8])
def test_a_card_with_a_plan_has_what_deviates_and_what_is_done_about_it_on_its_first_page(
    edition: Edition, kept: dict[str, str], tmp_path: Path, each: int
) -> None:
    """A card with a usual plan takes no more pages than without one, with the columns' heads once. Where it does, every
    page has the heads, and the first says how far what deviates is from its target, wherever its row is."""
    looked = 0
    for unit in [unit for unit in edition.structure.leaves if unit_page(unit) in kept]:
        name, planned = unit_page(unit), with_plan(edition, unit, each)
        if len(planned.plans[unit].measures) < 2 * each:  # an office with one deviation
            continue
        looked += 1
        page = dict(page_makers(planned, "nb"))[name]()
        pdf._write(page, tmp_path / "unit.pdf", planned)
        first, *more = [" ".join(one.extract_text().split()) for one in PdfReader(tmp_path / "unit.pdf").pages]
        for measure in planned.plans[unit].measures:
            assert measure.deadline is not None
            row = rf"{re.escape(measure.responsible)} {measure.deadline.day}\.{measure.deadline.month}\.2027 pågår"
            assert re.search(row, first), (name, measure.number)
        assert "Det tar tid å tilsette." in first
        assert "Sykefraværet merkes på flere områder." in first
        assert all(re.search(rf"\b{re.escape(one.code)} ", first) for one in planned.plans[unit].measures)
        cards = max(page.count('<h2 class="line">'), 1)
        if each == 1:
            assert 1 + len(more) == cards, name
            assert first.count("Siste 13 måneder") == 1
        else:
            assert 1 + len(more) > cards, name
            assert all("Siste 13 måneder" in text for text in (first, *more))
            lead = first.partition("Oppfølging")[0]
            assert len(re.findall(r"(?:dårligere enn|over|under) målet", lead)) >= len(planned.plans[unit].comments)
    assert looked


def test_what_is_hidden_is_in_no_text_and_no_picture(
    data: Path, edition: Edition, kept: dict[str, str], folder: Path
) -> None:
    nothing_hidden = month(data, hiding=False)
    looked = 0
    for name in offices(edition, kept):
        reader = PdfReader(folder / name.replace(".html", ".pdf"))
        root: Any = reader.trailer["/Root"]
        described = [str(e["/Alt"]) for e in structure(root["/StructTreeRoot"]) if "/Alt" in e]
        labels = re.findall(r'(?:aria-label|data-alt)="([^"]*)"', kept[name])
        assert set(described) <= set(labels)
        shown = NUMBER.findall(" ".join([printed(kept[name]), *labels]))
        everything = " ".join([*(page.extract_text() for page in reader.pages), *described])
        assert ": skjult" in everything
        at = next(i for i, n in enumerate(edition.structure.nodes) if unit_page(n.unit) == name)
        for indicator in edition.spec.indicators:
            for kind in ("month", "year_to_date"):
                if getattr(edition.cell(indicator.code, at), kind).hidden:
                    figure = getattr(nothing_hidden.cell(indicator.code, at), kind)
                    for number in NUMBER.findall(figure_text(figure, indicator, "nb")):
                        if number not in shown:  # what stands there is another figure's, by chance the same
                            assert number not in NUMBER.findall(everything), (name, indicator.code)
                            looked += 1
    assert looked


def test_the_file_is_tagged_titled_and_dated_by_its_period(
    edition: Edition, kept: dict[str, str], folder: Path
) -> None:
    for name in (offices(edition, kept)[0].replace(".html", ".pdf"), "edition.pdf"):
        reader = PdfReader(folder / name)
        root: Any = reader.trailer["/Root"]
        assert root["/Lang"] == "nb"
        assert root["/MarkInfo"]["/Marked"]
        assert b"pdfuaid" in root["/Metadata"].get_data()
        assert reader.metadata is not None
        assert "oktober 2026" in (reader.metadata.title or "")
        assert reader.metadata.creation_date is not None
        assert str(reader.metadata.creation_date.date()) == "2026-10-31"
        elements = list(structure(root["/StructTreeRoot"]))
        kinds = Counter(str(e["/S"]) for e in elements)
        assert kinds["/Table"]
        assert kinds["/TH"]
        assert kinds["/Figure"]
        assert all(e.get("/Alt") for e in elements if e["/S"] == "/Figure"), "a picture without a text"


def test_the_edition_leads_within_itself(edition: Edition, kept: dict[str, str], folder: Path) -> None:
    reader = PdfReader(folder / "edition.pdf")
    titles = [str(o.title) for o in reader.outline if not isinstance(o, list)]
    assert len(titles) == len(kept) - 1  # index.html is the country's page
    assert titles[0].startswith("Norge")
    links = [a.get_object() for p in reader.pages for a in p.get("/Annots", ())]
    assert links
    assert not [link for link in links if "/URI" in link.get("/A", {})]
    for path in folder.glob("unit-*.pdf"):
        assert not [p for p in PdfReader(path).pages if p.get("/Annots")]


def test_offices_are_in_the_edition_only_where_they_are_few(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    leaves = set(edition.structure.leaves)
    assert leaves <= set(pdf.order(edition))
    monkeypatch.setattr(pdf, "SMALL", 3)
    assert not leaves & set(pdf.order(edition))
    assert pdf.order(edition)[0].code == "NO"


@pytest.mark.usefixtures("few")
def test_the_same_edition_gives_the_same_bytes_without_a_socket(
    edition: Edition, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    again = render(edition, tmp_path, formats=("pdf",))
    names = sorted(p.name for p in folder.iterdir())
    assert names == sorted(p.name for p in again.iterdir())
    for name in names:
        assert (folder / name).read_bytes() == (again / name).read_bytes(), name


@pytest.mark.parametrize(
    "asking", ['<img src="file:///etc/hostname" alt="x">', '<link rel="stylesheet" href="http://localhost/x.css">']
)
def test_a_page_that_asks_for_anything_is_not_printed(edition: Edition, tmp_path: Path, asking: str) -> None:
    page = f'<!doctype html><html lang="nb"><head><title>x</title></head><body>{asking}</body></html>'
    with pytest.raises(PermissionError, match="asked for"):
        pdf._write(page, tmp_path / "x.pdf", edition)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("error", "code", "line"), [(ImportError, "R004", "kpidsl[pdf]"), (OSError, "R007", "libpango")]
)
def test_what_pdf_lacks_is_said_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception], code: str, line: str
) -> None:
    class Without:
        @staticmethod
        def find_spec(name: str, path: object = None, target: object = None) -> None:
            if name == "weasyprint":
                raise error(name)

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Without, *sys.meta_path])
    arguments = ["run", str(NAV), "--data", str(tmp_path), "--period", "2026-10", "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(cli, [*arguments, "--formats", "html,pdf"])
    assert result.exit_code == 1
    assert code in result.output
    assert line in result.output
    assert not (tmp_path / "out").exists()


def test_what_no_paper_shows_is_not_read_for_it():
    """Each of a page's parts for the screen alone is left out before a document is made, and nothing beside it."""
    for_screen = (
        '<section class="screen"><h2>Kart</h2><div class="scroll screen"><svg><g></g></svg></div></section>',
        '<section class="first screen"><table></table></section>',
        '<section class="marks screen" aria-label="a"><p>b</p></section>',
        '<fieldset class="order screen"><input type="radio"></fieldset>',
        '<thead class="screen"><tr><th>a</th></tr></thead>',
        '<summary class="screen">a</summary>',
        '<h2 class="screen">a</h2>',
        '<div class="scroll screen" tabindex="0"><table><tr><td>a</td></tr></table></div>',
    )
    kept = ("<section><h2>a</h2></section>", "<thead><tr></tr></thead>", '<div class="scroll"><table></table></div>')
    text = kept[0].join((*for_screen, kept[1], kept[2]))
    assert pdf._UNPRINTED.sub("", text) == kept[0] * len(for_screen) + kept[0].join(kept[1:])


def test_the_styles_that_are_left_out_change_nothing(
    kept: dict[str, str], edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file has the same bytes with all of WeasyPrint's own style, of which something is left out."""
    from weasyprint import HTML
    from weasyprint.html import UA

    assert len(pdf._NOTES.findall(UA)) == 5
    assert UA.count("::marker") == 1
    for name, page in kept.items():
        pdf._write(page, tmp_path / f"{name}.pdf", edition)
    made = {name: (tmp_path / f"{name}.pdf").read_bytes() for name in kept}
    monkeypatch.setattr(pdf, "_reader", lambda: HTML)
    for name, page in kept.items():
        pdf._write(page, tmp_path / f"{name}.pdf", edition)
    assert {name: (tmp_path / f"{name}.pdf").read_bytes() for name in kept} == made
