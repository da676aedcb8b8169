"""No hidden figure is known within fewer numbers than the threshold.

The reader is another one than the rule's: it tries, for each hidden figure, all that agrees with what is shown, by a
linear program of its own over the offices' months.
"""

from itertools import product
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from kpidsl.disclosure.families import Readers
from kpidsl.disclosure.hiding import pattern
from kpidsl.model.measure import Cumulation
from tests.made import grid, hidden_cells, indicator, ruled, spec, structure, summed

K, MONTHS = 5, 3
LINES = {
    "statlig": {"NO": {"01": ["0101", "0102"], "02": ["0201", "0202", "0203"]}},
    "kommunal": {"K1": ["0101", "0201"], "K2": ["0102", "0202", "0203"]},
}
COUNTRY = structure(LINES)
COUNTY = structure({"statlig": {"01": ["0101", "0102", "0103", "0104"]}})


def gone(where, leaves, **changes):
    """What is hidden, over (node, month)."""
    rule = {name: changes.pop(name) for name in ("rest_shown", "own_shown", "line_shown") if name in changes}
    return hidden_cells(ruled(indicator(**changes), K, **rule), spec(), grid(summed(where, leaves)), where)[0]


def codes(where, leaves, month=0, **changes):
    made = gone(where, leaves, **changes)[:, month]
    return [n.unit.code for n, cell in zip(where.nodes, made, strict=True) if cell]


def test_two_that_have_few_in_the_rest_together_have_a_third_beside_them():
    """0101 and 0102 have 33 of 35 together, so each has 0, 1 or 2 in the rest; with 0103's 25 there are 27."""
    leaves = {"0101": [(3, 4)], "0102": [(30, 31)], "0103": [(25, 50)], "0104": [(40, 80)]}
    assert codes(COUNTY, leaves) == ["0101", "0102", "0103"]


def test_the_third_is_one_that_has_enough():
    """0103 has fewer cases, but none in the rest: with it the three would still have but 2."""
    leaves = {"0101": [(3, 4)], "0102": [(30, 31)], "0103": [(40, 40)], "0104": [(40, 80)]}
    assert codes(COUNTY, leaves) == ["0101", "0102", "0104"]


def test_the_rest_may_be_known_where_the_rule_does_not_protect_it():
    """0101 has 3 of 40 and 0102 has 3 of 4: 6 in the numerators. What is not in them is not asked about."""
    leaves = {"0101": [(3, 4)], "0102": [(3, 4)], "0103": [(25, 50)], "0104": [(40, 80)]}
    assert codes(COUNTY, leaves) == ["0101", "0102", "0103"]
    assert codes(COUNTY, leaves, rest_shown=True) == ["0101", "0102"]


def test_as_wide_as_the_threshold_is_wide_enough():
    """Of 5 hits either may have 0 to 5, which are six numbers; of 4 they are five, and 4 apart."""
    leaves = {"0101": [(3, 40)], "0102": [(2, 40)], "0103": [(25, 50)], "0104": [(40, 80)]}
    assert codes(COUNTY, leaves) == ["0101", "0102"]
    assert codes(COUNTY, leaves | {"0102": [(1, 40)]}) == ["0101", "0102", "0103"]


