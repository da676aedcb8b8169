"""How far sums of hidden figures reach by the moves out of them, to which other units give way.

A unit moves somebody out of a hidden figure into each of its other ones, as many as there are, or the opposite way. To
each of these moves those units that can move the same way back, between figures of the same months and categories, give
as much way as they have together. Moves with different ends draw on different figures of the others, so all of them may
be made; where a sum is to be more, moves with the same start draw on the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
NOBODY = -1
_READERS = 8


@dataclass(frozen=True, slots=True)
class Moves:
    """Every way to move somebody from one hidden figure to another of its `unit`, by the figure moved from (in order).

    `start` and `end` are figures (`end` one beyond the last: out of what is counted), `start_cell` and `end_cell` their
    months and categories as one number. Moves of a `kind` have the same cells and change the same of what is shown;
    those that are `alone` change nothing of it. `first` is the position of each figure's first move.
    """

    start: Numbers
    end: Numbers
    start_cell: Numbers
    end_cell: Numbers
    unit: Numbers
    kind: Numbers
    alone: Bools
    first: Numbers


@dataclass(frozen=True, slots=True)
class Others:
    """What all other units together give way to each of some moves out of sums (`given`); each unit gives so much of it
    (`most`, over kind of move and unit), and each reader knows what some of them do (`readers`, over unit and
    reader)."""

    given: Numbers
    most: sparse.csr_matrix
    readers: sparse.csr_matrix

    def unknown_to_any(self, moves: Moves, move: Numbers, knows: Bools) -> Numbers:
        """What is given to these moves but for the part of the reader who knows most of it, of those who do not know
        the move's unit."""
        if not len(knows):
            return self.given
        kinds, at = np.unique(moves.kind[move], return_inverse=True)
        known = (self.most[kinds] @ self.readers).tocsr()
        kind = np.repeat(np.arange(len(kinds)), np.diff(known.indptr))
        order = np.lexsort((-known.data, kind))
        nth = np.arange(len(order)) - known.indptr[kind]
        top = nth < _READERS
        reader, amount = np.zeros((len(kinds), _READERS), dtype=np.int64), np.zeros((len(kinds), _READERS))
        reader[kind[top], nth[top]], amount[kind[top], nth[top]] = known.indices[order[top]], known.data[order[top]]
        stranger = ~knows[reader[at], moves.unit[move][:, None]]
        stranger[:, -1] = True  # those after the last know no more
        return np.asarray(np.maximum(self.given - amount[at, stranger.argmax(axis=1)], 0))


@dataclass(frozen=True, slots=True)
class _Ways:
    """Moves out of the `sides` (in order of these, of so many), each with how much there is to take from, in groups
    (the position of the `first` of each): to be less, those of a start, which give no more than it has; to be more,
    those into a cell, where what one takes of the others is not there for the next."""

    side: Numbers
    move: Numbers
    amount: Numbers
    others: Others
    first: Numbers
    sides: int
    into_one: bool

    @classmethod
    def less(cls, side: Numbers, move: Numbers, moves: Moves, amount: Numbers, others: Others, sides: int) -> _Ways:
        """To be less: into each cell from one start alone, the one that gives most."""
        has = amount[moves.start[move]]
        chosen = _most(side, moves.end_cell[move], np.minimum(has, others.given))
        chosen = chosen[np.lexsort((moves.start[move[chosen]], side[chosen]))]
        return cls._of(chosen, side, move, has, others, moves.start, sides, into_one=False)

    @classmethod
    def more(cls, side: Numbers, move: Numbers, moves: Moves, amount: Numbers, others: Others, sides: int) -> _Ways:
        """To be more: out of each figure into one cell alone, by those first to which least is given."""
        has = amount[moves.end[move]]
        chosen = _most(side, moves.end[move], np.minimum(has, others.given))
        chosen = chosen[np.lexsort((others.given[chosen], moves.start_cell[move[chosen]], side[chosen]))]
        return cls._of(chosen, side, move, has, others, moves.start_cell, sides, into_one=True)

    @classmethod
    def _of(
        cls, chosen: Numbers, side: Numbers, move: Numbers, has: Numbers, others: Others, by: Numbers,
        sides: int, *, into_one: bool,
    ) -> _Ways:  # fmt: skip
        side, move = side[chosen], move[chosen]
        _, _, first = groups(side, by[move])
        given = replace(others, given=others.given[chosen])
        return cls(side, move, has[chosen], given, first, sides, into_one)

    def reached(self, given: Numbers) -> Numbers:
        """How far each side reaches where so much is given to each move."""
        has, first = self.amount, self.first
        of_side, sides = self.side[first], self.sides
        if not len(first):
            return np.zeros(sides)
        if not self.into_one:
            return np.bincount(of_side, np.minimum(has[first], np.add.reduceat(given, first)), minlength=sides)
        many, into = np.diff(np.append(first, len(has))), np.zeros(len(first))
        for nth in range(int(many.max())):
            here = np.flatnonzero(many > nth)
            one = first[here] + nth
            into[here] = np.maximum(into[here], np.minimum(into[here] + has[one], given[one]))
        return np.bincount(of_side, into, minlength=sides)


