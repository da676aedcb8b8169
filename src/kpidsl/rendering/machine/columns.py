"""The columns and rows of results.csv: a row per node, line, month, indicator and category; exact integers and decimal
points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kpidsl.model.edition import Edition
from kpidsl.model.state import Status, TargetOrigin, Trend, WithoutArrow
from kpidsl.rendering.machine import cell_texts
from kpidsl.rendering.machine.cell_texts import Getter, IndicatorCells
from kpidsl.rendering.machine.sql_types import SqlType
from kpidsl.rendering.machine.text_columns import TextColumn, joined

_STATUSES = tuple(s.slug for s in Status)
_TRENDS = tuple(t.slug for t in Trend)
_WITHOUT_ARROW = tuple(why.slug for why in WithoutArrow)
_TARGET_ORIGINS = tuple(origin.slug for origin in TargetOrigin)
_TOGETHER = 8192
"""So many rows are made at a time."""


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A column of results.csv: its name, its documentation, how its texts are obtained, and the type that it has in
    results.parquet."""

    name: str
    doc: str
    getter: Getter
    type: SqlType = SqlType.TEXT


COLUMNS = (
    OutputColumn("period", "The month, YYYY-MM.", cell_texts.period, SqlType.DATE),
    OutputColumn("line", "Steering line.", cell_texts.of_node(lambda node: node.line)),
    OutputColumn("level", "Kind of unit.", cell_texts.of_node(lambda node: node.unit.kind)),
    OutputColumn("unit", "Unit code.", cell_texts.of_node(lambda node: node.unit.code)),
    OutputColumn("unit_name", "Unit name.", cell_texts.of_node(lambda node: node.name)),
    OutputColumn("indicator", "Indicator code.", cell_texts.code),
    OutputColumn("category", "Category of the breakdown; empty for the whole.", cell_texts.category),
    OutputColumn(
        "value",
        "The month's value in the indicator's unit, 6 decimals; empty where there is none.",
        cell_texts.value("month"),
        SqlType.NUMBER,
    ),
    OutputColumn(
        "numerator",
        "Exact numerator of the raw value (value = scale x numerator / denominator).",
        cell_texts.shown("numerator", "month"),
        SqlType.EXACT,
    ),
    OutputColumn(
        "denominator", "Exact denominator of the raw value.", cell_texts.shown("denominator", "month"), SqlType.EXACT
    ),
    OutputColumn("n", "Rows or weight the value rests on.", cell_texts.shown("n", "month"), SqlType.EXACT),
    OutputColumn(
        "state", "value, not_ready, missing, not_relevant, withheld_by_source, or hidden.", cell_texts.state("month")
    ),
    OutputColumn(
        "marks",
        "partial, break, derived, distributed, uncertain, overlapping, unsized (what lacks is of"
        " unknown size), assumed (the colour assumes 0.5-1.5 times its last known size), twelfths"
        " (distributed evenly: a twelfth of the year's figure a month); separated by spaces.",
        cell_texts.marks("month"),
    ),
    OutputColumn(
        "target",
        "The month's target in the indicator's unit, 6 decimals.",
        cell_texts.fraction("target", "month"),
        SqlType.NUMBER,
    ),
    OutputColumn(
        "status_month",
        "The month's attainment: green, amber, red, no_target, none.",
        cell_texts.text("status", _STATUSES.__getitem__, "month"),
    ),
    OutputColumn("ytd_value", "Year to date, as value.", cell_texts.value("year_to_date"), SqlType.NUMBER),
    OutputColumn("ytd_numerator", "As numerator.", cell_texts.shown("numerator", "year_to_date"), SqlType.EXACT),
    OutputColumn("ytd_denominator", "As denominator.", cell_texts.shown("denominator", "year_to_date"), SqlType.EXACT),
    OutputColumn("ytd_state", "As state.", cell_texts.state("year_to_date")),
    OutputColumn("ytd_marks", "As marks.", cell_texts.marks("year_to_date")),
    OutputColumn("ytd_target", "As target.", cell_texts.fraction("target", "year_to_date"), SqlType.NUMBER),
    OutputColumn(
        "ytd_last_month",
        "The last month the year to date holds.",
        cell_texts.text("last_month", cell_texts.month),
        SqlType.DATE,
    ),
    OutputColumn(
        "status", "Attainment year to date.", cell_texts.text("status", _STATUSES.__getitem__, "year_to_date")
    ),
    OutputColumn(
        "judged_value",
        "What is judged, year to date, where the target is made of those of some units alone; else empty.",
        cell_texts.fraction("judged", "year_to_date"),
        SqlType.NUMBER,
    ),
    OutputColumn(
        "judged_units",
        "How many units that is of.",
        cell_texts.text("judged_units", cell_texts.positive, "year_to_date"),
        SqlType.COUNT,
    ),
    OutputColumn(
        "judged_of",
        "Among how many that are relevant.",
        cell_texts.text("judged_of", cell_texts.positive, "year_to_date"),
        SqlType.COUNT,
    ),
    OutputColumn(
        "judged_value_month", "As judged_value, of the month.", cell_texts.fraction("judged", "month"), SqlType.NUMBER
    ),
    OutputColumn(
        "judged_units_month",
        "As judged_units, of the month.",
        cell_texts.text("judged_units", cell_texts.positive, "month"),
        SqlType.COUNT,
    ),
    OutputColumn(
        "judged_of_month",
        "As judged_of, of the month.",
        cell_texts.text("judged_of", cell_texts.positive, "month"),
        SqlType.COUNT,
    ),
    OutputColumn("trend", "better, unchanged, worse, new, none.", cell_texts.text("trend", _TRENDS.__getitem__)),
    OutputColumn("deviation", "1 for a deviation by the rule.", cell_texts.number("deviation"), SqlType.YES_NO),
    OutputColumn(
        "early_warning",
        "1 for green and getting worse, without being a deviation.",
        cell_texts.early_warning,
        SqlType.YES_NO,
    ),
    OutputColumn(
        "since",
        "First month of the present run of deviations.",
        cell_texts.text("since", cell_texts.month),
        SqlType.DATE,
    ),
    OutputColumn("covered", "Units with a figure.", cell_texts.number("covered"), SqlType.COUNT),
    OutputColumn("expected", "Units that should have one.", cell_texts.number("expected"), SqlType.COUNT),
    OutputColumn("excluded", "Rows left out by exceptions.", cell_texts.number("excluded"), SqlType.COUNT),
    OutputColumn(
        "risk_probability",
        "Probability of reaching the target at the year's end, 4 decimals; the reporting month only.",
        cell_texts.risk(lambda risk: f"{risk.probability:.4f}"),
        SqlType.PROBABILITY,
    ),
    OutputColumn("risk", "low, medium or high, by the rule.", cell_texts.risk(lambda risk: risk.level)),
    OutputColumn(
        "risk_basis", "decided, forecast, or thin (an uncertain forecast).", cell_texts.risk(lambda risk: risk.basis)
    ),
    OutputColumn(
        "variation",
        "By control limits: common, improving, concerning, too_few.",
        cell_texts.control(lambda chart: chart.variation.slug),
    ),
    OutputColumn(
        "assurance",
        "By control limits: hits, misses, inconsistent, none.",
        cell_texts.control(lambda chart: chart.assurance.slug),
    ),
    OutputColumn(
        "assessed_risk",
        "The leader's own assessment: low, medium or high.",
        cell_texts.assessed(lambda assessed: assessed.level),
    ),
    OutputColumn("assessed_reason", "The reason given.", cell_texts.assessed(lambda assessed: assessed.reason)),
    OutputColumn("assessed_by", "Who assessed.", cell_texts.assessed(lambda assessed: assessed.by)),
    OutputColumn(
        "assessed_on", "When, YYYY-MM-DD.", cell_texts.assessed(lambda assessed: str(assessed.on or "")), SqlType.DATE
    ),
    OutputColumn(
        "trend_compared",
        "Month that the month's value is compared with: by the trend rule (of a line its first point), else the period"
        " before; empty where that lies before every month scored.",
        cell_texts.text("compared_month", cell_texts.month),
        SqlType.DATE,
    ),
    OutputColumn(
        "trend_value",
        "The value in that month, as value; empty where there is none or it is not shown.",
        cell_texts.fraction("compared"),
        SqlType.NUMBER,
    ),
    OutputColumn(
        "no_trend",
        "Why there is no arrow: no_rule, no_direction, no_value, partial, too_few_months, no_value_before,"
        " partial_before, break, no_corridor, hidden (what it is compared with); empty where there is one.",
        cell_texts.text("without_arrow", _WITHOUT_ARROW.__getitem__),
    ),
    OutputColumn(
        "target_origin",
        "Where the target comes from: own, of_children (the same for all units below), derived, none.",
        cell_texts.text("target_origin", _TARGET_ORIGINS.__getitem__),
    ),
    OutputColumn(
        "need_basis",
        "What must be shown for the target to be reached at the year's end: last_month (that month's figure), added"
        " (what the rest of the year adds), as_last_year (the figure of the rest of the year, with as many cases as in"
        " the same months last year), as_this_year (with as few and as many a month as so far this year); the reporting"
        " month only, empty where the year is decided or the basis is thin.",
        cell_texts.need(lambda need, _: need.basis),
    ),
    OutputColumn(
        "need_months",
        "The months that it is of, YYYY-MM, separated by spaces.",
        cell_texts.need(lambda need, _: " ".join(map(str, need.months))),
    ),
    OutputColumn(
        "need_low",
        "At least so much, in the indicator's unit, 6 decimals; beyond what is possible: out of reach.",
        cell_texts.bound(lambda need: need.hardest.least),
        SqlType.NUMBER,
    ),
    OutputColumn(
        "need_high", "At most so much, as need_low.", cell_texts.bound(lambda need: need.hardest.most), SqlType.NUMBER
    ),
    OutputColumn(
        "need_low_easiest",
        "As need_low with the number of cases that makes it easiest; the same where that number is not uncertain.",
        cell_texts.bound(lambda need: need.easiest.least),
        SqlType.NUMBER,
    ),
    OutputColumn(
        "need_high_easiest", "As need_high, likewise.", cell_texts.bound(lambda need: need.easiest.most), SqlType.NUMBER
    ),
    OutputColumn(
        "need_beyond",
        "1 where the limit itself is not enough, 0 where it is.",
        cell_texts.need(lambda need, _: str(int(need.beyond))),
        SqlType.YES_NO,
    ),
    OutputColumn(
        "ambition",
        "What the unit itself aims at in the month, as target; no status follows from it.",
        cell_texts.fraction("ambition", "month"),
        SqlType.NUMBER,
    ),
    OutputColumn(
        "ytd_ambition", "As ambition, year to date.", cell_texts.fraction("ambition", "year_to_date"), SqlType.NUMBER
    ),
    OutputColumn(
        "longer_first_month",
        "What is shown in place of a month that is hidden, of whole months of the year together: the first of them,"
        " YYYY-MM; the whole of an indicator in the reporting month only, empty where nothing is.",
        cell_texts.longer(lambda window, _: str(window.first)),
        SqlType.DATE,
    ),
    OutputColumn(
        "longer_last_month",
        "The last of them, YYYY-MM.",
        cell_texts.longer(lambda window, _: str(window.last)),
        SqlType.DATE,
    ),
    OutputColumn(
        "longer_value",
        "Their value, as value.",
        cell_texts.longer(lambda window, scale: cell_texts.decimal(window.numerator, window.denominator, scale)),
        SqlType.NUMBER,
    ),
    OutputColumn(
        "longer_numerator",
        "Their numerator, as numerator.",
        cell_texts.longer(lambda window, _: str(window.numerator)),
        SqlType.EXACT,
    ),
    OutputColumn(
        "longer_denominator",
        "Their denominator, as denominator.",
        cell_texts.longer(lambda window, _: str(window.denominator)),
        SqlType.EXACT,
    ),
    OutputColumn("longer_n", "Their n, as n.", cell_texts.longer(lambda window, _: str(window.n)), SqlType.EXACT),
)
"""The columns of results.csv, in order."""
NAMES = tuple(column.name for column in COLUMNS)
TYPES = {column.name: column.type for column in COLUMNS}


