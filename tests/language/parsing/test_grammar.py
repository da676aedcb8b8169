from __future__ import annotations

import io
import logging
import re

import pytest
from lark import Lark, logger

from kpidsl.language.reading.lexer import Lexicon, keyword_trie
from kpidsl.language.reading.parser import STARTS, grammar_text
from kpidsl.language.reading.words import atoms, load_words
from kpidsl.measures.registry import BY_WORD

MADE_BY_THE_LEXER = {
    "BULLET", "CODE", "COLON", "COMMA", "DASH", "DATE", "DO", "LIST_COMMA", "LPAR", "MOD", "MONTH", "NAME", "NUMBER",
    "ONE_QTY", "ONE_SET", "ORDINAL", "PHRASE",
    "QTY", "REST", "RPAR", "SET", "STATISTIC", "STOP", "STRING", "TARGET_COMMA",
    "UNIT", "YEAR",
}  # fmt: skip


def conflicts(grammar: str, starts: list[str]) -> str:
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        Lark(grammar, parser="lalr", lexer="basic", start=starts, debug=True)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    return heard.getvalue()


def test_the_grammar_has_no_conflict() -> None:
    """lark resolves shift/reduce silently (R31)."""
    assert conflicts(grammar_text(), list(STARTS)) == ""


def test_a_conflict_would_be_heard() -> None:
    assert "onflict" in conflicts("%declare A B\ns: A s? B? s?", ["s"])


def test_every_word_of_the_grammar_is_in_the_table_and_no_other() -> None:
    used = set(re.findall(r"\b[A-Z][A-Z_]+\b", re.sub(r"//.*", "", grammar_text().split("%declare")[0])))
    assert used - set(load_words().spelled) == MADE_BY_THE_LEXER
    assert set(load_words().spelled) - used == set(BY_WORD) - {"PERCENTILE"}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_no_spelling_of_a_word_is_written_twice(language: str) -> None:
    for word, spelled in load_words().spelled.items():
        split = [tuple(atoms(s)) for s in spelled[language]]
        assert len(set(split)) == len(split), word
        assert all(split), word


def test_a_trie_is_built_once_a_language() -> None:
    assert keyword_trie("nb") is keyword_trie("nb")


def test_a_comma_is_read_by_what_stands_just_behind_it() -> None:
    """Of hundreds of codes each comma is looked at once: it leads to no further one. The last one leads to a target."""
    codes = ", ".join(f"{code:04}" for code in range(2_000))
    text, lexicon = f"kontor {codes}, 50 % for kontor 0301", Lexicon(True, keyword_trie("nb"))
    commas = [at for at, sign in enumerate(text) if sign == ","]
    leading = [at for at in commas if any(token.type == "TARGET_COMMA" for token in lexicon.tokens(text, at))]
    assert leading == commas[-1:]
