"""How far a hidden figure reaches by exchanges: never further than a linear program says."""

from random import Random

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from kpidsl.disclosure.exchanges import Exchanges
from kpidsl.disclosure.reach import NOBODY

A, B, C = 0, 1, 2
JANUARY, FEBRUARY = 0, 1


def reaching(rows, figures, sums, units, months, without=()):
    knows = np.isin(np.arange(max(units) + 1), without)[None]
    where = np.array(units), np.array(months), np.zeros(len(units), dtype=int)
    exchanges = Exchanges(sparse.csr_matrix(rows), *where, knows)
    reach = exchanges.reach(np.array(figures, dtype=float), sparse.csr_matrix(sums))
    return (reach.widest()[0] if without else reach.width()).tolist()


def test_two_units_of_one_sum():
    """A has 3 and B 10 of 13: A may have 0 to 13. Somebody who knows B's 10 knows A's."""
    rows, sums = [[1.0, 1.0]], [[1.0, 0.0]]
    assert reaching(rows, [3, 10], sums, [A, B], [JANUARY] * 2) == [13]
    assert reaching(rows, [3, 10], sums, [A, B], [JANUARY] * 2, without=[B]) == [0]


def test_a_third_is_left_to_one_who_knows_the_second():
    """To who knows B's 10 A may have 0 to 3 + 4 of the 7 left."""
    rows, sums = [[1.0, 1.0, 1.0]], [[1.0, 0.0, 0.0]]
    assert reaching(rows, [3, 10, 4], sums, [A, B, C], [JANUARY] * 3, without=[B]) == [7]


def test_a_year_to_date_goes_back_in_another_month():
    """A has 3 and 8, B 6 and 2; each month's sum and each unit's year are shown. Of A's 3 in January 2 may be B's, whom
    B gives back in February; of B's 6 in January all may be A's, who gives them back of its 8. So 1 to 9."""
    rows = [[1.0, 0, 1, 0], [0, 1.0, 0, 1], [1.0, 1, 0, 0], [0, 0, 1.0, 1]]
    figures, units, months = [3, 8, 6, 2], [A, A, B, B], [JANUARY, FEBRUARY] * 2
    assert reaching(rows, figures, [[1.0, 0, 0, 0]], units, months) == [8]
    assert reaching(rows, figures, [[1.0, 0, 0, 0]], units, months, without=[B]) == [0]


def test_a_sum_that_is_shown_reaches_nowhere():
    """A's two months together are shown."""
    rows = [[1.0, 0, 1, 0], [0, 1.0, 0, 1], [1.0, 1, 0, 0], [0, 0, 1.0, 1]]
    assert reaching(rows, [3, 8, 6, 2], [[1.0, 1, 0, 0]], [A, A, B, B], [JANUARY, FEBRUARY] * 2) == [0]


def test_several_months_give_together():
    """A has 1, 2 and 2 in three months, B 8, 9 and 9; each month's sum and each unit's year are shown. A's January may
    be 1 less, and 2 + 2 more, which it gives back in February and in March. Of a B that has 3 in January, 3 more."""
    rows = [[1.0, 0, 0, 1, 0, 0], [0, 1, 0, 0, 1, 0], [0, 0, 1, 0, 0, 1], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]]
    units, months, sums = [A] * 3 + [B] * 3, [0, 1, 2] * 2, [[1.0, 0, 0, 0, 0, 0]]
    assert reaching(rows, [1, 2, 2, 8, 9, 9], sums, units, months) == [5]
    assert reaching(rows, [1, 2, 2, 3, 9, 9], sums, units, months) == [4]
    assert reaching(rows, [1, 2, 2, 8, 9, 9], sums, units, months, without=[B]) == [0]


