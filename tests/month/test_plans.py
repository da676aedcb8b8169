"""What the units have entered, on pages, slides and in books: in the editions of those it is for, and in no other."""

from __future__ import annotations

import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from pptx import Presentation

from kpidsl.cli import cli
from tests.month.conftest import write_project
from tests.month.filling import filled
from tests.month.test_collect import PLAN, collect

CYCLE = """
rolle leder (kontorleder) på kontor
månedssyklus, flyttes til neste virkedag
  innen den 15. skal leder oppdatere tiltaksplanen
  innen den 18. skal leder skrive statusrapporten
"""
TEXTS = {"Kommentar og risiko!F4": "To saker ventet på legen", "Rapport!C4": "Godt i gang"}
WRITTEN = ("Nye rutiner i mottaket", "To saker ventet på legen", "Godt i gang", "Kurs i saksbehandling")


@pytest.fixture(scope="module")
def entered(tmp_path_factory: pytest.TempPathFactory, given: Path) -> Path:
    """0101 has handed in its book: a measure of the deviation P.1 that promises 85 % in October, one about nothing, a
    comment, and one text of the report."""
    project = write_project(tmp_path_factory.mktemp("entered"))
    with (project / "kort" / "kort.kpi").open("a", encoding="utf-8") as spec:
        spec.write(CYCLE)
    shutil.copytree(given / "oppfolging", project / "oppfolging")
    filled(project, {**PLAN, **TEXTS, "Tiltak!H4": datetime(2026, 10, 31), "Tiltak!C5": "Kurs i saksbehandling"})
    assert collect(project).exit_code == 0
    return project


def run(project: Path, *options: str) -> Result:
    folder = ["run", f"{project}/kort", "--data", f"{project}/data", "--period", "2026-10", "--out", f"{project}/ut"]
    return CliRunner().invoke(cli, [*folder, "--formats", "csv,html,json,pptx,xlsx", "--units", "all", *options])


def made(project: Path, *options: str) -> Path:
    """The folder of the edition that was made."""
    done = run(project, *options)
    assert done.exit_code == 0, done.output
    return Path(done.output.splitlines()[-1])


def everything(folder: Path) -> str:
    """All that stands in the files, packed ones unpacked."""
    content = b""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".xlsx", ".pptx"):
            with zipfile.ZipFile(path) as packed:
                content += b"".join(packed.read(name) for name in packed.namelist())
        elif path.is_file():
            content += path.read_bytes()
    return content.decode("utf-8", errors="replace")


@pytest.mark.parametrize("options", [("--for", "0101"), ("--for", "01"), ("--for", "NO")])
def test_the_unit_and_those_above_it_read_what_it_wrote(entered: Path, options: tuple[str, ...]) -> None:
    page = (made(entered, *options) / "unit-kontor-0101.html").read_text()
    assert [text for text in WRITTEN if text not in page] == []


@pytest.mark.parametrize("options", [("--for", "0102"), ("--for", "all"), (), ("--public",)])
def test_no_other_edition_holds_a_word_of_it(entered: Path, options: tuple[str, ...]) -> None:
    content = everything(made(entered, *options))
    assert [text for text in (*WRITTEN, "Kari N.", "Startet i uke 45", "P.1/1") if text in content] == []


def test_the_page_says_what_is_asked_what_was_promised_and_what_came(entered: Path) -> None:
    """The 15th of November 2026 is a Sunday: the day moves to the 16th. The year to date in October is 50 %."""
    page = (made(entered, "--for", "0101") / "index.html").read_text()
    assert "Innen 16.11.2026 skal leder oppdatere tiltaksplanen – levert 12.11.2026 av Kari N." in page
    assert "Innen 18.11.2026 skal leder skrive statusrapporten – levert 12.11.2026 av Kari N." in page
    for text in ("siden januar 2026", "Ola", "11.12.2026", "pågår", "85\u00a0% innen oktober 2026", "tallet da: 50,0"):
        assert text in page, text


CASE = "P.1/1, tiltak pågår, åpnet oktober 2026"
"""P.1 deviates on the first card that the ledger has, October's, and its measure has begun."""


def test_the_page_and_the_slide_of_deviations_have_the_case(entered: Path) -> None:
    page = made(entered, "--for", "0101") / "index.html"
    assert f"Sak {CASE}" in page.read_text()
    folder = made(entered, "--for", "01")
    assert f"Sak {CASE}" in (folder / "unit-kontor-0101.html").read_text()
    (deck,) = (folder / "slides").glob("*0101*.pptx")
    tables = [s.table for slide in Presentation(str(deck)).slides for s in slide.shapes if s.has_table]
    cells = [cell.text for table in tables for row in table.rows for cell in row.cells]
    (cell,) = [text for text in cells if CASE in text]
    assert cell.startswith("P.1 Andel avgjorte søknader innen 4 uker\n")
    assert cell.endswith(f"\nSak {CASE}")


