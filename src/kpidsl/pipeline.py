"""The stages in order: text → spec → plan → tables → Results → Edition. The only place that names them all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

from kpidsl.disclosure import disclose, named
from kpidsl.engines.connection import Connection, open_connection, placed_rows, unit_codes
from kpidsl.engines.duckdb import reduce
from kpidsl.engines.readers import Loaded, MemoryRows, bind, bind_names
from kpidsl.engines.readers import load as load_source
from kpidsl.engines.readers.precedence import deliveries_before, put_before, with_those_before
from kpidsl.engines.readers.register import (
    read_assessments,
    read_register,
    register_of,
)
from kpidsl.engines.readers.targets import read_targets, targets_of, with_targets
from kpidsl.engines.readers.years import void_doubles
from kpidsl.language import check_sources
from kpidsl.model.edition import Edition
from kpidsl.model.organisation import Register, Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.plan import Plan
from kpidsl.model.results import Results
from kpidsl.model.risk import AssessedRisk
from kpidsl.model.spec import Organisation, Source, Spec
from kpidsl.model.tables import Delivery, Tables
from kpidsl.planning import plan
from kpidsl.planning.graph import sources_of
from kpidsl.planning.structure import structure_at, structure_from_codes, with_then
from kpidsl.problems import Problem, SourceText, problem
from kpidsl.project import ProjectFile, SourceSettings, read_settings
from kpidsl.scoring import score
from kpidsl.scoring.backtest import Forecast, year_end_forecasts

HISTORY_MONTHS = 24
BACKTEST_MONTHS = 48


@dataclass(frozen=True, slots=True)
class Project:
    """A specification as read: where it is, and its files' texts."""

    root: Path
    files: tuple[SourceText, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def language(self) -> str:
        """The language messages are said in unless asked otherwise: that of the first file."""
        first = self.files[0].text if self.files else ""
        return "en" if "language en" in first else "nb"


@dataclass(frozen=True, slots=True)
class Report:
    """What the checker says. `ok` when a specification stands and nothing is an error."""

    spec: Spec | None
    problems: tuple[Problem, ...]
    texts: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """True where nothing is an error."""
        return self.spec is not None and not any(p.severity == "error" for p in self.problems)


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """The edition of each recipient, none where the run was refused; and every data problem either way."""

    editions: tuple[Edition, ...]
    problems: tuple[Problem, ...]

    @property
    def edition(self) -> Edition | None:
        """The only edition, or the first."""
        return self.editions[0] if self.editions else None


def load(path: Path) -> Project:
    """The project at `path`: a folder of `.kpi` files (read in name order) or one file.

    An empty folder or an unreadable encoding is a problem of the returned project, not an exception.
    """
    paths = sorted(path.rglob("*.kpi")) if path.is_dir() else [path]
    files: list[SourceText] = []
    problems: list[Problem] = []
    for one in paths:
        try:
            files.append(SourceText(str(one), one.read_text(encoding="utf-8-sig")))
        except UnicodeDecodeError as error:
            problems.append(problem("R001", path=one, byte=error.start))
    if not paths:
        problems.append(problem("R002", path=path))
    return Project(path if path.is_dir() else path.parent, tuple(files), tuple(problems))


def check(project: Project) -> Report:
    """All problems of the specification at once, and the checked specification where it stands."""
    texts = {f.path: f.text for f in project.files}
    if not project.files:
        return Report(None, project.problems, texts)
    spec, problems = check_sources(project.files)
    return Report(spec, (*project.problems, *problems), texts)


def run_rows(
    spec: Spec,
    given: Mapping[str, Sequence[Mapping[str, str]]],
    month: Month,
    units: Sequence[tuple[str, str]],
    settings: ProjectFile | None = None,
) -> tuple[Results | None, tuple[Problem, ...]]:
    """Results on rows in memory, for tests: the rows are the whole world, delivered in every month.

    `given` may hold the register (`enheter`), its changes (`endringer`) and the table of targets (`maal`);
    without a register, `units` ((level, code), …) are the leaves. `settings` say what marks mean and which
    months are delivered.
    """
    said = settings.sources if settings else {}
    spec = spec.at(month)
    organisation = spec.organisation or Organisation("", {}, ())
    of_table, refused = targets_of([(at, dict(r)) for at, r in enumerate(given.get("maal", ()), 2)], "maal")
    register, of_register = _register_of_rows(given, organisation)
    spec, conflicts = with_targets(spec, of_table, register.named(last_day(month)))
    if refused or conflicts:
        return None, (*refused, *conflicts)
    with tempfile.TemporaryDirectory(prefix="kpidsl-") as folder:
        work = Path(folder)
        connection = open_connection(work, [work])
        tables: dict[str, str] = {}
        deliveries: dict[str, Delivery] = {}
        content: dict[str, str] = {}
        problems: list[Problem] = []
        for position, (name, source) in enumerate(spec.sources.items()):
            rows = MemoryRows(given.get(name, ()), said.get(name, SourceSettings()))
            loaded = load_source(connection, source, rows, position, work, month)
            if not isinstance(loaded, Loaded):
                return None, loaded
            problems += loaded.problems
            tables[name], content[name] = loaded.table, loaded.content
            if loaded.delivery is not None:
                deliveries[name] = loaded.delivery
        problems += put_before(connection, spec.sources, tables)
        deliveries = deliveries_before(spec.sources, deliveries)
        if of_register:
            return None, (*problems, *of_register)
        structure = _structure_of_rows(register, units, organisation, month)
        if given.get("enheter"):
            problems += _unknown_units(connection, spec.sources, tables, structure)
            problems += _unplaced(connection, spec, tables, structure)
        problems += void_doubles(connection, spec.sources, tables, structure)
        made = plan(spec, structure, months_for(spec, month))
        reduced = reduce(made, tables, deliveries, connection, content)
        results, found = score(spec, made, reduced, month)
    return results, (*problems, *found)


def _register_of_rows(
    given: Mapping[str, Sequence[Mapping[str, str]]], organisation: Organisation
) -> tuple[Register, tuple[Problem, ...]]:
    """The register of a test's rows, and why it is refused, if it is."""
    changes = [(at, dict(r)) for at, r in enumerate(given.get("endringer", ()), 2)]
    rows = [(at, dict(r)) for at, r in enumerate(given.get("enheter", ()), 2)]
    return register_of(rows, changes, organisation, "prøve")


def _structure_of_rows(
    register: Register, units: Sequence[tuple[str, str]], organisation: Organisation, month: Month
) -> Structure:
    """The organisation of a test's rows."""
    if register.rows:
        structure = structure_at(register, organisation.lines, last_day(month))
        if organisation.compare_then:
            structure = with_then(structure, register, organisation.lines, last_day(month))
        return structure
    keys = [UnitKey(level, code) for level, code in units if code]
    return structure_from_codes(keys, organisation.lines, register.changes)


def last_day(month: Month) -> date:
    """The last day of the month."""
    return (month + 1).first_day - timedelta(1)


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
    made, found = _reduced(project, spec, data, period, progress or (lambda _: None))
    if made is None:
        return RunOutcome((), found)
    recipients, unknown = named(made.plan.structure, units, line)
    if unknown:
        return RunOutcome((), (*unknown, *found))
    results, wrong = score(made.spec, made.plan, made.tables, period)
    assessed, of_assessed = _assessments(data, period, made)
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
        problems=tuple(_problem_row(p) for p in found),
        synthetic=_says_synthetic(data),
    )
    return RunOutcome(editions, found)


