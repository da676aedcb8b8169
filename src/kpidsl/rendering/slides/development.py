"""The development of indicators as charts on a slide, each under its title and its figures in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kpidsl.model.edition import Edition, Figure
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.spec import Indicator
from kpidsl.model.state import State
from kpidsl.rendering.shown.rows import HISTORY, CardRow
from kpidsl.rendering.shown.text_fit import fitting_size, lines
from kpidsl.rendering.slides.charts import Chart, ChartSeries, draw
from kpidsl.rendering.slides.drawing import BOTTOM, LEFT, SMALL, SOFT, WIDTH, Deck, TextRun
from kpidsl.wording import numbers
from kpidsl.wording.cells import figure_text, target_text
from kpidsl.wording.words import words

_BETWEEN, _HIGHEST = 0.45, 5.4
"""Between two charts, and how high one is at most."""


def charts_below(deck: Deck, slide: Any, top: float, charts: Sequence[tuple[Chart, str]]) -> None:
    """(chart, caption) from `top` down to the foot: up to three side by side, four two by two."""
    across = 2 if len(charts) > 3 else len(charts)
    down = -(-len(charts) // across)
    wide = (WIDTH - _BETWEEN * (across - 1)) / across
    high = min((BOTTOM - top - 0.15 * (down - 1)) / down, _HIGHEST)
    titles = [c.title for c, _ in charts]
    size = min(fitting_size(t, wide * 72, ((14.0, 1), (13.0, 1), (12.0, 1), (11.0, 2)), bold=True) for t in titles)
    titled = max(lines(t, size, wide * 72, bold=True) for t in titles) * size * 1.2 / 72
    caption_height = max(lines(caption, SMALL + 1, wide * 72) for _, caption in charts) * (SMALL + 1) * 1.2 / 72
    over = titled + caption_height + 0.04
    for at, (chart, caption) in enumerate(charts):
        left, above = LEFT + (at % across) * (wide + _BETWEEN), top + (at // across) * (high + 0.15)
        heading = ((TextRun(chart.title, bold=True, size=size),), (TextRun(caption, SOFT, size=SMALL + 1),))
        deck.text(slide, (left, above, wide, over), heading)
        draw(deck, slide, (left, above + over, wide, high - over), chart)


@dataclass(frozen=True, slots=True)
class DrawnIndicator:
    """An indicator, or a category of it, at a node, as a chart of thirteen months with a caption."""

    edition: Edition
    indicator: Indicator
    node: int
    shown: CardRow
    language: str
    category: int = 0

    def caption(self) -> str:
        """`oktober 72,7 %, hittil i år 73,4 %; stiplet: mål ≥ 75 %`."""
        w, month = words(self.language), numbers.month_name(self.edition.period, self.language, "MMMM")
        text = f"{month} {self.shown.result}, {w['year_to_date'].lower()} {self.shown.year_to_date}"
        figure = self.edition.cell(self.indicator.code, self.node, None, self.category).month
        if figure.target is None:
            return text
        target = target_text(figure, self.indicator, self.language, in_millions=True)
        return f"{text}; {w['dashed']}: {w['target'].lower()} {target}"

    def chart(self) -> Chart:
        """The months' figures as they are printed, and their targets; gaps where there is no figure."""
        w, indicator, edition = words(self.language), self.indicator, self.edition
        months = edition.months[-HISTORY:]
        figures = [edition.cell(indicator.code, self.node, m, self.category).month for m in months]
        decimals = indicator.unit.decimals
        values = tuple(self._printed(f) for f in figures)
        goals = [
            ChartSeries(w["target"], tuple(self._near(edge, decimals + 2) for edge in edges))
            for edges in ([f.target for f in figures], [f.target_high for f in figures])
        ]
        short = [numbers.month_name(m, self.language, "MMM yy") for m in months]
        text = ", ".join(f"{m} {figure_text(f, indicator, self.language)}" for m, f in zip(short, figures, strict=True))
        title = f"{indicator.code} {self.shown.title}"
        largest = max((abs(v) for v in values if v is not None), default=0)
        return Chart(
            months=tuple(short),
            figures=ChartSeries(title, values),
            goals=tuple(g for g in goals if any(v is not None for v in g.values)),
            label="" if values[-1] is None else numbers.without_unit(self.shown.result),
            number_format="0" + ("." + "0" * decimals if decimals else ""),
            alt=f"{w['line_chart']}: {title}, {edition.structure.nodes[self.node].name}. {text}.",
            title=title,
            in_millions=indicator.unit is UnitOfMeasure.KRONER and largest >= 1e6,
        )

    def _printed(self, figure: Figure) -> float | None:
        indicator = self.indicator
        if figure.value is None or figure.hidden or figure.state is not State.VALUE:
            return None
        edges = tuple(e * indicator.scale for e in (figure.target, figure.target_high) if e is not None)
        return self._near(figure.value, numbers.figure_decimals(figure.value * indicator.scale, indicator.unit, edges))

    def _near(self, value: Fraction | None, decimals: int) -> float | None:
        return None if value is None else float(numbers.rounded(value * self.indicator.scale, decimals))
