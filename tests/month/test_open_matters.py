"""What a county has left to follow up, as its list of deviations says."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from kpidsl.language import check, load
from kpidsl.model.deviation_case import CaseState
from kpidsl.model.edition import Edition
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.unit_plan import Commented, PlannedMeasure, ReportText, StandingCase, UnitPlan
from kpidsl.pipeline import run as run_month
from kpidsl.rendering.shown.open_matters import open_matters
from tests.month.conftest import write_project
from tests.month.filling import filled
from tests.month.test_collect import P1, PLAN, collect
from tests.month.test_plans import CYCLE, TEXTS, made

OCTOBER, NORD = Month.of(2026, 10), UnitKey("kontor", "0101")


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """0101's own, of October: P.1 deviates with 50 %."""
    project = write_project(tmp_path_factory.mktemp("open"))
    loaded = load(project / "kort")
    spec = check(loaded).spec
    assert spec is not None
    (made_edition,) = run_month(loaded, spec, project / "data", OCTOBER, units=("0101",)).editions
    return made_edition


def matters(edition: Edition, plan: UnitPlan) -> list[tuple[str, str, str]]:
    """Of 0101 with that plan: the indicator's code, what is left, and the measure's first word."""
    of_unit = open_matters(replace(edition, plans={NORD: plan}), "nb")
    return [(one.indicator.split(" ")[0], one.matter, one.measure.split(" ")[0]) for one in of_unit]


COMMENT = {"P.1": Commented("Vi er to færre")}
ONGOING = PlannedMeasure("KTRWB", "P.1", "P.1", "Ringe alle", status="ongoing", deadline=date(2026, 11, 1))


def test_a_deviation_lacks_a_measure_and_a_comment(edition: Edition) -> None:
    without = [("P.1", "avvik uten tiltak", ""), ("P.1", "avvik uten kommentar", "")]
    nothing = UnitPlan(report=(ReportText("Sammendrag", "Bra"),))
    assert matters(edition, nothing) == without
    dropped = UnitPlan((replace(ONGOING, status="dropped", deadline=None),))
    assert matters(edition, dropped) == without  # a dropped measure is none
    assert matters(edition, UnitPlan((ONGOING,), COMMENT)) == []
    assert list(open_matters(edition, "nb")) == []  # who reads no plans is told of none


@pytest.mark.parametrize(
    ("deadline", "status", "is_over"),
    [
        (date(2026, 10, 31), "ongoing", True),
        (date(2026, 10, 31), "", True),
        (date(2026, 11, 1), "ongoing", False),  # the card is of October
        (date(2026, 10, 1), "ended", False),
        (date(2026, 10, 1), "dropped", False),
    ],
)
def test_a_measure_is_past_its_deadline(edition: Edition, deadline: date, status: str, is_over: bool) -> None:
    beside = replace(ONGOING, number="BCDFG", text="Kurs", deadline=deadline, status=status)
    over = [("P.1", "tiltaket er over fristen", "Kurs")] if is_over else []
    assert matters(edition, UnitPlan((ONGOING, beside), COMMENT)) == over


@pytest.mark.parametrize(
    ("expected", "by", "has_come"),
    [
        (85, OCTOBER, False),  # it is 50 % as when it was planned
        (50, OCTOBER, True),
        (85, OCTOBER + 1, True),  # not yet
    ],
)
def test_what_was_expected_did_not_come(edition: Edition, expected: int, by: Month, has_come: bool) -> None:
    promised = replace(ONGOING, expected=Fraction(expected), by_month=by, planned_in=OCTOBER)
    rest = [] if has_come else [("P.1", "det som var ventet, kom ikke", "Ringe")]
    assert matters(edition, UnitPlan((promised,), COMMENT)) == rest


@pytest.mark.parametrize(
    ("state", "as_of", "is_left"),
    [
        (CaseState.REOPENED, OCTOBER, True),
        (CaseState.REOPENED, OCTOBER - 1, False),  # of the month before
        (CaseState.ONGOING, OCTOBER, False),
    ],
)
def test_a_case_is_reopened(edition: Edition, state: CaseState, as_of: Month, is_left: bool) -> None:
    case = StandingCase("P.1", "P.1/2", state, OCTOBER, as_of, OCTOBER - 6, ())
    left = [("P.1", "saken er gjenåpnet", "")] if is_left else []
    assert matters(edition, UnitPlan((ONGOING,), COMMENT, cases={"P.1": case})) == left


def test_the_countys_list_has_what_is_left_in_its_offices(given: Path, tmp_path: Path) -> None:
    """0101 promises 85 % in October, where it is 50 %, and has a course that should have been held. The county deviates
    too, and has written nothing; 0102 does not."""
    project = write_project(tmp_path)
    with (project / "kort" / "kort.kpi").open("a", encoding="utf-8") as spec:
        spec.write(CYCLE)
    shutil.copytree(given / "oppfolging", project / "oppfolging")
    by, over = datetime(2026, 10, 31), datetime(2026, 10, 30)
    filled(project, {**PLAN, **TEXTS, "Tiltak!H4": by, "Tiltak!C5": "Kurs", "Tiltak!E5": over})
    assert collect(project).exit_code == 0
    book = openpyxl.load_workbook(made(project, "--for", "01") / "deviations.xlsx")
    rows = [row[:6] for row in book["Må følges opp"].iter_rows(min_row=4, values_only=True)]
    came = "pågår, 85\u00a0% innen oktober 2026, tallet da: 50,0\u00a0% – uendret siden tiltaket ble planlagt"
    assert [tuple(cell or "" for cell in row) for row in rows] == [
        ("01 Fylket", P1, "avvik uten tiltak", "", "", ""),
        ("01 Fylket", P1, "avvik uten kommentar", "", "", ""),
        ("0101 Nord", P1, "det som var ventet, kom ikke", f"Nye rutiner i mottaket ({came})", "Ola", "11.12.2026"),
        ("0101 Nord", "", "tiltaket er over fristen", "Kurs", "", "30.10.2026"),
    ]
