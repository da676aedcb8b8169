"""Scored figures in columns. `Results` are confidential; only disclosure makes an `Edition` of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kpidsl.model.control import ControlChart
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.risk import AssessedRisk, Risk
from kpidsl.model.spec import Spec


@dataclass(frozen=True, slots=True)
class Figures:
    """One window's figures (the month, or the year to date), flat over [category][node][month].

    The raw value is numerator / denominator, exactly; both 0 where `state` is not VALUE. `target_*` is the
    target in force as a raw fraction in the same measure (denominator 0: none); `high_*` the corridor's other
    edge.
    """

    numerator: Sequence[int]
    denominator: Sequence[int]
    state: Sequence[int]
    marks: Sequence[int]
    n: Sequence[int]
    target_numerator: Sequence[int]
    target_denominator: Sequence[int]
    high_numerator: Sequence[int]
    high_denominator: Sequence[int]
    status: Sequence[int]


@dataclass(frozen=True, slots=True)
class Grid:
    """An indicator's figures. Flat index = (category * nodes + node) * months + month.

    categories[0] is "" (the whole); others are the breakdown's. `trend` is of the month's value; `excluded`
    rows left out; `covered` / `expected` units with a value of those that should have (leaf: 1/1 or 0/1);
    `last_month` the month number the year to date reaches (0 where none). `deviation` 0/1 by the rule;
    `since` the month number of the first month of the present run of deviations (0: none).
    """

    code: str
    categories: tuple[str, ...]
    month: Figures
    year_to_date: Figures
    trend: Sequence[int]
    excluded: Sequence[int]
    covered: Sequence[int]
    expected: Sequence[int]
    last_month: Sequence[int]
    deviation: Sequence[int]
    since: Sequence[int]


@dataclass(frozen=True, slots=True)
class Results:
    """Everything scored. Confidential: never handed to a renderer.

    `risks`, `charts` (of the period) and `assessed` are by (indicator code, node); absent where there is none.
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
