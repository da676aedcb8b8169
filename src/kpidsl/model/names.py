"""The order of names as Norwegian readers expect it."""

from __future__ import annotations

_AFTER_Z = str.maketrans({"æ": "\ue000", "ø": "\ue001", "å": "\ue002"})


def sort_key(name: str) -> str:
    """Norwegian order: Æ, Ø, Å after Z, in that order."""
    return name.casefold().translate(_AFTER_Z)
