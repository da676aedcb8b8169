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
        ("H2 2026", "juli 2026"),
        ("Q3 2026", "3. kvartal 2026"),
        ("andre tertial 2026", "2. tertial 2026"),
        ("third quarter of 2026", "3rd quarter 2026"),
    ],
)
def test_a_date_of_two_digits_and_half_a_year_are_answered_with_what_reads(written: str, meant: str) -> None:
    (wrong,) = _asked(f"80 % fra {written}")
    (edit,) = wrong.fixes[0].edits
    assert (wrong.code, edit.text) == ("S021", meant)
    assert _asked(f"80 % fra {meant}") == []


@pytest.mark.parametrize("half", ["2. halvår 2026", "andre halvår 2026", "H2 2026"])
@pytest.mark.parametrize("target", ["80 %", "85 % i 2025, minst 80 %", 'minst 80 % for "unge"', "80 % for kontor"])
def test_a_target_in_half_a_year_is_of_its_two_quarters(half: str, target: str) -> None:
    """It was «i juli 2026», which is one of its six months."""
    (wrong,) = _asked(f"{target} i {half}")
    (edit,) = wrong.fixes[0].edits
    last = target.rpartition(", ")[2]
    assert (wrong.code, edit.text) == ("S021", f"3. kvartal 2026, {last} i 4. kvartal 2026")
    assert [p for p in _asked(f"{target} i {edit.text}") if p.code.startswith("S")] == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("andre halvår i 2026", "3. kvartal 2026, 80 % i 4. kvartal 2026"),
        ("H1 i 2026", "1. kvartal 2026, 80 % i 2. kvartal 2026"),
        ("andre kvartal i 2026", "2. kvartal 2026"),
        ("tredje tertial i 2026", "3. tertial 2026"),
    ],
)
def test_a_part_of_a_year_is_no_level(written: str, meant: str) -> None:
    """It was T043: «andre halvår» could be read as a level, and its year as the target's."""
    (wrong,) = _asked(f"80 % i {written}")
    (edit,) = wrong.fixes[0].edits
    assert (wrong.code, edit.text) == ("S021", meant)
    assert [p for p in _asked(f"80 % i {edit.text}") if p.code.startswith("S")] == []
    assert _asked("80 % i kontor i 2026") == []


def test_half_a_year_is_answered_by_its_end_where_that_is_meant() -> None:
    (wrong,) = _asked("80 % innen utgangen av 1. halvår 2026")
    assert [fix.edits[0].text for fix in wrong.fixes] == ["juni 2026"]
    (wrong,) = _asked("80 % innen H1 2026")
    assert wrong.fixes == ()  # its first day, or its last?


@pytest.mark.parametrize("month", ["januar", "juli"])
def test_a_month_without_its_year_is_said(month: str) -> None:
    """Which year is anyone's guess."""
    (wrong,) = _asked(f"80 %, 82 % fra {month}")
    assert (wrong.code, wrong.fixes) == ("S021", ())
    assert "året mangler" in wrong.message("nb")


def test_what_may_be_a_category_is_no_part_of_a_year() -> None:
    assert [p.code for p in _asked("80 % i andre avdelinger")] == ["T043"]
