"""From the three tables to Results: one scorer, columnar and exact, whichever engine reduced the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kpidsl.measures.sides import sides
from kpidsl.model.comparison import overlaps
from kpidsl.model.control import ControlChart
from kpidsl.model.limits import Limits
from kpidsl.model.measure import change_in
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.plan import Plan
from kpidsl.model.results import Figures, Grid, Results
from kpidsl.model.risk import Risk
from kpidsl.model.spec import Indicator, Spec, in_order
from kpidsl.model.state import Mark, State, Trend
from kpidsl.model.tables import Tables
from kpidsl.problems import Problem
from kpidsl.scoring.exact import Bools, Ints
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.judging.ambitions import ambitions
from kpidsl.scoring.judging.compared import compared
from kpidsl.scoring.judging.control import control_charts
from kpidsl.scoring.judging.deviations import deviations
from kpidsl.scoring.judging.figures import column, figures
from kpidsl.scoring.judging.judged_on import judged_on
from kpidsl.scoring.judging.limits import limits
from kpidsl.scoring.judging.trend import trend
from kpidsl.scoring.judging.window_targets import reached
from kpidsl.scoring.nodes.additive import windows_of_parts
from kpidsl.scoring.nodes.change import windows_of_change
from kpidsl.scoring.nodes.index import windows_of_index
from kpidsl.scoring.nodes.non_additive import windows_of_level_values
from kpidsl.scoring.nodes.of_figures import windows_of_figures
from kpidsl.scoring.nodes.quotient import windows_of_sides
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.in_force import TargetBounds
from kpidsl.scoring.targets.record import recorded
from kpidsl.scoring.targets.rows import known_at, rows_of
from kpidsl.scoring.targets.successors import successor_problems


def score(
    spec: Spec,
    plan: Plan,
    tables: Tables,
    period: Month,
    scored_one: Callable[[Indicator, Spec, Grid, Structure], None] = lambda *_: None,
) -> tuple[Results, tuple[Problem, ...]]:
    """Every indicator at every node and month of the plan, and the problems of cells with errors in their data.

    `scored_one` is called with each indicator's grid, and the specification and organisation that it is of, as soon as
    it is made.
    """
    inputs = Inputs.of(known_at(spec, period), plan, tables, period)
    indicators, months = inputs.spec.indicators, inputs.months
    grids: dict[str, Grid] = {}
    charts: dict[tuple[str, int], ControlChart] = {}
    at_risk: dict[tuple[str, int], Risk] = {}
    meet: dict[tuple[str, int], Limits] = {}
    problems: list[Problem] = []
    for indicator in in_order(indicators):
        windows, sub_windows = windows_of(indicator, inputs, grids)
        problems += sub_windows
        problems += successor_problems(
            indicator, inputs.structure, months, inputs.at, windows.bases, windows.categories
        )
        scored = judged(indicator, windows, inputs)
        grids[indicator.code] = _grid(indicator, scored, inputs)
        scored_one(indicator, inputs.spec, grids[indicator.code], plan.structure)
        meet |= {(indicator.code, node): one for node, one in limits(indicator, scored.year_targets, inputs.at).items()}
        charts |= _charts(indicator, scored, inputs.at)
        at_risk |= _risks(indicator, scored, inputs)
    ordered = {i.code: grids[i.code] for i in indicators}
    results = Results(
        inputs.spec, plan.structure, months, period, ordered, tables.content, charts=charts, risks=at_risk, limits=meet
    )
    return results, tuple(problems)


def windows_of(indicator: Indicator, inputs: Inputs, grids: Mapping[str, Grid]) -> tuple[Windows, list[Problem]]:
    """The indicator's two windows, computed by its kind (an index or a change from the `grids` of others), and its
    problems."""
    both = sides(indicator)
    if both is not None:
        return windows_of_sides(indicator, both, inputs, lambda side, own: windows_of(side, own, grids))
    change = change_in(indicator.formula)
    if change is not None:
        return windows_of_change(change, inputs, grids), []
    if indicator.traits.combined == "components":
        return windows_of_index(indicator, inputs, grids), []
    counted = inputs.plan.indicators[indicator.code].from_rows
    if counted is not None:
        ready_made = inputs.plan.sources[inputs.plan.from_rows[counted].rows.source].ready_made
        of_values = windows_of_figures if ready_made else windows_of_level_values
        return of_values(indicator, inputs, counted), []
    return windows_of_parts(indicator, inputs)


@dataclass(frozen=True, slots=True)
class Scored:
    """An indicator's windows with their targets, figures, arrow, and the status of the year to date."""

    windows: Windows
    targets: TargetBounds
    year_targets: TargetBounds
    month: Figures
    year_to_date: Figures
    arrow: Ints
    status: Ints
    on_some: Bools


