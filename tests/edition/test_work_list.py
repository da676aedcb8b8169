"""Data problems as a list to work by: by file and cause, in one language, with what became of the figure."""

from __future__ import annotations

import tomllib
from typing import get_args

import pytest

from kpidsl.problems import CATALOGUE, Span, problem, render_row
from kpidsl.problems.consequences import CONSEQUENCES, Consequence
from kpidsl.rendering.machine.csv_files import PROBLEM_COLUMNS, problem_cells
from kpidsl.rendering.shown.work_list import work_list
from kpidsl.resources import renderers_dir


def assessed(row: int, unit: str = "0101") -> dict[str, str]:
    span = Span("/hemmelig/mappe/risikovurderinger.csv", row)
    return render_row(problem("D045", span, indicator="S.1", unit=unit, rows="3, 7"))


def equal_rows(row: int) -> dict[str, str]:
    return render_row(problem("D003", Span("saker.csv", row), source="saker", count=2))


COMPUTED = render_row(problem("D901", indicator="S.1", unit="0101", month="2026-06"))


def test_by_file_then_cause_then_row() -> None:
    files = work_list([COMPUTED, assessed(9, "0102"), equal_rows(4), assessed(7)], "en")
    assert [f.file for f in files] == ["risikovurderinger.csv", "saker.csv", ""]  # what is in no file comes last
    (cause,) = files[0].causes
    assert [task.places for task in cause.tasks] == ["7", "9"]
    assert files[0].count == 2


def test_errors_stand_before_warnings() -> None:
    both = [equal_rows(4), render_row(problem("D045", Span("saker.csv", 8), indicator="S.1", unit="1", rows="7, 8"))]
    (one,) = work_list(both, "nb")
    assert [cause.severity for cause in one.causes] == ["error", "warning"]


def test_the_same_sentence_stands_once_with_all_its_rows() -> None:
    (one,) = work_list([equal_rows(row) for row in (9, 2, 3, 4, 2)], "nb")
    (task,) = one.causes[0].tasks
    assert task.places == "2–4, 9"


@pytest.mark.parametrize(
    ("language", "became", "todo"),
    [
        ("nb", "Raden er ikke brukt.", "Ingen av dem er brukt. Behold den ene."),
        ("en", "The row is not used.", "None of them is used. Keep one."),
    ],
)
def test_what_became_of_it_and_what_to_do_in_one_language(language: str, became: str, todo: str) -> None:
    (cause,) = work_list([assessed(7)], language)[0].causes
    assert (cause.became, cause.todo) == (became, todo)


def test_the_columns_that_were_there_stand_first_and_the_folder_nowhere() -> None:
    assert PROBLEM_COLUMNS[:6] == ("code", "severity", "file", "row", "message_nb", "message_en")
    cells = problem_cells(assessed(7))
    assert cells[:4] == ["D045", "error", "risikovurderinger.csv", "7"]
    assert "Raden er ikke brukt." in cells
    assert "The row is not used." in cells
    assert "hemmelig" not in " ".join(cells)


def test_every_code_that_an_edition_lists_says_what_became_of_the_figure() -> None:
    assert {code for code in CATALOGUE if code.startswith("D")} - set(CONSEQUENCES) == set()


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_consequence_has_its_words(language: str) -> None:
    words = tomllib.loads((renderers_dir() / "words.toml").read_text(encoding="utf-8"))[language]
    assert [c for c in get_args(Consequence) if not words.get(f"became_{c}")] == []
