"""Which cells are small by themselves: by kind of figure, at the threshold, and in the year to date."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from kpidsl.disclosure.patterns import of_components, patterns
from kpidsl.measures.amount_per import AMOUNT_PER
from kpidsl.measures.hiding import counts_cases
from kpidsl.model.measure import Amount, AmountPer, ColumnRatio, Columns, Count, Cumulation, Index
from kpidsl.model.spec import ColumnSpec, Definition, Source
from kpidsl.model.traits import Kind
from tests.made import JANUARY, ROWS, figures, grid, hidden_cells, indicator, ruled, spec, structure

ONE = structure({"statlig": ["0101"]})
PARTS = (Kind.SHARE, Kind.RATE)
BY_N = (Kind.COUNT, Kind.MEAN, Kind.QUANTILE)
NUMBERS = Source(
    "tall",
    "unit_month",
    (
        ColumnSpec("ja", "numerator", "decimal"),
        ColumnSpec("alle", "denominator", "decimal"),
        ColumnSpec("antall", "value", "integer"),
        ColumnSpec("kroner", "value", "kroner"),
    ),
)
MONEY = Source("regnskap", "unit_month", (ColumnSpec("antall", "value", "kroner"),))


def columns(*names):
    return Columns(tuple((1, name) for name in names))


def of_sources(**changes):
    return spec(sources={"tall": NUMBERS, "regnskap": MONEY}, **changes)


def is_hidden(pair, kind=Kind.SHARE, below=5, formula=None):
    what = indicator(kind=kind, formula=formula or Count(ROWS))
    (found,) = hidden_cells(ruled(what, below), of_sources(), grid([[pair]]), ONE).ravel()
    return bool(found)


@pytest.mark.parametrize("kind", PARTS)
@pytest.mark.parametrize(
    ("pair", "small"),
    [
        ((0, 100), False),  # nobody
        ((1, 100), True),
        ((4, 100), True),
        ((5, 100), False),
        ((95, 100), False),
        ((96, 100), True),  # four are left
        ((99, 100), True),
        ((100, 100), False),  # everybody
        ((0, 4), True),
        ((4, 4), True),
        ((5, 5), False),
        ((0, 0), False),
        (None, False),
    ],
)
def test_a_numerator_a_base_or_what_is_left_is_small(kind, pair, small):
    assert is_hidden(pair, kind) == small


@pytest.mark.parametrize("kind", BY_N)
def test_of_counts_means_and_quantiles_only_the_number_of_cases_is(kind):
    """Their numerator is a number of days or the like: 3 days over 100 cases are nobody's."""
    assert [is_hidden(pair, kind) for pair in ((3, 100), (100, 4), (100, 1), (100, 5), (0, 0))] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_the_threshold_is_the_first_that_is_shown():
    assert [is_hidden((50, 100), below=below) for below in (50, 51)] == [False, True]
    assert is_hidden((1, 100), below=2)
    assert not is_hidden((2, 100), below=2)
    assert not any(is_hidden((1, 1), below=below) for below in (0, 1))


def test_a_ratio_or_an_amount_is_of_persons_where_every_column_counts():
    """Declared numerators and denominators count, and whole numbers do; kroner and what is not declared do not."""
    shares = columns("ja"), columns("alle", "antall")
    cases = [
        (Amount(ROWS, columns("ja")), True),
        (Amount(ROWS, columns("antall", "alle")), True),
        (Amount(ROWS, columns("kroner")), False),
        (Amount(ROWS, columns("antall", "kroner")), False),
        (Amount(ROWS, columns("ukjent")), False),
        (ColumnRatio(ROWS, *shares), True),
        (ColumnRatio(ROWS, columns("kroner"), columns("alle")), False),
        (ColumnRatio(ROWS, columns("ja"), columns("kroner")), False),
        (ColumnRatio(ROWS, columns("ja"), columns("antall"), base_rows=replace(ROWS, source="regnskap")), False),
        (ColumnRatio(replace(ROWS, source="regnskap"), columns("antall"), columns("ja"), base_rows=ROWS), False),
        (ColumnRatio(ROWS, columns("antall"), columns("antall"), base_rows=ROWS), True),
        (Count(ROWS), False),
    ]
    for formula, counts in cases:
        assert counts_cases(indicator(formula=formula), of_sources().sources) is counts, formula


def test_an_amount_per_something_is_of_persons_where_that_is_counted():
    spent, base = (ROWS, columns("kroner")), replace(ROWS, source="tall")
    cases = [
        (AmountPer(*spent, base), True),
        (AmountPer(*spent, base, columns("alle")), True),
        (AmountPer(*spent, base, columns("kroner")), False),
    ]
    for formula, counts in cases:
        assert counts_cases(indicator(formula=formula, traits=AMOUNT_PER.traits), of_sources().sources) is counts, (
            formula
        )


