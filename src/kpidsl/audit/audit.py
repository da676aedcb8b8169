"""The audit of a store: for each reader, what the hidden figures must be."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kpidsl.audit.bounds import CellBounds, bounds
from kpidsl.audit.columns import UNKNOWN, Quantities, Quantity, columns
from kpidsl.audit.published import LONGER, MONTH, Key, Published, Rule, Unit
from kpidsl.audit.readers import Reader, readers
from kpidsl.audit.system import Relations, Route, relations

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """A hidden figure that may be small and of which a reader knows too much."""

    reader: str
    quantity: Quantity
    unit: Unit
    month: str
    to_date: bool
    low: int
    high: int
    routes: tuple[Route, ...]
    because: tuple[str, ...]
    """The sums that tell it, in words: what is printed with its number, what is hidden with a question mark."""

    @property
    def determined(self) -> bool:
        """Whether one number alone is possible."""
        return self.low == self.high


@dataclass(slots=True)
class ReaderAudit:
    """What one reader can work out: how many cells are hidden from it, how many figures of them were examined, and
    what was found.

    `narrowest` is the least width of an interval that was computed (None: all were shown to be as wide as the
    threshold); `unresolved` counts figures not examined in time, or whose sums contradict each other; `contradictions`
    the sums that were left out because they do.
    """

    reader: str
    hidden: int
    figures: int
    findings: tuple[Finding, ...]
    narrowest: int | None
    unresolved: int
    contradictions: int


@dataclass(slots=True)
class Audit:
    """The audit of an edition and of those that are handed out beside it."""

    edition: Published
    releases: tuple[str, ...]
    months: tuple[str, ...]
    by_reader: list[ReaderAudit] = field(default_factory=list)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, for all readers."""
        return tuple(one for each in self.by_reader for one in each.findings)

    @property
    def passed(self) -> bool:
        """Whether nothing was found, and nothing left open."""
        return not any(each.findings or each.unresolved for each in self.by_reader)


def audit_store(
    store: Path,
    *,
    every_month: bool = False,
    seconds: float | None = None,
    leave_out: frozenset[Route] = frozenset(),
    say: Callable[[str], None] = lambda _: None,
) -> Audit:
    """Audit the store's newest edition for each reader.

    The cells are those of the reporting month, month and year to date (and of the months that are shown together in its
    place), or with `every_month` of all months; what an
    earlier edition printed is looked at in all months of the reporting year. Sums over the months of that year are used
    (with `every_month` of all). Figures not examined within `seconds` count
    as open. `leave_out` names kinds of relation that are not looked at. Raises UnreadableEditionError.
    """
    deadline = time.monotonic() + seconds if seconds is not None else float("inf")
    first, *others = readers(store, every_month=every_month)
    edition = first.published
    months = tuple(sorted({key.month for key in edition.hidden})) if every_month else _months_told_of(edition)
    audit = Audit(edition, first.releases, months)
    for reader in (first, *others):
        audit.by_reader.append(_of_reader(reader, months, leave_out, deadline))
        say(reader.name)
    return audit


def _months_told_of(edition: Published) -> tuple[str, ...]:
    """The reporting month, and the months of figures that stand in its place."""
    several = [(of.first, key.month) for key, of in edition.figures.items() if key.window == LONGER]
    every = {key.month for key in edition.hidden}
    return tuple(sorted({edition.period} | {m for m in every for first, last in several if first <= m <= last}))


def _of_reader(reader: Reader, months: Sequence[str], leave_out: frozenset[Route], deadline: float) -> ReaderAudit:
    edition = reader.published
    hidden = [key for key in edition.hidden if key.month in months and reader.concerns(key)]
    if not edition.threshold or not (hidden or any(map(reader.concerns, edition.shown_before))):
        return ReaderAudit(reader.name, len(hidden), 0, (), None, 0, 0)
    table, rows, asked, cell_bounds = _solved(edition, hidden, leave_out, deadline)
    cells = np.array(sorted(asked), dtype=np.int64)
    explained = _Explained(table, rows, cell_bounds)
    findings, widths = [], []
    for cell in cells.tolist():
        if cell_bounds.wide[cell] or cell_bounds.unresolved[cell]:
            continue
        low, high = int(cell_bounds.low[cell]), int(min(cell_bounds.high[cell], 10**9))
        findings += [
            explained.finding(reader.name, cell, one, low, high)
            for one in asked[cell]
            if _tells_of_others(table, reader, cell, one, cell_bounds)
        ]
        if high > low:
            widths.append(high - low)
    findings += _of_releases(reader)
    unresolved = int(cell_bounds.unresolved[cells].sum())
    return ReaderAudit(
        reader.name, len(hidden), sum(map(len, asked.values())), tuple(sorted(findings, key=_order)),
        min(widths, default=None), unresolved, len(cell_bounds.dropped),
    )  # fmt: skip


