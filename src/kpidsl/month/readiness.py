"""The readiness of a month, from the files: the register and the table of roles to duties, the ledgers to how they
stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpidsl.engines.duckdb import open_duckdb
from kpidsl.engines.engine import OpenEngine
from kpidsl.engines.working_days import FIRST, LAST, next_working_day
from kpidsl.followup.duties import duties_of
from kpidsl.followup.fold import fold
from kpidsl.followup.lacking import Lacking, lacking
from kpidsl.followup.readiness import readiness_of
from kpidsl.language import Project
from kpidsl.model.act import Act
from kpidsl.model.duty import Readiness
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.month.entered_sources import SourceFigures, figures_in, period_of
from kpidsl.month.registers import required_register
from kpidsl.month.store import UnitFolder
from kpidsl.organisation.structure import structure_at
from kpidsl.problems import Problem, problem
from kpidsl.project import read_settings
from kpidsl.sources.tables.roles import read_holders


@dataclass(frozen=True)
class MonthStanding:
    """How the duties of a period stand, all the acts of each unit whose ledgers are whole, and what the sources hold
    whose figures are entered by hand."""

    readiness: Readiness
    acts: Mapping[UnitKey, Sequence[Act]]
    figures: Mapping[str, SourceFigures]


def month_standing(
    project: Project,
    spec: Spec,
    data: Path,
    period: Month,
    on: date,
    *,
    open_engine: OpenEngine = open_duckdb,
) -> tuple[MonthStanding | None, tuple[Problem, ...]]:
    """How the month stands on the day `on`, and the problems of the tables and of the ledgers.

    None where the project file or the register is refused, there is no register (R028) or no unit in the month (P054),
    the specification has no cycle (R026), or the days lie outside the calendar of working days (R027).
    """
    settings, problems = read_settings(project.root)
    if spec.cycle is None or spec.organisation is None:
        return None, (*problems, problem("R026"))
    if spec.cycle.moves and not FIRST <= (period + 1).first_day <= LAST:
        return None, (*problems, problem("R027", first=FIRST.year, last=LAST.year))
    register, problems = required_register(settings, problems, data, spec.organisation, project.root, period.last_day)
    if register is None:
        return None, problems
    structure = structure_at(register, spec.organisation, period.last_day)
    if not structure.nodes:
        return None, (*problems, problem("P054", month=period))
    holders, of_roles = read_holders(data, settings.roles, spec.roles, spec.organisation, register, project.root)
    entered = {name: source for name, source in spec.sources.items() if source.entered_by}
    by_role = {
        role.name: [name for name, source in entered.items() if source.entered_by == role.name] for role in spec.roles
    }
    duties = duties_of(spec.cycle, spec.roles, structure, holders, period, next_working_day, by_role)
    entered_figures, of_sources = figures_in(entered, data, settings, register, period, open_engine)
    figures = {name: one.units_with_all(period_of(entered[name], period)) for name, one in entered_figures.items()}
    folder, units = settings.follow_up_folder(project.root), {duty.unit for duty in duties}
    acts, damaged = _acts_of(units, folder) if folder is not None else ({}, ())
    lack = _lacking(acts, period, on)
    readiness = readiness_of(
        duties, acts, structure, period, on, figures, lack, units - acts.keys() if damaged else set()
    )
    return MonthStanding(readiness, acts, entered_figures), (*problems, *of_roles, *of_sources, *damaged)


def _acts_of(units: Iterable[UnitKey], root: Path) -> tuple[dict[UnitKey, list[Act]], tuple[Problem, ...]]:
    """All the acts of each unit whose ledgers are whole, and F031 for each other unit."""
    acts_by_unit: dict[UnitKey, list[Act]] = {}
    problems: tuple[Problem, ...] = ()
    for unit in sorted(units):
        acts, wrong = UnitFolder(root, unit.folder).acts()
        problems += wrong
        if acts is not None:
            acts_by_unit[unit] = acts
    return acts_by_unit, problems


def _lacking(acts: Mapping[UnitKey, Sequence[Act]], period: Month, on: date) -> dict[UnitKey, Lacking]:
    """What is required of each unit and is not entered by that day."""
    lacks = {
        unit: lacking(fold(act for act in of_unit if act.header.on <= on), period, on) for unit, of_unit in acts.items()
    }
    return {unit: of_unit for unit, of_unit in lacks.items() if of_unit != Lacking()}
