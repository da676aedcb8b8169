"""`kpidsl collect`: what a filled book becomes, and what is answered."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli
from tests.month.conftest import BOOK, UNIT
from tests.month.filling import filled, kept, rows

P1 = "P.1 Andel avgjorte søknader innen 4 uker"
P1_CASE = "P.1/1, tiltak pågår, åpnet oktober 2026"
"""What the book says of its case once the measure in PLAN is entered."""
Forms = Callable[[], None]
PLAN = {
    "Tiltak!C4": "Nye rutiner i mottaket",
    "Tiltak!D4": "Ola",
    "Tiltak!E4": datetime(2026, 12, 11),
    "Tiltak!F4": "pågår",
    "Tiltak!G4": 85,
    "Tiltak!J4": "Startet i uke 45",
}


@pytest.fixture
def forms(project: Path, given: Path) -> Callable[[], None]:
    """What `kpidsl forms` has done, copied."""

    def give() -> None:
        shutil.copytree(given / "oppfolging", project / "oppfolging")

    return give


def collect(project: Path, *options: str, on: str = "2026-11-12") -> Result:
    return CliRunner().invoke(cli, ["collect", f"{project}/kort", "--on", on, *options])


def acts(project: Path) -> list[dict[str, Any]]:
    folder = project / "oppfolging" / UNIT / "acts" / "2026"
    return [json.loads(path.read_text()) for path in sorted(folder.iterdir(), key=lambda p: int(p.stem))]


def everything(project: Path) -> bytes:
    """Every byte below the unit's folder but `in`, workbooks unpacked."""
    content = b""
    for path in (project / "oppfolging" / UNIT).rglob("*"):
        if path.is_file() and path.parent.name != "in":
            content += path.read_bytes()
            if path.suffix == ".xlsx":
                with zipfile.ZipFile(path) as packed:
                    content += b"".join(packed.read(name) for name in packed.namelist())
    return content


def codes(done: Result) -> list[str]:
    return [part.partition("]")[0] for part in done.output.split("[") if part[:1] == "F" and part[1:4].isdecimal()]


def test_what_was_filled_in_stands_in_the_next_book(project: Path, forms: Forms) -> None:
    forms()
    new = {"Tiltak!C5": "Kurs i saksbehandling", "Tiltak!D5": "Lise"}
    texts = {
        "Kommentar og risiko!F4": "To saker ventet på legen",
        "Kommentar og risiko!G4": "høy",
        "Rapport!C4": "Godt",
    }
    filled(project, {**PLAN, **new, **texts})
    done = collect(project)
    assert done.exit_code == 0, done.output
    assert done.output == (
        f"{UNIT}/in/{BOOK}: lest. Nye rader 1, celler endret 9, rader tatt bort 0, forslag 0\n"  # 6 + 2 + 1
    )
    assert rows(project, "Tiltak") == [
        [P1, "Nye rutiner i mottaket", "Ola", datetime(2026, 12, 11), "pågår", 85, None, None, "Startet i uke 45"],
        [None, "Kurs i saksbehandling", "Lise", None, None, None, None, None, None],
    ]
    assert rows(project, "Kommentar og risiko") == [
        [P1, "50,0\u00a0%", "Ikke nådd", P1_CASE, "To saker ventet på legen", "høy", None]
    ]
    assert rows(project, "Rapport") == [["Sammendrag", "Godt"], ["Hjelp vi trenger", None]]


def test_the_act_says_who_when_and_of_which_file(project: Path, forms: Forms) -> None:
    forms()
    path = filled(project, PLAN)
    collect(project)
    card, given, read, renewed = acts(project)
    assert [card["kind"], given["kind"], read["kind"], renewed["kind"]] == ["card", "form", "reading", "form"]
    assert (read["by"], read["on"], read["form"]) == ("Kari N.", "2026-11-12", given["form"])
    original = project / "oppfolging" / UNIT / "read" / f"{read['file']}.xlsx"
    assert original.read_bytes() == path.read_bytes()


