"""The columns and rows of results.csv: a row per node, line, month, indicator and category; exact integers and decimal
points."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from kpidsl.model.control import ControlChart
from kpidsl.model.edition import Cell, Edition, is_early_warning
from kpidsl.model.organisation import Node
from kpidsl.model.period import Month
from kpidsl.model.results import Figures, Grid
from kpidsl.model.risk import AssessedRisk, Need, Risk
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark, State, Status, TargetOrigin, Trend, WithoutArrow

_STATES = tuple(s.slug for s in State)
_STATUSES = tuple(s.slug for s in Status)
_TRENDS = tuple(t.slug for t in Trend)
_WITHOUT_ARROW = tuple(why.slug for why in WithoutArrow)
_TARGET_ORIGINS = tuple(origin.slug for origin in TargetOrigin)


@dataclass(frozen=True, slots=True)
class _Series:
    """An indicator's months at a node in one category: their names, and their positions in the grid's columns.

    `now` is the cell of the reporting month; None for the categories of a breakdown.
    """

    node: Node
    indicator: Indicator
    category: str
    months: tuple[str, ...]
    places: range
    period: int
    grid: Grid
    hidden: Sequence[int]
    now: Cell | None


Getter = Callable[[_Series], list[str]]
"""A column's texts in the months of a series."""


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A column of results.csv: its name, its documentation, and how its texts are obtained."""

    name: str
    doc: str
    getter: Getter


def _same(of: Callable[[_Series], str]) -> Getter:
    """The same text in every month."""
    return lambda series: [of(series)] * len(series.places)


def _number(name: str) -> Getter:
    """A column of the grid as it is."""

    def numbers(series: _Series) -> list[str]:
        column = getattr(series.grid, name)
        return [str(column[at]) for at in series.places]

    return numbers


def _text(name: str, text_of: Callable[[int], str], window: str = "") -> Getter:
    """The word or month for each number in a column of the grid, or of one of its windows."""

    def texts(series: _Series) -> list[str]:
        column = getattr(getattr(series.grid, window) if window else series.grid, name)
        return [text_of(column[at]) for at in series.places]

    return texts


def _shown(name: str, window: str) -> Getter:
    """A whole number from a window's figures; empty where there is no value to show."""

    def numbers(series: _Series) -> list[str]:
        figures: Figures = getattr(series.grid, window)
        column, state, hidden = getattr(figures, name), figures.state, series.hidden
        return [str(column[at]) if not hidden[at] and state[at] == State.VALUE else "" for at in series.places]

    return numbers


def _value(window: str) -> Getter:
    def values(series: _Series) -> list[str]:
        figures: Figures = getattr(series.grid, window)
        hidden, scale = series.hidden, series.indicator.scale
        return [
            _decimal(figures.numerator[at], figures.denominator[at], scale)
            if not hidden[at] and figures.state[at] == State.VALUE
            else ""
            for at in series.places
        ]

    return values


def _state(window: str) -> Getter:
    def states(series: _Series) -> list[str]:
        figures: Figures = getattr(series.grid, window)
        return ["hidden" if series.hidden[at] else _STATES[figures.state[at]] for at in series.places]

    return states


def _marks(window: str) -> Getter:
    """The marks of each value, hidden or not."""

    def marks(series: _Series) -> list[str]:
        figures: Figures = getattr(series.grid, window)
        return [_slugs(figures.marks[at]) if figures.state[at] == State.VALUE else "" for at in series.places]

    return marks


def _fraction(name: str, window: str = "") -> Getter:
    """A fraction of the grid, or of one of its windows, in the indicator's unit to 6 decimals; empty for 0/0."""

    def fractions(series: _Series) -> list[str]:
        columns = getattr(series.grid, window) if window else series.grid
        tops, bottoms = getattr(columns, f"{name}_numerator"), getattr(columns, f"{name}_denominator")
        return [_decimal(tops[at], bottoms[at], series.indicator.scale) for at in series.places]

    return fractions


