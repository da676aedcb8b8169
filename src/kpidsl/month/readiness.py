"""The readiness of a month, from the files: the register and the table of roles to duties, the ledgers to how they
stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kpidsl.engines.working_days import FIRST, LAST, next_working_day
from kpidsl.followup.duties import duties_of
from kpidsl.followup.readiness import acts_of, readiness_of
from kpidsl.language import Project
from kpidsl.model.duty import Readiness
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.organisation.structure import structure_at
from kpidsl.problems import Problem, problem, refuses
from kpidsl.project import ProjectFile, read_settings
from kpidsl.sources.tables.register import read_register
from kpidsl.sources.tables.roles import read_holders


def readiness(
    project: Project, spec: Spec, data: Path, period: Month, on: date
) -> tuple[Readiness | None, tuple[Problem, ...]]:
    """How the duties of the period stand on the day `on`, and the problems of the tables and of the ledgers.

    None where the project file or the register is refused, there is no register (R028) or no unit in the month (P054),
    the specification has no cycle (R026), or the days lie outside the calendar of working days (R027).
    """
    settings, found = read_settings(project.root)
    if spec.cycle is None or spec.organisation is None:
        return None, (*found, problem("R026"))
    if spec.cycle.moves and not FIRST <= (period + 1).first_day <= LAST:
        return None, (*found, problem("R027", first=FIRST.year, last=LAST.year))
    register, of_register = read_register(
        data, settings.register_file, settings.changes, spec.organisation, project.root, until=period.last_day
    )
    found = (*found, *of_register)
    if register is None and not refuses(found):
        found = (*found, problem("R028"))
    if register is None or refuses(found):
        return None, found
    structure = structure_at(register, spec.organisation, period.last_day)
    if not structure.nodes:
        return None, (*found, problem("P054", month=period))
    holders, of_roles = read_holders(data, settings.roles, spec.roles, spec.organisation, register, project.root)
    duties = duties_of(spec.cycle, spec.roles, structure, holders, period, next_working_day)
    acts, damaged = acts_of({duty.unit for duty in duties}, _ledgers(project, settings), period)
    return readiness_of(duties, acts, structure, period, on), (*found, *of_roles, *damaged)


def _ledgers(project: Project, settings: ProjectFile) -> Path | None:
    """The folder of what the units report; None where none is declared."""
    return project.root / settings.follow_up.folder if settings.follow_up is not None else None
