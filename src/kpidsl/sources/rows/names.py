"""Rows that name their units: the register binds a name to its code."""

from __future__ import annotations

import unicodedata

from kpidsl.engines.engine import Engine
from kpidsl.model.organisation import Register
from kpidsl.model.spec import Source
from kpidsl.problems import Problem, problem


def bind_names(engine: Engine, source: Source, register: Register | None) -> tuple[Problem, ...]:
    """Put codes where the typed rows' unit column has names. A name no unit has stays, and counts as unknown.

    P035 where a name is that of two units, which is never guessed, or where there is nothing to look it up in: the
    source is refused.
    """
    column = source.column("unit")
    if column is None or register is None:
        return (problem("P035", source=source.name, names="–"),)
    codes: dict[str, set[str]] = {}
    for row in register.rows:
        codes.setdefault(unicodedata.normalize("NFC", row.name), set()).add(row.unit.code)
    used = {name for (name,) in engine.counts(source, [column])}
    twice = sorted(name for name, found in codes.items() if len(found) > 1 and name in used)
    if twice:
        return (problem("P035", source=source.name, names=", ".join(twice[:8])),)
    engine.replace_texts(source, column, {name: min(found) for name, found in codes.items() if name in used})
    return ()
