"""Elimination modulo a prime says what slow elimination in fractions says; families are looked at again where something
of them was hidden."""

from fractions import Fraction

import numpy as np
import pytest

from kpidsl.disclosure import equations
from kpidsl.disclosure.families import Families

PRIME = equations._PRIME


def in_fractions(rows):
    """The reduced row echelon form of the rows, whose last entry is what they come to, by the book."""
    left, reduced = [list(map(Fraction, row)) for row in rows], []
    for column in range(len(rows[0]) - 1):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        pivot = [of / pivot[column] for of in pivot]
        left, reduced = (
            [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in some] for some in (left, reduced)
        )
        reduced.append(pivot)
    return reduced


def as_residues(row):
    """The fractions modulo the prime, by position, where they are not 0."""
    return {at: of.numerator * pow(of.denominator, -1, PRIME) % PRIME for at, of in enumerate(row) if of}


@pytest.mark.parametrize("seed", range(60))
def test_rows_are_reduced_as_in_fractions(seed):
    chance = np.random.default_rng(seed)
    rows = chance.integers(0, 2, (chance.integers(1, 9), chance.integers(1, 9)))
    totals = rows @ chance.integers(0, 12, rows.shape[1])
    system = equations._eliminated(rows, totals)
    right = in_fractions(np.column_stack([rows, totals]).tolist())
    assert list(system.rows) == [as_residues(row[:-1]) for row in right]
    assert list(system.totals) == [as_residues(row[-1:]).get(0, 0) for row in right]


@pytest.mark.parametrize("seed", range(60))
def test_the_factors_of_the_original_rows_make_up_what_the_system_holds(seed):
    chance = np.random.default_rng(seed)
    rows = chance.integers(0, 2, (6, 8))
    system = equations._eliminated(rows, rows @ np.arange(8), with_factors=True)
    asked = {column: int(of) for column, of in enumerate(chance.integers(-2, 3, 6) @ rows) if of}
    assert system.holds(asked)
    factors = system.factors_of(asked)
    made = np.sum([factor * rows[at] for at, factor in factors.items()], axis=0) if factors else np.zeros(8, dtype=int)
    assert {column: int(of) for column, of in enumerate(made % PRIME) if of} == {
        column: of % PRIME for column, of in asked.items()
    }
    beyond = int(np.argmin(rows.sum(axis=0)))
    rank = np.linalg.matrix_rank(rows)
    one = np.eye(8, dtype=int)[beyond]
    assert system.holds({beyond: 1}) == (np.linalg.matrix_rank(np.vstack([rows, one])) == rank)


def test_families_are_looked_at_once_and_again_where_something_of_them_was_hidden():
    families = Families([(0, [1, 2]), (3, [4, 5]), (2, [6])], 7)
    suppressed = np.zeros((1, 7, 2), dtype=np.bool_)
    assert [parent for parent, _ in families.to_look_at(suppressed)] == [0, 3, 2]
    assert [parent for parent, _ in families.to_look_at(suppressed)] == []
    suppressed[0, 5, 1] = True
    assert [parent for parent, _ in families.to_look_at(suppressed)] == [3]


def test_what_is_hidden_while_families_are_gone_through_is_seen():
    """2 is a child of 0 and the parent of 6: a later family sees it in this round, the family itself in the next."""
    families = Families([(0, [1, 2]), (3, [4, 5]), (2, [6])], 7)
    suppressed = np.zeros((1, 7, 2), dtype=np.bool_)
    list(families.to_look_at(suppressed))
    suppressed[0, 1, 0] = True
    seen = []
    for parent, _ in families.to_look_at(suppressed):
        suppressed[0, 2, 0] = True
        seen.append(parent)
    assert seen == [0, 2]
    assert [parent for parent, _ in families.to_look_at(suppressed)] == [0]
