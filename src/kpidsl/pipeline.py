"""The stages in order: text → spec → plan → tables → Results → Edition. The only place that names them all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from kpidsl.claimed_folders import WORK, claimed_folder
from kpidsl.disclosure import disclose, named, not_examined
from kpidsl.disclosure.patterns import PatternsBegun
from kpidsl.disclosure.tally import Tally, tallies
from kpidsl.engines.duckdb import open_duckdb, open_duckdb_once
from kpidsl.engines.engine import Engine, OpenEngine
from kpidsl.language import Project, Report, check, load
from kpidsl.model.edition import Edition, Recipient
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.plan import Plan
from kpidsl.model.results import Results
from kpidsl.model.spec import Source, Spec, output_language
from kpidsl.model.tables import Tables
from kpidsl.model.unit_plan import PlansOf
from kpidsl.planning import plan
from kpidsl.problems import LANGUAGES, Problem, Translated, refuses, render_row
from kpidsl.problems.counts import counted
from kpidsl.project import ProjectFile
from kpidsl.scoring import score
from kpidsl.scoring.deliveries import (
    figures_before_a_line,
    figures_outside_existence,
    late_deliveries,
    windows_before_rows,
)
from kpidsl.seldom_collected import seldom_collected
from kpidsl.sources import Loaded
from kpidsl.sources.delivery import no_such_month
from kpidsl.sources.manifest import is_synthetic
from kpidsl.sources.rows.changes import changed_figures
from kpidsl.sources.rows.precedence import apply_precedence, deliveries_with_preceding
from kpidsl.sources.rows.units import late_units, unplaced_rows
from kpidsl.sources.rows.years import void_doubled_years
from kpidsl.sources.run_inputs import RowsByTable, RunInputs, inputs_of_files, inputs_of_rows
from kpidsl.sources.tables.assessments import read_assessments
from kpidsl.sources.typed_sources import structure_of, typed_sources, unmatched
from kpidsl.worker_processes import ALONE, Workers

if TYPE_CHECKING:
    from kpidsl.scoring.backtest import Forecast

__all__ = [
    "HISTORY_MONTHS",
    "Project",
    "Report",
    "RunOutcome",
    "backtest",
    "check",
    "engine_for_rows",
    "hidden_cells",
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


def run_rows(
    spec: Spec,
    given: RowsByTable,
    month: Month,
    units: Sequence[tuple[str, str]],
    settings: ProjectFile | None = None,
    *,
    history: int = HISTORY_MONTHS,
    open_engine: OpenEngine = open_duckdb,
) -> tuple[Results | None, tuple[Problem, ...]]:
    """Results on rows in memory, for tests: the rows are the whole world, delivered in every month.

    `given` may hold the register (`enheter`), its changes (`endringer`) and the table of targets (`maal`); without a
    register, `units` ((level, code), …) are the leaves. `settings` declare marks and which months are delivered. None
    where a table or a source is refused.
    """
    inputs, problems = inputs_of_rows(spec, given, month, units, settings or ProjectFile())
    if inputs is None:
        return None, problems
    reduced, problems = _reduced(inputs, problems, month, history=history, open_engine=open_engine)
    if reduced is None:
        return None, problems
    results, of_figures = score(reduced.spec, reduced.plan, reduced.tables, month)
    return results, (*problems, *of_figures)


@contextmanager
def engine_for_rows() -> Iterator[OpenEngine]:
    """An engine for many `run_rows` one after the other: it is opened once, and each run has tables of its own."""
    with (
        claimed_folder(Path(tempfile.gettempdir()), WORK, mode=0o700) as folder,
        open_duckdb_once(folder) as open_engine,
    ):
        yield open_engine


def _months_between(spec: Spec) -> int:
    """The number of months between figures of the least frequent indicator or source."""
    yearly = any(s.grain in ("unit_year", "person_year") for s in spec.sources.values())
    return max([12 if yearly else 1, *(i.frequency.months for i in spec.indicators)])


def months_for(spec: Spec, period: Month, history: int = HISTORY_MONTHS) -> tuple[Month, ...]:
    """The months to compute: the history shown, from the start of a year, one more year for what is compared with
    last year's, and from the earliest year that a target is reckoned from; of ready-made figures that are added up
    over a window, those before the first."""
    first = (period - history).year_start(spec.year_starts) - 12
    for year in {t.base_year for i in spec.indicators for t in i.targets if t.base_year is not None}:
        first = min(first, Month.of(year, 1).year_start(spec.year_starts))
    longest = max((i.summed_months for i in spec.indicators), default=1)
    first -= -(-(longest - 1) // 12) * 12  # whole years: the first month begins one
    return tuple(Month(n) for n in range(first.number, period.number + 1))


Say = Callable[[Translated], None]
"""Hears how far a run has come, in every language."""
Expect = Callable[[int, int], None]
"""Hears how many indicators, at how many nodes, are about to be computed."""


@seldom_collected()
def run(
    project: Project,
    spec: Spec,
    data: Path,
    period: Month,
    *,
    units: Sequence[str] = (),
    line: str = "",
    public: bool = False,
    language: str | None = None,
    strict: bool = False,
    plans: PlansOf | None = None,
    progress: Callable[[str], None] | None = None,
    workers: Workers = ALONE,
) -> RunOutcome:
    """Run a month on the files in `data`: one edition for each unit code in `units` ("all": one for all units together,
    "each": one for every unit; none: all), or one for the `public`. A unit's edition has what `plans` gives of it.
    There is none where the data are refused (or, strict, imperfect), or a unit or line is unknown. What a large agency
    hides is worked out in `workers`, while the rest is scored.
    """
    say, begun = _in_language(progress, language or project.language), PatternsBegun(workers)
    scored, problems = _scored(project, spec, data, period, (units, line, public), say, begun)
    if scored is None:
        return RunOutcome((), problems)
    results, of_assessed = _assessed(scored, data, project.root)
    problems = (*problems, *of_assessed)
    if strict and any(p.severity == "error" for p in problems):
        return RunOutcome((), problems)
    editions = disclose(
        results,
        scored.recipients,
        language=output_language(language) if language else spec.language,
        history=HISTORY_MONTHS,
        engine_version=version("kpidsl"),
        problems=tuple(render_row(p) for p in problems),
        synthetic=is_synthetic(data),
        plans=plans(results.spec, results.structure, period) if plans is not None else {},
        begun=begun,
    )
    return RunOutcome(editions, (*problems, *not_examined(*editions)))


def _assessed(scored: _Scored, data: Path, root: Path) -> tuple[Results, tuple[Problem, ...]]:
    """The results with the leaders' own assessments, and what is wrong in the table of them."""
    results, table = scored.results, scored.reduced.settings.assessments
    assessed, problems = read_assessments(data, table, results.spec, results.structure, results.period, root)
    return replace(results, assessed=assessed), tuple(problems)


