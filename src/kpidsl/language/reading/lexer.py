"""The tokens that can start at each offset of a line, with every place where each may end (R7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

from kpidsl.language.reading.numbers import WrittenNumber, read_date, read_number, read_year
from kpidsl.language.reading.words import ATOM, MONTH_NAMES, PARTS, TIME_UNITS, UNIT_WORDS, Trie, load_words
from kpidsl.measures.registry import BY_WORD

CODE = re.compile(r"(?:[^\W_]+/)?[^\W\d_]{1,4}\.\d+(?:\.\d+)?(?![\w])(?!\.\d)")
_PERCENTILE = re.compile(
    r"([1-9]\d?)(?:[ -]?\.?[ -]?persentil(?:en)?(?: (?:av|for|på))?|(?:st|nd|rd|th)[ -]percentile of)(?!\w)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(\d{1,2})(?:\.(?=\s)|(?:st|nd|rd|th)(?!\w)|(?=\s))", re.IGNORECASE)
_STRING = re.compile(r'"([^"]*)"')
_QUOTED_TERM = re.compile(r"«([^»]*)»")
_SIGNS = {"(": "LPAR", ")": "RPAR", ",": "COMMA", ":": "COLON", "–": "DASH", "-": "DASH", "—": "DASH", "−": "DASH"}
_AFTER_COMMA = frozenset({"WITH", "WITHOUT", "HAS_HAD", "HAS_NOT_HAD", "THAT_IS", "EXCEPT", "BROKEN_DOWN", "SHALL"})
"""Words before which a comma is punctuation: it is a part of them."""
_THAN = frozenset({"BETTER_THAN", "HIGHER_THAN", "LOWER_THAN"})
_TARGET = _THAN | {"AT_LEAST", "AT_MOST", "UNDER", "OVER", "GE", "LE", "GT", "LT", "BETWEEN", "NO_TARGET", *PARTS}
_AMOUNT = _THAN | UNIT_WORDS | {"CASES", "THOUSAND", "MILLION", "BILLION", "DASH", "OF_VALUE"}
"""Words that begin a target, and those that make the number before them one: it is then no unit's code."""
TERMINAL = {
    "set": "SET",
    "property": "MOD",
    "outcome": "MOD",
    "quantity": "QTY",
    "infinitive": "DO",
    "one of a set": "ONE_SET",
    "one of a quantity": "ONE_QTY",
}
"""The token of a declared phrase by its kind, and of what is derived from one: `process` of `processed`, and after
`per` `FTE` of `FTEs`."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a line, text[start:end]. `payload` is its value, by type.

    NUMBER: a WrittenNumber. ORDINAL: an int. DATE, YEAR: (date, precision). STATISTIC: (word, percentile).
    SET, MOD, QTY, DO, ONE_SET, ONE_QTY: (key, kind). PHRASE and REST: the forms, each with its text, start and end.
    """

    type: str
    text: str
    start: int
    end: int
    payload: Any = None


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """One written form of a declared phrase, with its offsets in the line."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Lexicon:
    """The keywords of one language (or of all) and the declared phrases, in two tries of whole words."""

    comma: bool
    keywords: Trie
    terms: Trie = field(default_factory=Trie)

    def tokens(self, text: str, start: int) -> Iterator[Token]:
        """Yield every token that starts at `start`, keywords first. `start` must not be a space."""
        yield from self._alone(text, start)
        if text[start] == "," and self._is_target(text, start + 1):
            yield Token("TARGET_COMMA", ",", start, start + 1)

    def _alone(self, text: str, start: int) -> Iterator[Token]:
        """The tokens at `start` that what comes after them has no say in."""
        yield from self._phrases(text, start)
        sign = text[start]
        if sign.isdigit():
            yield from self._numeric(text, start)
        elif sign in _SIGNS:
            yield Token(_SIGNS[sign], sign, start, start + 1)
            if sign == ",":
                yield Token("LIST_COMMA", sign, start, start + 1)
                yield from self._after_comma(text, start)
        elif sign == '"' and (m := _STRING.match(text, start)):
            yield Token("STRING", m[1], start, m.end())
        elif sign == "«" and (m := _QUOTED_TERM.match(text, start)):
            for node, _ in self._walk(self.terms, m[1], 0, whole=True):
                for key, kind in node.here:
                    yield Token(TERMINAL[kind], m[1], start, m.end(), (key, kind))
        if m := CODE.match(text, start):
            yield Token("CODE", m.group(), start, m.end())
        if m := ATOM.match(text, start):
            word = m.group()
            if word[0].isalnum() or word[0] == "_":
                yield Token("UNIT", word, start, m.end())
                if not word.isdigit():
                    yield Token("NAME", word, start, m.end())
            if word.casefold() in MONTH_NAMES:
                yield Token("MONTH", word, start, m.end(), MONTH_NAMES[word.casefold()])
                yield from _dates(text, start)

    def _phrases(self, text: str, start: int) -> Iterator[Token]:
        for node, end in self._walk(self.keywords, text, start):
            for word in node.here:
                if isinstance(word, int):
                    if word != 1 or self._is_unit_of_time(text, end):
                        yield Token("NUMBER", text[start:end], start, end, WrittenNumber(Fraction(word), end))
                elif word in BY_WORD:
                    yield Token("STATISTIC", text[start:end], start, end, (word, BY_WORD[word][1]))
                else:
                    yield Token(word, text[start:end], start, end)
        for node, end in self._walk(self.terms, text, start):
            for key, kind in node.here:
                yield Token(TERMINAL[kind], text[start:end], start, end, (key, kind))

    def _after_comma(self, text: str, start: int) -> Iterator[Token]:
        for node, end in self._walk(self.keywords, text, _past_spaces(text, start + 1)):
            yield from (Token(w, text[start:end], start, end) for w in node.here if w in _AFTER_COMMA)

    def _is_target(self, text: str, at: int) -> bool:
        """Whether what follows is a target and cannot be one more code of units: `for kategori 1, 40 dager`."""
        following = self._next(text, at)
        numbers = [token.end for token in following if token.type == "NUMBER"]
        return any(token.type in _TARGET for token in following) or any(
            token.type in _AMOUNT for end in numbers for token in self._next(text, end)
        )

    def _next(self, text: str, at: int) -> list[Token]:
        """The tokens that start at the first sign from `at` on that is no space, each alone."""
        at = _past_spaces(text, at)
        return list(self._alone(text, at)) if at < len(text) else []

    def _is_unit_of_time(self, text: str, end: int) -> bool:
        """Whether the next word is a unit of time: then «en» is a number, not an article."""
        following = self._walk(self.keywords, text, _past_spaces(text, end))
        return any(not TIME_UNITS.isdisjoint(node.here) for node, _ in following)

    @staticmethod
    def _walk(trie: Trie, text: str, start: int, whole: bool = False) -> Iterator[tuple[Trie, int]]:
        node, at = trie, start
        while m := ATOM.match(text, at):
            following = node.below.get(m.group().casefold())
            if following is None:
                return
            node, at = following, m.end()
            if node.here and (not whole or not text[at:].strip()):
                yield node, at
            at = _past_spaces(text, at)

    def _numeric(self, text: str, start: int) -> Iterator[Token]:
        dates = list(_dates(text, start))
        for number in read_number(text, start, self.comma):
            if number.fault != "form" or all(d.end != number.end for d in dates):  # 01.07.2026 is a date, no number
                yield Token("NUMBER", text[start : number.end], start, number.end, number)
        yield from dates
        if year := read_year(text, start):
            yield Token("YEAR", text[start : year[2]], start, year[2], year[:2])
        if m := _ORDINAL.match(text, start):
            yield Token("ORDINAL", m.group(), start, m.end(), int(m[1]))
        if m := _PERCENTILE.match(text, start):
            yield Token("STATISTIC", m.group(), start, m.end(), ("PERCENTILE", int(m[1])))


def _past_spaces(text: str, at: int) -> int:
    """Where the first sign from `at` on stands that is no space; the length of the text without one."""
    return len(text) - len(text[at:].lstrip(" "))


def _dates(text: str, start: int) -> Iterator[Token]:
    if day := read_date(text, start):
        yield Token("DATE", text[start : day[2]], start, day[2], day[:2])


@cache
def keyword_trie(language: str | None) -> Trie:
    """Return the keywords of one language, or of all (None)."""
    return load_words().trie(language)
