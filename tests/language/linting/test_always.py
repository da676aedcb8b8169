"""What is said of shares that are always 0 or 100 %, and of what is not always so."""

from __future__ import annotations

from kpidsl.language import check_sources
from kpidsl.problems import SourceText
from tests.language.page import prelude

CASES = (
    prelude("organisation")
    + prelude("cases")
    + "størrelse liggetid betyr antall dager fra start til månedens slutt, lavere er bedre\n"
)


def test_how_old_open_cases_are_is_not_always_so() -> None:
    """Open cases have no end: the age of those that do is not what is asked about."""
    _, problems = check_sources([SourceText("a.kpi", f"{CASES}A.1 Andel åpne saker eldre enn 90 dager (høyst 5 %)\n")])
    assert "L023" not in [p.code for p in problems]


def test_those_that_are_open_are_always_open() -> None:
    _, problems = check_sources([SourceText("a.kpi", f"{CASES}A.1 Andel åpne saker av åpne saker (minst 5 %)\n")])
    assert "L023" in [p.code for p in problems]


def test_an_outcome_of_other_cases_has_not_happened_to_these() -> None:
    """What the outcome is declared of was left out of account: cases of one kind had the outcome of another."""
    kinds = (
        'begrep røde betyr saker der farge er "rød"\n  fristen løper fra start\n'
        'begrep blå betyr saker der farge er "blå"\n  fristen løper fra start\n'
        "utfall ferdige (ferdig) betyr blå datert slutt\n"
    )
    source = (
        "språk nb\nkilde saker\n  én rad per sak\n  nr sak\n  kontor enhet\n  start dato\n  slutt dato\n"
        '  farge tekst: "rød", "blå"\n'
    )
    for cases, always in (("røde", True), ("blå", False)):
        text = f"{source}{kinds}A.1 Andel {cases} ferdig innen 21 dager (uten mål)\n"
        _, problems = check_sources([SourceText("a.kpi", text)])
        assert ("L023" in [p.code for p in problems]) is always
