"""The grammar's parsing tables from a file: used where they are of this grammar, and not otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.language.reading import parser
from kpidsl.language.reading.lexer import Lexicon, keyword_trie
from kpidsl.language.reading.words import Trie
from kpidsl.resources import grammar_dir

LINES = (
    ("top", "kilde saker"),
    ("top", 'resultatkrav "Rett til tida"'),
    ("ind_line", "måles kvartalsvis"),
    ("status_line", "gul når resultatet er høyst 5 prosentpoeng dårligere enn målet"),
    ("top", "kilde kilde kilde"),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the grammar, where the parser looks for its tables."""
    for file in ("kpidsl.lark", "words.toml", "numerals.toml"):
        (tmp_path / file).write_bytes((grammar_dir() / file).read_bytes())
    monkeypatch.setattr(parser, "grammar_dir", lambda: tmp_path)
    return tmp_path


def read(start: str, text: str) -> object:
    found = parser.parse_line(text, start, Lexicon(True, keyword_trie("nb"), Trie()))
    return found.readings, found.farthest, found.expected


def test_lines_are_read_alike_with_the_tables_and_without(folder: Path) -> None:
    parser._grammar.cache_clear()
    parser._fresh.cache_clear()
    made = [read(*line) for line in LINES]
    (folder / parser.TABLES).write_bytes(parser.packed_tables())
    parser._grammar.cache_clear()
    parser._fresh.cache_clear()
    assert [read(*line) for line in LINES] == made


def test_tables_of_another_grammar_are_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / parser.TABLES).write_bytes(b"0" * 64 + b"\n" + b"no tables")
    parser._grammar.cache_clear()
    assert parser._grammar().options.start == list(parser.STARTS)
    parser._grammar.cache_clear()
