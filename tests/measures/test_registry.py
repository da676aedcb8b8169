"""What a closed union once guarded: every statistic has its file, its words, a page and the reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.language.reading.words import load_words
from kpidsl.measures.measure import TAKES, Measure
from kpidsl.measures.registry import BY_WORD, MEASURES
from tests.reference.reference import STATISTICS

ROOT = Path(__file__).parents[2]
BEGIN = [m for m in MEASURES if m.words]
PAGES = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests/language/pages").glob("*.md")).casefold()
TAKE_NOTHING = {"change", "index", "ready_share"}
"""Those whose sentence is a title with lines under it, or another indicator's code."""
NOT_IN_THE_TABLE = {"PERCENTILE": "90-persentil"}  # the lexer reads the number


OF_ALL = {"__init__", "attainable", "measure", "registry", "hiding", "months", "sides"}
"""The files that are of every statistic."""


def test_the_registry_is_the_folder() -> None:
    files = {p.stem for p in (ROOT / "src/kpidsl/measures").glob("*.py")} - OF_ALL
    assert [m.name for m in MEASURES] == sorted(files)


def test_no_word_begins_two_statistics() -> None:
    assert len(BY_WORD) == sum(len(m.words) for m in MEASURES)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.name)
def test_it_says_what_it_is_called_and_takes(measure: Measure) -> None:
    assert all(measure.called)
    assert bool(measure.takes) is (measure.name not in TAKE_NOTHING)
    assert measure.takes <= set(TAKES)


@pytest.mark.parametrize("measure", BEGIN, ids=lambda m: m.name)
def test_its_words_are_spelled_and_stand_on_a_page(measure: Measure) -> None:
    spelled = load_words().spelled
    for word in measure.words:
        if word in NOT_IN_THE_TABLE:
            assert NOT_IN_THE_TABLE[word] in PAGES
            continue
        assert set(spelled[word]) == {"nb", "nn", "en"}
        assert any(f"{spelling} " in PAGES for spelling in spelled[word]["nb"])


def test_the_reference_has_those_of_all_rows() -> None:
    """Written apart from the measures: what it needs and what it makes of it is not taken from them."""
    assert set(STATISTICS) == {m.name for m in MEASURES if m.reduced is not None}
    for measure in MEASURES:
        if measure.reduced is not None:
            assert measure.least_rows == STATISTICS[measure.name][0]
