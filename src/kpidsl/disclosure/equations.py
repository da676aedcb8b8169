"""What follows from the shown figures of all steering lines together, as a system of linear equations.

Every node is the sum of its leaves, so the shown nodes of all lines are equations in the leaves' figures. A hidden
figure that is a combination of them can be worked out, and a few hidden figures whose sum is known and small are known
well enough. The cheapest figure of such a combination is hidden until neither is so, by elimination over a prime field
as Statistics Norway's GaussSuppression does it.

One month and one window at a time: combinations over months are the business of `hiding`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kpidsl.model.organisation import Structure
from kpidsl.model.spec import Indicator

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
_PRIME = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class _Combination:
    """A combination of shown nodes: the factor of each, over nodes, and what it comes to in the leaves' figures."""

    factors: Numbers
    leaves: Numbers


def stands(indicator: Indicator, structure: Structure) -> Bools:
    """Over nodes, whether the indicator is on their card."""
    return np.array([indicator.stands_at(node) for node in structure.nodes], dtype=np.bool_)


class Equations:
    """The sums of a structure, and the nodes at which an indicator is shown (`stands`, over nodes)."""

    def __init__(self, structure: Structure, stands: Bools) -> None:
        nodes = structure.nodes
        self.stands = stands
        self.sums = np.zeros((len(nodes), len(structure.leaves)), dtype=np.int64)
        for at, node in enumerate(nodes):
            below = structure.with_their_parts(node)
            # a unit with parts is the sum of them; what names none of them is taken as nothing
            self.sums[at, [leaf for leaf in below if leaf not in structure.parts]] = 1
        self.is_single = self.sums.sum(axis=1) == 1
        self.leaf_of = np.where(self.is_single, self.sums.argmax(axis=1), -1)
        shown = np.zeros(len(structure.leaves), dtype=np.bool_)
        shown[self.leaf_of[self.is_single & stands]] = True
        self.unseen = ~shown

    def protect(self, suppressed: Bools, value: Bools, n: Numbers, below: int) -> None:
        """Hide more nodes until no hidden one follows from those shown, and no known sum of some is under `below`.

        All over nodes, of one month, category and window: `suppressed` is changed; `value` says where there is a
        figure, and `n` of how many cases.
        """
        more = True
        while more and (suppressed & value & self.stands).any():
            shown, more = value & ~suppressed & self.stands, False
            for combination in self._revealing(suppressed, value, n, below):
                used = shown & (combination.factors != 0)
                used |= shown & self.is_single & (combination.leaves[self.leaf_of] != 0)
                candidates = np.flatnonzero(used)
                if len(candidates) and not suppressed[candidates].any():  # one of them is enough to break it
                    suppressed[min(candidates, key=lambda at: (n[at] == 0, n[at], at))] = more = True

    def _revealing(self, suppressed: Bools, value: Bools, n: Numbers, below: int) -> Iterator[_Combination]:
        """The combinations of shown nodes that reveal a hidden one, or a small sum of hidden ones."""
        shown, hidden = value & ~suppressed & self.stands, value & suppressed & self.stands
        present, known = self.unseen.copy(), np.zeros(self.sums.shape[1], dtype=np.bool_)
        present[self.leaf_of[self.is_single & value]] = True
        known[self.leaf_of[self.is_single & shown]] = True
        unknown = np.flatnonzero(present & ~known)
        leaves = np.zeros(self.sums.shape[1], dtype=n.dtype)
        leaves[self.leaf_of[self.is_single & shown]] = n[self.is_single & shown]
        rows = np.flatnonzero(shown & ~self.is_single)
        rows = rows[self.sums[np.ix_(rows, unknown)].any(axis=1)]
        columns, group = _grouped(self.sums[np.ix_(rows, unknown)])
        rests = n[rows] - self.sums[rows] @ leaves
        system = _eliminated(columns, rests)
        targets = self._revealed(np.flatnonzero(hidden), unknown, group, system)
        small = system.small_sums(below)
        if not targets and not small:
            return
        system = _eliminated(columns, rests, with_factors=True)
        for target in targets:
            held = _in_groups(self.sums[target][unknown], group, columns.shape[1])
            yield self._combination(rows, system.factors_of(held), known, target)
        for at in small:
            yield self._combination(rows, system.factors[at], known, None)

    def _revealed(self, hidden: Numbers, unknown: Numbers, group: Numbers, system: _System) -> list[int]:
        """The hidden nodes that are a combination of the system's rows."""
        sizes = np.bincount(group[group >= 0], minlength=system.rows.shape[1])
        alone = {int(row.argmax()) for row in system.rows if np.count_nonzero(row) == 1}
        group_of = dict(zip(unknown.tolist(), group.tolist(), strict=True))
        revealed = []
        for node in hidden.tolist():
            if self.is_single[node]:
                one = group_of.get(int(self.leaf_of[node]), -1)
                is_known = one in alone and sizes[one] == 1
            else:
                is_known = system.holds(_in_groups(self.sums[node][unknown], group, system.rows.shape[1]))
            if is_known:
                revealed.append(node)
        return revealed

    def _combination(self, rows: Numbers, factors: Numbers, known: Bools, target: int | None) -> _Combination:
        of_nodes = np.zeros(len(self.sums), dtype=np.int64)
        of_nodes[rows] = factors
        leaves = (factors @ self.sums[rows]) % _PRIME if len(rows) else np.zeros(self.sums.shape[1], dtype=np.int64)
        if target is not None:
            leaves = (leaves - self.sums[target]) % _PRIME
        return _Combination(of_nodes, np.where(known, leaves, 0))


