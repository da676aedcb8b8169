"""`kpidsl forms`: the book that a unit gets, and that it gets it once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli
from kpidsl.followup.ledger import read_chain
from kpidsl.followup.row_numbers import is_number
from kpidsl.model.deviation_case import CaseState
from kpidsl.model.period import Month
from kpidsl.month.store import UnitFolder
from tests.month.conftest import BOOK, UNIT
from tests.month.filling import filled, rows

Forms = Callable[..., Result]


def test_the_book_asks_about_the_deviation_of_the_unit_alone(project: Path, forms: Forms) -> None:
    done = forms()
    assert done.exit_code == 0, done.output
    path = project / "oppfolging" / UNIT / "out" / BOOK
    assert done.output.strip() == str(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Start", "Tiltak", "Kommentar og risiko", "Rapport"]
    plan = [[cell.value for cell in row] for row in book["Tiltak"].iter_rows(min_row=3, max_row=5)]
    assert plan[0] == [
        "Nr", "Indikator", "Tiltak", "Ansvarlig", "Frist", "Status", "Ventet verdi", "Innen dato", "Slik ble det",
        "Kommentar",
    ]  # fmt: skip
    assert plan[1][1:] == ["P.1 Andel avgjorte søknader innen 4 uker", *[None] * 8]
    assert is_number(str(plan[1][0]))
    assert plan[2] == [None] * 10
    comments = [[cell.value for cell in row][1:4] for row in book["Kommentar og risiko"].iter_rows(min_row=4)]
    assert comments == [["P.1 Andel avgjorte søknader innen 4 uker", "50,0\u00a0%", "Ikke nådd"]]
    case = [[cell.value for cell in row][4] for row in book["Kommentar og risiko"].iter_rows(min_row=3)]
    assert case == ["Sak", "P.1/1, ny, åpnet oktober 2026"]
    assert [row[1].value for row in book["Rapport"].iter_rows(min_row=4)] == ["Sammendrag", "Hjelp vi trenger"]
    assert not any("Sør" in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_form_is_named_in_a_cell_a_property_and_a_name(project: Path, forms: Forms) -> None:
    forms()
    book = openpyxl.load_workbook(project / "oppfolging" / UNIT / "out" / BOOK)
    named = book.custom_doc_props["kpidsl_form"].value
    assert [is_number(part) for part in named.split("-")] == [True, True]
    assert book.defined_names["kpidsl_form"].attr_text == f'"{named}"'
    assert book["Start"]["A2"].value == f"Skjema {named}"


def test_the_sheets_can_be_filled_in(project: Path, forms: Forms) -> None:
    forms()
    book = openpyxl.load_workbook(project / "oppfolging" / UNIT / "out" / BOOK)
    plan = book["Tiltak"]
    rules = {str(rule.sqref): rule for rule in plan.data_validations.dataValidation}
    # one row, and two hundred to write new actions on
    assert rules["F4:F204"].formula1 == '"planlagt,pågår,ferdig,droppet"'
    assert {area: rule.type for area, rule in rules.items()} == {
        "E4:E204": "date", "F4:F204": "list", "G4:G204": "decimal", "H4:H204": "date",
    }  # fmt: skip
    assert plan.freeze_panes == "C4"
    for column, shown in (("C", "@"), ("D", "@"), ("E", "dd.mm.yyyy")):
        assert plan[f"{column}150"].number_format == shown
        assert plan.column_dimensions[column].width > 10
        assert plan[f"{column}4"].alignment.wrap_text
    assert not plan.protection.sheet  # Excel sorts no range with locked cells


def test_the_same_form_is_given_out_once(project: Path, forms: Forms) -> None:
    forms()
    path = project / "oppfolging" / UNIT / "out" / BOOK
    first = path.read_bytes()
    assert forms().exit_code == 0
    assert path.read_bytes() == first
    assert [act.name for act in (project / "oppfolging" / UNIT / "acts" / "2026").iterdir()] == ["1.json", "2.json"]


def test_what_the_card_showed_is_entered_once_and_again_when_it_shows_something_else(
    project: Path, forms: Forms
) -> None:
    forms()
    forms()
    acts = UnitFolder(project / "oppfolging", UNIT)
    followed, _ = acts.followed()
    assert followed is not None
    # P.1 has a target and half of its cases in time; the count P.2 and the rest of the card do not deviate.
    shown = followed.shown[Month.of(2026, 10)]
    assert [code for code, lines in shown.lines.items() if lines] == ["P.1"]
    assert [(case.number, case.state) for case in followed.cases] == [("P.1/1", CaseState.NEW)]
    all_in_time(project)
    forms()
    kinds = [act.header.kind for act in read_chain(acts.ledger(Month.of(2026, 10))).acts]
    assert kinds == ["card", "form", "card", "form"]
    followed, _ = acts.followed()
    assert followed is not None
    assert [(case.number, case.state, case.closed) for case in followed.cases] == [("P.1/1", CaseState.CLOSED, None)]


def test_the_next_book_has_the_case_as_it_stands_by_what_is_entered(project: Path, forms: Forms) -> None:
    forms()
    filled(project, {"Tiltak!C4": "Nye rutiner", "Tiltak!F4": "pågår"})
    done = CliRunner().invoke(cli, ["collect", f"{project}/kort", "--on", "2026-11-12"])
    assert done.exit_code == 0, done.output
    assert rows(project, "Kommentar og risiko")[0][3] == "P.1/1, tiltak pågår, åpnet oktober 2026"


def test_the_row_of_a_measure_says_what_came_of_its_promise(project: Path, forms: Forms) -> None:
    """September's book promises 85 % by October: the year to date was then 9 of 17 in time, and in October 9 of 18."""
    forms("--period", "2026-09")
    promised = {"Tiltak!C4": "Nye rutiner", "Tiltak!G4": 85, "Tiltak!H4": datetime(2026, 10, 31)}
    september = project / "oppfolging" / UNIT / "out" / "oppfolging-2026-09.xlsx"
    assert rows(project, "Tiltak", out=september)[0][7] is None
    filled(project, promised, out=september)
    CliRunner().invoke(cli, ["collect", f"{project}/kort", "--on", "2026-10-05"])
    assert rows(project, "Tiltak", out=september)[0][7] is None  # October is not there yet
    forms()
    ((_, measure, *_, expected, _, came, _),) = rows(project, "Tiltak")
    assert (measure, expected) == ("Nye rutiner", 85)
    assert came == "tallet da: 50,0\u00a0% – dårligere enn da tiltaket ble planlagt"
    filled(project, {"Tiltak!D4": "Ola"})
    CliRunner().invoke(cli, ["collect", f"{project}/kort", "--on", "2026-11-05"])
    assert rows(project, "Tiltak")[0][7] == came
    filled(project, {"Tiltak!G4": 45}, book="lovet mindre.xlsx")
    CliRunner().invoke(cli, ["collect", f"{project}/kort", "--on", "2026-11-06"])
    assert rows(project, "Tiltak")[0][5:8] == [45, datetime(2026, 10, 31), None]  # said of another promise


