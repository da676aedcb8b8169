"""The months that a source covers, from the dates in its rows. A date far from all others is treated as an error."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kpidsl.engines.engine import Engine
from kpidsl.model.period import Month
from kpidsl.model.spec import Source
from kpidsl.model.tables import Delivery
from kpidsl.problems import Problem, Span, Translated, problem
from kpidsl.project import SourceSettings

FAR_END = 120
"""Months after the reporting month that no deadline or end of a case is set to."""
FAR = 24
"""Months without a row between two that have some: what lies beyond is a slip of the pen, not a delivery."""


@dataclass(frozen=True, slots=True)
class DatedRows:
    """The months of some columns, as (month number, rows) in ascending order."""

    columns: tuple[str, ...] = ()
    counts: tuple[tuple[int, int], ...] = ()

    def of(self, months: Container[int]) -> DatedRows:
        """Those of `months` alone."""
        return DatedRows(self.columns, tuple((month, n) for month, n in self.counts if month in months))


@dataclass(frozen=True, slots=True)
class MonthsWithRows:
    """The months that have rows, and the reporting month."""

    rows: DatedRows
    period: Month
    ahead: tuple[DatedRows, ...] = ()
    """Of cases: what begins too far after the reporting month, and what ends so."""

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
        near = self._near()
        return Delivery(Month(near[0]), Month(near[-1])) if near else None

    def far_away(self, source: Source, first_of: Callable[[DatedRows], Span]) -> Iterator[Problem]:
        """D008 if rows are dated far from all others, at the first of them.

        A case may be old: of cases only a date far ahead counts (`ahead`).
        """
        near = {*self._near()}
        apart = self.rows.of({month for month, _ in self.rows.counts} - near)
        far = [one for one in (self.ahead if source.grain == "case" else (apart,)) if one.counts]
        if far:
            count = sum(n for one in far for _, n in one.counts)
            listed = _listed({month for one in far for month, _ in one.counts})
            yield problem("D008", min(map(first_of, far)), source=source.name, count=count, months=listed)

    def outside(
        self, source: Source, settings: SourceSettings, first_of: Callable[[DatedRows], Span]
    ) -> Iterator[Problem]:
        """D040 if rows, up to the reporting month, lie outside the months that the project file declares as delivered,
        at the first of them.

        Not for cases, whose dates may be of any time, nor for rows of a whole year.
        """
        first = Month.parse(settings.first).number if settings.first else 0
        last = Month.parse(settings.last).number if settings.last else self.period.number
        counted = {month for month, _ in self.rows.counts if month <= self.period.number}
        out = self.rows.of({month for month in counted if not first <= month <= last})
        if out.counts and source.grain in ("person_month", "unit_month", "event"):
            count, listed = sum(n for _, n in out.counts), _listed(counted - {*range(first, last + 1)})
            declared = _declared(settings)
            yield problem("D040", first_of(out), source=source.name, count=count, months=listed, declared=declared)

    def _near(self) -> list[int]:
        """The run of months around the last one with rows up to the reporting month (the first run, if all lie after
        it)."""
        months = [m for m, _ in self.rows.counts]
        if not months:
            return []
        gaps = [at for at, (a, b) in enumerate(pairwise(months), 1) if b - a > FAR]
        runs = [months[a:b] for a, b in pairwise((0, *gaps, len(months)))]
        begun = [run for run in runs if run and run[0] <= self.period.number]
        return begun[-1] if begun else runs[0]


def _listed(months: Collection[int]) -> str:
    return ", ".join(str(Month(m)) for m in sorted(months)[:3]) + (" …" if len(months) > 3 else "")


def _declared(settings: SourceSettings) -> Translated:
    """The months that the project file says are delivered: both ends, or the one that it gives."""
    first, last = settings.first, settings.last
    if first and last:
        return Translated(*[f"{first}–{last}"] * 3)
    if first:
        return Translated(f"fra og med {first}", f"frå og med {first}", f"from {first} on")
    return Translated(f"til og med {last}", f"til og med {last}", f"up to {last}")


def months_with_rows(engine: Engine, source: Source, period: Month) -> MonthsWithRows:
    """Return the months of a source's rows by their period, otherwise by their dates.

    Of an event the first date column counts, of a case the first three: later ones are usually deadlines.
    """
    column = source.column("period")
    if column is not None:
        return MonthsWithRows(_dated(engine, source, [column]), period)
    dates = [c.name for c in source.columns if c.type == "date"][: 1 if source.grain == "event" else 3]
    return MonthsWithRows(_dated(engine, source, dates), period, _far_ahead(engine, source, period))


def far_dates(
    engine: Engine, source: Source, period: Month, first_of: Callable[[DatedRows], Span]
) -> Iterator[Problem]:
    """D111 for each column of dates with some more than `FAR_END` after the reporting month: 2062 for 2026 is easily
    written, and what a date lies ahead of has not happened. Of cases, and of the date of an event, D008 tells."""
    dates = [column.name for column in source.columns if column.type == "date"]
    for name in dates[source.grain == "event" :] if source.grain != "case" else ():
        rows = _dated(engine, source, [name])
        far = rows.of({month for month, _ in rows.counts if month > period.number + FAR_END})
        if far.counts:
            count, listed = sum(n for _, n in far.counts), _listed({month for month, _ in far.counts})
            yield problem(
                "D111", first_of(far), source=source.name, column=name, count=count, months=listed, period=period
            )


def _dated(engine: Engine, source: Source, columns: Sequence[str]) -> DatedRows:
    return DatedRows(tuple(columns), tuple(engine.months(source, columns)))


def _far_ahead(engine: Engine, source: Source, period: Month) -> tuple[DatedRows, ...]:
    """The months of a case source's dates that lie too far after the reporting month: of the first date column, which
    is when a case begins, more than `FAR`; of the others more than `FAR_END`."""
    if source.grain != "case":
        return ()
    dates = [column.name for column in source.columns if column.type == "date"]
    ahead = []
    for columns, limit in ((dates[:1], FAR), (dates[1:], FAR_END)):
        rows = _dated(engine, source, columns)
        ahead.append(rows.of({month for month, _ in rows.counts if month > period.number + limit}))
    return tuple(ahead)


def no_such_month(held: Iterable[Delivery], wait: int, period: Month) -> Problem | None:
    """R013 if `period` is before the first month of any source, or more than `wait` months after the last; otherwise
    None, also if no source has any month."""
    months = list(held)
    if not months:
        return None
    first, last = min(m.first for m in months), max(m.last for m in months)
    return None if first <= period <= last + wait else problem("R013", month=period, first=first, last=last)
