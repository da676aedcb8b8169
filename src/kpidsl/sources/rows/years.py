"""Yearly figures of a unit and of its predecessors in one year: whether one includes the other is unknown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from kpidsl.engines.engine import Engine, Succession
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.spec import Source
from kpidsl.problems import Problem, problem
from kpidsl.sources.typed_cells import LISTED

ANY_YEAR = 0, 1 << 20


def void_doubled_years(engine: Engine, sources: Mapping[str, Source], structure: Structure) -> tuple[Problem, ...]:
    """Make missing, and list (D010), the yearly rows of a new unit and of its predecessors in the same year.

    By month the former code has the months before the change and the new one those after; a year holds both. A unit
    that existed before, and that another was merged into, had a figure of its own: the two are added.
    """
    successions = {*_successions(structure), *_parted(structure)}
    yearly = [s for s in sources.values() if s.grain == "unit_year"] if successions else []
    return tuple(p for source in yearly for p in _void(engine, source, successions))


def _successions(structure: Structure) -> Iterator[Succession]:
    """New units with each of their predecessors."""
    for code, (first, *_) in structure.formed.items():
        if code not in first.of:
            yield from (Succession(old, code, *ANY_YEAR) for old in first.of)


def _parted(structure: Structure) -> Iterator[Succession]:
    """Units that received a declared share of another, in the years that hold the change."""
    for one in structure.distributed:
        for leaf, _ in one.shares:
            if leaf != one.code:
                yield from (Succession(one.code, leaf, m.number - 11, m.number) for m in structure.broken.get(leaf, ()))


def _void(engine: Engine, source: Source, successions: Collection[Succession]) -> Iterator[Problem]:
    ordered = sorted(successions, key=lambda one: (one.former, one.unit, one.first, one.last))
    doubled = engine.doubled_years(source, ordered)
    for new, month, old in doubled[:LISTED]:
        yield problem("D010", source=source.name, unit=new, former=old, year=Month(month).year)
    engine.make_missing(source, sorted({(code, month) for new, month, old in doubled for code in (old, new)}))
