"""The months that a source covers, from the dates in its rows. A date far from all others is treated as an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from kpidsl.engines.engine import Engine
from kpidsl.model.period import Month
from kpidsl.model.spec import Source
from kpidsl.model.tables import Delivery
from kpidsl.problems import Problem, Span, problem
from kpidsl.project import SourceSettings

FAR_END = 120
"""Months after the reporting month that no deadline or end of a case is set to."""
FAR = 24
"""Months without a row between two that have some: what lies beyond is a slip of the pen, not a delivery."""


@dataclass(frozen=True, slots=True)
class MonthsWithRows:
    """The months that have rows, as (month number, rows) in ascending order, and the reporting month."""

    rows: tuple[tuple[int, int], ...]
    period: Month
    ahead: tuple[tuple[int, int], ...] = ()
    """Of cases: the months, as `rows`, that begin too far after the reporting month, or end so."""

    def delivery(self, settings: SourceSettings) -> Delivery | None:
        """Return the first and last month delivered, unless the project file gives them; None if the source has no
        rows.

        A row dated after the reporting month is no evidence that the reporting month was delivered: bookings are made
        ahead, and a date may be wrong. Only months near the others (`FAR`), up to the reporting month, count.
        """
        near = [m for m in self._near() if m <= self.period.number]
        first = Month.parse(settings.first) if settings.first else Month(near[0]) if near else None
        last = Month.parse(settings.last) if settings.last else Month(near[-1]) if near else None
        return Delivery(first, last) if first is not None and last is not None else None

    @property
    def held(self) -> Delivery | None:
        """The first and last month with rows around the reporting month, or after it if there are none before; None
        without any row."""
        near = self._near() if self.rows else []
        return Delivery(Month(near[0]), Month(near[-1])) if near else None

    def far_away(self, source: Source, path: str) -> Iterator[Problem]:
        """D008 if rows are dated far from all others.

        A case may be old: of cases only a date far ahead counts (`ahead`).
        """
        near = {*self._near()}
        apart = [(month, n) for month, n in self.rows if month not in near]
        far = self.ahead if source.grain == "case" else apart
        if far:
            months = ", ".join(str(Month(m)) for m, _ in far[:3]) + (" …" if len(far) > 3 else "")
            yield problem("D008", Span(path, 1), source=source.name, count=sum(n for _, n in far), months=months)

    def outside(self, source: Source, settings: SourceSettings, path: str) -> Iterator[Problem]:
        """D040 if rows, up to the reporting month, lie outside the months that the project file declares as delivered.

        Not for cases, whose dates may be of any time, nor for rows of a whole year.
        """
        first, last = settings.first or "", settings.last or str(self.period)
        counted = [(str(Month(m)), n) for m, n in self.rows if m <= self.period.number]
        out = [(month, n) for month, n in counted if not first <= month <= last]
        if out and source.grain in ("person_month", "unit_month", "event"):
            months = ", ".join(month for month, _ in out[:3]) + (" …" if len(out) > 3 else "")
            count, starts, ends = sum(n for _, n in out), first or "–", settings.last or "–"
            span = Span(path, 1)
            yield problem("D040", span, source=source.name, count=count, months=months, first=starts, last=ends)

    def _near(self) -> list[int]:
        """The run of months around the last one with rows up to the reporting month (the first run, if all lie after
        it)."""
        months = [m for m, _ in self.rows]
        gaps = [at for at, (a, b) in enumerate(pairwise(months), 1) if b - a > FAR]
        runs = [months[a:b] for a, b in pairwise((0, *gaps, len(months)))]
        begun = [run for run in runs if run and run[0] <= self.period.number]
        return begun[-1] if begun else runs[0]


def months_with_rows(engine: Engine, source: Source, period: Month) -> MonthsWithRows:
    """Return the months of a source's rows by their period, otherwise by their dates.

    Of an event the first date column counts, of a case the first three: later ones are usually deadlines.
    """
    column = source.column("period")
    if column is not None:
        return MonthsWithRows(tuple(engine.months(source, [column])), period)
    dates = [c.name for c in source.columns if c.type == "date"][: 1 if source.grain == "event" else 3]
    return MonthsWithRows(tuple(engine.months(source, dates)), period, _far_ahead(engine, source, period))


def _far_ahead(engine: Engine, source: Source, period: Month) -> tuple[tuple[int, int], ...]:
    """The months of a case source's dates that lie too far after the reporting month: of the first date column, which
    is when a case begins, more than `FAR`; of the others more than `FAR_END`."""
    if source.grain != "case":
        return ()
    dates = [column.name for column in source.columns if column.type == "date"]
    rows_by_month: dict[int, int] = {}
    for columns, limit in ((dates[:1], FAR), (dates[1:], FAR_END)):
        for month, count in engine.months(source, columns):
            if month > period.number + limit:
                rows_by_month[month] = rows_by_month.get(month, 0) + count
    return tuple(sorted(rows_by_month.items()))


def no_such_month(held: Iterable[Delivery], wait: int, period: Month) -> Problem | None:
    """R013 if `period` is before the first month of any source, or more than `wait` months after the last; otherwise
    None, also if no source has any month."""
    months = list(held)
    if not months:
        return None
    first, last = min(m.first for m in months), max(m.last for m in months)
    return None if first <= period <= last + wait else problem("R013", month=period, first=first, last=last)
