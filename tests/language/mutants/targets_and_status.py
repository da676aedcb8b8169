"""Section C: targets, tolerance, status."""

from fractions import Fraction

import numpy as np

from . import mutant


@mutant("status-in-floats", "kpidsl.scoring.judging.status:compare")
def status_in_floats(_right):
    def compare(an, ad, bn, bd):
        """n / d * 100 >= t * 100 in binary floating point."""
        left = np.asarray(an, dtype=float) / np.asarray(ad, dtype=float) * 100
        right = np.asarray(bn, dtype=float) * 100 / np.asarray(bd, dtype=float)
        return (left > right).astype(np.int8) - (left < right).astype(np.int8)

    return compare


@mutant("round-before-comparing", "kpidsl.scoring.judging.status:compare")
def round_before_comparing(_right):
    def compare(an, ad, bn, bd):
        def whole(n, d):
            return np.array(
                [round(Fraction(int(x), int(y) or 1) * 100) for x, y in zip(np.ravel(n), np.ravel(d), strict=True)]
            )

        n, d, m, e = np.broadcast_arrays(an, ad, bn, bd)
        return np.sign(whole(n, d) - whole(m, e)).reshape(n.shape).astype(np.int8)

    return compare


@mutant("zero-from-a-table-is-let-through", "kpidsl.pipeline:with_targets")
def zero_from_a_table_is_let_through(right):
    return lambda *arguments: (right(*arguments)[0], ())


@mutant("row-against-clause-alone", "kpidsl.sources.tables.targets:_same_wording")
def row_against_clause_alone(_right):
    return lambda one, other: one.location.path == other.location.path


@mutant("name-and-code-are-two", "kpidsl.pipeline:with_targets")
def name_and_code_are_two(right):
    return lambda *arguments: right(*arguments[:-1], {})
