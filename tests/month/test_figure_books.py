"""Books of local figures: what they ask for, and what is written into the file of their source."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from kpidsl.sources.bind import NOT_READY_WORDS
from kpidsl.wording.words import words
from tests.month.other_books import (
    COUNTY,
    EARLIER,
    FIGURES,
    HEAD,
    NORD,
    SOR,
    acts,
    agency,
    codes,
    fill,
    forms,
    in_file,
    kpidsl,
    sheet,
    standing,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The agency with the figures of August and September: 0101 lacks its visits in September."""
    return agency(tmp_path, *EARLIER)


def test_a_book_of_figures_asks_for_the_month_and_for_what_was_missing(project: Path) -> None:
    forms(project, "figures")
    assert sheet(project, NORD, FIGURES, "Tall") == [
        ["lokale_tall: trivsel", "oktober 2026", "et tall, 1 til 6", "4,4", None],
        ["lokale_tall: svarandel", "oktober 2026", "et tall, 0 til 100", "63", None],
        ["lokale_tall: besøk", "oktober 2026", "et helt tall", "–", None],
        ["lokale_tall: besøk", "september 2026", "et helt tall", "12", None],
    ]
    assert len(sheet(project, SOR, FIGURES, "Tall")) == 3  # nothing earlier lacks there
    assert not (project / "oppfolging" / COUNTY).exists()  # the county enters none


def test_only_the_figures_can_be_written_in(project: Path) -> None:
    forms(project, "figures")
    tall = openpyxl.load_workbook(project / "oppfolging" / NORD / "out" / FIGURES)["Tall"]
    assert tall.protection.sheet
    assert [tall[cell].protection.locked for cell in ("A4", "B4", "E4", "F4", "F7")] == [True, True, True, False, False]
    plan_free = openpyxl.load_workbook(project / "oppfolging" / NORD / "out" / FIGURES)["Start"]
    assert not plan_free.protection.sheet


def test_figures_that_are_entered_stand_beside_what_the_file_had(project: Path) -> None:
    forms(project, "figures")
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F4": 4.125, "Tall!F5": "64,5", "Tall!F6": 14, "Tall!F7": 13})
    done = kpidsl(project, "collect")
    assert done.exit_code == 0, done.output
    assert in_file(project) == [
        HEAD,
        "0101;2026-08;4,2;61;12",
        "0101;2026-09;4,4;63;13",
        "0102;2026-08;5;70;9",
        "0102;2026-09;5,1;71;8",
        "0101;2026-10;4,1250;64,5;14",  # with three decimals it might be read as thousands
    ]
    assert "lokale_tall.csv: celler skrevet fra bøkene 4" in done.output
    duties = standing(project)
    assert [duties[unit, "enter_figures"]["state"] for unit in ("0101", "0102")] == ["delivered", "overdue"]
    assert kpidsl(project, "collect").output.count("celler skrevet") == 0  # nothing new


def test_the_first_month_needs_no_file(tmp_path: Path) -> None:
    project = agency(tmp_path)
    forms(project, "figures")
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F4": 4, "Tall!F5": 64, "Tall!F6": 14})
    assert kpidsl(project, "collect").exit_code == 0
    assert in_file(project) == [HEAD, "0101;2026-10;4;64;14"]


def test_a_figure_that_is_not_ready_is_waited_for(project: Path) -> None:
    forms(project, "figures")
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F4": "Tall ikke klare", "Tall!F5": 64, "Tall!F6": 14})
    assert kpidsl(project, "collect").exit_code == 0
    assert in_file(project)[-1] == "0101;2026-10;tall ikke klare;64;14"
    assert standing(project)["0101", "enter_figures"]["state"] == "overdue"
    assert sheet(project, NORD, FIGURES, "Tall")[0][-1] == "tall ikke klare"
    assert [words(language)["choice_not_ready"] for language in ("nb", "nn", "en")] == list(NOT_READY_WORDS)


