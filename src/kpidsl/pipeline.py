"""The stages in order: text → spec → plan → tables → Results → Edition. The only place that names them all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from kpidsl.disclosure import disclose, named
from kpidsl.engines.connection import Connection, open_connection
from kpidsl.engines.duckdb import reduce
from kpidsl.language import Project, Report, check, load
from kpidsl.model.edition import Edition
from kpidsl.model.organisation import Register, Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.plan import Plan
from kpidsl.model.results import Results
from kpidsl.model.spec import Organisation, Source, Spec
from kpidsl.model.tables import Tables
from kpidsl.organisation.structure import structure_at, structure_from_codes
from kpidsl.planning import plan
from kpidsl.planning.graph import used_sources
from kpidsl.problems import Problem, problem, refuses, render_row
from kpidsl.project import ProjectFile, SourceSettings, read_settings
from kpidsl.scoring import score
from kpidsl.sources import Binding, Loaded, MemoryRows, bind, bind_names
from kpidsl.sources import load as load_source
from kpidsl.sources.manifest import says_synthetic
from kpidsl.sources.rows.precedence import deliveries_before, put_before
from kpidsl.sources.rows.units import units_in, unknown_units, unplaced_rows
from kpidsl.sources.rows.years import void_doubles
from kpidsl.sources.tables.assessments import read_assessments
from kpidsl.sources.tables.register import CHANGES, REGISTER, read_register, register_of
from kpidsl.sources.tables.table import numbered
from kpidsl.sources.tables.targets import TARGETS, read_targets, with_targets

if TYPE_CHECKING:
    from kpidsl.scoring.backtest import Forecast

__all__ = [
    "HISTORY_MONTHS",
    "Project",
    "Report",
    "RunOutcome",
    "backtest",
    "check",
    "load",
    "months_for",
    "run",
    "run_rows",
]

HISTORY_MONTHS = 24
BACKTEST_MONTHS = 48


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """The edition of each recipient, none where the run was refused; and every data problem either way."""

    editions: tuple[Edition, ...]
    problems: tuple[Problem, ...]

    @property
    def edition(self) -> Edition | None:
        """The only edition, or the first."""
        return self.editions[0] if self.editions else None


RowsByTable = Mapping[str, Sequence[Mapping[str, str]]]
"""The rows of a test, by source or table."""


def run_rows(
    spec: Spec,
    given: RowsByTable,
    month: Month,
    units: Sequence[tuple[str, str]],
    settings: ProjectFile | None = None,
) -> tuple[Results | None, tuple[Problem, ...]]:
    """Results on rows in memory, for tests: the rows are the whole world, delivered in every month.

    `given` may hold the register (`enheter`), its changes (`endringer`) and the table of targets (`maal`);
    without a register, `units` ((level, code), …) are the leaves. `settings` say what marks mean and which
    months are delivered.
    """
    spec = spec.at(month)
    organisation = spec.organisation or Organisation("", {}, ())
    changes = numbered(CHANGES, given.get("endringer", ()))
    units_given = numbered(REGISTER, given.get("enheter", ()))
    register, of_register = register_of(units_given, changes, organisation, "prøve")
    named = register.named(month.last_day)
    spec, of_targets = with_targets(spec, numbered(TARGETS, given.get("maal", ())), "maal", register, named)
    if refuses(of_targets):
        return None, tuple(of_targets)
    with tempfile.TemporaryDirectory(prefix="kpidsl-") as folder:
        work = Path(folder)
        connection = open_connection(work, [work])
        loaded, problems = _load_rows(connection, spec.sources, given, settings, work, month)
        if loaded is None:
            return None, tuple(problems)
        tables = {name: one.table for name, one in loaded.items()}
        problems += put_before(connection, spec.sources, tables)
        problems += [*of_targets, *of_register]
        if refuses(of_register):
            return None, tuple(problems)
        structure = _structure_of_rows(register, units, organisation, month)
        if register.rows:
            problems += unknown_units(connection, spec.sources, tables, structure)
            problems += unplaced_rows(connection, spec, tables, structure)
        problems += void_doubles(connection, spec.sources, tables, structure)
        made = plan(spec, structure, months_for(spec, month))
        reduced = _tables(connection, made, spec.sources, loaded)
        results, found = score(spec, made, reduced, month)
    return results, (*problems, *found)


def _load_rows(
    connection: Connection,
    sources: Mapping[str, Source],
    given: RowsByTable,
    settings: ProjectFile | None,
    work: Path,
    month: Month,
) -> tuple[dict[str, Loaded] | None, list[Problem]]:
    """A test's rows as tables; None, and its problems alone, at the first source that is refused."""
    said = settings.sources if settings else {}
    loaded: dict[str, Loaded] = {}
    for position, (name, source) in enumerate(sources.items()):
        rows = MemoryRows(given.get(name, ()), said.get(name, SourceSettings()))
        one = load_source(connection, source, rows, position, work, month)
        if not isinstance(one, Loaded):
            return None, list(one)
        loaded[name] = one
    return loaded, [found for one in loaded.values() for found in one.problems]


