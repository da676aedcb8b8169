"""An indicator whose parts add up: its parts at every node, accumulated over time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from kpidsl.measures.registry import quotient_of
from kpidsl.model.measure import Cumulation
from kpidsl.model.period import Frequency
from kpidsl.model.plan import IndicatorPlan
from kpidsl.model.spec import Indicator
from kpidsl.problems import Problem, Translated, problem
from kpidsl.scoring.exact import Bools, Ints
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.leaves.apportioned import unmark, whole_years
from kpidsl.scoring.leaves.arrays import Leaves, part_leaves
from kpidsl.scoring.leaves.definitions import each_in_its_months, held_in
from kpidsl.scoring.leaves.higher_units import as_summed
from kpidsl.scoring.nodes.historic_units import historic_nodes
from kpidsl.scoring.nodes.part_nodes import PartNodes, over_nothing, part_nodes
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.successors import Bases
from kpidsl.scoring.time.frequency import by_period, on_months, over_window, periods_of
from kpidsl.scoring.time.year_to_date import YearToDate, year_to_date


def windows_of_parts(indicator: Indicator, inputs: Inputs) -> tuple[Windows, list[Problem]]:
    """The indicator's windows, and the cells that carry an error of the data."""
    parts = part_nodes(indicator, inputs)
    historic = None
    if inputs.structure.historic and indicator.compares_with_last_year:
        earlier = _in_time(indicator, inputs, replace(parts, nodes=historic_nodes(indicator, inputs, parts)), None)
        historic = earlier.month.nodes, earlier.ytd.nodes
    windows, reached = _windows(indicator, inputs, parts)
    windows = replace(
        windows,
        excluded=_excluded(indicator, inputs, parts),
        squares=_squares(indicator, inputs, parts, reached),
        historic=historic,
    )
    return windows, [*_problems(indicator, inputs, parts), *_negative_denominators(indicator, inputs, windows)]


def windows_in_time(indicator: Indicator, inputs: Inputs, parts: PartNodes) -> Windows:
    """The windows that the parts make, without what stands behind them: no row is left out, there are no squares."""
    return _windows(indicator, inputs, parts)[0]


def _windows(indicator: Indicator, inputs: Inputs, parts: PartNodes) -> tuple[Windows, Ints]:
    """The windows, and the month that each period's year to date reaches."""
    how = inputs.plan.indicators[indicator.code]
    whole_year = whole_years(how, inputs, parts.top, parts.bottom, parts.nodes.state)
    timed = _in_time(indicator, inputs, parts, whole_year)
    windows = Windows(
        categories=parts.categories,
        month=timed.month.nodes,
        own=timed.own,
        ytd=timed.ytd.nodes,
        last_month=timed.ytd.last_month,
        excluded=np.zeros(parts.nodes.state.shape, dtype=np.int64),
        scale=parts.scale,
        of_month=timed.month.last_month,
        bases=_bases(indicator, inputs, parts.bottom),
    )
    return windows, timed.reached


@dataclass(frozen=True, slots=True)
class _InTime:
    """Figures on the months: each period's own, as a month's card shows them; the year to date; and the month that
    each period's year to date reaches."""

    own: Nodes
    month: YearToDate
    ytd: YearToDate
    reached: Ints


