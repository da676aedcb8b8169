"""Which words of a line would have to be declared for it to be read as an indicator."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from kpidsl.language.parsing.line_reader import LineReader, extra_tokens
from kpidsl.language.reading.lexer import Token
from kpidsl.language.reading.lines import LogicalLine
from kpidsl.language.reading.parser import Parsed, parse_line, tokens
from kpidsl.language.reading.words import ATOM
from kpidsl.language.tree.phrases import TermKind
from kpidsl.problems.nearest import begun_alike

MOST_UNKNOWN = 4
MOST_WORDS = 5
MOST_TRIES = 120
_KINDS: Mapping[str, TermKind] = {"SET": "set", "QTY": "quantity", "MOD": "outcome"}
_NAMES = frozenset({"SET", "QTY", "MOD", "NAME", "UNIT", "CASES"})
_INSIDE = frozenset({"ARTICLE", "PREP", "OUT_OF", "OF", "AND", "IN", "FOR"})
"""Words of the language that may stand inside a phrase, and neither begin nor end it; any other ends it."""
_MEASURES = frozenset(
    {"SHARE", "COUNT", "DISTINCT", "STATISTIC", "NUMBER", "ALL", "NONE", "HALF", "PERCENT_OF", "EXCEED"}
)
"""A sentence with none of these around its unknown words is no measure, whatever they mean."""

Extra = Mapping[int, tuple[Token, ...]]


@dataclass(frozen=True, slots=True, order=True)
class Unknown:
    """Words that no term has, the kind of term that they would have to be, and the declared phrase of that kind that
    they may be a form of (empty where there is none)."""

    start: int
    text: str
    kind: TermKind
    like: str = ""


def unknown_terms(line: LogicalLine, reader: LineReader) -> tuple[Unknown, ...]:
    """The fewest and shortest phrases that, declared, make the line an indicator; empty where at most four do not.

    A set is preferred to a quantity where the line reads with either.
    """
    order, marks = count(), extra_tokens(line)
    waiting: list[tuple[int, int, int, tuple[Unknown, ...]]] = [(0, 0, next(order), ())]
    seen: set[tuple[Unknown, ...]] = set()
    for _ in range(MOST_TRIES):
        if not waiting:
            break
        unknown, _, _, chosen = heapq.heappop(waiting)
        parsed = parse_line(line.text, "group_line", reader.every, {**marks, **_tokens(chosen)})
        if parsed.readings:
            held = {p.type for reading in parsed.readings for p in tokens(reading)}
            return tuple(sorted(chosen)) if held & _MEASURES else ()
        if len(chosen) == MOST_UNKNOWN:
            continue
        for one in _next(line.text, parsed, chosen, reader):
            longer = (*chosen, one)
            if longer not in seen:
                seen.add(longer)
                words = sum(len(ATOM.findall(u.text)) for u in longer)
                heapq.heappush(waiting, (unknown + 1, words, next(order), longer))
    return ()


def _tokens(chosen: tuple[Unknown, ...]) -> Extra:
    terminals = {kind: terminal for terminal, kind in _KINDS.items()}
    return {
        one.start: (
            Token(terminals[one.kind], one.text, one.start, one.start + len(one.text), (one.text.casefold(), one.kind)),
        )
        for one in chosen
    }


def _next(text: str, parsed: Parsed, chosen: tuple[Unknown, ...], reader: LineReader) -> list[Unknown]:
    """The phrases that may let the line be read further: where it could not be, else at an earlier word that was taken
    for a mere name (`Alle klagene skal …` may be of each unit)."""
    phrases = list(_phrases(text, parsed.farthest, parsed.expected, reader))
    if phrases:
        return phrases
    ends = {one.start: one.start + len(one.text) for one in chosen}
    for word in ATOM.finditer(text, 0, parsed.farthest):
        known = any(start <= word.start() < end for start, end in ends.items())
        if not known and all(token.type in ("NAME", "UNIT") for token in reader.every.tokens(text, word.start())):
            phrases += _phrases(text, word.start(), frozenset({"SET", "QTY"}), reader)
    return phrases


def _phrases(text: str, at: int, expected: frozenset[str], reader: LineReader) -> Iterator[Unknown]:
    """The phrases that may begin at a place where the line could not be read on, of each kind that fits there."""
    fitting = [(terminal, kind) for terminal, kind in _KINDS.items() if terminal in expected]
    end = at
    for n in range(MOST_WORDS if fitting else 0):
        word = ATOM.match(text, end)
        if word is None or not word.group()[0].isalpha():
            return
        types = {token.type for token in reader.every.tokens(text, end)} - _NAMES
        if types - _INSIDE or (types and not n):
            return
        for terminal, kind in fitting if not types else ():
            yield Unknown(at, text[at : word.end()], kind, _like(text[at : word.end()], terminal, reader))
        end = word.end()
        while end < len(text) and text[end] == " ":
            end += 1


def _like(text: str, terminal: str, reader: LineReader) -> str:
    """The declared phrase that these words may be another form of: it begins as they do, for most of its length."""
    begun = [(begun_alike(text.casefold(), p.casefold()), p) for p in reader.declared.phrases.get(terminal, ())]
    length, phrase = max(begun, default=(0, ""))
    return phrase if length >= 5 and 3 * length >= 2 * max(len(text), len(phrase)) else ""
