"""What the language has no words for is said, with what to write instead, and that can be written."""

from __future__ import annotations

import pytest

from kpidsl.language.check import check_sources
from kpidsl.problems import SourceText

BASE = """språk nb
kilde sakene
  én rad per sak
  kontor   enhet
  sak      sak
  kom      dato
  gikk     dato
  brukt    heltall
  område   tekst: "somatikk", "rus"
begrep saker betyr sakene
  fristen er 21 dager fra kom
egenskap avsluttede betyr saker der gikk er i perioden
utfall behandlede betyr saker datert gikk
begrep åpne betyr sakene der gikk mangler
størrelse ventetid betyr antall dager fra kom til gikk, lavere er bedre
størrelse alder betyr antall dager fra kom til månedens slutt, lavere er bedre
størrelse forbruk betyr sum brukt i sakene, lavere er bedre
trend for alle andre sammenlignet med forrige periode
status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 10 % av målet dårligere enn målet
  rød   ellers
"""

LACKING = [
    ("Gjennomsnittlig ventetid på avsluttede saker, 9 dager i rus", "9 dager i rus", "i hermetegn"),
    (
        "Antall åpne (høyst 50 for kontor 0101, 40 for kontor 0102)",
        "40 for kontor 0102",
        "skriv «og» foran i stedet for komma («og 40 for kontor 0102»)",
    ),
    (
        "Antall åpne (høyst 50 for kontor 0101, 0102, 60 fra 2027 for kontor 0103)",
        "60 fra 2027 for kontor 0103",
        "eller måleenheten bak tallet",
    ),
    ("Endring fra i fjor i ventetid (høyst 0 dager)", "Endring fra i fjor i ventetid", "lavere enn i fjor"),
    ("Endring i ventetid (høyst 0 dager)", "Endring", "Endring fra i fjor i KODE"),
    ("Forbruk pluss 1 000 (høyst 40)", "pluss 1 000", "kolonne der det er gjort"),
    ("Forbruk per antall ulike personer (høyst 40)", "antall ulike personer", "per ulik person blant SETT"),
    ("Forbruk i prosent av ulike personer (høyst 40 %)", "ulike personer", "per ulik person blant SETT"),
    ("0 fristbrudd", "fristbrudd", "0 fristbrudd på SETT"),
    ("avvik når status er rød to måneder på rad", "to måneder på rad", "rød i 2 måneder"),
]

INSTEAD = """begrep saker om rus betyr saker der område er "rus"
Gjennomsnittlig ventetid på avsluttede saker (9 dager for "rus", 4 dager for andre), fordelt på område
V.1 Gjennomsnittlig ventetid på avsluttede saker (lavere enn i fjor)
Endring fra i fjor i V.1 (høyst 1 dager)
Antall åpne eldre enn 6 måneder (høyst 10)
Andel åpne eldre enn 6 måneder (høyst 10 %)
Antall åpne per 100 saker (høyst 40)
0 fristbrudd på saker
avvik når status er rød i 2 måneder
"""


def errors(text: str):
    """The errors of the text below the declarations."""
    _, problems = check_sources([SourceText("v.kpi", BASE + text + "\n")])
    return [p for p in problems if p.severity == "error"]


@pytest.mark.parametrize(("line", "found", "instead"), LACKING, ids=lambda one: one[:40])
def test_what_cannot_be_said_is_answered_with_what_can(line, found, instead):
    (problem,) = errors(line)
    assert problem.code == "S029"
    assert problem.fields["found"] == found
    assert instead in (problem.help("nb") or "")


def test_a_target_is_for_one_category() -> None:
    """`for alt i rus`: both `for` and `i` would say whom the target is for."""
    assert [p.code for p in errors("Gjennomsnittlig ventetid på avsluttede saker (9 dager for alt i rus)")] == ["T110"]


def test_what_is_offered_can_be_written():
    assert errors(INSTEAD) == []


def test_a_slip_elsewhere_in_the_line_is_answered_as_before():
    (problem,) = errors('Andell saker der område er "rus" innen 4 timer (minst 90 %)')
    assert problem.code != "S029"
