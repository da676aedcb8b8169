"""Checks a parsed specification: all problems at once, and the specification if there is no error."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import takewhile, zip_longest
from typing import TypeVar

from kpidsl.language.checking.ambitions import with_ambitions
from kpidsl.language.checking.changes import names_another
from kpidsl.language.checking.codes import Coded, check_named, named_at, versions_by_code, with_codes
from kpidsl.language.checking.consolidation import consolidated
from kpidsl.language.checking.cycle import closes_after, cycle_of, required_of, roles_of
from kpidsl.language.checking.dated import (
    Start,
    Versions,
    check_by_date,
    check_kept,
    is_dated,
    scopes_by_date,
    versions_of,
)
from kpidsl.language.checking.hiding import with_hiding_rules
from kpidsl.language.checking.indicators import Rules, check_used, target_rows
from kpidsl.language.checking.level_bases import check_local
from kpidsl.language.checking.lines import check_blocks_once
from kpidsl.language.checking.local import by_own_code, check_built_on, with_own_targets
from kpidsl.language.checking.organisation import organisation_of
from kpidsl.language.checking.perspectives import in_order
from kpidsl.language.checking.rules import risk_rule
from kpidsl.language.checking.scope import Refused, Scope
from kpidsl.language.checking.sources import check_precedence, source_of
from kpidsl.language.checking.terms import declare_term
from kpidsl.language.checking.tests import check_test
from kpidsl.language.linting.allowances import without_allowed
from kpidsl.language.linting.cycle import lint_cycle
from kpidsl.language.linting.lint import lint
from kpidsl.language.parsing.parse import ParseOutcome, parse
from kpidsl.language.reading.lines import MAX_LINES
from kpidsl.language.tree.blocks import (
    AppliesTo,
    BuildsOn,
    DeviationLine,
    File,
    OrganisationBlock,
    RankingLine,
    RequirementBlock,
    RiskBlock,
    SourceBlock,
    StatusBlock,
    SuppressionBlock,
    TargetsBlock,
    TestBlock,
    TrendLine,
    WorstColourLine,
    YearStart,
)
from kpidsl.language.tree.cycle import CaseClosingLine, CommentRequiredLine, CycleBlock, MeasureRequiredLine, RoleLine
from kpidsl.language.tree.indicators import Indicator
from kpidsl.language.tree.terms import OF_PERSONS, CountedLine, DeadlineLine, TermDeclaration
from kpidsl.model import spec as model
from kpidsl.model.cycle import MonthlyCycle, Role
from kpidsl.model.location import Location
from kpidsl.model.spec_test import SpecTest
from kpidsl.problems import Problem, SourceText

B = TypeVar("B")


def check_sources(files: Sequence[SourceText]) -> tuple[model.Spec | None, tuple[Problem, ...]]:
    """Parse and check: the specification (None where anything is an error) and every problem by place that no comment
    allows."""
    spec, problems, _ = check_with_allowed(files)
    return spec, problems


def check_with_allowed(
    files: Sequence[SourceText],
) -> tuple[model.Spec | None, tuple[Problem, ...], tuple[Problem, ...]]:
    """Parse and check: what `check_sources` returns, and the problems that comments allow."""
    parsed = parse(files)
    blocks = [b for file in parsed.files for b in file.blocks]
    year_starts = next((y.month for y in _of(blocks, YearStart)), 1)
    scope = Scope(problems=list(parsed.problems), year_starts=year_starts)
    declared = _declarations(parsed.files, blocks, scope)
    written = {one.code for one in declared.coded} | parsed.lost
    indicators, requirements = _checked_indicators(declared, parsed.files, written, scope)
    _check_used(declared.terms, scope)
    cycle = cycle_of(_of(blocks, CycleBlock), _of(blocks, SourceBlock), scope)
    required = required_of(_of(blocks, MeasureRequiredLine), _of(blocks, CommentRequiredLine), cycle, scope)
    closing = closes_after(_of(blocks, CaseClosingLine), scope)
    _lint(declared, blocks, indicators, cycle, scope)
    tests = _checked_tests(declared, written, blocks, indicators, scope)
    risk = [risk_rule(r, scope) for r in _of(blocks, RiskBlock)]
    kept, allowed = without_allowed(files, scope.problems)
    problems = consolidated(kept, _lost_in(parsed))
    if any(p.severity == "error" for p in problems):
        return None, problems, allowed
    assert {i.code for i in indicators} == declared.versions.keys(), "an indicator is gone, and no problem says why"
    spec = model.Spec(
        language=model.output_language(parsed.files[0].language) if parsed.files else "nb",
        organisation=declared.organisation,
        sources=scope.sources,
        indicators=tuple(indicators),
        requirements=tuple(requirements),
        tests=tests,
        risk=next((r for r in risk if r is not None), None),
        worst_colour=bool(_of(blocks, WorstColourLine)),
        year_starts=year_starts,
        terms=_declared(declared.terms, {f.path: f.text.splitlines() for f in files}),
        roles=declared.roles,
        cycle=cycle,
        required=required,
        closes_after=closing,
    )
    return spec, problems, allowed


def _checked_tests(
    declared: _Declarations,
    written: AbstractSet[str],
    blocks: Sequence[object],
    indicators: Sequence[model.Indicator],
    scope: Scope,
) -> tuple[SpecTest, ...]:
    """The tests that are no error, by the codes that hold where each is written; none where an indicator of those
    `written` is missing, since that has been said."""
    by_code, own = {i.code: i for i in indicators}, declared.local
    if len(by_code) < len(written):
        return ()
    tests = (check_test(t, by_own_code(by_code, own.get(id(t), ())), scope) for t in _of(blocks, TestBlock))
    return tuple(t for t in tests if t is not None)


@dataclass(frozen=True, slots=True)
class _Declarations:
    """What the files declare, before any indicator is checked.

    `local`: the blocks of local files (by identity) and the units they are for. `terms` by key; `versions` of
    indicators by code. `scopes`: what the checker knows from each date, the oldest first.
    """

    organisation: model.Organisation | None
    roles: tuple[Role, ...]
    local: Mapping[int, tuple[str, ...]]
    terms: Mapping[str, Versions[TermDeclaration]]
    coded: Sequence[Coded]
    versions: Mapping[str, Versions[Indicator]]
    scopes: Sequence[tuple[Start, Scope]]


def _declarations(files: Sequence[File], blocks: Sequence[object], scope: Scope) -> _Declarations:
    check_blocks_once(files, scope)
    organisation = organisation_of(_of(blocks, OrganisationBlock), scope)
    roles = roles_of(_of(blocks, RoleLine), scope)
    for source in _of(blocks, SourceBlock):
        source_of(source, scope)
    check_precedence(_of(blocks, SourceBlock), scope)
    local = _local_blocks(files, scope)
    terms = _terms(_of(blocks, TermDeclaration), local, scope)
    coded = with_codes(blocks, local, scope)
    versions = versions_by_code(coded, scope)
    scopes = scopes_by_date(terms, versions, scope)
    _declare(terms, scopes)
    return _Declarations(organisation, roles, local, terms, coded, versions, scopes)


def _checked_indicators(
    declared: _Declarations, files: Sequence[File], written: Collection[str], scope: Scope
) -> tuple[list[model.Indicator], list[model.Requirement]]:
    """The indicators and requirements in the order of the card. `written`: the codes of all that were written, also of
    those that do not check."""
    coded, blocks = declared.coded, [b for file in files for b in file.blocks]
    blocks_for_targets = with_own_targets(blocks, declared.local, {one.code for one in coded}, scope)
    rules = _rules(blocks_for_targets)
    indicators, requirements = _indicators(coded, declared.versions, blocks, rules, declared.scopes)
    check_used(rules, indicators, scope)
    indicators = with_hiding_rules(_of(blocks, SuppressionBlock), indicators, scope)
    lines = declared.organisation.lines if declared.organisation is not None else ()
    indicators = with_ambitions(files, indicators, written, lines, scope)
    indicators, requirements = in_order(blocks, indicators, requirements, scope)
    check_named(blocks_for_targets, indicators, written, named_at(coded), scope)
    return indicators, requirements


def _lint(
    declared: _Declarations,
    blocks: Sequence[object],
    indicators: Sequence[model.Indicator],
    cycle: MonthlyCycle | None,
    scope: Scope,
) -> None:
    terms = [([term.at(start) for term in declared.terms.values()], at) for start, at in declared.scopes]
    lint(blocks, [one.written for one in declared.coded], indicators, terms, named_at(declared.coded), scope)
    lint_cycle(cycle, scope)


def _lost_in(parsed: ParseOutcome) -> set[str]:
    """The names of the sources under which a line could not be read."""
    unread = {(p.span.path, p.span.line) for p in parsed.problems if p.severity == "error" and p.span is not None}
    lost: set[str] = set()
    for file in parsed.files:
        for block, after in zip_longest(file.blocks, file.blocks[1:]):
            if isinstance(block, SourceBlock):
                end = after.span.line if after is not None else MAX_LINES
                lost |= {block.name.text for path, at in unread if path == file.path and block.span.line < at < end}
    return lost


def _declared(
    terms: Mapping[str, Versions[TermDeclaration]], texts: Mapping[str, Sequence[str]]
) -> dict[str, model.DeclaredTerm]:
    """The declarations of terms by phrase: the line of each declaration and those indented below it."""
    phrases = {key: declared.first.forms[0].text for key, declared in terms.items()}
    versions = {}
    for key, declared in terms.items():
        terms_declared: list[model.DeclaredTerm] = []
        for start, term in declared.by_start:
            first, *rest = texts[term.span.path][term.span.line - 1 :]
            under = takewhile(lambda line: line.startswith(" ") and line.strip(), rest)
            base = getattr(term.body, "base", None)
            terms_declared.append(
                model.DeclaredTerm(
                    phrases[key],
                    "\n".join(line.strip() for line in (first, *under)),
                    Location(term.span.path, term.span.line),
                    tuple(f.text for f in term.forms[1:]),
                    "" if base is None else phrases.get(base.term, base.text) if base.term != key else base.text,
                    next((x.start.text for x in term.lines if isinstance(x, DeadlineLine) and x.start), ""),
                    start,
                )
            )
        versions[phrases[key]] = replace(terms_declared[-1], earlier=tuple(terms_declared[:-1]))
    return versions


def _of(blocks: Iterable[object], kind: type[B]) -> list[B]:
    return [b for b in blocks if isinstance(b, kind)]


def _local_blocks(files: Sequence[File], scope: Scope) -> dict[int, tuple[str, ...]]:
    """The blocks of local files (by identity) and the units they are for.

    A local file adds terms and indicators in its units' namespace; it may not set rules: an error that names the
    place.
    """
    local: dict[int, tuple[str, ...]] = {}
    for file in files:
        layers, applies = _of(file.blocks, BuildsOn), _of(file.blocks, AppliesTo)
        if not layers and not applies:
            continue
        if not applies or not layers:
            scope.report("T080", (layers or applies)[0].span)
            continue
        check_built_on(layers[0].name, files, scope)
        if scope.levels:
            try:
                scope.level(applies[0].level)
            except Refused as refused:
                scope.refused(refused)
        units = tuple(u.text for u in applies[0].units)
        for block in file.blocks:
            local[id(block)] = units
            if isinstance(
                block,
                StatusBlock
                | TrendLine
                | DeviationLine
                | RiskBlock
                | SuppressionBlock
                | RankingLine
                | WorstColourLine
                | RoleLine
                | CycleBlock
                | MeasureRequiredLine
                | CommentRequiredLine
                | CaseClosingLine,
            ):
                scope.report("T081", block.span)
    return local


def _declare(terms: Mapping[str, Versions[TermDeclaration]], scopes: Sequence[tuple[Start, Scope]]) -> None:
    """Declare the terms as they are from each date; a new meaning is of the kind that the first one was."""
    for start, scope in scopes:
        _declare_in_order([declared.at(start) for declared in terms.values()], scope)
    check_kept(terms, scopes)


def _declare_in_order(terms: list[TermDeclaration], scope: Scope) -> None:
    """Declarations in an order where each stands on what is declared; the order in the files is free."""
    keys = {t.key for t in terms}
    waiting = list(terms)
    while waiting:
        known = scope.terms.keys() | scope.broken
        ready = [t for t in waiting if _base(t) not in keys or _base(t) in known or _base(t) == t.key]
        for term in ready or waiting:
            declare_term(term, scope)
        waiting = [t for t in waiting if t not in ready] if ready else []


def _base(term: TermDeclaration) -> str | None:
    reference = getattr(term.body, "base", None)
    return reference.term if reference is not None else None


def _terms(
    declared: Sequence[TermDeclaration], local: Mapping[int, tuple[str, ...]], scope: Scope
) -> dict[str, Versions[TermDeclaration]]:
    """The declarations of each term by date. A local file gives no national term another meaning."""
    by_key: dict[str, list[TermDeclaration]] = {}
    for term in declared:
        by_key.setdefault(term.key, []).append(term)
    versions = {}
    for key, same in by_key.items():
        layer = local.get(id(next((term for term in same if not is_dated(term)), same[0])))
        own = [term for term in same if not is_dated(term) or local.get(id(term)) == layer]
        for term in same:
            if term not in own:
                scope.report("T081", term.span)
        versions[key] = versions_of(own, own[0].forms[0].text, scope, "T007")
    return versions


def _rules(blocks: Sequence[object]) -> Rules:
    targets: dict[str, list[TargetsBlock]] = {}
    for block in _of(blocks, TargetsBlock):
        targets.setdefault(block.code.text, []).append(block)
    status, trend, deviation = _of(blocks, StatusBlock), _of(blocks, TrendLine), _of(blocks, DeviationLine)
    return Rules(status, trend, deviation, targets, _of(blocks, RankingLine))


def _indicators(
    coded: Sequence[Coded],
    versions: Mapping[str, Versions[Indicator]],
    blocks: Sequence[object],
    rules: Rules,
    scopes: Sequence[tuple[Start, Scope]],
) -> tuple[list[model.Indicator], list[model.Requirement]]:
    """The indicators where their first declarations stand, and the requirements with the codes under each."""
    indicators: list[model.Indicator] = []
    codes: dict[int, list[str]] = {}
    first = [one for one in coded if one.written is versions[one.code].first]
    scope = scopes[0][1]
    scope.codes |= versions.keys()
    scope.changes |= {one.code for one in first if names_another(one.written)}
    for one in sorted(first, key=lambda one: one.code in scope.changes):
        checked = check_by_date(versions[one.code], one.code, one.requirement, rules, scopes)
        if checked is not None:
            scope.indicators[one.code] = replace(checked, only_units=one.units)
    for one in first:
        checked = scope.indicators.get(one.code)
        if checked is not None:
            check_local(one.code, target_rows(one.written, one.code, rules), one.units, scope)
            indicators.append(checked)
            codes.setdefault(id(one.requirement), []).append(one.code)
            if checked.trend_rule is None:
                scope.report("L003", one.written.span, indicator=one.code)
    requirements = [
        model.Requirement(b.title.text, b.perspective.text if b.perspective else "", tuple(codes.get(id(b), ())))
        for b in _of(blocks, RequirementBlock)
    ]
    if any(not i.requirement for i in indicators):
        requirements.append(model.Requirement("", "", tuple(i.code for i in indicators if not i.requirement)))
    return indicators, requirements


def _check_used(terms: Mapping[str, Versions[TermDeclaration]], scope: Scope) -> None:
    """Report terms that nothing uses, and their deadlines and counting lines."""
    for key, declared in terms.items():
        name = declared.first.forms[0].text
        for line in (x for _, term in declared.by_start for x in term.lines if key in scope.used):
            if isinstance(line, DeadlineLine) and line.span not in scope.deadlines:
                scope.report("L010", line.span, term=name)
            elif isinstance(line, CountedLine) and line.counted in OF_PERSONS and key not in scope.transitions:
                scope.report("L041", line.span, term=name)
        if key not in scope.used and key in scope.terms:
            scope.report("L004", declared.first.forms[0].span, term=name)
