"""The books of figures, findings and approvals: what they ask, and what comes of them when they are filled in."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli
from kpidsl.followup.striking import StruckText
from kpidsl.month.text_search import files_below, holds
from kpidsl.sources.bind import NOT_READY_WORDS
from kpidsl.wording.words import words
from tests.month.conftest import write_project

SPECIFICATION = """
rolle leder på kontor
rolle registrator på kontor
rolle direktør på fylke
månedssyklus
  innen den 1. skal registrator registrere lokale tall
  innen den 10. skal direktør kontrollere datauttrekket
  innen den 15. skal leder oppdatere tiltaksplanen
  innen den 18. skal leder skrive statusrapporten
  innen den 20. skal direktør godkjenne statusrapporten
  innen den 20. skal direktør låse kortet
kilde lokale_tall
  én rad per enhet og måned
  registreres av registrator
  kontor_nr enhet
  periode måned
  trivsel desimaltall, mellom 1 og 6
  svarandel desimaltall, mellom 0 og 100
  besøk heltall
  tallene er strøm
størrelse besøk betyr sum besøk i lokale_tall, høyere er bedre
resultatkrav "Lokalt"
  perspektiv produksjon
  indikatorer
    L.1 Samlet besøk (minst 10)
"""
ROLES = """rolle;nivå;enhet;navn;fra;til
leder;kontor;0101;Kari N.;;
leder;kontor;0102;Per S.;;
registrator;kontor;0101;Rita R.;;
registrator;kontor;0102;Rolf R.;;
direktør;fylke;01;Dag Ås;;
direktør;fylke;01;Kari N.;;
"""
NORD, SOR, COUNTY = "kontor-0101", "kontor-0102", "fylke-01"
FIGURES, CHECK = "lokale-tall-2026-10.xlsx", "kontroll-2026-10.xlsx"
APPROVAL, PLAN = "godkjenning-2026-10.xlsx", "oppfolging-2026-10.xlsx"
HEAD = "kontor_nr;periode;trivsel;svarandel;besøk"


def agency(folder: Path, *rows: str) -> Path:
    """The small project with figures to enter. `rows`: what the file of the figures has; none: there is no file."""
    project = write_project(folder)
    with (project / "kort" / "kort.kpi").open("a", encoding="utf-8") as spec:
        spec.write(SPECIFICATION)
    (project / "data" / "roller.csv").write_text(ROLES, encoding="utf-8")
    if rows:
        (project / "data" / "lokale_tall.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    return project


def kpidsl(project: Path, command: str, *options: str, on: str = "2026-11-12") -> Result:
    arguments = [command, f"{project}/kort", "--data", f"{project}/data", "--on", on, *options]
    return CliRunner().invoke(cli, arguments)


def forms(project: Path, *kinds: str, on: str = "2026-11-02") -> Result:
    kinds_asked = [option for kind in kinds for option in ("--book", kind)]
    done = kpidsl(project, "forms", "--period", "2026-10", *kinds_asked, on=on)
    assert done.exit_code == 0, done.output
    return done


def fill(project: Path, unit: str, book: str, by: str, cells: dict[str, Any], name: str = "") -> None:
    """Fill in the book in `out` and save it in `in`."""
    folder = project / "oppfolging" / unit
    opened = openpyxl.load_workbook(folder / "out" / book)
    opened["Start"]["B3"] = by
    for place, value in cells.items():
        sheet, _, cell = place.partition("!")
        opened[sheet][cell] = value
    opened.save(folder / "in" / (name or book))


def codes(done: Result) -> set[str]:
    """The codes of what a command has said."""
    return set(re.findall(r"\[([A-Z]\d{3})\]", done.output))


def sheet(project: Path, unit: str, book: str, title: str) -> list[list[Any]]:
    """What stands below the head, without the column of numbers."""
    opened = openpyxl.load_workbook(project / "oppfolging" / unit / "out" / book)
    found = [[cell.value for cell in row][1:] for row in opened[title].iter_rows(min_row=4)]
    return [row for row in found if any(row)]


def in_file(project: Path) -> list[str]:
    return (project / "data" / "lokale_tall.csv").read_text(encoding="utf-8").splitlines()


def standing(project: Path, on: str = "2026-11-14") -> dict[tuple[str, str], dict[str, str]]:
    """How each unit's duties stand, by unit and task."""
    done = kpidsl(project, "ready", "--period", "2026-10", "--out", f"{project}/ready", on=on)
    assert done.exit_code == 0, done.output
    with (project / "ready" / "2026-10" / "readiness.csv").open(encoding="utf-8") as file:
        return {(row["unit"], row["task"]): row for row in csv.DictReader(file)}


