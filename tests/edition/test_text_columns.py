"""The texts of results.csv stand once in their column; the cells and rows are those that were put in."""

from __future__ import annotations

import csv
from array import array

import numpy as np
import pytest

from kpidsl.model.edition import Edition
from kpidsl.rendering.machine.columns import rows_of
from kpidsl.rendering.machine.csv_files import write_results
from kpidsl.rendering.machine.text_columns import TextColumn, joined, of_numbers, of_pairs, texts_of
from tests.made import JANUARY, grid, indicator, spec, structure

BEYOND = 1 << 63  # does not fit in a column of 64 bits
EDITION = Edition(
    "id", 1, "", "nb", spec(indicator()), structure({"statlig": {"01": ["0101"]}}), (JANUARY,), JANUARY,
    {"S.1": grid([[(1, 2)]] * 2)}, {"S.1": array("b", [0] * 2)},
)  # fmt: skip
REMAINS = {"period": str(JANUARY), "deviation": "1", "early_warning": "0"}


@pytest.mark.parametrize(
    "numbers",
    [array("b", [3, 1, 3, -1]), array("q", [BEYOND - 1, -BEYOND, 0, 7]), [BEYOND, -BEYOND - 1, 7, BEYOND]],
    ids=["few", "the widest of 64 bits", "wider"],
)
def test_every_number_has_its_own_text(numbers):
    assert of_numbers(numbers, str).cells().tolist() == [str(n) for n in numbers]


def test_a_pair_is_told_from_another_with_the_same_numbers():
    """1/2, 2/1, 1/1, 1/2: were the parts mixed up, two of them would have one text."""
    made = of_pairs(array("q", [1, 2, 1, 1]), array("q", [2, 1, 1, 2]), lambda top, bottom: f"{top}/{bottom}")
    assert made.cells().tolist() == ["1/2", "2/1", "1/1", "1/2"]
    assert len(made.texts) == 3


def test_a_pair_beyond_64_bits_is_exact():
    made = of_pairs([BEYOND, 1], [3, BEYOND * 2], lambda top, bottom: f"{top}/{bottom}")
    assert made.cells().tolist() == [f"{BEYOND}/3", f"1/{BEYOND * 2}"]


def test_what_is_not_chosen_is_empty():
    made = of_numbers(array("q", [5, 6, 5]), str).only(np.array([True, False, False]))
    assert made.cells().tolist() == ["5", "", ""]


def test_parts_that_share_texts_are_joined_in_the_order_asked_for():
    first, second = (of_numbers(array("q", n), str) for n in ([1, 2], [2, 3]))
    whole = joined([first, second], np.array([3, 0, 2, 1]))
    assert whole.cells().tolist() == ["3", "1", "2", "2"]
    assert whole.texts.tolist() == ["1", "2", "3"]  # each once
    assert whole.holds("2").tolist() == [False, False, True, True]


@pytest.mark.parametrize(
    "text", ['a "quoted" name', "comma, and more", "two\nlines", "=1+1", "a;=1", "-3.5", "", " x "]
)
def test_a_field_is_read_back_as_the_csv_module_reads_it(text, tmp_path):
    """Only what a spreadsheet would reckon with has an apostrophe before it."""
    columns = {name: one(value) for name, value in {**REMAINS, "unit_name": text}.items()}
    write_results(EDITION, tmp_path, columns)
    with (tmp_path / "results.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["unit_name"] == {"=1+1": "'=1+1", "a;=1": "a;'=1"}.get(text, text)


def one(text: str) -> TextColumn:
    """A column of one cell."""
    return TextColumn(texts_of([text]), np.zeros(1, dtype=np.intp))


def test_rows_are_made_a_part_at_a_time_and_none_is_lost():
    """20 001 rows are more than two parts."""
    count = 20_001
    columns = {"a": of_numbers(array("q", range(count)), str), "b": of_numbers(array("b", [1] * count), str)}
    assert list(rows_of(columns)) == [(str(n), "1") for n in range(count)]
    assert list(rows_of(columns, np.array([20_000, 3]))) == [("20000", "1"), ("3", "1")]
