"""A target for a part of the time that another is for: what holds after it?"""

from __future__ import annotations

import re

import pytest

from kpidsl.language import check_sources
from kpidsl.problems import Problem, SourceText

SPEC = """språk nb
organisasjon Etaten
  nivåer kontor (kontorer), land
  styringslinje statlig: kontor i land
kilde tall
  én rad per enhet og måned
  kontor  enhet
  periode måned
  ja      teller
  alle    nevner
  alder   tekst: "unge", "eldre"
  tallene er strøm
størrelse svarandel betyr ja i prosent av alle i tall, høyere er bedre
status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 10 % av målet dårligere enn målet
  rød   ellers
trend for alle andre sammenlignet med forrige måned, uendret når endringen er innenfor tilfeldig variasjon
S.1 Svarandel ({target})
  fordelt på alder
"""


def _asked(target: str, rows: str = "") -> list[Problem]:
    text = SPEC.replace("{target}", target) + rows
    return [p for p in check_sources([SourceText("a.kpi", text)])[1] if p.severity == "error"]


@pytest.mark.parametrize(
    ("target", "following"),
    [
        ("80 % i 2026, 75 % i 2. kvartal 2026", "juli 2026"),
        ("75 % i 2. kvartal 2026, 80 % i 2026", "juli 2026"),
        ("80 % i 2026 og 75 % i juli 2026", "august 2026"),
        ("80 % i løpet av 2026, 75 % i 2026-07", "august 2026"),
        ("80 % i 2. tertial 2026, 75 % i juni 2026", "juli 2026"),
        ("80 % i 2026, 75 % i 2. kvartal 2026, 85 % i 4. kvartal 2026", "juli 2026"),
        ('minst 80 % for "unge" i 2026, 75 % for "unge" i 2. kvartal 2026, 70 % for "eldre"', "juli 2026"),
    ],
)
def test_what_holds_after_the_part_is_asked(target: str, following: str) -> None:
    (asked,) = _asked(target)
    assert asked.code == "Q017"
    assert asked.message("nb").endswith(f"hva gjelder fra {following}?")
    goes_on, again = re.findall("«(.*?)»", asked.help("nb"))
    first, rest = target, f", {again}"
    assert _asked(f"{first}{rest}") == []  # what is proposed for the one reading
    assert asked.span is not None
    start = asked.span.column - 1 - len("S.1 Svarandel (")
    date = target[start : start + asked.span.length]
    assert _asked(target.replace(f" i {date}", f" fra {date}")) == []  # and for the other
    assert f"fra {date}" in goes_on


@pytest.mark.parametrize(
    "target",
    [
        "80 % i 2026, 75 % fra 2. kvartal 2026",  # from: it goes on
        "80 % i 2026, 75 % i 4. kvartal 2026",  # both end with the year
        "80 % i 2026, 75 % i 2. kvartal 2026, 78 % fra juli 2026",
        "80 % i 2025, 75 % i 2. kvartal 2026",  # no part of 2025
        "80 % fra 2026, 75 % i juli 2026",  # no time that ends
        "70 % i 1. kvartal 2026, 75 % i 2. kvartal 2026, 80 % i 3. kvartal 2026",
        '80 % for "unge" i 2026, 75 % for "eldre" i 2. kvartal 2026',  # others
        "80 % innen utgangen av 2026, 75 % innen utgangen av juni 2026",
    ],
)
def test_where_it_is_said_nothing_is_asked(target: str) -> None:
    assert [p.code for p in _asked(target)] == []


def test_rows_of_targets_are_asked_as_well() -> None:
    rows = "måltall for S.1\n  80 % i 2026 for kontor\n  75 % i 2. kvartal 2026 for kontor\n"
    (asked,) = _asked("70 %", rows)
    assert (asked.code, asked.span and asked.span.line) == ("Q017", 23)
    assert "«80 % fra juli 2026 for kontor»" in asked.help("nb")
    assert _asked("70 %", rows + "  80 % for kontor fra juli 2026\n") == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.7.26", "1.7.2026"),
        ("01.07.26", "01.07.2026"),
        ("1. halvår 2026", "januar 2026"),
        ("2. halvår i 2026", "juli 2026"),
        ("andre halvår 2026", "juli 2026"),
        ("second half of 2026", "July 2026"),
    ],
)
def test_a_date_of_two_digits_and_half_a_year_are_answered_with_what_reads(written: str, meant: str) -> None:
    (wrong,) = _asked(f"80 % fra {written}")
    (edit,) = wrong.fixes[0].edits
    assert (wrong.code, edit.text) == ("S021", meant)
    assert _asked(f"80 % fra {meant}") == []
