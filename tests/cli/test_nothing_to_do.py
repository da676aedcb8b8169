"""A command that has nothing to work on says so, and does not end as if all were well."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli

INDICATOR = """\
organisasjon Etat
  nivåer kontor (kontorer), land
  styringslinje statlig: kontor i land
kilde tall
  én rad per enhet og måned
  kontor  enhet
  periode måned
  ja      teller
  alle    nevner
  tallene er strøm
størrelse svarandel betyr ja i prosent av alle i tall, høyere er bedre
S.1 Svarandel (80 %)
status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 10 % av målet dårligere enn målet
  rød   ellers
trend for alle andre sammenlignet med forrige periode, uendret når endringen er innenfor tilfeldig variasjon
"""
TEST = """\
prøve "fire av fem"
  gitt tall
    | kontor | periode      | ja | alle |
    | 0101   | oktober 2026 | 4  | 5    |
  når måneden er oktober 2026
  så skal S.1 for kontor 0101 være 80 %
"""


def command(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.mark.parametrize("name", ["check", "test", "graph"])
@pytest.mark.parametrize("text", ["", "\ufeff", " \n\n", "# K.1 Sykefravær (høyst 5 %)\n", "språk nb\n"])
def test_a_specification_that_declares_nothing_is_refused(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "tom.kpi").write_text(text, encoding="utf-8")
    heard = command(name, tmp_path)
    assert heard.exit_code == 1
    assert "[R015]" in heard.output


def test_an_empty_file_beside_others_is_no_empty_specification(tmp_path: Path) -> None:
    (tmp_path / "tom.kpi").write_text("", encoding="utf-8")
    (tmp_path / "kort.kpi").write_text(INDICATOR, encoding="utf-8")
    heard = command("check", tmp_path)
    assert (heard.exit_code, "R015" in heard.output) == (0, False)


def test_terms_without_indicators_are_a_specification(tmp_path: Path) -> None:
    """Shared terms are often a folder of their own."""
    (tmp_path / "kort.kpi").write_text(INDICATOR.replace("S.1 Svarandel (80 %)\n", ""), encoding="utf-8")
    heard = command("check", tmp_path)
    assert (heard.exit_code, "R015" in heard.output) == (0, False)


def test_nothing_tested_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "kort.kpi").write_text(INDICATOR, encoding="utf-8")
    heard = command("test", tmp_path)
    assert heard.exit_code == 1
    assert "[R031]" in heard.output
    as_json = command("test", tmp_path, "--format", "json")
    assert as_json.exit_code == 1
    assert [one["code"] for one in json.loads(as_json.output)] == ["R031"]
    (tmp_path / "prøve.kpi").write_text(TEST, encoding="utf-8")
    heard = command("test", tmp_path)
    assert (heard.exit_code, "R031" in heard.output) == (0, False)
