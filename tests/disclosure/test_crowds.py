"""To which of many readers sums are wide, all at once: to none to whom a program of the reader's own says otherwise."""

from random import Random

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from kpidsl.disclosure.crowds import wide_to
from kpidsl.disclosure.programs import Known

NEED = 5


def seen(rows, figures, sums, knows, units, more=0.0):
    """Over sum and reader, whether the sum is seen to be wide; each row is known to be at most so much `more`."""
    rows, figures = np.array(rows, dtype=float), np.array(figures, dtype=float)
    known = Known(sparse.csr_matrix(rows), rows @ figures, rows @ figures + more, figures)
    knows = np.array(knows, dtype=float)
    pairs = tuple(one.reshape(-1) for one in np.indices((len(sums), len(knows))))
    asked = sparse.csr_matrix(np.array(sums, dtype=float))
    wide = wide_to(known, asked, NEED, pairs, sparse.csr_matrix(knows[:, units]))
    return wide.reshape(len(sums), len(knows))


def test_it_is_wide_but_to_one_who_knows_the_other(few):
    """A has 3, B 10 and C 1 of 14: to who knows nobody A may have 0 to 14, to who knows C 0 to 13, to who knows B 0 to
    4, and who knows both knows A."""
    knows = [[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1]]
    assert seen([[1, 1, 1]], [3, 10, 1], [[1, 0, 0]], knows, [0, 1, 2]).tolist() == [[True, True, False, False]]


def test_who_knows_a_part_of_a_sum_learns_the_rest_of_it_alone(few):
    """A has 3 and B 4, and each of C and D 6, of 19. Who knows A knows A and B together to be 3 to 19; who knows C and
    D knows them to be 7, and so does who knows A, C and D."""
    knows = [[1, 0, 0, 0], [0, 0, 1, 1], [1, 0, 1, 1]]
    assert seen([[1, 1, 1, 1]], [3, 4, 6, 6], [[1, 1, 0, 0]], knows, range(4)).tolist() == [[True, False, False]]


def test_who_knows_the_cases_of_one_knows_how_few_are_left(few):
    """Of A and B it is only told that all their cases are 10: 2 and 1 in the numerator, 5 and 2 in the rest. A's
    numerator may be 0 to 10. Who knows B's 1 and 2 knows that A's is at most 7, which is wide; of 5 cases of A's, at
    most 5, which is not."""
    knows, units = [[0, 0], [0, 1]], [0, 1, 0, 1]
    assert seen([[1, 1, 1, 1]], [2, 1, 5, 2], [[1, 0, 0, 0]], knows, units).tolist() == [[True, True]]
    assert seen([[1, 1, 1, 1]], [2, 1, 2, 5], [[1, 0, 0, 0]], knows, units).tolist() == [[True, False]]


def test_a_sum_that_is_shown_is_wide_to_nobody(few):
    assert not seen([[1, 1, 0], [1, 1, 1]], [30, 40, 50], [[1, 1, 0]], [[0, 0, 0], [1, 0, 0]], range(3)).any()


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr("kpidsl.disclosure.crowds._FEW", 1)


def country(seed):
    """Eight units in counties and in regions that cross them, in three months; some sums of them are shown, of months
    and of years to date. The shown sums, the figures, the units, and sums that may be asked for."""
    chance = Random(seed)
    units, months = np.repeat(np.arange(8), 3), np.tile(np.arange(3), 8)
    figures = [chance.choice((0, 1, 2, 3, 8, 20)) for _ in units]
    groups = [range(8), [0, 1, 2], [3, 4], [5, 6, 7], [0, 3, 5], [1, 4, 6, 7], *([one] for one in range(8))]
    sums = [np.isin(units, of) & (months == m) for of in groups for m in range(3)]
    sums += [np.isin(units, of) & (months <= m) for of in groups for m in range(1, 3)]
    shown = [one for one in sums if chance.random() < (0.6 if one.sum() > 3 else 0.05)] or sums[:1]
    return np.array(shown, dtype=float), figures, units, np.array(sums, dtype=float)


@pytest.mark.parametrize("seed", range(40))
def test_to_nobody_to_whom_a_program_says_otherwise(seed, few):
    """To readers who know nobody's, one's, two's and three units' figures, where the sums are shown to a number or,
    sometimes, within two. Much of what is wide is seen to be."""
    rows, figures, units, sums = country(seed)
    chance, more = Random(seed), 2.0 * (seed % 4 == 0)
    knows = [np.isin(np.arange(8), chance.sample(range(8), many)) for many in (0, 1, 1, 1, 1, 2, 2, 3)]
    wide = seen(rows, figures, sums, knows, units, more)
    found = truly = 0
    both, limits = np.concatenate([rows, -rows]), np.concatenate([rows @ figures + more, -(rows @ figures)])
    for reader, known in enumerate(knows):
        fixed = [(f, f) if known[u] else (0, 1e4) for f, u in zip(figures, units, strict=True)]
        for at, asked in enumerate(sums):
            ends = [s * linprog(s * asked, A_ub=both, b_ub=limits, bounds=fixed).fun for s in (1, -1)]
            is_wide = ends[1] - ends[0] > NEED - 1e-6
            assert is_wide or not wide[at, reader]
            found, truly = found + bool(wide[at, reader]), truly + is_wide
    assert found > truly / 4
