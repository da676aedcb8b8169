"""What the specification requires: in the unit's book while it is lacking, in `kpidsl ready` once it is due."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from kpidsl.model.cycle import MonthlyCycle, Required, Step, Task
from kpidsl.model.location import Location
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.month.giving import measures_by
from tests.month.conftest import BOOK, UNIT, give, write_project
from tests.month.filling import filled, kept
from tests.month.test_collect import P1, collect

REQUIRED = """
rolle leder på kontor
månedssyklus, flyttes til neste virkedag
  innen den 15. skal leder oppdatere tiltaksplanen
  innen den 18. skal leder skrive statusrapporten
tiltak kreves ved avvik, innen 10 virkedager
kommentar kreves ved rød
"""
MEASURE, COMMENT = {"Tiltak!C4": "Nye rutiner"}, {"Kommentar og risiko!F4": "To saker ventet"}
REPORT = {"Rapport!C4": "Godt i gang"}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """0101 has its book for October: P.1 deviates since January and is red."""
    project = write_project(tmp_path_factory.mktemp("asked"))
    with (project / "kort" / "kort.kpi").open("a", encoding="utf-8") as spec:
        spec.write(REQUIRED)
    done = give(project)
    assert done.exit_code == 0, done.output
    return project


@pytest.fixture
def project(asked: Path, tmp_path: Path) -> Path:
    shutil.copytree(asked, tmp_path / "copy")
    return tmp_path / "copy"


def standing(project: Path, on: str) -> dict[str, tuple[str, str]]:
    """How 0101's tasks stand, and what they lack."""
    out = project / f"ready-{on}"
    arguments = ["ready", f"{project}/kort", "--data", f"{project}/data", "--period", "2026-10", "--out", str(out)]
    done = CliRunner().invoke(cli, [*arguments, "--on", on])
    assert done.exit_code == 0, done.output
    with (out / "2026-10" / "readiness.csv").open(encoding="utf-8", newline="") as rows:
        return {row["task"]: (row["state"], row["lacking"]) for row in csv.DictReader(rows) if row["unit"] == "0101"}


def marked(project: Path) -> list[str]:
    """What the book in `out` says on its first sheet that is missing or was not taken."""
    sheet = openpyxl.load_workbook(project / "oppfolging" / UNIT / "out" / BOOK)["Start"]
    return [row[1] for row in sheet.iter_rows(min_row=12, values_only=True) if row[1] and row[1] != "Hva"]


def test_a_book_says_what_is_required_and_where(project: Path) -> None:
    """Ten working days after Sunday the 1st of November: the 2nd is the first of them, Friday the 13th the tenth."""
    opened = openpyxl.load_workbook(project / "oppfolging" / UNIT / "out" / BOOK)
    measure = "Avviket har ikke noe tiltak. Tiltak kreves innen 13.11.2026."
    comment = "Indikatoren er rød og har ingen kommentar. Kommentar kreves."
    assert measure in marked(project)
    assert comment in marked(project)
    assert opened["Tiltak"]["B4"].value == P1
    assert opened["Tiltak"]["C4"].comment.text == measure
    assert opened["Kommentar og risiko"]["F4"].comment.text == comment


def test_what_is_entered_is_no_longer_asked_for(project: Path) -> None:
    filled(project, {**MEASURE, **COMMENT})
    assert collect(project).exit_code == 0
    assert not any("kreves" in text for text in marked(project))


def test_a_plan_without_a_measure_and_a_report_without_a_comment_are_lacking(project: Path) -> None:
    filled(project, REPORT)
    assert collect(project).exit_code == 0
    assert standing(project, "2026-11-14") == {"update_plan": ("lacking", "P.1"), "write_report": ("lacking", "P.1")}
    page = (project / "ready-2026-11-14" / "2026-10" / "readiness.html").read_text()
    assert "levert 12.11.2026 av Kari N., mangler tiltak for P.1" in page
    reminders = (project / "ready-2026-11-14" / "2026-10" / "reminders.txt").read_text()
    assert "mangler kommentar til P.1" in reminders


def test_until_its_day_a_new_deviation_needs_no_measure(project: Path) -> None:
    """October is the first month whose card the ledger has, so that the deviation is new to the follow-up in it."""
    filled(project, {**REPORT, **COMMENT})
    assert collect(project).exit_code == 0
    assert standing(project, "2026-11-13")["update_plan"] == ("delivered", "")
    assert standing(project, "2026-11-14")["update_plan"] == ("lacking", "P.1")
    assert standing(project, "2026-11-14")["write_report"] == ("delivered", "")


def test_a_measure_that_is_dropped_is_none(project: Path) -> None:
    filled(project, {**MEASURE, "Tiltak!F4": "droppet"})
    assert collect(project).exit_code == 0
    assert standing(project, "2026-11-16")["update_plan"] == ("lacking", "P.1")


def test_a_measure_that_comes_later_mends_the_plan_from_its_day(project: Path) -> None:
    home = kept(project, "hjemme.xlsx")
    filled(project, REPORT)
    assert collect(project).exit_code == 0
    filled(project, MEASURE, book="senere.xlsx", out=home)
    assert collect(project, on="2026-11-20").exit_code == 0
    assert standing(project, "2026-11-19")["update_plan"] == ("lacking", "P.1")
    assert standing(project, "2026-11-20")["update_plan"] == ("delivered", "")


def test_what_is_not_handed_in_is_overdue_and_lacks_nothing(project: Path) -> None:
    assert standing(project, "2026-11-20") == {"update_plan": ("overdue", ""), "write_report": ("overdue", "")}


@pytest.mark.parametrize(
    ("steps", "moves", "within", "by"),
    [
        ({}, True, None, date(2026, 11, 1)),
        ({}, True, 1, date(2026, 11, 2)),  # the 1st is a Sunday
        ({Task.CHECK_EXTRACT: 10}, True, None, date(2026, 11, 10)),
        ({Task.CHECK_EXTRACT: 10}, True, 10, date(2026, 11, 24)),
        ({Task.CHECK_EXTRACT: 14}, True, None, date(2026, 11, 16)),  # Saturday moves to Monday
        ({Task.CHECK_EXTRACT: 14}, False, None, date(2026, 11, 14)),
        ({Task.CHECK_EXTRACT: 14}, True, 1, date(2026, 11, 17)),
    ],
)
def test_the_day_by_which_a_measure_is_required(
    steps: dict[Task, int], moves: bool, within: int | None, by: date
) -> None:
    cycle = MonthlyCycle(tuple(Step(day, "x", task, Location("k", 1)) for task, day in steps.items()), moves)
    spec = Spec("nb", None, {}, (), (), cycle=cycle, required=Required(measure=True, within=within))
    assert measures_by(spec, Month.of(2026, 10)) == by


def test_nothing_is_required_that_no_line_requires() -> None:
    assert measures_by(Spec("nb", None, {}, (), (), cycle=MonthlyCycle(())), Month.of(2026, 10)) is None
