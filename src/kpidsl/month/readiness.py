"""The readiness of a month, from the files: the register and the table of roles to duties, the ledgers to how they
stand."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpidsl.claimed_folders import WORK, claimed_folder
from kpidsl.engines.duckdb import open_duckdb
from kpidsl.engines.engine import Engine, OpenEngine
from kpidsl.engines.working_days import FIRST, LAST, next_working_day
from kpidsl.followup.duties import duties_of
from kpidsl.followup.fold import fold
from kpidsl.followup.lacking import Lacking, lacking
from kpidsl.followup.readiness import readiness_of
from kpidsl.language import Project
from kpidsl.model.act import Act
from kpidsl.model.duty import Readiness
from kpidsl.model.organisation import Register, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Source, Spec
from kpidsl.month.registers import required_register
from kpidsl.month.store import UnitFolder
from kpidsl.organisation.structure import structure_at
from kpidsl.problems import Problem, problem, refuses
from kpidsl.project import ProjectFile, read_settings
from kpidsl.sources import Loaded, bind_names, load
from kpidsl.sources.bind import bind
from kpidsl.sources.tables.roles import read_holders


@dataclass(frozen=True)
class MonthStanding:
    """How the duties of a period stand, and all the acts of each unit whose ledgers are whole."""

    readiness: Readiness
    acts: Mapping[UnitKey, Sequence[Act]]


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
    figures, of_sources = units_with_figures(entered, data, settings, register, period, open_engine)
    folder, units = settings.follow_up_folder(project.root), {duty.unit for duty in duties}
    acts, damaged = _acts_of(units, folder) if folder is not None else ({}, ())
    lack = _lacking(acts, period, on)
    readiness = readiness_of(
        duties, acts, structure, period, on, figures, lack, units - acts.keys() if damaged else set()
    )
    return MonthStanding(readiness, acts), (*problems, *of_roles, *of_sources, *damaged)


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


def units_with_figures(
    sources: Mapping[str, Source],
    data: Path,
    settings: ProjectFile,
    register: Register,
    period: Month,
    open_engine: OpenEngine,
) -> tuple[dict[str, frozenset[str]], tuple[Problem, ...]]:
    """The codes of the units that have a row of the period (its year, in a yearly source), by source, and the problems
    of the sources' files. A source that is refused, or has no file, has no units."""
    bound, problems = bind(sources, data, settings)
    codes: dict[str, frozenset[str]] = {}
    if not bound:
        return codes, problems
    known = frozenset(row.unit.code for row in register.rows)
    with (
        claimed_folder(Path(tempfile.gettempdir()), WORK, mode=0o700) as folder,
        open_engine(folder, [data]) as engine,
    ):
        for position, (name, binding) in enumerate(bound.items()):
            source = sources[name]
            loaded = load(engine, source, binding, position, folder, period, known)
            if not isinstance(loaded, Loaded):
                problems += loaded
                continue
            of_source = tuple(loaded.problems)
            if binding.settings.named_units:
                of_source += bind_names(engine, source, register)
            problems += of_source
            codes[name] = frozenset() if refuses(of_source) else _units_of(engine, source, period)
    return codes, problems


def _units_of(engine: Engine, source: Source, period: Month) -> frozenset[str]:
    """The units all of whose rows of the period have every figure. A figure that is marked as not ready is none."""
    unit, month = source.column("unit"), source.column("period")
    assert unit is not None
    assert month is not None
    starts = next(column.year_starts for column in source.columns if column.name == month)
    first = period.year_start(starts) if source.grain == "unit_year" else period
    last = first + (11 if source.grain == "unit_year" else 0)
    figures = [c.name for c in source.columns if c.role in ("numerator", "denominator", "value") and c.type != "text"]
    whole, lacking = set[str](), set[str]()
    for code, number, *values in engine.counts(source, [unit, month, *figures]):
        if isinstance(number, int) and first.number <= number <= last.number and code is not None:
            (lacking if None in values else whole).add(str(code))
    return frozenset(whole - lacking)