def acts(project: Path, unit: str, kind: str) -> list[dict[str, Any]]:
    folder = project / "oppfolging" / unit / "acts" / "2026"
    found = [json.loads(path.read_text()) for path in sorted(folder.iterdir(), key=lambda p: int(p.stem))]
    return [act for act in found if act["kind"] == kind]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The agency with the figures of August and September: 0101 lacks its visits in September."""
    return agency(
        tmp_path, "0101;2026-08;4,2;61;12", "0101;2026-09;4,4;63;", "0102;2026-08;5;70;9", "0102;2026-09;5,1;71;8"
    )


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The agency with October's figures, after `forms`, both reports handed in, to be copied: a run takes seconds."""
    project = agency(tmp_path_factory.mktemp("reported"), "0101;2026-10;4,2;61;12", "0102;2026-10;5;70;9")
    forms(project, "follow-up", "check")
    for unit, name in ((NORD, "Kari N."), (SOR, "Per S.")):
        fill(project, unit, PLAN, name, {"Rapport!C4": f"Godt i rute, sier {name}"})
    assert kpidsl(project, "collect").exit_code == 0
    return project


@pytest.fixture
def month(reported: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(reported, tmp_path / "month"))


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


def test_the_check_is_entered_when_every_finding_is_answered(project: Path) -> None:
    fill_october = "0101;2026-10;4,2;61;12"
    with (project / "data" / "lokale_tall.csv").open("a", encoding="utf-8") as file:
        file.write(f"{fill_october}\n")
    forms(project, "check")
    assert [row[:2] for row in sheet(project, COUNTY, CHECK, "Funn")] == [
        ["Datauttrekket i sin helhet", None],
        ["Ikke alle tall for måneden er registrert (lokale_tall)", "0102 Sør"],
        ["Tall for måneden mangler, eller er ikke klare: L.1", "0102 Sør"],
    ]
    fill(project, COUNTY, CHECK, "Dag Ås", {"Funn!E4": "riktig", "Funn!E5": "riktig"}, "1.xlsx")
    done = kpidsl(project, "collect")
    assert codes(done) >= {"F086"}
    assert "svar mangler på 1 funn" in done.output
    assert acts(project, COUNTY, "check_extract") == []
    fill(project, COUNTY, CHECK, "Dag Ås", {"Funn!E6": "rettes", "Funn!F6": "Sør leverer i morgen"}, "2.xlsx")
    assert kpidsl(project, "collect").exit_code == 0
    (check,) = acts(project, COUNTY, "check_extract")
    assert (check["by"], check["role"], check["line"]) == ("Dag Ås", "direktør", "statlig")
    duty = standing(project)["01", "check_extract"]
    assert duty["state"] == "lacking"  # one finding is to be corrected
    assert len(duty["lacking"]) == len("KTRWB")
    fill(project, COUNTY, CHECK, "Dag Ås", {"Funn!E6": "riktig"}, "3.xlsx")
    kpidsl(project, "collect")
    assert standing(project)["01", "check_extract"]["state"] == "delivered"


def visits(project: Path, now: int) -> None:
    """Visits of two years, nine to eleven a month, and so many at 0102 in October."""
    months = [f"{2024 + at // 12}-{at % 12 + 1:02}" for at in range(10, 33)]
    rows = [f"{unit};{month};4;60;{9 + at % 3}" for unit in ("0101", "0102") for at, month in enumerate(months)]
    rows += ["0101;2026-10;4;60;11", f"0102;2026-10;4;60;{now}"]
    (project / "data" / "lokale_tall.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")


def test_a_figure_outside_the_units_own_limits_is_a_finding(project: Path) -> None:
    """Of the last 24 figures 22 moving ranges are 1, 2 and 1 by turns, 29 in all, and the last is 14 - 11 = 3: 32 / 23
    on average. The mean is 245 / 24. So the limits are 10.21 ± 2.66 · 1.391, 6.51 and 13.91: from 7 to 13 in whole
    visits. With 13 in October they are 10.17 ± 2.66 · 31 / 23, and 13 is below 13.75."""
    visits(project, 14)
    forms(project, "check")
    (finding,) = [row for row in sheet(project, COUNTY, CHECK, "Funn") if "kontrollgrenser" in row[0]]
    assert finding[:2] == ["L.1 Samlet besøk: 14 er utenfor enhetens egne kontrollgrenser, 7 til 13", "0102 Sør"]
    visits(project, 13)
    forms(project, "check")
    assert not any("kontrollgrenser" in row[0] for row in sheet(project, COUNTY, CHECK, "Funn"))


