"""A category that is off its own target stands among the deviations: lists, pages, slides, books and plans.

Of 0101, January to October 2026: the young answered 60 of 100 in each month, which is their target; the old 50 of 100
until August, then 20 and 30, so that they were on their 50 % until August and have since been off it: 450 of 1 000 is
45 %, 5 points below. The whole has no target. The old of 0102 are 1 of 2 in each month, on target; those of 0103 none
of 2.
"""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.month.giving import asked_of, shown_card
from kpidsl.pipeline import check, load, run
from kpidsl.rendering.html.site import pages
from kpidsl.rendering.machine.columns import result_columns
from kpidsl.rendering.machine.csv_files import write_results
from kpidsl.rendering.slides.deck import write_slides
from kpidsl.rendering.workbook.books import write_workbook

SPEC = """språk nb

organisasjon Prøve
  nivåer kontor (kontorer), fylke (fylker)
  styringslinje statlig: kontor i fylke

kilde svar
  én rad per enhet og måned og alder
  kontor_nr enhet
  periode   måned
  alder     tekst: "unge", "voksne", "eldre"
  ja        teller
  alle      nevner
  tallene er strøm
størrelse svarandel betyr ja i prosent av alle i svar, høyere er bedre

resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    S.1 Svarandel (minst 60 % for "unge", 50 % for andre)
      fordelt på alder

status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 2 prosentpoeng dårligere enn målet
  rød   ellers
trend for alle andre sammenlignet med forrige periode, uendret når endringen er under 1 prosentpoeng
avvik når status er rød
"""
OF_OLD = 1
"""The position of the old among the categories."""
HIDING = "skjerming skjul tall når grunnlaget er under 30\n"
UNITS = "unit,name,kind,line,parent,from,to\n01,Fylke,fylke,statlig,,,\n" + "".join(
    f"{code},{name},kontor,statlig,01,,\n" for code, name in (("0101", "Nord"), ("0102", "Sør"), ("0103", "Vest"))
)
MONTHS = [f"2026-{month:02}" for month in range(1, 11)]
OLD = {"0101": ((50, 100),) * 8 + ((20, 100), (30, 100)), "0102": ((1, 2),) * 10, "0103": ((0, 2),) * 10}


