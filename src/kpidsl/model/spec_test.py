"""The tests that a specification holds of itself: given rows, and what cells of the card must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kpidsl.model.location import Location
from kpidsl.model.period import Month
from kpidsl.model.state import Status, Trend


@dataclass(frozen=True, slots=True)
class Expectation:
    """One `så skal` line of a test: what a cell must be. None = not asked."""

    code: str
    level: str
    unit: str
    value: Fraction | None = None
    numerator: int | None = None
    denominator: int | None = None
    status: Status | None = None
    trend: Trend | None = None
    state: str | None = None
    year_to_date: bool = False
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class SpecTest:
    """A `prøve`: its own rows (source → rows of raw texts by column), the month, what is expected."""

    title: str
    given: Mapping[str, tuple[Mapping[str, str], ...]]
    month: Month
    expectations: tuple[Expectation, ...]
    location: Location | None = None