def test_a_figure_that_cannot_be_is_not_entered(project: Path) -> None:
    forms(project, "figures")
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F4": 7, "Tall!F5": "mange", "Tall!F6": 12.5, "Tall!F7": 13})
    done = kpidsl(project, "collect")
    assert codes(done) >= {"F080", "F013"}
    assert done.exit_code == 3
    assert f"feil[F080] {NORD}/in/{FIGURES}!Tall!F4: «7» er ikke et tall, 1 til 6. Det er ikke lest." in done.output
    assert f"feil[F013] {NORD}/in/{FIGURES}!Tall!F5" in done.output
    assert f"feil[F080] {NORD}/in/{FIGURES}!Tall!F6: «12,5» er ikke et helt tall. Det er ikke lest." in done.output
    assert in_file(project)[2] == "0101;2026-09;4,4;63;13"
    assert len(in_file(project)) == 5  # nothing of October
    start = openpyxl.load_workbook(project / "oppfolging" / NORD / "out" / FIGURES)["Start"]
    assert "«7» er ikke et tall, 1 til 6. Det er ikke lest." in [cell.value for cell in start["B"]]


def test_a_share_in_a_column_of_per_cent_is_asked_about(project: Path) -> None:
    forms(project, "figures")
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F5": 0.85})
    done = kpidsl(project, "collect")
    assert codes(done) >= {"F081"}
    assert f"advarsel[F081] {NORD}/in/{FIGURES}!Tall!F5: 0,85 er under 1 i en kolonne for prosent" in done.output
    opened = openpyxl.load_workbook(project / "oppfolging" / NORD / "out" / FIGURES)
    opened["Start"]["B3"], opened["Tall"]["F5"] = "Rita R.", 0.85
    opened["Tall"]["F5"].number_format = "0 %"
    opened.save(project / "oppfolging" / NORD / "in" / "2.xlsx")
    assert "F081" not in kpidsl(project, "collect").output
    assert in_file(project)[-1] == "0101;2026-10;;85;"


def test_a_figure_that_is_changed_in_the_file_is_said(project: Path) -> None:
    forms(project, "figures")
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F6": 14})
    kpidsl(project, "collect")
    file = project / "data" / "lokale_tall.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(";14", ";40"), encoding="utf-8")
    done = kpidsl(project, "collect")
    assert codes(done) >= {"F083"}
    assert "lokale_tall.csv: linje 6 hadde «40» for 0101, der «14» er registrert." in done.output
    assert in_file(project)[-1] == "0101;2026-10;;;14"
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F6": 41}, "2.xlsx")  # entered anew: nobody is told
    assert "F083" not in kpidsl(project, "collect").output
    assert in_file(project)[-1] == "0101;2026-10;;;41"


CANNOT = "tall fra bøkene kan ikke skrives her: fant"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (f"{HEAD}\n0101;09.2026;4;60;3\n", f":2: {CANNOT} 09.2026, ventet 2026-10"),
        ("kontor_nr;periode;trivsel\n", f":1: {CANNOT} kontor_nr, periode, trivsel, ventet svarandel, besøk"),
        (f"{HEAD}\n0101;2026-09;4;60;3\n".encode("utf-16"), f": {CANNOT} en annen koding, ventet UTF-8"),
    ],
)
def test_a_file_of_another_form_is_not_touched(tmp_path: Path, content: str | bytes, found: str) -> None:
    project = agency(tmp_path)
    forms(project, "figures")
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F6": 14})
    written = content if isinstance(content, bytes) else content.encode()
    (project / "data" / "lokale_tall.csv").write_bytes(written)
    done = kpidsl(project, "collect")
    assert (done.exit_code, codes(done)) == (3, {"F082"})
    assert f"lokale_tall.csv{found}" in done.output
    assert (project / "data" / "lokale_tall.csv").read_bytes() == written
    (project / "data" / "lokale_tall.csv").unlink()
    assert kpidsl(project, "collect").exit_code == 0
    assert in_file(project) == [HEAD, "0101;2026-10;;;14"]  # what was entered had been kept


def test_figures_are_entered_by_those_who_have_a_role_there(project: Path) -> None:
    """Rolf enters those of 0102."""
    forms(project, "figures")
    fill(project, NORD, FIGURES, "Rolf R.", {"Tall!F6": 14})
    done = kpidsl(project, "collect")
    assert (done.exit_code, codes(done)) == (3, {"F090"})
    assert "«Rolf R.» har ingen rolle i kontor-0101. Tallene er ikke lest." in done.output
    assert len(in_file(project)) == 5
    assert sheet(project, NORD, FIGURES, "Tall")[2][-1] is None
    fill(project, NORD, FIGURES, "kari  n.", {"Tall!F6": 14}, "2.xlsx")  # the leader may stand in
    assert kpidsl(project, "collect").exit_code == 0
    assert in_file(project)[-1] == "0101;2026-10;;;14"