def test_two_units_together_reach_as_far_as_one_of_them():
    """A's 3 and B's 2 together, of 9 with C's 4: A's may be C's, and all of C's A's. A and B do not give way to each
    other."""
    rows, sums, units = [[1.0, 1, 1]], [[1.0, 1, 0]], [A, B, C]
    assert reaching(rows, [3, 2, 4], sums, units, [JANUARY] * 3) == [7]
    assert reaching(rows, [3, 2, 4], sums, units, [JANUARY] * 3, without=[C]) == [0]
    assert reaching([[1.0, 1]], [3, 2], [[1.0, 1]], [A, B], [JANUARY] * 2) == [0]


def system(seed):
    """Four units, three months, two categories; some sums over units, some over months: the sums shown, the figures,
    and where each is."""
    chance = Random(seed)
    units, months, kinds = np.repeat(np.arange(4), 6), np.tile(np.repeat(np.arange(3), 2), 4), np.tile([0, 1], 12)
    figures = np.array([chance.choice((0, 1, 2, 3, 8, 20)) for _ in units], dtype=float)
    rows = [
        np.isin(units, chance.sample(range(4), 3)) & (months == m) & (kinds == k)
        for m in range(3) for k in range(2) for _ in range(2)
    ]  # fmt: skip
    rows += [(units == unit) & (months <= chance.randrange(3)) for unit in range(4) if chance.random() < 0.7]
    rows += [np.isin(units, [unit, unit + 1]) & (kinds == 0) for unit in range(3) if chance.random() < 0.4]
    return np.array(rows, dtype=float), figures, (units, months, kinds)


@pytest.mark.parametrize("seed", range(60))
def test_no_further_than_a_program_says(seed):
    """To everybody, to a reader who knows one unit's figures, and to one who knows two units'; figures of one unit and
    of two."""
    shown, figures, (units, months, kinds) = system(seed)
    knows = np.array([np.isin(np.arange(4), known) for known in ([], [seed % 4], [seed % 4, (seed + 1) % 4])])
    sums = [np.isin(units, of) & (months >= m) for of in ([0], [1], [2], [3], [0, 1], [1, 3]) for m in range(3)]
    reach = Exchanges(sparse.csr_matrix(shown), units, months, kinds, knows).reach(
        figures, sparse.csr_matrix(np.array(sums, dtype=float))
    )
    widest, but = reach.widest()
    for reader, known in enumerate(knows):
        fixed = [(f, f) if known[u] else (0, 1e7) for f, u in zip(figures, units, strict=True)]
        for at, asked in enumerate(sums):
            ends = [s * linprog(s * asked, A_eq=shown, b_eq=shown @ figures, bounds=fixed).fun for s in (1, -1)]
            assert reader > 0 or min(reach.width()[at], 1000) <= ends[1] - ends[0] + 1e-6  # 10 000 000 is no end there
            unknown = not known[units[asked]].any() if but[at] == NOBODY else not known[but[at]]
            assert not unknown or min(widest[at], 1000) <= ends[1] - ends[0] + 1e-6


def test_many_give_way_a_little_each():
    """A has 0, and each of six others 1 of the 6 shown: to who knows one of the others A may have 0 to 5."""
    rows, sums, units = [[1.0] * 7], [[1.0] + [0.0] * 6], list(range(7))
    assert reaching(rows, [0] + [1] * 6, sums, units, [JANUARY] * 7, without=[3]) == [5]


def test_each_reader_leaves_those_that_it_does_not_know():
    """A has 0, and each of six others 1 of the 6 shown. To who knows three of them A may have 0 to 3, to who knows one
    0 to 5: to each of them 0 to 3."""
    unit, nothing = np.arange(7), np.zeros(7, dtype=int)
    knows = np.array([np.isin(unit, of) for of in ([1, 2, 3], [4])])
    exchanges = Exchanges(sparse.csr_matrix([[1.0] * 7]), unit, nothing, nothing, knows)
    reach = exchanges.reach(np.array([0.0] + [1.0] * 6), sparse.csr_matrix([[1.0] + [0.0] * 6]))
    assert reach.widest()[0].tolist() == [3]
