"""The fewest cells that must be hidden with the small ones: by hand, by trying every set, and never more than are."""

from itertools import combinations
from random import Random

import numpy as np
import pytest

from kpidsl.disclosure.families import families
from kpidsl.disclosure.fewest import fewest_hidden
from kpidsl.disclosure.hiding import small_cells
from kpidsl.measures.index import INDEX
from tests.made import grid, hidden_cells, indicator, ruled, spec, structure, summed

COUNTY = structure({"statlig": {"01": ["0101", "0102", "0103"]}})
BOTH = structure(
    {
        "statlig": {"NO": {"01": ["0101", "0102"], "02": ["0201", "0202"]}},
        "kommunal": {"K1": ["0101", "0201"], "K2": ["0102", "0202"]},
    }
)


def fewest(where, leaves, **changes):
    """The cells of the month, of one category, over node; the indicator and its figures."""
    one, cells = ruled(indicator(**changes), 5), grid(summed(where, leaves))
    found = fewest_hidden(one, cells, where, small_cells(one, spec(), cells, where)[..., 0], 0)
    assert found is not None
    return found[0], one, cells


def count(where, leaves):
    found, one, cells = fewest(where, leaves)
    first = {node.unit: at for at, node in reversed(list(enumerate(where.nodes)))}  # a unit on two lines once
    return int(found[list(first.values())].sum()), one, cells


def test_a_small_one_needs_one_beside_it():
    """0101 has 3 of 4: it and one more are hidden, and where nobody else has cases the county is the other."""
    assert count(COUNTY, {"0101": [(3, 4)], "0102": [(40, 80)], "0103": [(35, 70)]})[0] == 2
    alone, *_ = fewest(COUNTY, {"0101": [(3, 4)], "0102": [None], "0103": [None]})
    assert [n.unit.code for n, cell in zip(COUNTY.nodes, alone, strict=True) if cell] == ["01", "0101"]


def test_two_that_are_small_need_no_third():
    assert count(COUNTY, {"0101": [(3, 4)], "0102": [(3, 4)], "0103": [(35, 70)]})[0] == 2


def test_nothing_small_and_no_rule_need_nothing():
    leaves = {"0101": [(30, 60)], "0102": [(40, 80)], "0103": [(35, 70)]}
    assert count(COUNTY, leaves)[0] == 0


def test_on_two_lines_a_square_is_needed():
    """0101 is in the county 01 and the municipality K1: one more of each, and these two have one more in theirs. With
    the fourth office that is four cells; hiding sums in their place, 01 and K1, leaves the country's sum with one."""
    leaves = {"0101": [(3, 4)], "0102": [(40, 80)], "0201": [(40, 80)], "0202": [(40, 80)]}
    assert count(BOTH, leaves)[0] == 4


def test_of_an_index_nothing_is_told():
    one = ruled(indicator(traits=INDEX.traits), 5)
    cells = grid(summed(COUNTY, {code: [(1, 2)] for code in ("0101", "0102", "0103")}))
    small = small_cells(one, spec(), cells, COUNTY)[..., 0]
    assert fewest_hidden(one, cells, COUNTY, small, 0) is None


def drawn(chance):
    base = chance.choice((0, 3, 12, 40, 50))
    return [(chance.choice((1, base // 2, base - 2)), base) if base else None]


def by_trying(where, one, cells):
    """The least number of cells with which every sum has no hidden one alone, tried from few to many."""
    small = small_cells(one, spec(), cells, where)[0, :, 0]
    state = np.array(cells.month.state).reshape(len(where.nodes), -1)[:, 0] == 0
    unit = [node.unit for node in where.nodes]
    units = list(dict.fromkeys(unit))
    sums = [{unit[at] for at in (parent, *children) if state[at]} for parent, children in families(one, where)]
    must = {unit[at] for at in np.flatnonzero(small)}
    others = [u for u in units if u not in must and any(state[at] for at, v in enumerate(unit) if v == u)]
    for more in range(len(others) + 1):
        for chosen in combinations(others, more):
            hidden = must | set(chosen)
            if all(len(of & hidden) != 1 or len(of) == 1 for of in sums):
                return len(hidden)
    raise AssertionError("hiding all is always enough")


@pytest.mark.parametrize("seed", range(40))
def test_no_smaller_set_does_and_no_more_are_needed_than_are_hidden(seed):
    chance = Random(seed)
    leaves = {leaf.code: drawn(chance) for leaf in BOTH.leaves}
    found, one, cells = count(BOTH, leaves)
    assert found == by_trying(BOTH, one, cells)
    hidden = hidden_cells(one, spec(), cells, BOTH)[0, :, 0]
    first = {node.unit: at for at, node in reversed(list(enumerate(BOTH.nodes)))}
    assert found <= int(hidden[list(first.values())].sum())