def test_a_book_that_is_read_again_changes_nothing(project: Path, forms: Forms) -> None:
    forms()
    filled(project, PLAN)
    collect(project)
    before = everything(project)
    done = collect(project)
    assert (done.exit_code, done.output) == (0, f"{UNIT}/in/{BOOK}: lest før, ingenting er endret\n")
    assert everything(project) == before
    same = project / "oppfolging" / UNIT / "in" / BOOK
    filled(project, {"Tiltak!N1": "lagret på nytt"}, book="en gang til.xlsx", out=same)
    assert "Nye rader 0, celler endret 0, rader tatt bort 0" in collect(project).output
    assert rows(project, "Tiltak")[0][1] == "Nye rutiner i mottaket"


def test_a_dry_run_says_it_and_writes_nothing(project: Path, forms: Forms) -> None:
    forms()
    filled(project, PLAN)
    before = everything(project)
    done = collect(project, "--dry-run")
    assert (done.exit_code, "celler endret 6" in done.output) == (0, True)
    assert everything(project) == before


def test_the_plan_goes_on_to_the_next_month_and_the_texts_do_not(project: Path, forms: Forms) -> None:
    forms()
    filled(project, {**PLAN, "Rapport!C4": "Godt"})
    collect(project)
    with (project / "data" / "saker.csv").open("a", encoding="utf-8") as cases:
        cases.write("99;0101;02.10.2026;28.11.2026\n")
    done = CliRunner().invoke(
        cli,
        [
            *("forms", f"{project}/kort", "--data", f"{project}/data", "--period", "2026-11", "--for", "0101"),
            *("--on", "2026-12-02"),
        ],
    )
    november = Path(done.output.strip())
    assert [row[1] for row in rows(project, "Tiltak", out=november)] == ["Nye rutiner i mottaket"]
    assert rows(project, "Rapport", out=november) == [["Sammendrag", None], ["Hjelp vi trenger", None]]


def test_two_people_change_the_same_cell(project: Path, forms: Forms) -> None:
    forms()
    filled(project, PLAN)
    collect(project)
    one, other = kept(project, "aud.xlsx"), kept(project, "ola.xlsx")
    comment = "Tiltak!J4"
    filled(project, {"Tiltak!D4": "Aud", comment: "Ferdig snart"}, by="Aud", book="a.xlsx", out=one)
    filled(project, {"Tiltak!D4": "Lise", comment: "Forsinket"}, by="Ola", book="b.xlsx", out=other)
    done = collect(project, on="2026-11-14")
    assert (done.exit_code, codes(done)) == (0, ["F021"])
    assert (
        f"{UNIT}/in/b.xlsx!Tiltak!D4: Ansvarlig er endret to steder. «Aud» (Aud, 14.11.2026) gjelder; «Lise»"
        in done.output
    )
    (row,) = rows(project, "Tiltak")
    assert row[2] == "Aud"
    assert row[8] == "Aud: Ferdig snart\nOla: Forsinket"
    ((place, stands, proposal, answer),) = rows(project, "Forslag")
    assert (place.split(", ")[::2], stands, proposal, answer) == (["Tiltak", "Ansvarlig"], "Aud", "Lise (Ola)", None)
    filled(project, {"Forslag!E4": "tas"}, by="Aud", book="c.xlsx")
    collect(project, on="2026-11-15")
    assert rows(project, "Tiltak")[0][2] == "Lise"
    assert "Forslag" not in openpyxl.load_workbook(project / "oppfolging" / UNIT / "out" / BOOK).sheetnames


def test_a_row_that_one_removes_and_another_changes_stays(project: Path, forms: Forms) -> None:
    forms()
    filled(project, PLAN)
    collect(project)
    one, other = kept(project, "aud.xlsx"), kept(project, "ola.xlsx")
    filled(project, {"Tiltak!D4": "Aud"}, by="Aud", book="a.xlsx", out=one)
    filled(project, {"Tiltak!A4": lambda cell: cell.parent.delete_rows(4)}, by="Ola", book="b.xlsx", out=other)
    assert codes(collect(project)) == ["F022"]
    assert rows(project, "Tiltak")[0][2] == "Aud"


