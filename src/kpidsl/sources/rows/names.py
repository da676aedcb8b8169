"""Rows that name their units: the register binds a name to its code."""

from __future__ import annotations

import unicodedata

from kpidsl.engines.engine import Engine
from kpidsl.model.organisation import Register
from kpidsl.model.spec import Source
from kpidsl.problems import Problem, problem

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


def bind_names(engine: Engine, source: Source, register: Register | None) -> tuple[Problem, ...]:
    """Put codes where the typed rows' unit column has names, of whatever spelling (`folded`).

    A name that no unit has stays, and counts as unknown.

    P035 where a name is that of two units, which is never guessed, or where there is nothing to look it up in: the
    source is refused.
    """
    column = source.column("unit")
    if column is None or register is None:
        return (problem("P035", source=source.name, names="–"),)
    exactly: dict[str, set[str]] = {}
    by_letters: dict[str, set[str]] = {}
    for row in register.rows:
        exactly.setdefault(unicodedata.normalize("NFC", row.name), set()).add(row.unit.code)
        by_letters.setdefault(folded(row.name), set()).add(row.unit.code)
    used = [name for (name,) in engine.counts(source, [column]) if isinstance(name, str)]
    codes = {name: exactly.get(name) or by_letters.get(folded(name), set()) for name in used}
    twice = sorted(name for name, its in codes.items() if len(its) > 1)
    if twice:
        return (problem("P035", source=source.name, names=", ".join(twice[:8])),)
    engine.replace_texts(source, column, {name: min(its) for name, its in codes.items() if its})
    return ()


def folded(name: str) -> str:
    """The name without what two spellings of one name differ in: case, the width of blanks, and the kind of dash."""
    return " ".join(unicodedata.normalize("NFC", name).translate(_DASHES).casefold().split())
