"""No text in a written CSV is live in a spreadsheet; numbers stay numbers."""

from __future__ import annotations

import pytest

from kpidsl.rendering.shown.csv_cells import safe


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "@SUM(A1)", "-cmd", "-1+1*cmd", "-1;2", "-2-3", "-", "--1", "\t=1", "\r=1", "\n=1", "＝1+1"]
)
def test_a_text_that_a_spreadsheet_would_compute_gets_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_a_spreadsheet_that_parts_cells_at_semicolons_computes_nothing_either() -> None:
    assert safe("Moss;=1+1;-2;@A1") == "Moss;'=1+1;'-2;'@A1"
    assert safe("1;-2") == "1;'-2"  # as a whole it is no number


@pytest.mark.parametrize("text", ["Fylke; kommune", "a;b", "-1", "-1.25", "-1,25", "1+1", "", "Nord-Fron", "0101"])
def test_a_number_and_a_plain_text_stand_as_they_are(text: str) -> None:
    assert safe(text) == text