def backtest(
    project: Project, spec: Spec, data: Path, last: Month, *, progress: Callable[[str], None] | None = None
) -> tuple[tuple[Forecast, ...], tuple[Problem, ...]]:
    """What the risk would have said in each month of the years that are over in `last`, and what came.

    Empty where the data are refused, or where no whole year is behind.
    """
    made, found = _reduced(project, spec, data, last, progress or (lambda _: None), history=BACKTEST_MONTHS)
    return (year_end_forecasts(made.spec, made.plan, made.tables, last), found) if made is not None else ((), found)


@dataclass(frozen=True, slots=True)
class _Reduced:
    """The project file, a specification with its targets, its plan, and the three tables."""

    settings: ProjectFile
    spec: Spec
    plan: Plan
    tables: Tables


def _reduced(
    project: Project,
    spec: Spec,
    data: Path,
    period: Month,
    say: Callable[[str], None],
    *,
    history: int = HISTORY_MONTHS,
) -> tuple[_Reduced | None, tuple[Problem, ...]]:
    """Files to tables; None where the project file, a table or a source is refused."""
    settings, problems = read_settings(project.root)
    spec = spec.at(period)
    if any(p.severity == "error" for p in problems):
        return None, problems
    used = _used_sources(spec)
    bindings, unbound = bind(used, data, settings)
    organisation = spec.organisation or Organisation("", {}, ())
    register, of_register = read_register(data, settings.register_file, settings.changes, organisation, project.root)
    rows, of_targets = read_targets(data, settings.targets)
    spec, conflicts = with_targets(spec, rows, register.named(last_day(period)) if register is not None else {})
    found: list[Problem] = [*problems, *unbound, *of_register, *of_targets, *conflicts]
    if any(p.severity == "error" for p in found):
        return None, tuple(found)
    with tempfile.TemporaryDirectory(prefix="kpidsl-") as folder:
        work = Path(folder)
        connection = open_connection(work, [data])
        loaded: dict[str, Loaded] = {}
        for position, (name, source) in enumerate(used.items()):
            one = load_source(connection, source, bindings[name], position, work, period)
            if not isinstance(one, Loaded):
                found += one
                continue
            loaded[name] = one
            found += one.problems
            if bindings[name].settings.units == "names":
                found += bind_names(connection, source, one.table, register)
            say(f"{name}: {one.rows:,} rader/rows".replace(",", " "))
        if len(loaded) < len(used) or any(p.code == "P035" for p in found):
            return None, tuple(found)
        tables = {n: x.table for n, x in loaded.items()}
        found += put_before(connection, used, tables)
        if register is not None:
            structure = structure_at(register, organisation.lines, last_day(period))
            if organisation.compare_then:
                structure = with_then(structure, register, organisation.lines, last_day(period))
        else:
            codes = _units_in(connection, used, tables, organisation, period)
            structure = structure_from_codes(codes, organisation.lines)
        found += _unknown_units(connection, used, tables, structure)
        found += void_doubles(connection, used, tables, structure)
        found += _unplaced(connection, spec, tables, structure)
        made = plan(spec, structure, months_for(spec, period, history))
        delivered = {n: x.delivery for n, x in loaded.items() if x.delivery is not None}
        deliveries = deliveries_before(used, delivered)
        reduced = reduce(made, tables, deliveries, connection, {n: x.content for n, x in loaded.items()})
        say(f"{len(made.parts)} deler/parts, {len(structure.nodes)} noder/nodes")
    return _Reduced(settings, spec, made, reduced), tuple(found)


