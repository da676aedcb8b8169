"""Which indicator a row is about."""

from __future__ import annotations

from collections.abc import Collection


def code_in(text: str, codes: Collection[str]) -> str:
    """The code of those that the text begins with, by itself or in a case's number (`M.2/1`), whatever is written after
    it; empty where it begins with none."""
    words = text.split(maxsplit=1)
    written = words[0].partition("/")[0].casefold() if words else ""
    return next((code for code in codes if code.casefold() == written), "")
