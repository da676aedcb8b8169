"""All of a run's sources: typed in the engine, the organisation they are of, and what in them does not match it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from kpidsl.engines.engine import Engine
from kpidsl.model.organisation import Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Source
from kpidsl.organisation.structure import structure_at, structure_from_codes
from kpidsl.planning.asked import asked_persons, asked_texts
from kpidsl.planning.date_pairs import date_pairs
from kpidsl.planning.mean_targets import mean_targets
from kpidsl.problems import Problem, Span, Translated, problem, refuses
from kpidsl.problems.counts import counted
from kpidsl.sources.load import Loaded, load
from kpidsl.sources.rows.hidden_totals import rows_without_unit
from kpidsl.sources.rows.names import bind_names
from kpidsl.sources.rows.persons import persons_in_several_units, unmatched_persons
from kpidsl.sources.rows.texts import texts_not_in_rows
from kpidsl.sources.rows.units import units_in
from kpidsl.sources.rows.unknown import UnitCodes, drop_unknown_units, known_codes
from kpidsl.sources.run_inputs import RunInputs


def typed_sources(
    engine: Engine, inputs: RunInputs, work: Path, months: Sequence[Month], say: Callable[[Translated], None]
) -> tuple[dict[str, Loaded], list[Problem]]:
    """The sources that are not refused, typed in the engine for the card of the last month, with codes for units; and
    every problem found in them. `say` hears how many rows each has."""
    loaded: dict[str, Loaded] = {}
    problems: list[Problem] = []
    pairs, targets = date_pairs(inputs.spec), mean_targets(inputs.spec)
    for position, (name, source) in enumerate(inputs.sources.items()):
        known, of_source = inputs.known_units(name), (pairs.get(name, ()), targets.get(name, {}))
        one = load(engine, source, inputs.rows[name], position, work, months[-1], known, *of_source)
        if not isinstance(one, Loaded):
            problems += one
            continue
        problems += one.problems
        rows = f"{name}: {counted(one.rows, 'rad', 'rader')}"
        say(Translated(rows, rows, f"{name}: {counted(one.rows, 'row', 'rows')}"))
        of_units = _bind_units(engine, inputs, source, months)
        problems += of_units
        if not refuses(of_units):
            loaded[name] = one
    return loaded, problems


def _bind_units(engine: Engine, inputs: RunInputs, source: Source, months: Sequence[Month]) -> tuple[Problem, ...]:
    """Codes for the units that rows name, and only the register's units where the project file says so."""
    settings, register = inputs.rows[source.name].settings, inputs.register
    bound = bind_names(engine, source, register) if settings.named_units else ()
    if settings.only_known_units and not refuses(bound):
        known = known_codes(register, structure_of(engine, inputs, months)) if register is not None else None
        bound += drop_unknown_units(engine, source, known)
    return bound


def unmatched(
    engine: Engine, inputs: RunInputs, loaded: Mapping[str, Loaded], structure: Structure, period: Month
) -> Iterator[Problem]:
    """Units, persons and texts of the rows that do not meet what they are held against; P054 alone if no unit stands in
    the month."""
    if not structure.nodes:
        yield problem("P054", month=period)
        return
    sources, files, spec = inputs.sources, inputs.files, inputs.spec
    settings = {name: rows.settings for name, rows in inputs.rows.items()}
    without_unit = {name: one.without_unit for name, one in settings.items()}

    def first(source: Source, units: Collection[str]) -> Span | None:
        return loaded[source.name].first_of(engine, source, units)

    codes = UnitCodes(structure, inputs.register, period, first, without_unit)
    places = {name: loaded[name].no_unit or Span(file, 1) for name, file in files.items()}
    yield from rows_without_unit(engine, sources, settings, codes.levels, places)
    of_units = codes.problems(engine, sources, files)
    yield from (p for p in of_units if files or not refuses([p]))  # a test may ask what many unknown units do
    if files:  # a test's few rows need not hold every value, or every person
        yield from unmatched_persons(engine, sources, asked_persons(spec), files)
        yield from persons_in_several_units(engine, sources, period, files)
        yield from texts_not_in_rows(engine, sources, asked_texts(spec), files, period)


def structure_of(engine: Engine, inputs: RunInputs, months: Sequence[Month]) -> Structure:
    """The organisation as it stands at the end of `months`: of the register; without one, of the units asked for or
    that the sources speak of."""
    if inputs.register is not None:
        return structure_at(inputs.register, inputs.organisation, months[-1].last_day, months[0].first_day)
    units: Sequence[UnitKey] | None = inputs.asked
    if units is None:
        units = units_in(engine, inputs.sources, inputs.organisation, months[-1])
    return structure_from_codes(units, inputs.organisation.lines, inputs.changes)
