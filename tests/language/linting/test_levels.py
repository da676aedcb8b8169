"""Levels on no steering line, and steering lines that are written from above."""

import pytest

from kpidsl.language import check_sources
from kpidsl.problems import SourceText

NATIONAL = "  styringslinje statlig: kontor i fylke i land"
MUNICIPAL = "  styringslinje kommunal: kontor i kommune"


def said(*lines: str, levels: str = "kontor (kontorer), kommune (kommuner), fylke (fylker), land") -> list[tuple]:
    """The codes, the lines (from 1) and the columns of what is said of the organisation."""
    text = "\n".join(["organisasjon Etat", f"  nivåer {levels}", *lines, ""])
    _, problems = check_sources([SourceText("kort.kpi", text)])
    return [(p.code, p.span and p.span.line, p.span and p.span.column) for p in problems]


def test_levels_that_stand_on_lines_from_below_are_in_order() -> None:
    assert said(NATIONAL, MUNICIPAL) == []


def test_a_level_on_no_line_is_said_at_its_name() -> None:
    assert said(NATIONAL) == [("L058", 2, 29)]


def test_a_level_that_a_role_is_on_is_used() -> None:
    assert said(NATIONAL, "rolle leder på kommune") == []


@pytest.mark.parametrize(
    "lines",
    [
        (NATIONAL, "  styringslinje kommunal: kommune i kontor"),
        (MUNICIPAL, "  styringslinje statlig: land i fylke i kontor"),
        ("  styringslinje statlig: land i fylke i kommune i kontor",),
    ],
)
def test_a_line_that_is_written_from_above_is_said(lines: tuple[str, ...]) -> None:
    assert [code for code, *_ in said(*lines)] == ["L057"]


def test_levels_above_may_stand_in_any_order_under_another_line() -> None:
    """A district within municipalities: nothing says which of the two is the larger."""
    three = "kontor (kontorer), distrikt (distrikter), kommune (kommuner)"
    assert said(MUNICIPAL, "  styringslinje faglig: kommune i distrikt", levels=three) == []


def test_an_agency_may_have_units_below_its_offices_on_one_line() -> None:
    assert said(NATIONAL, "  styringslinje intern: team i kontor", levels="team, kontor (kontorer), fylke, land") == []


def test_a_line_that_is_in_error_is_not_judged() -> None:
    assert [code for code, *_ in said("  styringslinje statlig: kontor i fylke i kontor")] == ["T131"]
