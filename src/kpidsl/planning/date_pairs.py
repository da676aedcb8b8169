"""Which dates of a source follow others, as a duration or a deadline counts from one to the other, and formulas without
the rows where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from kpidsl.model.condition import CompareDeadline, Duration, EventExists, InOrder, InWholeWindow, PersonIn, conjunction
from kpidsl.model.measure import Formula, LeftIn, Rows
from kpidsl.model.members import members_of
from kpidsl.model.spec import Spec

DatePair = tuple[str, str]
"""Two columns of dates: a start, and an end that cannot come before it."""


def date_pairs(spec: Spec) -> Mapping[str, tuple[DatePair, ...]]:
    """The pairs of dates that the indicators count between, by source, sorted; a source without any is left out."""
    return _by_source(formula for indicator in spec.indicators for _, formula in indicator.counted)


def without_early_ends(formula: Formula) -> Formula:
    """The formula without the rows in which an end lies before its start, where the formula counts from the one to the
    other: nobody can tell which of the two dates is wrong. A formula that counts between no dates is left as it is."""
    pairs = _by_source([formula])
    ordered: Formula = _ordered(formula, pairs) if pairs else formula
    return ordered


def _by_source(formulas: Iterator[Formula] | Sequence[Formula]) -> dict[str, tuple[DatePair, ...]]:
    pairs: dict[str, set[DatePair]] = {}
    for formula in formulas:
        for source, pair in _pairs_in(formula, ""):
            pairs.setdefault(source, set()).add(pair)
    return {source: tuple(sorted(of_source)) for source, of_source in pairs.items()}


def _pairs_in(node: object, source: str) -> Iterator[tuple[str, DatePair]]:
    """The pairs in a formula, or a part of one, with the source whose columns they are."""
    rows = getattr(node, "rows", None)
    source = rows.source if isinstance(rows, Rows) else getattr(node, "source", source)
    if isinstance(node, Duration) and node.end is not None:
        yield source, (node.start, node.end)
    if isinstance(node, CompareDeadline) and node.deadline.start is not None:
        yield source, (node.deadline.start, node.column)
    for member in members_of(node):
        yield from _pairs_in(member, source)


def _ordered(node: Any, pairs: Mapping[str, Sequence[DatePair]]) -> Any:
    """The same formula, or part of one; of each source in `pairs` the rows whose dates are in order."""
    if isinstance(node, tuple):
        return tuple(_ordered(member, pairs) for member in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    node = replace(node, **{field.name: _ordered(getattr(node, field.name), pairs) for field in fields(node)})
    if isinstance(node, Rows | EventExists | PersonIn | InWholeWindow):
        order = [InOrder(start, end) for start, end in pairs.get(node.source, ())]
        if isinstance(node, Rows) and isinstance(node.anchor, LeftIn):
            left = LeftIn(conjunction(node.anchor.condition, *order))
            node = replace(node, anchor=left)
        return replace(node, condition=conjunction(node.condition, *order))
    return node
