"""A level above as the target (page 55d): where nobody would get a target of it, that is an error at its place."""

from __future__ import annotations

import pytest

from kpidsl.language import check_sources
from kpidsl.problems import SourceText

NATIONAL = """språk nb
organisasjon NAV
  nivåer kontor (kontorer), distrikt (distrikter), kommune (kommuner), fylke (fylker, fylket), land (landet)
  styringslinje statlig: kontor i fylke i land
  styringslinje kommunal: kontor i kommune
  styringslinje faglig: kommune i distrikt
status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 10 % av målet dårligere enn målet
  rød   ellers
kilde tall
  én rad per enhet og måned
  kontor_nr enhet
  periode   måned
  ja        teller
  alle      nevner
  tallene er strøm
størrelse svarandel betyr ja i prosent av alle i tall, høyere er bedre
"""
LOCAL = "språk nb\nbygger på nasjonal\ngjelder for {unit}\n"


def errors(national: str, local: str = "") -> list[tuple[str, str]]:
    """The code of each error, and the words that it marks."""
    texts = {"nasjonal.kpi": NATIONAL + national} | ({"lokal.kpi": local} if local else {})
    _, problems = check_sources([SourceText(path, text) for path, text in texts.items()])
    found = []
    for problem in problems:
        if problem.severity == "error" and problem.span is not None:
            line = texts[problem.span.path].splitlines()[problem.span.line - 1]
            start = problem.span.column - 1
            found.append((problem.code, line[start : start + problem.span.length]))
    return found


@pytest.mark.parametrize(
    ("target", "line", "marked"),
    [
        ("høyere enn fylket", "kommunal", "fylket"),  # on another line
        ("5 prosentpoeng bedre enn gjennomsnittet for fylket", "kommunal", "fylket"),
        ("minst som landet", "faglig", "landet"),
        ("høyere enn landsgjennomsnittet", "kommunal", "høyere enn landsgjennomsnittet"),  # no country on this line
        ("høyere enn kommune", "faglig", "kommune"),  # above the offices, but lowest here
        ("høyere enn distrikt", "statlig", "distrikt"),
    ],
)
def test_the_level_is_above_nobody_on_the_only_line(target: str, line: str, marked: str) -> None:
    assert errors(f"S.1 Svarandel ({target})\n  bare for styringslinje {line}\n") == [("T178", marked)]


@pytest.mark.parametrize(("target", "line"), [("høyere enn fylket", "statlig"), ("høyere enn kommune", "kommunal")])
def test_a_level_of_the_only_line_is_a_target(target: str, line: str) -> None:
    assert errors(f"S.1 Svarandel ({target})\n  bare for styringslinje {line}\n") == []


def test_on_every_line_a_level_of_one_of_them_is_enough() -> None:
    assert errors("S.1 Svarandel (høyere enn fylket)\n") == []


def test_that_another_line_sees_it_too_gives_nobody_a_target() -> None:
    """The targets of what is only for one line hold on that line, also where another sees the indicator."""
    lines = "  bare for styringslinje kommunal\n  deles med styringslinje statlig\n"
    assert errors(f"S.1 Svarandel (høyere enn fylket)\n{lines}") == [("T178", "fylket")]


def test_a_target_in_a_block_is_held_to_the_same() -> None:
    line, block = "  bare for styringslinje kommunal\n", "måltall for S.1\n  høyere enn fylket\n"
    assert errors(f"S.1 Svarandel\n{line}{block}") == [("T178", "fylket")]


@pytest.mark.parametrize(
    ("target", "marked"),
    [
        ("høyere enn fylket", "fylket"),
        ("høyere enn landsgjennomsnittet", "høyere enn landsgjennomsnittet"),
        ("5 prosentpoeng bedre enn gjennomsnittet for kommune", "kommune"),
    ],
)
@pytest.mark.parametrize("unit", ["kontor 0101", "kontor 0101, 0102", "kommune 3001"])
def test_what_is_local_has_no_figure_above_it(unit: str, target: str, marked: str) -> None:
    local = f"{LOCAL.format(unit=unit)}L.1 Svarandel ({target})\n"
    assert errors("S.1 Svarandel (80 %)\n", local) == [("T179", marked)]


def test_nor_has_it_where_the_target_is_in_a_block() -> None:
    local = f"{LOCAL.format(unit='kontor 0101')}L.1 Svarandel\nmåltall for L.1\n  høyere enn fylket\n"
    assert errors("S.1 Svarandel (80 %)\n", local) == [("T179", "fylket")]


def test_a_local_indicator_may_be_compared_with_its_own_last_year() -> None:
    local = f"{LOCAL.format(unit='kontor 0101')}L.1 Svarandel (høyere enn i fjor)\n"
    assert errors("S.1 Svarandel (80 %)\n", local) == []