def result_columns(edition: Edition) -> dict[str, TextColumn]:
    """The columns of results.csv by name in the order of `COLUMNS`; rows sorted by node, indicator, category and
    month."""
    of_each = [IndicatorCells(edition, indicator) for indicator in edition.spec.indicators]
    order = _order(of_each)
    return {column.name: joined([column.getter(cells) for cells in of_each], order) for column in COLUMNS}


def _order(of_each: list[IndicatorCells]) -> npt.NDArray[np.intp]:
    """The positions of the rows' cells among those of all indicators after one another: only of nodes where the
    indicator is on the card."""
    places, keys, before = [], [], 0
    for at, cells in enumerate(of_each):
        nodes = cells.edition.structure.nodes
        standing = [n for n, node in enumerate(nodes) if cells.indicator.stands_at(node)]
        positions = before + np.arange(np.prod(cells.shape)).reshape(cells.shape)
        places.append(positions[:, standing].swapaxes(0, 1).reshape(len(standing), cells.shape[0] * cells.shape[2]))
        keys.append(np.array(standing, dtype=np.intp) * len(of_each) + at)
        before += positions.size
    each = [np.repeat(key, place.shape[1]) for key, place in zip(keys, places, strict=True)]
    flat = [np.zeros(0, dtype=np.intp), *(place.ravel() for place in places)]
    return np.concatenate(flat)[np.argsort(np.concatenate([flat[0], *each]), kind="stable")]


def result_rows(edition: Edition) -> Iterator[tuple[str, ...]]:
    """Rows of results.csv in the order of `COLUMNS`, sorted by node, indicator, category and month."""
    return rows_of(result_columns(edition))


def rows_of(columns: Mapping[str, TextColumn], chosen: npt.NDArray[np.intp] | None = None) -> Iterator[tuple[str, ...]]:
    """The rows that the columns make; those at the positions `chosen` alone, where it is given."""
    at = np.arange(len(next(iter(columns.values())))) if chosen is None else chosen
    for first in range(0, len(at), _TOGETHER):
        part = at[first : first + _TOGETHER]
        yield from zip(*(column.texts[column.codes[part]].tolist() for column in columns.values()), strict=True)
