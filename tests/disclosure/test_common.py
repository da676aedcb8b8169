"""What another indicator prints of the same persons, by linear programs of scipy that know of both."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from kpidsl.disclosure.hiding import pattern_beside
from kpidsl.disclosure.patterns import patterns
from kpidsl.model.measure import Cumulation
from tests.made import JANUARY, grid, indicator, ruled, spec, structure, summed

K = 5
RING = structure(
    {
        "statlig": {"NO": {"01": ["0101", "0102"], "02": ["0103", "0104"], "03": ["0105", "0106"]}},
        "kommunal": {"K1": ["0102", "0103"], "K2": ["0104", "0105"], "K3": ["0106", "0101"]},
    }
)


def drawn(seed):
    """How many of how many each office has: in some nearly none or nearly all, and of all many enough."""
    chance = Random(seed)
    bases = {leaf.code: chance.randint(20, 60) for leaf in RING.leaves}
    return {code: (chance.choice((1, 2, b // 2, b // 2, b - 1, b - 2)), b) for code, b in bases.items()}


def hidden(offices):
    """Over nodes, what is hidden of the share; and of another of the same persons, which has nothing small."""
    one, other = (ruled(indicator(code=code, cumulation=Cumulation.STOCK), K) for code in ("K.1", "K.2"))
    share, half = (
        {c: [(of(n, b), b)] for c, (n, b) in offices.items()} for of in (lambda n, _: n, lambda _, b: b // 2)
    )
    grids = {"K.1": grid(summed(RING, share)), "K.2": grid(summed(RING, half))}
    found = patterns(spec(one, other), grids, RING, [JANUARY])
    return found["K.1"].hidden[0, :, 0], found["K.2"].hidden[0, :, 0]


def narrow(offices):
    """The offices of which everybody knows the numerator or the rest within a few."""
    of_one, of_other = hidden(offices)
    assert not of_other.any()
    true, base = (np.array([offices[leaf.code][at] for leaf in RING.leaves], dtype=float) for at in (0, 1))
    sums = np.zeros((len(RING.nodes), len(true)))
    for at, node in enumerate(RING.nodes):
        sums[at, list(node.leaves)] = 1
    shown = np.vstack([sums[~of_one], np.zeros(len(true))])
    ends = [(0, cases) for cases in base]
    for at in {node.leaves[0] for node, gone in zip(RING.nodes, of_one, strict=True) if gone and len(node.leaves) == 1}:
        wanted = np.eye(len(true))[at]
        low, high = (sign * linprog(sign * wanted, A_eq=shown, b_eq=shown @ true, bounds=ends).fun for sign in (1, -1))
        for least, most in ((low, high), (base[at] - high, base[at] - low)):
            if most - least < K - 1e-6 and most > 1 - 1e-6 and least < K - 1e-6:
                yield RING.leaves[at].code


@pytest.mark.parametrize("seed", range(30))
def test_no_numerator_and_no_rest_follows_from_the_cases_that_another_prints(seed):
    assert [*narrow(drawn(seed))] == []


def test_without_regard_to_the_cases_it_would(monkeypatch):
    monkeypatch.setattr("kpidsl.disclosure.common._by_cases", lambda *_: {})
    assert any([*narrow(drawn(seed))] for seed in range(30))


CROSSING = structure({
    "statlig": {"NO": {"01": ["0101", "0102"], "02": ["0103", "0104"]}},
    "kommunal": {"K1": ["0101", "0104"], "K2": ["0102", "0103"]},
})  # fmt: skip


def beside(offices, printed, **rule):
    """The units that are hidden where all offices are, and another indicator prints the cases of those `printed`; and
    those it may still print."""
    of = ruled(indicator(cumulation=Cumulation.STOCK), K, **rule)
    codes, single = [n.unit.code for n in CROSSING.nodes], [len(n.leaves) == 1 for n in CROSSING.nodes]
    hidden, cases = (np.array(which)[None, :, None] for which in (single, [code in printed for code in codes]))
    figures = grid(summed(CROSSING, {code: [pair] for code, pair in offices.items()}))
    closed = pattern_beside(of, spec(of), figures, CROSSING, 0, hidden, cases)
    return [{code for code, one in zip(codes, of[0, :, 0], strict=True) if one} for of in (closed.hidden, closed.cases_known)]


def test_the_cases_of_one_are_those_of_all_where_sums_tell_the_others():
    """All sums are printed, so the four have cases in common, hits and misses: what 0101 and 0103 have more, 0102 and
    0104 have less. By the hits 0101 has 0, one less, to 21; by the misses 29 to 50. One more hit is one miss less, as
    the 40 of 0102 tell the cases of all: 0103 has one miss, so 0101 has 0, 1 or 2 hits. That none of a count is more
    than the 40 tells nothing."""
    offices = {"0101": (1, 31), "0102": (20, 40), "0103": (30, 31), "0104": (20, 40)}
    assert beside(offices, ["0102"]) == [{*offices, "01", "02"}, {"0102"}]
    assert beside(offices, []) == [{*offices}, set()]


def test_who_knows_the_figures_of_one_knows_the_others_by_the_cases():
    """Where each sees its own, too: 0104 knows that of 0101 by their sum, whatever others print."""
    offices = {"0101": (1, 31), "0102": (20, 40), "0103": (30, 31), "0104": (20, 40)}
    print(beside(offices, ["0102"], own_shown=True), beside(offices, [], own_shown=True))
