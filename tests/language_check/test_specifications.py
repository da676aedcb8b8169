"""Whole specifications: the shipped ones and both north-stars check, and say the same in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.language import check_sources
from kpidsl.model.spec import Spec
from kpidsl.problems import SourceText

ROOT = Path(__file__).parents[2]
NORTH = ROOT / "tests" / "language_parse"


def checked(*paths: Path) -> Spec:
    spec, problems = check_sources([SourceText(p.name, p.read_text(encoding="utf-8")) for p in paths])
    assert spec is not None, [p.message("en") for p in problems if p.severity == "error"]
    return spec


@pytest.mark.parametrize("name", ["nav", "nav-arbeidsmarked", "nhs-rtt", "nhs-ae"])
def test_shipped_specifications_check(name: str) -> None:
    assert checked(*sorted((ROOT / "specs" / name).glob("*.kpi"))).indicators


def test_north_stars_mean_the_same() -> None:
    nb, en = checked(NORTH / "north-star.nb.kpi"), checked(NORTH / "north-star.en.kpi")
    shared = {i.code for i in nb.indicators} & {i.code for i in en.indicators}
    assert len(shared) >= 25
    differing = []
    for code in sorted(shared):
        one, other = nb.indicator(code), en.indicator(code)
        assert one is not None
        assert other is not None
        facts = [(i.kind, i.unit, i.scale, i.cumulation, i.window, i.direction) for i in (one, other)]
        targets = [[(t.form, t.value, t.high, t.valid_from, t.units) for t in i.targets] for i in (one, other)]
        if facts[0] != facts[1] or (targets[0] != targets[1] and code != "B.1"):
            differing.append(code)
    assert differing == []


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
