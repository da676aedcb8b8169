"""The words of a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kpidsl.resources import renderers_dir


@lru_cache(maxsize=3)
def words(language: str) -> Mapping[str, str]:
    """The table of words; KeyError for a language that is not there. Nynorsk has bokmål's where it has none of its own:
    nothing is rendered in it."""
    with (renderers_dir() / "words.toml").open("rb") as file:
        tables: Mapping[str, Mapping[str, str]] = tomllib.load(file)
    return {**tables["nb"], **tables["nn"]} if language == "nn" else tables[language]


def listed(texts: Sequence[str], language: str) -> str:
    """`A, B og C`; empty without any."""
    *others, last = texts or ("",)
    return f" {words(language)['need_and']} ".join(part for part in (", ".join(others), last) if part)
