"""What a run starts from, read from a month's files or given by a test: the specification with its targets, the rows of
each source, and the organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpidsl.model.organisation import Register, UnitChange, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Organisation, Source, Spec
from kpidsl.planning.graph import used_sources
from kpidsl.problems import Problem, Span, problem, refuses
from kpidsl.project import FILE, ProjectFile, SourceSettings, read_settings
from kpidsl.sources.bind import Binding, bind
from kpidsl.sources.check_settings import check_settings, units_declared_totals
from kpidsl.sources.load import MemoryRows
from kpidsl.sources.shared_folders import shared_folders
from kpidsl.sources.tables.register import CHANGES, REGISTER, read_register, register_of
from kpidsl.sources.tables.table import rows_in_memory
from kpidsl.sources.tables.targets import TARGETS, read_targets, with_targets
from kpidsl.sources.unread_files import unread_files

RowsByTable = Mapping[str, Sequence[Mapping[str, str]]]
"""The rows of a test, by source or table."""


@dataclass(frozen=True, slots=True)
class RunInputs:
    """What a run starts from, whether it lies in files or in a test: a specification with its targets, the rows of the
    sources it reads, and the organisation.

    Without a `register` the units are those `asked` for (a test's; their `changes` hold), else those of the rows.
    """

    settings: ProjectFile
    spec: Spec
    rows: Mapping[str, Binding | MemoryRows]
    organisation: Organisation
    register: Register | None
    asked: tuple[UnitKey, ...] | None = None
    changes: tuple[UnitChange, ...] = ()

    @property
    def files(self) -> dict[str, str]:
        """The first file of each source that lies in some."""
        return {name: str(rows.files[0]) for name, rows in self.rows.items() if isinstance(rows, Binding)}

    def known_units(self, source: str) -> frozenset[str]:
        """The codes of the register and its changes, of whatever time, or the names, where the source has those; empty
        without a register."""
        if self.register is None:
            return frozenset()
        if self.rows[source].settings.named_units:
            return frozenset(row.name for row in self.register.rows)
        changed = {code for change in self.register.changes for code in (change.old, change.new)}
        return frozenset({row.unit.code for row in self.register.rows} | changed)

    @property
    def sources(self) -> dict[str, Source]:
        """The sources that have rows here, in the specification's order."""
        return {name: source for name, source in self.spec.sources.items() if name in self.rows}


def inputs_of_files(root: Path, spec: Spec, data: Path, period: Month) -> tuple[RunInputs | None, tuple[Problem, ...]]:
    """The inputs in a month's data folder, None where the project file or a table is refused, and every problem.

    `root`: the project's folder, with the project file.
    """
    settings, problems = read_settings(root)
    spec = spec.at(period)
    problems = (*problems, *years_to_come(spec, period))
    if any(p.severity == "error" for p in problems):
        return None, problems
    bindings, unbound = bind(used_sources(spec), data, settings)
    unbound = (*check_settings(spec.sources, bindings, settings, root / FILE), *unbound)
    organisation = spec.organisation or Organisation("", {}, ())
    register, of_register = read_register(
        data, settings.register_file, settings.changes, organisation, root, until=period.last_day
    )
    if register is None and organisation.lines and not refuses(of_register):
        levels = ", ".join(organisation.levels[level][0] for level in organisation.lines[0].levels[1:])
        of_register.append(problem("P052", levels=levels))
    rows, table, of_targets = read_targets(data, settings.targets, root)
    named = register.named(period.last_day) if register is not None else {}
    spec, of_rows = with_targets(spec, rows, table, register, named, period)
    inputs = RunInputs(settings, spec, bindings, organisation, register)
    declared = units_declared_totals(bindings, inputs.known_units, root / FILE)
    read = [path for one in bindings.values() for path in one.files]
    unread = unread_files(data, root, settings, spec.sources, read)
    shared = shared_folders(bindings, data, root, settings)
    all_problems = (*problems, *unbound, *shared, *of_register, *of_targets, *of_rows, *declared, *unread)
    return (None if refuses(all_problems) else inputs), all_problems


def years_to_come(spec: Spec, period: Month) -> Iterator[Problem]:
    """T174 for each target that is reckoned from a year after that of the period: there would never be one."""
    for indicator in spec.indicators:
        for target in indicator.targets:
            if target.base_year is None or target.base_year <= period.year:
                continue
            at = target.location or indicator.location
            span = Span(at.path, at.line) if at is not None else None
            yield problem("T174", span, indicator=indicator.code, year=str(target.base_year), period=period)


def inputs_of_rows(
    spec: Spec, given: RowsByTable, month: Month, units: Sequence[tuple[str, str]], settings: ProjectFile
) -> tuple[RunInputs | None, tuple[Problem, ...]]:
    """The inputs that a test gives, None where a table is refused, and every problem.

    `units` ((level, code), …) are the leaves where `given` has no register.
    """
    spec = spec.at(month)
    organisation = spec.organisation or Organisation("", {}, ())
    changes = rows_in_memory(CHANGES, given.get("endringer", ()))
    register, of_register = register_of(
        rows_in_memory(REGISTER, given.get("enheter", ())), changes, organisation, "prøve", until=month.last_day
    )
    named = register.named(month.last_day)
    targets = rows_in_memory(TARGETS, given.get("maal", ()))
    spec, of_targets = with_targets(spec, targets, "maal", register, named, month)
    all_problems = (*years_to_come(spec, month), *of_targets, *of_register)
    if refuses(all_problems):
        return None, all_problems
    rows = {
        name: MemoryRows(given.get(name, ()), settings.sources.get(name, SourceSettings())) for name in spec.sources
    }
    if register.rows:
        return RunInputs(settings, spec, rows, organisation, register), all_problems
    known_units = tuple(UnitKey(level, code) for level, code in units if code)
    return RunInputs(settings, spec, rows, organisation, None, known_units, register.changes), all_problems
