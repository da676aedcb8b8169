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
  minutter heltall
  område   tekst: "somatikk", "rus"
begrep saker betyr sakene
  fristen er 21 dager fra kom
egenskap avsluttede betyr saker der gikk er i perioden
utfall behandlede betyr saker datert gikk
størrelse ventetid betyr antall dager fra kom til gikk, lavere er bedre
trend for alle andre sammenlignet med forrige periode
status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 10 % av målet dårligere enn målet
  rød   ellers
"""

LACKING = [
    ("Andel behandlede saker innen 4 timer (minst 90 %)", "timer", "minutter heltall"),
    ("Andel behandlede saker innen 30 minutter (minst 90 %)", "minutter", "minutter heltall"),
    ("Andel behandlede saker innen 20 seconds (minst 90 %)", "seconds", "minutter heltall"),
    ('Gjennomsnittlig ventetid på avsluttede saker (9 dager for "rus")', 'for "rus"', "for hver kategori"),
    ("Endring fra i fjor i ventetid (høyst 0 dager)", "Endring", "lavere enn i fjor"),
    ("0 fristbrudd", "fristbrudd", "0 fristbrudd på SETT"),
    ("avvik når status er rød to måneder på rad", "to måneder på rad", "rød i 2 måneder"),
]

INSTEAD = """egenskap raske betyr saker der minutter er høyst 240
begrep saker om rus betyr saker der område er "rus"
Andel raske blant avsluttede saker (minst 90 %)
Gjennomsnittlig ventetid på avsluttede saker (lavere enn i fjor)
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


def test_what_is_offered_can_be_written():
    assert errors(INSTEAD) == []


def test_a_slip_elsewhere_in_the_line_is_answered_as_before():
    (problem,) = errors('Andell saker der område er "rus" innen 4 timer (minst 90 %)')
    assert problem.code != "S029"
