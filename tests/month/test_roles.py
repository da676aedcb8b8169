"""`kpidsl collect --data`: the role of who has filled in a book."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from kpidsl.followup.duties import role_in
from kpidsl.model.cycle import MonthlyCycle, Role, Step, Task
from kpidsl.model.duty import Holder
from kpidsl.model.location import Location
from kpidsl.model.organisation import UnitKey
from tests.month.conftest import BOOK, UNIT
from tests.month.filling import filled
from tests.month.test_collect import PLAN, acts, collect
from tests.month.test_collect import forms as forms  # a fixture

HEAD = "rolle;nivå;enhet;navn;fra;til"


@pytest.fixture
def with_roles(project: Path, forms: object) -> Path:
    """0101 has its book; the specification has the role of a leader."""
    assert callable(forms)
    forms()
    with (project / "kort" / "kort.kpi").open("a", encoding="utf-8") as spec:
        spec.write("\nrolle leder på kontor\n")
    return project


def table(project: Path, *rows: str) -> None:
    (project / "data" / "roller.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")


def role_in_act(project: Path) -> tuple[str, str]:
    """Who filled in the book that was read, and in which role."""
    (read,) = [act for act in acts(project) if act["kind"] == "reading"]
    return read["by"], read["role"]


def test_the_role_of_who_has_filled_in_the_book_is_entered(with_roles: Path) -> None:
    table(with_roles, "leder;kontor;0101;Kari N.;2026-01-01;")
    filled(with_roles, PLAN)
    done = collect(with_roles, "--data", f"{with_roles}/data")
    assert (done.exit_code, done.stderr) == (0, "")
    assert role_in_act(with_roles) == ("Kari N.", "leder")


@pytest.mark.parametrize(
    "row",
    ["leder;kontor;0101;Kari H.;;", "leder;kontor;0102;Kari N.;;", "leder;kontor;0101;Kari N.;;2026-11-11"],
    ids=["another name", "another unit", "until the day before"],
)
def test_who_has_no_role_in_the_unit_is_said_and_the_book_is_read(with_roles: Path, row: str) -> None:
    """F033, and the same in the next book. It is collected on the 12th of November."""
    table(with_roles, row)
    filled(with_roles, PLAN)
    done = collect(with_roles, "--data", f"{with_roles}/data")
    assert done.exit_code == 0, done.output
    code, said = "F033", f"«Kari N.» har ingen rolle i {UNIT}. Boka er lest, og føres uten rolle."
    assert f"advarsel[{code}] {UNIT}/in/{BOOK}: {said}" in done.stderr
    assert role_in_act(with_roles) == ("Kari N.", "")
    start = openpyxl.load_workbook(with_roles / "oppfolging" / UNIT / "out" / BOOK)["Start"]
    assert said in [cell.value for row in start.iter_rows() for cell in row]


def test_without_the_data_folder_no_role_is_asked_for(with_roles: Path) -> None:
    filled(with_roles, PLAN)
    done = collect(with_roles)
    assert (done.exit_code, done.stderr) == (0, "")
    assert role_in_act(with_roles) == ("Kari N.", "")


def test_a_row_of_the_table_that_is_left_out_is_said(with_roles: Path) -> None:
    table(with_roles, "leder;kontor;0101;Kari N.;;", "leder;kontor;0999;Ola;;")
    filled(with_roles, PLAN)
    done = collect(with_roles, "--data", f"{with_roles}/data")
    assert "[D070]" in done.stderr
    assert role_in_act(with_roles) == ("Kari N.", "leder")


def test_roles_that_the_specification_does_not_declare_cannot_be_asked_for(project: Path, forms: object) -> None:
    assert callable(forms)
    forms()
    filled(project, PLAN)
    done = collect(project, "--data", f"{project}/data")
    assert done.exit_code == 1
    assert "[R026]" in done.stderr
    assert [act["kind"] for act in acts(project)] == ["card", "form"]


def test_of_several_roles_it_is_the_one_that_updates_the_plan_otherwise_the_first_declared() -> None:
    here, unit = Location("a.kpi", 1), UnitKey("kontor", "0101")
    roles = tuple(Role(name, (), ("kontor",), here) for name in ("teamleder", "leder", "statistikk"))
    holders = [Holder(" kari  n. ", "", role, unit) for role in ("leder", "statistikk", "teamleder")]
    day, cycle = date(2026, 11, 12), MonthlyCycle((Step(15, "leder", Task.UPDATE_PLAN, here),))
    assert role_in("kontor-0101", "Kari N.", day, holders, roles, cycle) == "leder"
    assert role_in("kontor-0101", "Kari N.", day, holders, roles, None) == "teamleder"
    assert role_in("kontor-0101", "Kari N.", day, holders[1:2], roles, cycle) == "statistikk"
    assert role_in("fylke-0101", "Kari N.", day, holders, roles, cycle) == ""
