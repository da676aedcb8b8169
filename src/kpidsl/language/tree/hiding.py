"""The lines below a rule of hiding, as written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from kpidsl.language.tree.phrases import Name
from kpidsl.language.tree.terms import LanguageCode
from kpidsl.problems import Span


@dataclass(frozen=True, slots=True)
class HidingLine:
    """Whom a rule does not hide figures from (`own`: the unit itself, `line_above`), that it hides them from everybody,
    or that the rest is not protected."""

    says: Literal["not_own", "not_line_above", "from_everybody", "rest_shown"]
    span: Span


@dataclass(frozen=True, slots=True)
class LongerLine:
    """`vis siste kvartal i stedet når måneden er skjult`: the part of the year and its months (3, 4, 6 or 12)."""

    part: str
    months: int
    span: Span


@dataclass(frozen=True, slots=True)
class RollingLine:
    """`vis siste 12 mnd i stedet når måneden er skjult`, which is read to be refused. `language`: the file's."""

    window: Name
    months: Fraction
    language: LanguageCode
    span: Span


LineOfHiding = HidingLine | LongerLine | RollingLine
