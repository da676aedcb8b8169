"""Persons of a source: in several units at once, or with numbers that another source does not have: lost leading zeros,
or two kinds of number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpidsl.engines.engine import Engine
from kpidsl.model.period import Month
from kpidsl.model.spec import Source
from kpidsl.problems import Problem, Span, problem
from kpidsl.sources.rows.shares import LEAST, share, too_many

FEW = 2
"""Persons on each side from which on it is no accident that none of them meet."""


def persons_in_several_units(
    engine: Engine, sources: Mapping[str, Source], period: Month, files: Mapping[str, str]
) -> Iterator[Problem]:
    """D102 for each source about persons by month in which some have rows of several units in the reporting month: a
    count above those units counts each row. `files`: the first file of each source."""
    for name, source in sources.items():
        has_all = all(source.column(role) is not None for role in ("person", "unit", "period"))
        count = engine.in_several_units(source, period.number) if source.grain == "person_month" and has_all else 0
        if count:
            place = Span(files[name], 1) if name in files else None
            yield problem("D102", place, source=name, count=count, month=period)


def unmatched_persons(
    engine: Engine, sources: Mapping[str, Source], pairs: Sequence[tuple[str, str]], files: Mapping[str, str]
) -> Iterator[Problem]:
    """Check each pair (source of the rows counted, source their persons are looked up in).

    D055 for persons who match but for leading zeros and the like, D056 if no person matches at all; P018, which refuses
    the source, if there are many. No person number is shown. `files`: the first file of each source.
    """
    for name, other in pairs:
        if name not in sources or other not in sources:
            continue
        met = engine.persons_met(sources[other], sources[name])
        place = Span(files[other], 1) if other in files else None
        if met.nearly:
            yield problem("D055", source=other, other=name, count=met.nearly_rows, rows=met.rows,
                          share=share(met.nearly_rows, met.rows))  # fmt: skip
            if too_many(met.nearly_rows, met.rows):
                yield problem("P018", place, source=other, bad=met.nearly_rows, rows=met.rows)
        elif not met.met and met.persons >= FEW:
            held = engine.persons_met(sources[name], sources[other]).persons
            if held >= FEW:
                yield problem("D056", source=other, other=name, persons=met.persons, held=held)
            if min(held, met.persons) >= LEAST:
                yield problem("P018", place, source=other, bad=met.rows, rows=met.rows)
