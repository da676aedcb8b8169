"""Whole specifications: the shipped ones and both north-stars check, and say the same in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.language import check_sources
from kpidsl.model.spec import Spec
from kpidsl.problems import SourceText

from ..meaning import PLACES, TERMS, WORDS_FOR_PEOPLE, meaning, names
from ..translate import translated

ROOT = Path(__file__).parents[3]
NORTH = ROOT / "tests" / "language" / "parsing"


def checked(*paths: Path) -> Spec:
    spec, problems = check_sources([SourceText(p.name, p.read_text(encoding="utf-8")) for p in paths])
    assert spec is not None, [p.message("en") for p in problems if p.severity == "error"]
    return spec


@pytest.mark.parametrize("name", ["nav", "nav-arbeidsmarked", "nhs-rtt", "nhs-ae"])
def test_shipped_specifications_check(name: str) -> None:
    assert checked(*sorted((ROOT / "specs" / name).glob("*.kpi"))).indicators


def test_north_stars_mean_the_same() -> None:
    nb, en = checked(NORTH / "north-star.nb.kpi"), checked(NORTH / "north-star.en.kpi")
    called = dict(zip(names(en), names(nb), strict=True))
    aside = WORDS_FOR_PEOPLE | TERMS | PLACES
    for one, other in zip(nb.indicators, en.indicators, strict=True):
        assert meaning(one, aside) == meaning(other, aside, called), one.code
    assert meaning(nb, aside) == meaning(en, aside, called)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_translated_specification_means_the_same(language: str) -> None:
    """With terms that have their own forms in the language."""
    path = NORTH / "north-star.nb.kpi"
    spec, _ = check_sources([SourceText(path.name, translated(path.read_text(encoding="utf-8"), language))])
    assert meaning(spec, WORDS_FOR_PEOPLE | TERMS) == meaning(checked(path), WORDS_FOR_PEOPLE | TERMS)


def test_a_meaning_is_told_apart() -> None:
    """The comparison sees a numerator, a window, a target: it would catch a star that says something else."""
    path = NORTH / "north-star.en.kpi"
    text, same = path.read_text(encoding="utf-8"), meaning(checked(path))
    for right, wrong in (
        ('type is "samtale" or "møte"', 'type is "samtale"'),
        ("follow-up in the last 3 months (80 %)", "follow-up in the last 2 months (80 %)"),
        ("82 % from july 2026", "82 % from august 2026"),
        ("at most 5 percentage points worse", "at most 4 percentage points worse"),
    ):
        assert text.count(right) >= 1
        spec, _ = check_sources([SourceText(path.name, text.replace(right, wrong, 1))])
        assert spec is not None
        assert meaning(spec) != same, wrong


def test_a_bracket_that_a_dated_row_ends_is_noted() -> None:
    """Only by a row for everybody: one for some units leaves the bracket to the others."""
    prelude = ROOT / "tests" / "language" / "preludes"
    head = "".join((prelude / f"{n}.kpi").read_text(encoding="utf-8") for n in ("organisation", "ready-made"))
    spec = head + (
        "S.1 Svarandel (80 %)\nS.2 Svarandel (80 %)\nmåltall for S.1\n  82 % fra juli 2026\n  80 % fra 2026\n"
        "måltall for S.2\n  75 % fra 2026 for kontor 0101\n"
    )
    _, problems = check_sources([SourceText("krav.kpi", spec)])
    line = spec.count("\n", 0, spec.index("80 % fra 2026")) + 1
    notes = [(p.fields["indicator"], p.fields["start"], p.fields["where"]) for p in problems if p.code == "L006"]
    assert notes == [("S.1", "2026-01", f"krav.kpi:{line}")]


def test_a_part_may_be_declared_in_several_steps() -> None:
    prelude = ROOT / "tests" / "language" / "preludes"
    head = "".join((prelude / f"{n}.kpi").read_text(encoding="utf-8") for n in ("organisation", "persons"))
    head += "begrep ungdom betyr unge arbeidssøkere der alder er under 20\n"
    for whole in ("unge arbeidssøkere", "arbeidssøkere"):
        spec = head + f"B.1 Andel ungdom av {whole} (høyst 10 %)\n"
        found, problems = check_sources([SourceText("krav.kpi", spec)])
        assert found is not None, [p.message("en") for p in problems if p.severity == "error"]
    _, problems = check_sources([SourceText("krav.kpi", head + "B.1 Andel arbeidssøkere av ungdom (høyst 10 %)\n")])
    assert [p.code for p in problems if p.severity == "error"] == ["T030"]