def test_a_figure_that_is_as_it_was_is_no_finding_however_near_the_limits_are(project: Path) -> None:
    """Ten visits a month, but for one month of four: once that month's moves are screened out all moves are 0, and so
    is the width of the limits, at 234 / 24 = 9.75. Ten is outside them, and as usual. Eleven is a finding."""
    months = [f"{2024 + at // 12}-{at % 12 + 1:02}" for at in range(10, 33)]
    for now, findings in ((10, []), (11, ["0102 Sør"])):
        rows = [
            f"{unit};{month};4;60;{4 if at == 9 else 10}"
            for unit in ("0101", "0102")
            for at, month in enumerate(months)
        ]
        rows += ["0101;2026-10;4;60;10", f"0102;2026-10;4;60;{now}"]
        (project / "data" / "lokale_tall.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
        forms(project, "check")
        found = [row for row in sheet(project, COUNTY, CHECK, "Funn") if "kontrollgrenser" in row[0]]
        assert [row[1] for row in found] == findings


def test_where_the_specification_says_a_per_cent_that_decides(project: Path) -> None:
    visits(project, 14)
    spec = project / "kort" / "kort.kpi"
    text = spec.read_text(encoding="utf-8")
    of_source = "  registreres av registrator\n"
    spec.write_text(text.replace(of_source, f"{of_source}  meld fra om endringer over 50 %\n"), encoding="utf-8")
    forms(project, "check")
    assert len(sheet(project, COUNTY, CHECK, "Funn")) == 1  # from 11 to 14 is 27 %
    spec.write_text(text.replace(of_source, f"{of_source}  meld fra om endringer over 20 %\n"), encoding="utf-8")
    forms(project, "check")
    (_, change) = sheet(project, COUNTY, CHECK, "Funn")
    assert "over 20 %" in change[0]
    assert "0102" in change[1]


def test_what_changed_in_earlier_months_since_the_last_edition_is_a_finding(project: Path) -> None:
    """0102 had 8 visits in September when the county's edition was made, and has 12 now. 0101 lacked them, and lacks
    them still: its file is as it was. October is no earlier month."""
    run = ["run", f"{project}/kort", "--data", f"{project}/data", "--period", "2026-09", "--for", "01"]
    done = CliRunner().invoke(cli, [*run, "--out", f"{project}/editions", "--formats", "csv,json"])
    assert done.exit_code == 0, done.output
    file = project / "data" / "lokale_tall.csv"
    changed = file.read_text(encoding="utf-8").replace("0102;2026-09;5,1;71;8", "0102;2026-09;5,1;71;12")
    file.write_text(f"{changed}0101;2026-10;4,2;61;12\n0102;2026-10;5;70;9\n", encoding="utf-8")
    done = kpidsl(project, "forms", "--period", "2026-10", "--book", "check", "--editions", f"{project}/editions")
    assert done.exit_code == 0, done.output
    assert [row[:2] for row in sheet(project, COUNTY, CHECK, "Funn")][1:] == [
        ["L.1: tidligere måneder er endret siden utgaven for 2026-09: 2026-09 fra 8 til 12", "0102 Sør"],
    ]


def test_a_finding_that_is_gone_is_lacking_no_longer(project: Path) -> None:
    forms(project, "check")
    cells = {f"Funn!E{4 + at}": "rettes" for at in range(len(sheet(project, COUNTY, CHECK, "Funn")))}
    fill(project, COUNTY, CHECK, "Dag Ås", {**cells, "Funn!E4": "riktig"})
    kpidsl(project, "collect")
    assert standing(project)["01", "check_extract"]["state"] == "lacking"
    with (project / "data" / "lokale_tall.csv").open("a", encoding="utf-8") as file:
        file.write("0101;2026-10;4,2;61;12\n0102;2026-10;5;70;9\n")
    forms(project, "check", on="2026-11-13")
    assert standing(project)["01", "check_extract"]["state"] == "delivered"


def test_answers_are_of_those_who_have_the_task(month: Path) -> None:
    fill(month, COUNTY, CHECK, "Per S.", {"Funn!E4": "riktig"})
    done = kpidsl(month, "collect")
    place = f"{COUNTY}/in/{CHECK}!Funn!E4"
    assert codes(done) >= {"F088"}
    wrong = f"«Per S.» har ikke den rollen i {COUNTY} som skal kontrollere datauttrekket"
    assert f"{place}: {wrong}" in done.output
    assert acts(month, COUNTY, "check_extract") == []
    assert sheet(month, COUNTY, CHECK, "Funn")[0][3] is None  # the answer is not in the next book either


def test_a_book_of_approvals_has_the_reports_that_are_delivered(month: Path) -> None:
    forms(month, "approval", on="2026-11-18")
    nord, sor = sheet(month, COUNTY, APPROVAL, "Rapporter")
    assert nord == [
        "0101 Nord", "statlig", "12.11.2026, Kari N.", None, None, None,
    ]  # fmt: skip
    assert sor[0] == "0102 Sør"
    done = kpidsl(month, "forms", "--period", "2026-10", "--book", "approval", "--for", "0101")
    assert done.output == ""  # an office approves none


def test_a_report_is_approved_as_it_was_in_the_book(month: Path) -> None:
    forms(month, "approval", on="2026-11-18")
    answers = {"Rapporter!F4": "godkjent", "Rapporter!F5": "i retur", "Rapporter!G5": "Skriv hva dere trenger."}
    fill(month, COUNTY, APPROVAL, "Dag Ås", answers)
    fill(month, NORD, PLAN, "Kari N.", {"Rapport!C5": "Mer hjelp"}, "2.xlsx")  # after the book was made
    done = kpidsl(month, "collect", on="2026-11-19")
    assert done.exit_code == 0, done.output
    assert [(act["by"], act["role"]) for act in acts(month, COUNTY, "approve_report")] == [("Dag Ås", "direktør")] * 2
    duties = standing(month, "2026-11-20")
    assert duties["0102", "write_report"]["state"] == "returned"
    fill(month, SOR, PLAN, "Per S.", {"Rapport!C5": "To stillinger"}, "2.xlsx")
    kpidsl(month, "collect", on="2026-11-20")
    forms(month, "approval", on="2026-11-20")
    rows = sheet(month, COUNTY, APPROVAL, "Rapporter")
    assert [row[4] for row in rows] == [None, None]  # both are other reports now
    fill(month, COUNTY, APPROVAL, "Dag Ås", {"Rapporter!F4": "godkjent", "Rapporter!F5": "godkjent"}, "2.xlsx")
    kpidsl(month, "collect", on="2026-11-20")
    assert standing(month, "2026-11-20")["01", "approve_report"]["state"] == "delivered"


def test_an_answer_that_is_given_is_not_given_again(month: Path) -> None:
    forms(month, "approval", on="2026-11-18")
    fill(month, COUNTY, APPROVAL, "Dag Ås", {"Rapporter!F4": "godkjent"})
    kpidsl(month, "collect", on="2026-11-19")
    fill(month, COUNTY, APPROVAL, "Dag Ås", {"Rapporter!F5": "godkjent"}, "2.xlsx")
    kpidsl(month, "collect", on="2026-11-19")
    units = [[unit for unit, *_ in act["said"]["answers"]] for act in acts(month, COUNTY, "approve_report")]
    assert units == [[NORD], [SOR]]


def test_a_command_and_a_book_give_one_kind_of_answer(month: Path) -> None:
    arguments = ["approve", f"{month}/kort", "--data", f"{month}/data", "--period", "2026-10", "--for", "01"]
    done = CliRunner().invoke(cli, ["sign-off", *arguments, "--by", "Dag Ås", "--unit", "0102", "--on", "2026-11-18"])
    assert done.exit_code == 0, done.output
    forms(month, "approval", on="2026-11-18")
    assert [row[4] for row in sheet(month, COUNTY, APPROVAL, "Rapporter")] == [None, "godkjent"]


def test_a_report_is_not_returned_without_a_remark(month: Path) -> None:
    forms(month, "approval", on="2026-11-18")
    fill(month, COUNTY, APPROVAL, "Dag Ås", {"Rapporter!F4": "i retur"})
    done = kpidsl(month, "collect", on="2026-11-19")
    assert codes(done) == {"F084"}
    assert f"{COUNTY}/in/{APPROVAL}!Rapporter!F4" in done.output
    assert acts(month, COUNTY, "approve_report") == []
    fill(month, COUNTY, APPROVAL, "Dag Ås", {"Rapporter!F4": "i retur", "Rapporter!G4": "Skriv om."}, "2.xlsx")
    assert kpidsl(month, "collect", on="2026-11-19").exit_code == 0
    assert standing(month, "2026-11-20")["0101", "write_report"]["state"] == "returned"


def test_nobody_approves_their_own_report(month: Path) -> None:
    """Kari leads 0101, and stands in for the director."""
    forms(month, "approval", on="2026-11-18")
    fill(month, COUNTY, APPROVAL, "Kari N.", {"Rapporter!F4": "godkjent", "Rapporter!F5": "godkjent"})
    done = kpidsl(month, "collect", on="2026-11-19")
    assert codes(done) == {"F089"}
    assert f"{COUNTY}/in/{APPROVAL}!Rapporter!F4: «Kari N.» har selv fylt ut boka til {NORD}." in done.output
    (act,) = acts(month, COUNTY, "approve_report")
    assert [unit for unit, *_ in act["said"]["answers"]] == [SOR]


def test_who_has_only_filled_in_figures_may_approve_the_report(month: Path) -> None:
    roles = month / "data" / "roller.csv"
    roles.write_text(f"{ROLES}direktør;fylke;01;Rita R.;;\n", encoding="utf-8")
    forms(month, "figures", on="2026-11-13")
    fill(month, NORD, FIGURES, "Rita R.", {"Tall!F4": 4})
    assert kpidsl(month, "collect", on="2026-11-13").exit_code == 0
    forms(month, "approval", on="2026-11-18")
    fill(month, COUNTY, APPROVAL, "Rita R.", {"Rapporter!F4": "godkjent"})
    assert kpidsl(month, "collect", on="2026-11-19").exit_code == 0
    assert [act["by"] for act in acts(month, COUNTY, "approve_report")] == ["Rita R."]


def test_a_book_of_another_kind_delivers_no_plan(project: Path) -> None:
    forms(project, "figures")
    fill(project, NORD, FIGURES, "Rita R.", {"Tall!F6": 14})
    kpidsl(project, "collect")
    duties = standing(project)
    assert duties["0101", "update_plan"]["state"] != "delivered"


def test_sheets_of_two_kinds_in_one_book_are_not_read(month: Path) -> None:
    forms(month, "approval", on="2026-11-18")
    folder = month / "oppfolging" / COUNTY
    opened = openpyxl.load_workbook(folder / "out" / APPROVAL)
    findings = openpyxl.load_workbook(folder / "out" / CHECK)["Funn"]
    copied = opened.create_sheet("Funn")
    for row in findings.iter_rows():
        for cell in row:
            copied[cell.coordinate] = cell.value
    opened["Start"]["B3"], copied["E4"] = "Dag Ås", "riktig"
    opened.save(folder / "in" / "to.xlsx")
    done = kpidsl(month, "collect", on="2026-11-19")
    assert f"feil[F001] {COUNTY}/in/to.xlsx!Funn" in done.output


def test_a_name_in_an_answer_is_struck_wherever_it_was_entered(month: Path) -> None:
    """In the acts of the check and of the reading, in the form that was given out afterwards, and in the books."""
    fill(month, COUNTY, CHECK, "Dag Ås", {"Funn!E4": "riktig", "Funn!F4": "Sett med Ingeborg Fjord"})
    assert kpidsl(month, "collect", on="2026-11-18").exit_code == 0
    forms(month, "approval", on="2026-11-18")
    fill(month, COUNTY, APPROVAL, "Dag Ås", {"Rapporter!F4": "i retur", "Rapporter!G4": "Ingeborg Fjord er nevnt"})
    assert kpidsl(month, "collect", on="2026-11-19").exit_code == 0
    strike = ["strike", f"{month}/kort", "--data", f"{month}/data", "--for", "01", "--on", "2026-11-20"]
    done = CliRunner().invoke(cli, [*strike, "--by", "Dag Ås", "--reason", "Et navn"], input="Ingeborg Fjord\n")
    assert done.exit_code == 0, done.output
    county = month / "oppfolging" / COUNTY
    assert [path for path in files_below(county) if holds(path, StruckText("Ingeborg", ""))] == []
    duties = standing(month, "2026-11-20")
    assert duties["01", "check_extract"]["state"] == "delivered"
    assert duties["0101", "write_report"]["state"] == "returned"
    assert CliRunner().invoke(cli, ["verify", f"{month}/oppfolging"]).exit_code == 0


def test_the_books_may_be_answered_in_nynorsk_and_english(month: Path) -> None:
    forms(month, "approval", on="2026-11-18")
    fill(month, COUNTY, APPROVAL, "Dag Ås", {"Rapporter!F4": "godkjend", "Rapporter!F5": "Approved"})
    fill(month, COUNTY, CHECK, "Dag Ås", {"Funn!E4": "rett"})
    assert kpidsl(month, "collect", on="2026-11-19").exit_code == 0
    duties = standing(month, "2026-11-20")
    assert [duties["01", task]["state"] for task in ("check_extract", "approve_report")] == ["delivered", "delivered"]
