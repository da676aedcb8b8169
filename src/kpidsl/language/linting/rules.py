"""Rules and limits that change nothing, and windows longer than any history (L026, L035, L036, L039)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpidsl.language.checking.scope import Scope
from kpidsl.language.linting.conditions import LISTED_TWICE
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.blocks import DeviationLine, SourceBlock, StatusBlock, SuppressionBlock, TrendLine
from kpidsl.language.tree.indicators import Indicator, LinkLine, MinimumBaseLine, ValidLine
from kpidsl.language.tree.terms import DeadlineLine, TermDeclaration
from kpidsl.problems import Span, Translated

LONGEST = 60
"""Months of a window or a delay that are still likely to be meant: five years."""

_HIDES_NOTHING = Translated("den skjuler ingen tall", "ho skjuler ingen tal", "it hides no figures")
_ASKS_NOTHING = Translated("den stiller ikke noe krav", "ho stiller ikkje noko krav", "it asks for nothing")
_NEVER_UNCHANGED = Translated("ingen endring er under den", "inga endring er under henne", "no change is under it")
_SAME_DAY = Translated(
    "bare det som er ferdig samme dag som fristen løper fra, er innen den",
    "berre det som er ferdig same dagen som fristen går frå, er innan han",
    "only what is done on the very day that it runs from is within it",
)


def lint_limits(blocks: Sequence[object], indicators: Sequence[Indicator], scope: Scope) -> None:
    """Report limits of 0, or so low that they change nothing."""
    for span, limit, why in (*_of_blocks(blocks), *_of_indicators(indicators)):
        scope.report("L035", span, limit=limit, why=why)


def _of_blocks(blocks: Sequence[object]) -> Iterator[tuple[Span, object, Translated]]:
    for block in blocks:
        match block:
            case SuppressionBlock(below=below, span=span) if below < 2:
                yield span, below, _HIDES_NOTHING
            case TrendLine(dead_band=tree.WrittenAmount(value=0) as band):
                yield band.span, band.text, _NEVER_UNCHANGED
            case TermDeclaration(lines=lines):
                for line in lines:
                    if isinstance(line, DeadlineLine) and line.length is not None and line.length.value == 0:
                        yield line.length.span, line.length.text, _SAME_DAY
            case _:
                pass


def _of_indicators(indicators: Sequence[Indicator]) -> Iterator[tuple[Span, object, Translated]]:
    for indicator in indicators:
        for line in indicator.lines:
            if isinstance(line, MinimumBaseLine) and line.number < 2:
                yield line.span, line.number, _ASKS_NOTHING
        limits = {c.limit for r in _sentences(indicator) for c in r.clauses if isinstance(c, tree.WithinClause)}
        for limit in limits:
            if limit is not None and limit.value == 0:
                yield limit.span, limit.text, _SAME_DAY


def _sentences(indicator: Indicator) -> list[tree.Sentence]:
    return [reading for reading in indicator.readings if isinstance(reading, tree.Sentence)]


def lint_lengths(indicators: Sequence[Indicator], scope: Scope) -> None:
    """Report windows and delays of more years than anyone keeps figures for."""
    for indicator in indicators:
        lengths = [(w.span, w.text, _months(w.length)) for r in _sentences(indicator) for w in _windows(r)]
        for line in indicator.lines:
            if isinstance(line, LinkLine):
                lengths.append((line.span, f"{line.lag} mnd.", line.lag))
            elif isinstance(line, ValidLine):
                lengths.append((line.span, f"{line.months} mnd.", line.months))
        for span, text, months in dict.fromkeys(lengths):
            if months > LONGEST:
                scope.report("L026", span, found=text, years=months // 12)


def _months(length: tree.WrittenAmount) -> int:
    return int(length.value * {"months": 1, "years": 12}.get(length.unit or "", 0))


def _windows(sentence: tree.Sentence) -> Iterator[tree.Window]:
    clauses = [
        part
        for clause in sentence.clauses
        for part in (clause.parts if isinstance(clause, tree.JoinedClause) else [clause])
    ]
    phrases = [sentence.head, *(getattr(clause, "phrase", None) for clause in clauses)]
    yield from (phrase.window for phrase in phrases if phrase is not None and phrase.window is not None)
    for clause in clauses:
        match clause:
            case tree.WindowClause(window=window) | tree.PerQuantityClause(window=tree.WindowClause(window=window)):
                yield window


def lint_deviations(blocks: Sequence[object], scope: Scope) -> None:
    """Report a rule of deviation of which a part adds nothing, or that takes every colour; note that there is none."""
    lines = [b for b in blocks if isinstance(b, DeviationLine)]
    for line in lines:
        bare = {status for status, trend, months in line.any_of if trend is None and months is None}
        if {"green", "amber", "red"} <= bare:
            _report(line.span, _EVERY_COLOUR, scope)
        elif "green" in bare:
            _report(line.span, _A_TARGET_MET, scope)
        elif any(trend is not None and status in bare for status, trend, _ in line.any_of):
            _report(line.span, _WHATEVER_TREND, scope)
        elif any(months is not None and status in bare for status, _, months in line.any_of):
            _report(line.span, _FROM_THE_FIRST, scope)
    coloured = [b for b in blocks if isinstance(b, StatusBlock)]
    if coloured and not lines:
        scope.report("L040", coloured[-1].span)


_EVERY_COLOUR = Translated("enhver farge er et avvik", "kvar farge er eit avvik", "every colour is a deviation")
_A_TARGET_MET = Translated(
    "et mål som er nådd, er et avvik", "eit mål som er nådd, er eit avvik", "a target that is met is a deviation"
)
_FROM_THE_FIRST = Translated(
    "fargen er et avvik fra den første måneden",
    "fargen er eit avvik frå den første månaden",
    "the colour is a deviation from its first month",
)
_WHATEVER_TREND = Translated(
    "fargen er et avvik uansett utvikling",
    "fargen er eit avvik same kva utviklinga er",
    "the colour is a deviation whatever its trend",
)


def _report(span: Span, what: Translated, scope: Scope) -> None:
    scope.report("L036", span, what=what)


def lint_sources(blocks: Sequence[object], scope: Scope) -> None:
    """Note ready-made figures of a month that nothing is said of: they are taken to add up over the year. Report a
    legal value that is listed twice."""
    for block in blocks:
        if not isinstance(block, SourceBlock):
            continue
        if block.grain == "unit_month" and block.cumulation is None:
            scope.report("L039", block.name.span, source=block.name.text)
        for column in block.columns:
            texts = [legal.text for legal in column.legal]
            for at, legal in enumerate(column.legal):
                if legal.text in texts[:at]:
                    scope.report("L022", legal.span, what=LISTED_TWICE)
