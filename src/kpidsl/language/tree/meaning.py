"""What a part of the tree says, for comparing two that are written in different words or places."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from kpidsl.language.tree.phrases import Name

_WORDS = frozenset({"span", "text", "sentence"})


def meaning(value: object) -> object:
    """Return what a part of the tree says, as plain values: without places, and without how it was written where that
    says nothing. Equal for two parts that say the same."""
    if isinstance(value, Name):
        return value.text
    if is_dataclass(value) and not isinstance(value, type):
        kept = (f.name for f in fields(value) if f.compare and f.name not in _WORDS)
        meanings = {name: meaning(getattr(value, name)) for name in kept}
        if "total" in meanings:  # its place says nothing, only that it is written
            meanings["total"] = meanings["total"] is not None
        if getattr(getattr(value, "phrase", None), "window", None) is not None:
            meanings.pop("past", None)  # beside a window "have had" says no more than "have"
        return type(value).__name__, tuple(meanings.items())
    return tuple(map(meaning, value)) if isinstance(value, tuple) else value
