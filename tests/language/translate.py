"""A specification said in another of the language's languages: keywords, dates and numbers; what was declared stays.

A declared term takes the form that the specification itself gives for the language (`på engelsk: …`), else it
stays as it is: a term may be any words. Texts in quotes, names and codes are data and stay (R26). Every line keeps
its number, so that places can be compared too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from babel.dates import get_month_names

from kpidsl.language.parsing.blocks import read_blocks
from kpidsl.language.parsing.declare import declare, phrase_token, rest_token
from kpidsl.language.parsing.line_reader import LineReader
from kpidsl.language.reading.lexer import Token
from kpidsl.language.reading.lines import LogicalLine, read_lines
from kpidsl.language.reading.parser import Node, tokens
from kpidsl.language.reading.words import MONTH_NAMES, atoms, load_words
from kpidsl.problems import SourceText

_LANGUAGE = re.compile(r"(?:språk|language)\s+(nb|nn|en)\b", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
_ORDINALS = {n: ["st", "nd", "rd"][n % 10 - 1] for n in range(100) if n % 10 in (1, 2, 3) and n // 10 != 1}


class _Recorder(LineReader):
    """A reader that remembers how each line was read, by its number, and knows its own language alone."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.every = self.own
        self.read: dict[int, tuple[LogicalLine, Node]] = {}

    def readings(self, line: LogicalLine, start: str, outer: Sequence[str] = ()) -> tuple[LogicalLine, list[Node]]:
        line, found = super().readings(line, start, outer)
        if found:
            self.read[line.number] = (line, found[0])
        return line, found


@dataclass(frozen=True)
class _Translator:
    language: str
    spelling: int
    forms: dict[str, str]

    def line(self, line: LogicalLine, node: Node) -> str:
        """The line with each of its words said in the language, and the same blanks between them."""
        if node.data == "language":
            return f"{self.word('LANGUAGE')} {self.language}"
        made, at = "", 0
        for piece in sorted(tokens(node), key=lambda p: p.start):
            made += line.text[at : piece.start] + self.piece(piece, line.text[piece.start : piece.end])
            at = piece.end
        return made + line.text[at:]

    def word(self, word: str) -> str:
        spellings = load_words().spelled[word][self.language]
        return spellings[self.spelling % len(spellings)]

    def piece(self, piece: Token, written: str) -> str:
        english = self.language == "en"
        match piece.type:
            case "SET" | "MOD" | "QTY":
                return self.forms.get(_bare(written), written)
            case "NUMBER" if not written[0].isdigit():
                return str(piece.payload.value)
            case "NUMBER":
                return written.replace(",", ".") if english else written.replace(".", ",")
            case "DATE" | "MONTH":
                return self.date(written)
            case "STATISTIC" if piece.payload[0] != "PERCENTILE":
                return self.word(piece.payload[0])
            case "STATISTIC" if english:
                return f"{piece.payload[1]}{_ORDINALS.get(piece.payload[1], 'th')} percentile of"
            case "STATISTIC":
                return f"{piece.payload[1]}-persentil av"
            case known if known in load_words().spelled:
                word = self.word(known)
                return f", {word}" if written.startswith(",") and not word.startswith(",") else word
        return written

    def date(self, written: str) -> str:
        english = self.language == "en"
        months = get_month_names("wide", locale="en" if english else "nb")
        parts = {"kvartal": "quarter"} if english else {"quarter": "kvartal"}

        def said(word: str) -> str:
            return months[MONTH_NAMES[word]] if word in MONTH_NAMES else parts.get(word, word)

        made = _WORDS.sub(lambda m: said(m.group().casefold()), written)
        return made.replace(". ", " ") if english and MONTH_NAMES.keys() & atoms(made) else made


def translated(text: str, language: str, spelling: int = 0) -> str:
    """The specification in `nb`, `nn` or `en`, with the canonical spelling of each word.

    `spelling` n takes the n-th spelling after it, round again where a word has fewer. The specification must
    parse, and must say its language.
    """
    lines, read = _read(text)
    return _laid_out(lines, _Translator(language, spelling, _forms(lines, language)), read)


def words_used(text: str) -> set[str]:
    """The abstract words that the specification is made of."""
    found = (piece for _, node in _read(text)[1].values() for piece in tokens(node))
    words = {piece.payload[0] if piece.type == "STATISTIC" else piece.type for piece in found}
    return words & load_words().spelled.keys()


@cache  # each specification is said in many words
def _read(text: str) -> tuple[list[LogicalLine], dict[int, tuple[LogicalLine, Node]]]:
    lines, problems = read_lines(SourceText("spec", text))
    language = next((m[1] for line in lines if (m := _LANGUAGE.match(line.text))), None)
    assert language is not None, "the specification names no language"
    reader = _Recorder(language, declare(lines)[0])
    read_blocks(reader, lines)
    assert [p.message("en") for p in (*problems, *reader.problems)] == []
    return lines, reader.read


def _laid_out(lines: list[LogicalLine], translator: _Translator, read: dict[int, tuple[LogicalLine, Node]]) -> str:
    """The lines at their own numbers, blank ones where a line went on or there was a comment."""
    made: list[str] = []
    for line in _all(lines):
        made += [""] * (line.number - 1 - len(made))
        found = read.get(line.number)
        made.append(" " * line.indent + (translator.line(*found) if found else line.text))
    return "\n".join(made) + "\n"


def _all(lines: list[LogicalLine]) -> Iterator[LogicalLine]:
    for line in lines:
        yield line
        yield from _all(line.children)


def _forms(lines: list[LogicalLine], language: str) -> dict[str, str]:
    """What a form of a term becomes: the form that its declaration gives in that place for the language."""
    words = {"nb": "bokmål", "nn": "nynorsk", "en": "engelsk|english"}[language]
    asked = re.compile(rf"(?:på|in)\s+(?:{words})\s*:", re.IGNORECASE)
    found: dict[str, str] = {}
    for line in _all(lines):
        own = phrase_token(line)
        for child in line.children if own else ():
            rest = rest_token(child) if asked.match(child.text) else None
            for at, form in enumerate(own.payload if rest else ()):
                found[_bare(form.text)] = rest.payload[min(at, len(rest.payload) - 1)].text
    return found


def _bare(text: str) -> str:
    return " ".join(text.strip("«»").split()).casefold()
