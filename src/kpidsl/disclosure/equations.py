"""What follows from the shown figures of all steering lines together, as a system of linear equations.

Every node is the sum of its leaves, so the shown nodes of all lines are equations in the leaves' figures. A hidden
figure that is a combination of them can be worked out, and a few hidden figures whose sum is known and small are known
well enough. The cheapest figure of such a combination is hidden until neither is so, by elimination over a prime field
as Statistics Norway's GaussSuppression does it.

One month and one window at a time: combinations over months are the business of `hiding`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kpidsl.model.organisation import Structure
from kpidsl.model.spec import Indicator

if TYPE_CHECKING:
    from scipy import sparse

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
_PRIME = (1 << 31) - 1
_Row = dict[int, int]
"""The factor of each thing that a row has, modulo the prime, by its position; what is not there is 0."""


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
        self._node, self._leaf = np.nonzero(self.sums)
        self._singles = np.flatnonzero(self.is_single)[np.argsort(self.leaf_of[self.is_single], kind="stable")]
        self._single_leaves, self._first_single = np.unique(self.leaf_of[self._singles], return_index=True)

    @cached_property
    def units(self) -> sparse.csr_matrix:
        """The sums (0.0 and 1.0, over node and leaf)."""
        from scipy import sparse  # here: it takes half a second to load

        return sparse.csr_matrix(self.sums.astype(float))

    def at_any(self, nodes: Bools) -> Bools:
        """Over (category, leaf, month), whether it is so at any of the leaf's own nodes; `nodes` is over (category,
        node, month)."""
        leaves = np.zeros((len(nodes), self.sums.shape[1], nodes.shape[-1]), dtype=np.bool_)
        if len(self._singles):
            leaves[:, self._single_leaves] = np.logical_or.reduceat(nodes[:, self._singles], self._first_single, axis=1)
        return leaves

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
        rows = np.flatnonzero(shown & ~self.is_single & self._with_any(unknown))
        columns, group = _grouped(self.sums[np.ix_(rows, unknown)])
        rests = n[rows] - self.sums[rows] @ leaves
        system = _solved_in_turn(columns, rests) or _eliminated(columns, rests)
        targets = self._revealed(np.flatnonzero(hidden), unknown, group, system)
        small = system.small_sums(below)
        if not targets and not small:
            return
        system = _eliminated(columns, rests, with_factors=True)
        telling = ((target, system.factors_of(of)) for target, of in targets)
        for target, factors in chain(telling, ((None, system.factors[at]) for at in small)):
            if not suppressed[rows[list(factors)]].any():  # none of them has been hidden meanwhile
                yield self._combination(rows, factors, known, target)

    def _with_any(self, leaves: Numbers) -> Bools:
        """The nodes that any of the leaves is in."""
        chosen = np.zeros(self.sums.shape[1], dtype=np.bool_)
        chosen[leaves] = True
        nodes = np.zeros(len(self.sums), dtype=np.bool_)
        nodes[self._node[chosen[self._leaf]]] = True
        return nodes

    def _revealed(self, hidden: Numbers, unknown: Numbers, group: Numbers, system: _System) -> list[tuple[int, _Row]]:
        """The hidden nodes that are a combination of the system's rows, in order, each by groups of unknowns."""
        sizes = np.bincount(group[group >= 0])
        single, several = hidden[self.is_single[hidden]], hidden[~self.is_single[hidden]]
        group_of = np.full(self.sums.shape[1], -1)
        group_of[unknown] = group
        revealed = {int(at): {one: 1} for one in system.alone() if sizes[one] == 1
                 for at in single[group_of[self.leaf_of[single]] == one]}  # fmt: skip
        held = _in_groups(self.sums[np.ix_(several, unknown)], group, len(sizes))
        revealed |= {
            node: of for node, of in zip(several.tolist(), held, strict=True) if of is not None and system.holds(of)
        }
        return sorted(revealed.items())

    def _combination(self, rows: Numbers, factors: _Row, known: Bools, target: int | None) -> _Combination:
        used, by = rows[list(factors)], np.array(list(factors.values()), dtype=np.int64)
        of_nodes = np.zeros(len(self.sums), dtype=np.int64)
        of_nodes[used] = by
        leaves = by @ self.sums[used] % _PRIME  # the sums are 0 and 1, so this fits in 64 bits
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


def _in_groups(rows: Numbers, group: Numbers, groups: int) -> list[_Row | None]:
    """Each of the rows by groups; None where it has a part of one, which no equation can tell from the rest."""
    if not groups:
        return [None if has else {} for has in np.any(rows, axis=1).tolist()]
    sizes, place = np.bincount(group, minlength=groups), np.arange(len(rows))[:, None] * groups + group
    held = np.bincount(place.ravel(), rows.ravel(), minlength=len(rows) * groups).reshape(len(rows), groups)
    is_part = np.any((held > 0) & (held < sizes), axis=1)
    return [None if part else of for part, of in zip(is_part.tolist(), _rows(held), strict=True)]