def general(cell: Any, value: object) -> None:
    cell.value, cell.number_format = value, "General"


@pytest.mark.parametrize(
    ("place", "value", "code", "quoted"),
    [
        ("Tiltak!E4", "uke 50", "F012", "uke 50"),
        (
            "Tiltak!E4",
            lambda cell: general(cell, 46085),
            "F012",
            "46085",
        ),  # what 3/4 becomes in a cell without a format
        ("Tiltak!E4", "31.02.2026", "F012", "31.02.2026"),
        ("Tiltak!G4", "1.234,5", "F013", "1.234,5"),
        ("Tiltak!G4", "bedre", "F013", "bedre"),
        ("Tiltak!F4", "straks", "F014", "straks"),
        ("Tiltak!C4", '=CONCATENATE("a","b")', "F011", ""),
        ("Tiltak!G4", "=40+2", "F011", ""),  # openpyxl stores no value
    ],
)
def test_a_cell_that_cannot_be_read_is_answered(
    project: Path, forms: Forms, place: str, value: object, code: str, quoted: str
) -> None:
    forms()
    filled(project, {**PLAN, "Tiltak!C4": "Nye rutiner", place: value})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (3, [code])
    assert f"{UNIT}/in/{BOOK}!{place}: " in done.output
    assert quoted in done.output
    (row,) = rows(project, "Tiltak")
    assert row[openpyxl.utils.column_index_from_string(place[7]) - 2] is None
    assert row[2] == "Ola"  # the rest is read
    book = openpyxl.load_workbook(project / "oppfolging" / UNIT / "out" / BOOK)
    answers = [[cell.value for cell in cells] for cells in book["Start"].iter_rows(min_row=13)]
    assert [answer[0] for answer in answers] == [place]
    assert book["Tiltak"][f"{place[7]}4"].comment.text.startswith(answers[0][1])


@pytest.mark.parametrize(
    ("place", "value", "column", "read"),
    [
        ("Tiltak!E4", "11.12.2026", 3, datetime(2026, 12, 11)),
        ("Tiltak!G4", "12,5", 5, 12.5),
        ("Tiltak!G4", "85 %", 5, 85),
        ("Tiltak!F4", "Ongoing", 4, "pågår"),
        ("Tiltak!C4", 315, 1, "315"),
        ("Tiltak!C4", "=ikke en formel".replace("=", "'="), 1, "'=ikke en formel"),
    ],
)
def test_a_cell_is_read_as_it_was_meant(
    project: Path, forms: Forms, place: str, value: object, column: int, read: object
) -> None:
    forms()
    filled(project, {**PLAN, place: value})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (0, [])
    assert rows(project, "Tiltak")[0][column] == read


def test_a_minus_sign_is_one(project: Path, forms: Forms) -> None:
    """Of a measure about no indicator: none of the project's can be below 0."""
    forms()
    filled(project, {**PLAN, "Tiltak!B4": None, "Tiltak!G4": "\u22123"})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (0, [])
    assert rows(project, "Tiltak")[0][5] == -3


def test_a_number_that_is_shown_as_per_cent_is_in_per_cent(project: Path, forms: Forms) -> None:
    def shown_as_per_cent(cell: Any) -> None:
        cell.value, cell.number_format = 0.855, "0.0%"

    forms()
    filled(project, {**PLAN, "Tiltak!G4": shown_as_per_cent})
    assert collect(project).exit_code == 0
    assert rows(project, "Tiltak")[0][5] == 85.5


@pytest.mark.parametrize("text", ["gjelder 010190 12345", "01019012345", '="01019012345"', "010190-12345 ringte"])
@pytest.mark.parametrize("place", ["Tiltak!J4", "Tiltak!E4", "Rapport!C4", "Tiltak!M9", "Start!B20"])
def test_eleven_digits_are_neither_kept_nor_repeated(project: Path, forms: Forms, place: str, text: object) -> None:
    forms()
    filled(project, {"Tiltak!C4": "Nye rutiner", "Tiltak!D4": "Ola", place: text})
    done = collect(project)
    assert (done.exit_code, set(codes(done)) - {"F011"}) == (3, {"F010"})  # F011: the formula in which they stand
    assert f"!{place}: " in done.output
    for digits in (b"01019012345", b"010190 12345", b"10190123451", b"010190-12345"):
        assert digits not in everything(project)
        assert digits.decode() not in done.output
    assert rows(project, "Tiltak")[0][1:3] == ["Nye rutiner", "Ola"]


