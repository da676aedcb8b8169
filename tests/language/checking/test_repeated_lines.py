"""A line that says what its sentence says already is noted, not refused."""

from kpidsl.language import check_sources
from kpidsl.problems import SourceText
from tests.language.page import prelude

LINES = """resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    P.1 Andel tilfeller med varighet over 30 dager (høyst 20 %)
      regnet av saker som er {}
"""


def found(counted: str) -> list[str]:
    text = prelude("organisation") + prelude("cases") + LINES.format(counted)
    _, problems = check_sources([SourceText("krav.kpi", text)])
    line = text.count("\n")
    return [p.code for p in problems if p.span is not None and p.span.line == line]


def test_a_share_by_how_long_cases_took_is_of_the_decided_anyway() -> None:
    assert found("avgjort i perioden") == ["L007"]
