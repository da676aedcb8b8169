"""What a local file aims at beyond the national target: refused where it is no limit, or asks for less."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kpidsl.language import check_sources
from kpidsl.model.period import Month
from kpidsl.model.state import State
from kpidsl.pipeline import run_rows
from kpidsl.problems import SourceText
from tests.language.page import prelude

NATIONAL = prelude("organisation") + prelude("ready-made")


def checked(local: str, national: str = "S.1 Svarandel (80 %)\n", whose: str = "kontor 0101", language: str = "nb"):
    builds, applies = {
        "nb": ("bygger på nasjonal", "gjelder for"),
        "nn": ("byggjer på nasjonal", "gjeld for"),
        "en": ("builds on national", "applies to"),
    }[language]
    head = f"{'language' if language == 'en' else 'språk'} {language}\n{builds}\n{applies} {whose}\n"
    return check_sources([SourceText("nasjonal.kpi", NATIONAL + national), SourceText("lokal.kpi", head + local)])


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("nb", "ambisjon for S.1\n  minst 85 %\n  90 % fra juli 2026 vedtatt 1. juni 2026\n"),
        ("nn", "ambisjon for S.1\n  minst 85 %\n  90 % frå juli 2026 vedteke 1. juni 2026\n"),
        ("en", "ambition for S.1\n  at least 85 %\n  90 % from July 2026 decided 1 June 2026\n"),
    ],
)
def test_it_is_the_units_own_in_every_language(language: str, written: str) -> None:
    spec, problems = checked(written, language=language)
    assert spec is not None, [p.message() for p in problems]
    (one,) = spec.indicators
    assert [t.value for t in one.targets] == [80]
    assert [(a.level, a.units, a.value, a.valid_from) for a in one.ambitions] == [
        ("kontor", ("0101",), 85, None),
        ("kontor", ("0101",), 90, Month.of(2026, 7)),
    ]


@pytest.mark.parametrize(
    ("local", "code", "line"),
    [
        ("ambisjon for S.1\n  75 %\n", "T200", 5),
        ("ambisjon for S.1\n  85 %\n  79,5 % fra 2027\n", "T200", 6),
        ("ambisjon for S.1\n  80 %\n", "L054", 5),
        ("ambisjon for S.1\n  høyst 85 %\n", "T046", 5),
        ("ambisjon for S.1\n  over 85 %\n", "T140", 5),
        ("ambisjon for S.1\n  85\n", "T040", 5),
        ("ambisjon for S.1\n  mellom 85 og 90 %\n", "T203", 5),
        ("ambisjon for S.1\n  bedre enn i fjor\n", "T203", 5),
        ("ambisjon for S.1\n  uten mål\n", "T203", 5),
        ("ambisjon for S.1\n  85 % for kontor 0102\n", "T203", 5),
        ("ambisjon for S.1\n  85 % for kontor\n", "T203", 5),
        ('ambisjon for S.1\n  85 % for "unge"\n', "T203", 5),
        ("ambisjon for S.1\n  85 %\n  86 %\n", "T047", 6),
        ("ambisjon for S.9\n  85 %\n", "T048", 4),
        ("L.1 Svarandel (80 %)\nambisjon for L.1\n  85 %\n", "T202", 5),
    ],
)
def test_what_is_none_is_said_at_its_place(local: str, code: str, line: int) -> None:
    _, problems = checked(local)
    found = [(p.code, p.span.line) for p in problems if p.span is not None and p.span.path == "lokal.kpi"]
    assert (code, line) in found, found


@pytest.mark.parametrize("national", ["S.1 Svarandel (40–60 %)\n", "S.1 Svarandel (bedre enn i fjor)\n"])
def test_a_target_that_is_no_limit_has_nothing_to_be_stricter_than(national: str) -> None:
    _, problems = checked("ambisjon for S.1\n  85 %\n", national)
    assert [p.code for p in problems if p.severity == "error"] == ["T204"]


def test_in_a_national_file_it_would_be_nobodys() -> None:
    _, problems = check_sources([SourceText("a.kpi", NATIONAL + "S.1 Svarandel (80 %)\nambisjon for S.1\n  85 %\n")])
    assert [p.code for p in problems if p.severity == "error"] == ["T201"]


def test_both_places_are_named() -> None:
    _, problems = checked("ambisjon for S.1\n  75 %\n")
    (one,) = [p for p in problems if p.severity == "error"]
    assert one.span is not None
    national = NATIONAL.count("\n") + 1
    assert (one.span.where, [place.span.where for place in one.places]) == ("lokal.kpi:5", [f"nasjonal.kpi:{national}"])


def test_only_targets_in_force_at_the_same_time_on_the_same_line_are_held_against_it() -> None:
    """90 % until 2026, and on the municipal line: the ambition of 85 % holds from 2026, on the state's line."""
    national = "S.1 Svarandel (90 %)\nmåltall for S.1\n  80 % fra 2026\n  90 % fra 2026 for styringslinje kommunal\n"
    spec, problems = checked("ambisjon for S.1\n  85 % fra 2026 for styringslinje statlig\n", national)
    assert spec is not None, [p.message() for p in problems]
    _, problems = checked("ambisjon for S.1\n  85 % fra 2026\n", national)
    assert [p.code for p in problems if p.severity == "error"] == ["T200"]


