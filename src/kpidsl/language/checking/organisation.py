"""Checks the block of the organisation: its levels and its steering lines, each declared once."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.language.checking.scope import Refused, Scope
from kpidsl.language.tree.blocks import OrganisationBlock
from kpidsl.language.tree.phrases import Name
from kpidsl.model.organisation import SteeringLine
from kpidsl.model.spec import Organisation
from kpidsl.problems import Span


def organisation_of(blocks: Sequence[OrganisationBlock], scope: Scope) -> Organisation | None:
    """The organisation of the first block, None without a block; its levels and lines are put in the scope.

    A further block, a level or line that is declared twice and a level that is unknown are reported.
    """
    if not blocks:
        return None
    block = blocks[0]
    for further in blocks[1:]:
        scope.report("T007", further.name.span, name=further.name.text, first=block.span.where)
    _check_levels_once(block, scope)
    levels = {level.forms[0].text: tuple(f.text for f in level.forms) for level in block.levels}
    scope.levels |= Organisation(block.name.text, levels, ()).level_words
    return Organisation(block.name.text, levels, _lines(block, scope), block.compared_as_it_was)


def _check_levels_once(block: OrganisationBlock, scope: Scope) -> None:
    """Report each word for a level that is also a word for another."""
    first: dict[str, Span] = {}
    for form in (form for level in block.levels for form in level.forms):
        key = form.text.casefold()
        if key in first:
            scope.report("T007", form.span, name=form.text, first=first[key].where)
        first.setdefault(key, form.span)


def _lines(block: OrganisationBlock, scope: Scope) -> tuple[SteeringLine, ...]:
    """The steering lines with their levels from the leaf up; those above a leaf are the scope's upper levels."""
    lines: list[SteeringLine] = []
    first: dict[str, Span] = {}
    for line in block.lines:
        key = line.name.text.casefold()
        if key in scope.lines:
            scope.report("T007", line.name.span, name=line.name.text, first=first[key].where)
        scope.lines[key] = line.name.text
        first.setdefault(key, line.name.span)
        slugs = _slugs(line.levels, line.name.text, scope)
        lines.append(SteeringLine(line.name.text, slugs))
        scope.levels_of_line[line.name.text] = slugs
        scope.upper_levels |= set(slugs[1:])
    return tuple(lines)


def _slugs(levels: Sequence[Name], line: str, scope: Scope) -> tuple[str, ...]:
    """The levels of a line, without those that are unknown (T043) or stand in it twice (T131)."""
    slugs: list[str] = []
    for name in levels:
        try:
            slug = scope.level(name)
        except Refused as refused:
            scope.refused(refused)
            continue
        if slug in slugs:
            scope.report("T131", name.span, level=name.text, line=line)
        else:
            slugs.append(slug)
    return tuple(slugs)