def _structure_of_rows(
    register: Register, units: Sequence[tuple[str, str]], organisation: Organisation, month: Month
) -> Structure:
    """The organisation of a test's rows."""
    if register.rows:
        return structure_at(register, organisation, month.last_day)
    keys = [UnitKey(level, code) for level, code in units if code]
    return structure_from_codes(keys, organisation.lines, register.changes)


def months_for(spec: Spec, period: Month, history: int = HISTORY_MONTHS) -> tuple[Month, ...]:
    """The months to compute: the history shown, from a year's start, and a year before for what compares with it."""
    first = (period - history).year_start(spec.year_starts) - 12
    return tuple(Month(n) for n in range(first.number, period.number + 1))


def run(
    project: Project,
    spec: Spec,
    data: Path,
    period: Month,
    *,
    units: Sequence[str] = (),
    line: str = "",
    language: str | None = None,
    strict: bool = False,
    progress: Callable[[str], None] | None = None,
) -> RunOutcome:
    """Run a month on the files in `data`: one edition for each unit code in `units` (none: the whole country).

    There is none where the data are refused (or, strict, imperfect), or a unit or the steering line is unknown.
    """
    made, found = _reduce_files(project, spec, data, period, progress or (lambda _: None))
    if made is None:
        return RunOutcome((), found)
    recipients, unknown = named(made.plan.structure, units, line)
    if unknown:
        return RunOutcome((), (*unknown, *found))
    results, wrong = score(made.spec, made.plan, made.tables, period)
    assessed, of_assessed = read_assessments(
        data, made.settings.assessments, made.spec, made.plan.structure, period, project.root
    )
    found = (*found, *wrong, *of_assessed)
    if strict and any(p.severity == "error" for p in found):
        return RunOutcome((), found)
    editions = disclose(
        replace(results, assessed=assessed),
        recipients,
        language=language or spec.language,
        suppress_below=spec.suppress_below,
        history=HISTORY_MONTHS,
        engine_version=version("kpidsl"),
        problems=tuple(render_row(p) for p in found),
        synthetic=says_synthetic(data),
    )
    return RunOutcome(editions, found)


def backtest(
    project: Project, spec: Spec, data: Path, last: Month, *, progress: Callable[[str], None] | None = None
) -> tuple[tuple[Forecast, ...], tuple[Problem, ...]]:
    """What the risk would have said in each month of the years that are over in `last`, and what came.

    Empty where the data are refused, or where no whole year is behind.
    """
    from kpidsl.scoring.backtest import year_end_forecasts  # here: scipy takes half a second to load

    made, found = _reduce_files(project, spec, data, last, progress or (lambda _: None), history=BACKTEST_MONTHS)
    return (year_end_forecasts(made.spec, made.plan, made.tables, last), found) if made is not None else ((), found)


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What a month's data folder gives: a specification with its targets, the sources it reads, and the register."""

    settings: ProjectFile
    spec: Spec
    sources: Mapping[str, Source]
    bindings: Mapping[str, Binding]
    organisation: Organisation
    register: Register | None


@dataclass(frozen=True, slots=True)
class _Reduced:
    """The project file, a specification with its targets, its plan, and the three tables."""

    settings: ProjectFile
    spec: Spec
    plan: Plan
    tables: Tables


