"""The sentences of a letter: running text to sentences with the line or paragraph that each begins in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kpidsl.language.reading.lines import normalise
from kpidsl.language.reading.marks import bullet

_END = re.compile(r"[.!?;](?=[\s]+[^\W\d_a-zæøå]|[\s]+[\d«\"“(•–-]|\s*$)")
_BEFORE = re.compile(r"(\S+)$")
_BEFORE_MORE = frozenset(
    (
        *("nr", "no", "pr", "ca", "jf", "jfr", "bl.a", "f.eks", "t.d", "dvs", "evt", "ev", "pkt", "kap", "st.meld"),
        *("prop", "innst", "ref", "inkl", "ekskl", "eks", "resp", "st", "kl", "maks", "e.g", "i.e", "cf", "approx"),
        *("incl", "excl", "max", "min", "para", "fig", "vs", "vol", "art", "sect", "mr", "ms", "dr"),
    )
)
"""What is never the last word of a sentence."""
_BEFORE_NUMBER = frozenset(["kr", "nok", "tkr"])


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of running text, and the number of the line (in a document: of the paragraph) that it begins in."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence in one line, and where it begins."""

    number: int
    text: str


def paragraphs_of(text: str) -> list[Paragraph]:
    """The paragraphs of a plain text: blank lines part them, and so does the mark of a list at a line's beginning.

    A line that begins a sentence after one that ends none is the same paragraph: letters are wrapped.
    """
    paragraphs: list[Paragraph] = []
    lines: list[str] = []
    begun = 0
    for number, line in enumerate(normalise(text).split("\n"), start=1):
        body = " ".join(line.split())
        if lines and (not body or bullet(body) is not None):
            paragraphs.append(Paragraph(begun, "\n".join(lines)))
            lines = []
        if body:
            begun = number if not lines else begun
            lines.append(body)
    return [*paragraphs, Paragraph(begun, "\n".join(lines))] if lines else paragraphs


def sentences_of(paragraphs: Iterable[Paragraph]) -> list[Written]:
    """The sentences in their order, each in one line with single blanks.

    A full stop after an abbreviation (`pst.`, `f.eks.`, `nr.`), a number (`1. juli`) or the mark of a list ends none.
    """
    return [written for paragraph in paragraphs for written in _split(paragraph)]


def _split(paragraph: Paragraph) -> Iterator[Written]:
    text, start = paragraph.text, 0
    mark = bullet(text)
    for m in _END.finditer(text, mark.end if mark is not None else 0):
        if m.group() == "." and _abbreviates(text[start : m.start()], text[m.end() :]):
            continue
        yield _written(paragraph, start, m.end())
        start = m.end()
    if text[start:].strip():
        yield _written(paragraph, start, len(text))


def _written(paragraph: Paragraph, start: int, end: int) -> Written:
    lead = len(paragraph.text[start:end]) - len(paragraph.text[start:end].lstrip())
    number = paragraph.number + paragraph.text.count("\n", 0, start + lead)
    return Written(number, " ".join(paragraph.text[start:end].split()))


def _abbreviates(before: str, after: str) -> bool:
    """Whether a full stop between the two belongs to the word before it."""
    word = _BEFORE.search(before)
    if word is None or not after.strip():
        return False
    last = word.group(1).lstrip('(«"').casefold()
    if last in _BEFORE_NUMBER:
        return after.lstrip()[0].isdigit()
    only = before.strip().casefold() == last
    return last in _BEFORE_MORE or (len(last) == 1 and last.isalpha()) or (only and last.isdigit())
