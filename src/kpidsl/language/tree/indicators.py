"""Indicators and the lines under them, as written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kpidsl.language.tree.phrases import Name, Reading, Target, WrittenAmount
from kpidsl.language.tree.terms import CountedLine, DirectionLine, FromLine
from kpidsl.problems import Span


@dataclass(frozen=True, slots=True)
class LinkLine:
    """`antas å virke på E.1 etter 3 mnd`: lag in months (0 where none is written)."""

    effect: Name
    evidence: Literal["assumed", "shown", "not_shown"]
    lag: int
    span: Span


@dataclass(frozen=True, slots=True)
class FrequencyLine:
    """`måles årlig/halvårlig/hvert tertial/kvartalsvis/månedlig`."""

    frequency: Literal["month", "quarter", "tertial", "half_year", "year"]
    span: Span


@dataclass(frozen=True, slots=True)
class BreakdownLine:
    """`fordelt på K`."""

    column: Name
    span: Span


@dataclass(frozen=True, slots=True)
class FetchedLine:
    """`hentes fra KILDE`."""

    source: Name
    span: Span


@dataclass(frozen=True, slots=True)
class WholeWindowLine:
    """`bare de som har vært med i hele vinduet`."""

    span: Span


@dataclass(frozen=True, slots=True)
class SeasonLine:
    """`sammenlignes med samme måned i fjor`."""

    span: Span


@dataclass(frozen=True, slots=True)
class LatestTargetLine:
    """`hittil i år måles mot siste gjeldende måltall`."""

    span: Span


@dataclass(frozen=True, slots=True)
class SeparateTargetsLine:
    """`måltallene summeres ikke`."""

    span: Span


@dataclass(frozen=True, slots=True)
class MinimumBaseLine:
    """`krever grunnlag på minst n`."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """`eier "…"`."""

    text: Name
    span: Span


@dataclass(frozen=True, slots=True)
class PurposeLine:
    """`formål "…"`."""

    text: Name
    span: Span


@dataclass(frozen=True, slots=True)
class IndexLimitLine:
    """`regnes når høyst n % av vekten mangler`."""

    limit: WrittenAmount
    span: Span


@dataclass(frozen=True, slots=True)
class IndexCapLine:
    """`ingen del teller mer enn n %`."""

    cap: WrittenAmount
    span: Span


@dataclass(frozen=True, slots=True)
class ValidLine:
    """`gyldig i n mnd`: how long a quarter's, tertial's or year's figure may stand."""

    months: int
    span: Span


@dataclass(frozen=True, slots=True)
class OnlyForLine:
    """`bare for styringslinje L`: it belongs to that steering line alone."""

    line: Name
    span: Span


@dataclass(frozen=True, slots=True)
class SharedWithLine:
    """`deles med styringslinje L`: that line sees its figures too."""

    line: Name
    span: Span


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """`B.1 teller 40 %`, only under an index: weight in per cent."""

    code: Name
    weight: WrittenAmount
    span: Span


IndicatorLine = (
    CountedLine
    | FromLine
    | LinkLine
    | FrequencyLine
    | DirectionLine
    | BreakdownLine
    | FetchedLine
    | WholeWindowLine
    | SeasonLine
    | LatestTargetLine
    | SeparateTargetsLine
    | MinimumBaseLine
    | OwnerLine
    | PurposeLine
    | ValidLine
    | IndexLimitLine
    | IndexCapLine
    | OnlyForLine
    | SharedWithLine
    | ComponentLine
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator. `sentence` is its text without code and target, `line` with both; `readings` has at least one (R7).

    `target` is the first of several that one sentence gives by date, and `steps` are the others. `label` is what a
    letter calls it before a colon (`Styringsparameter 3`).

    Several readings are all grammatical: the checker drops those that do not type, then applies longest
    nested term and refuses crossing ones.
    """

    code: Name | None
    sentence: str
    readings: tuple[Reading, ...]
    target: Target | None
    lines: tuple[IndicatorLine, ...]
    role: Literal["effect", "measure", "plain"]
    span: Span
    line: str = field(compare=False)
    steps: tuple[Target, ...] = ()
    label: str = ""

    @property
    def title(self) -> str:
        """What a card calls it: its sentence, after a letter's label where it has one."""
        return f"{self.label}: {self.sentence}" if self.label else self.sentence
