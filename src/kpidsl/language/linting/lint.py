"""The order of the lints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpidsl.language.checking.scope import Scope
from kpidsl.language.linting import conditions, sameness
from kpidsl.language.linting.hiding import lint_hiding
from kpidsl.language.linting.levels import lint_levels
from kpidsl.language.linting.links import lint_components, lint_links
from kpidsl.language.linting.names import lint_codes, lint_repeated, lint_requirements
from kpidsl.language.linting.rules import lint_deviations, lint_lengths, lint_limits, lint_sources
from kpidsl.language.linting.targets import (
    lint_colours,
    lint_dates,
    lint_one_line,
    lint_targets,
    lint_without_target,
)
from kpidsl.language.tree.blocks import TargetsBlock
from kpidsl.language.tree.indicators import Indicator as Written
from kpidsl.language.tree.terms import TermDeclaration
from kpidsl.model.spec import Indicator
from kpidsl.problems import Span


def lint(
    blocks: Sequence[object],
    written: Sequence[Written],
    indicators: Sequence[Indicator],
    declared: Sequence[tuple[Sequence[TermDeclaration], Scope]],
    named_at: Mapping[tuple[str, str], Span],
    scope: Scope,
) -> None:
    """Report what is allowed and is hardly meant: in declarations (`declared`: those that hold from each date, with
    the scope of that date), in indicators as written and as checked, and in rules."""
    empty = [c for terms, at in declared for c in conditions.lint_terms(terms, at, scope)]
    sums = {s for terms, at in declared for s in sameness.lint_terms(terms, at, scope)}
    conditions.lint_indicators(indicators, scope.sources, empty, scope)
    sameness.lint_indicators(indicators, scope.sources, sums, scope)
    lint_targets(blocks, indicators, scope)
    lint_colours(blocks, indicators, scope)
    lint_dates(blocks, scope)
    lint_one_line(blocks, indicators, scope)
    lint_without_target(blocks, scope)
    lint_limits(blocks, written, scope)
    lint_lengths(written, scope)
    lint_deviations(blocks, scope)
    lint_sources(blocks, scope)
    lint_codes([i.code for i in written if i.code is not None], scope)
    lint_repeated(indicators, scope)
    lint_requirements(blocks, scope)
    lint_links(indicators, named_at, scope)
    dated = frozenset(b.code.text for b in blocks if isinstance(b, TargetsBlock))
    lint_components(indicators, dated, named_at, scope)
    lint_hiding(blocks, indicators, scope)
    lint_levels(blocks, scope)