def test_a_ratio_of_persons_is_as_a_share_is_and_an_amount_as_a_count_is():
    persons, money = (ColumnRatio(ROWS, columns(top), columns("alle")) for top in ("ja", "kroner"))
    pairs = (3, 100), (97, 100), (4, 4), (50, 100)
    assert [is_hidden(p, Kind.RATIO, formula=persons) for p in pairs] == [True, True, True, False]
    assert not any(is_hidden(p, Kind.RATIO, formula=money) for p in pairs)
    assert [is_hidden(p, Kind.AMOUNT, formula=Amount(ROWS, columns("antall"))) for p in pairs] == [
        False,
        False,
        True,
        False,
    ]
    assert not is_hidden((4, 4), Kind.AMOUNT, formula=Amount(ROWS, columns("kroner")))


@pytest.mark.parametrize(
    ("numerator", "denominator", "n", "small"),
    [
        (40, 80, 10, False),  # 5 of 10
        (38, 80, 10, True),  # 4.75 of 10
        (42, 80, 10, True),  # 5.25 of 10, and 4.75 are left
        (1, 80, 10, True),  # an eighth of a case is somebody's
        (0, 80, 10, False),
        (30, 60, 4, True),
    ],
)
def test_a_distributed_figure_is_counted_in_parts_of_a_case(numerator, denominator, n, small):
    """A split unit's numerator and denominator share a factor that its number of cases has not."""
    one = grid([[(numerator, denominator)]], month_n=[n], year_n=[n])
    assert hidden_cells(ruled(indicator(), 5), spec(), one, ONE).tolist() == [[[small]]]


def test_numbers_over_64_bits_are_counted_exactly():
    """Of 2⁷⁰ + 4 all but four are in the numerator; of 2⁷⁰ + 5 all but five."""
    for left, small in ((4, True), (5, False)):
        base = [2**70 + left]
        sides = {"numerator": [2**70], "denominator": base, "n": base}
        one = replace(figures([(0, 0)]), **sides)
        huge = replace(grid([[(1, 1)]]), month=one, year_to_date=one)
        assert hidden_cells(ruled(indicator(), 5), spec(), huge, ONE).tolist() == [[[small]]]


def test_a_cell_is_hidden_for_either_of_its_windows():
    """Of a stock the month alone may be small, or the year to date alone (30 of 100 and 3 of 100)."""
    stock = indicator(cumulation=Cumulation.STOCK)
    for month, year in (((3, 100), (30, 100)), ((30, 100), (3, 100))):
        one = replace(grid([[month]]), year_to_date=figures([year]))
        assert hidden_cells(ruled(stock, 5), spec(), one, ONE).all()
    assert not hidden_cells(ruled(stock, 5), spec(), grid([[(30, 100)]]), ONE).any()


def test_where_it_does_not_stand_nothing_is_hidden():
    two = structure({"statlig": ["0101", "0102"]})
    found = hidden_cells(ruled(indicator(only_units=("0102",)), 5), spec(), grid([[(3, 4)], [(3, 4)]]), two)
    assert found.tolist() == [[[False], [True]]]


def test_an_index_is_hidden_where_a_component_of_the_month_is():
    """It was made of S.1 in January and is made of S.2 from February on; S.3 is nowhere."""
    of = {code: Index(((code, Fraction(1, 2)), ("S.3", Fraction(1, 2)))) for code in ("S.1", "S.2")}
    since = {"S.1": None, "S.2": JANUARY + 1}
    definitions = tuple(Definition(of[c], "", "", 1, Cumulation.FLOW, since[c]) for c in of)
    index = indicator("I.1", Kind.INDEX, formula=of["S.2"], definitions=definitions)
    gone = {"S.1": [[True, True, False]], "S.2": [[False, False, True]]}
    cells = {code: np.array([one, [[True] * 3]]) for code, one in gone.items()}  # a category is not the whole
    assert of_components(index, cells, [JANUARY + i for i in range(3)]).tolist() == [[[True, False, True]]]


def test_everything_is_hidden_for_its_own_sake_and_indexes_last():
    """The index stands first in the specification, and is of what is told after it."""
    index = indicator("I.1", Kind.INDEX, formula=Index((("S.1", Fraction(1, 2)), ("S.2", Fraction(1, 2)))))
    both = spec(index, indicator("S.1"), indicator("S.2"))
    two = structure({"statlig": ["0101", "0102"]})
    grids = {
        "S.1": grid([[(3, 4)], [(50, 100)]]),
        "S.2": grid([[(50, 100)], [(50, 100)]]),
        "I.1": grid([[(50, 100)], [(3, 4)]]),
    }
    found = patterns(ruled(both, 5), grids, two, [JANUARY])
    assert {code: of.hidden.ravel().tolist() for code, of in found.items()} == {
        "S.1": [True, False],
        "S.2": [False, False],
        "I.1": [True, False],
    }
