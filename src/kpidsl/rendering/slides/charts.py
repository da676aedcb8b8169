"""Native line charts: thirteen months and the target, with gaps where there is no figure, also in the embedded data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from kpidsl.rendering.shown.axis import scale
from kpidsl.rendering.shown.theme import theme
from kpidsl.rendering.slides.drawing import INK, RULE, SOFT, Deck, describe, rgb

_NARROW = 4.5
"""Inches of a chart that has room for a label every half year."""


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """A line: its name, and for each month a number or None (a gap)."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The contents of a chart; `label` is the last figure as printed, empty where there is none. The values of one
    `in_millions` are whole; only its axis counts millions."""

    months: tuple[str, ...]
    figures: ChartSeries
    goals: tuple[ChartSeries, ...]
    label: str
    number_format: str
    alt: str
    title: str
    in_millions: bool = False


def draw(deck: Deck, slide: Any, at: tuple[float, float, float, float], wanted: Chart) -> None:
    """Draw the chart in the box (left, top, width, height)."""
    data = CategoryChartData(number_format=wanted.number_format)
    data.categories = wanted.months
    for series in (wanted.figures, *wanted.goals):
        data.add_series(series.name, series.values)
    graphic = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *(Inches(v) for v in at), data)
    describe(graphic, wanted.alt)
    chart = graphic.chart
    chart.has_legend = False
    chart.has_title = False
    chart.font.size, chart.font.name = Pt(10), theme().office_font
    chart.font.color.rgb = rgb(SOFT)
    space = chart._chartSpace
    language = space.makeelement(qn("c:lang"), {"val": deck.tag})
    space.find(qn("c:date1904")).addnext(language)
    for end in space.iter(qn("a:endParaRPr")):
        end.set("lang", deck.tag)
    chart.element.find(qn("c:chart")).find(qn("c:dispBlanksAs")).set("val", "gap")
    _axes(chart, wanted, at[2])
    plot = chart.plots[0]
    _line(plot.series[0], theme().series, 2.25, marked=True)
    for goal in list(plot.series)[1:]:
        _line(goal, theme().guide, 1.25, marked=False)
    last = wanted.figures.values[-1]
    if wanted.label and last is not None:
        label = plot.series[0].points[len(wanted.months) - 1].data_label
        label.position = XL_LABEL_POSITION.RIGHT
        frame = label.text_frame
        run = frame.paragraphs[0].add_run()
        run.text = wanted.label
        run._r.get_or_add_rPr().set("lang", deck.tag)
        run.font.size, run.font.bold = Pt(11), True
        run.font.color.rgb = rgb(INK)


def _line(series: Any, colour: str, points: float, *, marked: bool) -> None:
    series.smooth = False
    series.format.line.width = Pt(points)
    series.format.line.color.rgb = rgb(colour)
    if not marked:
        series.format.line.dash_style = MSO_LINE.DASH
        series.marker.style = XL_MARKER_STYLE.NONE
        return
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 5
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(colour)
    series.marker.format.line.color.rgb = rgb(colour)


def _axes(chart: Any, wanted: Chart, wide: float) -> None:
    """Month labels a quarter apart (half a year in a narrow chart), few and pale grid lines, and room above the last
    label."""
    months, values = chart.category_axis, chart.value_axis
    months.format.line.color.rgb = rgb(SOFT)
    months.major_tick_mark = XL_TICK_MARK.OUTSIDE
    months.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        labels = "3" if wide > _NARROW else "6"
        skip = months._element.makeelement(qn(name), {"val": labels if name == "c:tickLblSkip" else "1"})
        months._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
    values.format.line.fill.background()
    values.major_tick_mark = XL_TICK_MARK.NONE
    values.major_gridlines.format.line.color.rgb = rgb(RULE)
    values.major_gridlines.format.line.width = Pt(0.5)
    low, high, step = scale([v for s in (wanted.figures, *wanted.goals) for v in s.values if v is not None])
    values.minimum_scale, values.maximum_scale, values.major_unit = low, high, step
    values.tick_labels.number_format = _axis_format(step / 1e6 if wanted.in_millions else step) + (
        ",," if wanted.in_millions else ""
    )
    values.tick_labels.number_format_is_linked = False
    _room(chart, at_left=0.6 / wide, at_right=0.62 / wide)


def _axis_format(step: float) -> str:
    """A number format with the decimals that a step of the axis needs."""
    return "#,##0" if step == int(step) else f"0.{'0' * len(f'{step:g}'.partition('.')[2])}"


def _room(chart: Any, *, at_left: float, at_right: float) -> None:
    """A fixed plot area, so that the last label has room at the right."""
    area = chart._chartSpace.find(qn("c:chart")).find(qn("c:plotArea"))
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = area.makeelement(qn("c:layout"), {})
    manual = layout.makeelement(qn("c:manualLayout"), {})
    settings = {"layoutTarget": "inner", "xMode": "edge", "yMode": "edge", "x": at_left, "y": 0.04}
    settings |= {"w": 1 - at_left - at_right, "h": 0.77}
    for name, value in settings.items():
        text = value if isinstance(value, str) else f"{value:.4f}"
        manual.append(manual.makeelement(qn(f"c:{name}"), {"val": text}))
    layout.append(manual)
    area.insert(0, layout)
