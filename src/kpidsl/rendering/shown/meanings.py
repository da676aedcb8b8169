"""What the marks and words of a card mean, so that a reader has it at hand where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from markupsafe import Markup

from kpidsl.rendering.shown.rows import CardRow
from kpidsl.wording.words import words

_SUFFIX = "_means"


@lru_cache(maxsize=4)
def meanings(language: str) -> Mapping[str, str]:
    """Word as it is printed → one sentence on what it means; for every word that has one."""
    table = words(language)
    return {table[key.removesuffix(_SUFFIX)]: text for key, text in table.items() if key.endswith(_SUFFIX)}


def titled(language: str) -> Callable[[str], str]:
    """What says a word's meaning in its element's tag, ` title="…"`, of a word as it is printed; empty for one that
    needs none."""
    titles = {word: Markup(' title="{}"').format(meaning) for word, meaning in meanings(language).items()}
    return lambda word: titles.get(word, "")


def marks_of(rows: Iterable[CardRow], language: str) -> tuple[tuple[str, str], ...]:
    """(word, meaning) of the marks that stand beside the figures of the rows, each once, in the order they stand."""
    known, or_before = meanings(language), words(language)["or_before"]
    standing = dict.fromkeys(
        mark
        for r in rows
        for mark in (r.target, r.status_word, *r.notes, *r.risk_notes, or_before if r.since_open else "")
    )
    return tuple((mark, known[mark]) for mark in standing if mark in known)
