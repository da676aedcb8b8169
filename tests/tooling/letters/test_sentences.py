"""Where a sentence of a letter ends."""

from __future__ import annotations

import pytest

from kpidsl.tooling.letters.sentences import Paragraph, paragraphs_of, sentences_of


def split(text: str) -> list[str]:
    return [one.text for one in sentences_of(paragraphs_of(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Minst 80 pst. av brukerne skal ha plan innen 1. juli 2027.",
        "Høyst 15 mill. kroner, jf. Prop. 1 S.",
        "Dette gjelder f.eks. NAV og bl.a. Skatteetaten, se pkt. 3.",
        "Se nr. 5 i lista.",
        "Beløpet er kr. 500 per måned.",
        "1. Minst 80 % av brukerne skal ha plan.",
        "a) Ingen klager skal vente.",
        "See no. 12 and cf. Chapter 3.",
        "Innen utgangen av siste 3 mnd. skal andelen øke.",
    ],
)
def test_what_ends_no_sentence(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Andelen skal være minst 80 pst.", "Antallet skal være høyst 5."),
        ("Minst 80 % i 2027.", "Dette gjelder alle."),
        ("Er det nok?", "Ja."),
        ("Alt skal ned;", "Ingen skal vente."),
        ("Ventetiden er siste 3 mnd.", "Ingen skal vente."),
        ("Se lista.", "«Alle» er med."),
        ("Det er 5.", "80 prosent skal ha plan."),
    ],
)
def test_what_ends_one(first: str, second: str) -> None:
    assert split(f"{first} {second}") == [first, second]


def test_lines_are_joined_and_lists_and_blank_lines_part() -> None:
    text = "Overskrift\n\nEn setning som\ngår over to linjer. En til.\n• Første\n  punkt\n• Andre"
    assert [(one.number, one.text) for one in sentences_of(paragraphs_of(text))] == [
        (1, "Overskrift"),
        (3, "En setning som går over to linjer."),
        (4, "En til."),
        (5, "• Første punkt"),
        (7, "• Andre"),
    ]


def test_a_document_gives_paragraphs_of_one_number() -> None:
    assert [(one.number, one.text) for one in sentences_of([Paragraph(7, "En. To.")])] == [(7, "En."), (7, "To.")]


def test_of_nothing_nothing_comes() -> None:
    assert split("") == split(" \n\n") == []
