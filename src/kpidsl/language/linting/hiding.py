"""Figures of persons that no rule of hiding covers, and rules of hiding that hide nothing."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.language.checking.consolidation import first_named
from kpidsl.language.checking.scope import Scope
from kpidsl.language.tree.blocks import SourceBlock, SuppressionBlock
from kpidsl.measures.hiding import can_be_hidden
from kpidsl.model.location import Location
from kpidsl.model.spec import Indicator


def lint_hiding(blocks: Sequence[object], indicators: Sequence[Indicator], scope: Scope) -> None:
    """Warn of a source with a column of persons, where no rule of hiding covers an indicator that reads it (L045), and
    of a rule that covers only amounts and indexes (L046).

    Nothing is reported while anything is an error: what is wrong may be the rule itself, or an indicator.
    """
    if any(problem.severity == "error" for problem in scope.problems):
        return
    _lint_persons([block for block in blocks if isinstance(block, SourceBlock)], indicators, scope)
    for block in blocks:
        if isinstance(block, SuppressionBlock):
            _lint_rule(block, indicators, scope)


def _lint_persons(sources: Sequence[SourceBlock], indicators: Sequence[Indicator], scope: Scope) -> None:
    """Report the sources of persons with bare indicators; one that reads several is named once, at the first."""
    bare = [i for i in indicators if i.hiding_rule is None and can_be_hidden(i, scope.sources)]
    for source in sources:
        if not any(column.role == "person" for column in source.columns):
            continue
        read_here = [i for i in bare if source.name.text in i.sources]
        if read_here:
            scope.report(
                "L045", source.name.span, source=source.name.text, codes=first_named([i.code for i in read_here])
            )
        bare = [i for i in bare if i not in read_here]


def _lint_rule(block: SuppressionBlock, indicators: Sequence[Indicator], scope: Scope) -> None:
    at = Location(block.span.path, block.span.line)
    covered = [i for i in indicators if i.hiding_rule is not None and i.hiding_rule.location == at]
    if covered and not any(can_be_hidden(i, scope.sources) for i in covered):
        scope.report("L046", block.span, codes=first_named([i.code for i in covered]))
