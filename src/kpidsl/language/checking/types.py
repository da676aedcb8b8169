"""What the checker passes on between a sentence's words and its indicator."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kpidsl.language.checking.scope import OutcomeTerm, SetTerm
from kpidsl.language.tree import phrases as tree
from kpidsl.measures.measure import Measure
from kpidsl.model.measure import Cumulation, Formula, Rows, UnitOfMeasure
from kpidsl.model.period import Frequency
from kpidsl.model.traits import Traits


@dataclass(frozen=True, slots=True)
class Typed:
    """A sentence that types: everything about the measure that does not depend on targets and rules.

    `direction` is what the sentence itself says; `assumed` that higher is better is only the default of a
    share (R23, 4), with the term it rests on. `summed_months`: so many months' figures are added up (1: each stands
    alone). `times`: what the figure is multiplied by, to be in its unit (seconds by 1/60, to be minutes) and by the
    constant that is written. `frequency`: how often it is measured where no line says it (None: as its sources are).
    """

    measure: Measure[Any]
    formula: Formula
    unit: UnitOfMeasure
    cumulation: Cumulation
    window: int = 1
    per: int = 1
    direction: tree.DirectionWord | None = None
    assumed: str | None = None
    year_to_date_only: bool = False
    summed_months: int = 1
    frequency: Frequency | None = None
    times: Fraction = Fraction(1)

    @property
    def traits(self) -> Traits:
        """The traits of its statistic."""
        return self.measure.traits

    @property
    def scale(self) -> Fraction:
        """The factor from the raw fraction to the printed figure."""
        in_per_cent = self.unit in (UnitOfMeasure.PERCENT, UnitOfMeasure.PERCENTAGE_POINTS)
        return (100 if in_per_cent else self.per) * self.times

    @classmethod
    def by(
        cls,
        measure: Measure[Any],
        formula: Formula,
        cumulation: Cumulation,
        unit: UnitOfMeasure | None = None,
        direction: tree.DirectionWord | None = None,
    ) -> Typed:
        """What a statistic makes of a formula, in its own unit, or in `unit`, which is that of what it measures."""
        own = measure.unit or unit
        assert own is not None
        return cls(measure, formula, own, cumulation, direction=direction)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines below an indicator that affect its formula."""

    counted: str | None = None
    whole_window: bool = False


@dataclass(frozen=True, slots=True)
class ResolvedOutcome:
    """An outcome beside a set, and its declaration."""

    written: tree.TermRef
    term: OutcomeTerm


@dataclass(frozen=True, slots=True)
class ResolvedSet:
    """A resolved set phrase: its rows, the set itself, its outcomes, and its window in months (0: none)."""

    rows: Rows
    term: SetTerm
    outcomes: tuple[ResolvedOutcome, ...]
    window: int
