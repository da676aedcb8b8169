"""A local file adds to the national one and changes nothing in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.language import check_sources
from kpidsl.model.period import Month
from kpidsl.model.state import State
from kpidsl.pipeline import run_rows
from kpidsl.problems import SourceText
from kpidsl.tooling.test import run_tests
from tests.language.page import prelude

ROOT = Path(__file__).parents[3]
NATIONAL = prelude("organisation") + prelude("persons") + "B.1 Andel arbeidssøkere med oppfølging (80 %)\n"
LOCAL = "språk nb\nbygger på nasjonal\ngjelder for kontor 0101\n"


def checked(local: str):
    return check_sources([SourceText("a.kpi", NATIONAL), SourceText("b.kpi", LOCAL + local)])


def test_a_local_indicator_is_in_its_own_namespace_and_on_its_own_card() -> None:
    spec, _ = checked("L.1 Andel arbeidssøkere med oppfølging siste 2 mnd. (90 %)\n")
    assert spec is not None
    assert [i.code for i in spec.indicators] == ["B.1", "0101/L.1"]
    people = [
        {"kontor_nr": o, "person_id": o, "periode": "2026-10", "status": "arbeidssøker"} for o in ("0101", "0102")
    ]
    units = (("kontor", "0101"), ("kontor", "0102"))
    results, _ = run_rows(spec, {"personstatus": people}, Month.of(2026, 10), units)
    assert results is not None
    last = len(results.months) - 1
    states = {
        (code, node.unit.code): State(grid.month.state[at * len(results.months) + last])
        for code, grid in results.grids.items()
        for at, node in enumerate(results.structure.nodes)
    }
    assert states["0101/L.1", "0101"] is State.VALUE
    assert states["0101/L.1", "0102"] is State.NOT_RELEVANT
    assert states["B.1", "0102"] is State.VALUE


def test_it_may_set_targets_of_its_own_indicator_by_the_code_that_stands_in_the_file() -> None:
    """80 % on the line, 70 % from June: the national B.1 keeps its own."""
    spec, problems = checked(
        "L.1 Andel arbeidssøkere med oppfølging siste 2 mnd. (80 %)\nmåltall for L.1\n  70 % fra juni 2026\n"
    )
    assert spec is not None, [p.message() for p in problems]
    own, national = spec.indicator("0101/L.1"), spec.indicator("B.1")
    assert [(t.value, t.valid_from) for t in own.targets] == [(80, None), (70, Month.of(2026, 6))]
    assert [t.value for t in national.targets] == [80]


def test_it_may_not_change_what_is_national() -> None:
    for line, code in (
        ("måltall for B.1\n  70 % fra 2026\n", "T081"),
        ("avvik når status er rød\n", "T081"),
        ('begrep oppfølging betyr aktiviteter der type er "samtale"\n', "T007"),
    ):
        spec, problems = checked(line)
        assert spec is None
        assert code in {p.code for p in problems if p.span and p.span.path == "b.kpi"}


@pytest.mark.parametrize("name", ["0101.kpi", "b.kpi"])
def test_it_gives_no_national_term_another_meaning(name: str) -> None:
    """Whichever file is read first."""
    dated = 'begrep oppfølging betyr aktiviteter der type er "samtale"\n  gjelder fra juli 2026\n'
    files = sorted([SourceText("a.kpi", NATIONAL), SourceText(name, LOCAL + dated)], key=lambda f: f.path)
    spec, problems = check_sources(files)
    assert spec is None
    assert [(p.code, p.span.path) for p in problems if p.severity == "error" and p.span] == [("T081", name)]


def test_the_example_in_the_manual_holds() -> None:
    text = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    local = text.split("## Local files", 1)[1].split("```text\n", 1)[1].split("```", 1)[0]
    files = [SourceText(p.name, p.read_text(encoding="utf-8")) for p in sorted((ROOT / "specs" / "nav").glob("*.kpi"))]
    spec, problems = check_sources([*files, SourceText("0315.kpi", local)])
    assert spec is not None, [p.message("en") for p in problems if p.severity == "error"]
    assert spec.indicators[-1].code == "0315/L.1"


def test_a_unit_s_indicators_name_each_other_without_the_unit() -> None:
    """An index of the unit's own indicator and a national one, a link, and a test; nobody in 0101 has follow-up."""
    spec, problems = checked(
        "L.1 Andel arbeidssøkere uten oppfølging siste 2 mnd. (høyst 50 %)\n"
        '  antas å virke på L.2\nL.2 Vektet indeks "Eget" (minst 90)\n  L.1 teller 60 %\n  B.1 teller 40 %\n'
        'prøve "egen"\n  gitt personstatus\n    | kontor_nr | person_id | periode | status |\n'
        "    | 0101 | 1 | oktober 2026 | arbeidssøker |\n  når måneden er oktober 2026\n"
        "  så skal L.1 for kontor 0101 være 100 %\n"
    )
    assert spec is not None, problems
    one, index = spec.indicators[1:]
    assert one.links[0].effect == "0101/L.2"
    assert index.components == ("0101/L.1", "B.1")
    assert [outcome.failures for outcome in run_tests(spec)] == [()]


def test_a_rule_for_a_unit_s_own_code_holds_for_nothing() -> None:
    """The national rule would be for L.1, and the indicator is 0101/L.1."""
    _, problems = check_sources(
        [
            SourceText("a.kpi", NATIONAL + "trend for L.1 sammenlignet med forrige måned\n"),
            SourceText("b.kpi", LOCAL + "L.1 Andel arbeidssøkere med oppfølging siste 2 mnd. (90 %)\n"),
        ]
    )
    assert [p.code for p in problems if p.severity == "error"] == ["T115"]
