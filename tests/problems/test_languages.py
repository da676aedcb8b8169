"""Every message is in one language, and every count has its noun in the right form."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from kpidsl.problems.catalogue import CATALOGUE
from kpidsl.problems.counts import counted
from kpidsl.problems.problem import Problem

ROOT = Path(__file__).parents[2]
NOUNS = (
    "rader|radene|enheter|celler|nøkler|formler|dager|måneder|indikatorer|rows|units|cells|keys|formulas|days|months"
)
BARE_COUNT = re.compile(rf"\{{\w+\}} (?:{NOUNS})\b")
PAIR_OF_LANGUAGES = re.compile(
    r"\b(?:rader/rows|sifre/digits|siffer/digits|bokstaver/letters|deler/parts|noder/nodes|kolonne/column|dato/date)\b"
)
# Words of one language alone. In the other they stand only inside marks of quotation, as what is to be written.
NORWEGIAN = re.compile(r"\b(?:er|ikke|og|som|det|en|ei|av|til|med|eller|på|kan|skal|måned|enhet|rad|rader)\b")
ENGLISH = re.compile(r"\b(?:is|the|and|that|of|not|with|are|which|must|period|unit|row|rows|month|role)\b")
# Words of bokmål that nynorsk writes otherwise, also where they are to be written in a specification.
BOKMÅL = re.compile(
    r"\b(?:antall|av seg selv|bare|begrep\w*|begynner|beholdning|brukes|cellen|dager|dem|deres|egen|eget|enhet\w*|et"
    r"|filen|flere|fra|gjelder|hentes|hva|hvem|hver|hvert|hvilke\w*|hvor|høyere|høyst|hører|ikke|indikatorer|innen"
    r"|kilde\w*|lavere|linjen|mangler|mer|måltall\w*|måned|måneden|måneder|noe|noen|raden|regnes|rød|skrives|slutter"
    r"|strøm|styringslinje\w*|tallene?|tallet|uten|verdier|være|denne filen|vekten|utviklingen|dårligere|bedre"
    r"|sammenlignet|forrige|uendret|endringen|sannsynligheten|siffer[et]+|personer|perspektiver|regler)\b(?!\.csv)",
    re.IGNORECASE,
)
QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"|'[^']*'|\{[^}]*\}|`[^`]*`|\[[^\]]*\]")


def texts(entry):
    return {
        "nb": (entry.nb, entry.help_nb),
        "nn": (entry.nn, entry.help_nn),
        "en": (entry.en, entry.help_en),
    }


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_message_is_in_one_language(code):
    for language, said in texts(CATALOGUE[code]).items():
        for text in said:
            assert not PAIR_OF_LANGUAGES.search(text), text
            bare = QUOTED.sub(" ", text)
            stray = set((NORWEGIAN if language == "en" else ENGLISH).findall(bare))
            assert len(stray) < 2, (language, sorted(stray), text)


def test_every_message_is_in_three_languages():
    lacking = {
        code
        for code, entry in CATALOGUE.items()
        if not (entry.nb and entry.nn and entry.en)
        or not bool(entry.help_nb) == bool(entry.help_nn) == bool(entry.help_en)
    }
    assert lacking == set()


def test_every_word_of_a_message_is_given_in_three_languages():
    """A field `size_nb` without `size_nn` would be read in bokmål in the middle of a nynorsk message."""
    for path in (ROOT / "src").rglob("*.py"):
        given = re.findall(r"\b(\w+)_(nb|nn|en)=", path.read_text(encoding="utf-8"))
        if path.parent.name != "codes":
            assert {f for f, language in given if language == "nb"} <= {
                f for f, language in given if language == "nn"
            }, path


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_nynorsk_is_no_bokmål(code):
    for text in texts(CATALOGUE[code])["nn"]:
        assert not BOKMÅL.findall(re.sub(r"\{[^}]*\}", "", text)), text


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_the_languages_name_the_same_fields(code):
    def fields(text):
        return {re.sub(r"_(?:nb|nn|en)$", "", name) for name in re.findall(r"\{(\w+)", text)}

    for one in zip(*texts(CATALOGUE[code]).values(), strict=True):
        bokmål, nynorsk, english = map(fields, one)
        assert bokmål == nynorsk == english
    for language, said in texts(CATALOGUE[code]).items():
        others = {"nb", "nn", "en"} - {language}
        assert not re.findall(rf"\{{\w+_(?:{'|'.join(others)})\b", " ".join(said))


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_count_has_its_noun_in_the_right_form(code):
    for said in texts(CATALOGUE[code]).values():
        for text in said:
            assert not BARE_COUNT.search(text), text


PAGES = [
    *sorted((ROOT / "docs" / "problems").glob("[A-Z][0-9]*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_no_page_shows_one_rows_or_two_languages_in_a_line(page):
    text = page.read_text(encoding="utf-8")
    assert not re.findall(r"(?<![\d ,.])1 (?:rader|enheter|celler|nøkler|rows|units|cells|keys)\b", text)
    assert not PAIR_OF_LANGUAGES.findall(text)


def test_one_row_two_rows_no_rows():
    assert [counted(n, "rad", "rader") for n in (0, 1, 2, 16196)] == ["0 rader", "1 rad", "2 rader", "16 196 rader"]
    one, two = (Problem("D003", None, {"source": "tall", "count": n}) for n in ("1", "2"))
    assert (one.message("nb"), two.message("nb")) == (
        "tall: 1 lik rad er talt én gang.",
        "tall: 2 like rader er talt én gang.",
    )
    assert one.message("en") == "tall: 1 equal row is counted once."
    assert two.message("en") == "tall: 2 equal rows are counted once."


def test_the_words_of_the_cards_have_no_two_languages_in_one():
    words = tomllib.loads((ROOT / "renderers" / "words.toml").read_text(encoding="utf-8"))
    assert [t for table in words.values() for t in table.values() if PAIR_OF_LANGUAGES.search(t)] == []
