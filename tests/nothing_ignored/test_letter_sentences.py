"""No word of a letter's sentence is read and then ignored, and each sentence says what its short form says."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest

from kpidsl.problems import SourceText
from kpidsl.tooling.canonical import canonical
from tests.nothing_ignored.checked import checked
from tests.nothing_ignored.letter_sentences import LANGUAGE, WORDS, WORLD, failures, sentences, trees


@pytest.mark.parametrize("language", WORDS)
def test_made_sentences_say_what_their_short_forms_say_and_nothing_can_be_dropped(language: str) -> None:
    assert failures(list(islice(sentences(language, 1), 100)), Random(1)) == []


@pytest.mark.parametrize("language", WORDS)
def test_made_sentences_check_to_the_specification_of_their_canonical_form(language: str) -> None:
    lines = list(dict.fromkeys(made.text for made in islice(sentences(language, 7, marked=False), 40)))
    written = SourceText("brev.kpi", "\n".join((LANGUAGE[language], *lines)) + "\n")
    (_, short), left = canonical([SourceText("ord.kpi", WORLD), written])
    assert left == ()
    forms = short.text.splitlines()[1:]
    world = WORLD.replace("språk nb", LANGUAGE[language], 1)
    before, after = checked(lines, world), checked(forms, world)
    assert None not in before
    assert before == after
    (_, again), _ = canonical([SourceText("ord.kpi", WORLD), short])
    assert again.text == short.text


def test_a_dropped_word_is_seen() -> None:
    whole, less = trees("nb", ["Minst 80 % av arbeidssøkerne skal ha godkjent plan"] * 2)
    assert whole == less
    assert whole is not None
    assert trees("nb", ["80 % av arbeidssøkerne skal ha godkjent plan"]) != [whole]
