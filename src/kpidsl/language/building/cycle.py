"""Builds roles and the lines of a monthly cycle."""

from __future__ import annotations

from kpidsl.language.building.builder import (
    Builder,
    child_token,
    child_tokens,
    child_trees,
    first_token,
    required_token,
    required_tree,
)
from kpidsl.language.reading.parser import Node
from kpidsl.language.tree.cycle import (
    CaseClosingLine,
    CommentRequiredLine,
    CycleBlock,
    CycleLine,
    Day,
    MeasureRequiredLine,
    RoleLine,
)
from kpidsl.model.cycle import Task


def build_role(builder: Builder, node: Node) -> RoleLine:
    """Return a role."""
    forms = tuple(builder.phrase(phrase) for phrase in child_trees(node, "phrase"))
    return RoleLine(forms, tuple(builder.name(token) for token in child_tokens(node, "NAME")), builder.span(node))


def build_cycle(builder: Builder, node: Node, lines: tuple[CycleLine, ...], *, broken: bool) -> CycleBlock:
    """Return a monthly cycle with the lines below it; `broken` where one of them could not be read."""
    return CycleBlock(lines, child_token(node, "COMMA_MOVES") is not None, builder.span(node), broken)


def build_measure_required(builder: Builder, node: Node) -> MeasureRequiredLine:
    """Return that deviations need a measure, and within how many working days."""
    days = child_token(node, "NUMBER")
    return MeasureRequiredLine(builder.whole_number(days) if days is not None else None, builder.span(node))


def build_comment_required(builder: Builder, node: Node) -> CommentRequiredLine:
    """Return that what is red needs a comment."""
    return CommentRequiredLine(builder.span(node))


def build_case_closing(builder: Builder, node: Node) -> CaseClosingLine:
    """Return after how many months without a deviation its case closes."""
    return CaseClosingLine(builder.whole_number(required_token(node, "NUMBER")), builder.span(node))


def build_cycle_line(builder: Builder, node: Node) -> CycleLine:
    """Return a line of a monthly cycle."""
    day = required_token(node, "ORDINAL")
    doers = child_trees(required_tree(node, "doers"), "doer")
    return CycleLine(
        Day(day.payload, builder.span(day)),
        tuple(builder.phrase(required_tree(doer, "phrase")) for doer in doers),
        Task[first_token(required_tree(node, "duty")).type],
        builder.span(node),
    )
