"""Every problem code has a page, and the page is its test (README.md beside this file)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from click.testing import CliRunner
from scripts import problem_pages as pages

from kpidsl.cli import cli
from kpidsl.problems import CATALOGUE, Problem

ROOT = Path(__file__).parents[2]
WITHOUT_EXAMPLE = {
    *("D007", "D059", "D092", "D093", "D094", "P010", "P020", "P080"),
    *(code for code in CATALOGUE if code.startswith("F")),  # a filled book does not fit on a page
    *(
        "R004",
        "R007",
        "R014",
        "R020",
        "R021",
        "R022",
        "R023",
        "R024",
        "R029",
        "R032",
        "R033",
        "R034",
        "R035",
        "R036",
        "S013",
    ),
}
"""Codes that no input gives: their pages say why, and name the unit test."""


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_page_holds(code: str) -> None:
    page = pages.read(code)
    said = None
    if page.wrong is None:
        assert code in WITHOUT_EXAMPLE
        assert page.unit_test is not None
        assert _names(*page.unit_test, code), f"{page.unit_test} is no test that names {code}"
    else:
        assert page.right is not None
        said = pages.run(page.wrong)
        others = {p.code for p in said.problems} & set(page.beside)
        assert others == set(page.beside)
        counted = [p for p in said.problems if _counts(p, code) and p.code not in others]
        found = [(p.code, pages.place(p.span, said.texts)) for p in counted]
        assert found == [(code, place) for place in page.places]
        assert found, "the wrong example gives the code, at the places that stand under it"
        mended = pages.run(page.right)
        assert [(p.code, p.message("en")) for p in mended.problems if _counts(p, code)] == []
    stands = (pages.FOLDER / f"{code}.md").read_text(encoding="utf-8")
    assert stands == pages.whole(page, said), "run scripts/generate.py"


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    files = {p.stem for p in pages.FOLDER.glob("*.md")} - {"README"}
    assert files == set(CATALOGUE)


def test_every_shared_file_is_used() -> None:
    used = {name for code in CATALOGUE for name in pages.read(code).shared}
    assert {p.name for p in pages.SHARED.iterdir()} == used


def test_a_page_is_printed_by_its_code_in_any_case() -> None:
    done = CliRunner().invoke(cli, ["problem", "t018"])
    assert done.exit_code == 0
    assert done.output == (pages.FOLDER / "T018.md").read_text(encoding="utf-8")


def test_without_a_code_every_code_is_listed() -> None:
    printed = CliRunner().invoke(cli, ["problem"]).output
    assert all(f"[{code}]" in printed for code in CATALOGUE)


def test_an_unknown_code_is_wrong_usage_and_the_nearest_is_named() -> None:
    done = CliRunner().invoke(cli, ["problem", "T999"])
    assert done.exit_code == 2
    assert "T999" in done.output
    near = CliRunner().invoke(cli, ["problem", "T18"])
    assert near.exit_code == 2
    assert "T018" in near.output


def _counts(problem: Problem, code: str) -> bool:
    """Notes of other codes do not count: a shared file declares terms that an example does not use."""
    return problem.code == code or problem.severity != "note"


def _names(path: str, function: str, code: str) -> bool:
    """Whether the file has that test, and the test names the code."""
    source = (ROOT / path).read_text(encoding="utf-8")
    tests = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef) and n.name == function]
    parts = [part for test in tests for part in (test, *test.decorator_list)]
    return any(f'"{code}"' in (ast.get_source_segment(source, part) or "") for part in parts)
