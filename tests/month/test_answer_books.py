"""Books of findings and of approvals: what they ask, and what is entered when they are answered."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from kpidsl.followup.striking import StruckText
from kpidsl.month.text_search import files_below, holds
from tests.month.other_books import (
    APPROVAL,
    CHECK,
    COUNTY,
    EARLIER,
    FIGURES,
    NORD,
    PLAN,
    ROLES,
    SOR,
    acts,
    agency,
    codes,
    fill,
    forms,
    kpidsl,
    sheet,
    standing,
    write_figures,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The agency with the figures of August and September: 0101 lacks its visits in September."""
    return agency(tmp_path, *EARLIER)


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


NINE_TO_ELEVEN = [9 + at % 3 for at in range(23)]


def visits(project: Path, now: int, before: Sequence[int] = NINE_TO_ELEVEN, north: int = 11) -> None:
    """Visits of both offices in the 23 months before October, and in October so many at 0102, and at 0101."""
    months = [f"{2024 + at // 12}-{at % 12 + 1:02}" for at in range(10, 34)]
    offices = {"0101": [*before, north], "0102": [*before, now]}
    figures = [
        f"{unit};{month};4;60;{count}"
        for unit, counts in offices.items()
        for month, count in zip(months, counts, strict=True)
    ]
    write_figures(project, *figures)


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
    before = [10] * 9 + [4] + [10] * 13
    for now, findings in ((10, []), (11, ["0102 Sør"])):
        visits(project, now, before, north=10)
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
