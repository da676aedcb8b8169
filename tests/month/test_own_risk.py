"""A risk that the leader assesses otherwise than it was computed: the reason is asked for until it is there."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli
from kpidsl.followup.fold import Followed, with_shown
from kpidsl.model.deviation_case import ShownCard
from kpidsl.model.follow_up import Author, Entries, EntryRow, FilledCell
from kpidsl.model.form import COMMENTS, MEASURES, Form
from kpidsl.model.period import Month
from kpidsl.month.giving import required_of
from tests.month.conftest import BOOK, UNIT, give, write_project
from tests.month.filling import filled, kept
from tests.month.test_collect import codes

RISK = """
risiko
  lav når sannsynligheten for å nå målet ved årets slutt er minst 70 %
  middels når sannsynligheten for å nå målet ved årets slutt er minst 40 %
  høy ellers
"""
CYCLE = """
rolle leder på kontor
månedssyklus
  innen den 12. skal leder vurdere risiko
"""
OWN, REASON = "Kommentar og risiko!G4", "Kommentar og risiko!H4"
ASKED = "egen risiko er lav, og den beregnede er høy. Begrunnelsen mangler."
OCTOBER = Month.of(2026, 10)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """0101 has its book: 9 of 18 in time by October, so that 90 % cannot be reached: the computed risk is high."""
    return written(tmp_path_factory.mktemp("given"), RISK + CYCLE)


@pytest.fixture
def project(given: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(given, tmp_path / "copy"))


def written(folder: Path, more: str) -> Path:
    project = write_project(folder)
    with (project / "kort" / "kort.kpi").open("a", encoding="utf-8") as spec:
        spec.write(more)
    done = give(project)
    assert done.exit_code == 0, done.output
    return project


def collect(project: Path, *options: str, on: str = "2026-11-11") -> Result:
    return CliRunner().invoke(cli, ["collect", f"{project}/kort", "--on", on, *options])


def asked(project: Path) -> tuple[list[str], str]:
    """What the book in `out` asks for on its first sheet, and beside the cell of the reason."""
    book = openpyxl.load_workbook(project / "oppfolging" / UNIT / "out" / BOOK)
    sheet, _, cell = REASON.partition("!")
    texts = [str(row[1]) for row in book["Start"].iter_rows(min_row=12, values_only=True) if row[1]]
    note = book[sheet][cell].comment
    return [text for text in texts if "egen risiko" in text], note.text if note is not None else ""


def duty(project: Path, on: str = "2026-11-16") -> tuple[str, str]:
    """How 0101's assessment stands, and what it lacks."""
    out = project / f"ready-{on}"
    month = ["--data", f"{project}/data", "--period", "2026-10"]
    done = CliRunner().invoke(cli, ["ready", f"{project}/kort", *month, "--out", str(out), "--on", on])
    assert done.exit_code == 0, done.output
    with (out / "2026-10" / "readiness.csv").open(encoding="utf-8", newline="") as rows:
        found = [row for row in csv.DictReader(rows) if (row["unit"], row["task"]) == ("0101", "assess_risk")]
    return found[0]["state"], found[0]["lacking"]


def test_a_risk_that_differs_from_the_computed_one_is_asked_about(project: Path) -> None:
    filled(project, {OWN: "lav"})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (0, ["F091"])
    assert f"advarsel[F091] {UNIT}/in/{BOOK}!{REASON}: {ASKED}" in done.output
    texts, note = asked(project)
    assert texts == [ASKED]
    assert note == f"{ASKED} Vurderingen er lest og gjelder. Skriv begrunnelsen i neste bok."
    assert duty(project) == ("lacking", "P.1")
    page = (project / "ready-2026-11-16" / "2026-10" / "readiness.html").read_text(encoding="utf-8")
    assert "mangler begrunnelse for egen risiko på P.1" in page


def test_the_reason_answers_it(project: Path) -> None:
    filled(project, {OWN: "lav"})
    collect(project)
    filled(project, {REASON: "To nye fra 1. november"}, book="begrunnet.xlsx")
    done = collect(project, on="2026-11-14")
    assert codes(done) == []
    assert (asked(project), duty(project)) == (([], ""), ("delivered", ""))
    assert duty(project, on="2026-11-13") == ("lacking", "P.1")


def test_a_reason_that_another_gives_answers_it(project: Path) -> None:
    home = kept(project, "hjemme.xlsx")
    filled(project, {OWN: "lav"})
    collect(project)
    filled(project, {REASON: "To nye fra 1. november"}, by="Ola", book="ola.xlsx", out=home)
    assert codes(collect(project)) == []
    assert (asked(project), duty(project)) == (([], ""), ("delivered", ""))


def test_a_reason_that_is_taken_away_is_asked_for_again(project: Path) -> None:
    filled(project, {OWN: "lav", REASON: "To nye"})
    assert codes(collect(project)) == []
    filled(project, {REASON: None}, book="uten.xlsx")
    assert codes(collect(project)) == ["F091"]
    assert asked(project)[0] == [ASKED]


@pytest.mark.parametrize("cells", [{OWN: "høy"}, {OWN: "lav", REASON: "To nye"}, {REASON: "To nye"}, {}])
def test_nothing_is_asked_of_what_agrees_or_says_why(project: Path, cells: dict[str, str]) -> None:
    filled(project, {**cells, "Rapport!C4": "Godt i rute"})
    assert codes(collect(project)) == []
    assert asked(project) == ([], "")