def _solved(
    edition: Published, hidden: Sequence[Key], leave_out: frozenset[Route], deadline: float
) -> tuple[Quantities, Relations, dict[int, list[Quantity]], CellBounds]:
    """What is known of the `hidden` cells: the numbers, the sums over them, what is asked for, and their bounds.

    A number that an earlier edition printed and that a sum of this one contradicts was corrected since: it is not known
    any more what it is.
    """
    while True:
        table = columns(edition)
        rows = relations(table, edition.sums, leave_out)
        asked = _asked(table, hidden, edition)
        cells = np.array(sorted(asked), dtype=np.int64)
        need = np.zeros(table.known.size)
        need[cells] = [max(edition.rule(one.series.indicator).below for one in asked[cell]) for cell in cells.tolist()]
        cell_bounds = bounds(table, rows, cells, need, deadline)
        corrected = _corrected(edition, table, rows, cell_bounds) if time.monotonic() < deadline else set()
        if not corrected:
            return table, rows, asked, cell_bounds
        edition = replace(
            edition,
            figures={key: figure for key, figure in edition.figures.items() if key not in corrected},
            hidden=edition.hidden | {key for key in corrected if key.window != LONGER},
            shown_before={key: one for key, one in edition.shown_before.items() if key not in corrected},
        )


def _corrected(edition: Published, table: Quantities, rows: Relations, cell_bounds: CellBounds) -> set[Key]:
    """The cells of which an earlier edition printed a number that stands in a sum which cannot be, or with what no
    solution was found for; all that were printed earlier, where no such one does."""
    if not (edition.shown_before and (cell_bounds.dropped or cell_bounds.unresolved.any())):
        return set()
    doubtful = np.zeros(table.known.size)
    doubtful[cell_bounds.unresolved] = 1
    in_doubt = rows.factors.copy()
    in_doubt.data = np.abs(in_doubt.data)
    at = np.union1d(np.flatnonzero(in_doubt @ doubtful), sorted(cell_bounds.dropped)).astype(np.int64)
    keys = set()
    for cell in np.unique(rows.factors[at].indices).tolist():
        column, window, month, unit = map(int, np.unravel_index(cell, table.known.shape))
        keys |= {
            Key(quantity.series, table.units[unit], table.months[month], window) for quantity in table.members(column)
        }
    return (keys & edition.shown_before.keys()) or set(edition.shown_before)


def _of_releases(reader: Reader) -> Iterator[Finding]:
    """The small figures that the edition hides and an earlier one printed, of every month that is read."""
    edition, before = reader.published, reader.published.shown_before
    if not before:
        return
    table = columns(edition)
    asked = _asked(table, [key for key in before if reader.concerns(key)], edition)
    for cell, quantities in asked.items():
        number = int(table.numbers.ravel()[cell])
        _, window, month, unit = map(int, np.unravel_index(cell, table.known.shape))
        for quantity in quantities:
            if not _tells(number, number, quantity, edition.rule(quantity.series.indicator)):
                continue
            key = Key(quantity.series, table.units[unit], table.months[month], window)
            yield Finding(
                reader.name, quantity, table.units[unit], table.months[month], window != MONTH, number, number,
                (Route.RELEASED,), (f"edition {before[key]} prints it",),
            )  # fmt: skip


