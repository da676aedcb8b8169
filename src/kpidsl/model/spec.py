"""A checked specification: everything in it has passed the checker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from graphlib import TopologicalSorter
from math import ceil, floor
from typing import Literal

from kpidsl.model.cycle import MonthlyCycle, Required, Role
from kpidsl.model.deviation_case import CLOSES_AFTER
from kpidsl.model.location import Location
from kpidsl.model.measure import Cumulation, Formula, UnitOfMeasure, components_of, meaning, sources_of
from kpidsl.model.organisation import Node, SteeringLine
from kpidsl.model.period import Frequency, Month
from kpidsl.model.rules import DeviationRule, HidingRule, RankingRule, RiskRule, StatusRule, TrendRule
from kpidsl.model.spec_test import SpecTest
from kpidsl.model.state import Direction
from kpidsl.model.traits import Kind, Traits

Language = Literal["nb", "en"]


def output_language(language: str) -> Language:
    """What outputs are written in for a reader of `nb`, `nn` or `en`: cards and explanations are in bokmål and English,
    messages in all three."""
    return "en" if language == "en" else "nb"


ColumnRole = Literal["unit", "unit_above", "person", "case", "period", "numerator", "denominator", "value"]
ColumnType = Literal["text", "integer", "decimal", "kroner", "seconds", "minutes", "hours", "date", "month", "year"]
NUMBERS: tuple[ColumnType, ...] = ("integer", "decimal", "kroner", "seconds", "minutes", "hours")
"""Types of columns that hold numbers."""
_FOUR_DECIMALS: tuple[ColumnType, ...] = ("decimal", "seconds", "minutes", "hours")
_UNITS: Mapping[ColumnType, UnitOfMeasure] = {
    "kroner": UnitOfMeasure.KRONER,
    "seconds": UnitOfMeasure.SECONDS,
    "minutes": UnitOfMeasure.MINUTES,
    "hours": UnitOfMeasure.HOURS,
}
Grain = Literal["person_month", "person_year", "event", "case", "unit_month", "unit_year"]


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A declared column: role, type, and the texts it may hold (empty = any).

    `persons`: it counts distinct persons, who stand in one row of a month ("once") or may stand in several. `line`: the
    steering line on which a `unit_above` is the parent that the row belongs under. `year_starts`: the month that the
    years of a column of years begin with. `bounds`: the lowest and the highest number that it may hold, both included;
    None where any will do. `clock`: a date of it has a time of day too.
    """

    name: str
    role: ColumnRole
    type: ColumnType
    legal: tuple[str, ...] = ()
    persons: Literal["", "once", "overlapping"] = ""
    line: str = ""
    year_starts: int = 1
    bounds: tuple[Fraction, Fraction] | None = None
    clock: bool = False

    @property
    def decimals(self) -> int:
        """Decimals that its exact integers hold: kroner are counted in øre."""
        return 4 if self.type in _FOUR_DECIMALS else 2 if self.type == "kroner" else 0

    @property
    def unit_of_measure(self) -> UnitOfMeasure | None:
        """What its numbers are in; None for plain numbers, and for what is no number."""
        return _UNITS.get(self.type)

    @property
    def scaled_bounds(self) -> tuple[int, int] | None:
        """The bounds as exact integers of the column's decimals, rounded inwards: the first is above the second where
        no value of the column lies between the bounds. None where it has none."""
        if self.bounds is None:
            return None
        low, high = (bound * 10**self.decimals for bound in self.bounds)
        return ceil(low), floor(high)


@dataclass(frozen=True, slots=True)
class Source:
    """The shape of a source. `breakdown` columns are part of a ready-made row's key (`rad per … og type`).

    `closed`: a parent's own figure is what its children sum to. `before`: the source whose figures these stand in
    front of; where both have one, a difference over `tolerance` per cent is reported. `window`: the months that lie in
    each figure of a source that rolls. `entered_by`: the role that enters the figures by hand (empty: they are
    delivered). `change_limit`: a change of more per cent from a row to the unit's next is reported (None: none is).
    """

    name: str
    grain: Grain
    columns: tuple[ColumnSpec, ...]
    breakdown: tuple[str, ...] = ()
    cumulation: Cumulation = Cumulation.FLOW
    location: Location | None = None
    closed: bool = False
    before: str | None = None
    tolerance: Fraction = Fraction(0)
    window: int = 1
    entered_by: str = ""
    change_limit: Fraction | None = None

    @property
    def ready_made(self) -> bool:
        """Whether its rows are figures of units, not persons, events or cases."""
        return self.grain in ("unit_month", "unit_year")

    def column(self, role: ColumnRole) -> str | None:
        """The name of the first column in that role, or None."""
        return next((c.name for c in self.columns if c.role == role), None)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that identify a row; empty for events, and for cases without a case number."""
        by_grain: dict[Grain, tuple[ColumnRole, ...]] = {"event": (), "case": ("case",)}
        of_persons: tuple[ColumnRole, ...] = ("unit", "person", "period")
        roles = ("unit", "unit_above", "period") if self.ready_made else by_grain.get(self.grain, of_persons)
        names = [name for role in roles if (name := self.column(role)) is not None]
        return (*names, *self.breakdown) if names else ()

    def decimals(self, columns: Iterable[str]) -> int:
        """The number of decimals that these columns are scaled by when they are added as integers."""
        return max((c.decimals for c in map(self.named, columns) if c is not None), default=0)

    def named(self, name: str) -> ColumnSpec | None:
        """The column of that name, or None."""
        return next((c for c in self.columns if c.name == name), None)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Levels from the leaf up as the spec names them (slug: word forms), and the steering lines.

    `compare_then`: last year's figures to compare with are of the units as they were then, not of today's.
    """

    name: str
    levels: Mapping[str, tuple[str, ...]]
    lines: tuple[SteeringLine, ...]
    compare_then: bool = False

    @property
    def level_words(self) -> Mapping[str, str]:
        """The level (its slug) that each word means, by the word in lower case: the slug itself and its forms."""
        return {form.casefold(): slug for slug, forms in self.levels.items() for form in (slug, *forms)}