def _in_time(indicator: Indicator, inputs: Inputs, parts: PartNodes, whole_year: Bools | None) -> _InTime:
    """The figures by period and by year. What they rest on is stored at the leaves' scale, and is then converted to
    whole cases; a fraction of a case counts as one. `whole_year`: where all twelve twelfths of a year are in the
    sum."""
    how, valid = inputs.plan.indicators[indicator.code], indicator.valid_months
    periods = periods_of(indicator.frequency, inputs.months, inputs.year_starts)
    adds = how.denominator is not None and not _per_stock(indicator)
    of_months = Cumulation.FLOW if indicator.summed_months > 1 else indicator.cumulation
    figures = by_period(parts.nodes, periods, of_months, adds_denominator=adds, has_rows=parts.has_rows)
    if indicator.summed_months > 1:
        figures = over_window(figures, indicator.summed_months // periods.length, adds_denominator=adds)
    ended = None if whole_year is None else whole_year[..., periods.ends]
    if indicator.frequency is Frequency.YEAR:
        unmark(figures, ended)
    year = year_to_date(figures, indicator.cumulation, periods.end_months, inputs.year_starts, adds_denominator=adds)
    unmark(year.nodes, ended)
    by_month = YearToDate(figures, year.last_month)
    month = on_months(by_month, periods, valid)
    own = on_months(by_month, periods, 0) if valid else month
    ytd = on_months(year, periods, valid)
    scale = parts.top.scale
    for window in (own.nodes, month.nodes, ytd.nodes) if valid else (month.nodes, ytd.nodes):
        over_nothing(window)
        size = np.abs(window.n)
        whole_year = (size // scale + ((size > 0) & (size < scale))) // how.base_scale
        window.n[...] = np.where(window.n < 0, -1, 1) * whole_year
    return _InTime(own.nodes, month, ytd, year.last_month)


def _per_stock(indicator: Indicator) -> bool:
    """Whether the denominator is a stock: its latest figure applies, it is not summed over months."""
    quotient = quotient_of(indicator.formula)
    return quotient is not None and quotient.over_stock


def _excluded(indicator: Indicator, inputs: Inputs, parts: PartNodes) -> Ints:
    """The number of excluded rows at every node."""
    excluded = np.zeros(parts.nodes.state.shape, dtype=np.int64)
    for one, holds in _definitions(indicator, inputs):
        for key in one.excluded:
            excluded += np.where(holds, _sums(key, inputs, parts.categories), 0).astype(np.int64)
    return excluded


def _squares(indicator: Indicator, inputs: Inputs, parts: PartNodes, reached: Ints) -> Ints | None:
    """The sums of squares behind a mean, on the same months as its figures; None where the plan has none."""
    if inputs.plan.indicators[indicator.code].squares is None:
        return None
    definitions = _definitions(indicator, inputs)
    squares = [(_sums(one.squares, inputs, parts.categories), holds) for one, holds in definitions if one.squares]
    sums = each_in_its_months(*zip(*squares, strict=True))
    periods = periods_of(indicator.frequency, inputs.months, inputs.year_starts)
    nodes = replace(parts.nodes, numerator=sums)
    figures = by_period(nodes, periods, indicator.cumulation, adds_denominator=True, has_rows=parts.has_rows)
    return on_months(YearToDate(figures, reached), periods, indicator.valid_months).nodes.numerator


def _definitions(indicator: Indicator, inputs: Inputs) -> list[tuple[IndicatorPlan, Bools]]:
    """The indicator's definitions, each with the months it applies in."""
    definitions = inputs.plan.indicators[indicator.code].definitions
    return list(zip(definitions, held_in([one.since for one in definitions], inputs.months), strict=True))


def _sums(key: str, inputs: Inputs, categories: tuple[str, ...]) -> Ints:
    """A part at every node, without distributed figures."""
    leaves = as_summed(part_leaves(key, inputs, categories), key, inputs)
    return inputs.roll_up.sum(leaves.value // leaves.scale)


def _bases(indicator: Indicator, inputs: Inputs, bottom: Leaves) -> Bases | None:
    """The weight of each predecessor code in a merged unit's target; None without mergers."""
    structure = inputs.structure
    if not structure.formed:
        return None
    codes = {code for successions in structure.formed.values() for one in successions for code in one.of}
    position = inputs.positions
    weights = bottom.own_present[None].astype(np.int64) if indicator.traits.targets == "summed" else bottom.own
    step = indicator.frequency.months if indicator.cumulation is Cumulation.FLOW else indicator.summed_months
    return Bases(inputs.months, {c: weights[:, position[c]] for c in codes if c in position}, step)


def _negative_denominators(indicator: Indicator, inputs: Inputs, windows: Windows) -> Iterator[Problem]:
    """D920 for each unit whose denominator is below zero in the reporting month, or in its year to date."""
    below = [window.denominator[0, :, inputs.at] < 0 for window in (windows.month, windows.ytd)]
    words = {
        (True, False): Translated("i måneden", "i månaden", "in the month"),
        (False, True): Translated("hittil i år", "hittil i år", "in the year to date"),
        (True, True): Translated(
            "i måneden og hittil i år", "i månaden og hittil i år", "in the month and in the year to date"
        ),
    }
    units = dict.fromkeys(
        (node.unit.code, in_month, in_year)
        for node, in_month, in_year in zip(inputs.structure.nodes, *map(list, below), strict=True)
        if in_month or in_year
    )
    for unit, in_month, in_year in units:
        window = words[bool(in_month), bool(in_year)]
        yield problem("D920", indicator=indicator.code, unit=unit, month=inputs.period, window=window)


def _problems(indicator: Indicator, inputs: Inputs, parts: PartNodes) -> Iterator[Problem]:
    """Shares over 100 per cent, and parents whose own figure is not their children's sum; a parent's excess is
    reported for the reporting month only."""
    units, months = inputs.tables.units, inputs.months
    for at, month_at in parts.over:
        unit = units[at].code if at < len(units) else "?"
        yield problem("D901", indicator=indicator.code, unit=unit, month=months[month_at])
    for one in parts.inconsistent:
        unit, month = units[one.unit].code, months[one.month]
        if one.more is None:
            code = "D905" if one.closed else "D902"
            yield problem(code, indicator=indicator.code, unit=unit, month=month)
        elif one.month == inputs.at:
            more = str(one.more) if one.more.denominator == 1 else f"{float(one.more):g}"
            yield problem("D903", indicator=indicator.code, unit=unit, month=month, more=more)
