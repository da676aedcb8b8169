"""Every example in the documents runs: specifications check, data files are written, commands end well."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from kpidsl.language import check_sources
from kpidsl.problems import SourceText

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\S+)[ \t]*([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PRELUDES = ROOT / "tests" / "language" / "preludes"


def blocks(page: Path) -> list[tuple[str, str, str]]:
    return BLOCK.findall(page.read_text(encoding="utf-8"))


SPECS = [(p, at, arg, text) for p in PAGES for at, (kind, arg, text) in enumerate(blocks(p)) if kind == "kpi"]


@pytest.mark.parametrize(("page", "at", "argument", "text"), SPECS, ids=lambda x: getattr(x, "name", None))
def test_specifications_check(page: Path, at: int, argument: str, text: str) -> None:
    before = "".join((PRELUDES / f"{name}.kpi").read_text(encoding="utf-8") for name in argument.split())
    if argument:
        before = before.replace("trend for alle andre", "trend for varigheter") if "persons" in argument else before
    _, problems = check_sources([SourceText(page.name, before + text)])
    assert [p.message("en") for p in problems if p.severity == "error"] == []


def test_the_slip_in_the_readme_says_what_it_shows() -> None:
    text = next(t for kind, _, t in blocks(ROOT / "README.md") if kind == "kpi")
    shown = next(t for kind, _, t in blocks(ROOT / "README.md") if kind == "text")
    _, problems = check_sources([SourceText("card.kpi", text.replace("Andel arbeidssøkere", "Andel arbeidsøkere"))])
    errors = [p for p in problems if p.severity == "error"]
    from kpidsl.problems import render_concise

    assert [render_concise(p, "nb") for p in errors] == [shown.strip()]


def test_the_tutorial_runs_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = blocks(ROOT / "docs" / "tutorial.md")
    (tmp_path / "kort").mkdir()
    (tmp_path / "data").mkdir()
    spec = next(t for kind, _, t in page if kind == "kpi")
    test = next(t for kind, _, t in page if kind == "text" and t.startswith("prøve"))
    card = tmp_path / "kort" / "kort.kpi"
    card.write_text(spec, encoding="utf-8")
    for kind, name, text in page:
        if kind == "csv" or name == "brev.txt":
            (tmp_path / name.strip()).write_text(text, encoding="utf-8")
    undeclared = CliRunner().invoke(cli, ["read", "brev.txt"])
    assert undeclared.exit_code == 1
    for line in re.findall(
        r"`((?:begrep|utfall) [^`]+ betyr … [^`]+)`", (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    ):
        assert line in undeclared.output
    said = {}
    for kind, _, text in page:
        if kind == "console":
            for line in text.splitlines():
                words = line.removeprefix("$ kpidsl ").split()
                result = CliRunner().invoke(cli, words)
                assert result.exit_code == 0, (line, result.output)
                said[words[0]] = result.output
    assert next(t for kind, name, t in page if (kind, name) == ("text", "readings")) in said["check"]
    assert "Andel avgjorte søknader innen 4 uker (minst 90 %)" in card.read_text(encoding="utf-8")
    assert "Teller: avgjorte = 2" in said["explain"]
    card.write_text(card.read_text(encoding="utf-8") + test, encoding="utf-8")
    result = CliRunner().invoke(cli, ["test", "kort"])
    assert result.exit_code == 0, result.output
    results = next((tmp_path / "editions").glob("2027-01/*/results.csv")).read_text(encoding="utf-8")
    import duckdb

    parquet = next((tmp_path / "editions").glob("2027-01/*/results.parquet"))
    assert duckdb.execute(f"SELECT count(*) FROM '{parquet}'").fetchall() == [(len(results.splitlines()) - 1,)]
    nation = [r.split(",") for r in results.splitlines() if r.startswith("2027-01,statlig,land,NO,")]
    assert [(r[5], r[8]) for r in nation] == [("P.1", "5"), ("P.2", "3")]
    assert [r.split(",")[5] for r in results.splitlines() if r.startswith("2027-01,statlig,kontor,0102,")] == [
        "P.1",
        "P.2",
    ]
