"""Which figures of several months are made of each month's own, by what an indicator's sentence says."""

from __future__ import annotations

import pytest

from kpidsl.language import check_sources
from kpidsl.measures.months import months_add_up, months_apart, year_adds_up
from kpidsl.problems import SourceText
from tests.language.page import prelude

WORDS = """\
kilde saker
  én rad per sak
  kontor  enhet
  sak     sak
  hvem    person
  kom     dato
  gikk    dato
kilde samtaler
  én rad per hendelse
  kontor  enhet
  hvem    person
  dag     dato
kilde tall
  én rad per enhet og måned
  kontor  enhet
  periode måned
  ja      teller
  alle    nevner
  tallene er strøm
begrep klager betyr saker
begrep møter betyr samtaler
begrep åpne klager betyr saker der gikk mangler
egenskap avsluttede betyr klager der gikk er i perioden
størrelse ventetid betyr antall dager fra kom til gikk, lavere er bedre
størrelse svarandel betyr ja i prosent av alle i tall, høyere er bedre
"""


@pytest.mark.parametrize(
    ("sentence", "apart", "of_the_year"),
    [
        ("T.1 Svarandel (80 %)", None, True),
        ("T.1 Antall avsluttede klager (minst 20)", None, True),
        ("T.1 Gjennomsnittlig ventetid på avsluttede klager (høyst 20 dager)", None, True),
        ("T.1 Antall åpne klager (høyst 20)", "stock", False),
        ("T.1 Svarandel siste 3 mnd (80 %)", "rolling", False),
        ("T.1 Svarandel hittil i år (80 %)", "year_to_date", False),
        ("T.1 Svarandel (80 %)\n  måles kvartalsvis", "seldom", True),
        ("T.1 Median ventetid på avsluttede klager (høyst 20 dager)", "rows", False),
        ("T.1 Antall ulike personer blant avsluttede klager (høyst 20)", "persons", True),
        ("T.1 Antall møter per ulik person blant møter (høyst 2)", "persons", True),
        ('S.1 Svarandel (80 %)\nT.1 Vektet indeks "Samlet" (minst 90)\n  S.1 teller 100 %', "components", False),
    ],
)
def test_months_add_up_of_flows_that_are_measured_monthly(sentence: str, apart: str | None, of_the_year: bool) -> None:
    """Of a flow numerators and denominators, counts and amounts are added up. A person of two months is one person of
    both, so that the months are not the year; but two years to date tell something of what lies between them."""
    spec, problems = check_sources(
        [SourceText("spec.kpi", prelude("organisation") + WORDS), SourceText("kort.kpi", sentence + "\n")]
    )
    assert spec is not None, [p.message("en") for p in problems]
    indicator = spec.indicator("T.1")
    assert indicator is not None
    assert months_apart(indicator) == apart
    assert months_add_up(indicator) is (apart is None)
    assert year_adds_up(indicator) is of_the_year
