"""What adds up: a numerator over a denominator, each a sum over rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpidsl.model.condition import Always, Condition, Duration
from kpidsl.model.measure import Columns, Rows
from kpidsl.model.spec import Source


@dataclass(frozen=True, slots=True)
class Weighted:
    """The number in `column` times that in `weight`."""

    column: str
    weight: str


@dataclass(frozen=True, slots=True)
class WeightOf:
    """The number in `weight` of a row that has one in `column`."""

    column: str
    weight: str


Addend = Duration | Columns | Weighted | WeightOf | None
"""What each row adds; None: the row itself, 1."""


@dataclass(frozen=True, slots=True)
class Side:
    """A sum over those of `rows` that also meet `condition`. A row without what is added does not count."""

    rows: Rows
    addend: Addend = None
    condition: Condition = field(default_factory=Always)

    def decimals(self, sources: Mapping[str, Source]) -> int:
        """How many decimals the integers hold that are added up: kroner are counted in øre."""
        source = sources[self.rows.source]
        match self.addend:
            case Columns(terms=terms):
                return source.decimals(name for _, name in terms)
            case Duration() as duration:
                return duration.decimals
            case Weighted(column=column, weight=weight):
                return source.decimals([column]) + source.decimals([weight])
            case WeightOf(weight=weight):
                return source.decimals([weight])
            case _:
                return 0


@dataclass(frozen=True, slots=True)
class Quotient:
    """A numerator over a denominator; without one a plain sum.

    `over_stock`: the denominator is a stock, so that the year to date is over its latest figure and not over the sum of
    those of its months. `cases`: how many a plain sum is of, where it does not count them itself.
    """

    numerator: Side
    denominator: Side | None = None
    over_stock: bool = False
    cases: Side | None = None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The numerator, and the denominator where there is one."""
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)