class Reach:
    """How far each of some sums reaches by the moves out of it (`of_sum` and `move`).

    `amount`, over figure, is how much there is; `less` and `more` are what other units give way to the moves for the
    sum's being less and more. A sum has a side for each unit, in order of sums: what is reached by that unit's moves.
    `like` says which of those sums each of the sums asked for is.
    """

    def __init__(
        self, of_sum: Numbers, move: Numbers, moves: Moves, amount: Numbers, less: Others, more: Others, knows: Bools,
        like: Numbers,
    ) -> None:  # fmt: skip
        units = int(moves.unit.max(initial=0)) + 1
        keys, side = np.unique(of_sum * units + moves.unit[move], return_inverse=True)
        self.of_sum, self.unit = np.divmod(keys, units)
        self.like, self.knows, self.moves = like, knows, moves
        self.first = np.searchsorted(self.of_sum, np.arange(int(like.max(initial=-1)) + 2))
        side = side.reshape(-1)
        self.ways = [
            _Ways.less(side, move, moves, amount, less, len(keys)),
            _Ways.more(side, move, moves, amount, more, len(keys)),
        ]

    def width(self) -> Numbers:
        """How wide each sum is at least to who knows nobody's figures."""
        of_sides = np.sum([ways.reached(ways.others.given) for ways in self.ways], axis=0)
        most = np.zeros(len(self.first) - 1)
        np.maximum.at(most, self.of_sum, of_sides)
        return np.asarray(most[self.like])

    def widest(self) -> tuple[Numbers, Numbers]:
        """How wide each sum is at least to every reader who does not know the figures of a unit in it; and the unit
        (NOBODY, where it has that unit's alone)."""
        of_sides = np.sum(
            [ways.reached(ways.others.unknown_to_any(self.moves, ways.move, self.knows)) for ways in self.ways], axis=0
        )
        most, unit = np.zeros(len(self.first) - 1), np.full(len(self.first) - 1, NOBODY)
        order = np.lexsort((of_sides, self.of_sum))  # the widest of each sum is last
        most[self.of_sum[order]], unit[self.of_sum[order]] = of_sides[order], self.unit[order]
        unit[np.diff(self.first) == 1] = NOBODY
        return most[self.like], unit[self.like]


def entries(first: Numbers, begin: Numbers, end: Numbers) -> tuple[Numbers, Numbers]:
    """Of things that have entries from `first` on (one for each thing, and the end of the last): the entries of things
    from each `begin` to before each `end`, and the position of that in the two."""
    return ranges(first[begin], first[end])


def ranges(begin: Numbers, end: Numbers) -> tuple[Numbers, Numbers]:
    """The whole numbers from each `begin` to before each `end`, and the position of that in the two."""
    many = end - begin
    at = np.repeat(np.arange(len(begin)), many)
    return at, np.repeat(begin - np.cumsum(many) + many, many) + np.arange(many.sum())


def places(matrix: sparse.csr_matrix, rows: Numbers, columns: Numbers) -> Numbers:
    """What stands in these places of the matrix."""
    return np.asarray(matrix[rows, columns]).reshape(-1) if len(rows) else np.zeros(0)


def groups(one: Numbers, other: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Of neighbours that have both numbers the same: these, and the position of the first."""
    new = np.ones(len(one), dtype=np.bool_)
    new[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    first = np.flatnonzero(new)
    return one[first], other[first], first


def _most(one: Numbers, other: Numbers, amount: Numbers) -> Numbers:
    """Positions: of each two numbers the one of the greatest amount."""
    both = one * (other.max(initial=0) + 2) + other  # one number sorts faster than two
    order = np.lexsort((-amount, both))
    return np.asarray(order[groups(one[order], other[order])[2]])
