"""Forms by the regular endings of English and Norwegian."""

import pytest

from kpidsl.language.reading.inflections import infinitives, singular


@pytest.mark.parametrize(
    ("form", "infinitive"),
    [
        ("processed", "process"),
        ("decided", "decide"),
        ("carried out", "carry out"),
        ("admitted", "admit"),
        ("behandles", "behandle"),
        ("behandlet", "behandle"),
        ("handsamast", "handsame"),
    ],
)
def test_a_regular_verb(form: str, infinitive: str) -> None:
    assert infinitive in infinitives(form)


@pytest.mark.parametrize("form", ["held", "avgjort", "", "in time"])
def test_an_irregular_one_has_none(form: str) -> None:
    assert infinitives(form) == []


@pytest.mark.parametrize(
    ("form", "one"),
    [
        ("FTEs", "FTE"),
        ("pending claims", "pending claim"),
        ("bodies", "body"),
        ("children", None),
        ("sickness", None),
        ("status", None),
        ("", None),
    ],
)
def test_one_of_several(form: str, one: str | None) -> None:
    assert singular(form) == one
