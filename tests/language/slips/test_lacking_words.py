"""A word too few in what begins a line is answered with all of it; a month nearly written with the month."""

from __future__ import annotations

import pytest

from kpidsl.language import check_sources
from kpidsl.problems import SourceText


def said(language: str, line: str) -> list[tuple[str, str, list[str]]]:
    """The errors of a file with that line: code, what was meant, and the edits of the first fix."""
    _, problems = check_sources([SourceText("a.kpi", f"språk {language}\n{line}\n")])
    errors = [p for p in problems if p.severity == "error"]
    return [(p.code, p.fields.get("nearest", ""), [e.text for f in p.fixes[:1] for e in f.edits]) for p in errors]


@pytest.mark.parametrize(
    ("language", "line", "meant"),
    [
        ("nb", "år starter august", "år starter i"),
        ("nb", "Året starter august", "Året starter i"),
        ("nn", "år startar august", "år startar i"),
        ("en", "years start August", "years start in"),
        ("nb", "år i august", "år starter i"),
        ("nb", "år starter i agust", "august"),
        ("en", "years start in Agust", "August"),
    ],
)
def test_what_lacks_is_proposed(language: str, line: str, meant: str) -> None:
    ((code, nearest, edits),) = said(language, line)
    assert (code, nearest, edits) == ("S002", meant, [meant])


@pytest.mark.parametrize("line", ["år starter", "år august", "starter august"])
def test_what_does_not_read_with_one_word_more_is_not(line: str) -> None:
    assert all(nearest != "år starter i" for _, nearest, _ in said("nb", line))