def hidden_cells(
    project: Project,
    spec: Spec,
    data: Path,
    period: Month,
    *,
    units: Sequence[str] = (),
    public: bool = False,
    language: str,
    workers: Workers = ALONE,
) -> tuple[tuple[tuple[str, tuple[Tally, ...]], ...], tuple[Problem, ...]]:
    """How much each recipient's edition of the month hides, with the recipient's name; `units`, `public` and
    `workers` as for `run`.

    Empty where the data are refused or a unit is unknown.
    """
    begun = PatternsBegun(workers)
    scored, problems = _scored(project, spec, data, period, (units, "", public), lambda _: None, begun)
    if scored is None:
        return (), problems
    editions = disclose(
        scored.results,
        scored.recipients,
        language=output_language(language),
        history=HISTORY_MONTHS,
        engine_version=version("kpidsl"),
        begun=begun,
    )
    tallied = tuple((edition.recipient, tallies(edition, scored.results)) for edition in editions)
    return tallied, (*problems, *not_examined(*editions))


def backtest(
    project: Project, spec: Spec, data: Path, last: Month, *, progress: Callable[[str], None] | None = None
) -> tuple[tuple[Forecast, ...], tuple[Problem, ...]]:
    """The risk forecasts for each month of the years that are complete in `last`, and the outcomes.

    Empty where the data are refused, or where no year is complete.
    """
    from kpidsl.scoring.backtest import year_end_forecasts  # here: scipy takes half a second to load

    say = _in_language(progress, project.language)
    reduced, problems = _reduce_files(project, spec, data, last, say, history=BACKTEST_MONTHS)
    return (
        (year_end_forecasts(reduced.spec, reduced.plan, reduced.tables, last), problems)
        if reduced is not None
        else ((), problems)
    )


@dataclass(frozen=True, slots=True)
class _Reduced:
    """The project file, a specification with its targets, its plan, and the three tables."""

    settings: ProjectFile
    spec: Spec
    plan: Plan
    tables: Tables


@dataclass(frozen=True, slots=True)
class _Scored:
    """What a month's files amount to, and the recipients that are asked for."""

    reduced: _Reduced
    results: Results
    recipients: tuple[Recipient, ...]


def _scored(
    project: Project,
    spec: Spec,
    data: Path,
    period: Month,
    asked: tuple[Sequence[str], str, bool],
    say: Say,
    begun: PatternsBegun,
) -> tuple[_Scored | None, tuple[Problem, ...]]:
    """The month's results for the recipients `asked` for (unit codes, steering line, whether the public), and every
    problem so far; None where the data are refused or a recipient is unknown. What each indicator hides is `begun` as
    soon as it is scored."""
    reduced, problems = _reduce_files(project, spec, data, period, say, begun.expect)
    if reduced is None:
        return None, problems
    units, line, public = asked
    recipients, unknown = named(reduced.plan.structure, units, line, public=public)
    if unknown:
        return None, (*unknown, *problems)
    results, wrong = score(reduced.spec, reduced.plan, reduced.tables, period, begun.begin)
    return _Scored(reduced, results, recipients), (*problems, *wrong)


