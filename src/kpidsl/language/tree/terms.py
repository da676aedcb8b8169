"""Declarations of terms and the lines under them, as written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kpidsl.language.tree.conditions import Condition
from kpidsl.language.tree.phrases import DateLiteral, DirectionWord, Name, Reference, TermKind, WrittenAmount
from kpidsl.problems import Span

LanguageCode = Literal["nb", "nn", "en"]


@dataclass(frozen=True, slots=True)
class SetBody:
    """`SETT/KILDE [der …]`; with `transition` `en overgang i KILDE …`. For begrep and egenskap."""

    base: Reference
    condition: Condition | None
    transition: bool
    span: Span


@dataclass(frozen=True, slots=True)
class OutcomeBody:
    """`SETT datert K`, with a condition where `der …` is written between."""

    base: Reference
    condition: Condition | None
    dated: Name
    span: Span


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """`K`, `K minus K`, `K pluss K`: (sign, column) in order, the first sign is 1."""

    terms: tuple[tuple[Literal[1, -1], Name], ...]
    span: Span


TimeUnit = Literal["seconds", "minutes", "hours", "days", "working_days", "weeks", "months", "years"]


@dataclass(frozen=True, slots=True)
class DurationBody:
    """`antall T fra K til K`; `end` is None in `til månedens slutt`."""

    unit: TimeUnit
    start: Name
    end: Name | None
    span: Span
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ScoreBody:
    """`K i KILDE [, vektet med K]`."""

    columns: ColumnSum
    base: Reference
    weight: Name | None
    span: Span


@dataclass(frozen=True, slots=True)
class SumBody:
    """`sum K i KILDE`."""

    columns: ColumnSum
    base: Reference
    span: Span


@dataclass(frozen=True, slots=True)
class RatioBody:
    """`K i prosent av K i KILDE` (or in a declared set)."""

    numerator: ColumnSum
    denominator: ColumnSum
    base: Reference
    span: Span


TermBody = SetBody | OutcomeBody | DurationBody | ScoreBody | SumBody | RatioBody


@dataclass(frozen=True, slots=True)
class TranslationLine:
    """`på engelsk: …`: the forms in another language."""

    language: LanguageCode
    forms: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """`fristen er K`, `fristen løper fra K`, `fristen er K, løper fra K`, `fristen er n T fra K`.

    `moves`: a deadline on a day off is moved to the next working day (`, flyttes til neste virkedag`).
    """

    column: Name | None
    start: Name | None
    length: WrittenAmount | None
    moves: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """`unntatt der …`."""

    condition: Condition
    span: Span


OF_PERSONS = ("left", "present_at_start")
"""What transitions are counted of."""


@dataclass(frozen=True, slots=True)
class CountedLine:
    """`regnet av …`: due / decided (cases, R19), left / present_at_start (transitions, R20)."""

    counted: Literal["due", "decided", "left", "present_at_start"]
    span: Span


@dataclass(frozen=True, slots=True)
class DirectionLine:
    """`lavere er bedre` / `høyere er bedre` as a line of its own."""

    direction: DirectionWord
    span: Span


@dataclass(frozen=True, slots=True)
class FromLine:
    """`gjelder fra 1. juli 2026`: until then the earlier declaration of the same name applies."""

    start: DateLiteral
    span: Span


TermLine = TranslationLine | DeadlineLine | ExceptionLine | CountedLine | DirectionLine | FromLine


@dataclass(frozen=True, slots=True)
class TermDeclaration:
    """A declared term: begrep (set), egenskap (property), utfall (outcome) or størrelse (quantity).

    `body` is None if it could not be read; the name is declared all the same (R27).
    """

    kind: TermKind
    forms: tuple[Name, ...]
    body: TermBody | None
    direction: DirectionWord | None
    lines: tuple[TermLine, ...]
    span: Span

    @property
    def key(self) -> str:
        """The key that every `TermRef` of this term has."""
        return " ".join(self.forms[0].text.split()).casefold()
