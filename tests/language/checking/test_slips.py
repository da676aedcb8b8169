"""Typical slips: the code, the line, and what the message offers. All problems of a file come at once."""

from __future__ import annotations

import pytest

from kpidsl.language import check_sources
from kpidsl.problems import Problem, SourceText
from tests.language.page import prelude

HEAD = (
    prelude("organisation")
    + prelude("persons")
    + prelude("cases").replace("trend for alle andre", "trend for varigheter")
)
LINES = HEAD.count("\n")


def problems_of(tail: str) -> list[Problem]:
    _, problems = check_sources([SourceText("spec.kpi", HEAD + tail)])
    return [p for p in problems if p.severity == "error"]


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("Andel arbeidssøkere med oppfølging siste 3 mnd. (80 dager)", "T040", "80 dager"),
        ("Gjennomsnittlig varighet på avsluttede tilfeller (39 %)", "T040", "39 %"),
        ("Andel arbeidssøkere (80 %)", "T021", "arbeidssøkere"),
        ("Andel arbeidssøkere med oppfølging (minst 600 %)", "T173", "600 %"),
        ("Andel unge arbeidssøkere av arbeidssøkere (20 %)", "T042", "gulv"),
        ("Antall åpne saker (10)", "T042", "tak"),
        ("Andel arbeidssøkere med godkjent plan siste 3 mnd. (80 %)", "T017", "godkjent plan"),
        ("Andel arbeidssøkere av unge arbeidssøkere (minst 20 %)", "T030", "unge arbeidssøkere"),
        ("Andel åpne saker av arbeidssøkere (høyst 20 %)", "T029", "beholdning"),
        ("Andel tilfeller innen 26 uker (80 %)", "T024", "utfall"),
        ("Andel holdte dialogmøter innen 2,5 måneder (80 %)", "T011", "hele"),
        ("Andel holdte dialogmøter (80 %)", "T020", "innen"),
        ("Andel holdte dialogmøter innen fristen (80 %)", "T027", "fristen"),
        ("Andel arbeidssøkere med oppfølging siste 2 uker (80 %)", "T014", "måneder"),
        ("Andel tilfeller med varighet over 20 virkedager (høyst 5 %)", "T028", "dager"),
    ],
)
def test_a_slip_is_named_and_placed(line: str, code: str, said: str) -> None:
    found = problems_of(line + "\n")
    assert [p.code for p in found] == [code]
    assert found[0].span is not None
    assert found[0].span.line == LINES + 1
    assert said in found[0].message("nb") + found[0].help("nb")
    assert found[0].message("en") != found[0].message("nb")


def test_declarations_are_typed() -> None:
    tail = (
        'begrep a betyr personstatus der statsu er "arbeidssøker"\n'
        'begrep b betyr personstatus der status er "arbeidsøker"\n'
        'begrep c betyr personstatus der alder er "ung"\n'
        "begrep d betyr saker der start er før 2026\n"
        "begrep e betyr en overgang i aktiviteter\n"
    )
    found = problems_of(tail)
    assert [(p.code, p.span.line - LINES) for p in found if p.span] == [
        ("T003", 1),
        ("T005", 2),
        ("T004", 3),
        ("T006", 4),
        ("T013", 5),
    ]
    assert "«status»" in found[0].message("nb")
    assert "«arbeidssøker»" in found[1].message("nb")


def test_a_broken_term_is_one_problem_however_often_it_is_used() -> None:
    tail = 'begrep ledige betyr personstatus der statsu er "x"\n' + "Andel ledige med oppfølging (80 %)\n" * 3
    assert [p.code for p in problems_of(tail)] == ["T003"]


def test_rules_and_targets() -> None:
    tail = (
        "B.1 Andel arbeidssøkere med oppfølging siste 3 mnd. (80 %)\n"
        "  antas å virke på E.9\n"
        "B.1 Andel arbeidssøkere med godkjent plan (80 %)\n"
        "måltall for B.1\n"
        "  80 % fra 2026\n"
        "  82 % fra januar 2026\n"
        "måltall for B.7\n"
        "  80 % fra 2026\n"
    )
    assert sorted(p.code for p in problems_of(tail)) == ["T009", "T047", "T048", "T049"]


def test_the_one_good_reading_is_found_where_greedy_reading_fails() -> None:
    """R7 b: the longest term first would leave `og` without a place."""
    tail = (
        'begrep arbeidssøkere med plan betyr personstatus der status er "arbeidssøker" og plan finnes\n'
        'begrep plan og oppfølging betyr aktiviteter der type er "møte"\n'
        "Andel arbeidssøkere med plan og oppfølging siste 3 mnd. (80 %)\n"
    )
    assert problems_of(tail) == []


def test_an_index_needs_all_its_weight() -> None:
    tail = (
        "B.1 Andel arbeidssøkere med oppfølging siste 3 mnd. (80 %)\n"
        "B.2 Andel arbeidssøkere med godkjent plan (80 %)\n"
        'I.1 Vektet indeks "Tett på" (minst 90)\n'
        "  B.1 teller 60 %\n"
        "  B.2 teller 30 %\n"
    )
    found = problems_of(tail)
    assert [p.code for p in found] == ["T061"]
    assert "90 %" in found[0].message("nb")


def test_a_rule_that_is_wrong_is_named_once() -> None:
    rule = "status for antall\n  grønn når målet er nådd\n  gul når resultatet er høyst 2 dårligere enn målet\n"
    tail = "Antall åpne saker (høyst 10)\nAntall tilfeller (høyst 10)\n" + rule
    assert [(p.code, p.span.line - LINES) for p in problems_of(tail) if p.span] == [("T051", 3)]


@pytest.mark.parametrize(("written", "near"), [("600 %", "60 %"), ("655 prosent", "65,5 prosent"), ("1800 %", None)])
def test_a_share_that_cannot_be_comes_with_the_nearest_that_can(written: str, near: str | None) -> None:
    (found,) = problems_of(f"K.1 Andel arbeidssøkere med oppfølging (minst {written})\n")
    assert found.code == "T173"
    assert [edit.text for fix in found.fixes for edit in fix.edits] == ([near] if near else [])
