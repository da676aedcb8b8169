"""Parses one line with the one LALR grammar: all its readings, or the farthest offset that was reached."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from io import BytesIO
from typing import Any, cast

import lark
from lark import Lark, Tree
from lark import Token as LarkToken
from lark.exceptions import UnexpectedToken
from lark.parsers.lalr_interactive_parser import InteractiveParser

from kpidsl.language.reading.lexer import Lexicon, Token
from kpidsl.resources import grammar_dir

STARTS = (
    "top",
    "org_line",
    "src_line",
    "term_line",
    "req_line",
    "group_line",
    "ind_line",
    "target_line",
    "status_line",
    "risk_line",
    "hiding_line",
    "cycle_line",
    "test_line",
)
MAX_READINGS = 24
MAX_STEPS = 4_000
Node = Tree[Any]


@dataclass
class Parsed:
    """The result of parsing a line: its readings (none if it does not parse).

    `farthest` is the offset of the first word that fits in no reading (the length of the text if it ends too early).
    `exhausted`: the search stopped at a limit.
    """

    readings: list[Node] = field(default_factory=list)
    farthest: int = 0
    exhausted: bool = False
    parsers: list[InteractiveParser] = field(default_factory=list)
    """Some of those that stopped at `farthest`."""

    @cached_property
    def expected(self) -> frozenset[str]:
        """The abstract words that would have fitted at `farthest`; none where the line has readings. Tried when asked
        for: most lines that do not parse in one place do in another."""
        stopped = () if self.readings else self.parsers
        return frozenset(word for parser in stopped for word in _accepted(parser))

    @property
    def counted_by(self) -> str:
        """The word that a number was read with last, the same in every way of reading: LAST of `siste 3` and `de 3
        siste`, WITHIN of `innen 3`; empty if there is none."""
        read = {word for parser in self.parsers for word in _read_with_number(parser)}
        return read.pop() if len(read) == 1 else ""


@cache
def grammar_text() -> str:
    """Return the grammar with every token type declared."""
    text = (grammar_dir() / "kpidsl.lark").read_text(encoding="utf-8")
    words = sorted(set(re.findall(r"\b[A-Z][A-Z_]+\b", re.sub(r"//.*", "", text))))
    return f"{text}\n%declare {' '.join(words)}\n"


TABLES = "kpidsl.tables"
"""The file beside the grammar with its parsing tables, made by `scripts/tables.py`."""


@cache
def _grammar() -> Lark:
    """The parser: from its tables where there are some of this grammar, else made anew (a third of a second)."""
    packed = grammar_dir() / TABLES
    digest, _, tables = packed.read_bytes().partition(b"\n") if packed.is_file() else (b"", b"", b"")
    return Lark.load(BytesIO(tables)) if digest == _digest() else _new_parser()


def _new_parser() -> Lark:
    return Lark(grammar_text(), parser="lalr", lexer="basic", start=list(STARTS))


def _digest() -> bytes:
    """What the tables depend on: the grammar, where it may start, and the library that made them."""
    return hashlib.sha256(repr((grammar_text(), STARTS, lark.__version__)).encode()).hexdigest().encode()


def packed_tables() -> bytes:
    """The contents of the file of tables for the grammar as it is."""
    buffer = BytesIO()
    _new_parser().save(buffer)
    return _digest() + b"\n" + buffer.getvalue()


@cache
def _fresh(start: str) -> InteractiveParser:
    return _grammar().parse_interactive("", start=start)


def _copy(parser: InteractiveParser) -> InteractiveParser:
    """A copy of the parser that can continue on its own.

    lark appends repeated items (`clause*`) to a list in place, so each of two continuations needs its own list.
    """
    state = parser.parser_state.copy(deepcopy_values=False)
    state.value_stack = [
        Tree(value.data, list(value.children)) if isinstance(value, Tree) and value.data.startswith("_") else value
        for value in state.value_stack
    ]
    return InteractiveParser(parser.parser, state, parser.lexer_thread)


def _choices(parser: InteractiveParser) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", parser.choices())  # type: ignore[no-untyped-call]


@dataclass(slots=True)
class _Search:
    text: str
    lexicon: Lexicon
    extra: Mapping[int, tuple[Token, ...]]
    outcome: Parsed
    tokens: dict[int, tuple[Token, ...]] = field(default_factory=dict)
    steps: int = 0

    def tokens_at(self, offset: int) -> tuple[Token, ...]:
        tokens = self.tokens.get(offset)
        if tokens is None:
            tokens = (*self.lexicon.tokens(self.text, offset), *self.extra.get(offset, ()))
            self.tokens[offset] = tokens
        return tokens

    def note(self, offset: int, parser: InteractiveParser) -> None:
        if offset > self.outcome.farthest:
            self.outcome.farthest = offset
            self.outcome.parsers = []
        if offset == self.outcome.farthest and len(self.outcome.parsers) < 12:
            self.outcome.parsers.append(parser)

    def run(self, parser: InteractiveParser) -> None:
        pending = [(parser, 0)]
        while pending:
            parser, offset = pending.pop()
            while offset < len(self.text) and self.text[offset] == " ":
                offset += 1
            self.steps += 1
            if self.steps > MAX_STEPS or len(self.outcome.readings) >= MAX_READINGS:
                self.outcome.exhausted = True
                return
            if offset >= len(self.text):
                self._finish(parser, offset)
            else:
                pending.extend(reversed(list(self._next(parser, offset))))

    def _next(self, parser: InteractiveParser, offset: int) -> Iterator[tuple[InteractiveParser, int]]:
        choices = _choices(parser)
        fitting = [p for p in self.tokens_at(offset) if p.type in choices]
        self.note(offset, parser)
        for token in fitting:
            following = _copy(parser)
            try:
                following.feed_token(cast("LarkToken", token))
            except UnexpectedToken:
                continue
            yield following, token.end

    def _finish(self, parser: InteractiveParser, offset: int) -> None:
        self.note(offset, parser)
        if "$END" in _choices(parser):
            try:
                tree = _copy(parser).feed_token(cast("LarkToken", Token("$END", "", offset, offset)))
            except UnexpectedToken:
                return
            self.outcome.readings.append(tree)


def parse_line(text: str, start: str, lexicon: Lexicon, extra: Mapping[int, tuple[Token, ...]] | None = None) -> Parsed:
    """Return all readings of a line from the start symbol `start`. Never raises for any text.

    `extra` are tokens besides the lexicon's, by offset. Readings that take a keyword for a plain name are dropped if
    another does not; then those that take part of a term for an article.
    """
    search = _Search(text, lexicon, extra or {}, Parsed())
    search.run(_fresh(start))
    outcome = search.outcome
    if outcome.readings:
        outcome.readings = _fewest_names(outcome.readings)
    return outcome


def _read_with_number(parser: InteractiveParser) -> set[str]:
    """The type of the last token but the number, of the two that the parser has read last; empty text without one."""
    types = [getattr(read, "type", "") for read in parser.parser_state.value_stack[-2:]]
    return {*types} - {"NUMBER"} if "NUMBER" in types else {""}


def _accepted(parser: InteractiveParser) -> Iterator[str]:
    for word in _choices(parser):
        if word.isupper() or word == "$END":
            try:
                _copy(parser).feed_token(cast("LarkToken", Token(word, "", 0, 0)))
            except UnexpectedToken:
                continue
            yield word


def _fewest_names(readings: list[Node]) -> list[Node]:
    if len(readings) == 1:
        return readings
    counts = [[sum(p.type in types for p in tokens(r)) for types in (("NAME", "UNIT"), ("ARTICLE",))] for r in readings]
    best = min(counts)
    return [r for r, n in zip(readings, counts, strict=True) if n == best]


def tokens(node: Node) -> Iterator[Token]:
    """Yield the tokens of a reading in order."""
    yield from node.scan_values(lambda value: isinstance(value, Token))
