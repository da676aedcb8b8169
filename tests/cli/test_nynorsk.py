"""A nynorsk specification is answered in nynorsk; cards and explanations are in bokmål and English."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from kpidsl.model.spec import output_language
from kpidsl.problems import Problem, Translated, problem

SPECIFICATION = """språk nn
kjelde saker
  éi rad per sak
  sak_id  sak
  kontor  eining
  start   dato
  slutt   dato
omgrep nye saker tyder saker der start er i perioden
resultatkrav "Saker"
  perspektiv saker
  indikatorar
    S.1 talet på nye sakar (minst 10)
status for alle andre
  grøn når målet er nådd
  gul når resultatet er høgst 10 % av målet dårlegare enn målet
  raud elles
trend for alle andre samanlikna med førre periode, uendra når endringa er innanfor tilfeldig variasjon
"""


@pytest.fixture
def specification(tmp_path: Path) -> Path:
    path = tmp_path / "kort.kpi"
    path.write_text(SPECIFICATION, encoding="utf-8")
    return path


def check(*arguments: object) -> str:
    return CliRunner().invoke(cli, ["check", *map(str, arguments)]).output


def test_nynorsk_is_answered_in_nynorsk(specification: Path) -> None:
    said = check(specification)
    assert "feil[S002]" in said
    assert "  hjelp: " in said
    assert "  skriv: S.1 talet på nye saker (minst 10)" in said
    assert "  sjå: kpidsl problem S002" in said
    assert "1 feil, 0 åtvaringar i 1 fil" in said


def test_another_language_can_be_asked_for(specification: Path, tmp_path: Path) -> None:
    assert "1 feil, 0 advarsler i 1 fil" in check(specification, "--lang", "nb")
    assert "1 error, 0 warnings in 1 file" in check(specification, "--lang", "en")
    bokmål = tmp_path / "nb.kpi"
    organisation = "organisasjon Etat\n  nivåer kontor (kontorer), land\n  styringslinje statlig: kontor i land\n"
    bokmål.write_text(f"språk nb\n{organisation}", encoding="utf-8")
    assert "0 feil, 0 åtvaringar i 1 fil" in check(bokmål, "--lang", "nn")


def test_cards_are_in_bokmål_for_a_reader_of_nynorsk() -> None:
    assert [output_language(spoken) for spoken in ("nb", "nn", "en")] == ["nb", "nb", "en"]


def test_a_translated_field_is_read_in_each_language() -> None:
    said = problem(
        "T004", column="start", type=Translated("dato", "dato", "date"), wanted=Translated("tall", "tal", "number")
    )
    assert said.message("nb") == "«start» er av typen dato; her trengs tall."
    assert said.message("nn") == "«start» er av typen dato; her trengst tal."
    assert said.message("en") == "“start” is of type date; here it must be number."


def test_a_word_that_is_the_same_in_both_need_not_be_written_twice() -> None:
    fields = {"column": "start", "type_nb": "dato", "type_en": "date", "wanted_nb": "tekst", "wanted_en": "text"}
    assert Problem("T004", None, fields).message("nn") == "«start» er av typen dato; her trengst tekst."
