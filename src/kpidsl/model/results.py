"""Scored figures in columns. `Results` are confidential; only disclosure makes an `Edition` of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any

from kpidsl.model.axes import Axes
from kpidsl.model.control import ControlChart
from kpidsl.model.limits import Limits
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.risk import AssessedRisk, Risk
from kpidsl.model.spec import Spec


class WhenHidden(Enum):
    """What remains of a column's value in a hidden cell. Where an indicator is not on a unit's card, only a state
    remains."""

    NOTHING = "nothing"
    """0."""
    STATE = "state"
    """The value: that there is a figure is no secret."""
    TARGET = "target"
    """The value, which was decided and not counted. Disclosure blanks apart the targets that tell of hidden bases."""
    MARK_OF_DERIVED = "mark_of_derived"
    """Mark.DERIVED alone, as it is said of the target."""


@dataclass(frozen=True, slots=True)
class WholeNumbers:
    """A column of whole numbers, one for each cell, flat over [category][node][month]."""

    name: str
    when_hidden: WhenHidden


def column(when_hidden: WhenHidden = WhenHidden.NOTHING) -> Any:
    """A dataclass field that is a column, declared together with what remains of it in a hidden cell."""
    return field(metadata={"when_hidden": when_hidden})


def columns_of(table: type[Any], besides: Sequence[str] = ()) -> tuple[WholeNumbers, ...]:
    """The names of the columns of Figures or Grid, in order. Raises TypeError for a field that is neither a column
    nor listed in `besides`."""
    columns = [f for f in fields(table) if f.name not in besides]
    undeclared = [f.name for f in columns if "when_hidden" not in f.metadata]
    if undeclared:
        raise TypeError(f"{table.__name__} does not say what is left in a hidden cell of {', '.join(undeclared)}")
    return tuple(WholeNumbers(f.name, f.metadata["when_hidden"]) for f in columns)


@dataclass(frozen=True, slots=True)
class Figures:
    """One window's figures (the month, or the year to date), flat over [category][node][month].

    The raw value is numerator / denominator, exactly; both 0 where `state` is not VALUE. `target_*` is the
    target in force as a raw fraction in the same measure (denominator 0: none); `high_*` the corridor's other
    edge. `ambition_*` is what the unit itself aims at. `undecided` says why there is no colour (model.state.Undecided).

    Where the target is made of those of some units alone, the status is that of what these have: `judged_*` is that raw
    value (denominator 0: the value itself is judged), of `judged_units` among `judged_of` units that are relevant.
    """

    numerator: Sequence[int] = column()
    denominator: Sequence[int] = column()
    state: Sequence[int] = column(WhenHidden.STATE)
    marks: Sequence[int] = column(WhenHidden.MARK_OF_DERIVED)
    n: Sequence[int] = column()
    target_numerator: Sequence[int] = column(WhenHidden.TARGET)
    target_denominator: Sequence[int] = column(WhenHidden.TARGET)
    high_numerator: Sequence[int] = column(WhenHidden.TARGET)
    high_denominator: Sequence[int] = column(WhenHidden.TARGET)
    ambition_numerator: Sequence[int] = column(WhenHidden.TARGET)
    ambition_denominator: Sequence[int] = column(WhenHidden.TARGET)
    status: Sequence[int] = column()
    undecided: Sequence[int] = column()
    judged_numerator: Sequence[int] = column()
    judged_denominator: Sequence[int] = column()
    judged_units: Sequence[int] = column()
    judged_of: Sequence[int] = column()


@dataclass(frozen=True, slots=True)
class Grid:
    """An indicator's figures. Flat index = (category * nodes + node) * months + month.

    categories[0] is "" (the whole); others are the breakdown's. `trend` is of the month's value, and
    `without_arrow` (model.state.WithoutArrow) why it has none; `compared_month` the number of the month that it is
    compared with (by the trend rule, else the period before; 0: before the first), `compared_*` the raw value there in
    lowest terms (0/0: none). `excluded` rows left out; `covered` / `expected` units with a value of those that should
    have (leaf: 1/1 or 0/1); `last_month` the month number the year to date reaches (0 where none). `deviation` 0/1 by
    the rule; `since` the month number of the first month of the present run of deviations (0: none). `lacking` is what
    the month's denominator lacks, by each lacking leaf's last known (0 where nothing is known of it).
    `target_origin` (model.state.TargetOrigin) is where the targets of the month and the year to date come from, and
    `target_rows` a position in `row_sets`, which holds positions in the indicator's `targets`: every row that these
    targets were made of, of the node itself, of the units below it or of those that it was merged from; none is 0.
    """

    code: str
    categories: tuple[str, ...]
    month: Figures
    year_to_date: Figures
    trend: Sequence[int] = column()
    without_arrow: Sequence[int] = column()
    compared_month: Sequence[int] = column()
    compared_numerator: Sequence[int] = column()
    compared_denominator: Sequence[int] = column()
    excluded: Sequence[int] = column()
    covered: Sequence[int] = column()
    expected: Sequence[int] = column()
    last_month: Sequence[int] = column()
    deviation: Sequence[int] = column()
    since: Sequence[int] = column()
    lacking: Sequence[int] = column()
    target_origin: Sequence[int] = column(WhenHidden.TARGET)
    target_rows: Sequence[int] = column(WhenHidden.TARGET)
    row_sets: tuple[tuple[int, ...], ...] = ((),)

    def every_column(self) -> list[Sequence[int]]:
        """Its own columns and those of its two windows."""
        windows = ((window, FIGURES_COLUMNS) for window in (self.month, self.year_to_date))
        return [getattr(of, one.name) for of, columns in ((self, GRID_COLUMNS), *windows) for one in columns]


FIGURES_COLUMNS = columns_of(Figures)
"""Every column of one window's figures."""
GRID_COLUMNS = columns_of(Grid, besides=("code", "categories", "month", "year_to_date", "row_sets"))
"""Every column of a grid beside those of its two windows."""


@dataclass(frozen=True, slots=True)
class Results:
    """Everything scored. Confidential: never handed to a renderer.

    `risks`, `charts`, `limits` (of the period; where the colours of the year to date meet, for the whole) and
    `assessed` are by (indicator code, node); absent where there is none.
    """

    spec: Spec
    structure: Structure
    months: tuple[Month, ...]
    period: Month
    grids: Mapping[str, Grid]
    content: Mapping[str, str]
    risks: Mapping[tuple[str, int], Risk] = field(default_factory=dict)
    charts: Mapping[tuple[str, int], ControlChart] = field(default_factory=dict)
    assessed: Mapping[tuple[str, int], AssessedRisk] = field(default_factory=dict)
    limits: Mapping[tuple[str, int], Limits] = field(default_factory=dict)

    @property
    def axes(self) -> Axes:
        """The axes of every indicator's columns."""
        return Axes(len(self.structure.nodes), self.months)