def test_a_number_of_eleven_digits(project: Path, forms: Forms) -> None:
    forms()
    filled(project, {**PLAN, "Tiltak!G4": 10190123451})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (3, ["F010"])
    assert b"10190123451" not in everything(project)


def test_eleven_digits_in_the_place_of_a_name(project: Path, forms: Forms) -> None:
    forms()
    filled(project, PLAN, by="Kari 01019012345")
    done = collect(project)
    assert (done.exit_code, codes(done)) == (3, ["F010"])
    assert b"01019012345" not in everything(project)
    assert [act["kind"] for act in acts(project)] == ["card", "form"]


@pytest.mark.parametrize("text", ["skriv til kari@nav.no", "ring 22 33 44 55", "ring +47 912 34 567"])
def test_an_address_or_a_number_is_warned_about(project: Path, forms: Forms, text: str) -> None:
    forms()
    filled(project, {**PLAN, "Tiltak!J4": text})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (0, ["F016"])
    assert rows(project, "Tiltak")[0][8] == text


def test_what_the_program_fills_in_is_not_taken_from_the_book(project: Path, forms: Forms) -> None:
    forms()
    filled(project, {"Kommentar og risiko!C4": "97 %"})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (0, ["F017"])
    assert rows(project, "Kommentar og risiko")[0][1] == "50,0\u00a0%"


def test_a_row_that_is_not_asked_for(project: Path, forms: Forms) -> None:
    forms()
    filled(project, {"Kommentar og risiko!F9": "Løs tekst"})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (3, ["F018"])
    assert f"{BOOK}!Kommentar og risiko!F9" in done.output


def test_a_formula_s_value_is_taken_and_said(project: Path, forms: Forms) -> None:
    forms()
    path = filled(project, {**PLAN, "Tiltak!G4": "=40+2"})
    _store(path, "40+2", "42")
    done = collect(project)
    assert (done.exit_code, codes(done)) == (0, ["F015"])
    assert rows(project, "Tiltak")[0][5] == 42


def _store(path: Path, formula: str, value: str) -> None:
    """Give the formula a stored value, as Excel does."""
    with zipfile.ZipFile(path) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    old, new = f"<f>{formula}</f><v></v>".encode(), f"<f>{formula}</f><v>{value}</v>".encode()
    members = {n: c.replace(old, new).replace(old.replace(b"<v></v>", b"<v />"), new) for n, c in members.items()}
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)


def _added(path: Path, name: str) -> None:
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr(name, b"")


def held(project: Path, done: Result, code: str) -> None:
    assert (done.exit_code, codes(done)) == (3, [code]), done.output
    assert [act["kind"] for act in acts(project)] == ["card", "form"]


