"""Marks around a sentence of a letter that have no meaning: the bullet of a list, the full stop."""

from __future__ import annotations

import re
from functools import cache

from kpidsl.language.reading.lexer import Token
from kpidsl.language.reading.words import load_words

_NUMBERED = r"\d{1,2}(?:\.\d{1,2}){0,3}\.|\d{1,2}(?:\.\d{1,2}){1,3}(?=\s+[^\W\d])"
_BULLET = re.compile(
    rf"(?:[•·▪◦‣*–—-]|\(?[^\W\d_]\)|\(?[ivx]{{1,5}}\)|\(?\d{{1,2}}\)|{_NUMBERED})(?=\s)", re.IGNORECASE
)


def bullet(text: str) -> Token | None:
    """Return the bullet or number that the line begins with (`•`, `–`, `a)`, `(iv)`, `2.1.`, `2.1`); None if there is
    none."""
    m = _BULLET.match(text)
    return Token("BULLET", m.group(), 0, m.end()) if m else None


def full_stop(text: str) -> Token | None:
    """Return the full stop or semicolon that ends the line; None if there is none, or if it belongs to an
    abbreviation (`mnd.`)."""
    if not text.endswith((".", ";")):
        return None
    last = text.rpartition(" ")[2].lstrip("(").casefold()
    if last in _abbreviations():
        return None
    return Token("STOP", text[-1], len(text) - 1, len(text))


@cache
def _abbreviations() -> frozenset[str]:
    """Spellings that end with a full stop."""
    words = load_words().spelled.values()
    return frozenset(s.casefold() for by in words for of in by.values() for s in of if s.endswith("."))