@dataclass(frozen=True, slots=True)
class DeclaredTerm:
    """A declared phrase: its lines as written, its other forms, and the phrase or source that it is declared from.

    `deadline_from`: the column that its cases' deadline runs from, if it says so itself. `earlier`: what it meant
    before `valid_from`, the oldest first.
    """

    phrase: str
    written: str
    location: Location
    forms: tuple[str, ...] = ()
    base: str = ""
    deadline_from: str = ""
    valid_from: Month | None = None
    earlier: tuple[DeclaredTerm, ...] = ()

    def at(self, month: Month) -> DeclaredTerm:
        """The term as declared in the month, without later declarations."""
        held = [d for d in (*self.earlier, self) if d.valid_from is None or d.valid_from <= month]
        return replace(held[-1], earlier=tuple(held[:-1]))


class TargetForm(StrEnum):
    """The form of a target."""

    LEVEL = "level"
    CORRIDOR = "corridor"
    IMPROVEMENT = "improvement"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Target:
    """One dated target. Values are exact, in the indicator's unit as printed (80 for 80 %).

    LEVEL uses `value`; CORRIDOR `value` to `high`; IMPROVEMENT is `value` better (by `direction`) than the same period
    last year (`base` "last_year"), the previous period, the same period of `base_year` ("year"), or than the unit's own
    ancestor at `base_level` in that period ("level"); `relative`: `value` per cent of what it was. `level`/`units` None
    and empty = every leaf. `line` None = both. `categories`: those of the breakdown that it is for (empty: the whole,
    and each category without its own). The bracket in a sentence has `valid_from` None. An ambition of a local file is
    a LEVEL of the file's units.
    """

    form: TargetForm
    direction: Direction | None
    value: Fraction = Fraction(0)
    high: Fraction | None = None
    base: Literal["last_year", "previous", "year", "level"] | None = None
    base_year: int | None = None
    base_level: str | None = None
    relative: bool = False
    level: str | None = None
    units: tuple[str, ...] = ()
    line: str | None = None
    categories: tuple[str, ...] = ()
    valid_from: Month | None = None
    valid_to: Month | None = None
    decided: date | None = None
    letter: str = ""
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A hypothesis: this measure indicator works on the effect indicator `effect`, `lag` months later."""

    effect: str
    lag: int = 0
    evidence: Literal["assumed", "shown", "not_shown"] = "assumed"


@dataclass(frozen=True, slots=True)
class Definition:
    """What an indicator counts from `valid_from` on (None: from the beginning), until another definition."""

    formula: Formula
    sentence: str
    title: str
    window: int
    cumulation: Cumulation
    valid_from: Month | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the card. `scale` times the raw fraction is the printed number in `unit`.

    `window`: the number of months that a figure is of. `summed_months`: of how many months ready-made figures are
    added up for it (1: each stands alone).
    `valid_months`: how long after its period a figure may stand (0: until the next period has ended).
    `only_units`: the units a local indicator is for (empty: every unit). `minimum_base`: no colour under it.
    `line`: the only steering line it belongs to (empty: every line), and `shared_with` the lines that see it too.
    `hiding_rule`: which of its figures are hidden (None: none). `latest_target`: the year to date is judged by the
    latest target, not by each month's own. `strict`: a target is reached only beyond it (under 6 %), not on it.
    `targets_add_up`: a parent without a target of its own is judged by what its units' targets make (of a count or an
    amount it may be said that they do not).
    `ambitions`: what units aim at themselves, beyond their targets; no colour follows from it.
    `definitions`: those it has had, the oldest first and its present one last (empty: it has had one).
    """

    code: str
    title: str
    sentence: str
    traits: Traits
    formula: Formula
    unit: UnitOfMeasure
    scale: Fraction
    cumulation: Cumulation
    direction: Direction | None
    targets: tuple[Target, ...]
    status_rule: StatusRule
    trend_rule: TrendRule | None = None
    deviation_rule: DeviationRule = field(default_factory=DeviationRule)
    requirement: str = ""
    perspective: str = ""
    role: Literal["effect", "measure", "plain"] = "plain"
    links: tuple[Link, ...] = ()
    frequency: Frequency = Frequency.MONTH
    valid_months: int = 0
    window: int = 1
    summed_months: int = 1
    year_to_date_only: bool = False
    breakdown: str | None = None
    per: int = 1
    owner: str = ""
    purpose: str = ""
    assumptions: tuple[str, ...] = ()
    only_units: tuple[str, ...] = ()
    line: str = ""
    shared_with: tuple[str, ...] = ()
    minimum_base: int = 0
    ranking_rule: RankingRule = field(default_factory=RankingRule)
    hiding_rule: HidingRule | None = None
    latest_target: bool = False
    strict: bool = False
    targets_add_up: bool = True
    ambitions: tuple[Target, ...] = ()
    location: Location | None = None
    definitions: tuple[Definition, ...] = ()

    @property
    def kind(self) -> Kind:
        """The kind of its result."""
        return self.traits.kind

    @property
    def improvement(self) -> Target | None:
        """The target if it is an improvement over an earlier figure; None otherwise."""
        return next((t for t in self.targets if t.form is TargetForm.IMPROVEMENT), None)

    @property
    def has_targets_by_category(self) -> bool:
        """Whether a category of its breakdown has its own."""
        return any(t.categories for t in self.targets)

    @property
    def compares_with_last_year(self) -> bool:
        """Whether a target or the arrow needs last year's figures."""
        seasonal = self.trend_rule is not None and self.trend_rule.compared_with == "same_last_year"
        return seasonal or any(t.base in ("last_year", "year") for t in self.targets)

    @property
    def counted(self) -> tuple[tuple[Month | None, Formula], ...]:
        """The formula with the month from which each applies, oldest first; the oldest has None."""
        formulas: list[tuple[Month | None, Formula]] = []
        for one in self.definitions:
            if not formulas or meaning(one.formula) != meaning(formulas[-1][1]):
                formulas.append((one.valid_from, one.formula))
        return tuple(formulas) or ((None, self.formula),)

    @property
    def components(self) -> tuple[str, ...]:
        """The codes of the indicators that it is made of, in its present or an earlier definition."""
        return tuple(dict.fromkeys(code for _, formula in self.counted for code in components_of(formula)))

    @property
    def sources(self) -> set[str]:
        """The names of the sources that the indicator reads, in any of its definitions."""
        return {source for _, formula in self.counted for source in sources_of(formula)}

    def at(self, month: Month) -> Indicator:
        """The indicator as defined in the month, without later definitions."""
        held = tuple(d for d in self.definitions if d.valid_from is None or d.valid_from <= month)
        if len(held) == len(self.definitions):
            return self
        now = {f: getattr(held[-1], f) for f in ("formula", "sentence", "title", "window", "cumulation", "location")}
        return replace(self, **now, definitions=held if len(held) > 1 else ())

    def stands_at(self, node: Node) -> bool:
        """Whether the indicator is on the card of a unit on a steering line."""
        of_line = not self.line or node.line == self.line or node.line in self.shared_with
        return of_line and (not self.only_units or node.unit.code in self.only_units)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A result requirement: its title, perspective and the codes under it, in order."""

    title: str
    perspective: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """Everything that was declared, resolved and typed. `terms` by phrase.

    `worst_colour`: a perspective takes the worst of its colours. `cycle`: who shall do what in a month (None: nothing
    is declared). `required`: what they must have entered. `closes_after`:
    how many months without a deviation close its case.
    """

    language: Language
    organisation: Organisation | None
    sources: Mapping[str, Source]
    indicators: tuple[Indicator, ...]
    requirements: tuple[Requirement, ...]
    tests: tuple[SpecTest, ...] = ()
    risk: RiskRule | None = None
    year_starts: int = 1
    worst_colour: bool = False
    terms: Mapping[str, DeclaredTerm] = field(default_factory=dict)
    roles: tuple[Role, ...] = ()
    cycle: MonthlyCycle | None = None
    required: Required = field(default_factory=Required)
    closes_after: int = CLOSES_AFTER

    def indicator(self, code: str) -> Indicator | None:
        """The indicator with that code, or None."""
        return next((i for i in self.indicators if i.code == code), None)

    def at(self, month: Month) -> Spec:
        """The specification as defined in the month: without later definitions, and without what only those read."""
        terms = {phrase: term.at(month) for phrase, term in self.terms.items()}
        return replace(self, indicators=tuple(i.at(month) for i in self.indicators), terms=terms)


def in_order(indicators: Sequence[Indicator]) -> list[Indicator]:
    """The indicators in an order where each follows those it is made of, otherwise as written. Raises CycleError for
    a cycle, which a checked specification never has."""
    by_code = {i.code: i for i in indicators}
    sorter = TopologicalSorter({i.code: [c for c in i.components if c in by_code] for i in indicators})
    return [by_code[code] for code in sorter.static_order()]
