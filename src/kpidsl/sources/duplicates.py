"""Rows of one key: equal ones count once, and those that differ give no figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kpidsl.engines.engine import Engine, SomeCells
from kpidsl.model.spec import Source
from kpidsl.problems import Problem, Span, problem
from kpidsl.project import SourceSettings

LISTED = 50
NAMED = 5


def settle_duplicates(
    engine: Engine, source: Source, settings: SourceSettings, names: Sequence[str]
) -> Iterator[Problem]:
    """Equal rows once (D003, at the first that is left out); each key whose rows differ, with its rows, at the second
    of them (D004), and the number of further ones (D094). `names` are those of the source's tables."""
    twice = engine.settle_duplicates(source, settings, LISTED)
    for repeated in twice.equal.first[:1]:
        span = Span(names[repeated.file], repeated.line)
        yield problem("D003", span, source=source.name, count=twice.equal.count)
    key = ", ".join(source.key)
    for rows in twice.first:
        second = rows.first[1]
        nb, en = _places(rows, names)
        span = Span(names[second.file], second.line)
        yield problem("D004", span, source=source.name, key=key, rows_nb=nb, rows_nn=nb, rows_en=en)
    unlisted = twice.conflicting - len(twice.first)
    if unlisted:
        second = twice.first[-1].first[1]
        yield problem("D094", Span(names[second.file], second.line), source=source.name, key=key, count=unlisted)


def _places(rows: SomeCells, names: Sequence[str]) -> tuple[str, str]:
    """The rows of a key in Norwegian and English, with their files where these are several."""
    some = rows.first[:NAMED]
    several = len({cell.file for cell in some}) > 1
    more = rows.count - len(some)

    def places(row: str, within: str) -> list[str]:
        return [f"{row} {c.line}" + (f" {within} {Path(names[c.file]).name}" if several else "") for c in some]

    nb, en = places("rad", "i"), places("row", "in")
    if more:
        nb, en = [*nb, f"{more} til"], [*en, f"{more} more"]
    return f"{', '.join(nb[:-1])} og {nb[-1]}", f"{', '.join(en[:-1])} and {en[-1]}"