def _reduce_files(
    project: Project,
    spec: Spec,
    data: Path,
    period: Month,
    say: Callable[[str], None],
    *,
    history: int = HISTORY_MONTHS,
) -> tuple[_Reduced | None, tuple[Problem, ...]]:
    """Files to tables; None where the project file, a table or a source is refused."""
    inputs, problems = _inputs(project, spec, data, period)
    if inputs is None:
        return None, problems
    spec, sources, found = inputs.spec, inputs.sources, list(problems)
    with tempfile.TemporaryDirectory(prefix="kpidsl-") as folder:
        work = Path(folder)
        connection = open_connection(work, [data])
        loaded, of_sources = _load_files(connection, inputs, work, period, say)
        found += of_sources
        if len(loaded) < len(sources) or any(p.code == "P035" for p in found):
            return None, tuple(found)
        tables = {name: one.table for name, one in loaded.items()}
        found += put_before(connection, sources, tables)
        structure = _structure_of_files(connection, inputs, tables, period)
        found += unknown_units(connection, sources, tables, structure)
        found += void_doubles(connection, sources, tables, structure)
        found += unplaced_rows(connection, spec, tables, structure)
        made = plan(spec, structure, months_for(spec, period, history))
        reduced = _tables(connection, made, sources, loaded)
        say(f"{len(made.parts)} deler/parts, {len(structure.nodes)} noder/nodes")
    return _Reduced(inputs.settings, spec, made, reduced), tuple(found)


def _inputs(project: Project, spec: Spec, data: Path, period: Month) -> tuple[_Inputs | None, tuple[Problem, ...]]:
    """What stands beside the sources' rows; None where the project file or a table is refused."""
    settings, problems = read_settings(project.root)
    spec = spec.at(period)
    if any(p.severity == "error" for p in problems):
        return None, problems
    sources = used_sources(spec)
    bindings, unbound = bind(sources, data, settings)
    organisation = spec.organisation or Organisation("", {}, ())
    register, of_register = read_register(data, settings.register_file, settings.changes, organisation, project.root)
    if register is None and organisation.lines:
        levels = ", ".join(organisation.levels[level][0] for level in organisation.lines[0].levels[1:])
        of_register.append(problem("P052", levels=levels))
    rows, table, of_targets = read_targets(data, settings.targets, project.root)
    named = register.named(period.last_day) if register is not None else {}
    spec, of_rows = with_targets(spec, rows, table, register, named)
    found = (*problems, *unbound, *of_register, *of_targets, *of_rows)
    if refuses(found):
        return None, found
    return _Inputs(settings, spec, sources, bindings, organisation, register), found


def _load_files(
    connection: Connection, inputs: _Inputs, work: Path, period: Month, say: Callable[[str], None]
) -> tuple[dict[str, Loaded], list[Problem]]:
    """The tables of the sources that are not refused, with codes for units, and every problem found in them."""
    loaded: dict[str, Loaded] = {}
    found: list[Problem] = []
    for position, (name, source) in enumerate(inputs.sources.items()):
        one = load_source(connection, source, inputs.bindings[name], position, work, period)
        if not isinstance(one, Loaded):
            found += one
            continue
        loaded[name] = one
        found += one.problems
        if inputs.bindings[name].settings.units == "names":
            found += bind_names(connection, source, one.table, inputs.register)
        say(f"{name}: {one.rows:,} rader/rows".replace(",", " "))
    return loaded, found


def _structure_of_files(connection: Connection, inputs: _Inputs, tables: Mapping[str, str], period: Month) -> Structure:
    """The organisation of the register; without one, of the units that the sources speak of."""
    if inputs.register is not None:
        return structure_at(inputs.register, inputs.organisation, period.last_day)
    units = units_in(connection, inputs.sources, tables, inputs.organisation, period)
    return structure_from_codes(units, inputs.organisation.lines)


def _tables(connection: Connection, made: Plan, sources: Mapping[str, Source], loaded: Mapping[str, Loaded]) -> Tables:
    """The three tables for the plan, of what was loaded."""
    tables = {name: one.table for name, one in loaded.items()}
    delivered = {name: one.delivery for name, one in loaded.items() if one.delivery is not None}
    content = {name: one.content for name, one in loaded.items()}
    return reduce(made, tables, deliveries_before(sources, delivered), connection, content)
