"""`kpidsl sign-off`: the extract is checked, and reports are approved or returned, by those who are to do it."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli
from tests.cli.given import given
from tests.month.conftest import write_project
from tests.month.filling import filled

CYCLE = """
rolle leder på kontor
rolle direktør på fylke
månedssyklus
  innen den 10. skal direktør kontrollere datauttrekket
  innen den 15. skal leder oppdatere tiltaksplanen
  innen den 18. skal leder skrive statusrapporten
  innen den 20. skal direktør godkjenne statusrapporten
  innen den 20. skal direktør låse kortet
"""
ROLES = """rolle;nivå;enhet;navn;fra;til
leder;kontor;0101;Kari N.;;
leder;kontor;0102;Per S.;;
direktør;fylke;01;Dag Ås;;
"""
REPORT = {"Rapport!C4": "Godt i rute."}


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project after forms and a run, with both offices' reports handed in, to be copied: it takes seconds."""
    return month_project(tmp_path_factory.mktemp("month"))


@pytest.fixture
def project(month: Path, tmp_path: Path) -> Path:
    """A copy of the month."""
    return Path(shutil.copytree(month, tmp_path / "month"))


def month_project(folder: Path) -> Path:
    """A project in which both offices of county 01 have handed in reports for October 2026, and an edition."""
    project = write_project(folder)
    with (project / "kort" / "kort.kpi").open("a", encoding="utf-8") as spec:
        spec.write(CYCLE)
    (project / "data" / "roller.csv").write_text(ROLES, encoding="utf-8")
    month = ["--data", f"{project}/data", "--period", "2026-10"]
    said("forms", f"{project}/kort", *month, "--for", "0101,0102", "--on", "2026-11-02")
    said("run", f"{project}/kort", *month, "--out", f"{project}/editions", "--formats", "csv,json")
    for unit, name in (("kontor-0101", "Kari N."), ("kontor-0102", "Per S.")):
        filled(project, REPORT, by=name, unit=unit)
    said("collect", f"{project}/kort", "--data", f"{project}/data", "--on", "2026-11-12")
    return project


def said(*arguments: str) -> Result:
    done = CliRunner().invoke(cli, list(arguments))
    assert done.exit_code == 0, done.output
    return done


def edition(project: Path) -> Path:
    (folder,) = (project / "editions" / "2026-10").glob("[1-9]-*")
    return folder


def sign(project: Path, task: str, *more: str, by: str = "Dag Ås", unit: str = "01") -> Result:
    usual = {"--period": "2026-10", "--on": "2026-11-19"}
    line = ["sign-off", task, f"{project}/kort", "--data", f"{project}/data", "--for", unit, "--by", by]
    return CliRunner().invoke(cli, [*line, *given(usual, more)])


def states(project: Path, on: str = "2026-11-25") -> dict[tuple[str, str], dict[str, str]]:
    """How the duties stand by readiness.csv, by unit and task."""
    month = ["--data", f"{project}/data", "--period", "2026-10"]
    said("ready", f"{project}/kort", *month, "--out", f"{project}/ready", "--on", on)
    with (project / "ready" / "2026-10" / "readiness.csv").open(encoding="utf-8") as file:
        return {(row["unit"], row["task"]): row for row in csv.DictReader(file)}


def acts(project: Path, unit: str = "fylke-01") -> list[dict[str, Any]]:
    folder = project / "oppfolging" / unit / "acts" / "2026"
    paths = sorted(folder.glob("*.json"), key=lambda path: int(path.stem)) if folder.is_dir() else []
    return [json.loads(path.read_bytes()) for path in paths]


def codes(done: Result) -> list[str]:
    return re.findall(r"\[([A-Z]\d{3})\]", done.stderr)


