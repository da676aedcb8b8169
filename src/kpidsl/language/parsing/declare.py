"""Pass 1: the phrases that a specification declares, from its unparsed lines, even if the rest of a line is invalid
(R27)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from kpidsl.language.building.terms import KINDS
from kpidsl.language.reading.inflections import infinitives, singular
from kpidsl.language.reading.lexer import Lexicon, Token, WrittenForm, keyword_trie
from kpidsl.language.reading.lines import LogicalLine
from kpidsl.language.reading.words import ATOM, SENTENCE_WORDS, UNIT_WORDS, Trie, atoms, load_words
from kpidsl.language.tree.phrases import TermKind
from kpidsl.problems import Problem, Translated, problem, replacing
from kpidsl.problems.nearest import distance

_FORMS = re.compile(r"([^()]*?)\s*\(([^()]*)\)?\s*$")
_TRANSLATION = re.compile(r"(?:på|in)\s+(?:bokmål|nynorsk|engelsk|english)\s*:", re.IGNORECASE)


@dataclass(slots=True)
class Declared:
    """The declared phrases of all files: the trie that lexicons share, and the key of each phrase that names a set.

    `phrases` and `examples` are by token type (SET, MOD, QTY): every form, and the first form of each term.
    """

    terms: Trie = field(default_factory=Trie)
    phrases: dict[str, list[str]] = field(default_factory=dict)
    sets: dict[str, str] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, form: str, key: str, kind: TermKind, terminal: str) -> None:
        """Add one form of a term."""
        spelled = " ".join(form.split())
        if not spelled:
            return
        self.terms.add(spelled, (key, kind))
        self.phrases.setdefault(terminal, []).append(spelled)
        if spelled.casefold() == key:
            self.examples.setdefault(terminal, []).append(spelled)
        if kind == "set":
            self.sets.setdefault(spelled.casefold(), key)
        for infinitive in infinitives(spelled) if kind == "outcome" else ():
            self.terms.add(infinitive, (key, "infinitive"))
        one = singular(spelled)
        if one is not None and kind in ("set", "quantity"):
            self.terms.add(one, (key, f"one of a {kind}"))

    def lexicon(self, language: str | None, comma: bool) -> Lexicon:
        """Return a lexicon of one language's keywords (None: all languages') and these phrases."""
        return Lexicon(comma, keyword_trie(language), self.terms)


@cache
def _spellings(words: frozenset[str]) -> dict[str, str]:
    table = load_words()
    return {spelling: word for word in sorted(words) for spelling in table.spellings(word)}


def declaration_word(line: LogicalLine) -> TermKind | None:
    """Return the kind of term that the line declares, also if its first word is misspelt; None if it declares none."""
    first = ATOM.match(line.text)
    if first is None:
        return None
    known = _spellings(frozenset(KINDS))
    word = first.group().casefold()
    if word in known:
        return KINDS[known[word]] if line.indent == 0 or _means(line, first.end()) is not None else None
    if len(word) < 4 or _means(line, first.end()) is None:
        return None
    near = sorted((distance(word, spelling, 2), spelling) for spelling in known)
    return KINDS[known[near[0][1]]] if near[0][0] <= 2 else None


def _means(line: LogicalLine, start: int) -> re.Match[str] | None:
    """Where `betyr` stands: as spelled, else nearly so."""
    known = _spellings(frozenset({"MEANS"}))
    matches = [m for m in ATOM.finditer(line.text, start) if m.start() > start]
    exact = next((m for m in matches if m.group().casefold() in known), None)
    if exact is not None:
        return exact
    return next((m for m in matches if any(distance(m.group().casefold(), s, 1) <= 1 for s in known)), None)


def phrase_token(line: LogicalLine) -> Token | None:
    """Return the PHRASE of a declaration: the text between its first word and `betyr`, split into its forms; None
    without one."""
    first = ATOM.match(line.text)
    if first is None:
        return None
    start = first.end()
    while start < len(line.text) and line.text[start] == " ":
        start += 1
    means = _means(line, first.end())
    if means is None:
        means = next((m for m in ATOM.finditer(line.text, start + 1) if m.group().casefold() in ("er", "is")), None)
    end = means.start() if means is not None else len(line.text)
    written = line.text[start:end].rstrip()
    if not written:
        return None
    forms = tuple(_forms(written, start))
    return Token("PHRASE", written, start, start + len(written), forms) if forms else None


def _forms(written: str, start: int) -> Iterator[WrittenForm]:
    m = _FORMS.match(written)
    groups = [(m.start(1), m.group(1))] if m else [(0, written)]
    for offset, text in groups:
        yield from _form(text, start + offset)
    if m:
        yield from split_forms(m.group(2), start + m.start(2))


def split_forms(text: str, start: int) -> Iterator[WrittenForm]:
    """Return the forms in a comma-separated list; empty ones are omitted."""
    at = start
    for part in text.split(","):
        yield from _form(part, at)
        at += len(part) + 1


def _form(text: str, start: int) -> Iterator[WrittenForm]:
    body = text.strip()
    if body:
        offset = start + text.index(body)
        yield WrittenForm(body.strip("«»"), offset, offset + len(body))


def rest_token(line: LogicalLine) -> Token | None:
    """Return the REST of a translation line: the text after its colon, split into its forms; None without one."""
    m = _TRANSLATION.match(line.text)
    if m is None:
        return None
    start = m.end()
    while start < len(line.text) and line.text[start] == " ":
        start += 1
    forms = tuple(split_forms(line.text[start:], start))
    return Token("REST", line.text[start:], start, len(line.text), forms) if forms else None


def declare(lines: Iterable[LogicalLine]) -> tuple[Declared, list[Problem]]:
    """Return the phrases declared in the lines, at any depth, and S010 for each name that cannot be a term."""
    declared = Declared()
    problems: list[Problem] = []
    pending = deque(lines)
    while pending:
        line = pending.popleft()
        pending.extendleft(reversed(line.children))
        kind = declaration_word(line)
        token = phrase_token(line) if kind is not None else None
        if kind is None or token is None:
            continue
        if token.text.count("(") == token.text.count(")") + 1:
            problems.append(_not_closed(line, token))
        key = " ".join(token.payload[0].text.split()).casefold()
        forms = [(form, line) for form in token.payload]
        for child in line.children:
            translated = rest_token(child)
            forms.extend((form, child) for form in (translated.payload if translated else ()))
        for form, at in forms:
            why = _not_a_term(form.text)
            if why is not None:
                span = at.span(form.start, form.end)
                problems.append(problem("S010", span, found=form.text, why=why))
            else:
                declared.add(form.text, key, kind, {"set": "SET", "quantity": "QTY"}.get(kind, "MOD"))
    return declared, sorted(problems, key=lambda p: p.span or line.whole)


def _not_closed(line: LogicalLine, token: Token) -> Problem:
    """S001 where the other forms of a term end without a closing bracket."""
    after = ATOM.search(line.text, token.end)
    last = line.span(token.end - 1, token.end)
    closed = replacing(last, f"{line.text[token.end - 1]})")
    at = line.span(after.start(), after.end()) if after is not None else last
    word = after.group() if after is not None else token.text
    return problem("S001", at, fixes=closed, found=word, expected=Translated("«)»", "«)»", "«)»"))


_OWN_WORD = Translated(
    "det er et av språkets egne ord",
    "det er eit av orda til språket sjølv",
    "it is one of the language's own words",
)


def _not_a_term(form: str) -> Translated | None:
    words = atoms(form)
    reserved, units = _spellings(SENTENCE_WORDS), _spellings(UNIT_WORDS)
    if "(" in form or ")" in form:
        return Translated(
            "parenteser står bare bakerst, om de andre formene",
            "parentesar står berre bakarst, om dei andre formene",
            "brackets stand only at the end, around the other forms",
        )
    if not words:
        return Translated("det har ingen ord", "det har ingen ord", "it has no words")
    if form.casefold() in reserved:
        return _OWN_WORD
    if form.casefold() in units:
        return Translated("det er en måleenhet", "det er ei måleining", "it is a unit of measure")
    if words[0] in reserved or words[-1] in reserved:
        return Translated(
            "det begynner eller slutter med et av språkets egne ord",
            "det byrjar eller sluttar med eit av orda til språket sjølv",
            "it begins or ends with one of the language's words",
        )
    if words[0].isdigit():
        return Translated("det begynner med et tall", "det byrjar med eit tal", "it begins with a number")
    return None
