"""Texts in CSV files that no spreadsheet takes for formulas."""

from __future__ import annotations

import re

_SIGNS = frozenset("-=+@\t\r\n＝＋－＠")
_LIVE = re.compile(rf"(^|;)(?=[{re.escape(''.join(sorted(_SIGNS)))}])")
"""Where a spreadsheet may begin to compute: at the start of a text, and after a semicolon, at which a Norwegian
spreadsheet parts the cells of a file with commas."""
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")


def safe(text: str) -> str:
    """A text cell that a spreadsheet will not compute: only what is wholly a number may begin with a minus."""
    if text[:1] not in _SIGNS and ";" not in text:  # nearly every cell, of the millions in results.csv
        return text
    return text if _NUMBER.fullmatch(text) else _LIVE.sub(r"\1'", text)