def test_rows_that_are_sorted_without_their_numbers_are_what_they_say(project: Path) -> None:
    """Somebody has taken the protection off, and turned two rows: 64 is the share still, and 5 the well-being."""
    forms(project, "figures")
    path = project / "oppfolging" / NORD / "out" / FIGURES
    opened = openpyxl.load_workbook(path)
    tall = opened["Tall"]
    tall["F4"], tall["F5"] = 5, 64
    for column in "BCDEF":
        first, second = tall[f"{column}4"].value, tall[f"{column}5"].value
        tall[f"{column}4"], tall[f"{column}5"] = second, first
    opened["Start"]["B3"] = "Rita R."
    opened.save(project / "oppfolging" / NORD / "in" / FIGURES)
    done = kpidsl(project, "collect")
    assert done.exit_code == 0, done.output
    assert in_file(project)[-1] == "0101;2026-10;5;64;"


def test_other_books_are_read_only_with_the_data(project: Path) -> None:
    forms(project, "figures")
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F6": 14})
    done = CliRunner().invoke(cli, ["collect", f"{project}/kort", "--on", "2026-11-12"])
    assert (done.exit_code, codes(done)) == (3, {"F085"})
    assert f"{NORD}/in/{FIGURES}" in done.output
    assert acts(project, NORD, "reading") == []
    assert kpidsl(project, "collect").exit_code == 0  # it waits, and is read then
    assert in_file(project)[-1] == "0101;2026-10;;;14"


def test_a_source_whose_rows_are_not_known_is_said(tmp_path: Path) -> None:
    project = agency(tmp_path)
    spec = project / "kort" / "kort.kpi"
    divided = spec.read_text(encoding="utf-8").replace("én rad per enhet og måned", "én rad per enhet og måned og slag")
    spec.write_text(divided.replace("  periode måned\n", "  periode måned\n  slag tekst\n"), encoding="utf-8")
    done = kpidsl(project, "forms", "--period", "2026-10", "--book", "figures")
    assert codes(done) >= {"F087"}
    assert "«lokale_tall»: ingen bok kan spørre om tallene" in done.output
    spec.write_text(divided.replace("  periode måned\n", '  periode måned\n  slag tekst: "a", "b"\n'), encoding="utf-8")
    forms(project, "figures")
    assert [row[0] for row in sheet(project, NORD, FIGURES, "Tall")][2:4] == [
        "lokale_tall: besøk (a)", "lokale_tall: trivsel (b)",
    ]  # fmt: skip
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F6": 14, "Tall!F9": 15})
    assert kpidsl(project, "collect").exit_code == 0
    assert in_file(project)[1:] == ["0101;2026-10;a;;;14", "0101;2026-10;b;;;15"]


def test_two_who_enter_one_figure_differently_are_asked(project: Path) -> None:
    forms(project, "figures")
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F6": 14}, "1.xlsx")
    fill(project, NORD, FIGURES, "Kari N.", {"Tall!F6": 15}, "2.xlsx")
    done = kpidsl(project, "collect")
    assert "[F021]" in done.output
    assert in_file(project)[-1] == "0101;2026-10;;;14"
    assert sheet(project, NORD, FIGURES, "Forslag")[0][1:3] == ["14", "15 (Kari N.)"]
    fill(project, NORD, FIGURES, "Rita R.", {"Forslag!E4": "tas"}, "3.xlsx")
    kpidsl(project, "collect")
    assert in_file(project)[-1] == "0101;2026-10;;;15"


def test_a_book_of_another_kind_delivers_no_plan(project: Path) -> None:
    forms(project, "figures")
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F6": 14})
    kpidsl(project, "collect")
    duties = standing(project)
    assert duties["0101", "update_plan"]["state"] != "delivered"


def test_nor_does_one_whose_sheet_of_figures_is_removed(project: Path) -> None:
    """It has the sheet of proposals left."""
    forms(project, "figures")
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F6": 14}, "1.xlsx")
    fill(project, NORD, FIGURES, "Kari N.", {"Tall!F6": 15}, "2.xlsx")
    kpidsl(project, "collect")
    folder = project / "oppfolging" / NORD
    opened = openpyxl.load_workbook(folder / "out" / FIGURES)
    opened["Start"]["B3"] = "Kari N."
    del opened["Tall"]
    opened.save(folder / "in" / "3.xlsx")
    assert kpidsl(project, "collect").exit_code == 0
    assert [[*act["said"]["tables"]] for act in acts(project, NORD, "reading")][-1] == ["proposals"]
    assert standing(project)["0101", "update_plan"]["state"] == "open"
