"""An indicator's figure over time: month by month, with its target, its limits and breaks, and where the year is likely
to end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TypeVar

from kpidsl.model.edition import Edition
from kpidsl.model.measure import Cumulation
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark, State
from kpidsl.rendering.shown.axis import Label, Point, tight_scale
from kpidsl.rendering.shown.text_fit import width
from kpidsl.wording import numbers
from kpidsl.wording.cells import figure_text, target_text
from kpidsl.wording.longer_windows import longer_text, with_longer
from kpidsl.wording.needs import year_end_text
from kpidsl.wording.words import words

_T = TypeVar("_T")
LEAST_POINTS = 2
"""With fewer figures there is nothing to see over time."""
_WIDTH, _HIGH = 900, 230
_RIGHT, _TOP, _FOOT = 148, 16, 44
_TICK, _GAP = 13.0, 16.0
"""The size of a number of the scale, and how much wider than the widest the room for them is."""
_NOTHING_YET = (State.MISSING, State.NOT_RELEVANT)


@dataclass(frozen=True, slots=True)
class Ahead:
    """Where the year is likely to end: from the last figure to the range at the year's end, as a wedge and its middle
    line; the range in words stands at `label`."""

    wedge: tuple[Point, ...]
    middle: tuple[Point, Point]
    label: Label


@dataclass(frozen=True, slots=True)
class TimeChart:
    """What the template draws, and the same in words and numbers.

    `line` is what the status judges, in runs without gaps; `months` each month's own figure where that is another.
    `targets` and `limits` are runs of points, `breaks` and `years` places along the months, `signs` the marks of months
    without a figure. `caption` says what is seen; `rows` has the numbers, a month each, under `heads`.
    """

    width: float
    height: float
    ticks: tuple[Label, ...]
    years: tuple[Label, ...]
    breaks: tuple[Label, ...]
    targets: tuple[tuple[Point, ...], ...]
    limits: tuple[tuple[Point, ...], ...]
    months: tuple[tuple[Point, ...], ...]
    line: tuple[tuple[Point, ...], ...]
    signs: tuple[Label, ...]
    last: Label | None
    is_last_below: bool
    ahead: Ahead | None
    edges: tuple[float, float, float, float]
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def time_chart(edition: Edition, indicator: Indicator, node: int, language: str) -> TimeChart | None:
    """The indicator at the node over the edition's months; None with fewer than two figures."""
    drawn = _Drawn(edition, indicator, node, language)
    return drawn.chart() if sum(f.value is not None for f in drawn.judged) >= LEAST_POINTS else None


