"""The words of a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache

from kpidsl.resources import renderers_dir


@lru_cache(maxsize=2)
def words(language: str) -> Mapping[str, str]:
    """The table of words; KeyError for a language that is not there."""
    with (renderers_dir() / "words.toml").open("rb") as file:
        table: Mapping[str, str] = tomllib.load(file)[language]
    return table
