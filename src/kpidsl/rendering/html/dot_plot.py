"""The ranked units of an indicator as points on one scale: values, targets and, where asked for, their uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from kpidsl.model.edition import Edition, Figure
from kpidsl.model.ranking import Ranking
from kpidsl.model.spec import Indicator
from kpidsl.rendering.shown.axis import Label, tight_scale
from kpidsl.rendering.shown.rank_intervals import value_intervals
from kpidsl.rendering.shown.theme import theme
from kpidsl.wording import numbers
from kpidsl.wording.cells import figure_text
from kpidsl.wording.words import words

MOST_NAMED = 40
"""Units that each have a line with their name; more of them stand side by side, and the table has their names."""
_WIDTH, _TOP, _FOOT = 900, 26, 10
_PITCH, _NAME, _LEFT, _RIGHT = 22, 270, 290, 100
"""Of named units: the height of a line, where values end, where the scale begins, and what is left beside it."""
_HIGH, _AXIS = 280, 70
"""Of units side by side: the height of the scale, and the room for its numbers."""

Line = tuple[float, float, float, float]
"""From and to: x, y, x, y."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A unit: its name and value, the status's shape, where its point is, and its strokes."""

    name: str
    shown: str
    shape: Markup
    at: tuple[float, float]
    targets: tuple[Line, ...]
    interval: Line | None


@dataclass(frozen=True, slots=True)
class DotPlot:
    """What the template draws. `is_named`: each unit has a line of its own, from the top; otherwise they stand side by
    side, from the left. `ticks` and their `grid` are the scale's; `thirds` and their `limits` divide the units."""

    width: float
    height: float
    is_named: bool
    dots: tuple[Dot, ...]
    ticks: tuple[Label, ...]
    grid: tuple[Line, ...]
    thirds: tuple[Label, ...]
    limits: tuple[Line, ...]
    has_intervals: bool


def dot_plot(edition: Edition, indicator: Indicator, ranked: Ranking, language: str) -> DotPlot | None:
    """The units with a place, best first; those without one, the hidden among them, are not drawn. None without
    places."""
    if not ranked.places:
        return None
    certain = {
        node: (low * float(indicator.scale), high * float(indicator.scale))
        for node, (low, high) in value_intervals(edition, indicator, ranked).items()
    }
    figures = [edition.cell(indicator.code, p.node).year_to_date for p in ranked.places]
    reach = [[v for v in (f.value, f.target, f.target_high) if v is not None] for f in figures]
    known = [float(v * indicator.scale) for values in reach for v in values]
    known += [edge for interval in certain.values() for edge in interval]
    drawn = _Scale(*tight_scale(known), len(figures))
    dots = [
        drawn.dot(
            at,
            edition.structure.nodes[place.node].name,
            figure,
            indicator,
            figure_text(figure, indicator, language, in_millions=True),
            certain.get(place.node),
        )
        for at, (place, figure) in enumerate(zip(ranked.places, figures, strict=True))
    ]
    ticks = drawn.ticks()
    return DotPlot(
        width=_WIDTH,
        height=drawn.height,
        is_named=drawn.is_named,
        dots=tuple(dots),
        ticks=tuple(Label(_tick(tick, indicator, language), drawn.tick(tick)) for tick in ticks),
        grid=tuple(drawn.grid(tick) for tick in ticks),
        thirds=tuple(
            Label(words(language)[f"third_{third}"], drawn.beside(at)) for at, third in _first_of_thirds(ranked)
        ),
        limits=tuple(drawn.limit(at) for at, _ in _first_of_thirds(ranked) if at),
        has_intervals=bool(certain),
    )


def _first_of_thirds(ranked: Ranking) -> Sequence[tuple[int, int]]:
    """(position, third) of the first unit of each third."""
    thirds = [p.third for p in ranked.places]
    return [(thirds.index(third), third) for third in dict.fromkeys(thirds)]


def _tick(value: float, indicator: Indicator, language: str) -> str:
    return numbers.target(Fraction(str(value)), indicator.unit, language, in_millions=True)


class _Scale:
    """Where a unit's position in the order and a value on the scale lie in the picture."""

    def __init__(self, low: float, high: float, step: float, count: int) -> None:
        self.low, self.high, self.step, self.count = low, high, step, count
        self.is_named = count <= MOST_NAMED
        self.height = _TOP + (_PITCH * count if self.is_named else _HIGH) + _FOOT

    def _along(self, at: float) -> float:
        """Where the unit is in the order."""
        if self.is_named:
            return _TOP + _PITCH * (at + 0.5)
        return _AXIS + (_WIDTH - _AXIS - _FOOT) * (at + 0.5) / self.count

    def _value(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        if self.is_named:
            return _LEFT + (_WIDTH - _LEFT - _RIGHT) * share
        return _TOP + _HIGH * (1 - share)

    def _turned(self, along: float, value: float) -> tuple[float, float]:
        x, y = (value, along) if self.is_named else (along, value)
        return round(x, 1), round(y, 1)

    def dot(
        self,
        at: int,
        name: str,
        figure: Figure,
        indicator: Indicator,
        shown: str,
        interval: tuple[float, float] | None,
    ) -> Dot:
        """The unit at a position in the order. ValueError where it has no value: it has no place then either."""
        if figure.value is None:
            raise ValueError(f"{name} has a place and no value")
        targets = [float(t * indicator.scale) for t in (figure.target, figure.target_high) if t is not None]
        return Dot(
            name=name,
            shown=shown,
            shape=Markup(theme().look(figure.status).drawn),  # noqa: S704 - the theme's own shapes
            at=self.point(at, float(figure.value * indicator.scale)),
            targets=tuple(self.across(at, target) for target in targets),
            interval=self.line(at, *interval) if interval else None,
        )

    def point(self, at: int, value: float) -> tuple[float, float]:
        """A unit's point."""
        return self._turned(self._along(at), self._value(value))

    def line(self, at: int, low: float, high: float) -> Line:
        """A unit's stroke from one value to another."""
        return self.point(at, low) + self.point(at, high)

    def across(self, at: int, value: float) -> Line:
        """A stroke at a value, as wide as the unit's place: where neighbours have the same target it is one line."""
        at_value = self._value(value)
        return self._turned(self._along(at - 0.5), at_value) + self._turned(self._along(at + 0.5), at_value)

    def ticks(self) -> list[float]:
        """The scale's numbers."""
        steps = round((self.high - self.low) / self.step)
        return [round(self.low + self.step * n, 9) for n in range(steps + 1)]

    def tick(self, value: float) -> tuple[float, float]:
        """Where the scale's number stands."""
        at_value = self._value(value)
        return (round(at_value, 1), _TOP - 10.0) if self.is_named else (_AXIS - 8.0, round(at_value + 4, 1))

    def grid(self, value: float) -> Line:
        """The line through the picture at the scale's number."""
        at_value, (first, last) = self._value(value), (self._along(-0.5), self._along(self.count - 0.5))
        return self._turned(first, at_value) + self._turned(last, at_value)

    def limit(self, at: int) -> Line:
        """The line before the first unit of a third."""
        along, ends = self._along(at - 0.5), ((0.0, float(_WIDTH)) if self.is_named else (_TOP - 16.0, _TOP + _HIGH))
        return self._turned(along, ends[0]) + self._turned(along, ends[1])

    def beside(self, at: int) -> tuple[float, float]:
        """Where the name of a third stands, by its first unit."""
        along = self._along(at)
        return (float(_WIDTH), round(along + 4, 1)) if self.is_named else (round(along, 1), _TOP - 10.0)