def _grouped(columns: Numbers) -> tuple[Numbers, Numbers]:
    """The columns with equal ones once, and the group of each: unknowns that always occur together."""
    if not columns.size:
        return np.zeros((len(columns), 0), dtype=np.int64), np.full(columns.shape[1], -1, dtype=np.int64)
    packed = np.packbits(columns.astype(np.bool_), axis=0).T
    keys = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).reshape(-1)
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    return columns[:, first], group.reshape(-1)


def _in_groups(row: Numbers, group: Numbers, groups: int) -> Numbers | None:
    """The row by groups; None where it has a part of one, which no equation can tell from the rest."""
    if not row.any():
        return np.zeros(groups, dtype=np.int64)
    if (group < 0).any():
        return None
    sizes, held = np.bincount(group, minlength=groups), np.bincount(group, weights=row, minlength=groups)
    if ((held > 0) & (held < sizes)).any():
        return None
    return np.asarray(held > 0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _System:
    """A system in reduced row echelon form: its rows, what each comes to, the factors of the original rows behind it,
    and the column of each row's leading 1."""

    rows: Numbers
    totals: Numbers
    factors: Numbers
    leading: list[int]

    def holds(self, row: Numbers | None) -> bool:
        """Whether `row` is a combination of the rows."""
        if row is None:
            return False
        used = row[self.leading] % _PRIME
        return not ((row - _times(used, self.rows)) % _PRIME).any()

    def factors_of(self, row: Numbers | None) -> Numbers:
        """The factors of the original rows that make up `row`, which the system holds."""
        assert row is not None
        return _times(row[self.leading] % _PRIME, self.factors)

    def small_sums(self, below: int) -> list[int]:
        """The rows that are sums of unknowns, above 0 and under `below` together."""
        known = np.flatnonzero((self.totals > 0) & (self.totals < below))
        return [int(at) for at in known if self.rows[at].max() == 1]


def _times(factors: Numbers, rows: Numbers) -> Numbers:
    """The rows times their factors, added up, modulo the prime: each product fits in 64 bits, their sum may not."""
    return np.asarray((factors[:, None] * rows % _PRIME).sum(axis=0) % _PRIME)


def _eliminated(rows: Numbers, totals: Numbers, *, with_factors: bool = False) -> _System:
    """Gauss-Jordan elimination modulo a prime; rows that come to nothing are left out."""
    matrix, sums = rows.astype(np.int64) % _PRIME, (totals % _PRIME).astype(np.int64)
    factors = np.eye(len(rows) if with_factors else 0, dtype=np.int64)
    changed = (matrix, sums, factors) if with_factors else (matrix, sums)
    leading: list[int] = []
    for column in range(matrix.shape[1]):
        at = len(leading)
        candidates = np.flatnonzero(matrix[at:, column])
        if not len(candidates):
            continue
        pivot = at + int(candidates[0])
        inverse = pow(int(matrix[pivot, column]), -1, _PRIME)
        for one in changed:
            one[[at, pivot]] = one[[pivot, at]]
            if inverse != 1:
                one[at] = one[at] * inverse % _PRIME
        others = np.flatnonzero(matrix[:, column])
        others = others[others != at]
        if len(others):
            by = matrix[others, column]
            for one in changed:
                one[others] = (one[others] - (by[:, None] if one.ndim == 2 else by) * one[at]) % _PRIME
        leading.append(column)
        if len(leading) == len(matrix):
            break
    return _System(matrix[: len(leading)], sums[: len(leading)], factors[: len(leading)], leading)
