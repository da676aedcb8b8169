"""What only documents, and changes no figure, is found again on the indicator's page or where a figure is explained."""

from __future__ import annotations

import html
import re

import pytest

from kpidsl.explaining.explanation import explain
from kpidsl.language import check_sources
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.pipeline import run_rows
from kpidsl.problems import SourceText
from kpidsl.rendering.html.pages import indicator_page
from kpidsl.rendering.html.site import pages
from tests.language.page import edition_of, prelude

SPEC = (
    prelude("organisation")
    + prelude("ready-made").replace("høyere er bedre\n", "høyere er bedre\n  på engelsk: rate of replies\n", 1)
    + """\
resultatkrav "Vi får svar"
  perspektiv innbygger
  måleindikatorer
    S.1 Svarandel (80 %)
      eier "Avdeling for svar"
      formål "Flere som svarer"
      antas å virke på S.2 etter 4 mnd
      krever grunnlag på minst 7
  effektindikatorer
    S.2 Feilandel (høyst 20 %)
måltall for S.1
  82 % fra april 2026 vedtatt 3. desember 2025
"""
)


@pytest.fixture(scope="module")
def edition() -> Edition:
    spec, problems = check_sources([SourceText("svar.kpi", SPEC)])
    assert spec is not None, [p.message() for p in problems]
    rows = [{"kontor_nr": "0101", "periode": "2026-05", "ja": "78", "alle": "100"}]
    results, _ = run_rows(spec, {"tall": rows}, Month.of(2026, 5), (("kontor", "0101"),))
    assert results is not None
    return edition_of(results)


@pytest.fixture(scope="module")
def page(edition: Edition) -> str:
    """The page of S.1, without marks and breaks."""
    shown = dict(pages(edition, "nb"))[indicator_page("S.1")]
    return html.unescape(re.sub(r"<[^>]*>", " ", shown)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "said",
    [
        "Vi får svar",
        "innbygger",
        "Avdeling for svar",
        "Flere som svarer",
        "S.2",
        "Svarandel",
    ],
)
def test_it_is_on_the_indicators_page(page, said):
    assert said in page


def test_a_target_says_when_it_was_decided_and_where_it_is_written(page):
    row = SPEC.split("\n").index("  82 % fra april 2026 vedtatt 3. desember 2025") + 1
    assert f"svar.kpi:{row}" in page
    assert "3. des. 2025" in page


def test_a_translation_is_told_with_its_term(edition):
    """The explanation of a figure says what its words mean, as they were declared."""
    (term,) = explain(edition, "S.1", "0101").terms
    assert term.declared.written.endswith("på engelsk: rate of replies")
