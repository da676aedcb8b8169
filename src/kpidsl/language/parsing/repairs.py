"""One slip of the pen in a line that does not parse: a word twice, two that changed places, a bracket or a comma too
few or too many. What is proposed reads, and no other mend of the same kind does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from kpidsl.language.reading.words import ATOM

Reads = Callable[[str], bool]
_FURTHEST = 3
"""How many words a word may have been moved."""
_FIXED = frozenset(
    {"betyr", "tyder", "means", "med", "uten", "utan", "av", "per", "with", "without", "of", "unntatt", "except"}
)
"""Words that say which is measured of which: none is moved to the other side of them."""
_KEPT = frozenset({"ikke", "ikkje", "not", "uten", "utan", "without", "unntatt", "except"})
"""Words that turn what is said into its opposite: none is ever left out."""


def repaired(text: str, at: int, reads: Reads) -> str | None:
    """The line with the one mend that lets it be read, where `at` is how far it could be; None where there is none, or
    several of a kind."""
    for kind in (_written_twice, _brackets, _commas, _lists, _moved):
        mended = dict.fromkeys(one for one in kind(text, at) if one != text)
        readable = [one for one in mended if reads(one)]
        if readable:
            return readable[0] if len(readable) == 1 else None
    return None


def lacking_word(text: str, at: int, spellings: Sequence[str], reads: Reads) -> tuple[str, str] | None:
    """The words at `at` and the one of `spellings` that has one word more, where the line reads with it (`år starter`
    for `år starter i`); None where there is none, or several. Two words are not enough to be known by one of them."""
    meant = dict[tuple[str, str], None]()
    for spelling in spellings:
        words = spelling.split()
        for n in range(len(words)) if len(words) > 2 else ():
            short = " ".join((*words[:n], *words[n + 1 :]))
            end = at + len(short)
            follows = text[at:end].casefold() == short.casefold() and not text[end : end + 1].isalnum()
            if follows and words[n] not in _KEPT and reads(text[:at] + spelling + text[end:]):
                meant[text[at:end], spelling[0].upper() + spelling[1:] if text[at].isupper() else spelling] = None
    return next(iter(meant)) if len(meant) == 1 else None


def _words(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in ATOM.finditer(text)]


def _written_twice(text: str, _at: int) -> Iterator[str]:
    """Each word that stands twice on end, once."""
    words = _words(text)
    for (start, end), (again, last) in pairwise(words):
        word = text[start:end].casefold()
        if word == text[again:last].casefold() and word not in _KEPT and (word.isalnum() or word == "%"):
            yield text[:end] + text[last:]


def _brackets(text: str, at: int) -> Iterator[str]:
    """A bracket that lacks its other, or is square, or double; a target in brackets that stands too early."""
    if text.count("(") == text.count(")") + 1:
        yield text.rstrip(" .") + ")"
    if text.count(")") == text.count("(") + 1:
        yield f"{text[:at]}({text[at:]}"
        yield text[:at] + text[at + 1 :]
    yield text.replace("[", "(").replace("]", ")").replace("{", "(").replace("}", ")")
    yield text.replace("((", "(").replace("))", ")")
    opens, closes = text.find("("), text.rfind(")")
    if 0 <= opens < closes < len(text) - 1:
        yield f"{text[:opens].rstrip()} {text[closes + 1 :].strip(' .')} {text[opens : closes + 1]}"


def _commas(text: str, at: int) -> Iterator[str]:
    """A comma or colon that is lacking before the word, or is too much there or just before it."""
    before = text[:at].rstrip()
    yield f"{before}, {text[at:]}"
    yield f"{before}: {text[at:]}"
    if text[at : at + 1] in (",", ":", ";"):
        yield f"{before} {text[at + 1 :].lstrip()}".rstrip()
    if before[-1:] in (",", ":", ";"):
        yield f"{before[:-1]} {text[at:]}"


def _lists(text: str, at: int) -> Iterator[str]:
    """Units joined by a word instead of a comma, or with their level again before each."""
    before = re.sub(r" (?:og|and)$", "", text[:at].rstrip(), flags=re.IGNORECASE)
    if before != text[:at].rstrip():
        yield f"{before}, {text[at:]}"
        yield f"{before}, {re.sub('^[^ ]+ ', '', text[at:])}"


def _moved(text: str, at: int) -> Iterator[str]:
    """The word where the line could not be read on, or one beside it, up to three words further to the left."""
    places = _words(text)
    own = next((n for n, (start, end) in enumerate(places) if start <= at < end), None)
    for n in range(max(0, own - 1), min(len(places), own + 3)) if own is not None else ():
        start, end = places[n]
        for first, _ in places[max(0, n - _FURTHEST) : n]:
            if not _FIXED & {word.casefold() for word in text[first:start].split()}:
                yield f"{text[:first]}{text[start:end]} {text[first:start].rstrip()}{text[end:]}"