OFFICES = [
    {"unit": code, "name": code, "kind": kind, "line": "statlig", "parent": parent}
    for code, kind, parent in (
        ("0101", "kontor", "01"),
        ("0102", "kontor", "01"),
        ("01", "fylke", "NO"),
        ("NO", "land", ""),
    )
]


def run(spec, **tables):
    rows = [{"kontor_nr": o, "periode": "2026-01", "ja": "90", "alle": "100"} for o in ("0101", "0102")]
    return run_rows(spec, {"tall": rows, "enheter": OFFICES, **tables}, Month.of(2026, 1), ())


def test_a_county_without_a_target_of_its_own_has_nothing_to_be_stricter_than() -> None:
    """What its offices' targets make is not decided; a sum of them changes with each."""
    spec, _ = checked(
        "ambisjon for S.2\n  minst 500\n",
        "størrelse svar betyr sum ja i tall, høyere er bedre\nS.2 Svar (minst 40)\n",
        "fylke 01",
    )
    assert spec is not None
    results, problems = run(spec)
    assert results is None
    assert [p.code for p in problems if p.severity == "error"] == ["T204"]


def test_a_county_whose_offices_all_have_the_same_target_aims_beyond_that() -> None:
    local = "ambisjon for S.1\n  85 %\n"
    spec, _ = checked(local, whose="fylke 01")
    assert spec is not None
    results, _ = run(spec)
    assert results is not None
    grid, months = results.grids["S.1"], len(results.months)
    aims = {
        node.unit.code: Fraction(grid.month.ambition_numerator[at], grid.month.ambition_denominator[at] or 1)
        for at, node in ((i * months + months - 1, n) for i, n in enumerate(results.structure.nodes))
        if grid.month.state[at] == State.VALUE
    }
    assert aims == {"0101": 0, "0102": 0, "01": Fraction(85, 100), "NO": 0}


def test_a_target_for_the_unit_by_its_name_is_known_when_the_register_is() -> None:
    spec, _ = checked("ambisjon for S.1\n  85 %\n", 'S.1 Svarandel (80 %)\nmåltall for S.1\n  88 % for kontor "Nord"\n')
    assert spec is not None
    named = [{**row, "name": "Nord" if row["unit"] == "0101" else row["name"]} for row in OFFICES]
    results, problems = run(spec, enheter=named)
    assert results is None
    assert [p.code for p in problems if p.severity == "error"] == ["T200"]


def test_it_is_not_known_before_it_was_decided() -> None:
    spec, _ = checked("ambisjon for S.1\n  85 % vedtatt 3. februar 2026\n")
    assert spec is not None
    results, _ = run(spec)
    assert results is not None
    assert not any(results.grids["S.1"].month.ambition_denominator)
