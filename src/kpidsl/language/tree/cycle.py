"""Roles and the monthly cycle, as written."""

from __future__ import annotations

from dataclasses import dataclass

from kpidsl.language.tree.phrases import Name
from kpidsl.model.cycle import Task
from kpidsl.problems import Span


@dataclass(frozen=True, slots=True)
class RoleLine:
    """`rolle leder (kontorleder, enhetsleder) på kontor, forvaltningsenhet`: its first form is its name."""

    forms: tuple[Name, ...]
    levels: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month as written, which may be none."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class CycleLine:
    """`innen den 15. skal leder oppdatere tiltaksplanen`."""

    day: Day
    roles: tuple[Name, ...]
    task: Task
    span: Span


@dataclass(frozen=True, slots=True)
class MeasureRequiredLine:
    """`tiltak kreves ved avvik [, innen 10 virkedager]`. `within`: None where nothing is written."""

    within: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class CommentRequiredLine:
    """`kommentar kreves ved rød`."""

    span: Span


@dataclass(frozen=True, slots=True)
class CaseClosingLine:
    """`avvik lukkes etter 2 mnd uten avvik`."""

    months: int
    span: Span


@dataclass(frozen=True, slots=True)
class CycleBlock:
    """`månedssyklus [, flyttes til neste virkedag]`. `broken`: a line under it could not be read."""

    lines: tuple[CycleLine, ...]
    moves: bool
    span: Span
    broken: bool = False
