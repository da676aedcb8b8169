"""Which dates of a source follow others, as a duration or a deadline counts from one to the other, and formulas without
the rows where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kpidsl.model.condition import CompareDeadline, Duration, InOrder, Link, conjunction, with_links
from kpidsl.model.measure import DateIn, Formula, LeftIn, Rows, changed, rows_of
from kpidsl.model.members import members_of
from kpidsl.model.spec import Spec

DatePair = tuple[str, str]
"""Two columns of dates: a start, and an end that cannot come before it."""


def date_pairs(spec: Spec) -> Mapping[str, tuple[DatePair, ...]]:
    """The pairs of dates that cannot come in the other order, by source, sorted; a source without any is left out.

    Those that the indicators count between; and the start that a deadline of the source's cases is declared to run
    from, with each later column of the source by whose date an indicator counts its rows.
    """
    formulas = [formula for indicator in spec.indicators for _, formula in indicator.counted]
    pairs = {source: set(of_source) for source, of_source in _by_source(formulas).items()}
    ends = {
        (rows.source, rows.anchor.column)
        for formula in formulas
        for rows in rows_of(formula).values()
        if isinstance(rows.anchor, DateIn)
    }
    for source, start in _declared_starts(spec):
        columns = [column.name for column in spec.sources[source].columns]
        later = columns[columns.index(start) + 1 :]
        pairs.setdefault(source, set()).update((start, end) for of, end in ends if of == source and end in later)
    return {source: tuple(sorted(of_source)) for source, of_source in pairs.items() if of_source}


def _declared_starts(spec: Spec) -> Iterator[tuple[str, str]]:
    """Source and column of each `fristen løper fra`."""
    for term in spec.terms.values():
        for declared in (*term.earlier, term):
            source = declared.base
            while source in spec.terms and spec.terms[source].base != source:
                source = spec.terms[source].base
            if declared.deadline_from and source in spec.sources:
                yield source, declared.deadline_from


def without_early_ends(formula: Formula) -> Formula:
    """The formula without the rows in which an end lies before its start, where the formula counts from the one to the
    other: nobody can tell which of the two dates is wrong. A formula that counts between no dates is left as it is."""
    pairs = _by_source([formula])

    def of_link(link: Link) -> Link:
        return replace(link, condition=conjunction(link.condition, *_in_order(link.source, pairs)))

    def of_rows(rows: Rows) -> Rows:
        order, anchor = _in_order(rows.source, pairs), rows.anchor
        if isinstance(anchor, LeftIn):
            anchor = LeftIn(conjunction(with_links(anchor.condition, of_link), *order))
        condition = conjunction(with_links(rows.condition, of_link), *order)
        exclusions = tuple(with_links(one, of_link) for one in rows.exclusions)
        return replace(rows, condition=condition, anchor=anchor, exclusions=exclusions)

    return changed(formula, of_rows, lambda numerator: with_links(numerator, of_link)) if pairs else formula


def _in_order(source: str, pairs: Mapping[str, Sequence[DatePair]]) -> list[InOrder]:
    """That the dates of each pair of the source are in order."""
    return [InOrder(start, end) for start, end in pairs.get(source, ())]


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
