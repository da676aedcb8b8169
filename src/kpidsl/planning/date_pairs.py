"""Which dates of a source follow others: those that a duration or a deadline counts from one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from kpidsl.model.condition import CompareDeadline, Duration
from kpidsl.model.measure import Rows
from kpidsl.model.spec import Spec

DatePair = tuple[str, str]
"""Two columns of dates: a start, and an end that cannot come before it."""


def date_pairs(spec: Spec) -> Mapping[str, tuple[DatePair, ...]]:
    """The pairs of dates that the indicators count between, by source, sorted; a source without any is left out."""
    pairs: dict[str, set[DatePair]] = {}
    for indicator in spec.indicators:
        for _, formula in indicator.counted:
            for source, pair in _pairs_in(formula, ""):
                pairs.setdefault(source, set()).add(pair)
    return {source: tuple(sorted(of_source)) for source, of_source in pairs.items()}


def _pairs_in(node: object, source: str) -> Iterator[tuple[str, DatePair]]:
    """The pairs in a formula, or a part of one, with the source whose columns they are."""
    if isinstance(node, tuple):
        for member in node:
            yield from _pairs_in(member, source)
    elif is_dataclass(node):
        rows = getattr(node, "rows", None)
        source = rows.source if isinstance(rows, Rows) else getattr(node, "source", source)
        if isinstance(node, Duration):
            yield source, (node.start, node.end)
        if isinstance(node, CompareDeadline) and node.deadline.start is not None:
            yield source, (node.deadline.start, node.column)
        for field in fields(node):
            yield from _pairs_in(getattr(node, field.name), source)
