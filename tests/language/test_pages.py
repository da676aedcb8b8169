from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from kpidsl.language import check_sources
from kpidsl.language.reading.words import load_words
from kpidsl.problems import SourceText

from .meaning import meaning
from .page import Example, examples, judge
from .translate import translated, words_used

PAGES = sorted((Path(__file__).parent / "pages").glob("**/*.md"))
EXAMPLES = [example for page in PAGES for example in examples(page)]
OTHER_WORDS = sorted((Path(__file__).parent / "other-words").glob("*.kpi"))
NORTH_STAR = Path(__file__).parent / "parsing" / "north-star.nb.kpi"
SPECIFICATIONS = {path.read_text(encoding="utf-8"): path.stem for path in OTHER_WORDS} | {
    example.spec: f"{example.page.stem}:{example.line}" for example in reversed(EXAMPLES)
}
OTHER_SPELLINGS = 3  # after the canonical one: as many as the words with most spellings have


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.page.stem}:{e.line}")
def test_page_holds(example: Example) -> None:
    assert judge(example) == []


@pytest.mark.parametrize("text", SPECIFICATIONS, ids=SPECIFICATIONS.get)
@pytest.mark.parametrize("language", ["en", "nn"])
def test_page_means_the_same_in(language: str, text: str) -> None:
    """Equal typed specifications give equal figures: the engine sees nothing else. Refusals are at the same lines."""
    assert _checked(translated(text, language)) == _checked(text)


@pytest.mark.parametrize("text", SPECIFICATIONS, ids=SPECIFICATIONS.get)
def test_page_is_said_again_by_its_translation(text: str) -> None:
    """Read with that language's own words alone: nothing of the other language is left."""
    for language in ("en", "nn"):
        assert translated(translated(text, language), "nb") == translated(text, "nb")


def test_every_word_of_the_language_is_translated() -> None:
    texts = [*SPECIFICATIONS, NORTH_STAR.read_text(encoding="utf-8")]
    assert {word for text in texts for word in words_used(text)} == load_words().spelled.keys()


@pytest.mark.parametrize("text", SPECIFICATIONS, ids=SPECIFICATIONS.get)
def test_every_spelling_of_a_word_means_the_same(text: str) -> None:
    for language in ("nb", "en", "nn"):
        for other in {translated(text, language, spelling) for spelling in range(1, OTHER_SPELLINGS + 1)}:
            assert _checked(other) == _checked(text)


@pytest.mark.parametrize("example", EXAMPLES[::12], ids=lambda e: f"{e.page.stem}:{e.line}")
def test_page_holds_in_english(example: Example) -> None:
    """That equal meaning is equal figures, tried on some."""
    assert judge(replace(example, spec=translated(example.spec, "en"))) == []


def test_every_page_expects_something() -> None:
    assert PAGES
    for page in PAGES:
        assert examples(page), page


@cache
def _checked(text: str) -> tuple[object, list[tuple[str, int]]]:
    """What the specification means, and its problems: code and line."""
    spec, found = check_sources([SourceText("page", text)])
    return meaning(spec), sorted((p.code, p.span.line if p.span else 0) for p in found)
