"""What another indicator prints of the same persons, by linear programs of scipy that know of both."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from kpidsl.disclosure.hiding import pattern_beside
from kpidsl.disclosure.patterns import patterns
from kpidsl.model.measure import Cumulation
from tests.language.mutants import switched_on
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


def known_of_a_chain(offices):
    """The offices whose numerator or rest is known within a few, where one indicator prints the cases, and another one
    the numerators, as its cases."""
    each = [ruled(indicator(code=code, cumulation=Cumulation.STOCK), K) for code in ("K.1", "K.2", "K.3")]
    of = {"K.1": lambda n, b: (n, b), "K.2": lambda _, b: (b // 2, b), "K.3": lambda n, _: (n // 2, n)}
    grids = {code: grid(summed(RING, {c: [one(*f)] for c, f in offices.items()})) for code, one in of.items()}
    closed = patterns(spec(*each), grids, RING, [JANUARY])
    both, cases, hits = (~closed[code].hidden[0, :, 0] for code in of)
    sums = np.array([[at in node.leaves for at in range(len(RING.leaves))] for node in RING.nodes], dtype=float)
    nothing = np.zeros_like(sums)
    shown = np.vstack([
        np.hstack([sums, nothing])[both | hits], np.hstack([nothing, sums])[both], np.hstack([sums, sums])[cases],
    ])  # fmt: skip
    true = np.array([[offices[leaf.code][0], offices[leaf.code][1] - offices[leaf.code][0]] for leaf in RING.leaves])
    true = true.T.ravel().astype(float)
    for at in {node.leaves[0] for node, gone in zip(RING.nodes, ~both, strict=True) if gone and len(node.leaves) == 1}:
        for wanted in np.eye(len(true))[[at, at + len(RING.leaves)]]:
            least, most = (s * linprog(s * wanted, A_eq=shown, b_eq=shown @ true).fun for s in (1, -1))
            if most - least < K - 1e-6 and most > 1 - 1e-6 and least < K - 1e-6:
                yield RING.leaves[at].code


@pytest.mark.parametrize("seed", range(30))
def test_no_rest_follows_from_the_cases_and_the_numerators_that_two_others_print(seed):
    assert [*known_of_a_chain(drawn(seed))] == []


def test_without_regard_to_the_numerators_it_would():
    with switched_on("numerators-tell-no-rest"):
        assert any([*known_of_a_chain(drawn(seed))] for seed in range(30))


def test_without_regard_to_the_cases_it_would(monkeypatch):
    monkeypatch.setattr("kpidsl.disclosure.common._by_both_counts", lambda *_: {})
    assert any([*narrow(drawn(seed))] for seed in range(30))


CROSSING = structure({
    "statlig": {"NO": {"01": ["0101", "0102"], "02": ["0103", "0104"]}},
    "kommunal": {"K1": ["0101", "0104"], "K2": ["0102", "0103"]},
})  # fmt: skip
COUNTY = structure({"statlig": {"01": ["0101", "0102", "0103"]}})


def beside(where, offices, months, printed, **rule):
    """The cells, as unit and month, that are hidden where those of all offices in some `months` are, and another
    indicator prints the cases of those `printed`."""
    of, units = ruled(indicator(**rule.pop("changes", {})), K, **rule), [n.unit.code for n in where.nodes]
    hidden, *counts = np.zeros((3, 1, len(units), len(next(iter(offices.values())))), dtype=np.bool_)
    for at, code in enumerate(units):
        hidden[0, at, months if code in offices else []] = True
        counts[1][0, at, [month for unit, month in printed if unit == code]] = True
    closed = pattern_beside(of, spec(of), grid(summed(where, offices)), where, 0, hidden, np.stack(counts))
    assert (closed.printed == counts).all()
    return {(units[at], int(month)) for at, month in np.argwhere(closed.hidden[0]) if units[at] not in offices}


def test_the_cases_of_one_are_those_of_all_where_sums_tell_the_others():
    """All sums are printed, so what 0101 and 0103 have more, 0102 and 0104 have less: hits, misses and cases. By the
    hits 0101 has 0, one less, to 21; by the misses 29 to 50. One more hit is one miss less, as the 40 of 0102 tell the
    cases of all: 0103 has one miss, so 0101 has 0, 1 or 2 hits. That no count is more than the 40 tells nothing."""
    offices = {"0101": [(1, 31)], "0102": [(20, 40)], "0103": [(30, 31)], "0104": [(20, 40)]}
    month = {"changes": {"cumulation": Cumulation.STOCK}}
    assert beside(CROSSING, offices, [0], [("0102", 0)], **month) == {("01", 0), ("02", 0)}


def test_who_knows_one_office_has_the_cases_tie_the_counts_of_the_others(monkeypatch):
    """What 0102 has more hits in January and February together than its one, 0101 and 0103 have less, by their county.
    To 0103, which knows its own, it is 0101 alone: it has so many misses more there, as the cases of the two months are
    told, and so less in March to May, where it has three. So to 0103 there are from 0 to 4 hits of 0102, one less to
    three more; to everybody else 0103 may have them. January alone, or with February, is told by the years to date."""
    monkeypatch.setattr("kpidsl.disclosure.families.combinations", lambda *_: iter(()))  # no two put together
    offices = {
        "0101": [(4, 40), (38, 40), (39, 40), (39, 40), (39, 40), (20, 40)],
        "0102": [(1, 40), (0, 40), (20, 40), (20, 40), (20, 40), (20, 40)],
        "0103": [(20, 40)] * 6,
    }
    march = COUNTY, offices, range(5), [(code, 2) for code in offices]
    assert beside(*march) == set()
    assert beside(*march, own_shown=True) == {("01", 0), ("01", 1), ("01", 2)}
