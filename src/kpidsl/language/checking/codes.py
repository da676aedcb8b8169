"""Indicators by code: the code of each, its declarations by date, and the lines that name another indicator."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from kpidsl.language.checking.dated import Versions, versions_of
from kpidsl.language.checking.local import with_own_codes
from kpidsl.language.checking.scope import Scope, mending, near, renaming
from kpidsl.language.tree.blocks import (
    DeviationLine,
    RankingLine,
    RequirementBlock,
    StatusBlock,
    SuppressionBlock,
    TargetsBlock,
    TrendLine,
)
from kpidsl.language.tree.indicators import ComponentLine, Indicator, LinkLine
from kpidsl.language.tree.phrases import ChangeSentence, Name
from kpidsl.model import spec as model
from kpidsl.problems import SecondaryPlace, Span


@dataclass(frozen=True, slots=True)
class Coded:
    """An indicator as written, its code, the requirement it is under, and the units that alone have it."""

    code: str
    written: Indicator
    requirement: RequirementBlock | None
    units: tuple[str, ...]


def with_codes(blocks: Sequence[object], local: Mapping[int, tuple[str, ...]], scope: Scope) -> list[Coded]:
    """The indicators in order; one without a code gets its number."""
    coded: list[Coded] = []
    for block in blocks:
        own = [block] if isinstance(block, Indicator) else list(getattr(block, "indicators", ()))
        requirement = block if isinstance(block, RequirementBlock) else None
        units = local.get(id(block), ())
        for written in own:
            code = "/".join([*units[:1], written.code.text if written.code else str(len(coded) + 1)])
            if written.code is None:
                scope.report("L001", written.span, number=code)
            coded.append(Coded(code, written, requirement, units))
    codes = {one.code for one in coded}
    return [replace(one, written=with_own_codes(one.written, one.units, codes)) for one in coded]


def versions_by_code(coded: Sequence[Coded], scope: Scope) -> dict[str, Versions[Indicator]]:
    """The declarations of each code by date; one that is defined anew stays in its group."""
    by_code: dict[str, list[Coded]] = {}
    for one in coded:
        by_code.setdefault(one.code, []).append(one)
    versions = {}
    for code, same in by_code.items():
        versions[code] = versions_of([one.written for one in same], code, scope, "T009")
        places = {id(one.written): (id(one.requirement), one.written.role) for one in same}
        first = versions[code].first
        for _, again in versions[code].later:
            if places[id(again)] != places[id(first)]:
                scope.report("T106", again.span, name=code, first=first.span.where)
    return versions


def named_at(coded: Sequence[Coded]) -> dict[tuple[str, str], Span]:
    """Where an indicator names another one (its effect, a part of an index, what it changes), by both their codes."""
    spans: dict[tuple[str, str], Span] = {}
    for one in coded:
        for line in one.written.lines:
            if isinstance(line, LinkLine | ComponentLine):
                name = line.effect if isinstance(line, LinkLine) else line.code
                spans[(one.code, name.text)] = name.span
        for reading in one.written.readings:
            if isinstance(reading, ChangeSentence):
                spans[(one.code, reading.code.text)] = reading.code.span
    return spans


def check_named(
    blocks: Sequence[object],
    indicators: Sequence[model.Indicator],
    written: Collection[str],
    named: Mapping[tuple[str, str], Span],
    scope: Scope,
) -> None:
    """Report rules, targets, links and components of an index that name an indicator not among those `written`.

    `named`: where, of `named_at`. Indexes that weigh each other in a circle are reported too.
    """
    for block in blocks:
        if isinstance(block, StatusBlock | TrendLine | DeviationLine | RankingLine) and block.scope is not None:
            _check_known("T115", block.scope.code, written, scope)
        elif isinstance(block, SuppressionBlock):
            for code in block.named:
                _check_known("T115", code, written, scope)
        elif isinstance(block, TargetsBlock):
            _check_known("T048", block.code, written, scope)
    by_code = {i.code: i for i in indicators}
    for indicator in indicators:
        _check_links(indicator, written, named, scope)
        _check_components(indicator, by_code, written, named, scope)
    circle = _circle(indicators)
    if circle:
        first, *others = sorted(named[pair] for pair in pairwise(circle))
        scope.report("T077", first, places=tuple(SecondaryPlace(span, "") for span in others), codes=" → ".join(circle))


def _check_known(problem: str, code: Name | None, written: Collection[str], scope: Scope) -> None:
    if code is not None and code.text not in written:
        scope.report(problem, code.span, name=code.text, **mending(code.span, code.text, written))


def _check_links(
    indicator: model.Indicator, written: Collection[str], named: Mapping[tuple[str, str], Span], scope: Scope
) -> None:
    for link in indicator.links:
        if link.effect not in written:
            span = named.get((indicator.code, link.effect))
            fixes = renaming(span, link.effect, written) if span is not None else ()
            tail = near(link.effect, written)
            scope.report("T049", span, indicator=indicator.code, effect=link.effect, near=tail, fixes=fixes)


def _check_components(
    index: model.Indicator,
    by_code: Mapping[str, model.Indicator],
    written: Collection[str],
    named: Mapping[tuple[str, str], Span],
    scope: Scope,
) -> None:
    """Report a component that is unknown (T065), is the index itself, or is only on a line where the index is not."""
    for code in index.components:
        span = named.get((index.code, code))
        if code not in written or code == index.code:
            choice = {one for one in written if one != index.code}
            fixes = renaming(span, code, choice) if span is not None else ()
            scope.report("T065", span, name=code, near=near(code, choice), fixes=fixes)
        part = by_code.get(code)
        if part is not None and part.line and {index.line, *index.shared_with} != {part.line}:
            scope.report("T072", span, name=code, line=part.line)


def _circle(indicators: Sequence[model.Indicator]) -> list[str]:
    """Codes of indexes that weigh each other in a circle, each made of the next, the first again at the end; empty
    where there is none.

    An index of itself alone is said where its part is named (T065).
    """
    parts = {i.code: [c for c in i.components if c != i.code] for i in indicators}
    try:
        TopologicalSorter(parts).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle[::-1]
    return []