def _reduced(
    inputs: RunInputs,
    problems: Sequence[Problem],
    period: Month,
    data: Sequence[Path] = (),
    *,
    history: int = HISTORY_MONTHS,
    open_engine: OpenEngine = open_duckdb,
    say: Say = lambda *_: None,
    expect: Expect = lambda *_: None,
) -> tuple[_Reduced | None, tuple[Problem, ...]]:
    """Rows to tables; None where a source is refused, or no unit stands in the month. `problems`, those of the inputs,
    stand before what is found here. Files are read from the folders `data` alone.
    """
    spec, sources, all_problems = inputs.spec, inputs.sources, list(problems)
    with (
        claimed_folder(Path(tempfile.gettempdir()), WORK, mode=0o700) as folder,
        open_engine(folder, data) as engine,
    ):
        months = months_for(spec, period, history)
        loaded, of_sources = typed_sources(engine, inputs, folder, months, say)
        all_problems += of_sources
        if len(loaded) < len(sources):
            return None, tuple(all_problems)
        held = [one.held for one in loaded.values() if one.held is not None]
        if data and (far := no_such_month(held, _months_between(spec), period)) is not None:
            return None, (*all_problems, far)
        all_problems += apply_precedence(engine, sources)
        structure = structure_of(engine, inputs, months)
        of_rows = _problems_of_rows(engine, inputs, loaded, structure, period)
        all_problems += of_rows
        if refuses(of_rows):
            return None, tuple(all_problems)
        plan_of_month = plan(spec, structure, months)
        expect(len(spec.indicators), len(structure.nodes))
        reduced = _tables(engine, plan_of_month, sources, loaded, files=bool(data))
        all_problems += changed_figures(engine, sources, plan_of_month, period)
        all_problems += _problems_of_tables(plan_of_month, reduced, period, files=bool(data))
    say(_size(plan_of_month))
    return _Reduced(inputs.settings, spec, plan_of_month, reduced), tuple(all_problems)


def _problems_of_rows(
    engine: Engine, inputs: RunInputs, loaded: Mapping[str, Loaded], structure: Structure, period: Month
) -> tuple[Problem, ...]:
    """What in the rows does not match the organisation, or counts twice; of what refuses the run, that alone."""
    # a test that asks for some units may have rows of others
    unmet = tuple(unmatched(engine, inputs, loaded, structure, period)) if inputs.asked is None else ()
    if refuses(unmet):
        return unmet
    doubled = void_doubled_years(engine, inputs.sources, structure)
    return (*unmet, *doubled, *unplaced_rows(engine, inputs.spec, inputs.sources, structure))


def _problems_of_tables(plan_of_month: Plan, tables: Tables, period: Month, *, files: bool) -> Iterator[Problem]:
    """What is late or begins before the rows (of `files` alone), and figures from before a unit or a line exists."""
    if files:
        yield from late_deliveries(plan_of_month, tables, period)
        yield from windows_before_rows(plan_of_month, tables, period)
    yield from figures_outside_existence(plan_of_month, tables)
    yield from figures_before_a_line(plan_of_month, tables)


def _size(plan_of_month: Plan) -> Translated:
    """How many parts are computed, and at how many nodes."""
    parts, nodes = len(plan_of_month.parts), len(plan_of_month.structure.nodes)
    return Translated(
        f"{counted(parts, 'del', 'deler')}, {counted(nodes, 'node', 'noder')}",
        f"{counted(parts, 'del', 'delar')}, {counted(nodes, 'node', 'nodar')}",
        f"{counted(parts, 'part', 'parts')}, {counted(nodes, 'node', 'nodes')}",
    )


def _reduce_files(
    project: Project,
    spec: Spec,
    data: Path,
    period: Month,
    say: Say,
    expect: Expect = lambda *_: None,
    *,
    history: int = HISTORY_MONTHS,
) -> tuple[_Reduced | None, tuple[Problem, ...]]:
    """Files to tables; None where the project file, a table or a source is refused."""
    inputs, found_problems = inputs_of_files(project.root, spec, data, period)
    if inputs is None:
        return None, found_problems
    return _reduced(inputs, found_problems, period, [data], history=history, say=say, expect=expect)


def _in_language(progress: Callable[[str], None] | None, language: str) -> Say:
    """What hears how far a run has come, in every language, as what hears it in one."""
    return lambda text: progress(text[LANGUAGES.index(language)]) if progress is not None else None


def _tables(
    engine: Engine, plan_of_month: Plan, sources: Mapping[str, Source], loaded: Mapping[str, Loaded], *, files: bool
) -> Tables:
    """The three tables for the plan, of what was loaded; of `files` with the units that are late."""
    structure, period = plan_of_month.structure, plan_of_month.months[-1]
    delivered = {name: one.delivery for name, one in loaded.items() if one.delivery is not None}
    for name, delivery in delivered.items() if files else ():
        delivered[name] = replace(delivery, late=late_units(engine, sources[name], structure, period))
    content = {name: one.content for name, one in loaded.items()}
    return engine.reduce(plan_of_month, deliveries_with_preceding(sources, delivered), content)