def _positive(number: int) -> str:
    return str(number) if number else ""


def _early_warning(series: _Series) -> list[str]:
    grid = series.grid
    return [
        str(int(is_early_warning(grid.year_to_date.status[at], grid.trend[at], grid.deviation[at])))
        for at in series.places
    ]


def _now(of: Callable[[Cell], str]) -> Getter:
    """A text for the reporting month; empty for every other month, and for the categories of a breakdown."""

    def texts(series: _Series) -> list[str]:
        values = [""] * len(series.places)
        if series.now is not None:
            values[series.period] = of(series.now)
        return values

    return texts


def _risk(of: Callable[[Risk], str]) -> Getter:
    return _now(lambda cell: of(cell.risk) if cell.risk else "")


def _need(of: Callable[[Need, Fraction], str]) -> Getter:
    """A text of the need and the indicator's scale, for the reporting month; empty where a need is not stated: an
    undecided year to date promises nothing."""

    def texts(series: _Series) -> list[str]:
        scale = series.indicator.scale

        def text(cell: Cell) -> str:
            need = cell.risk.need if cell.risk and not cell.year_to_date.undecided else None
            return of(need, scale) if need else ""

        return _now(text)(series)

    return texts


def _bound(of: Callable[[Need], Fraction | None]) -> Getter:
    """One bound of the need in the indicator's unit, to 6 decimals; empty where there is none."""

    def text(need: Need, scale: Fraction) -> str:
        bound = of(need)
        return "" if bound is None else _decimal(bound.numerator, bound.denominator, scale)

    return _need(text)


def _control(of: Callable[[ControlChart], str]) -> Getter:
    return _now(lambda cell: of(cell.control) if cell.control else "")


def _assessed(of: Callable[[AssessedRisk], str]) -> Getter:
    return _now(lambda cell: of(cell.assessed) if cell.assessed else "")


def _decimal(numerator: int, denominator: int, scale: Fraction) -> str:
    """The fraction times the scale to 6 decimals, half away from zero, exactly; empty for 0/0."""
    if not denominator:
        return ""
    top, bottom = numerator * scale.numerator * 10**6, denominator * scale.denominator
    whole, rest = divmod(abs(top), abs(bottom))
    whole += 2 * rest >= abs(bottom)
    sign = "-" if (top < 0) != (bottom < 0) and whole else ""
    return f"{sign}{whole // 10**6}.{whole % 10**6:06d}"


@lru_cache(maxsize=256)
def _slugs(marks: int) -> str:
    return " ".join(Mark(marks).slugs)


@lru_cache(maxsize=1024)
def _month(number: int) -> str:
    return str(Month(number)) if number else ""


