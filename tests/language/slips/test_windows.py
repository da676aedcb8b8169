"""A slip in the unit of a window is answered with a unit that a window may have, and never with one of a deadline."""

from __future__ import annotations

import pytest

from kpidsl.language import check_sources
from kpidsl.problems import Problem, SourceText
from tests.language.slips.test_slips import with_slip

MEANT = (
    ("nb", "siste 3 mdn.", "mnd."),  # one letter from `min.` too, which is of a deadline
    ("nb", "siste 3 nmd", "mnd"),
    ("nb", "siste 3 md.", "mnd."),
    ("nb", "siste 3 månd", "mnd"),
    ("nb", "siste 3 månder", "måneder"),
    ("nb", "siste tre mdn.", "mnd."),
    ("nb", "de 3 siste mdn.", "mnd."),
    ("nb", "i løpet av de tre siste månedne", "månedene"),
    ("nb", "hver måned siste 3 mdn.", "mnd."),
    ("nb", "siste 2 årr", "år"),
    ("nn", "siste 3 mdn.", "mnd."),
    ("nn", "siste 3 månadar", "månader"),
    ("nn", "dei 3 siste mnader", "månader"),
    ("nn", "siste 2 årr", "år"),
    ("en", "last 3 moths", "months"),
    ("en", "the last 3 mnths", "months"),
    ("en", "past three motnhs", "months"),
    ("en", "last 3 mhts", "mths"),
    ("en", "last 2 yaers", "years"),
)
UNKNOWN = (
    *(("nb", f"siste 3 {unit}") for unit in ("ukr", "dgr", "timr", "mnder", "kvartaler", "kvrtaler", "mimutter")),
    *(("nn", f"siste 3 {unit}") for unit in ("vekr", "dgar", "timr", "minut", "kvartal", "sekudn")),
    *(("en", f"last 3 {unit}") for unit in ("weks", "dys", "huors", "mns", "mints", "quarters", "scs")),
)
"""Slips of what a window cannot have, and what is near nothing."""


def said(language: str, window: str) -> Problem:
    """The one error of the indicator with that window."""
    text = with_slip("siste 3 mnd.", window).replace("språk nb", f"språk {language}")
    (error,) = [
        p for p in check_sources([SourceText("bibliotek.kpi", text)])[1] if p.severity == "error" and of(p, text)
    ]
    return error


def of(problem: Problem, text: str) -> bool:
    """Whether the problem is of the indicator M.1: the other lines are in bokmål, whatever the file says."""
    assert problem.span is not None
    return text.splitlines()[problem.span.line - 1].strip().startswith("M.1")


@pytest.mark.parametrize(("language", "window", "meant"), MEANT)
def test_a_slip_of_a_unit_of_a_window_is_answered_with_it(language: str, window: str, meant: str) -> None:
    error = said(language, window)
    assert (error.code, error.fields["nearest"]) == ("S002", meant)


@pytest.mark.parametrize(("language", "window"), UNKNOWN)
def test_what_is_no_unit_of_a_window_is_answered_with_those_that_are(language: str, window: str) -> None:
    """Not with what is then refused: `siste 3 timr` was answered with hours, and these then asked about."""
    error = said(language, window)
    assert (error.code, error.fixes) == ("S001", ())
    units = {"nb": "«mnd» eller «år»", "nn": "«mnd» eller «år»", "en": "«months» or «years»"}
    assert error.message(language).endswith(units[language])


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("mdn.", "mnd."), ("timre", "timer"), ("minuter", "minutter"), ("ukr", "uker"), ("virkdager", "virkedager")],
)
def test_a_slip_of_a_unit_of_a_deadline_is_answered_with_one_of_time(slip: str, meant: str) -> None:
    """`ukr` was answered with `kr`. Two letters that changed places are likelier than another letter (`min.`)."""
    text = with_slip("levert innen 3 uker", f"levert innen 3 {slip}")
    problems = check_sources([SourceText("bibliotek.kpi", text)])[1]
    assert [p.fields["nearest"] for p in problems if p.code == "S002"] == [meant]