def drawn(chance):
    """The months of an office: some have few cases, some few in the numerator or the rest, some none."""
    base = [chance.choice((0, 3, 12, 40, 50, 60)) for _ in range(MONTHS)]
    return [(chance.choice((1, b // 2, b // 2, b - 2)), b) if b else None for b in base]


def country(seed):
    chance = Random(seed)
    return {leaf.code: drawn(chance) for leaf in COUNTRY.leaves}


def counted(pairs, side):
    """The hits (0), the rest (1) or the cases (2) of each month, and none where there is no figure."""
    return [0 if p is None else (p[0], p[1] - p[0], p[1])[side] for p in pairs]


def intervals(where, leaves, hidden, side, flow, known=()):
    """Between what each hidden figure lies: (node, month, window, least, greatest), to one who knows the figures of
    the offices `known`; of other units' alone."""
    offices = [leaf.code for leaf in where.leaves]
    true = np.array([counted(leaves[code], side) for code in offices], dtype=float).ravel()
    there = np.array([[p is not None for p in leaves[code]] for code in offices])

    def row(node, month, window):
        months = range(month + 1) if window and flow else [month]
        made = np.zeros((len(offices), MONTHS))
        made[np.ix_(list(where.nodes[node].leaves), list(months))] = 1
        return (made * there).ravel()

    cells = list(product(range(len(where.nodes)), range(MONTHS), (0, 1) if flow else (0,)))
    ends_of = [(n, n) if office in known else (0, 10_000)
               for office, of in zip(offices, true.reshape(len(offices), -1), strict=True) for n in of]  # fmt: skip
    shown = [row(*cell) for cell in cells if not hidden[cell[0], cell[1]]] or [np.zeros(len(true))]
    asked = {row(*cell).tobytes(): cell for cell in cells if hidden[cell[0], cell[1]]}
    for node, month, window in asked.values():
        wanted = row(node, month, window)
        others = wanted.reshape(len(offices), -1)[[office not in known for office in offices]]
        if (
            others.any() and wanted @ true < 2 * K
        ):  # an interval of fewer than K numbers reaches no further, if one of them is small
            ends = [
                sign * linprog(sign * wanted, A_eq=shown, b_eq=np.array(shown) @ true, bounds=ends_of).fun
                for sign in (1, -1)
            ]
            yield node, month, window, *ends


def narrow(where, leaves, flow, readers=((),), **rule):
    """The hidden figures that lie between fewer numbers, of which one is small, to readers who know some offices'."""
    changes = {} if flow else {"cumulation": Cumulation.STOCK}
    hidden = gone(where, leaves, **changes, **rule)
    return [
        (side, known, *found)
        for known in readers
        for side in range(3)
        for found in intervals(where, leaves, hidden, side, flow, known)
        if found[-1] - found[-2] < K - 1e-6 and found[-1] > 1 - 1e-6 and found[-2] < K - 1e-6
    ]


@pytest.mark.parametrize("seed", range(20))
def test_nothing_hidden_is_known_within_a_few(seed):
    assert narrow(COUNTRY, country(seed), flow=True) == []


def test_without_programs_the_reader_would_know(monkeypatch):
    monkeypatch.setattr("kpidsl.disclosure.widening.Widening.widen", lambda *_: False)
    countries = map(country, range(20))
    assert any(narrow(COUNTRY, leaves, flow=True) for leaves in countries)


@pytest.fixture
def alone(monkeypatch):
    """No two put together what they know."""
    monkeypatch.setattr("kpidsl.disclosure.families.combinations", lambda *_: iter(()))


@pytest.mark.usefixtures("alone")
def test_one_that_knows_its_own_figure_does_not_know_the_other():
    """0101 has 3 of 40, and 0102 is hidden beside it. 18 are in their numerators together, so 0102, which sees its own
    15, would know 0101's 3; with 0103's 25 it knows only that the two have 28. To 0103 the others have 18."""
    leaves = {"0101": [(3, 40)], "0102": [(15, 40)], "0103": [(25, 50)], "0104": [(40, 80)]}
    assert codes(COUNTY, leaves) == ["0101", "0102"]
    assert codes(COUNTY, leaves, own_shown=True) == ["0101", "0102", "0103"]


@pytest.mark.usefixtures("alone")
def test_what_is_left_to_one_that_knows_its_own_is_wide_enough():
    """To 0102, which sees its own 15, the others have 6 together, so each has one of seven numbers, and no fourth is
    hidden. Where 0103 has but 1, they have 4 together, one of five numbers, and 0104 is hidden with them."""
    leaves = {"0101": [(3, 40)], "0102": [(15, 40)], "0103": [(3, 50)], "0104": [(40, 80)]}
    assert codes(COUNTY, leaves, own_shown=True) == ["0101", "0102", "0103"]
    assert codes(COUNTY, leaves | {"0103": [(1, 50)]}, own_shown=True) == ["0101", "0102", "0103", "0104"]


OFFICES = tuple((leaf.code,) for leaf in COUNTRY.leaves)
ABOVE = tuple(tuple(COUNTRY.leaves[at].code for at in n.leaves) for n in COUNTRY.nodes if 1 < len(n.leaves) < 5)


@pytest.mark.parametrize("flow", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_nothing_hidden_is_known_within_a_few_to_one_with_figures_of_its_own(seed, flow):
    assert narrow(COUNTRY, country(seed), flow, OFFICES, own_shown=True) == []
    assert narrow(COUNTRY, country(seed), flow, ABOVE, own_shown=True, line_shown=True) == []


def test_without_what_they_know_they_would(monkeypatch):
    monkeypatch.setattr("kpidsl.disclosure.hiding.insiders", lambda *_: Readers.nobody(len(COUNTRY.leaves)))
    assert any(narrow(COUNTRY, country(seed), True, OFFICES, own_shown=True) for seed in range(5))
    assert any(narrow(COUNTRY, country(seed), True, ABOVE, line_shown=True) for seed in range(5))


@pytest.mark.usefixtures("alone")
def test_where_too_many_figures_hang_together_those_in_doubt_are_counted(monkeypatch):
    """Nine offices stand in three counties and, crosswise, in three regions, each with 3 of 40. Of no sum is less than
    6 left to an office, and no two of them can exchange anything: nothing shows that their figures are wide but a
    solution that is drawn, or a program for each office. Where there is neither, all nine are in doubt."""
    codes = [[f"{county}{region}" for region in "123"] for county in "ABC"]
    where = structure({"statlig": {"NO": dict(zip("ABC", codes, strict=True))},
                       "kommunal": dict(zip("123", map(list, zip(*codes, strict=True)), strict=True))})  # fmt: skip
    leaves = {leaf.code: [(3, 40)] for leaf in where.leaves}
    of = ruled(indicator(), K, own_shown=True), spec(), grid(summed(where, leaves)), where
    assert pattern(*of).in_doubt == 0
    monkeypatch.setattr("kpidsl.disclosure.insiders.PART_UP_TO", 0)
    monkeypatch.setattr("kpidsl.disclosure.crowds._FEW", 1_000)  # no solutions are drawn for many at once
    assert pattern(*of).hidden.sum() == 9 * len(LINES)  # an office stands on both lines
    assert pattern(*of).in_doubt == 9 * len(LINES)


def test_two_know_no_third_by_one_sum_however_many_pairs_there_are(monkeypatch):
    """0101 and 0103 have 3 of 40 each, and 0102's 15 are hidden beside them. To each of them 6 or more are left of the
    21; 0102 and 0103 together would know 0101's 3, and 0104 is hidden too. So it is also where there are too many pairs
    for each to be a reader."""
    leaves = {"0101": [(3, 40)], "0102": [(15, 40)], "0103": [(3, 40)], "0104": [(40, 80)]}
    assert codes(COUNTY, leaves, own_shown=True) == ["0101", "0102", "0103", "0104"]
    monkeypatch.setattr("kpidsl.disclosure.families.PAIRS_UP_TO", 0)
    assert codes(COUNTY, leaves, own_shown=True) == ["0101", "0102", "0103", "0104"]
    monkeypatch.setattr("kpidsl.disclosure.families.combinations", lambda *_: iter(()))
    assert codes(COUNTY, leaves, own_shown=True) == ["0101", "0102", "0103"]