class _Drawn:
    """The figures of one indicator at one node, and where they lie in the picture.

    `judged` are those that the status judges: the year to date, or the month's own of what does not add up over the
    year (whose year to date is the latest figure, also in a month without one). `own` are each month's own.
    """

    def __init__(self, edition: Edition, indicator: Indicator, node: int, language: str) -> None:
        self.edition, self.indicator, self.language, self.words = edition, indicator, language, words(language)
        self.is_flow = indicator.cumulation is Cumulation.FLOW
        cells = [edition.cell(indicator.code, node, month) for month in edition.months]
        self.own = [c.month for c in cells]
        self.longer = [longer_text(c, indicator, edition.spec.year_starts, language, in_millions=True) for c in cells]
        self.judged = [c.year_to_date for c in cells] if self.is_flow else self.own
        self.now = edition.months.index(edition.period)
        self.start = self._start()
        self.control, risk = cells[self.now].control, cells[self.now].risk
        self.broken = {m.number for m in edition.structure.broken.get(edition.structure.nodes[node].unit.code, ())}
        self.broken |= {since.number for since, _ in indicator.counted[1:] if since is not None}
        self.year_end = edition.period.year_start(edition.spec.year_starts) + 11
        is_open = self.year_end > edition.period and self.judged[self.now].value is not None
        self.ends = risk.ends if risk is not None and is_open else None

    def _start(self) -> int:
        """The month that the picture begins with: the first that has a figure or a reason for having none but that none
        was delivered. The table of numbers has those before it."""
        both = zip(self.own, self.judged, strict=True)
        is_empty = (all(not f.hidden and f.state in _NOTHING_YET for f in figures) for figures in both)
        return next((at for at, empty in enumerate(is_empty) if not empty), 0)

    def chart(self) -> TimeChart:
        """The whole picture."""
        self.low, self.high, self.step = tight_scale(list(self.drawn_values()))
        steps = round((self.high - self.low) / self.step)
        ticks = [round(self.low + self.step * n, 9) for n in range(steps + 1)]
        self.left = round(_GAP + max(width(self.printed(t), _TICK) for t in ticks), 1)
        edges = (self.left, float(_TOP), float(_WIDTH - _RIGHT), float(_TOP + _HIGH))
        return TimeChart(
            width=_WIDTH,
            height=_TOP + _HIGH + _FOOT,
            ticks=tuple(Label(self.printed(t), (self.left - 10.0, self.y(t))) for t in ticks),
            years=tuple(self.years()),
            breaks=tuple(self.breaks()),
            targets=self.targets(),
            limits=self.limits(),
            months=self.runs([f.value for f in self.own], by_year=False) if self.is_flow else (),
            line=self.runs([f.value for f in self.judged], by_year=self.is_flow),
            signs=tuple(self.signs()),
            last=self.last(),
            is_last_below=self.is_last_below(),
            ahead=self.ahead(),
            edges=edges,
            caption=self.caption(),
            heads=self.heads(),
            rows=tuple(self.rows()),
        )

    def drawn_values(self) -> Iterator[float]:
        """Every value that the picture must have room for, in the printed unit."""
        for figure in (*self.own, *self.judged):
            if figure.value is not None:
                yield self.shown(figure.value)
        for figure in self.judged:
            yield from (self.shown(edge) for edge in (figure.target, figure.target_high) if edge is not None)
        if self.ends is not None:
            yield from (self.shown(v) for v in (self.ends.low, self.ends.high))
        if self.control is not None:
            yield from (self.shown(Fraction(v)) for v in (self.control.lower, self.control.upper))

    def shown(self, value: Fraction | None) -> float:
        """A raw value in the unit that is printed."""
        assert value is not None
        return float(value * self.indicator.scale)

    @property
    def count(self) -> int:
        """The months along the picture, to the year's end where a forecast reaches it."""
        last = self.year_end if self.ends is not None else self.edition.period
        return last.number - self.edition.months[self.start].number + 1

    def x(self, at: int) -> float:
        """Where a month lies."""
        return round(self.left + (_WIDTH - self.left - _RIGHT) * (at - self.start) / max(self.count - 1, 1), 1)

    def y(self, value: float) -> float:
        """Where a value lies, in the printed unit."""
        return round(_TOP + _HIGH * (self.high - value) / (self.high - self.low), 1)

    def runs(self, values: Sequence[Fraction | None], *, by_year: bool) -> tuple[tuple[Point, ...], ...]:
        """The points of months that have a value, in runs that end where one has none, and `by_year` with each year."""
        drawn: list[list[Point]] = [[]]
        for at, month, value in self.from_start(values):
            if value is None or (by_year and month == month.year_start(self.edition.spec.year_starts)):
                drawn.append([])
            if value is not None:
                drawn[-1].append((self.x(at), self.y(self.shown(value))))
        return tuple(tuple(run) for run in drawn if run)

    def from_start(self, of_months: Sequence[_T]) -> Iterator[tuple[int, Month, _T]]:
        """The picture's months, each with its place among the edition's and its own of what is given for those."""
        for at in range(self.start, len(self.edition.months)):
            yield at, self.edition.months[at], of_months[at]

    def printed(self, value: float) -> str:
        """A number of the scale in words of its unit."""
        return numbers.target(Fraction(str(value)), self.indicator.unit, self.language, in_millions=True)

    def years(self) -> Iterator[Label]:
        """Each calendar year that the picture shows, under its first month in it."""
        first = self.edition.months[self.start]
        months = ((self.start + at, first + at) for at in range(self.count))
        for year, of_year in groupby(months, lambda pair: pair[1].year):
            at, _ = next(iter(of_year))
            yield Label(str(year), (self.x(at), _TOP + _HIGH + 32.0))

    def breaks(self) -> Iterator[Label]:
        """The months in which the unit or what is counted became another."""
        for at, month, _ in self.from_start(self.judged):
            if month.number in self.broken:
                yield Label(numbers.month_name(month, self.language), (self.x(at), 0.0))

    def signs(self) -> Iterator[Label]:
        """The mark of each month without a figure."""
        for at, _, figure in self.from_start(self.judged):
            if figure.value is None:
                yield Label(":" if figure.hidden else figure.state.sign, (self.x(at), _TOP + _HIGH - 6.0))

    def targets(self) -> tuple[tuple[Point, ...], ...]:
        """The targets of what is judged: one line, or the two of a corridor."""
        bounds = ([f.target for f in self.judged], [f.target_high for f in self.judged])
        return tuple(run for bound in bounds for run in self.runs(bound, by_year=self.is_flow) if len(run) > 1)

    def limits(self) -> tuple[tuple[Point, ...], ...]:
        """The control limits through the months that they are of."""
        if self.control is None:
            return ()
        ends = (self.x(max(self.start, self.now - self.control.points + 1)), self.x(self.now))
        heights = [self.y(self.shown(Fraction(v))) for v in (self.control.lower, self.control.upper)]
        return tuple(tuple((x, y) for x in ends) for y in heights)

    def last(self) -> Label | None:
        """The last figure: its point, and the number."""
        figure = self.judged[self.now]
        if figure.value is None:
            return None
        text = figure_text(figure, self.indicator, self.language, in_millions=True)
        return Label(text, (self.x(self.now), self.y(self.shown(figure.value))))

    def is_last_below(self) -> bool:
        """Whether the last number stands below its point: the line comes from above."""
        last, before = self.judged[self.now].value, self.judged[max(self.start, self.now - 1)].value
        return last is not None and before is not None and before > last

    def ahead(self) -> Ahead | None:
        """The range at the year's end; None where none is told."""
        if self.ends is None:
            return None
        start = (self.x(self.now), self.y(self.shown(self.judged[self.now].value)))
        ends = (self.ends.low, self.ends.middle, self.ends.high)
        low, middle, high = ((self.x(self.start + self.count - 1), self.y(self.shown(v))) for v in ends)
        label = Label(
            year_end_text(self.ends, self.indicator, self.language, in_millions=True),
            (low[0] + 8, round((low[1] + high[1]) / 2 + 4, 1)),
        )
        return Ahead((start, high, low), (start, middle), label)

    def caption(self) -> str:
        """What the picture shows, a sentence for each thing in it."""
        seen = {
            "chart_to_date": self.is_flow,
            "chart_line": not self.is_flow,
            "chart_target": bool(self.targets()),
            "chart_limits": self.control is not None,
            "chart_breaks": any(self.breaks()),
            "chart_signs": any(self.signs()),
        }
        parts = [self.words[key] for key, is_seen in seen.items() if is_seen]
        if self.ends is not None:
            parts.append(
                self.words["chart_ends"].format(
                    range=year_end_text(self.ends, self.indicator, self.language, in_millions=True)
                )
            )
        return " ".join(parts)

    def heads(self) -> tuple[str, ...]:
        """The heads of the table of numbers."""
        w = self.words
        return (w["chart_month"], w["result"], *((w["year_to_date"],) if self.is_flow else ()), w["target"])

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The numbers, the latest month first."""
        of_months = zip(self.edition.months, self.own, self.judged, self.longer, strict=True)
        for month, own, judged, longer in reversed(list(of_months)):
            figures = (own, judged) if self.is_flow else (own,)
            shown = [figure_text(f, self.indicator, self.language, in_millions=True) for f in figures]
            shown[0] = with_longer(shown[0], longer)
            has_target = judged.target is not None or bool(Mark.DERIVED & judged.marks)
            target = target_text(judged, self.indicator, self.language, in_millions=True) if has_target else ""
            yield (numbers.month_name(month, self.language), *shown, target)