def test_an_edition_without_cases_has_no_column_of_them(entered: Path) -> None:
    sheet = openpyxl.load_workbook(made(entered, "--for", "all") / "deviations.xlsx").worksheets[0]
    heads = [cell.value for cell in sheet[3]]
    assert "Sak" not in heads
    assert heads[-3:] == ["Tiltak", "Ansvarlig", "Frist"]


NOT_YET = "Nye avvik får saksnummer når oppfølgingsboka for oktober 2026 er delt ut."


def test_a_run_before_the_books_are_given_out_says_when_the_cases_come(entered: Path, tmp_path: Path) -> None:
    """0101's card of October is in its ledger; of a project whose folder of books is empty nobody's is."""
    assert NOT_YET not in (made(entered, "--for", "0101") / "index.html").read_text()
    project = write_project(tmp_path)
    page = (made(project, "--for", "0101") / "index.html").read_text()
    assert NOT_YET in page
    assert "Sak P.1/1" not in page


def test_without_a_folder_of_books_no_case_is_awaited(tmp_path: Path) -> None:
    project = write_project(tmp_path)
    (project / "kort" / "kpidsl.toml").unlink()
    assert NOT_YET not in (made(project, "--for", "0101") / "index.html").read_text()


def test_what_is_not_delivered_is_asked_without_a_delivery(entered: Path) -> None:
    page = (made(entered, "--for", "0102") / "index.html").read_text()
    assert "<li>Innen 16.11.2026 skal leder oppdatere tiltaksplanen</li>" in page


def test_the_book_and_the_slides_have_the_measures_in_their_empty_places(entered: Path) -> None:
    folder = made(entered, "--for", "01")
    sheet = openpyxl.load_workbook(folder / "deviations.xlsx").worksheets[0]
    last = {row[3]: row[-4:] for row in sheet.iter_rows(min_row=4, values_only=True) if row[2] == "Nord"}
    promise = "85\u00a0% innen oktober 2026, tallet da: 50,0\u00a0% – uendret siden tiltaket ble planlagt"
    measure = f"Nye rutiner i mottaket (pågår, {promise})"
    assert last == {"P.1": (CASE, measure, "Ola", "11.12.2026")}
    (deck,) = (folder / "slides").glob("*0101*.pptx")
    front, *_ = slides = list(Presentation(str(deck)).slides)
    texts = [shape.text_frame.text for shape in front.shapes if shape.has_text_frame]
    about = "P.1 Andel avgjorte søknader innen 4 uker, siden januar 2026 eller før, sak P.1/1, tiltak pågår"
    assert f"Avvik\n{about}: Nye rutiner i mottaket (Ola, 11.12.2026)" in texts
    assert any(text.startswith("Det som ventes av enheten\nInnen 16.11.2026 skal leder") for text in texts)
    tables = [shape.table for shape in slides[2].shapes if shape.has_table]
    cells = [cell.text for cell in tables[0].rows[1].cells]
    assert cells[-3].startswith("Nye rutiner i mottaket\npågår")
    assert cells[-2:] == ["Ola", "11.12.2026"]


def test_an_edition_is_another_when_something_is_entered(entered: Path, tmp_path: Path) -> None:
    before = made(entered, "--for", "0101")
    later = tmp_path / "later"
    shutil.copytree(entered, later)
    filled(later, {"Rapport!C5": "Vikar"}, book="to.xlsx")
    assert collect(later).exit_code == 0
    assert made(later, "--for", "0101").name.partition("-")[2] != before.name.partition("-")[2]
    assert made(later, "--for", "0102").name.partition("-")[2] == made(entered, "--for", "0102").name.partition("-")[2]


def test_a_ledger_that_is_not_whole_is_reported_and_its_plan_left_out(entered: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(entered, broken, ignore=shutil.ignore_patterns("ut"))
    acts = (broken / "oppfolging" / "kontor-0101" / "acts" / "2026").iterdir()
    act = min(path for path in acts if "Nye rutiner" in path.read_text())
    act.write_text(act.read_text().replace("Nye rutiner", "Nye ruttiner"))
    done = run(broken, "--for", "0101")
    assert done.exit_code == 3
    assert "[F031]" in done.output
    content = everything(broken / "ut" / "kontor-0101")
    assert "P.1 Andel avgjorte" in content
    assert "i mottaket" not in content
