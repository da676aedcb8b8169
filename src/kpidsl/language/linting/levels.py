"""Levels that no steering line has (L058), and steering lines that stand upside down (L057)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kpidsl.language.checking.scope import Scope
from kpidsl.language.tree.blocks import OrganisationBlock, SteeringLine
from kpidsl.language.tree.cycle import RoleLine


def lint_levels(blocks: Sequence[object], scope: Scope) -> None:
    """Report levels that neither a steering line nor a role names, and lines whose lowest level stands above."""
    organisation = next((b for b in blocks if isinstance(b, OrganisationBlock)), None)
    if organisation is None or not organisation.lines:
        return
    words = {form.text.casefold(): level.forms[0].text for level in organisation.levels for form in level.forms}
    lines = [[words.get(name.text.casefold(), "") for name in line.levels] for line in organisation.lines]
    if any("" in line or len({*line}) < len(line) for line in lines):
        return  # unknown, or there twice: an error says so
    of_roles = [name.text.casefold() for b in blocks if isinstance(b, RoleLine) for name in b.levels]
    named = {*(level for line in lines for level in line), *(words.get(name) for name in of_roles)}
    for level in organisation.levels:
        if level.forms[0].text not in named:
            scope.report("L058", level.forms[0].span, level=level.forms[0].text)
    for line, levels in zip(organisation.lines, lines, strict=True):
        others = [other[0] for other in lines if other is not levels and other]
        _lint_order(line, levels, others, list(words.values()), scope)


def _lint_order(
    line: SteeringLine, levels: Sequence[str], lowest: Sequence[str], declared: Sequence[str], scope: Scope
) -> None:
    """Report a line on which one level stands in another that is declared below it, where that other is the lowest of
    another line, or no other line says which way they stand."""
    for (below, above), name in zip(pairwise(levels), line.levels, strict=False):
        reversed_here = below in declared and above in declared and declared.index(below) > declared.index(above)
        if reversed_here and (above in lowest or not lowest):
            scope.report("L057", name.span, line=line.name.text, below=below, above=above)
            return
