"""Units that a target is for, joined by a word: is a number one more of them, or one more target?"""

from __future__ import annotations

import pytest

from kpidsl.language import check_sources
from kpidsl.model.spec import Spec
from kpidsl.problems import Problem, SourceText

SPEC = """språk nb
organisasjon Etaten
  nivåer kontor (kontorer), land
  styringslinje statlig: kontor i land
kilde tall
  én rad per hendelse
  kontor  enhet
  pid     person
  dag     dato
begrep saker betyr tall
status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 10 % av målet dårligere enn målet
  rød   ellers
trend for alle andre sammenlignet med forrige måned, uendret når endringen er innenfor tilfeldig variasjon
"""


def _checked(sentence: str) -> tuple[Spec | None, list[Problem]]:
    spec, problems = check_sources([SourceText("a.kpi", f"{SPEC}{sentence}\n")])
    return spec, [p for p in problems if p.severity == "error"]


def _targets(sentence: str) -> list[tuple[int, tuple[str, ...]]]:
    spec, problems = _checked(sentence)
    assert (spec is not None, problems) == (True, [])
    assert spec is not None
    return [(int(t.value or -1), t.units) for t in spec.indicators[0].targets]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("S.1 Antall saker (høyst 20 for kontor 0101 og 0102)", "S.1 Antall saker (høyst 20 for kontor 0101, 0102)"),
        (
            "S.1 Antall saker (høyst 20 for kontor 0101, 0102 og 0103)",
            "S.1 Antall saker (høyst 20 for kontor 0101, 0102, 0103)",
        ),
        ("S.1 Antall saker (høyst 20 for kontor 1101 og 1102)", "S.1 Antall saker (høyst 20 for kontor 1101, 1102)"),
        (
            "S.1 Antall saker (høyst 20 for kontor 0101 og 0102 og 15 for kontor 0103)",
            "S.1 Antall saker (høyst 20 for kontor 0101, 0102 og 15 for kontor 0103)",
        ),
        (
            "S.1 Antall saker (høyst 20 for kontor 0101 og 0102 fra 2026)",
            "S.1 Antall saker (høyst 20 for kontor 0101, 0102 fra 2026)",
        ),
        (
            "S.1 Antall saker skal ikke overstige 20 for kontor 0101 og 0102",
            "S.1 Antall saker skal ikke overstige 20 for kontor 0101, 0102",
        ),
    ],
)
def test_a_number_behind_codes_that_looks_like_one_is_asked_about(written: str, meant: str) -> None:
    """It was a target of 102 for everyone."""
    _, (asked,) = _checked(written)
    (fix,) = asked.fixes
    (edit,) = fix.edits
    line, at = written, edit.span.column - 1
    assert asked.code == "S029"
    assert line[:at] + edit.text + line[at + edit.span.length :] == meant
    assert _checked(meant)[1] == []


@pytest.mark.parametrize(
    ("written", "targets"),
    [
        ("høyst 20 for kontor 0101 og 15 for kontor 0102", [(20, ("0101",)), (15, ("0102",))]),
        ("høyst 2000 for kontor 0101 og 1500 for kontor 0102", [(2000, ("0101",)), (1500, ("0102",))]),
        ("høyst 20 for kontor 0101 og 15", [(20, ("0101",)), (15, ())]),
        ("høyst 20 for kontor 0101, 0102", [(20, ("0101", "0102"))]),
        ("høyst 20 for kontor 0101 og høyst 1500", [(20, ("0101",)), (1500, ())]),
    ],
)
def test_a_number_that_is_a_target_is_one(written: str, targets: list[tuple[int, tuple[str, ...]]]) -> None:
    assert _targets(f"S.1 Antall saker ({written})") == targets


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("for kontor 0101 og kontor 0102", "for kontor 0101, 0102"),
        ('for kontor "Halden" og "Moss"', 'for kontor "Halden", "Moss"'),
    ],
)
def test_names_and_levels_that_are_joined_have_the_line_with_a_comma(written: str, meant: str) -> None:
    _, (wrong,) = _checked(f"S.1 Antall saker (høyst 20 {written})")
    (edit,) = wrong.fixes[0].edits
    line, at = f"S.1 Antall saker (høyst 20 {written})", edit.span.column - 1
    assert line[:at] + edit.text + line[at + edit.span.length :] == f"S.1 Antall saker (høyst 20 {meant})"
