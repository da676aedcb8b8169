"""No text in a written CSV is live in a spreadsheet; numbers stay numbers."""

from __future__ import annotations

import pytest

from kpidsl.rendering.machine.csv_files import safe


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "@SUM(A1)", "-cmd", "-1+1*cmd", "-1;2", "-2-3", "-", "--1", "\t=1", "\r=1", "\n=1", "＝1+1"]
)
def test_a_text_that_a_spreadsheet_would_compute_gets_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1", "-1.25", "-1,25", "1+1", "", "Nord-Fron", "0101"])
def test_a_number_and_a_plain_text_stand_as_they_are(text: str) -> None:
    assert safe(text) == text
