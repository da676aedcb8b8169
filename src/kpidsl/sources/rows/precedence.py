"""Precedence of ready-made sources: two may have figures for the same cell, and differences are listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpidsl.engines.engine import Difference, Engine
from kpidsl.model.period import Month
from kpidsl.model.spec import Source
from kpidsl.model.tables import Delivery
from kpidsl.problems import Problem, numeral, problem
from kpidsl.sources.typed_cells import LISTED


def apply_precedence(engine: Engine, sources: Mapping[str, Source]) -> tuple[Problem, ...]:
    """Overwrite the rows of each source with those of the source that takes precedence over it. Return the problems.

    A row that lacks a figure gives way to one that has all of them. Differences beyond the tolerance are problems: the
    first 50 of a pair of sources are listed (D006), the rest counted (D007).
    """
    upper = {s.before: s for s in sources.values() if s.before in sources}

    def settle(other: Source) -> Iterator[Problem]:
        first = upper.get(other.name)
        if first is not None:
            yield from settle(first)
            yield from _listed(first, other, engine.differences(first, other))
            engine.put_over(first, other)

    lowest = [s for s in sources.values() if s.before not in sources]
    return tuple(p for source in lowest for p in settle(source))


def deliveries_with_preceding(sources: Mapping[str, Source], deliveries: Mapping[str, Delivery]) -> dict[str, Delivery]:
    """Return each source's delivery, extended by those of the sources that take precedence over it."""
    result = dict(deliveries)
    for source in sources.values():
        other = source.before
        while other is not None and source.name in deliveries:
            own, held = deliveries[source.name], result.get(other, deliveries[source.name])
            result[other] = Delivery(min(own.first, held.first), max(own.last, held.last), own.late & held.late)
            other = sources[other].before
    return result


def _listed(first: Source, other: Source, differences: Sequence[Difference]) -> Iterator[Problem]:
    for one in differences[:LISTED]:
        yield problem(
            "D006", first=first.name, other=other.name, unit=one.unit, month=Month(one.month),
            columns=", ".join(one.columns), tolerance=numeral(first.tolerance),
        )  # fmt: skip
    if len(differences) > LISTED:
        yield problem("D007", first=first.name, other=other.name, count=len(differences) - LISTED)
