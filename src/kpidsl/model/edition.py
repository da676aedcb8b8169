"""What a recipient may see. Made by disclosure alone; renderers, result files and explain take nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction
from functools import cache, lru_cache
from typing import TypeVar

from kpidsl.model.axes import Axes
from kpidsl.model.control import ControlChart
from kpidsl.model.limits import Limits
from kpidsl.model.lock import Lock
from kpidsl.model.longer_window import LongerWindow
from kpidsl.model.organisation import Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.proof import Proof
from kpidsl.model.results import Figures, Grid
from kpidsl.model.risk import AssessedRisk, Risk
from kpidsl.model.spec import Indicator, Spec, Target
from kpidsl.model.state import Mark, State, Status, TargetOrigin, Trend, Undecided, WithoutArrow
from kpidsl.model.unit_plan import UnitPlan
from kpidsl.model.withdrawn import Withdrawn


@dataclass(frozen=True, slots=True)
class JudgedOnSome:
    """The raw value of `units` of the `of_units` that are relevant: those whose targets make their parent's."""

    value: Fraction
    units: int
    of_units: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as a reader may see it. Everything but `hidden` is empty where it is hidden.

    `value` is raw (times the indicator's scale: the number printed); `target` likewise; `deviation` is
    value - target with positive = worse, raw. `ambition` is what the unit itself aims at. `undecided` says why a
    value has no colour. `judged`: what the status is of where the target is made of those of some units alone; None
    where the value itself is judged.
    """

    hidden: bool
    state: State
    marks: Mark
    value: Fraction | None
    numerator: int | None
    denominator: int | None
    n: int | None
    target: Fraction | None
    target_high: Fraction | None
    status: Status
    undecided: Undecided = Undecided.NO
    judged: JudgedOnSome | None = None
    ambition: Fraction | None = None

    @property
    def is_lacking(self) -> bool:
        """Whether it is missing, or not ready; nothing is told of a hidden one."""
        return not self.hidden and self.state in _LACKING


_LACKING = (State.NOT_READY, State.MISSING)
_KEPT = 4096
"""So many cells that were asked for are kept: a page asks for each of its own several times."""


def is_early_warning(status: int, trend: int, deviation: int) -> bool:
    """Whether a cell with that status, trend and deviation is getting worse while still green; also of arrays."""
    return (status == Status.GREEN) & (trend == Trend.WORSE) & (deviation == 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the figure of the month and of the year to date, the arrow, how many rows were excluded and which units
    reported.

    `compared_month` is the month that the month's figure is compared with (None where the cell is hidden, or where that
    month lies before every month scored) and `compared_value` the raw value there (None without one, or where it is
    not shown). `risk`, `assessed` (the leader's own assessment), `control` and `longer` (what is shown in place of the
    month, only where that is hidden) are set only for the whole, in the edition's period.
    """

    month: Figure
    year_to_date: Figure
    trend: Trend
    excluded: int
    covered: int
    expected: int
    last_month: Month | None
    deviation: bool
    since: Month | None
    lacking: int = 0
    without_arrow: WithoutArrow = WithoutArrow.NO
    compared_month: Month | None = None
    compared_value: Fraction | None = None
    target_origin: TargetOrigin = TargetOrigin.NONE
    risk: Risk | None = None
    assessed: AssessedRisk | None = None
    control: ControlChart | None = None
    longer: LongerWindow | None = None

    @property
    def early_warning(self) -> bool:
        """Whether the cell is green and getting worse without being a deviation by the rule."""
        return is_early_warning(self.year_to_date.status, self.trend, self.deviation)

    @property
    def has_risk(self) -> bool:
        """Whether the risk is worked out, or assessed by the leader."""
        return self.risk is not None or self.assessed is not None

    @property
    def base_covered(self) -> Fraction | None:
        """The share of the denominator that a partial month covers; None where the month is not partial, or where
        the size of what is missing is unknown."""
        marks = self.month.marks
        if not self.lacking or self.month.denominator is None or Mark.PARTIAL not in marks or Mark.UNSIZED & marks:
            return None
        return Fraction(self.month.denominator, self.month.denominator + self.lacking)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom an edition is for: a unit and everything below it (None: all units, the whole country), on `line` (empty:
    every line). `public`: the whole country, for everybody."""

    unit: UnitKey | None = None
    line: str = ""
    public: bool = False


WHOLE = Recipient()


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The values below which a quarter, half and three quarters of `count` units lie, rounded as printed so that no
    unit can be identified."""

    count: int
    lower: Fraction
    median: Fraction
    upper: Fraction


@dataclass(frozen=True, slots=True)
class Edition:
    """A releasable edition for one recipient. Hidden cells are already blank in `grids`.

    `hidden[code]` is flat like the grid: 1 where the cell is hidden. `problems` are the lines of data_problems.csv
    (without case values). `synthetic` says that the data declared themselves synthetic. `own` are the nodes that the
    edition is for, one for each line: their subtrees are complete, and the nodes above them are present as aggregates
    only. Where `is_part` is set the edition does not hold the whole country; `distributions`, by (indicator code,
    line), hold what may be shown of the other units. `working_days` is the calendar version that some figures rest on
    (empty: none do). `store` names the recipient's own store of editions (empty: the whole country's). `plans` are
    those of the units that the recipient may read; an edition for all units together has none. `proof` is what was
    proven of what it hides: no file is made of an edition without it. `locks` are those of the period's cards in the
    edition's store when it was made there, in their order; `last_lock` the digits of the store's last one, of any card
    and period, or of the last one over the unit (empty: none). `withdrawn`: what it hides and the last release of its
    store showed (None: nothing). `longer`, by (indicator code, node), is shown in place of the period's hidden month.
    """

    id: str
    revision: int
    recipient: str
    language: str
    spec: Spec
    structure: Structure
    months: tuple[Month, ...]
    period: Month
    grids: Mapping[str, Grid]
    hidden: Mapping[str, Sequence[int]]
    problems: tuple[Mapping[str, str], ...] = ()
    synthetic: bool = False
    engine_version: str = ""
    risks: Mapping[tuple[str, int], Risk] = field(default_factory=dict)
    charts: Mapping[tuple[str, int], ControlChart] = field(default_factory=dict)
    assessed: Mapping[tuple[str, int], AssessedRisk] = field(default_factory=dict)
    limits: Mapping[tuple[str, int], Limits] = field(default_factory=dict)
    longer: Mapping[tuple[str, int], LongerWindow] = field(default_factory=dict)
    own: tuple[int, ...] = ()
    is_part: bool = False
    store: str = ""
    distributions: Mapping[tuple[str, str], Quartiles] = field(default_factory=dict)
    working_days: str = ""
    plans: Mapping[UnitKey, UnitPlan] = field(default_factory=dict)
    proof: Proof | None = None
    locks: tuple[Lock, ...] = ()
    last_lock: str = ""
    withdrawn: Withdrawn | None = None
    _cells: dict[tuple[str, int, int, int], Cell] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def axes(self) -> Axes:
        """The axes of every indicator's columns."""
        return Axes(len(self.structure.nodes), self.months)

    @property
    def home(self) -> int:
        """The node whose card is the front page: the recipient's own on the first line."""
        return self.own[0] if self.own else 0

    def is_own(self, node: int) -> bool:
        """Whether the node is one of those that the edition is for, or below one of them."""
        return any(at in self.own for at in self.structure.upward(node))

    def locks_over(self, node: int) -> tuple[Lock, ...]:
        """The locks of the nearest locked card that the node is in, its own or one above, in their order; empty where
        none is locked. All but the first are corrections."""
        for at in self.structure.upward(node):
            here = self.structure.nodes[at]
            own = tuple(one for one in self.locks if (one.unit, one.line) == (here.unit.folder, here.line))
            if own:
                return own
        return ()

    def indicators_at(self, node: int) -> tuple[Indicator, ...]:
        """The indicators on the node's card, in the specification's order."""
        here = self.structure.nodes[node]
        return tuple(i for i in self.spec.indicators if i.stands_at(here))

    def target_rows(self, code: str, node: int, month: Month) -> tuple[Target, ...]:
        """Every target row behind the node's targets of the month and of its year to date: its own, those of the units
        below it, or those of the units that a merged or renumbered one was formed from. Empty without any."""
        grid, indicator = self.grids[code], self.spec.indicator(code)
        assert indicator is not None
        return tuple(indicator.targets[row] for row in grid.row_sets[grid.target_rows[self.axes.at(node, month)]])

    def status(self, code: str, node: int, category: int = 0) -> Status:
        """The status of the year to date in the edition's period, as `cell` has it."""
        return _STATUSES[self.grids[code].year_to_date.status[self.axes.at(node, self.period, category)]]

    def lacks_figure(self, code: str, node: int, month: Month) -> bool:
        """Whether a month's figure is missing or not ready; nothing is told of a hidden one."""
        at = self.axes.at(node, month)
        return not self.hidden[code][at] and self.grids[code].month.state[at] in _LACKING

    def lacks_some(self, code: str, node: int, month: Month) -> bool:
        """Whether a month's figure is missing or not ready, or that of some of its units; nothing is told of a hidden
        one."""
        grid, at = self.grids[code], self.axes.at(node, month)
        some_lack = 1 < grid.expected[at] > grid.covered[at]
        return not self.hidden[code][at] and (some_lack or grid.month.state[at] in _LACKING)

    def judged_apart(self, code: str) -> tuple[int, ...]:
        """The positions among an indicator's categories of what has a target of its own to be off: the whole (0), and
        each of its categories where these have their own."""
        indicator = self.spec.indicator(code)
        apart = indicator is not None and indicator.has_targets_by_category
        return tuple(range(len(self.grids[code].categories))) if apart else (0,)

    def deviating(self, code: str, node: int) -> tuple[int, ...]:
        """Those of `judged_apart` that are deviations at the node in the edition's period."""
        grid = self.grids[code]
        return tuple(c for c in self.judged_apart(code) if grid.deviation[self.axes.at(node, self.period, c)])

    def month_values(self, code: str, node: int, category: int, last: int) -> list[Fraction | None]:
        """The month's raw value in each of the edition's `last` months, as `cell` has it; None where none is shown."""
        figures, hidden = self.grids[code].month, self.hidden[code]
        return [
            _fraction(figures.numerator[at], figures.denominator[at])
            if figures.state[at] == State.VALUE and not hidden[at]
            else None
            for at in self.axes.series(node, category)[-last:]
        ]

    def month_figure(self, code: str, node: int, month: Month, category: int = 0) -> Figure:
        """The figure of one month alone, as `cell` has it, which raises what this raises."""
        at = self.axes.at(node, month, category)
        return _figure(self.grids[code].month, at, bool(self.hidden[code][at]))

    def year_figure(self, code: str, node: int, month: Month, category: int = 0) -> Figure:
        """The figure of the year to date in a month alone, as `cell` has it, which raises what this raises."""
        at = self.axes.at(node, month, category)
        return _figure(self.grids[code].year_to_date, at, bool(self.hidden[code][at]))

    def is_same_at(self, code: str, one: int, other: int) -> bool:
        """Whether all that the edition has of an indicator is the same at two nodes: every figure of every month and
        category, and what follows from them."""
        if any(of.get((code, one)) != of.get((code, other)) for of in self._of_nodes()):
            return False
        columns = (self.hidden[code], *self.grids[code].every_column())
        for category in range(len(self.grids[code].categories)):
            first, second = (self.axes.series(at, category) for at in (one, other))
            if any(column[first.start : first.stop] != column[second.start : second.stop] for column in columns):
                return False
        return True

    def _of_nodes(self) -> tuple[Mapping[tuple[str, int], object], ...]:
        """What it has of some indicators at some nodes, beside the columns."""
        return self.risks, self.charts, self.assessed, self.limits, self.longer

    def cell(self, code: str, node: int, month: Month | None = None, category: int = 0) -> Cell:
        """The cell of `code` at node `node` in `month` (default: the edition's period). Raises KeyError for an
        unknown code and IndexError for an unknown node or month."""
        key = code, node, (month or self.period).number, category
        cell = self._cells.get(key)
        if cell is None:
            if len(self._cells) >= _KEPT:
                self._cells.clear()
            cell = self._cells[key] = self._cell(code, node, month, category)
        return cell

    def _cell(self, code: str, node: int, month: Month | None, category: int) -> Cell:
        grid = self.grids[code]
        at = self.axes.at(node, month or self.period, category)
        hidden = bool(self.hidden[code][at])
        key = (code, node) if not category and month in (None, self.period) else ("", -1)
        return Cell(
            month=_figure(grid.month, at, hidden),
            year_to_date=_figure(grid.year_to_date, at, hidden),
            trend=_TRENDS[grid.trend[at]],
            excluded=grid.excluded[at],
            covered=grid.covered[at],
            expected=grid.expected[at],
            last_month=Month(grid.last_month[at]) if grid.last_month[at] else None,
            deviation=bool(grid.deviation[at]),
            since=Month(grid.since[at]) if grid.since[at] else None,
            risk=self.risks.get(key),
            assessed=self.assessed.get(key),
            control=self.charts.get(key),
            longer=self.longer.get(key) if hidden else None,
            lacking=grid.lacking[at],
            without_arrow=_WITHOUT_ARROW[grid.without_arrow[at]],
            compared_month=Month(grid.compared_month[at]) if grid.compared_month[at] else None,
            compared_value=_fraction(grid.compared_numerator[at], grid.compared_denominator[at]),
            target_origin=_TARGET_ORIGINS[grid.target_origin[at]],
        )


def _judged(figures: Figures, at: int) -> JudgedOnSome:
    value = Fraction(int(figures.judged_numerator[at]), int(figures.judged_denominator[at]))
    return JudgedOnSome(value, figures.judged_units[at], figures.judged_of[at])


def _figure(figures: Figures, at: int, hidden: bool) -> Figure:
    state = _STATES[figures.state[at]]
    shown = state is State.VALUE and not hidden
    return Figure(
        hidden=hidden,
        state=state,
        marks=_marks(figures.marks[at]),
        value=_fraction(figures.numerator[at], figures.denominator[at]) if shown else None,
        numerator=figures.numerator[at] if shown else None,
        denominator=figures.denominator[at] if shown else None,
        n=figures.n[at] if shown else None,
        target=_fraction(figures.target_numerator[at], figures.target_denominator[at]),
        target_high=_fraction(figures.high_numerator[at], figures.high_denominator[at]),
        status=_STATUSES[figures.status[at]],
        undecided=_UNDECIDED[figures.undecided[at]],
        judged=_judged(figures, at) if shown and figures.judged_denominator[at] else None,
        ambition=_fraction(figures.ambition_numerator[at], figures.ambition_denominator[at]),
    )


_Numbered = TypeVar("_Numbered", bound=IntEnum)


def _by_number(kind: type[_Numbered]) -> dict[int, _Numbered]:
    """Each member by its number: cells are made by the hundred thousand, and calling the class takes its time."""
    return {int(member): member for member in kind}


_STATES, _STATUSES, _UNDECIDED = _by_number(State), _by_number(Status), _by_number(Undecided)
_TRENDS, _WITHOUT_ARROW, _TARGET_ORIGINS = _by_number(Trend), _by_number(WithoutArrow), _by_number(TargetOrigin)
_marks = cache(Mark)


@lru_cache(maxsize=1 << 16)
def _fraction(numerator: int, denominator: int) -> Fraction | None:
    return Fraction(numerator, denominator) if denominator else None
