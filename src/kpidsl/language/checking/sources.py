"""Checks sources: the columns of their grain, and which source takes precedence over which."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

from kpidsl.language.checking.conditions import TYPES, mistyped
from kpidsl.language.checking.scope import Refused, Scope, mending
from kpidsl.language.tree.blocks import ColumnDeclaration, SourceBlock
from kpidsl.model.location import Location
from kpidsl.model.measure import Cumulation
from kpidsl.model.spec import ColumnSpec, Source
from kpidsl.problems import Translated, numeral

NEEDS = {
    "person_month": ("unit", "person", "period"),
    "person_year": ("unit", "person", "period"),
    "event": ("unit", "person"),
    "case": ("unit",),
    "unit_month": ("unit", "period"),
    "unit_year": ("unit", "period"),
}

_ROLES = {
    "unit": (Translated("enheten", "eininga", "the unit"), Translated("enhet", "eining", "unit")),
    "person": (Translated("personen", "personen", "the person"), Translated("person", "person", "person")),
    "period": (Translated("måneden", "månaden", "the month"), Translated("måned", "månad", "month")),
    "year": (Translated("året", "året", "the year"), Translated("år", "år", "year")),
    "date": (Translated("datoen", "datoen", "the date"), Translated("dato", "dato", "date")),
}


def lacking_role(role: str) -> dict[str, Any]:
    """The fields of T008 that name the role, and the word that a column is declared with."""
    return dict(zip(("role", "word"), _ROLES[role], strict=True))


def source_of(block: SourceBlock, scope: Scope) -> None:
    """Declare a source. Reports columns that its grain requires and it lacks, and names that are declared twice."""
    if block.grain is None:
        scope.unread.add(block.name.text)
        return
    columns = tuple(_column(c, block, scope) for c in block.columns)
    _check_columns_once(block, scope)
    for further in [c for c in block.columns if c.line is not None][1:]:
        scope.report("T096", further.span, source=block.name.text)
    for role in NEEDS[block.grain]:
        if not any(c.role == role for c in columns):
            by_year = role == "period" and block.grain in ("unit_year", "person_year")
            scope.report("T008", block.name.span, source=block.name.text, **lacking_role("year" if by_year else role))
    if block.grain == "event" and not any(c.type == "date" for c in columns):
        scope.report("T008", block.name.span, source=block.name.text, **lacking_role("date"))
    if block.name.text in scope.sources:
        at = scope.sources[block.name.text].location
        first_at = f"{at.path}:{at.line}" if at is not None else ""
        scope.report("T007", block.name.span, name=block.name.text, first=first_at)
        return
    source = Source(
        block.name.text,
        block.grain,
        columns,
        tuple(n.text for n in block.breakdown),
        _cumulation(block),
        Location(block.span.path, block.span.line),
        closed=block.closed is not None,
        before=block.precedence.other.text if block.precedence else None,
        tolerance=block.precedence.tolerance if block.precedence else Fraction(0),
        window=_window(block, scope),
        entered_by=_entered_by(block, scope),
        change_limit=block.changes.limit if block.changes is not None else None,
    )
    scope.sources[source.name] = source
    if not source.ready_made:
        _ready_made_alone(block, scope)


def _cumulation(block: SourceBlock) -> Cumulation:
    """What is said of it; else persons are those who are there, and all else is added up."""
    if block.cumulation is not None:
        return Cumulation(block.cumulation.cumulation)
    return Cumulation.STOCK if block.grain in ("person_month", "person_year") else Cumulation.FLOW


def _check_columns_once(block: SourceBlock, scope: Scope) -> None:
    """Report each column that is declared again."""
    names = [declared.name.text for declared in block.columns]
    for declared in block.columns:
        if names.count(declared.name.text) > 1 and names.index(declared.name.text) != block.columns.index(declared):
            first = block.columns[names.index(declared.name.text)].name.span
            scope.report("T007", declared.name.span, name=declared.name.text, first=f"{first.path}:{first.line}")


def _entered_by(block: SourceBlock, scope: Scope) -> str:
    """The role that enters the source's figures; empty where none does, or it is not declared."""
    if block.entered is None:
        return ""
    try:
        return scope.role(block.entered.role)
    except Refused as refused:
        scope.refused(refused)
        return ""


def _window(block: SourceBlock, scope: Scope) -> int:
    """How many months lie in each of the source's figures: one, unless they roll."""
    line = block.cumulation
    if line is None or line.months is None:
        return 1
    if line.months < 1:
        scope.report("T014", line.span)
    return line.months


def _column(written: ColumnDeclaration, block: SourceBlock, scope: Scope) -> ColumnSpec:
    """The column; that of the period is a month or a year as the rows are."""
    line = ""
    if written.line is not None:
        try:
            line = scope.line(written.line)
        except Refused as refused:
            scope.refused(refused)
    legal = tuple(t.text for t in written.legal)
    starts = scope.year_starts if block.grain == "unit_year" else 1
    persons, bounds = written.persons or "", _bounds(written, scope)
    column = ColumnSpec(
        written.name.text, written.role, written.type, legal, persons, line, starts, bounds, written.clock
    )
    wanted: Literal["year", "month"] = "year" if block.grain in ("person_year", "unit_year") else "month"
    if column.role == "period" and column.type != wanted:
        scope.refused(mistyped(written.name.span, column, wanted))
    return column


def _bounds(written: ColumnDeclaration, scope: Scope) -> tuple[Fraction, Fraction] | None:
    """The bounds of the column. None if it has none, or if no value of its type lies between them, which is reported
    (T170)."""
    column = ColumnSpec(written.name.text, written.role, written.type, bounds=written.bounds)
    if column.bounds is None or column.scaled_bounds is None or column.scaled_bounds[0] <= column.scaled_bounds[1]:
        return column.bounds
    low, high = map(numeral, column.bounds)
    scope.report("T170", written.span, column=column.name, type=TYPES[column.type], low=low, high=high)
    return None


def _ready_made_alone(block: SourceBlock, scope: Scope) -> None:
    """Lines that only ready-made figures have."""
    lines = (line.span for line in (block.precedence, block.entered, block.changes) if line is not None)
    for span in (block.closed, *lines, *(c.span for c in block.columns if c.persons)):
        if span is not None:
            scope.report("T090", span, source=block.name.text)


def check_precedence(blocks: Sequence[SourceBlock], scope: Scope) -> None:
    """Report precedence over a source of another shape, several over one source, and circles."""
    lower: dict[str, str] = {}
    for block in blocks:
        line, source = block.precedence, scope.sources.get(block.name.text)
        if line is None or source is None or source.before is None:
            continue
        other = scope.sources.get(line.other.text)
        if other is None:
            scope.report(
                "T001",
                line.other.span,
                name=line.other.text,
                **mending(line.other.span, line.other.text, scope.sources),
            )
            continue
        if _shape(source) != _shape(other):
            scope.report("T091", line.span, source=source.name, other=other.name)
        elif other.name in lower.values() or _ends_in(other.name, source.name, lower):
            scope.report("T094", line.span, source=source.name, other=other.name)
        lower[source.name] = other.name


def _shape(source: Source) -> tuple[object, ...]:
    return source.grain, frozenset(source.columns), frozenset(source.breakdown), source.cumulation


def _ends_in(name: str | None, wanted: str, lower: dict[str, str]) -> bool:
    while name is not None and name != wanted:
        name = lower.get(name)
    return name == wanted