def test_what_is_signed_is_entered_and_shown_as_done(project: Path) -> None:
    checked = sign(project, "check", "--edition", f"{edition(project)}", "--remark", "Antallene stemmer.")
    assert (checked.exit_code, checked.stderr) == (0, ""), checked.output
    assert checked.stdout == "fylke-01: kontrollere datauttrekket, ført av Dag Ås (direktør) som nummer 1\n"
    approved = sign(project, "approve")
    assert (approved.exit_code, approved.stderr) == (0, ""), approved.output
    check, approval = acts(project)
    assert (check["kind"], check["by"], check["role"], check["line"]) == (
        "check_extract",
        "Dag Ås",
        "direktør",
        "statlig",
    )
    assert check["said"] == {"edition": edition(project).name.partition("-")[2], "remark": "Antallene stemmer."}
    assert [(unit, answer) for unit, answer, _ in approval["said"]["answers"]] == [
        ("kontor-0101", "approved"), ("kontor-0102", "approved"),
    ]  # fmt: skip
    now = states(project)
    for task in ("check_extract", "approve_report"):
        row = now["01", task]
        assert (row["state"], row["delivered_by"], row["delivered_on"]) == ("delivered", "Dag Ås", "2026-11-19")
    assert (now["01", "lock_card"]["state"], now["01", "lock_card"]["waits_for"]) == ("overdue", "")


def test_without_a_sign_off_it_is_overdue(project: Path) -> None:
    now = states(project)
    assert {now["01", task]["state"] for task in ("check_extract", "approve_report", "lock_card")} == {"overdue"}


def test_a_returned_report_is_returned_until_it_is_written_again_and_an_approved_one_shows_its_change(
    project: Path,
) -> None:
    assert sign(project, "approve", "--unit", "0102").exit_code == 0
    assert sign(project, "approve", "--unit", "0101", "--return", "--remark", "Si mer om P.1.").exit_code == 0
    now = states(project)
    assert now["0101", "write_report"]["state"] == "returned"
    assert now["0102", "write_report"]["state"] == "delivered"
    assert now["01", "approve_report"]["state"] == "overdue"
    page = (project / "ready" / "2026-10" / "readiness.html").read_text(encoding="utf-8")
    assert "sendt tilbake 19.11.2026 av Dag Ås: Si mer om P.1." in page

    filled(project, {"Rapport!C4": "Godt i rute. P.1 er mindre enn målet."}, by="Kari N.", book="igjen.xlsx")
    said("collect", f"{project}/kort", "--data", f"{project}/data", "--on", "2026-11-20")
    assert states(project)["0101", "write_report"]["state"] == "delivered"
    assert sign(project, "approve", "--on", "2026-11-21").exit_code == 0
    assert states(project)["01", "approve_report"]["state"] == "delivered"

    filled(project, {"Rapport!C4": "Noe helt annet."}, by="Kari N.", book="sist.xlsx")
    said("collect", f"{project}/kort", "--data", f"{project}/data", "--on", "2026-11-22")
    row = states(project)["01", "approve_report"]
    assert (row["state"], row["lacking"]) == ("lacking", "0101")
    assert states(project, on="2026-11-21")["01", "approve_report"]["state"] == "delivered"


@pytest.mark.parametrize(
    ("code", "task", "unit", "by", "more"),
    [
        ("F040", "approve", "02", "Dag Ås", ()),
        ("F040", "approve", "0101", "Kari N.", ()),
        ("F040", "approve", "01", "Dag Ås", ("--unit", "0199")),
        ("F040", "approve", "01", "Dag Ås", ("--line", "kommunal")),
        ("F042", "approve", "01", "Kari N.", ()),
        ("F042", "approve", "01", "Dag Aas", ()),
        ("F010", "approve", "01", "Dag Ås", ("--remark", "Gjelder 12034567890")),
        ("F043", "approve", "01", "Dag Ås", ("--on", "2026-11-11")),
        ("F045", "check", "01", "Dag Ås", ("--period", "2026-09")),
        ("F046", "check", "01", "Dag Ås", ("--edition", "{project}/data")),
    ],
    ids=[
        "no such unit", "a unit without the task", "nobody's report", "another line", "without the role",
        "spelled otherwise", "eleven digits", "not delivered yet", "another month", "no edition",
    ],
)  # fmt: skip
def test_what_cannot_be_signed_enters_nothing(
    project: Path, code: str, task: str, unit: str, by: str, more: tuple[str, ...]
) -> None:
    usual = {"--edition": f"{edition(project)}"} if task == "check" else {}
    done = sign(project, task, *given(usual, [word.format(project=project) for word in more]), by=by, unit=unit)
    assert (done.exit_code, codes(done)) == (1, [code]), done.output
    assert acts(project) == []
    assert "12034567890" not in done.output


