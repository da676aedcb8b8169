"""The words of a language, and the order of names in it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache

from kpidsl.resources import renderers_dir

_AFTER_Z = str.maketrans({"æ": "\ue000", "ø": "\ue001", "å": "\ue002"})


@lru_cache(maxsize=2)
def words(language: str) -> Mapping[str, str]:
    """The table of words; KeyError for a language that is not there."""
    with (renderers_dir() / "words.toml").open("rb") as file:
        table: Mapping[str, str] = tomllib.load(file)[language]
    return table


def sort_key(name: str) -> str:
    """Norwegian order: Æ, Ø, Å after Z, in that order."""
    return name.casefold().translate(_AFTER_Z)
