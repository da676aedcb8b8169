"""The risk at the year's end: the computed probability of reaching the target, and the leader's own assessment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from kpidsl.model.measure import Cumulation
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator

MONTHS_BEHIND = 24
"""How many months a forecast looks back on, that of the forecast included."""


class RiskLevel(StrEnum):
    """The risk as a word: how likely it is that the target will *not* be reached."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class RiskBasis(StrEnum):
    """What the number rests on."""

    DECIDED = "decided"
    """Nothing can change it: secured even with the worst rest of the year, or out of reach even with the best."""
    FORECAST = "forecast"
    THIN = "thin"
    """A forecast on a thin basis (few months, few cases): the word is shown alone, as uncertain."""


class NeedBasis(StrEnum):
    """What a need is stated of."""

    LAST_MONTH = "last_month"
    """The last month's figure itself: a stock or a window."""
    ADDED = "added"
    """What the rest of the year adds: a count, an amount or a rate."""
    AS_LAST_YEAR = "as_last_year"
    """The figure of the rest of the year, with as many cases as in the same months last year."""
    AS_THIS_YEAR = "as_this_year"
    """The same, with as few and as many cases a month as this year has had so far: last year's are not known."""


@dataclass(frozen=True, slots=True)
class NeededRange:
    """The lowest and the highest value that will do, in the figure's own scale (a share: 0 to 1); None: unbounded."""

    least: Fraction | None
    most: Fraction | None


@dataclass(frozen=True, slots=True)
class Need:
    """What the rest of the year must show for the status to be green in its last month.

    `hardest` and `easiest` differ only where the number of cases to come is uncertain. `months` are those to come and
    those that are late, in order; for a stock or a window the year's last month alone. `beyond`: the bound itself is
    not enough. `derived`: the target at the year's end is made of other figures, those of the units
    below or of an earlier year.
    """

    basis: NeedBasis
    hardest: NeededRange
    easiest: NeededRange
    months: tuple[Month, ...]
    beyond: bool = False
    derived: bool = False


def learnt_together(indicator: Indicator, structure: Structure) -> tuple[int, ...]:
    """The group of each node, by number: how far its forecasts may miss is learnt from the misses of its group.

    What adds up over the year has two groups, the lowest units and all others. Else it is the units of one level under
    one parent: those without a parent are the country on one line and small municipalities on another.
    """
    leaves = frozenset(structure.leaves)
    keys: list[object] = [
        node.unit in leaves if indicator.cumulation is Cumulation.FLOW else (node.line, node.unit.kind, node.parent)
        for node in structure.nodes
    ]
    numbered = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    return tuple(numbered[key] for key in keys)


@dataclass(frozen=True, slots=True)
class YearEndRange:
    """Where the figure that is judged at the year's end is forecast to be, in the figure's own scale (a share: 0 to 1):
    of ten forecasts like this one ends below `low` and one above `high`; `middle` halves them."""

    low: Fraction
    middle: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Risk:
    """The probability (0 to 1) that the status is green in the reporting year's last month.

    `need` and `ends` are None where the year is decided, where the basis is thin, and where a unit's figures are
    lacking.
    """

    probability: float
    level: RiskLevel
    basis: RiskBasis
    need: Need | None = None
    ends: YearEndRange | None = None


@dataclass(frozen=True, slots=True)
class AssessedRisk:
    """The leader's own assessment: shown beside the computed risk, never combined with it."""

    level: RiskLevel
    reason: str
    by: str
    on: date | None
