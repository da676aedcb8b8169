"""The fewest cells of a month that must be hidden with the small ones, as an integer program (HiGHS by scipy).

Where a unit and those below it, a unit and its parts, or a whole and its categories have a hidden cell among them, they
have two: one alone is what is left of the others. Fewer cells cannot do; what hides more follows from more than these
sums (months, both lines together, intervals), so this is what it is held against and no pattern to use.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from kpidsl.disclosure.equations import stands
from kpidsl.disclosure.families import families, tied_nodes
from kpidsl.disclosure.hiding import Hidden
from kpidsl.model.organisation import Structure
from kpidsl.model.results import Grid
from kpidsl.model.spec import Indicator
from kpidsl.model.state import State

SECONDS = 20.0
"""How long one indicator may take; what is not settled by then is not told."""


def fewest_hidden(indicator: Indicator, grid: Grid, structure: Structure, small: Hidden, at: int) -> Hidden | None:
    """One of the smallest sets of hidden cells in the month at position `at` that has the `small` ones, over (category,
    node); None for an index and a change, which are hidden with what they are made of, and where the program is not
    solved in time.

    A unit on several steering lines is hidden on all of them or on none.
    """
    if indicator.traits.combined == "components":
        return None
    shape = (len(grid.categories), len(structure.nodes), -1)
    state, n = (np.array(column).reshape(shape)[..., at] for column in (grid.month.state, grid.month.n))
    on_card = stands(indicator, structure)
    present = (state == State.VALUE) & on_card
    withheld = (state == State.WITHHELD_BY_SOURCE) & on_card
    variable = np.arange(small.size).reshape(small.shape)
    for same in tied_nodes(structure):
        variable[:, same] = variable[:, same[:, :1]]
    chosen = _solved(
        [
            (family[present.ravel()[family]], family[(n.ravel()[family] > 0) | withheld.ravel()[family]])
            for family in _families(indicator, structure, small.shape)
        ],
        variable.ravel(),
        (small | withheld).ravel(),
    )
    return None if chosen is None else chosen[variable] & (present | small)


def _families(indicator: Indicator, structure: Structure, shape: tuple[int, ...]) -> Iterator[np.ndarray]:
    """The positions of the cells of each sum: a whole and its parts."""
    position = np.arange(shape[0] * shape[1]).reshape(shape[0], shape[1])
    for parent, children in families(indicator, structure):
        for category in range(shape[0]):
            yield position[category, [parent, *children]]
    if shape[0] > 1:
        yield from position.T


def _solved(sums: list[tuple[np.ndarray, np.ndarray]], variable: np.ndarray, is_hidden: np.ndarray) -> Hidden | None:
    """Over cells, what is hidden: of each sum (its cells, and those of them that protect others) a hidden one is hidden
    with one of the others at least."""
    rows, columns, factors = [], list[int](), list[float]()
    count = 0
    for cells, protecting in sums:
        own, others = np.unique(variable[cells]), np.unique(variable[protecting])
        for one in own.tolist():
            beside = [other for other in others.tolist() if other != one]
            if not beside:
                continue  # nothing could protect it
            rows += [count] * (len(beside) + 1)
            columns += [*beside, one]
            factors += [1.0] * len(beside) + [-1.0]
            count += 1
    at_least = np.zeros(len(variable))
    at_least[variable[is_hidden]] = 1.0
    used = np.unique(variable)
    cost = np.zeros(len(variable))
    cost[used] = 1.0
    matrix = sparse.csr_matrix((factors, (rows, columns)), shape=(count, len(variable)))
    solution = milp(
        cost,
        integrality=np.ones(len(variable)),
        bounds=Bounds(at_least, np.ones(len(variable))),
        constraints=LinearConstraint(matrix, 0.0, np.inf) if count else (),
        options={"time_limit": SECONDS},
    )
    return solution.x > 0.5 if solution.status == 0 else None