def test_nobody_approves_what_they_have_handed_in(project: Path) -> None:
    """The director has filled in for the leader of 0102, and approves 0101's alone."""
    filled(project, {"Rapport!C4": "Skrevet for Per."}, by="dag  ås", book="for-per.xlsx", unit="kontor-0102")
    done = CliRunner().invoke(cli, ["collect", f"{project}/kort", "--on", "2026-11-13"])
    assert done.exit_code == 0, done.output
    refused = sign(project, "approve")
    assert (refused.exit_code, codes(refused), acts(project)) == (1, ["F044"], [])
    assert "«Dag Ås» har selv levert boka for 0102" in refused.stderr
    assert sign(project, "approve", "--unit", "0101").exit_code == 0


def test_a_unit_on_two_lines_signs_for_one_of_them(project: Path) -> None:
    """County 01 stands on a second line too."""
    spec = project / "kort" / "kort.kpi"
    lines = "  styringslinje statlig: kontor i fylke i land\n"
    text = spec.read_text(encoding="utf-8").replace(lines, lines + "  styringslinje faglig: kontor i fylke\n")
    spec.write_text(text, encoding="utf-8")
    with (project / "data" / "enheter.csv").open("a", encoding="utf-8") as register:
        register.write("01,Fylket,fylke,faglig,,,\n0102,Sør,kontor,faglig,01,,\n")
    refused = sign(project, "approve")
    assert (refused.exit_code, codes(refused), acts(project)) == (1, ["F041"], [])
    assert "01 skal godkjenne statusrapporten på flere styringslinjer: statlig, faglig." in refused.stderr
    assert sign(project, "approve", "--line", "faglig").exit_code == 0
    (approval,) = acts(project)
    assert approval["line"] == "faglig"
    assert [unit for unit, *_ in approval["said"]["answers"]] == ["kontor-0102"]


@pytest.mark.parametrize(
    ("task", "more"),
    [("check", ()), ("check", ("--unit", "0101")), ("approve", ("--return", "--unit", "0101")),
     ("approve", ("--return", "--remark", "Mer.")), ("approve", ("--edition", "{project}/editions"))],
)  # fmt: skip
def test_options_that_do_not_belong_together_are_wrong_usage(project: Path, task: str, more: tuple[str, ...]) -> None:
    done = sign(project, task, *(word.format(project=project) for word in more))
    assert (done.exit_code, acts(project)) == (2, [])


def test_a_ledger_that_is_not_whole_takes_no_signature(project: Path) -> None:
    """The director's own ledger is damaged."""
    assert sign(project, "approve").exit_code == 0
    path = project / "oppfolging" / "fylke-01" / "acts" / "2026" / "1.json"
    path.write_bytes(path.read_bytes().replace(b"Dag", b"Dog"))
    done = sign(project, "approve")
    assert (done.exit_code, codes(done)) == (1, ["F031"])
    assert len(acts(project)) == 1


def test_a_risk_that_the_book_has_no_row_for_is_not_asked_for(tmp_path: Path) -> None:
    """P.1 is red at 0101 and reached at 0102. Both leaders are to assess risk by the 12th; until the books are given
    out on the 13th, whether there is anything to assess is not known."""
    project = write_project(tmp_path)
    step = "  innen den 12. skal leder vurdere risiko\n"
    with (project / "kort" / "kort.kpi").open("a", encoding="utf-8") as spec:
        spec.write(CYCLE + step)
    (project / "data" / "roller.csv").write_text(ROLES, encoding="utf-8")
    month = ["--data", f"{project}/data", "--period", "2026-10"]
    said("forms", f"{project}/kort", *month, "--for", "0101,0102", "--on", "2026-11-13")
    assert [unit for unit, task in states(project, "2026-11-12") if task == "assess_risk"] == ["0101", "0102"]
    assert [unit for unit, task in states(project, "2026-11-13") if task == "assess_risk"] == ["0101"]
    filled(project, {"Kommentar og risiko!G4": "høy"}, by="Kari N.", unit="kontor-0101")
    said("collect", f"{project}/kort", "--data", f"{project}/data", "--on", "2026-11-14")
    assert states(project)["0101", "assess_risk"]["state"] == "delivered"
