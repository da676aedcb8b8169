"""The blocks of a specification file, as written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from kpidsl.language.tree.cycle import CaseClosingLine, CommentRequiredLine, CycleBlock, MeasureRequiredLine, RoleLine
from kpidsl.language.tree.hiding import LineOfHiding
from kpidsl.language.tree.indicators import Indicator
from kpidsl.language.tree.phrases import DateLiteral, Name, Target, WrittenAmount
from kpidsl.language.tree.terms import LanguageCode, TermDeclaration
from kpidsl.model.rules import ComparedWith
from kpidsl.model.spec import ColumnRole, ColumnType, Grain
from kpidsl.problems import Span

PersonsWord = Literal["overlapping", "once"]
StatusWord = Literal["green", "amber", "red", "no_target"]
TrendWord = Literal["better", "unchanged", "worse"]


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """`språk nb`."""

    language: LanguageCode
    span: Span


@dataclass(frozen=True, slots=True)
class YearStart:
    """`år starter i april`: month 1-12."""

    month: int
    span: Span


@dataclass(frozen=True, slots=True)
class BuildsOn:
    """`bygger på nasjonal`."""

    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """`gjelder for kontor 0315, 0316`."""

    level: Name
    units: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Perspectives:
    """`perspektiver bruker, produksjon, …` in their order on the card."""

    names: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class LevelDeclaration:
    """One level: its first form is its slug, the others are further forms."""

    forms: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SteeringLine:
    """`styringslinje statlig: kontor i fylke i land`, from the leaf upwards."""

    name: Name
    levels: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class OrganisationBlock:
    """The organisation. `compared_as_it_was`: `sammenlign med daværende struktur` stands in it."""

    name: Name
    levels: tuple[LevelDeclaration, ...]
    lines: tuple[SteeringLine, ...]
    span: Span
    compared_as_it_was: bool = False


@dataclass(frozen=True, slots=True)
class ColumnDeclaration:
    """A column: role and type from its one word, and the texts it may hold (empty = any).

    `persons`: it counts distinct persons, who may stand in several rows of a month, or each in one. `line`: the
    steering line on which it names the unit above the row's. `bounds`: the lowest and the highest number it may hold.
    `clock`: its dates have a time of day.
    """

    name: Name
    role: ColumnRole
    type: ColumnType
    legal: tuple[Name, ...]
    span: Span
    persons: PersonsWord | None = None
    line: Name | None = None
    bounds: tuple[Fraction, Fraction] | None = None
    clock: bool = False


@dataclass(frozen=True, slots=True)
class CumulationLine:
    """`tallene er strøm/beholdning`, or `rullende n mnd` (months given)."""

    cumulation: Literal["flow", "stock", "rolling"]
    months: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class PrecedenceLine:
    """`går foran KILDE, meld fra om forskjeller over n %` (tolerance in per cent; 0 where none is written)."""

    other: Name
    tolerance: Fraction
    span: Span


@dataclass(frozen=True, slots=True)
class EnteredLine:
    """`registreres av delinput-ansvarlig`."""

    role: Name
    span: Span


@dataclass(frozen=True, slots=True)
class ChangesLine:
    """`meld fra om endringer over n %` (in per cent)."""

    limit: Fraction
    span: Span


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """A source's shape. `breakdown`: the further columns of its key (`rad per enhet og måned og type`).

    `grain` is None where the `én rad per` line is missing or wrong (a problem has been reported). `closed` is where
    `tallene skal gå opp` stands.
    """

    name: Name
    grain: Grain | None
    breakdown: tuple[Name, ...]
    columns: tuple[ColumnDeclaration, ...]
    cumulation: CumulationLine | None
    span: Span
    closed: Span | None = None
    precedence: PrecedenceLine | None = None
    entered: EnteredLine | None = None
    changes: ChangesLine | None = None


@dataclass(frozen=True, slots=True)
class RequirementBlock:
    """A result requirement; indicators of all its groups in order, each with its role."""

    title: Name
    perspective: Name | None
    indicators: tuple[Indicator, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TargetsBlock:
    """`måltall for B.1`."""

    code: Name
    targets: tuple[Target, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AmbitionsBlock:
    """`ambisjon for B.1`, in a local file."""

    code: Name
    ambitions: tuple[Target, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RuleScope:
    """What a rule holds for: a kind of result, one indicator (`code`), or all others."""

    kind: Literal["shares", "ratios", "rates", "counts", "durations", "scores", "amounts", "indexes", "others"] | None
    code: Name | None
    span: Span


@dataclass(frozen=True, slots=True)
class StatusBand:
    """One line of a status block: reached, at most `tolerance` worse (of the target or in its unit), at least or at
    most `tolerance` of the target, otherwise."""

    status: StatusWord
    test: Literal["reached", "worse_by_at_most", "at_least", "at_most", "otherwise"]
    tolerance: WrittenAmount | None
    of_target: bool
    span: Span


@dataclass(frozen=True, slots=True)
class StatusBlock:
    """`status for …` (scope None: `status` alone, for everything). `broken`: a line under it could not be read."""

    scope: RuleScope | None
    bands: tuple[StatusBand, ...]
    span: Span
    broken: bool = False


@dataclass(frozen=True, slots=True)
class TrendLine:
    """`trend for … sammenlignet med …, uendret når …`: a dead band (strictly under), noise, or neither.

    `months` is the length of a line (`etter lineær utvikling siste 6 mnd`), 0 for the others.
    """

    scope: RuleScope | None
    compared_with: ComparedWith
    months: int
    dead_band: WrittenAmount | None
    random_variation: bool
    span: Span


@dataclass(frozen=True, slots=True)
class RiskBand:
    """One line of a risk block; probability in per cent, None for `ellers`."""

    risk: Literal["low", "medium", "high"]
    probability: WrittenAmount | None
    span: Span


@dataclass(frozen=True, slots=True)
class RiskBlock:
    """`risiko`. `broken`: a line under it could not be read."""

    bands: tuple[RiskBand, ...]
    span: Span
    broken: bool = False


class DeviationCondition(NamedTuple):
    """A status and a trend (None: not asked); the status for so many months up to the present one (None: in it)."""

    status: StatusWord | None
    trend: TrendWord | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class DeviationLine:
    """`avvik [for …] når …`: cases, any of which is a deviation."""

    scope: RuleScope | None
    any_of: tuple[DeviationCondition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RankingLine:
    """`rangering [for …] etter verdi/måloppnåelse [, med usikkerhet]`."""

    scope: RuleScope | None
    by: Literal["value", "attainment"]
    intervals: bool
    span: Span


@dataclass(frozen=True, slots=True)
class WorstColourLine:
    """`et perspektiv får den dårligste fargen i det`."""

    span: Span


@dataclass(frozen=True, slots=True)
class SuppressionBlock:
    """`skjerming [for …] skjul tall når grunnlaget er under 5 [, og 0 og 100 %]`.

    What it is for: a `scope`, the indicators `codes`, or those that read `source`; none of them: everything.
    """

    scope: RuleScope | None
    codes: tuple[Name, ...]
    source: Name | None
    below: int
    none_and_all: bool
    lines: tuple[LineOfHiding, ...]
    span: Span

    @property
    def named(self) -> tuple[Name, ...]:
        """The codes that it is for, in order; empty where it is for a kind, a source or everything."""
        return (self.scope.code,) if self.scope is not None and self.scope.code is not None else self.codes


@dataclass(frozen=True, slots=True)
class GivenTable:
    """`gitt KILDE` and its rows, cells as raw texts; every row is as long as the header."""

    source: Name
    header: tuple[Name, ...]
    rows: tuple[tuple[Name, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Expectation:
    """One `så skal` line: what the cell must be in the month of the nearest `når` above. None = not asked.

    `level` and `unit` are None for the whole organisation (`for land`: level given, unit None).
    """

    code: Name
    level: Name | None
    unit: Name | None
    year_to_date: bool
    value: WrittenAmount | None
    numerator: int | None
    denominator: int | None
    status: StatusWord | None
    trend: TrendWord | None
    state: Literal["not_ready", "not_relevant", "missing", "hidden", "withheld_by_source"] | None
    month: DateLiteral | None
    span: Span


@dataclass(frozen=True, slots=True)
class TestBlock:
    """A `prøve`."""

    __test__ = False

    title: Name
    given: tuple[GivenTable, ...]
    expectations: tuple[Expectation, ...]
    span: Span


Block = (
    LanguageLine
    | YearStart
    | BuildsOn
    | AppliesTo
    | Perspectives
    | OrganisationBlock
    | SourceBlock
    | TermDeclaration
    | RequirementBlock
    | Indicator
    | TargetsBlock
    | AmbitionsBlock
    | StatusBlock
    | TrendLine
    | RiskBlock
    | DeviationLine
    | SuppressionBlock
    | RankingLine
    | WorstColourLine
    | RoleLine
    | CycleBlock
    | MeasureRequiredLine
    | CommentRequiredLine
    | CaseClosingLine
    | TestBlock
)


@dataclass(frozen=True, slots=True)
class File:
    """A file: its language (nb where none is written) and its blocks in order. Bare sentences are blocks."""

    path: str
    language: LanguageCode
    blocks: tuple[Block, ...]