def _rows(matrix: Numbers) -> list[_Row]:
    """Of each row 1 where there is something."""
    rows: list[_Row] = [{} for _ in matrix]
    for row, column in np.argwhere(matrix).tolist():
        rows[row][column] = 1
    return rows


@dataclass(frozen=True, slots=True)
class _System:
    """A system in reduced row echelon form: its rows, what each comes to, the factors of the original rows behind it,
    and the column of each row's leading 1."""

    rows: Sequence[_Row]
    totals: Sequence[int]
    factors: Sequence[_Row]
    leading: Sequence[int]

    def alone(self) -> list[int]:
        """The unknowns that a row of their own tells."""
        return [next(iter(row)) for row in self.rows if len(row) == 1]

    def holds(self, row: _Row) -> bool:
        """Whether `row` is a combination of the rows."""
        left = dict(row)
        for column, of in zip(self.leading, self.rows, strict=True):
            if column in row:
                _take_off(left, row[column], of)
        return not left

    def factors_of(self, row: _Row) -> _Row:
        """The factors of the original rows that make up `row`, which the system holds."""
        factors: _Row = {}
        for column, of in zip(self.leading, self.factors, strict=True):
            if column in row:
                _take_off(factors, -row[column], of)
        return factors

    def small_sums(self, below: int) -> list[int]:
        """The rows that are sums of unknowns, above 0 and under `below` together."""
        return [at for at, row in enumerate(self.rows) if 0 < self.totals[at] < below and set(row.values()) == {1}]


def _take_off(row: _Row, times: int, other: _Row) -> None:
    """Take the other row so many times off this one."""
    for at, factor in other.items():
        left = (row.get(at, 0) - times * factor) % _PRIME
        if left:
            row[at] = left
        else:
            row.pop(at, None)


def _solved_in_turn(rows: Numbers, totals: Numbers) -> _System | None:
    """The same as `_eliminated` where one unknown after the other follows from a row that has no other one left, as the
    sums of most counties do; otherwise None."""
    left, total = rows.sum(axis=1).tolist(), totals.tolist()
    columns_of, rows_of = ([list(of) for of in _rows(either)] for either in (rows, rows.T))
    alone = [row for row, many in enumerate(left) if many == 1]
    value: dict[int, int] = {}
    while alone:
        row = alone.pop()
        column = next((one for one in columns_of[row] if one not in value), None)
        if column is None:
            continue
        value[column] = total[row] % _PRIME
        for other in rows_of[column]:
            left[other] -= 1
            total[other] -= value[column]
            if left[other] == 1:
                alone.append(other)
    if any(left):
        return None
    leading = sorted(value)
    return _System([{one: 1} for one in leading], [value[one] for one in leading], [{} for _ in leading], leading)


def _eliminated(rows: Numbers, totals: Numbers, *, with_factors: bool = False) -> _System:
    """Gauss-Jordan elimination modulo a prime; rows that come to nothing are left out.

    The rows hold few of many columns each, as units lie in few sums: their entries alone are looked at. Behind a row's
    columns stand what it comes to and, in a column each, the original rows (only `with_factors`).
    """
    columns = rows.shape[1]
    matrix = _rows(rows)
    for at, (row, total) in enumerate(zip(matrix, totals.tolist(), strict=True)):
        _take_off(row, -total, {columns: 1})
        row |= {columns + 1 + at: 1} if with_factors else {}
    leading: list[int] = []
    for column in range(columns):
        at = len(leading)
        holding = [one for one, row in enumerate(matrix) if column in row]
        pivot = next((one for one in holding if one >= at), None)
        if pivot is None:
            continue
        others = [matrix[one] for one in holding if one != pivot]
        matrix[at], matrix[pivot] = matrix[pivot], matrix[at]
        inverse = pow(matrix[at][column], -1, _PRIME)
        if inverse != 1:
            matrix[at] = {one: factor * inverse % _PRIME for one, factor in matrix[at].items()}
        for row in others:
            _take_off(row, row[column], matrix[at])
        leading.append(column)
        if len(leading) == len(matrix):
            break
    held = matrix[: len(leading)]
    return _System(
        [{one: factor for one, factor in row.items() if one < columns} for row in held],
        [row.get(columns, 0) for row in held],
        [{one - columns - 1: factor for one, factor in row.items() if one > columns} for row in held],
        leading,
    )