def _used_sources(spec: Spec) -> dict[str, Source]:
    read = {name for indicator in spec.indicators for name in sources_of(indicator)}
    names = with_those_before(spec.sources, read)
    return {n: s for n, s in spec.sources.items() if n in names}


def _assessments(
    data: Path, period: Month, made: _Reduced
) -> tuple[dict[tuple[str, int], AssessedRisk], tuple[Problem, ...]]:
    """The leaders' own assessments of the period by (indicator, node); rows that name neither are problems."""
    rows, problems = read_assessments(data, made.settings.assessments)
    nodes: dict[str, list[int]] = {}
    for at, node in enumerate(made.plan.structure.nodes):
        nodes.setdefault(node.unit.code, []).append(at)
    codes = {i.code for i in made.spec.indicators}
    found: dict[tuple[str, int], AssessedRisk] = {}
    unknown: list[Problem] = []
    for row in rows:
        if row.indicator not in codes or row.unit not in nodes:
            unknown.append(problem("P032", row.span, reason=f"{row.indicator} / {row.unit}?"))
        elif row.period == period:
            found |= {
                (row.indicator, at): row.risk
                for at in nodes[row.unit]
                if row.line in ("", made.plan.structure.nodes[at].line)
            }
    return found, (*problems, *unknown)


def _units_in(
    connection: Connection,
    used: Mapping[str, Source],
    tables: Mapping[str, str],
    organisation: Organisation,
    until: Month,
) -> list[UnitKey]:
    """Without a register: the units that the sources have spoken of by the period."""
    kind = organisation.lines[0].levels[0] if organisation.lines else ""
    return [
        UnitKey(kind, code)
        for code in sorted({c for n, s in used.items() for c in unit_codes(connection, s, tables[n], until)})
    ]


def _unknown_units(
    connection: Connection, used: Mapping[str, Source], tables: Mapping[str, str], structure: Structure
) -> list[Problem]:
    known = {u.code for u in structure.leaves} | {n.unit.code for n in structure.nodes} | set(structure.successor)
    found = []
    for name, source in used.items():
        if source.before in used:
            continue
        counts = unit_codes(connection, source, tables[name])
        unknown = sorted(set(counts) - known - set(structure.former if source.ready_made else ()))
        if unknown:
            shown = ", ".join(unknown[:8]) + (" …" if len(unknown) > 8 else "")
            found.append(problem("D005", None, source=name, count=sum(counts[u] for u in unknown), units=shown))
    return found


def _unplaced(connection: Connection, spec: Spec, tables: Mapping[str, str], structure: Structure) -> Iterator[Problem]:
    """Sources with rows of a unit that do not say which of its parts they are of, where an indicator asks for that."""
    leaves = structure.leaves
    wholes = {leaves[at].code: [leaves[part].code for part in parts] for at, parts in structure.parts.items()}
    parts = {leaves[part] for those in structure.parts.values() for part in those}
    asking = [i for i in spec.indicators if any(n.unit in parts and i.stands_at(n) for n in structure.nodes)]
    for name in sorted({source for indicator in asking for source in sources_of(indicator)} & set(tables)):
        source = spec.sources[name]
        rows = placed_rows(connection, source, tables[name], wholes)
        given = source.ready_made  # a unit's own figure may well stand beside those of its parts
        lost = {code: rest for code, (placed, rest) in rows.items() if rest and not (given and placed)}
        if lost:
            yield problem("D009", None, source=name, count=sum(lost.values()), units=", ".join(sorted(lost)))


def _problem_row(found: Problem) -> Mapping[str, str]:
    span = found.span
    return {
        "code": found.code,
        "severity": found.severity,
        "file": Path(span.path).name if span else "",
        "row": str(span.line) if span else "",
        "unit": found.fields.get("unit", ""),
        "indicator": found.fields.get("indicator", ""),
        "message_nb": found.message("nb"),
        "message_en": found.message("en"),
    }


def _says_synthetic(data: Path) -> bool:
    manifest = data / "manifest.json"
    return manifest.is_file() and "SYNTHETIC" in manifest.read_text(encoding="utf-8").upper()
