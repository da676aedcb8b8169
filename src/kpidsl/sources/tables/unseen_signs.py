"""Signs in a cell that nobody sees, and that may yet steer a terminal or turn the order of letters."""

from __future__ import annotations

import unicodedata

from kpidsl.model.look_alikes import numbers_of

_LINE_ENDS = "\n\r"
_HYPHEN = "\u00ad"


def unseen(text: str) -> str:
    """Return the signs of a cell that are not seen, each once and by its number (`U+001B, U+200B`); empty without any.

    They are the control characters and those without width. The ends of lines in a cell are seen. A soft hyphen, where
    a word may be parted, goes without a word, as it does in rows.
    """
    return numbers_of(sign for sign in text if _is_unseen(sign))


def visible(text: str) -> str:
    """Return the text with a blank for each control character, without the signs of no width, and stripped."""
    if text.isprintable():
        return text
    return "".join(_shown(sign) for sign in text).strip()


def _shown(sign: str) -> str:
    if sign != _HYPHEN and not _is_unseen(sign):
        return sign
    return " " if unicodedata.category(sign) == "Cc" else ""


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf") and sign not in (*_LINE_ENDS, _HYPHEN)
