"""Asks about what a letter leaves open, with the lines it may mean; nothing is guessed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from kpidsl.language.building.builder import child_token
from kpidsl.language.parsing.declare import Declared
from kpidsl.language.reading.lexer import CODE, Lexicon, Token
from kpidsl.language.reading.lines import LogicalLine
from kpidsl.language.reading.parser import Node
from kpidsl.language.reading.words import ATOM, load_words
from kpidsl.problems import Problem, Span, alternatives, problem
from kpidsl.resources import grammar_dir

_SHOWN = 3


def question(line: LogicalLine, lexicon: Lexicon, declared: Declared, language: str) -> Problem | None:
    """Return the question about a line without a reading; None if it is not a sentence of a letter."""
    token_list = list(_tokens(line.text, lexicon))
    terms = [token for token in token_list if token.type in ("SET", "QTY")]
    of_whom = _of_whom(line, token_list, declared, language)
    if of_whom is not None or not terms:
        return of_whom
    return _mixed(line, token_list) or _vague(line, token_list, terms, language)


def compared_with_before(reading: Node, language: str) -> bool:
    """Return whether the reading has a target that is better `enn før`: no time is said, and the word is read as the
    name of a level."""
    for base in reading.find_data("level_base"):
        level = child_token(base, "NAME")
        if level is not None and level.text.casefold() in _vague_words()["before"][language]:
            return True
    return False


def _tokens(text: str, lexicon: Lexicon) -> Iterator[Token]:
    """The terms, numbers and words of the line from left to right: at each place the longest term, else the longest."""
    start = m.end() if (m := CODE.match(text)) else 0
    while m := ATOM.search(text, start):
        here = list(lexicon.tokens(text, m.start()))
        best = max(here, key=lambda p: (p.type in ("SET", "QTY", "MOD"), p.end), default=None)
        if best is not None:
            yield best
        start = max(m.end(), best.end if best is not None else 0)


def _mixed(line: LogicalLine, token_list: list[Token]) -> Problem | None:
    """`med A og B eller C`, `med A, B og C eller D`: which of them belong together?"""
    for at, token in enumerate(token_list):
        if token.type not in _BEFORE_A_LIST:
            continue
        things, joins = _list(line.text, token_list[at + 1 :])
        types = [join.type for join in joins]
        if "AND" in types and "OR" in types:
            span = line.span(token.start, things[-1].end)
            # Of `A og B eller C` the likelier is that the last word binds B and C.
            tighter = (types[-1], "AND" if types[-1] == "OR" else "OR")
            readings = [f"… {token.text} {_bracketed(things, joins, by)}" for by in tighter]
            return _asked("Q009", span, line.text[token.start : things[-1].end], readings)
    return None


@dataclass(frozen=True, slots=True)
class _Join:
    """What stands between two things of a list: AND or OR, and as written; a comma is the word that ends its list."""

    type: str
    text: str


_BEFORE_A_LIST = ("WITH", "WITHOUT", "HAVE", "HAVE_HAD", "LACK")
_JOINS = {"AND": "AND", "OR": "OR", "COMMA_AND": "AND", "COMMA_OR": "OR"}


def _list(text: str, token_list: list[Token]) -> tuple[list[Token], list[_Join]]:
    """The things of the list that the tokens begin with, and what joins each to the next."""
    token_list = [token for token in token_list if token.type not in ("COMMA", "LIST_COMMA")]
    things, joins = [], []
    if not token_list or token_list[0].type != "SET":
        return [], []
    things.append(token_list[0])
    rest = token_list[1:]
    while rest:
        joined, after = (rest[0], 1) if rest[0].type in _JOINS else (None, 0)
        if len(rest) <= after or rest[after].type != "SET":
            break
        between = text[things[-1].end : rest[after].start]
        if joined is None and between.strip() != ",":
            break
        joins.append(_Join("" if joined is None else _JOINS[joined.type], between))
        things.append(rest[after])
        rest = rest[after + 1 :]
    for at in reversed(range(len(joins) - 1)):
        if not joins[at].type:
            joins[at] = replace(joins[at], type=joins[at + 1].type)
    return things, joins


def _bracketed(things: list[Token], joins: list[_Join], tighter: str) -> str:
    """The list with brackets about those that the tighter word joins."""
    groups = [[things[0].text]]
    between: list[str] = []
    for join, thing in zip(joins, things[1:], strict=True):
        if join.type == tighter:
            groups[-1] += [join.text, thing.text]
        else:
            between.append(join.text)
            groups.append([thing.text])
    shown = [f"({''.join(group)})" if len(group) > 1 else group[0] for group in groups]
    return shown[0] + "".join(join + group for join, group in zip(between, shown[1:], strict=True))


def _of_whom(line: LogicalLine, token_list: list[Token], declared: Declared, language: str) -> Problem | None:
    """`80 prosent skal ha plan`, `90 prosent skal være avgjort innen 21 dager`: of whom?"""
    for (first, second), third in zip(pairwise(token_list), token_list[2:], strict=False):
        if (first.type, second.type) != ("NUMBER", "PERCENT") or third.type not in ("SHALL", "BE"):
            continue
        have = next((p for p in token_list if p.type in ("SET", "MOD") and p.start > third.end), None)
        if have is None:
            return None
        words = load_words()
        share, with_word = _capital(words.canonical("SHARE", language)), words.canonical("WITH", language)
        amount = f"{first.text} %"
        others = [t for t in declared.examples.get("SET", []) if t.casefold() != have.payload[0]]
        readings = (
            [f"{share} {who} {with_word} {have.payload[0]} ({amount})" for who in others[:_SHOWN]]
            if have.type == "SET"
            else [f"{share} … {line.text[have.start :].rstrip('.')} ({amount})"]  # an outcome is of sets of its own
        )
        span = line.span(first.start, third.start)
        return _asked("Q010", span, line.text[first.start : second.end], readings)
    return None


def _vague(line: LogicalLine, token_list: list[Token], terms: list[Token], language: str) -> Problem | None:
    """`Redusert sykefravær`: how much, compared with what?"""
    if any(token.type in ("NUMBER", "DATE", "YEAR") for token in token_list):
        return None
    word = next(((m, way) for pattern, way in _patterns(language) if (m := _outside(pattern, line.text, terms))), None)
    if word is None:
        return None
    match, way = word
    targets = _targets(way, language)
    readings = [f"{_subject(terms, language)} ({target})" for target in targets]
    return _asked("Q008", line.span(match.start(), match.end()), match.group(), readings)


def _outside(pattern: re.Pattern[str], text: str, terms: list[Token]) -> re.Match[str] | None:
    """The first place of the pattern that is no part of a declared term."""
    return next(
        (m for m in pattern.finditer(text) if all(m.end() <= t.start or m.start() >= t.end for t in terms)), None
    )


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, by[language]))})(?!\w)", re.IGNORECASE), way)
        for way, by in _vague_words().items()
        if way != "before"
    )


@cache
def _vague_words() -> dict[str, dict[str, list[str]]]:
    """The words by what they leave open (lower, higher, either, before) and by language."""
    return tomllib.loads((grammar_dir() / "vague.toml").read_text(encoding="utf-8"))


def _targets(way: str, language: str) -> list[str]:
    """The targets that a vague word may mean, with n for the amount."""
    words = load_words()

    def phrase(*of: str) -> str:
        return " ".join(words.canonical(word, language) if word.isupper() else word for word in of)

    lower = [phrase("n", "LOWER_THAN", "LAST_YEAR"), phrase("AT_MOST", "n")]
    higher = [phrase("n", "HIGHER_THAN", "LAST_YEAR"), phrase("AT_LEAST", "n")]
    of_way = {"lower": lower, "higher": higher, "either": [higher[1], lower[1]]}[way]
    return [*of_way, phrase("NO_TARGET")]


def _subject(terms: list[Token], language: str) -> str:
    """What the line seems to be about, as the beginning of a sentence."""
    words = load_words()
    sets = [t for t in terms if t.type == "SET"]
    quantity = next((t for t in terms if t.type == "QTY"), None)
    if quantity is not None and sets:
        prep = words.canonical("PREP", language)
        return _capital(f"{words.canonical('MEAN', language)} {quantity.payload[0]} {prep} {sets[0].payload[0]}")
    if quantity is not None:
        return _capital(str(quantity.payload[0]))
    if len(sets) > 1:
        with_word = words.canonical("WITH", language)
        return _capital(f"{words.canonical('SHARE', language)} {sets[0].payload[0]} {with_word} {sets[1].payload[0]}")
    return _capital(f"{words.canonical('COUNT', language)} {sets[0].payload[0]}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _asked(code: str, span: Span, text: str, readings: list[str]) -> Problem:
    return problem(code, span, found=text, readings=alternatives(readings, readings, readings))
