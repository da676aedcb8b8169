"""Units named in the rows, a register beside the project file, a blank as a mark, a nation above its counties."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.model.period import Month
from kpidsl.model.state import State
from kpidsl.pipeline import RunOutcome, check, load, run

MONTH = Month.of(2026, 10)
SPEC = """språk nb
organisasjon NAV
  nivåer kommune (kommuner), fylke (fylker), land
  styringslinje geografisk: kommune i fylke i land
kilde tall
  én rad per enhet og måned
  sted      enhet
  periode   måned
  personer  heltall
størrelse ledige betyr sum personer i tall, lavere er bedre
resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    L.1 Ledige (uten mål)
status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 10 % av målet dårligere enn målet
  rød   ellers
trend for alle andre sammenlignet med forrige periode, uendret når endringen er innenfor tilfeldig variasjon
avvik når status er rød
"""
SETTINGS = """register = "steder.csv"
[sources.tall]
units = "names"
columns = { sted = "Sted", periode = "Måned", personer = "Antall" }
[sources.tall.marks]
"" = "withheld_by_source"
"""
REGISTER = """unit,name,kind,line,parent,from,to
0,Landet,land,geografisk,,,
40,Telemark,fylke,geografisk,0,,
03,Oslo,fylke,geografisk,0,,
4034,Tokke,kommune,geografisk,40,,
4036,Vinje,kommune,geografisk,40,,
"""


def run_on(tmp_path: Path, figures: dict[str, str], register: str = REGISTER) -> RunOutcome:
    spec, data = tmp_path / "spec", tmp_path / "data"
    spec.mkdir()
    data.mkdir()
    (spec / "spec.kpi").write_text(SPEC, encoding="utf-8")
    (spec / "kpidsl.toml").write_text(SETTINGS, encoding="utf-8")
    (spec / "steder.csv").write_text(register, encoding="utf-8")
    lines = [f"{name},2026-10-01,{persons}" for name, persons in figures.items()]
    (data / "tall.csv").write_text("\n".join(["Sted,Måned,Antall", *lines]) + "\n", encoding="utf-8")
    project = load(spec)
    report = check(project)
    assert report.spec is not None, [p.message("nb") for p in report.problems]
    return run(project, report.spec, data, MONTH)


def found(outcome: RunOutcome) -> list[tuple[str, str, str]]:
    return [(p.code, p.fields.get("unit", ""), p.fields.get("more", "")) for p in outcome.problems]


def test_names_are_bound_and_a_blank_is_what_its_mark_says(tmp_path: Path) -> None:
    figures = {"Landet": "100", "Telemark ": "30", "Oslo": "60", "Tokke": "", "Vinje": "12"}
    outcome = run_on(tmp_path, figures)
    edition = outcome.edition
    assert edition is not None
    month = {n.name: edition.cell("L.1", at, MONTH).month for at, n in enumerate(edition.structure.nodes)}
    assert {n: m.value for n, m in month.items()} == {
        "Landet": 100,
        "Telemark": 30,
        "Oslo": 60,
        "Tokke": None,
        "Vinje": 12,
    }
    assert month["Tokke"].state is State.WITHHELD_BY_SOURCE
    # nothing is said of Telemark: 30 - 12 would be the figure that is withheld
    assert found(outcome) == [("D903", "0", "10")]


def test_a_nation_that_has_less_than_its_given_counties_is_an_error(tmp_path: Path) -> None:
    figures = {"Landet": "89", "Telemark": "30", "Oslo": "60", "Tokke": "18", "Vinje": "12"}
    assert found(run_on(tmp_path, figures)) == [("D902", "0", "")]


def test_a_name_no_unit_has_is_an_unknown_unit(tmp_path: Path) -> None:
    outcome = run_on(tmp_path, {"Oslo": "60", "Nordmarka": "1"})
    assert outcome.edition is not None
    assert "D005" in {p.code for p in outcome.problems}


@pytest.mark.parametrize(("used", "refused"), [("Oslo", True), ("Telemark", False)])
def test_a_name_that_two_units_have_is_refused_where_it_is_used(tmp_path: Path, used: str, refused: bool) -> None:
    outcome = run_on(tmp_path, {used: "60"}, REGISTER + "0301,Oslo,kommune,geografisk,03,,\n")
    assert (outcome.edition is None) is refused
    assert ("P035" in {p.code for p in outcome.problems}) is refused