def judged(indicator: Indicator, windows: Windows, inputs: Inputs) -> Scored:
    """The windows judged against their targets. The indicator is not relevant at nodes where it is not on the card."""
    elsewhere = [not indicator.stands_at(n) for n in inputs.structure.nodes]
    for window in (windows.month, windows.ytd):
        window.state[:, elsewhere] = State.NOT_RELEVANT
    (on, year_on), targets, year_targets = judged_on(indicator, inputs, windows)
    arrow = trend(indicator, windows, *targets)
    _mark_overlapping(indicator, windows.month, arrow)
    aims, year_aims = ambitions(indicator, inputs, windows, targets[0])
    month, _ = figures(indicator, windows.month, targets, aims, windows.scale, on)
    year_to_date, status = figures(indicator, windows.ytd, year_targets, year_aims, windows.scale, year_on)
    return Scored(windows, targets, year_targets, month, year_to_date, arrow, status, year_on.some | year_on.unknown)


def _mark_overlapping(indicator: Indicator, month: Nodes, arrow: Ints) -> None:
    """Mark the months in which the arrow compares windows that overlap."""
    if overlaps(indicator):
        compared = np.isin(arrow, (Trend.BETTER, Trend.UNCHANGED, Trend.WORSE))
        month.marks[...] |= np.where(compared, int(Mark.OVERLAPPING), 0).astype(np.int16)


def _grid(indicator: Indicator, scored: Scored, inputs: Inputs) -> Grid:
    """The scored indicator as columns, with its deviations and the target rows behind it."""
    windows, month = scored.windows, scored.windows.month
    is_deviation, since = deviations(indicator.deviation_rule, scored.status, scored.arrow, inputs.months)
    bounds = scored.targets[0], scored.year_targets[0]
    rows = rows_of(indicator, inputs.months, "value", windows.categories)
    of = reached(windows, inputs)
    targets = recorded(indicator, inputs.structure, rows, inputs.year_starts, bounds, of)
    before = compared(indicator, windows, scored.targets, scored.arrow, inputs.months)
    return Grid(
        code=indicator.code,
        categories=windows.categories,
        month=scored.month,
        year_to_date=scored.year_to_date,
        trend=column(scored.arrow, "b"),
        without_arrow=column(before.without_arrow, "b"),
        compared_month=column(before.month),
        compared_numerator=column(before.numerator),
        compared_denominator=column(before.denominator),
        excluded=column(windows.excluded),
        covered=column(month.covered),
        expected=column(month.expected),
        last_month=column(windows.last_month),
        deviation=column(is_deviation, "b"),
        since=column(since),
        lacking=column(month.lacking),
        target_origin=column(np.broadcast_to(targets.origin, month.state.shape), "b"),
        target_rows=column(np.broadcast_to(targets.rows, month.state.shape), "i"),
        row_sets=targets.row_sets,
    )


def _charts(indicator: Indicator, scored: Scored, at: int) -> dict[tuple[str, int], ControlChart]:
    """The control charts of the month at position `at`, where the indicator's arrow is decided by one."""
    if indicator.trend_rule is None or indicator.trend_rule.compared_with != "control_limits":
        return {}
    charts = control_charts(indicator, scored.windows.month, *scored.targets, at)
    return {(indicator.code, node): chart for node, chart in enumerate(charts) if chart is not None}


def _risks(indicator: Indicator, scored: Scored, inputs: Inputs) -> dict[tuple[str, int], Risk]:
    """The risks in the reporting month, where the specification has a risk rule."""
    if inputs.spec.risk is None:
        return {}
    from kpidsl.scoring.forecast.risk import risks  # here: scipy takes half a second to load
    from kpidsl.scoring.forecast.year import YearsEnd

    end = YearsEnd.around(inputs.months, inputs.at, inputs.year_starts)
    forecasts = risks(indicator, inputs.spec.risk, inputs.leaf_nodes, scored.windows, scored.status, end)
    foretold = forecasts if end.at == end.last else _of_themselves(forecasts, scored.on_some[0, :, end.at])
    return {(indicator.code, node): risk for node, risk in enumerate(foretold) if risk is not None}


def _of_themselves(forecasts: Sequence[Risk | None], on_some: Bools) -> list[Risk | None]:
    """None of nodes that are judged on some of their units: what is forecast is the node's own figure."""
    return [None if some else risk for risk, some in zip(forecasts, on_some, strict=True)]