def _tells_of_others(table: Quantities, reader: Reader, cell: int, of: Quantity, cell_bounds: CellBounds) -> bool:
    """Whether the cell tells too much of others than the reader's own units: its bounds less what is theirs. None of
    none is nobody's number."""
    own = reader.own(table.units[int(np.unravel_index(cell, table.known.shape)[-1])])
    cases = table.cases_of(of, cell)
    if cell_bounds.high[cases] <= table.printed_of(own, cases):
        return False
    less = table.printed_of(own, cell)
    low, high = int(cell_bounds.low[cell]) - less, int(min(cell_bounds.high[cell], 10**9)) - less
    return _tells(low, high, of, reader.published.rule(of.series.indicator))


def _tells(low: int, high: int, of: Quantity, rule: Rule) -> bool:
    """Whether the interval is narrower than the rule's threshold, and a number that it protects lies in it."""
    least = 0 if rule.none_and_all and of.name != "cases" else 1
    return high - low < rule.below and high >= least and low < rule.below


def _order(one: Finding) -> tuple[object, ...]:
    return (one.high - one.low, one.quantity, one.unit, one.month, one.to_date)


def _asked(table: Quantities, hidden: Iterable[Key], edition: Published) -> dict[int, list[Quantity]]:
    """The quantities of the hidden cells that a rule protects, by the position of their number, over all cells."""
    shape = table.known.shape
    at_unit = {unit: n for n, unit in enumerate(table.units)}
    at_month = {month: n for n, month in enumerate(table.months)}
    columns_of: dict[object, list[tuple[Quantity, int]]] = {}
    for quantity, column in zip(table.quantities, table.column_of, strict=True):
        rule = edition.rule(quantity.series.indicator)
        if rule.below and (rule.rest or quantity.name != "rest"):
            columns_of.setdefault(quantity.series, []).append((quantity, column))
    asked: dict[int, list[Quantity]] = {}
    for series, unit, month, window in hidden:
        for quantity, column in columns_of.get(series, ()):
            place = (column, window, at_month[month], at_unit[unit])
            asked.setdefault(int(np.ravel_multi_index(place, shape)), []).append(quantity)
    return asked


@dataclass(frozen=True, slots=True)
class _Explained:
    """Findings with the sums they come of."""

    table: Quantities
    rows: Relations
    bounds: CellBounds

    def finding(self, reader: str, cell: int, quantity: Quantity, low: int, high: int) -> Finding:
        """The finding of one figure."""
        _, window, month, unit = self._place(cell)
        behind = self.bounds.rows_behind(cell, self.rows.factors)
        routes = tuple(dict.fromkeys(list(Route)[int(self.rows.routes[row])] for row in behind))
        sums = tuple(map(self._in_words, behind))
        return Finding(
            reader, quantity, self.table.units[unit], self.table.months[month], window != MONTH, low, high,
            routes or (Route.PRINTED,), sums or (f"{self._cell(cell)} is printed",),
        )  # fmt: skip

    def _place(self, cell: int) -> tuple[int, int, int, int]:
        column, window, month, unit = np.unravel_index(cell, self.table.known.shape)
        return int(column), int(window), int(month), int(unit)

    def _in_words(self, row: int) -> str:
        matrix = self.rows.factors
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        terms = list(zip(matrix.indices[span].tolist(), matrix.data[span].tolist(), strict=True))
        left = " + ".join(self._cell(cell) for cell, factor in terms if factor > 0)
        right_terms = [(cell, factor) for cell, factor in terms if factor < 0 and self._says(cell)]
        right = " + ".join(self._cell(cell) for cell, _ in right_terms)
        return f"{left} {'≥' if self.rows.at_least[row] else '='} {right}"

    def _says(self, cell: int) -> bool:
        """Whether the cell is hidden or holds something."""
        return bool(self.table.known.ravel()[cell] == UNKNOWN or self.table.numbers.ravel()[cell])

    def _cell(self, cell: int) -> str:
        column, window, month, unit = self._place(cell)
        quantity, of = self.table.members(column)[0], self.table.units[unit]
        code = " ".join(part for part in (quantity.series.indicator, quantity.series.category) if part)
        number = "?" if self.table.known.ravel()[cell] == UNKNOWN else str(int(self.table.numbers.ravel()[cell]))
        when = self.table.months[month] + (" year to date" if window != MONTH else "")
        return f"[{code} {quantity.name}, {of.level} {of.code}, {when}: {number}]"
