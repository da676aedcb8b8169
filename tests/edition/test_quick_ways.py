"""What is done by a shorter way than the library's comes out as the library has it."""

import csv
from collections import Counter
from dataclasses import replace
from io import StringIO
from itertools import product

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from kpidsl.model.edition import is_early_warning
from kpidsl.model.results import FIGURES_COLUMNS, GRID_COLUMNS, Figures
from kpidsl.model.state import Status, Trend
from kpidsl.rendering.html.pages import Pages
from kpidsl.rendering.machine.csv_files import _field
from kpidsl.rendering.machine.text_columns import distinct_and_codes
from kpidsl.rendering.shown.csv_cells import safe


@given(st.text(alphabet=st.sampled_from("aZ09._-=+@;,\"'\t\r\n æ\u2028")))
@example("")
@example("1.5")
@example("-1.5")
@example("1\n")
@example("a\r")
def test_a_field_is_as_the_csv_module_writes_it(text):
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow((safe(text), "last"))
    assert _field(text) + ",last\n" == line.getvalue()


@given(st.lists(st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(-9, 9) | st.integers(1 << 62, (1 << 62) + 9)))
@example([-(1 << 63), -(1 << 63) + 3, -(1 << 63) + 1])
@example([(1 << 63) - 1, (1 << 63) - 2])
@example([])
def test_the_different_numbers_are_those_that_sorting_finds(numbers):
    cells = np.array(numbers, dtype=np.int64)
    for one in (cells, cells.astype(np.int8), cells.astype(object)):
        for made, expected in zip(distinct_and_codes(one), np.unique(one, return_inverse=True), strict=True):
            assert made.tolist() == expected.tolist()


def test_an_early_warning_of_arrays_is_that_of_each_cell():
    each = [(status, trend, deviation) for status in Status for trend in Trend for deviation in (0, 1)]
    alone = [is_early_warning(*one) for one in each]
    assert is_early_warning(*np.array(each, dtype=np.int8).T).tolist() == alone
    assert [one for one, warns in zip(each, alone, strict=True) if warns] == [(Status.GREEN, Trend.WORSE, 0)]


def test_a_part_of_a_cell_is_as_the_whole_cell_has_it(small):
    lacking = set()
    for code, grid in small.grids.items():
        for node, month in product(range(0, len(small.structure.nodes), 2), small.months[::3]):
            for category in range(len(grid.categories)):
                cell = small.cell(code, node, month, category)
                assert small.year_figure(code, node, month, category) == cell.year_to_date
                assert small.month_figure(code, node, month, category) == cell.month
            cell = small.cell(code, node, month)
            lacks = cell.month.is_lacking or (
                not cell.month.hidden and cell.expected > 1 and cell.covered < cell.expected
            )
            assert small.lacks_some(code, node, month) == lacks
            lacking.add((lacks, cell.month.hidden))
    assert lacking == {(False, False), (False, True), (True, False)}


def test_a_card_that_takes_rows_from_its_units_first_line_is_as_one_that_does_not(agency):
    """Some rows differ between the lines, and some do not."""
    site, taken = Pages(agency, "nb"), Counter()
    for nodes in site.nodes.values():
        cards = site.cards(nodes)
        assert cards == [site.card(at) for at in nodes]
        for at, card in zip(nodes[1:], cards[1:], strict=True):
            taken.update(agency.is_same_at(code, nodes[0], at) for code in card.rows)
    assert set(taken) == {True, False}


def test_nodes_are_the_same_where_all_that_the_edition_has_of_them_is(small):
    """A copy of a node's figures is the same, and is not once any one of them is another, in any month or category."""
    one = small.spec.indicators[0]
    grid, axes = replace(small.grids[one.code], categories=("", "of a kind")), small.axes
    here, there = len(small.structure.nodes) - 2, len(small.structure.nodes) - 1
    spans = [(axes.series(here, c), axes.series(there, c)) for c in range(len(grid.categories))]

    def alike(column):
        column = list(column) * len(grid.categories)
        for a, b in spans:
            column[b.start : b.stop] = column[a.start : a.stop]
        return column

    of_figures, of_grid = (tuple(c.name for c in columns) for columns in (FIGURES_COLUMNS, GRID_COLUMNS))
    windows = {w: {n: alike(getattr(getattr(grid, w), n)) for n in of_figures} for w in ("month", "year_to_date")}
    own, hidden = {n: alike(getattr(grid, n)) for n in of_grid}, alike(small.hidden[one.code])

    def is_same(**beside):
        copy = replace(grid, **{w: Figures(**columns) for w, columns in windows.items()}, **own)
        parts = {"risks": {}, "charts": {}, "limits": {}, "assessed": {}} | beside
        edition = replace(small, grids={one.code: copy}, hidden={one.code: hidden}, **parts)
        return edition.is_same_at(one.code, here, there)

    assert is_same()
    every = [hidden, *own.values(), *(column for columns in windows.values() for column in columns.values())]
    assert len(every) == 1 + len(of_grid) + 2 * len(of_figures)
    for column in every:
        for at in (spans[0][1][0], spans[-1][1][-1]):
            column[at] += 1
            assert not is_same()
            column[at] -= 1
    for part in ("risks", "charts", "limits", "assessed"):
        assert is_same(**{part: {(one.code, here): "a", (one.code, there): "a"}})
        assert not is_same(**{part: {(one.code, here): "a", (one.code, there): "b"}})
        assert not is_same(**{part: {(one.code, here): "a"}})