def test_a_column_of_reasons_that_is_removed_is_asked_about_by_its_row(project: Path) -> None:
    path = filled(project, {OWN: "lav"})
    book = openpyxl.load_workbook(path)
    book["Kommentar og risiko"].delete_cols(8)
    book.save(path)
    done = collect(project)
    assert f"{BOOK}!Kommentar og risiko!A4: {ASKED}" in done.output
    assert asked(project)[1].startswith(ASKED)


def test_a_reason_that_is_refused_is_answered_and_asked_for_at_the_same_cell(project: Path) -> None:
    filled(project, {OWN: "lav", REASON: '="To "&"nye"'})
    assert codes(collect(project)) == ["F011", "F091"]
    first, second = asked(project)[1].split("\n")
    assert first.startswith("det står en formel")
    assert second.startswith(ASKED)


def test_a_risk_that_is_assessed_in_a_book_is_in_the_plan_and_in_no_machine_file(project: Path) -> None:
    """The page says it and why; results.csv has what the table of assessments says, here nothing."""
    filled(project, {OWN: "lav", REASON: "To nye fra 1. november"})
    collect(project)
    month = ["--data", f"{project}/data", "--period", "2026-10", "--out", f"{project}/editions", "--for", "0101"]
    done = CliRunner().invoke(cli, ["run", f"{project}/kort", *month, "--formats", "html,csv,json"])
    assert done.exit_code == 0, done.output
    (results,) = (project / "editions").rglob("results.csv")
    with results.open(encoding="utf-8-sig", newline="") as rows:
        assessed = {row["assessed_risk"] for row in csv.DictReader(rows)}
    assert assessed == {""}
    files = [path for path in results.parent.rglob("*") if path.is_file()]
    assert {"results.csv", "edition.json"} <= {path.name for path in files}
    assert {path.suffix for path in files if b"To nye fra 1. november" in path.read_bytes()} == {".html"}


def test_a_dry_run_asks_and_writes_nothing(project: Path) -> None:
    filled(project, {OWN: "lav"})
    assert codes(collect(project, "--dry-run")) == ["F091"]
    assert asked(project) == ([], "")


def test_without_a_computed_risk_there_is_nothing_to_differ_from(tmp_path: Path) -> None:
    project = written(tmp_path, CYCLE)
    filled(project, {OWN: "lav"})
    assert codes(collect(project)) == []
    assert (asked(project), duty(project)) == (([], ""), ("delivered", ""))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "advarsel[F091] {cell}: egen risiko er lav, og den beregnede er høy. Begrunnelsen mangler."),
        ("nn", "åtvaring[F091] {cell}: eigen risiko er låg, og den berekna er høg. Grunngivinga manglar."),
        ("en", "warning[F091] {cell}: the own risk is low, and the computed one is high. The reason is lacking."),
    ],
)
def test_it_is_said_in_every_language(project: Path, language: str, text: str) -> None:
    filled(project, {OWN: "lav"})
    cell = f"{UNIT}/in/{BOOK}!{REASON}"
    assert text.format(cell=cell) in collect(project, "--lang", language).output


NB = {
    "lav": "egen risiko er lav, og den beregnede er {}. Begrunnelsen mangler.",
    "middels": "egen risiko er middels, og den beregnede er {}. Begrunnelsen mangler.",
    "høy": "egen risiko er høy, og den beregnede er {}. Begrunnelsen mangler.",
}
SLUGS = {"lav": "low", "middels": "medium", "høy": "high"}


@pytest.mark.parametrize(
    ("own", "computed", "is_asked"),
    [
        ("lav", ["høy"], True),
        ("høy", ["lav"], True),
        ("middels", ["lav"], True),
        ("middels", ["middels"], False),
        ("lav", ["høy", "middels"], True),  # a line each: it agrees with neither
        ("middels", ["høy", "middels"], False),  # it is what is computed on one of the lines
        ("høy", [], False),
    ],
)
@pytest.mark.parametrize("language", ["nb", "en"])
def test_what_the_book_asks_for(own: str, computed: list[str], is_asked: bool, language: str) -> None:
    followed = assessed(f"risk_{SLUGS[own]}", tuple(SLUGS[one] for one in computed))
    english = f"the own risk is {SLUGS[own]}, and the computed one is {', '.join(SLUGS[c] for c in computed)}."
    text = NB[own].format(", ".join(computed)) if language == "nb" else f"{english} The reason is lacking."
    remarks = required_of(Form("", UNIT, "Nord", OCTOBER, language, {MEASURES.name: {}, COMMENTS.name: {}}), followed)
    place = "Kommentar og risiko, KTRWB" if language == "nb" else "Comments and risk, KTRWB"
    found = [(one.place, one.text, one.table, one.number, one.column) for one in remarks]
    assert found == ([(place, text, "comments", "KTRWB", "reason")] if is_asked else [])


def assessed(own: str, computed: tuple[str, ...]) -> Followed:
    """A unit that has assessed P.1, on whose card its risks were computed."""
    kari = Author("Kari N.", date(2026, 11, 11))
    row = EntryRow({"indicator": FilledCell("P.1 Andel", None), "own_risk": FilledCell(own, kari)})
    followed = Followed({(COMMENTS.name, OCTOBER): Entries({"KTRWB": row})})
    return with_shown(followed, OCTOBER, ShownCard("e", 1, {}, risks={"P.1": computed} if computed else {}))
