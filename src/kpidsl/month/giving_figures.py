"""Books of figures given out: what each unit is to enter for the month, and for earlier months that lack it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path

from kpidsl.followup.asking import with_entered
from kpidsl.followup.figures import AskedFigure, FigureKey, figure_rows
from kpidsl.model.cycle import Task
from kpidsl.model.duty import Duty
from kpidsl.model.form import FIGURES, Form
from kpidsl.model.period import Month
from kpidsl.model.spec import ColumnSpec, Source, Spec
from kpidsl.month.entered_sources import SourceFigures, figure_columns, period_of
from kpidsl.month.giving import Given, write_book
from kpidsl.month.readiness import MonthStanding
from kpidsl.month.store import UnitFolder
from kpidsl.problems import LANGUAGES, numeral, problem
from kpidsl.wording import numbers
from kpidsl.wording.wanted_figure import wanted_figure
from kpidsl.wording.words import words


def give_figures(
    standing: MonthStanding, spec: Spec, root: Path, on: date, language: str, codes: Iterable[str] | None
) -> Iterator[Given]:
    """The book of each unit that has figures to enter (of those codes; None: of every one), as `write_book`.

    F087 for a source that no book can ask for. Raises OSError where nothing can be written.
    """
    entering = [one.duty for one in standing.readiness.duties if one.duty.task is Task.ENTER_FIGURES]
    by_unit: dict[str, list[Duty]] = {}
    for duty in entering:
        if duty.sources and (codes is None or duty.unit.code in codes):
            by_unit.setdefault(duty.unit.folder, []).append(duty)
    names = dict.fromkeys(name for duty in entering for name in duty.sources)
    asked = [name for name in names if _can_be_asked(spec.sources[name])]
    for name in names:
        if name not in asked:
            yield None, (problem("F087", source=name),)
    for unit, duties in by_unit.items():
        folder, duty = UnitFolder(root, unit), duties[0]
        followed, wrong = folder.followed()
        if followed is None:
            yield None, wrong
            continue
        of_unit = dict.fromkeys(name for one in duties for name in one.sources if name in asked)
        rows = figure_rows(
            figure
            for name in of_unit
            for figure in _Asking(spec.sources[name], duty, standing.figures.get(name), language).figures()
        )
        if not rows:
            continue
        form = Form("", unit, duty.unit_name, duty.period, language, {FIGURES.name: rows})
        yield write_book(folder, with_entered(form, followed, words(language)), followed, on)


def _can_be_asked(source: Source) -> bool:
    """Whether it is known which rows a unit has: by month, and by cells that the specification lists."""
    columns = [column for column in source.columns if column.name in source.breakdown]
    return source.column("unit_above") is None and all(column.legal for column in columns)


@dataclass(frozen=True)
class _Asking:
    """What a unit is asked of a source."""

    source: Source
    duty: Duty
    held: SourceFigures | None
    language: str

    def figures(self) -> Iterator[AskedFigure]:
        """The period's figures, and those of each earlier month that lacks one since the unit's first row."""
        period, rows = period_of(self.source, self.duty.period), self._rows()
        step = 12 if self.source.grain == "unit_year" else 1
        first = min((month for month, _ in rows), default=period)
        months = [Month(number) for number in range(period.number, min(first, period).number - 1, -step)]
        divided = list(product(*(c.legal for c in self.source.columns if c.name in self.source.breakdown)))
        for month in months:
            for parts in divided:
                row = rows.get((month, parts), {})
                for column in figure_columns(self.source):
                    if month == period or row.get(column.name) is None:
                        before = rows.get((Month(month.number - step), parts), {}).get(column.name)
                        yield self._figure(column, month, parts, before, row.get(column.name))

    def _rows(self) -> Mapping[tuple[Month, tuple[str, ...]], Mapping[str, Fraction | None]]:
        """The unit's own rows."""
        if self.held is None:
            return {}
        columns, own = self.held.columns, self.duty.unit.code
        return {
            (month, parts): {
                column.name: Fraction(value, 10**column.decimals) if value is not None else None
                for column, value in zip(columns, row, strict=True)
            }
            for (unit, month, parts), row in self.held.rows.items()
            if unit == own
        }

    def _figure(
        self, column: ColumnSpec, month: Month, parts: tuple[str, ...], before: Fraction | None, value: Fraction | None
    ) -> AskedFigure:
        is_year, spoken = self.source.grain == "unit_year", LANGUAGES.index(self.language)
        at = f"{month.year}" if is_year else f"{month}"
        divided = f" ({', '.join(parts)})" if parts else ""
        return AskedFigure(
            FigureKey(self.source.name, self.duty.unit.code, at, parts, column.name),
            f"{self.source.name}: {column.name}{divided}",
            at if is_year else numbers.month_name(month, self.language),
            wanted_figure(column.type, column.bounds)[spoken],
            numeral(before)[spoken] if before is not None else "–",
            numeral(value).en if value is not None else "",
            column.type,
            column.bounds,
        )
