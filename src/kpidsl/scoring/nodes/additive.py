"""An indicator that is made of parts: its parts at every node, in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from kpidsl.model.measure import Cumulation, DueIn, LeftIn, Rate
from kpidsl.model.period import Frequency
from kpidsl.model.plan import IndicatorPlan
from kpidsl.model.spec import Indicator
from kpidsl.model.targets import ADDITIVE
from kpidsl.problems import Problem, problem
from kpidsl.scoring.exact import Bools, Ints
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.leaves.apportioned import unmark, whole_years
from kpidsl.scoring.leaves.arrays import Leaves, part_leaves
from kpidsl.scoring.leaves.definitions import each_in_its_months, held_in
from kpidsl.scoring.nodes.historic_units import nodes_then
from kpidsl.scoring.nodes.part_nodes import PartNodes, over_nothing, part_nodes
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.successors import Bases
from kpidsl.scoring.time.frequency import by_period, on_months, periods_of
from kpidsl.scoring.time.year_to_date import YearToDate, year_to_date


def windows_of_parts(indicator: Indicator, inputs: Inputs) -> tuple[Windows, list[Problem]]:
    """The indicator's windows, and the cells that carry an error of the data."""
    how = inputs.plan.indicators[indicator.code]
    made = part_nodes(indicator, inputs)
    whole = whole_years(how, inputs, made.top, made.bottom, made.nodes.state)
    timed = _in_time(indicator, inputs, made, whole)
    then = None
    if inputs.structure.then and indicator.compares_with_last_year:
        earlier = _in_time(indicator, inputs, replace(made, nodes=nodes_then(indicator, inputs, made)), None)
        then = earlier.month.nodes, earlier.so_far.nodes
    windows = Windows(
        categories=made.categories,
        month=timed.month.nodes,
        own=timed.own,
        so_far=timed.so_far.nodes,
        last_month=timed.so_far.last_month,
        excluded=_excluded(indicator, inputs, made),
        scale=made.scale,
        squares=_squares(indicator, inputs, made, timed.reached),
        of_month=timed.month.last_month,
        bases=_bases(indicator, inputs, made.bottom),
        then=then,
    )
    return windows, list(_problems(indicator, inputs, made))


@dataclass(frozen=True, slots=True)
class _InTime:
    """On the months: each period's own figures, as a month's card shows them, the year's to date; and the month that
    each period's year to date reaches."""

    own: Nodes
    month: YearToDate
    so_far: YearToDate
    reached: Ints


def _in_time(indicator: Indicator, inputs: Inputs, made: PartNodes, whole: Bools | None) -> _InTime:
    """The figures by period and year. What they rest on, which is the leaves' scale times as much, is then in whole
    cases; a part of one is one. `whole`: where all twelve twelfths of a year are in the sum."""
    how, valid = inputs.plan.indicators[indicator.code], indicator.valid_months
    periods = periods_of(indicator.frequency, inputs.months, inputs.year_starts)
    adds = how.denominator is not None and not _per_stock(indicator)
    figures = by_period(made.nodes, periods, indicator.cumulation, adds_denominator=adds, told=made.told)
    ended = None if whole is None else whole[..., periods.ends]
    if indicator.frequency is Frequency.YEAR:
        unmark(figures, ended)
    year = year_to_date(figures, indicator.cumulation, periods.end_months, inputs.year_starts, adds_denominator=adds)
    unmark(year.nodes, ended)
    by_month = YearToDate(figures, year.last_month)
    month = on_months(by_month, periods, valid)
    own = on_months(by_month, periods, 0) if valid else month
    so_far = on_months(year, periods, valid)
    scale = made.top.scale
    for window in (own.nodes, month.nodes, so_far.nodes) if valid else (month.nodes, so_far.nodes):
        over_nothing(window)
        size = np.abs(window.n)
        whole = (size // scale + ((size > 0) & (size < scale))) // how.base_scale
        window.n[...] = np.where(window.n < 0, -1, 1) * whole
    return _InTime(own.nodes, month, so_far, year.last_month)


def _per_stock(indicator: Indicator) -> bool:
    """What is counted per those who are there: the latest of them holds, they are not added over months."""
    if not isinstance(indicator.formula, Rate):
        return False
    anchor = indicator.formula.base.anchor
    return not isinstance(anchor, DueIn | LeftIn) and getattr(anchor, "months", 0) != 1


def _excluded(indicator: Indicator, inputs: Inputs, made: PartNodes) -> Ints:
    """The rows left out at every node."""
    excluded = np.zeros(made.nodes.state.shape, dtype=np.int64)
    for one, here in _definitions(indicator, inputs):
        for key in one.excluded:
            excluded += np.where(here, _sums(key, inputs, made.categories), 0).astype(np.int64)
    return excluded


def _squares(indicator: Indicator, inputs: Inputs, made: PartNodes, reached: Ints) -> Ints | None:
    """The sums of squares behind a mean, on the months as its figures are; None where they are not planned."""
    if inputs.plan.indicators[indicator.code].squares is None:
        return None
    definitions = _definitions(indicator, inputs)
    found = [(_sums(one.squares, inputs, made.categories), here) for one, here in definitions if one.squares]
    sums = each_in_its_months(*zip(*found, strict=True))
    periods = periods_of(indicator.frequency, inputs.months, inputs.year_starts)
    nodes = replace(made.nodes, numerator=sums)
    figures = by_period(nodes, periods, indicator.cumulation, adds_denominator=True, told=made.told)
    return on_months(YearToDate(figures, reached), periods, indicator.valid_months).nodes.numerator


def _definitions(indicator: Indicator, inputs: Inputs) -> list[tuple[IndicatorPlan, Bools]]:
    """How the indicator is made, and in which of the months so."""
    definitions = inputs.plan.indicators[indicator.code].definitions
    return list(zip(definitions, held_in([one.since for one in definitions], inputs.months), strict=True))


def _sums(key: str, inputs: Inputs, categories: tuple[str, ...]) -> Ints:
    """A part at every node, without what distribution makes of it."""
    leaves = part_leaves(key, inputs, categories)
    return inputs.roll_up.sum(leaves.value // leaves.scale)


def _bases(indicator: Indicator, inputs: Inputs, bottom: Leaves) -> Bases | None:
    """What each code of a merged unit weighs in its target; None without mergers."""
    structure = inputs.structure
    if not structure.formed:
        return None
    codes = {code for made in structure.formed.values() for one in made for code in one.of}
    position = inputs.positions
    weights = bottom.own_present[None].astype(np.int64) if indicator.kind in ADDITIVE else bottom.own
    step = indicator.frequency.months if indicator.cumulation is Cumulation.FLOW else 1
    return Bases(inputs.months, {c: weights[:, position[c]] for c in codes if c in position}, step)


def _problems(indicator: Indicator, inputs: Inputs, made: PartNodes) -> Iterator[Problem]:
    """Shares over 100 per cent, and parents whose own figure is not their children's sum; what one has more only of the
    reporting month."""
    units, months = inputs.tables.units, inputs.months
    for at, month_at in made.over:
        unit = units[at].code if at < len(units) else "?"
        yield problem("D901", indicator=indicator.code, unit=unit, month=months[month_at])
    for one in made.apart:
        unit, month = units[one.unit].code, months[one.month]
        if one.more is None:
            code = "D905" if one.closed else "D902"
            yield problem(code, indicator=indicator.code, unit=unit, month=month)
        elif one.month == inputs.at:
            more = str(one.more) if one.more.denominator == 1 else f"{float(one.more):g}"
            yield problem("D903", indicator=indicator.code, unit=unit, month=month, more=more)
