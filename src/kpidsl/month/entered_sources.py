"""The sources whose figures are entered by hand, as their files stand."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpidsl.claimed_folders import WORK, claimed_folder
from kpidsl.engines.engine import Engine, OpenEngine
from kpidsl.model.organisation import Register
from kpidsl.model.period import Month
from kpidsl.model.spec import ColumnSpec, Source
from kpidsl.problems import Problem, refuses
from kpidsl.project import ProjectFile
from kpidsl.sources import Loaded, bind_names, load
from kpidsl.sources.bind import bind


@dataclass(frozen=True)
class SourceFigures:
    """The rows of a source by unit, month (a year's first) and the cells that divide a unit's figures: an exact integer
    for each column of figures, None where the row has none."""

    columns: tuple[ColumnSpec, ...]
    rows: Mapping[tuple[str, Month, tuple[str, ...]], Sequence[int | None]]

    def units_with_all(self, period: Month) -> frozenset[str]:
        """The units that have rows of the period with every figure. A figure that is marked as not ready is none."""
        of_period = [(unit, None in row) for (unit, month, _), row in self.rows.items() if month == period]
        lacking = {unit for unit, is_lacking in of_period if is_lacking}
        return frozenset(unit for unit, _ in of_period if unit not in lacking)


def figure_columns(source: Source) -> tuple[ColumnSpec, ...]:
    """The columns that hold figures."""
    roles = ("numerator", "denominator", "value")
    return tuple(column for column in source.columns if column.role in roles and column.type != "text")


def period_of(source: Source, period: Month) -> Month:
    """The period, or the first month of the year it lies in where the source has a row a year."""
    starts = next(column.year_starts for column in source.columns if column.role == "period")
    return period.year_start(starts) if source.grain == "unit_year" else period


def figures_in(
    sources: Mapping[str, Source],
    data: Path,
    settings: ProjectFile,
    register: Register,
    period: Month,
    open_engine: OpenEngine,
) -> tuple[dict[str, SourceFigures], tuple[Problem, ...]]:
    """The figures of each source, and the problems of its files. A source that is refused, or has no file, is not
    there."""
    bound, problems = bind(sources, data, settings)
    figures: dict[str, SourceFigures] = {}
    if not bound:
        return figures, problems
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
            if not refuses(of_source):
                figures[name] = _figures(engine, source)
    return figures, problems


def _figures(engine: Engine, source: Source) -> SourceFigures:
    columns = figure_columns(source)
    unit, month, parts = source.column("unit"), source.column("period"), source.breakdown
    assert unit is not None
    assert month is not None
    rows: dict[tuple[str, Month, tuple[str, ...]], Sequence[int | None]] = {}
    counted = engine.counts(source, [unit, month, *parts, *(column.name for column in columns)])
    for code, number, *cells in counted:
        if code is not None and isinstance(number, int):
            divided = tuple(str(part or "") for part in cells[: len(parts)])
            values = [int(str(value)) if value is not None else None for value in cells[len(parts) :]]
            rows[str(code), Month(number), divided] = values
    return SourceFigures(columns, rows)