def test_nothing_looks_like_a_cell_to_fill_in_beside_the_title(project: Path, given: Path) -> None:
    sheet = openpyxl.load_workbook(given / "oppfolging" / UNIT / "out" / BOOK)["Tiltak"]
    fills = {row: {cell.fill.fill_type for cell in sheet[row][1:]} for row in (1, 2)}
    assert fills == {1: {None}, 2: {None}}
    white = [sheet.cell(3, cell.column).value for cell in sheet[4][1:] if cell.fill.fill_type is None]
    assert white == ["Slik ble det"]  # which the program fills in


def all_in_time(project: Path) -> None:
    """Without the late cases 9 of 10 are in time: P.1 does not deviate."""
    cases = project / "data" / "saker.csv"
    in_time = [line for line in cases.read_text(encoding="utf-8").splitlines() if ";28." not in line]
    cases.write_text("\n".join(in_time), encoding="utf-8")


@pytest.mark.parametrize(
    ("months", "state"), [("1 måned", CaseState.CLOSED), ("2 mnd", CaseState.IMPROVED)], ids=["one", "two"]
)
def test_a_case_closes_after_the_months_that_the_specification_says(
    project: Path, forms: Forms, months: str, state: CaseState
) -> None:
    """It is written between the two editions of October: the month counts by the line of the last one."""
    forms()
    all_in_time(project)
    with (project / "kort" / "kort.kpi").open("a", encoding="utf-8") as spec:
        spec.write(f"\navvik lukkes etter {months} uten avvik\n")
    forms()
    followed, _ = UnitFolder(project / "oppfolging", UNIT).followed()
    assert followed is not None
    assert [(case.number, case.state) for case in followed.cases] == [("P.1/1", state)]


@pytest.mark.parametrize("beside", [f"~${BOOK}", f"~${BOOK[2:]}", f".~lock.{BOOK}#"])
def test_a_book_that_is_open_is_skipped(project: Path, forms: Forms, beside: str) -> None:
    out = project / "oppfolging" / UNIT / "out"
    out.mkdir(parents=True)
    (out / beside).write_bytes(b"")
    done = forms()
    assert done.exit_code == 1
    assert "F006" in done.output
    assert not (out / BOOK).exists()


def test_nothing_is_given_out_from_a_ledger_that_is_not_whole(project: Path, forms: Forms) -> None:
    forms()
    act = project / "oppfolging" / UNIT / "acts" / "2026" / "2.json"
    act.write_bytes(act.read_bytes().replace(b"Nord", b"Sord"))
    done = forms()
    assert done.exit_code == 1
    assert "F031" in done.output


def test_the_folder_of_the_books_must_be_named(project: Path, forms: Forms) -> None:
    (project / "kort" / "kpidsl.toml").unlink()
    done = forms()
    assert done.exit_code == 1
    assert "F032" in done.output


def test_a_unit_that_is_not_there_is_wrong(project: Path) -> None:
    arguments = ["forms", f"{project}/kort", "--data", f"{project}/data", "--period", "2026-10", "--for", "0199"]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 1
    assert "0199" in done.output
