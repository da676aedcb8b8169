"""Duties: who shall deliver what, for which unit and line, by which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from kpidsl.engines.working_days import is_working_day, next_working_day
from kpidsl.followup.duties import duties_of
from kpidsl.language import check_sources
from kpidsl.model.cycle import Task
from kpidsl.model.duty import Duty, Holder
from kpidsl.model.organisation import Register, UnitKey, UnitRow
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.organisation.structure import structure_at
from kpidsl.problems import SourceText

SPEC = """organisasjon NAV
  nivåer kontor, fylke, kommune, land
  styringslinje statlig: kontor i fylke i land
  styringslinje kommunal: kontor i kommune
rolle leder (kontorleder) på kontor
rolle direktør på fylke
rolle rådmann på kommune
månedssyklus, flyttes til neste virkedag
  innen den 15. skal leder oppdatere tiltaksplanen
  innen den 18. skal leder skrive statusrapporten
  innen den 20. skal direktør og rådmann godkjenne statusrapporten
"""
LAND, FYLKE, OTHER, KOMMUNE = (
    UnitKey("land", "NO"), UnitKey("fylke", "01"), UnitKey("fylke", "02"), UnitKey("kommune", "3001"),
)  # fmt: skip
HALDEN, MOSS, GRIMSTAD = (UnitKey("kontor", code) for code in ("0101", "0102", "0201"))
REGISTER = Register(
    (
        UnitRow(LAND, "Norge", "statlig", None),
        UnitRow(FYLKE, "Østfold", "statlig", LAND),
        UnitRow(OTHER, "Agder", "statlig", LAND),
        UnitRow(HALDEN, "Halden", "statlig", FYLKE),
        UnitRow(MOSS, "Moss", "statlig", FYLKE, valid_to=date(2026, 7, 1)),
        UnitRow(GRIMSTAD, "Grimstad", "statlig", OTHER),
        UnitRow(KOMMUNE, "Halden kommune", "kommunal", None),
        UnitRow(HALDEN, "Halden", "kommunal", KOMMUNE),
    )
)
OCTOBER = Month.of(2026, 10)


def spec_of(text: str = SPEC) -> Spec:
    spec, problems = check_sources([SourceText("a.kpi", text)])
    assert spec is not None, problems
    return spec


def duties(holders: Sequence[Holder] = (), text: str = SPEC, period: Month = OCTOBER) -> tuple[Duty, ...]:
    spec = spec_of(text)
    assert spec.cycle is not None
    assert spec.organisation is not None
    structure = structure_at(REGISTER, spec.organisation, period.last_day)
    return duties_of(spec.cycle, spec.roles, structure, holders, period, next_working_day)


def test_each_unit_of_a_roles_level_has_the_duty_once_whatever_lines_it_stands_on() -> None:
    plans = [duty for duty in duties() if duty.task is Task.UPDATE_PLAN]
    assert [(duty.unit, duty.line) for duty in plans] == [(HALDEN, ""), (GRIMSTAD, "")]  # Moss was closed in July


def test_what_covers_those_below_is_one_on_each_line_and_covers_all_of_it() -> None:
    approvals = {(duty.unit, duty.line): duty.covers for duty in duties() if duty.task is Task.APPROVE_REPORT}
    assert approvals == {
        (FYLKE, "statlig"): {FYLKE, HALDEN},
        (OTHER, "statlig"): {OTHER, GRIMSTAD},
        (KOMMUNE, "kommunal"): {KOMMUNE, HALDEN},
    }


def test_a_duty_is_due_in_the_month_after_on_the_day_or_the_next_working_day() -> None:
    # 15 November 2026 is a Sunday, the 18th a Wednesday and the 20th a Friday.
    assert {(d.task, d.declared.day, d.due) for d in duties()} == {
        (Task.UPDATE_PLAN, 15, date(2026, 11, 16)),
        (Task.WRITE_REPORT, 18, date(2026, 11, 18)),
        (Task.APPROVE_REPORT, 20, date(2026, 11, 20)),
    }
    fixed = duties(text=SPEC.replace(", flyttes til neste virkedag", ""))
    assert {duty.due for duty in fixed if duty.task is Task.UPDATE_PLAN} == {date(2026, 11, 15)}


def test_in_may_two_days_meet_and_in_december_the_duties_are_in_the_new_year() -> None:
    # The 15th and 16th of May 2027 are a weekend and the 17th is the national day; the 18th stays.
    april = {duty.task: duty.due for duty in duties(period=Month.of(2027, 4))}
    assert april[Task.UPDATE_PLAN] == april[Task.WRITE_REPORT] == date(2027, 5, 18)
    assert {duty.due.year for duty in duties(period=Month.of(2026, 12))} == {2027}


def test_the_days_of_the_agencys_cycle_keep_their_month_and_their_order_in_every_month_until_2040() -> None:
    text = SPEC.replace("den 15.", "den 1.").replace("den 18.", "den 10.")
    for month in range(Month.of(2023, 12).number, Month.of(2040, 11).number):
        due = [duty.due for duty in duties(text=text, period=Month(month)) if duty.unit in (HALDEN, FYLKE)]
        assert {(day.year, day.month) for day in due} == {((Month(month) + 1).year, (Month(month) + 1).month)}
        assert due == sorted(due)
        assert all(is_working_day(day) for day in due)


def test_a_day_before_easter_may_move_into_the_next_month() -> None:
    # 28 March 2024 is Maundy Thursday, and 1 April Easter Monday.
    late = SPEC.replace("den 20.", "den 28.")
    assert duties(text=late, period=Month.of(2024, 2))[-1].due == date(2024, 4, 2)


def test_the_holder_is_who_has_the_role_on_the_day_it_is_due_and_all_who_have_it_are_named() -> None:
    before = Holder("Aud", "", "leder", HALDEN, valid_to=date(2026, 11, 17))
    after = Holder("Ola", "", "leder", HALDEN, valid_from=date(2026, 11, 17))
    both = Holder("Kari", "", "leder", HALDEN)
    elsewhere = Holder("Per", "", "leder", MOSS)
    of_halden = {d.task: d.holders for d in duties([before, after, both, elsewhere]) if d.unit == HALDEN}
    assert of_halden == {Task.UPDATE_PLAN: (before, both), Task.WRITE_REPORT: (after, both)}
    assert all(duty.holders == () for duty in duties([before]) if duty.unit == GRIMSTAD), "nobody is listed"


def test_one_with_a_line_has_what_is_done_on_that_line_alone() -> None:
    here, other = Holder("Aud", "", "direktør", FYLKE, "statlig"), Holder("Ola", "", "direktør", FYLKE, "kommunal")
    assert [d.holders for d in duties([here, other]) if d.unit == FYLKE] == [(here,)]


def test_duties_are_ordered_by_day_and_each_has_a_key_of_its_own() -> None:
    made = duties()
    assert [duty.due for duty in made] == sorted(duty.due for duty in made)
    assert len({duty.key for duty in made}) == len(made) == 7


@pytest.mark.parametrize("days", [1, 30])
def test_a_key_does_not_change_with_who_has_the_role_or_when_it_is_due(days: int) -> None:
    moved = SPEC.replace("den 15.", f"den {min(28, days)}.")
    someone = Holder("Aud", "", "leder", HALDEN, valid_to=date(2026, 10, 1) + timedelta(days))
    assert {duty.key for duty in duties([someone], moved)} == {duty.key for duty in duties()}
