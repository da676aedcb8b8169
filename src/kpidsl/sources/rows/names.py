"""Sources that write the names of units: each name is replaced with its code in the register."""

from __future__ import annotations

import unicodedata

from kpidsl.engines.engine import Engine
from kpidsl.model.look_alikes import in_latin
from kpidsl.model.organisation import Register
from kpidsl.model.spec import Source
from kpidsl.problems import Problem, problem

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


def bind_names(engine: Engine, source: Source, register: Register | None) -> tuple[Problem, ...]:
    """Replace the names in the unit column of the typed rows with codes. Return the problems.

    Names are compared exactly, otherwise in folded form (`folded`). An unknown name is kept, and counts as an unknown
    unit. P035, which refuses the source, if a name belongs to several units or there is no register.
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
    """Return the name in the form used for comparison: without case, width of blanks, and kind of dash, and with Latin
    letters for those of other scripts that look like them."""
    composed = unicodedata.normalize("NFC", name).translate(_DASHES)
    return " ".join(in_latin(composed).casefold().split())