def made(folder: Path, extra: str = "", unit: str = "") -> Edition:
    """The edition of October 2026 for a unit, or for all."""
    spec, data = folder / "spec", folder / "data"
    spec.mkdir(parents=True)
    data.mkdir()
    (spec / "spec.kpi").write_text(SPEC + extra, encoding="utf-8")
    (data / "enheter.csv").write_text(UNITS, encoding="utf-8")
    rows = ["kontor_nr,periode,alder,ja,alle"]
    for at, month in enumerate(MONTHS):
        for office, old in OLD.items():
            rows += [f"{office},{month},{age},60,100" for age in ("unge", "voksne")]
            rows.append(f"{office},{month},eldre,{old[at][0]},{old[at][1]}")
    (data / "svar.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    project = load(spec)
    report = check(project)
    assert report.spec is not None, [p.message("en") for p in report.problems]
    outcome = run(project, report.spec, data, Month.of(2026, 10), units=(unit,) if unit else ())
    assert outcome.editions, [p.message("en") for p in outcome.problems]
    return outcome.editions[-1]


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return made(tmp_path_factory.mktemp("open") / "p")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The same where what rests on fewer than 30 is hidden: the old of 0102 and of 0103."""
    return made(tmp_path_factory.mktemp("guarded") / "p", HIDING)


def node(edition: Edition, code: str) -> int:
    return next(at for at, one in enumerate(edition.structure.nodes) if one.unit.code == code)


def test_the_list_has_the_category_with_its_own_target_and_since_when(edition: Edition, tmp_path: Path) -> None:
    write_results(edition, tmp_path, result_columns(edition))
    with (tmp_path / "deviations.csv").open(encoding="utf-8") as file:
        found = {(r["unit"], r["category"]): r for r in csv.DictReader(file)}
    assert set(found) == {("0101", "eldre"), ("0103", "eldre"), ("01", "eldre")}
    of_0101 = found["0101", "eldre"]
    assert (of_0101["ytd_target"], of_0101["since"]) == ("50.000000", "2026-09")


@pytest.mark.parametrize(
    ("language", "since", "far"),
    [
        ("nb", "siden september 2026", "5,0 prosentpoeng dårligere enn målet"),
        ("en", "since September 2026", "5.0 percentage points worse than the target"),
    ],
)
def test_pages_say_which_category_how_far_and_since_when(edition: Edition, language: str, since: str, far: str) -> None:
    made_pages = {name: text.replace("\u00a0", " ") for name, text in pages(edition, language)}
    lead = made_pages["unit-kontor-0101.html"].partition('class="lead"')[2].partition("</section>")[0]
    assert "S.1 Svarandel: eldre</a>" in lead
    assert far in lead
    assert since in lead
    listed = made_pages["deviations.html"]
    row = listed.partition(">Nord</a>")[2].partition("</tr>")[0]
    assert '<span class="note">eldre</span>' in row
    assert far in row
    assert since in row
    assert ">Sør</a>" not in listed.partition('id="early"')[0]


def test_the_card_lists_the_category_among_its_deviations(edition: Edition) -> None:
    page = dict(pages(edition, "nb"))["unit-kontor-0101.html"]
    first = page.partition('<section class="first screen">')[2].partition("</section>")[0]
    assert "Svarandel: eldre</a>" in first
    assert "Ingen avvik" not in page
    assert "Ingen avvik" in dict(pages(edition, "nb"))["unit-kontor-0102.html"]


def test_books_and_slides_have_a_row_for_it(edition: Edition, tmp_path: Path) -> None:
    write_workbook(edition, tmp_path, "nb", ["0101"])
    for book in ("deviations.xlsx", "workbooks/scorecard-kontor-0101.xlsx"):
        sheet = openpyxl.load_workbook(tmp_path / book)["Avvik"]
        row = next(r for r in sheet.iter_rows(values_only=True) if r[2] == "Nord")
        assert row[4:6] == ("Svarandel: eldre", 45)
        assert row[6] == "≥\u00a050\u00a0%"
        assert row[7] == 5
        assert row[9].strftime("%Y-%m") == "2026-09"
    write_slides(edition, tmp_path, "nb", ["0101"])
    (deck,) = (tmp_path / "slides").glob("*.pptx")
    shapes = [shape for slide in Presentation(str(deck)).slides for shape in slide.shapes]
    cells = [cell.text for shape in shapes if shape.has_table for cell in shape.table.iter_cells()]
    assert any(text.startswith("S.1 Svarandel: eldre") for text in cells)
    (chart,) = (shape.chart for shape in shapes if shape.has_chart)
    assert list(chart.plots[0].series[0].values)[-10:] == [50] * 8 + [20, 30]


def test_the_unit_s_book_asks_about_it_under_its_indicator(tmp_path: Path) -> None:
    """Measures and cases are kept by the indicator's code; the category stands in the text."""
    edition = made(tmp_path / "p", unit="0101")
    (asked,) = asked_of(edition)
    assert (asked.code, asked.title, asked.is_deviation) == ("S.1", "Svarandel: eldre", True)
    assert (asked.figure.replace("\u00a0", " "), asked.status) == ("eldre 45,0 %", "Ikke nådd")
    assert shown_card(edition).lines == {"S.1": ("statlig",)}


@pytest.mark.parametrize("unit", ["0102", "0103"])
def test_what_is_hidden_is_told_by_no_list(guarded: Edition, tmp_path: Path, unit: str) -> None:
    """0103's old are off their target, and 0102's are not: nobody is to see which."""
    at = node(guarded, unit)
    assert guarded.cell("S.1", at, None, OF_OLD).year_to_date.hidden
    assert guarded.deviating("S.1", at) == ()
    page = dict(pages(guarded, "nb"))[f"unit-kontor-{unit}.html"]
    assert "Ingen avvik" in page
    own = made(tmp_path / "p", HIDING, unit)
    assert asked_of(own) == []
    assert shown_card(own).lines == {"S.1": None}


def test_no_target_of_its_own_lists_no_category(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all have one target, the whole alone is a deviation: 0101's 1 650 of 3 000 are below 60 %."""
    one_target = SPEC.replace('(minst 60 % for "unge", 50 % for andre)', "(minst 60 %)")
    monkeypatch.setattr("tests.edition.test_category_deviations.SPEC", one_target)
    edition = made(tmp_path / "p")
    assert edition.deviating("S.1", node(edition, "0101")) == (0,)
    assert edition.judged_apart("S.1") == (0,)
