"""Tables → Results: the one scorer, columnar and exact, whatever engine reduced the rows."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from kpidsl.model.comparison import overlaps
from kpidsl.model.control import ControlChart
from kpidsl.model.measure import Cumulation, DistinctPersons, DueIn, Index, Kind, LeftIn, Rate, Rows
from kpidsl.model.period import Frequency, Month
from kpidsl.model.plan import IndicatorPlan, Plan
from kpidsl.model.results import Figures, Grid, Results
from kpidsl.model.risk import Risk
from kpidsl.model.spec import Indicator, Spec
from kpidsl.model.state import Mark, State, Status, Trend
from kpidsl.model.tables import LevelValues, Tables
from kpidsl.model.targets import ADDITIVE
from kpidsl.problems import Problem, problem
from kpidsl.scoring.control import control_charts
from kpidsl.scoring.definitions import break_marks, each_in_its_months, held_in, joined
from kpidsl.scoring.deviations import deviations
from kpidsl.scoring.exact import Bools, Ints, product
from kpidsl.scoring.frequency import Periods, by_period, on_months, periods_of
from kpidsl.scoring.index import index_nodes
from kpidsl.scoring.inherited import Bases, heirs_problems
from kpidsl.scoring.leaves import Leaves, outside, part_leaves, untold_parts
from kpidsl.scoring.nodes import Apart, broken, over_nothing, part_nodes
from kpidsl.scoring.risk import YearsEnd, risks
from kpidsl.scoring.rollup import Nodes, RollUp
from kpidsl.scoring.status import certain_status, status
from kpidsl.scoring.target_rows import known_at
from kpidsl.scoring.targets import (
    EdgeTargets,
    LeafNodes,
    edge_targets,
    flow_targets,
    held,
    improvement_targets,
)
from kpidsl.scoring.then import nodes_then
from kpidsl.scoring.trend import trend
from kpidsl.scoring.twelfths import unmark, whole_years
from kpidsl.scoring.uncertainty import too_few, uncertain
from kpidsl.scoring.year_to_date import YearToDate, broken_in_year, year_to_date


def score(spec: Spec, plan: Plan, tables: Tables, period: Month) -> tuple[Results, tuple[Problem, ...]]:
    """Every indicator at every node and month of the plan. Problems name cells that carry a data error."""
    spec = known_at(spec, period)
    scorer = Scorer(spec, plan, tables, period)
    indexes = [i for i in spec.indicators if isinstance(i.formula, Index)]
    grids = {i.code: scorer.grid(i) for i in spec.indicators if not isinstance(i.formula, Index)}
    for indicator in indexes:
        grids[indicator.code] = scorer.index_grid(indicator, grids)
    ordered = {i.code: grids[i.code] for i in spec.indicators}
    results = Results(
        spec, plan.structure, plan.months, period, ordered, tables.content, charts=scorer.charts, risks=scorer.risks
    )
    return results, tuple(scorer.problems)


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind an indicator's figures: the weights of merged units' predecessors, how many times the counts
    stand in the fractions (`part_nodes`), the sums of squares of a mean, the figures without those that stand in for
    later ones, the month that each month's figure is of (None: its own), and, where last year is to be of the units as
    they were, (month, year to date) of those."""

    bases: Bases | None = None
    scale: Ints | int = 1
    squares: Ints | None = None
    own: Nodes | None = None
    of_month: Ints | None = None
    then: tuple[Nodes, Nodes] | None = None

    def weights(self, denominator: Ints) -> Ints:
        """Denominators of different nodes beside each other: at one scale."""
        if isinstance(self.scale, int):
            return denominator
        return product(denominator, np.lcm.reduce(self.scale.reshape(-1), initial=1) // self.scale)

    @property
    def year_then(self) -> Nodes | None:
        """The year to date of the units as they were."""
        return self.then[1] if self.then is not None else None


@dataclass(frozen=True, slots=True)
class Scored:
    """An indicator's figures over (category, node, month) before they become columns; the year's status and target."""

    month: Nodes
    so_far: Nodes
    status: Ints
    target: EdgeTargets | None
    behind: Behind


class Scorer:
    """Makes grids, and gathers problems, charts and risks on the way; with `keep` a dict, what they were made of."""

    def __init__(self, spec: Spec, plan: Plan, tables: Tables, period: Month) -> None:
        self.spec, self.plan, self.tables, self.period = spec, plan, tables, period
        self.months = plan.months
        self.roll_up = RollUp(plan.structure, len(tables.units))
        self.leaf_nodes = LeafNodes(plan.structure)
        self.problems: list[Problem] = []
        self.charts: dict[tuple[str, int], ControlChart] = {}
        self.risks: dict[tuple[str, int], Risk] = {}
        self.keep: dict[str, Scored] | None = None

    def grid(self, indicator: Indicator) -> Grid:
        """An indicator made of parts or of quantiles."""
        how = self.plan.indicators[indicator.code]
        if how.quantile is not None:
            return self._quantile_grid(indicator, self.tables.level_values[how.quantile])
        categories, nodes, over, leaves, apart, scale = part_nodes(
            indicator, self.plan, self.tables, self.period, self.roll_up
        )
        for unit, month in over:
            code = self.tables.units[unit].code if unit < len(self.tables.units) else "?"
            self.problems.append(problem("D901", indicator=indicator.code, unit=code, month=self.months[month]))
        self._say_apart(indicator, apart)
        periods = periods_of(indicator.frequency, self.months, self.spec.year_starts)
        adds = how.denominator is not None and not _per_stock(indicator)
        whole = whole_years(how, self.plan, self.tables, self.roll_up, leaves, nodes.state)
        in_time = partial(self._in_time, indicator, periods=periods, scale=leaves[0].scale, adds_denominator=adds)
        own, shown, so_far, last = in_time(nodes, whole=whole)
        squares = self._squares(indicator, categories, nodes, periods, last)
        then = None
        if self.plan.structure.then and indicator.compares_with_last_year:
            earlier = nodes_then(indicator, self.plan, self.tables, self.period, nodes, scale, leaves[0].scale)
            _, month_then, year_then, _ = in_time(earlier, whole=None)
            then = month_then.nodes, year_then.nodes
        excluded = np.zeros(shown.nodes.numerator.shape, dtype=np.int64)
        for one, here in self._definitions(indicator):
            for key in one.excluded:
                excluded += np.where(here, self._sums(key, categories), 0).astype(np.int64)
        behind = Behind(self._bases(indicator, leaves[1]), scale, squares, own, shown.last_month, then)
        return self._finish(indicator, categories, shown.nodes, so_far.nodes, so_far.last_month, excluded, behind)

    def _in_time(
        self,
        indicator: Indicator,
        nodes: Nodes,
        *,
        periods: Periods,
        whole: Bools | None,
        scale: int,
        adds_denominator: bool,
    ) -> tuple[Nodes, YearToDate, YearToDate, Ints]:
        """Each period's own figures, as a month's card shows them, the year's to date; each period's last month.

        What they rest on, which is `scale` times as much, is then in whole cases; a part of one is one.
        """
        figures = by_period(nodes, periods, indicator.cumulation, adds_denominator=adds_denominator)
        ended = None if whole is None else whole[..., periods.ends]
        if indicator.frequency is Frequency.YEAR:
            unmark(figures, ended)
        year = year_to_date(
            figures, indicator.cumulation, periods.end_months, self.spec.year_starts, adds_denominator=adds_denominator
        )
        unmark(year.nodes, ended)
        month = on_months(YearToDate(figures, year.last_month), periods, indicator.valid_months)
        own = on_months(YearToDate(figures, year.last_month), periods, 0) if indicator.valid_months else month
        so_far = on_months(year, periods, indicator.valid_months)
        base_scale = self.plan.indicators[indicator.code].base_scale
        for made in (own.nodes, month.nodes, so_far.nodes) if indicator.valid_months else (month.nodes, so_far.nodes):
            over_nothing(made)
            made.n[...] = (made.n // scale + ((made.n > 0) & (made.n < scale))) // base_scale
        return own.nodes, month, so_far, year.last_month

    def _squares(
        self, indicator: Indicator, categories: tuple[str, ...], nodes: Nodes, periods: Periods, last: Ints
    ) -> Ints | None:
        """The sums of squares behind a mean, on the months as its figures are; None where they are not planned."""
        if self.plan.indicators[indicator.code].squares is None:
            return None
        found = [
            (self._sums(one.squares, categories), here) for one, here in self._definitions(indicator) if one.squares
        ]
        sums = each_in_its_months(*zip(*found, strict=True))
        figures = by_period(replace(nodes, numerator=sums), periods, indicator.cumulation, adds_denominator=True)
        return on_months(YearToDate(figures, last), periods, indicator.valid_months).nodes.numerator

    def _definitions(self, indicator: Indicator) -> list[tuple[IndicatorPlan, Bools]]:
        """How the indicator is made, and in which of the months so."""
        definitions = self.plan.indicators[indicator.code].definitions
        return list(zip(definitions, held_in([one.since for one in definitions], self.months), strict=True))

    def _sums(self, key: str, categories: tuple[str, ...]) -> Ints:
        """A part at every node, without what distribution makes of it."""
        leaves = part_leaves(key, self.plan, self.tables, self.period, categories)
        return self.roll_up.sum(leaves.value // leaves.scale)

    def _say_apart(self, indicator: Indicator, apart: Sequence[Apart]) -> None:
        """Parents whose own figure is not their children's sum; what one has more only of the reporting month."""
        for one in apart:
            unit, month = self.tables.units[one.unit].code, self.months[one.month]
            if one.more is None:
                code = "D905" if one.closed else "D902"
                self.problems.append(problem(code, indicator=indicator.code, unit=unit, month=month))
            elif month == self.period:
                more = str(one.more) if one.more.denominator == 1 else f"{float(one.more):g}"
                self.problems.append(problem("D903", indicator=indicator.code, unit=unit, month=month, more=more))

    def _bases(self, indicator: Indicator, bottom: Leaves) -> Bases | None:
        """What each code of a merged unit weighs in its target; None without mergers."""
        structure = self.plan.structure
        if not structure.formed:
            return None
        codes = {code for made in structure.formed.values() for one in made for code in one.of}
        position = {u.code: at for at, u in enumerate(self.tables.units) if not u.kind or at < len(structure.leaves)}
        weights = bottom.own_present[None].astype(np.int64) if indicator.kind in ADDITIVE else bottom.own
        step = indicator.frequency.months if indicator.cumulation is Cumulation.FLOW else 1
        return Bases(self.months, {c: weights[:, position[c]] for c in codes if c in position}, step)

    def index_grid(self, indicator: Indicator, grids: Mapping[str, Grid]) -> Grid:
        """A weighted index of the wholes of other indicators."""
        shape = (len(self.plan.structure.nodes), len(self.months))
        within = held_in([since for since, _ in indicator.counted], self.months)
        indexes = [formula for _, formula in indicator.counted if isinstance(formula, Index)]

        def made(figures: Mapping[str, Figures]) -> Nodes:
            return joined([index_nodes(self.spec, one, figures, shape) for one in indexes], within)

        month = made({code: grid.month for code, grid in grids.items()})
        so_far = made({code: grid.year_to_date for code, grid in grids.items()})
        month.marks[...] |= break_marks(indicator, self.months)
        numbers = np.array([m.number for m in self.months], dtype=np.int64)
        last = np.where(so_far.state == State.VALUE, numbers, 0)
        of_parts = [np.bitwise_or.reduce([self._own_breaks(c, grids[c]) for c, _ in i.components]) for i in indexes]
        breaks = each_in_its_months(of_parts, within) | break_marks(indicator, self.months)
        own = replace(month, marks=(month.marks & ~int(Mark.BREAK)) | breaks)
        return self._finish(
            indicator, ("",), month, so_far, last, np.zeros((1, *shape), dtype=np.int64), Behind(own=own)
        )

    def _own_breaks(self, code: str, grid: Grid) -> Ints:
        """The breaks of a component's own figures, over (node, month): an older figure that stands in has none."""
        indicator = self.spec.indicator(code)
        assert indicator is not None
        size = len(self.plan.structure.nodes) * len(self.months)
        ends = np.zeros(len(self.months), dtype=np.bool_)
        ends[periods_of(indicator.frequency, self.months, self.spec.year_starts).ends] = True
        marks = np.array(grid.month.marks[:size], dtype=np.int16).reshape(-1, len(self.months))
        return np.where(ends, marks & int(Mark.BREAK), 0).astype(np.int16)

    def _quantile_grid(self, indicator: Indicator, values: LevelValues) -> Grid:
        shape = (1, len(self.plan.structure.nodes), len(self.months))
        part = self.plan.quantiles[self.plan.indicators[indicator.code].quantile or ""]
        definitions = (*part.before, part)
        within = held_in([one.since for one in definitions], self.months)
        delivered = each_in_its_months([self._delivered(one.rows) for one in definitions], within)
        persons = isinstance(indicator.formula, DistinctPersons)
        windows = [self._shown(values, window, shape, persons=persons) for window in (0, 1)]
        last = self._reached(windows[1], delivered)
        _lacking(windows[0], np.arange(len(self.months)), delivered)
        windows[0].marks[...] |= broken(self.plan, self.roll_up) | break_marks(indicator, self.months)
        for one, its in zip(definitions, within, strict=True):
            untold = set(untold_parts(self.plan.sources[one.rows.source], self.plan.structure))
            unknown = [bool(n.leaves) and untold.issuperset(n.leaves) for n in self.plan.structure.nodes]
            lacks = np.array(unknown, dtype=np.bool_)[:, None] & its
            for nodes in windows:
                untold_state = np.where(delivered == State.VALUE, State.MISSING, delivered)
                nodes.state[...] = np.where(lacks, untold_state, nodes.state)
        in_year = broken_in_year(windows[0].marks, self.months, self.spec.year_starts)
        windows[1].marks[...] |= np.where(windows[1].state == State.VALUE, in_year, 0).astype(np.int16)
        none = np.zeros(shape, dtype=np.int64)
        if indicator.cumulation is not Cumulation.FLOW:
            years = self.months, self.spec.year_starts
            latest = year_to_date(windows[0], indicator.cumulation, *years, adds_denominator=False)
            windows[1], last = latest.nodes, latest.last_month
        return self._finish(indicator, ("",), windows[0], windows[1], last, none)

    def _shown(self, values: LevelValues, window: int, shape: tuple[int, int, int], *, persons: bool) -> Nodes:
        """What the engine counted at every node, of the month (0) or the year to date (1)."""
        nothing = State.VALUE if persons else State.NOT_RELEVANT
        nodes = _empty(shape, np.full(len(self.months), nothing, dtype=np.int8))
        year = np.frombuffer(values.year_to_date, dtype=np.int64) if len(values.month) else np.zeros(0, np.int64)
        here = np.nonzero(year == window)[0]
        if len(here):
            column = np.frombuffer(values.month, dtype=np.int64)[here] - self.months[0].number
            node = np.frombuffer(values.node, dtype=np.int64)[here]
            nodes.numerator[0, node, column] = np.frombuffer(values.numerator, dtype=np.int64)[here]
            nodes.denominator[0, node, column] = np.frombuffer(values.denominator, dtype=np.int64)[here]
            nodes.n[0, node, column] = np.frombuffer(values.n, dtype=np.int64)[here]
            nodes.state[0, node, column] = State.VALUE
            nodes.covered[0, node, column] = 1
            without_unit = np.frombuffer(values.without_unit, dtype=np.int64)[here] > 0
            nodes.marks[0, node, column] = np.where(without_unit, int(Mark.PARTIAL), 0)
        if persons:
            nodes.denominator[nodes.state == State.VALUE] = 1
        return nodes

    def _delivered(self, rows: Rows) -> Ints:
        """Each month's state where no row is."""
        conditions = (rows.condition, *rows.exclusions)
        return outside(rows.source, rows.anchor, conditions, self.plan, self.tables, self.period)

    def _reached(self, so_far: Nodes, delivered: Ints) -> Ints:
        """What does not add up, to date: until the last month that is delivered, which is returned (0: none).

        It is partial where a month before that one was not.
        """
        reach = np.full(len(self.months), -1, dtype=np.int64)
        gap = np.zeros(len(self.months), dtype=np.bool_)
        held, lacks = -1, False
        for at, month in enumerate(self.months):
            if month == month.year_start(self.spec.year_starts):
                held, lacks = -1, False
            if delivered[at] == State.VALUE:
                held, gap[at] = at, lacks
            else:
                lacks = True
            reach[at] = held
        _lacking(so_far, reach, delivered)
        value = so_far.state == State.VALUE
        so_far.marks[...] |= np.where(value & gap[reach] & (reach >= 0), int(Mark.PARTIAL), 0).astype(np.int16)
        numbers = np.array([m.number for m in self.months], dtype=np.int64)
        return np.where(value & (reach >= 0), numbers[reach], 0)

    def _finish(
        self,
        indicator: Indicator,
        categories: tuple[str, ...],
        month: Nodes,
        so_far: Nodes,
        last: Ints,
        excluded: Ints,
        behind: Behind | None = None,
    ) -> Grid:
        elsewhere = [not indicator.stands_at(n) for n in self.plan.structure.nodes]
        for window in (month, so_far):
            window.state[:, elsewhere] = State.NOT_RELEVANT
        behind = behind or Behind()
        targets, year_targets = self._targets(indicator, month, so_far, last, behind)
        at = self.period.number - self.months[0].number
        self.problems += heirs_problems(indicator, self.plan.structure, self.months, at, behind.bases)
        before = behind.then[0] if behind.then is not None else None
        own = behind.own or month  # an older figure that stands in has nothing to tell of a change
        arrow = trend(indicator, own, *targets, behind.squares, behind.scale, before)
        _mark_overlapping(indicator, month, arrow)
        month_figures, _ = self._figures(indicator, month, *targets, behind.scale)
        year_figures, year_status = self._figures(indicator, so_far, *year_targets, behind.scale)
        if indicator.trend_rule is not None and indicator.trend_rule.compared_with == "control_limits":
            charts = control_charts(indicator, month, *targets, at)
            self.charts |= {(indicator.code, node): c for node, c in enumerate(charts) if c is not None}
        if self.spec.risk is not None:
            end = YearsEnd.around(self.months, at, self.spec.year_starts)
            of = indicator, self.spec.risk, self.plan.structure, self.leaf_nodes, month, so_far, year_status, end
            of_nodes = risks(*of, behind.bases, behind.year_then)
            self.risks |= {(indicator.code, node): r for node, r in enumerate(of_nodes) if r is not None}
        if self.keep is not None:
            self.keep[indicator.code] = Scored(month, so_far, year_status, year_targets[0], behind)
        found, since = deviations(indicator.deviation_rule, year_status, arrow, self.months)
        return Grid(
            code=indicator.code,
            categories=categories,
            month=month_figures,
            year_to_date=year_figures,
            trend=_column(arrow, "b"),
            excluded=_column(excluded),
            covered=_column(month.covered),
            expected=_column(month.expected),
            last_month=_column(last),
            deviation=_column(found, "b"),
            since=_column(since),
            lacking=_column(month.lacking),
        )

    def _targets(
        self, indicator: Indicator, month: Nodes, so_far: Nodes, last: Ints, behind: Behind
    ) -> tuple[_Edges, _Edges]:
        """The targets of the month and of the year to date (until `last`): (value edge, high edge) each.

        A period weighs in the year by its own figure, not by an older one that stands in for it; and what is to be
        better than before, than before the period it is of.
        """
        better = indicator.improvement
        value = month.state == State.VALUE
        year_value = so_far.state == State.VALUE
        if better is not None:
            lag = 12 if better.base == "last_year" else indicator.frequency.months
            then = behind.then if behind.then is not None and better.base == "last_year" else (month, so_far)
            of_month = np.zeros_like(last) if behind.of_month is None else behind.of_month
            itself = np.arange(len(self.months))
            bases = [
                improvement_targets(
                    better, indicator, nodes, then[0].marks, np.where(of > 0, of - self.months[0].number, itself), lag
                )
                for nodes, of in zip(then, (of_month, last), strict=True)
            ]
            return (bases[0], None), (bases[1], None)
        known = behind.weights(np.where(value, month.denominator, 0))
        periods = periods_of(indicator.frequency, self.months, self.spec.year_starts)
        about = self.plan.structure, self.months
        edges = [
            held(edge_targets(indicator, *about, edge, known, self.leaf_nodes, behind.bases), periods)
            for edge in ("value", "high")
        ]
        additive = indicator.kind in ADDITIVE
        latest = indicator.cumulation is not Cumulation.FLOW or indicator.kind in (Kind.QUANTILE, Kind.INDEX)
        if latest or (additive and indicator.year_to_date_only):
            year_known = behind.weights(np.where(year_value, so_far.denominator, 0))
            years = [
                held(edge_targets(indicator, *about, edge, year_known, self.leaf_nodes, behind.bases), periods)
                for edge in ("value", "high")
            ]
        else:
            own = behind.own or month
            value = own.state == State.VALUE
            known = np.where(value, own.denominator, 0)
            years = [
                flow_targets(e, known, value, periods, self.spec.year_starts, additive, indicator.latest_target)
                if e is not None
                else None
                for e in edges
            ]
        return (edges[0], edges[1]), (years[0], years[1])

    def _figures(
        self,
        indicator: Indicator,
        nodes: Nodes,
        target: EdgeTargets | None,
        high: EdgeTargets | None,
        scale: Ints | int,
    ) -> tuple[Figures, Ints]:
        found = status(indicator, nodes.numerator, nodes.denominator, nodes.state, target, high)
        found, assumed = certain_status(
            indicator, nodes.numerator, nodes.denominator, nodes.lacking, found, nodes.marks, target, high,
            bounded=indicator.kind in (Kind.SHARE, Kind.RATIO),
        )  # fmt: skip
        found = np.where(too_few(indicator, nodes), Status.NONE, found).astype(np.int8)
        marks = nodes.marks if target is None else nodes.marks | np.where(target.derived, int(Mark.DERIVED), 0)
        marks = marks | np.where(uncertain(indicator, nodes, target, high, scale), int(Mark.UNCERTAIN), 0)
        empty = np.zeros(nodes.state.shape, dtype=np.int64)
        value = nodes.state == State.VALUE
        marks = marks | np.where(assumed & (found != Status.NONE), int(Mark.ASSUMED), 0)
        marks = marks & ~np.where(value, 0, int(Mark.UNSIZED))
        by = np.gcd(np.gcd(nodes.numerator, nodes.denominator), scale)
        figures = Figures(
            numerator=_column(np.where(value, nodes.numerator // by, 0)),
            denominator=_column(np.where(value, nodes.denominator // by, 0)),
            state=_column(nodes.state, "b"),
            marks=_column(marks),
            n=_column(np.where(value, nodes.n, 0)),
            target_numerator=_column(target.numerator if target else empty),
            target_denominator=_column(target.denominator if target else empty),
            high_numerator=_column(high.numerator if high else empty),
            high_denominator=_column(high.denominator if high else empty),
            status=_column(found, "b"),
        )
        return figures, found


def _mark_overlapping(indicator: Indicator, month: Nodes, arrow: Ints) -> None:
    """Marks in `month` where the arrow compares windows that overlap."""
    if overlaps(indicator):
        compared = np.isin(arrow, (Trend.BETTER, Trend.UNCHANGED, Trend.WORSE))
        month.marks[...] |= np.where(compared, int(Mark.OVERLAPPING), 0).astype(np.int16)


def _per_stock(indicator: Indicator) -> bool:
    """What is counted per those who are there: the latest of them holds, they are not added over months."""
    if not isinstance(indicator.formula, Rate):
        return False
    anchor = indicator.formula.base.anchor
    return not isinstance(anchor, DueIn | LeftIn) and getattr(anchor, "months", 0) != 1


_Edges = tuple[EdgeTargets | None, EdgeTargets | None]


def _lacking(nodes: Nodes, reach: Ints, delivered: Ints) -> None:
    """Each month's figures as those of the month it reaches; without one (-1), or itself not delivered, its state."""
    for name in Nodes.__slots__:
        values = getattr(nodes, name)
        values[...] = values[..., reach]
    lacks = (reach < 0) | ((reach == np.arange(len(reach))) & (delivered != State.VALUE))
    nodes.state[..., lacks] = delivered[lacks]
    nodes.covered[..., lacks] = 0


def _empty(shape: tuple[int, int, int], state: Ints) -> Nodes:
    zeros = [np.zeros(shape, dtype=np.int64) for _ in range(6)]
    states = np.broadcast_to(state, shape).copy()
    marks = np.zeros(shape, dtype=np.int16)
    return Nodes(zeros[0], zeros[1], states, marks, zeros[2], zeros[3], zeros[4], np.ones(shape, dtype=np.int64))


def _column(values: Ints, code: str = "q") -> Sequence[int]:
    """Flat, as a stdlib array; a list of Python integers where one passes 64 bits."""
    flat = np.ascontiguousarray(values).reshape(-1)
    if flat.dtype == object:
        whole = [int(v) for v in flat]
        return array("q", whole) if all(-(1 << 63) <= v < 1 << 63 for v in whole) else whole
    kind = np.int8 if code == "b" else np.int64
    return array(code, flat.astype(kind).tobytes())
