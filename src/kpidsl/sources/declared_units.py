"""Cells of the column of units that the project file says what mean, and that no row has."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kpidsl.engines.engine import Engine
from kpidsl.model.spec import Source
from kpidsl.problems import Problem, Span, Translated, problem
from kpidsl.problems.nearest import alike, nearest_code
from kpidsl.project import SourceSettings

_PERSON = 11
"""Digits of a person's number, which no message shows."""


def declared_in_no_row(
    engine: Engine,
    source: Source,
    settings: SourceSettings,
    left_out: Collection[str],
    known: Collection[str],
    path: str,
) -> Iterator[Problem]:
    """D103 for each cell in `totals` and `without_unit` that no row of the source has, with the nearest that rows have.

    Ask before any row is dropped. `left_out`: the texts of the rows that are not in the engine; `known`: the register's
    units, none of which is meant. Without a register any text may be a unit's: then only other ways to write the same
    are near.
    """
    unit, keys = source.column("unit"), {"totals": settings.totals, "without_unit": settings.without_unit}
    if unit is None or not any(keys.values()):
        return
    held = {"" if code is None else str(code) for (code,) in engine.counts(source, [unit])}
    held |= {"" if text == "–" else text for text in left_out}
    others = [text for text in sorted(held - {"", *known}) if sum(map(str.isdigit, text)) < _PERSON]
    for key, declared in keys.items():
        for cell in dict.fromkeys(declared):
            if cell not in held:
                near = nearest_code(cell, others) if known else alike(cell, others)
                meant = Translated(f"; nærmest er «{near}»", f"; nærast er «{near}»", f"; nearest is “{near}”")
                words = meant if near else Translated("", "", "")
                yield problem("D103", Span(path, 1), source=source.name, key=key, cell=cell, near=words, column=unit)