COLUMNS = (
    OutputColumn("period", "The month, YYYY-MM.", lambda series: list(series.months)),
    OutputColumn("line", "Steering line.", _same(lambda series: series.node.line)),
    OutputColumn("level", "Kind of unit.", _same(lambda series: series.node.unit.kind)),
    OutputColumn("unit", "Unit code.", _same(lambda series: series.node.unit.code)),
    OutputColumn("unit_name", "Unit name.", _same(lambda series: series.node.name)),
    OutputColumn("indicator", "Indicator code.", _same(lambda series: series.indicator.code)),
    OutputColumn("category", "Category of the breakdown; empty for the whole.", _same(lambda series: series.category)),
    OutputColumn(
        "value", "The month's value in the indicator's unit, 6 decimals; empty where there is none.", _value("month")
    ),
    OutputColumn(
        "numerator",
        "Exact numerator of the raw value (value = scale x numerator / denominator).",
        _shown("numerator", "month"),
    ),
    OutputColumn("denominator", "Exact denominator of the raw value.", _shown("denominator", "month")),
    OutputColumn("n", "Rows or weight the value rests on.", _shown("n", "month")),
    OutputColumn("state", "value, not_ready, missing, not_relevant, withheld_by_source, or hidden.", _state("month")),
    OutputColumn(
        "marks",
        "partial, break, derived, distributed, uncertain, overlapping, unsized (what lacks is of"
        " unknown size), assumed (the colour assumes 0.5-1.5 times its last known size), twelfths"
        " (distributed evenly: a twelfth of the year's figure a month); separated by spaces.",
        _marks("month"),
    ),
    OutputColumn("target", "The month's target in the indicator's unit, 6 decimals.", _fraction("target", "month")),
    OutputColumn(
        "status_month",
        "The month's attainment: green, amber, red, no_target, none.",
        _text("status", _STATUSES.__getitem__, "month"),
    ),
    OutputColumn("ytd_value", "Year to date, as value.", _value("year_to_date")),
    OutputColumn("ytd_numerator", "As numerator.", _shown("numerator", "year_to_date")),
    OutputColumn("ytd_denominator", "As denominator.", _shown("denominator", "year_to_date")),
    OutputColumn("ytd_state", "As state.", _state("year_to_date")),
    OutputColumn("ytd_marks", "As marks.", _marks("year_to_date")),
    OutputColumn("ytd_target", "As target.", _fraction("target", "year_to_date")),
    OutputColumn("ytd_last_month", "The last month the year to date holds.", _text("last_month", _month)),
    OutputColumn("status", "Attainment year to date.", _text("status", _STATUSES.__getitem__, "year_to_date")),
    OutputColumn(
        "judged_value",
        "What is judged, year to date, where the target is made of those of some units alone; else empty.",
        _fraction("judged", "year_to_date"),
    ),
    OutputColumn("judged_units", "How many units that is of.", _text("judged_units", _positive, "year_to_date")),
    OutputColumn("judged_of", "Among how many that are relevant.", _text("judged_of", _positive, "year_to_date")),
    OutputColumn("judged_value_month", "As judged_value, of the month.", _fraction("judged", "month")),
    OutputColumn("judged_units_month", "As judged_units, of the month.", _text("judged_units", _positive, "month")),
    OutputColumn("judged_of_month", "As judged_of, of the month.", _text("judged_of", _positive, "month")),
    OutputColumn("trend", "better, unchanged, worse, new, none.", _text("trend", _TRENDS.__getitem__)),
    OutputColumn("deviation", "1 for a deviation by the rule.", _number("deviation")),
    OutputColumn("early_warning", "1 for green and getting worse, without being a deviation.", _early_warning),
    OutputColumn("since", "First month of the present run of deviations.", _text("since", _month)),
    OutputColumn("covered", "Units with a figure.", _number("covered")),
    OutputColumn("expected", "Units that should have one.", _number("expected")),
    OutputColumn("excluded", "Rows left out by exceptions.", _number("excluded")),
    OutputColumn(
        "risk_probability",
        "Probability of reaching the target at the year's end, 4 decimals; the reporting month only.",
        _risk(lambda risk: f"{risk.probability:.4f}"),
    ),
    OutputColumn("risk", "low, medium or high, by the rule.", _risk(lambda risk: risk.level)),
    OutputColumn("risk_basis", "decided, forecast, or thin (an uncertain forecast).", _risk(lambda risk: risk.basis)),
    OutputColumn(
        "variation",
        "By control limits: common, improving, concerning, too_few.",
        _control(lambda chart: chart.variation.slug),
    ),
    OutputColumn(
        "assurance",
        "By control limits: hits, misses, inconsistent, none.",
        _control(lambda chart: chart.assurance.slug),
    ),
    OutputColumn(
        "assessed_risk", "The leader's own assessment: low, medium or high.", _assessed(lambda assessed: assessed.level)
    ),
    OutputColumn("assessed_reason", "The reason given.", _assessed(lambda assessed: assessed.reason)),
    OutputColumn("assessed_by", "Who assessed.", _assessed(lambda assessed: assessed.by)),
    OutputColumn("assessed_on", "When, YYYY-MM-DD.", _assessed(lambda assessed: str(assessed.on or ""))),
    OutputColumn(
        "trend_compared",
        "Month that the month's value is compared with: by the trend rule (of a line its first point), else the period"
        " before; empty where that lies before every month scored.",
        _text("compared_month", _month),
    ),
    OutputColumn(
        "trend_value",
        "The value in that month, as value; empty where there is none or it is not shown.",
        _fraction("compared"),
    ),
    OutputColumn(
        "no_trend",
        "Why there is no arrow: no_rule, no_direction, no_value, partial, too_few_months, no_value_before,"
        " partial_before, break, no_corridor, hidden (what it is compared with); empty where there is one.",
        _text("without_arrow", _WITHOUT_ARROW.__getitem__),
    ),
    OutputColumn(
        "target_origin",
        "Where the target comes from: own, of_children (the same for all units below), derived, none.",
        _text("target_origin", _TARGET_ORIGINS.__getitem__),
    ),
    OutputColumn(
        "need_basis",
        "What must be shown for the target to be reached at the year's end: last_month (that month's figure), added"
        " (what the rest of the year adds), as_last_year (the figure of the rest of the year, with as many cases as in"
        " the same months last year), as_this_year (with as few and as many a month as so far this year); the reporting"
        " month only, empty where the year is decided or the basis is thin.",
        _need(lambda need, _: need.basis),
    ),
    OutputColumn(
        "need_months",
        "The months that it is of, YYYY-MM, separated by spaces.",
        _need(lambda need, _: " ".join(map(str, need.months))),
    ),
    OutputColumn(
        "need_low",
        "At least so much, in the indicator's unit, 6 decimals; beyond what is possible: out of reach.",
        _bound(lambda need: need.hardest.least),
    ),
    OutputColumn("need_high", "At most so much, as need_low.", _bound(lambda need: need.hardest.most)),
    OutputColumn(
        "need_low_easiest",
        "As need_low with the number of cases that makes it easiest; the same where that number is not uncertain.",
        _bound(lambda need: need.easiest.least),
    ),
    OutputColumn("need_high_easiest", "As need_high, likewise.", _bound(lambda need: need.easiest.most)),
    OutputColumn(
        "need_beyond",
        "1 where the limit itself is not enough, 0 where it is.",
        _need(lambda need, _: str(int(need.beyond))),
    ),
    OutputColumn(
        "ambition",
        "What the unit itself aims at in the month, as target; no status follows from it.",
        _fraction("ambition", "month"),
    ),
    OutputColumn("ytd_ambition", "As ambition, year to date.", _fraction("ambition", "year_to_date")),
)
"""The columns of results.csv, in order."""
NAMES = tuple(column.name for column in COLUMNS)


def result_rows(edition: Edition) -> Iterator[tuple[str, ...]]:
    """Rows of results.csv in the order of `COLUMNS`, sorted by node, indicator, category and month."""
    months, axes = tuple(str(m) for m in edition.months), edition.axes
    for at, node in enumerate(edition.structure.nodes):
        for indicator in edition.indicators_at(at):
            grid, hidden = edition.grids[indicator.code], edition.hidden[indicator.code]
            for category, name in enumerate(grid.categories):
                series = _Series(
                    node=node,
                    indicator=indicator,
                    category=name,
                    months=months,
                    places=axes.series(at, category),
                    period=edition.period.number - edition.months[0].number,
                    grid=grid,
                    hidden=hidden,
                    now=None if category else edition.cell(indicator.code, at),
                )
                yield from zip(*(column.getter(series) for column in COLUMNS), strict=True)


def result_columns(rows: Sequence[tuple[str, ...]]) -> dict[str, list[str]]:
    """The rows as columns of text, for results.parquet."""
    return {name: [row[at] for row in rows] for at, name in enumerate(NAMES)}
