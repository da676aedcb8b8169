"""From the acts of the units to their plans of a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from kpidsl.followup.duties import NextWorkingDay, duties_of
from kpidsl.followup.fold import CARD, Followed, fold
from kpidsl.followup.readiness import readiness_of
from kpidsl.followup.row_texts import code_in
from kpidsl.model.act import Act
from kpidsl.model.form import COMMENTS, MEASURES, REPORT, Cells
from kpidsl.model.organisation import Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.model.unit_plan import AskedFor, Commented, PlannedMeasure, ReportText, StandingCase, UnitPlan


def plans_of(
    spec: Spec,
    structure: Structure,
    period: Month,
    acts_by_folder: Mapping[str, Sequence[Act]],
    next_working_day: NextWorkingDay,
    *,
    gives_books: bool,
) -> dict[UnitKey, UnitPlan]:
    """The plan of each unit that has entered something by its acts, is asked for something in the period, or awaits its
    cases.

    `acts_by_folder` has the acts by the name of the unit's folder: level and code, as `kontor-0315`. `gives_books` says
    whether the units are given books at all, and so get cases.
    """
    units = sorted({node.unit for node in structure.nodes})
    acts = {unit: acts_by_folder.get(unit.folder, ()) for unit in units}
    asked = _asked(spec, structure, period, acts, next_working_day)
    codes = [indicator.code for indicator in spec.indicators]
    plans = {}
    for unit in units:
        followed = fold(acts[unit])
        plan = replace(
            _plan(followed, period, codes, asked.get(unit, ())),
            cases=standing_cases(_as_of(followed, acts[unit], period), period),
            awaits_cases=gives_books and period not in followed.shown,
        )
        if plan != UnitPlan():
            plans[unit] = plan
    return plans


def standing_cases(followed: Followed, period: Month) -> dict[str, StandingCase]:
    """The last case of each indicator that had opened by the period, by its code, apart from those that another month's
    card closed."""
    cases, first = {}, dict[str, Month]()
    for case in (one for one in followed.cases if one.opened <= period):
        first.setdefault(case.indicator, case.opened)
        cases[case.indicator] = case
    return {
        code: StandingCase(code, case.number, case.state, case.opened, case.as_of, first[code], case.lines)
        for code, case in cases.items()
        if case.is_open or case.as_of == period
    }


def _as_of(followed: Followed, acts: Sequence[Act], period: Month) -> Followed:
    """The same with the cases as the cards up to the period leave them: the state is then by the measures of today."""
    if all(month <= period for month in followed.shown):
        return followed
    until = fold(act for act in acts if act.header.kind != CARD or act.header.period <= period)
    return replace(followed, deviations=until.deviations)


def _plan(followed: Followed, period: Month, codes: Sequence[str], asked: Sequence[AskedFor]) -> UnitPlan:
    comments = {}
    for cells in followed.of(COMMENTS, period).texts.values():
        commented = Commented(cells.get("comment", ""), cells.get("own_risk", ""), cells.get("reason", ""))
        if commented != Commented() and (code := code_in(cells.get("indicator", ""), codes)):
            comments[code] = commented
    report = (
        ReportText(cells.get("heading", ""), cells.get("text", ""), cells.get("line", ""))
        for cells in followed.of(REPORT, period).texts.values()
    )
    return UnitPlan(
        planned_measures(followed, period, codes),
        comments,
        tuple(one for one in report if one.text),
        tuple(asked),
    )


def planned_measures(followed: Followed, period: Month, codes: Sequence[str]) -> tuple[PlannedMeasure, ...]:
    """The measures that are entered, in order; `codes` are those of the indicators. A row that only names its indicator
    is none."""
    return tuple(
        _measure(number, cells, codes, followed.planned.get(number))
        for number, cells in followed.of(MEASURES, period).texts.items()
        if any(text for column, text in cells.items() if column != "indicator")
    )


def _measure(number: str, cells: Cells, codes: Sequence[str], planned_in: Month | None) -> PlannedMeasure:
    by, expected = cells.get("by_month", ""), cells.get("expected", "")
    return PlannedMeasure(
        number,
        code_in(cells.get("indicator", ""), codes),
        cells.get("indicator", ""),
        cells.get("measure", ""),
        cells.get("responsible", ""),
        date.fromisoformat(cells["deadline"]) if cells.get("deadline") else None,
        cells.get("measure_status", ""),
        Fraction(expected) if expected else None,
        Month.of(date.fromisoformat(by).year, date.fromisoformat(by).month) if by else None,
        cells.get("comment", ""),
        planned_in,
    )


def _asked(
    spec: Spec,
    structure: Structure,
    period: Month,
    acts: Mapping[UnitKey, Sequence[Act]],
    next_working_day: NextWorkingDay,
) -> dict[UnitKey, list[AskedFor]]:
    """What the cycle asks of each unit, and whether its acts deliver it; nothing without a cycle. A task that is done
    on several steering lines is there once for each of its days."""
    if spec.cycle is None:
        return {}
    duties = duties_of(spec.cycle, spec.roles, structure, (), period, next_working_day)
    asked: dict[UnitKey, dict[AskedFor, None]] = {}
    for status in readiness_of(duties, acts, structure, period, date.max).duties:
        duty = status.duty
        one = AskedFor(duty.task, duty.role, duty.due, status.delivered_on, status.delivered_by)
        asked.setdefault(duty.unit, {})[one] = None
    return {unit: list(of_unit) for unit, of_unit in asked.items()}
