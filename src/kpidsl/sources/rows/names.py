"""Sources that write the names of units: each name is replaced with its code in the register."""

from __future__ import annotations

import unicodedata

from kpidsl.engines.engine import Engine
from kpidsl.model.organisation import Register
from kpidsl.model.spec import Source
from kpidsl.problems import Problem, problem

_LOOK_ALIKE = str.maketrans(
    "\u0430\u0441\u0435\u0456\u0458\u043e\u0440\u0455\u0443\u0445\u0410\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425\u0423"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd",
    "aceijopsyxABCEHIJKMOPSTXYABEZHIKMNOPTYXov",
)
"""Cyrillic and Greek letters that are printed as Latin ones (Unicode's technical standard 39, confusables.txt)."""
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
    return " ".join(composed.translate(_LOOK_ALIKE).casefold().split())


def with_foreign_letters(text: str) -> str:
    """Return the text, followed by the numbers of the letters in it that only look Latin (`аnnet (U+0430)`)."""
    numbers = dict.fromkeys(f"U+{ord(letter):04X}" for letter in text if ord(letter) in _LOOK_ALIKE)
    return f"{text} ({', '.join(numbers)})" if numbers else text
