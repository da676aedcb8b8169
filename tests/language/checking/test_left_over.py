"""What a statistic does not take is named, with what it takes and the line as it is without."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.language import check_sources
from kpidsl.measures.registry import MEASURES
from kpidsl.problems import Problem, SourceText
from kpidsl.problems.edits import resulting
from tests.nothing_ignored.world import BASE


def said(sentence: str, base: str = BASE) -> list[Problem]:
    """The errors of a sentence written last in that specification."""
    _, problems = check_sources([SourceText("v.kpi", f"{base}{sentence}\n")])
    return [p for p in problems if p.severity == "error" and p.span and p.span.line > base.count("\n")]


def mended(problem: Problem, sentence: str) -> list[str]:
    """The sentence after each of the problem's fixes."""
    lines = {"v.kpi": f"{BASE}{sentence}".splitlines()}
    return [line for fix in problem.fixes for line in resulting(fix, lines)]


def test_the_words_what_is_taken_and_a_line_to_copy():
    written = "A.1 Forbruk unntatt brukere (høyst 12 000 kroner)"
    (problem,) = said(written)
    assert problem.code == "T035"
    assert (problem.span.column, problem.span.length) == (13, len("unntatt brukere"))
    assert problem.message("nb") == "«unntatt brukere» kan ikke stå her i en sum."
    assert problem.message("en") == "“unntatt brukere” cannot stand here in a sum."
    assert problem.help("nb") == "I en sum kan det stå «per …», «ganger n», «siste n mnd», «hittil i år»."
    assert mended(problem, written) == ["A.1 Forbruk (høyst 12 000 kroner)"]
    assert said("A.1 Forbruk (høyst 12 000 kroner)") == []


LEFT = (
    ("Forbruk på brukere", "på brukere", "Forbruk"),
    ("Svarandel unntatt brukere", "unntatt brukere", "Svarandel"),
    ("Forbruk i prosent av budsjett med kontakt", "med kontakt", "Forbruk i prosent av budsjett"),
    ("Gjennomsnittlig trivsel innen 3 uker", "innen 3 uker", "Gjennomsnittlig trivsel"),
    (
        "Median varighet på avsluttede tilfeller uten kontakt ved samme enhet",
        "uten kontakt ved samme enhet",
        "Median varighet på avsluttede tilfeller",
    ),
    ("Antall holdte møtesaker", "holdte", "Antall møtesaker"),
    ("Antall brukere unntatt unge brukere", "unntatt unge brukere", "Antall brukere"),
    (
        "Antall ulike personer blant kontakt per brukere unntatt klager",
        "unntatt klager",
        "Antall ulike personer blant kontakt per brukere",
    ),
    ("Antall brukere med unge brukere ved samme enhet", "ved samme enhet", "Antall brukere med unge brukere"),
    (
        "Andel brukere med kontakt unntatt klager siste 3 mnd.",
        "siste 3 mnd.",
        "Andel brukere med kontakt unntatt klager",
    ),
    ("Andel brukere med unge brukere per brukere", None, None),
    ("Andel unge brukere av brukere unntatt holdte møtesaker", None, None),
)


@pytest.mark.parametrize(("sentence", "words", "without"), LEFT)
def test_whatever_is_left_of_a_sentence(sentence, words, without):
    """The two last have a problem of their own, which says more."""
    problems = said(f"A.1 {sentence}")
    assert problems
    if words is None:
        assert {p.code for p in problems} <= {"T018", "T023"}
        return
    (problem,) = problems
    assert (problem.code, problem.fields["words"]) == ("T035", words)
    assert mended(problem, f"A.1 {sentence}") == [f"A.1 {without}"]


TWICE = (
    "Andel brukere med kontakt med kontakt",
    "Andel brukere med kontakt unntatt unge brukere unntatt unge brukere",
    "Antall brukere med kontakt med kontakt",
    "Antall klager per brukere per unge brukere",
    "Andel holdte møtesaker innen 26 uker innen 3 uker",
    "Andel unge brukere av brukere av brukere",
    "Andel avsluttede tilfeller med varighet over 60 dager med varighet over 30 dager",
    "Forbruk hittil i år hittil i år",
)


@pytest.mark.parametrize("sentence", TWICE)
def test_the_same_clause_twice(sentence):
    (problem,) = said(f"A.1 {sentence}")
    assert problem.code == "T110"
    assert problem.places[0].span.column < problem.span.column


def test_several_with_clauses_that_differ_all_hold():
    assert said("A.1 Andel brukere med kontakt uten klager (minst 80 %)") == []


@pytest.mark.parametrize("sentence", ["Antall brukere", "Antall kontakt siste 6 mnd.", "Andel brukere med kontakt"])
def test_year_to_date_of_what_has_none(sentence):
    (problem,) = said(f"A.1 {sentence} hittil i år")
    assert problem.code == "T036"
    assert f"A.1 {sentence}" in mended(problem, f"A.1 {sentence} hittil i år")


def test_a_case_has_one_date():
    """`avsluttede` counts at `slutt`, `innen` at the deadline: one of them would not count."""
    assert [p.code for p in said("A.1 Andel holdte avsluttede møtesaker innen 26 uker")] == ["T016"]


def test_of_several_readings_the_one_with_the_fewest_words_left():
    """«brukere med kontakt» is one term, or a term and a clause: a median takes the set alone."""
    base = BASE + "begrep tilfeller med kontakt betyr saker\nbegrep kontakt på skolen betyr hendelser\n"
    (problem,) = said("A.1 Median varighet på tilfeller med kontakt per brukere", base)
    assert (problem.code, problem.fields["words"]) == ("T035", "per brukere")


def test_the_language_page_says_what_each_takes():
    page = (Path(__file__).parents[3] / "docs" / "language.md").read_text(encoding="utf-8")
    for measure in MEASURES:
        if measure.takes:
            assert f"| {measure.called[0]} | {measure.takes_in_words().nb} |" in page
