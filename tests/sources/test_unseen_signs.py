"""Signs that are not seen, in the cells of tables beside the rows."""

import pytest

from kpidsl.sources.tables.assessments import ASSESSMENTS
from kpidsl.sources.tables.table import read_table
from kpidsl.sources.tables.unseen_signs import unseen, visible


@pytest.mark.parametrize(
    ("text", "signs", "shown"),
    [
        ("Lede\tren", "U+0009", "Lede ren"),
        ("\x1b[31mrød", "U+001B", "[31mrød"),
        ("Mo\u200bss", "U+200B", "Moss"),
        ("\u202e4321", "U+202E", "4321"),
        ("a\x00b\x00\ufeffc", "U+0000, U+FEFF", "a b c"),
        ("\x85ny", "U+0085", "ny"),
    ],
)
def test_a_sign_that_is_not_seen_is_named_and_goes(text, signs, shown):
    assert unseen(text) == signs
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["", "Sør-Varanger", "to\nlinjer", "to\r\nlinjer", "10\u00a0000", "😀"])
def test_what_is_seen_stays(text):
    assert unseen(text) == ""
    assert visible(text) == text


def test_a_soft_hyphen_goes_without_a_word():
    """Else a name with one would be another than the same name in the rows, where they are dropped."""
    assert unseen("Nord\u00adland") == ""
    assert visible("Nord\u00adland") == "Nordland"


def test_the_cell_of_a_table_is_listed_by_row_and_column(tmp_path):
    path = tmp_path / "risikovurderinger.csv"
    path.write_text(
        "indicator;unit;period;risk;by\nS.1;0101;2026-06;lav;Lederen\nS.1;0102;2026-06;lav;Lede\tren\n",
        encoding="utf-8",
    )
    rows, problems = read_table(ASSESSMENTS, path)
    assert [(number, row["by"]) for number, row in rows] == [(2, "Lederen"), (3, "Lede ren")]
    assert [(p.code, p.span.line, p.fields["column"], p.fields["signs"]) for p in problems] == [
        ("D048", 3, "by", "U+0009")
    ]