@pytest.mark.parametrize("member", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml"])
def test_macros_and_links_are_not_read(project: Path, forms: Forms, member: str) -> None:
    forms()
    _added(filled(project, PLAN), member)
    held(project, collect(project), "F005")


def test_merged_cells_are_not_read(project: Path, forms: Forms) -> None:
    forms()
    filled(project, {**PLAN, "Tiltak!A1": lambda cell: cell.parent.merge_cells("C5:C6")})
    done = collect(project)
    held(project, done, "F004")
    assert "Tiltak!C5:C6" in done.output


def test_two_sheets_of_a_kind_are_not_read(project: Path, forms: Forms) -> None:
    forms()
    filled(project, {**PLAN, "Tiltak!A1": lambda cell: cell.parent.parent.copy_worksheet(cell.parent)})
    held(project, collect(project), "F003")


def test_a_book_without_a_name_is_not_read(project: Path, forms: Forms) -> None:
    forms()
    filled(project, PLAN, by="")
    held(project, collect(project), "F002")


def test_a_book_without_the_form_s_columns_is_not_read(project: Path, forms: Forms) -> None:
    forms()
    without = {
        f"{sheet}!A1": lambda cell: cell.parent.delete_rows(3) for sheet in ("Tiltak", "Kommentar og risiko", "Rapport")
    }
    filled(project, without)
    held(project, collect(project), "F007")


@pytest.mark.parametrize("content", [b"not a workbook", b"PK\x03\x04"])
def test_what_is_no_workbook_is_not_read(project: Path, forms: Forms, content: bytes) -> None:
    forms()
    (project / "oppfolging" / UNIT / "in" / "x.xlsx").write_bytes(content)
    held(project, collect(project), "F008")


def test_another_unit_s_book_is_not_read(project: Path, forms: Forms) -> None:
    forms()
    CliRunner().invoke(
        cli, ["forms", f"{project}/kort", "--data", f"{project}/data", "--period", "2026-10", "--for", "0102"]
    )
    other = project / "oppfolging" / "kontor-0102" / "out" / BOOK
    filled(project, {"Tiltak!C4": "Noe"}, out=other)
    held(project, collect(project), "F001")


@pytest.mark.parametrize("gone", [("cell",), ("property",), ("name",)])
def test_two_of_the_three_marks_are_enough(project: Path, forms: Forms, gone: tuple[str, ...]) -> None:
    forms()
    filled(project, {**PLAN, "Start!A1": lambda cell: _without(cell.parent.parent, gone)})
    assert collect(project).exit_code == 0


@pytest.mark.parametrize("gone", [("cell", "property"), ("property", "name"), ("cell", "name")])
def test_one_mark_is_not_enough(project: Path, forms: Forms, gone: tuple[str, ...]) -> None:
    forms()
    filled(project, {**PLAN, "Start!A1": lambda cell: _without(cell.parent.parent, gone)})
    held(project, collect(project), "F001")


def _without(book: Any, gone: tuple[str, ...]) -> None:
    if "cell" in gone:
        for sheet in book:
            sheet["A2"] = None
    if "property" in gone:
        book.custom_doc_props.props.clear()
    if "name" in gone:
        del book.defined_names["kpidsl_form"]


def test_a_column_sorted_alone_is_not_read_until_it_is_accepted(project: Path, forms: Forms) -> None:
    forms()
    more = {"Tiltak!C5": "Kurs", "Tiltak!D5": "Lise", "Tiltak!E5": datetime(2027, 1, 4)}
    filled(project, {**PLAN, **more})
    collect(project)
    path = filled(project, {"Tiltak!D4": "Lise", "Tiltak!D5": "Ola"}, book="sortert.xlsx")
    done = collect(project)
    assert (done.exit_code, codes(done)) == (3, ["F030"])
    assert [row[2] for row in rows(project, "Tiltak")] == ["Ola", "Lise"]
    assert collect(project, "--accept", str(path)).exit_code == 0
    assert [row[2] for row in rows(project, "Tiltak")] == ["Lise", "Ola"]


def test_sheets_columns_and_rows_may_be_moved(project: Path, forms: Forms) -> None:
    def moved(cell: Any) -> None:
        sheet = cell.parent
        sheet.title = "Min plan"
        sheet.insert_cols(1)
        sheet["A3"] = "Eget notat"
        sheet["A4"] = "husk dette"
        sheet.insert_rows(4, 2)

    forms()
    filled(project, {**PLAN, "Tiltak!A1": moved})
    assert collect(project).exit_code == 0
    assert rows(project, "Tiltak")[0][1:3] == ["Nye rutiner i mottaket", "Ola"]


def test_a_book_may_be_filled_in_in_nynorsk(project: Path, forms: Forms) -> None:
    forms()
    heads = {"Tiltak!D3": "Ansvarleg", "Tiltak!G3": "Venta verdi", "Tiltak!H3": "Innan dato"}
    own = {"Kommentar og risiko!G3": "Eigen risiko", "Kommentar og risiko!G4": "høg"}
    filled(project, {**PLAN, **heads, **own, "Tiltak!F4": "planlagd", "Tiltak!H4": datetime(2026, 12, 31)})
    done = collect(project)
    assert done.exit_code == 0, done.output
    measure = [P1, "Nye rutiner i mottaket", "Ola", datetime(2026, 12, 11), "planlagt", 85]
    assert rows(project, "Tiltak")[0][:6] == measure
    assert rows(project, "Kommentar og risiko")[0][5] == "høy"


def test_a_sheet_that_is_removed_removes_no_rows(project: Path, forms: Forms) -> None:
    forms()
    filled(project, PLAN)
    collect(project)
    filled(project, {"Tiltak!A1": lambda cell: cell.parent.parent.remove(cell.parent)}, book="uten.xlsx")
    assert collect(project).exit_code == 0
    assert rows(project, "Tiltak")[0][1] == "Nye rutiner i mottaket"


def test_an_open_book_and_its_lock_are_skipped(project: Path, forms: Forms) -> None:
    forms()
    path = filled(project, PLAN)
    path.with_name(f"~${BOOK}").write_bytes(b"Kari")
    done = collect(project)
    assert (done.exit_code, codes(done)) == (0, ["F006"])
    assert [act["kind"] for act in acts(project)] == ["card", "form"]


def test_a_unit_s_broken_ledger_stops_that_unit_alone(project: Path, forms: Forms) -> None:
    forms()
    filled(project, PLAN)
    act = project / "oppfolging" / UNIT / "acts" / "2026" / "2.json"
    act.write_bytes(act.read_bytes().replace(b"Nord", b"Sord"))
    done = collect(project)
    assert (done.exit_code, codes(done)) == (3, ["F031"])


def test_the_acts_of_a_year_that_is_closed_are_bound_into_one_file(project: Path, forms: Callable[[], None]) -> None:
    """What stands is the same, and a book that comes later is read as before."""
    forms()
    filled(project, PLAN)
    collect(project)
    folder = project / "oppfolging" / UNIT / "acts"
    before = [path.read_bytes() for path in sorted((folder / "2026").iterdir(), key=lambda path: int(path.stem))]
    collect(project, on="2027-12-31")
    assert not (folder / "2026.jsonl").exists()  # last year's may still be corrected
    collect(project, on="2028-01-02")
    assert (folder / "2026.jsonl").read_bytes() == b"".join(before)
    assert list((folder / "2026").iterdir()) == []
    filled(project, {"Tiltak!D4": "Per"}, book="sent.xlsx")
    assert collect(project, on="2028-01-03").exit_code == 0
    assert rows(project, "Tiltak")[0][:3] == [P1, "Nye rutiner i mottaket", "Per"]
    assert CliRunner().invoke(cli, ["verify", f"{project}/oppfolging"]).exit_code == 0


@pytest.mark.parametrize("head", ["Hvem", None])
def test_a_column_whose_head_is_gone_is_said(project: Path, forms: Forms, head: str | None) -> None:
    """It was left out of account: who is responsible was nobody."""
    forms()
    filled(project, {**PLAN, "Tiltak!D3": head})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (0, ["F093"]), done.output
    assert "«Ansvarlig»" in done.output
    assert "Hvem" not in done.output
    assert [row[2] for row in rows(project, "Tiltak")] == [None]


def test_a_folder_that_no_book_was_given_to_is_said(project: Path, forms: Forms) -> None:
    """It was passed over in silence."""
    forms()
    path = filled(project, PLAN)
    other = project / "oppfolging" / "kontor-101" / "in"
    other.mkdir(parents=True)
    (other / ".~lock.bok.xlsx#").write_text("", encoding="utf-8")
    assert codes(collect(project)) == []  # what programs leave is no book
    shutil.copyfile(path, other / BOOK)
    done = collect(project)
    assert (done.exit_code, codes(done)) == (3, ["F094"]), done.output
    assert f"er {UNIT}." in done.output
