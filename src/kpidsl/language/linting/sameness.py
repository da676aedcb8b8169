"""Something measured against itself, and one unit against another (L022, L033)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from kpidsl.language.checking.scope import OutcomeTerm, QuantityTerm, Scope
from kpidsl.language.checking.targets import UNIT_WORDS
from kpidsl.language.tree.terms import (
    ColumnSum,
    DeadlineLine,
    DurationBody,
    OutcomeBody,
    RatioBody,
    ScoreBody,
    TermDeclaration,
)
from kpidsl.measures.registry import quotient_of
from kpidsl.model.measure import Columns, UnitOfMeasure
from kpidsl.model.spec import Indicator, Source
from kpidsl.problems import Span, Translated

_ALWAYS_100 = Translated(
    "Teller og nevner er det samme: resultatet er alltid 100 %.",
    "Teljar og nemnar er det same: resultatet er alltid 100 %.",
    "Numerator and denominator are the same: the result is always 100 %.",
)
_ALWAYS_0 = Translated(
    "Tiden er fra en dato til den samme datoen: den er alltid 0.",
    "Tida er frå ein dato til den same datoen: ho er alltid 0.",
    "The time is from a date to the same date: it is always 0.",
)
_IN_TIME = Translated(
    "Utfallet er datert med den dagen fristen løper fra: det er alltid innen fristen.",
    "Utfallet er datert med den dagen fristen går frå: det er alltid innan fristen.",
    "The outcome is dated by the day that the deadline runs from: it is always within the deadline.",
)
_AT_THE_DEADLINE = Translated(
    "Utfallet er datert med selve fristen: det er alltid innen den.",
    "Utfallet er datert med sjølve fristen: det er alltid innan han.",
    "The outcome is dated by the deadline itself: it is always within it.",
)
_NO_TIME = Translated(
    "Fristen er den samme datoen som den løper fra.",
    "Fristen er den same datoen som han går frå.",
    "The deadline is the very date that it runs from.",
)
_OWN_WEIGHT = Translated(
    "Tallet er vektet med seg selv.", "Talet er vekta med seg sjølv.", "The number is weighted by itself."
)
_PER_ITSELF = Translated(
    "Det telles per så mange av det samme: resultatet er alltid det samme.",
    "Det blir talt per så mange av det same: resultatet er alltid det same.",
    "It is counted per so many of the same: the result is always the same.",
)


Summed = tuple[str, tuple[tuple[int, str], ...]]
"""A source and the signed columns of it that are summed."""


def lint_terms(terms: Sequence[TermDeclaration], declared: Scope, scope: Scope) -> set[Summed]:
    """Report declarations that hold something against itself; the ratios among them are returned."""
    sums: set[Summed] = set()
    for term in terms:
        if term.key in declared.broken:
            continue
        for span, what in _of_term(term, declared):
            scope.report("L022", span, what=what)
            quantity = declared.terms.get(term.key)
            if isinstance(term.body, RatioBody) and isinstance(quantity, QuantityTerm) and quantity.rows is not None:
                sums.add((quantity.rows.source.name, tuple(_summed(term.body.numerator))))
    return sums


def _of_term(term: TermDeclaration, declared: Scope) -> Iterator[tuple[Span, Translated]]:
    match term.body:
        case DurationBody(start=start, end=end, span=span) if end is not None and start.text == end.text:
            yield span, _ALWAYS_0
        case RatioBody(numerator, denominator, span=span) if _summed(numerator) == _summed(denominator):
            yield span, _ALWAYS_100
        case ScoreBody(columns, weight=weight, span=span) if weight is not None:
            if [name.text for _, name in columns.terms] == [weight.text]:
                yield span, _OWN_WEIGHT
        case OutcomeBody(dated=dated):
            outcome = declared.terms.get(term.key)
            deadline = outcome.of.deadline if isinstance(outcome, OutcomeTerm) else None
            if deadline is not None and dated.text == deadline.start:
                yield dated.span, _IN_TIME
            elif deadline is not None and dated.text == deadline.column:
                yield dated.span, _AT_THE_DEADLINE
        case _:
            pass
    for line in term.lines:
        if isinstance(line, DeadlineLine) and line.column and line.start and line.column.text == line.start.text:
            yield line.span, _NO_TIME


def _summed(columns: ColumnSum) -> list[tuple[int, str]]:
    return sorted((sign, name.text) for sign, name in columns.terms)


def lint_indicators(
    indicators: Sequence[Indicator], sources: Mapping[str, Source], sums: Collection[Summed], scope: Scope
) -> None:
    """Report indicators that hold something against itself, or what is in one unit against what is in another; not
    again the ratios of declarations that are reported already (`sums`)."""
    for indicator in indicators:
        at = Span(indicator.location.path, indicator.location.line) if indicator.location else None
        quotient = quotient_of(indicator.formula)
        if quotient is None or quotient.denominator is None or indicator.traits.numerator != "apart":
            continue
        top, below = quotient.numerator, quotient.denominator
        same = replace(top.rows, term="") == replace(below.rows, term="")
        if isinstance(top.addend, Columns) and isinstance(below.addend, Columns):
            summed = top.rows.source, tuple(sorted(top.addend.terms))
            if same and summed[1] == tuple(sorted(below.addend.terms)) and summed not in sums:
                _report_same(at, _ALWAYS_100 if indicator.traits.in_per_cent else _PER_ITSELF, scope)
            of, per = _unit(top.addend, sources[top.rows.source]), _unit(below.addend, sources[below.rows.source])
            if indicator.traits.in_per_cent and of is not None and per is not None and of is not per:
                scope.report("L033", at, indicator=indicator.code, of=UNIT_WORDS[of], per=UNIT_WORDS[per])
        elif same:
            _report_same(at, _PER_ITSELF, scope)


def _report_same(at: Span | None, what: Translated, scope: Scope) -> None:
    scope.report("L022", at, what=what)


def _unit(columns: Columns, source: Source) -> UnitOfMeasure | None:
    """What the sum is of: the unit of its columns, or a number of things; None where it is of both."""
    kinds = {
        column.unit_of_measure or UnitOfMeasure.COUNT
        for _, name in columns.terms
        if (column := source.named(name)) is not None
    }
    return kinds.pop() if len(kinds) == 1 else None
