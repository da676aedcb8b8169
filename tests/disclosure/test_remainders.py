"""What one shown sum alone tells those who know a part of it: nothing that a program would not tell them too."""

from itertools import combinations
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from kpidsl.disclosure.equations import Equations
from kpidsl.disclosure.families import Readers, insiders
from kpidsl.disclosure.remainders import small_remainders
from kpidsl.disclosure.shown_sums import CountedFigures, ShownSums
from kpidsl.model.rules import HidingRule
from tests.made import indicator, ruled, structure

K = 5
COUNTY = structure({"statlig": {"01": ["0101", "0102", "0103", "0104"]}})
LINES = structure({
    "statlig": {"01": ["0101", "0102", "0103"], "02": ["0201", "0202", "0203"]},
    "kommunal": {"K1": ["0101", "0201", "0202"], "K2": ["0102", "0103", "0203"]},
})  # fmt: skip


def shown_sums(where, offices, hidden, **rule):
    """What is shown of a month in which the `offices` have (hits, rest) and those at the positions `hidden` are not;
    and which of the unknown figures are hidden."""
    sums = np.array([[leaf in node.leaves for leaf in range(len(where.leaves))] for node in where.nodes], dtype=int)
    counts = [(sums @ np.array(of))[None, None, :, None] for of in zip(*offices, strict=True)]
    is_single = sums.sum(axis=1) == 1
    suppressed = (is_single & sums[:, hidden].any(axis=1))[None, :, None]
    value = np.ones(counts[0].shape, dtype=np.bool_)
    equations = Equations(where, np.ones(len(where.nodes), dtype=np.bool_))
    figures = CountedFigures(value, counts, suppressed, np.arange(value.size))
    shown = ShownSums(figures, equations, HidingRule(K, **rule))
    return shown, np.ones(len(shown.unknown.leaf), dtype=np.bool_)


def made_readers(where, readers, pairs=()):
    knows = np.array([[at in known for at in range(len(where.leaves))] for known in readers], dtype=np.bool_)
    return Readers(knows.reshape(-1, len(where.leaves)), np.array(pairs, dtype=np.int64).reshape(-1, 2))


def told(where, offices, hidden, readers=(), pairs=(), **rule):
    """Of whom what is told: the unit's code, the count, by how much it is too little, and which offices are known."""
    shown, protected = shown_sums(where, offices, hidden, **rule)
    return [
        (
            where.nodes[one.place.node].unit.code, one.count, one.short,
            None if one.insider is None else np.flatnonzero(one.insider).tolist(),
            [where.nodes[because.node].unit.code for because in one.because],
        )
        for one in small_remainders(shown, protected, made_readers(where, readers, pairs))
    ]  # fmt: skip


def test_who_knows_one_of_two_knows_the_other():
    """0101 has 3 and 37, 0102 has 15 and 25. The county has 18 and 62 of the two: who knows 0102's 15 is left with 3,
    two too few; who knows 0101's is left with 15, and everybody with 18. Of the rests and the cases there are many."""
    offices = [(3, 37), (15, 25), (20, 20), (20, 20)]
    assert told(COUNTY, offices, [0, 1], [[0], [1]]) == [("0101", 0, 2.0, [1], ["01"])]


def test_what_is_left_to_everybody_may_be_too_little():
    """Both have 4 in the rest together, so each has 0 to 4. To who knows one of them 1 or 3 are left."""
    offices = [(30, 3), (30, 1), (20, 20), (20, 20)]
    some = [one[:4] for one in told(COUNTY, offices, [0, 1], [[0], [1]])]
    assert some == [("0101", 1, 1.0, None), ("0101", 1, 2.0, [1]), ("0102", 1, 4.0, [0])]
    assert told(COUNTY, offices, [0, 1], [[0], [1]], rest_shown=True) == []


def test_none_is_too_little_only_where_the_rule_protects_none():
    """To who knows 0102's 6, nobody is left: 0101 has none, and that is hidden where the rule says so."""
    offices = [(0, 40), (6, 34), (20, 20), (20, 20)]
    assert told(COUNTY, offices, [0, 1], [[1]]) == []
    assert [one[:4] for one in told(COUNTY, offices, [0, 1], [[1]], none_and_all=True)] == [("0101", 0, 5.0, [1])]


def test_as_much_as_the_threshold_is_enough():
    offices = [(3, 37), (15, 25), (2, 38), (20, 20)]
    assert told(COUNTY, offices, [0, 1, 2], [[1]]) == []
    assert [one[0] for one in told(COUNTY, offices, [0, 1, 2], [[0, 1]])] == ["0103"]


def test_two_who_put_together_what_they_know_are_left_with_less():
    """0101 has 3, 0102 has 15 and 0103 has 6 of the 24 that the three have: to each of them 9 or more are left. To 0101
    and 0102 together 6 are left, to 0102 and 0103 3; that 0101 and 0103 may not ask each other changes nothing, and
    that 0102 and 0103 may not does."""
    offices = [(3, 37), (15, 25), (6, 34), (20, 20)]
    alone = [[0], [1], [2]]
    assert told(COUNTY, offices, [0, 1, 2], alone) == []
    for pairs in ([(0, 1), (1, 2), (0, 2)], [(0, 1), (1, 2)], [(1, 2)]):
        assert told(COUNTY, offices, [0, 1, 2], alone, pairs) == [("0101", 0, 2.0, [1, 2], ["01"])]
    assert told(COUNTY, offices, [0, 1, 2], alone, [(0, 1), (0, 2)]) == []


def test_who_knows_all_that_another_does_is_no_pair_with_it(monkeypatch):
    """A county's offices are pairs, and its two counties; an office and its county are none."""
    monkeypatch.setattr("kpidsl.disclosure.families.PAIRS_UP_TO", 0)
    where = structure({"statlig": {"NO": {"01": ["0101", "0102"], "02": ["0201", "0202", "0203"]}}})
    equations = Equations(where, np.ones(len(where.nodes), dtype=np.bool_))
    readers = insiders(ruled(indicator(), K, own_shown=True, line_shown=True), where, equations)
    codes = [[leaf.code for leaf, knows in zip(where.leaves, of, strict=True) if knows] for of in readers.knows]
    assert sorted(sorted([codes[one], codes[other]]) for one, other in readers.pairs) == [
        [["0101"], ["0102"]], [["0101", "0102"], ["0201", "0202", "0203"]],
        [["0201"], ["0202"]], [["0201"], ["0203"]], [["0202"], ["0203"]],
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(30))
def test_a_program_says_so_too(seed):
    """Each figure that is named lies between fewer numbers than the threshold by all sums together."""
    chance = Random(seed)
    offices = [(chance.choice((0, 1, 3, 8, 30)), chance.choice((1, 4, 20))) for _ in LINES.leaves]
    hidden = sorted(chance.sample(range(6), chance.randint(2, 5)))
    readers = [[], *([at] for at in range(6)), [0, 1, 2], [3, 4, 5]]
    pairs = list(combinations(range(1, 7), 2))
    shown, protected = shown_sums(LINES, offices, hidden)
    for one in small_remainders(shown, protected, made_readers(LINES, readers, pairs)):
        leaf = LINES.nodes[one.place.node].leaves[0]
        known = np.zeros(6, dtype=np.bool_) if one.insider is None else one.insider
        true = np.array([sum(of) if one.count is None else of[one.count] for of in offices], dtype=float)
        rows = [np.isin(range(6), node.leaves) for node in LINES.nodes if len(node.leaves) > 1]
        ends = [(n, n) if known[at] or at not in hidden else (0, None) for at, n in enumerate(true)]
        least, most = (
            sign * linprog(sign * np.eye(6)[leaf], A_eq=rows, b_eq=np.array(rows) @ true, bounds=ends).fun
            for sign in (1, -1)
        )
        assert not known[leaf]
        assert most >= 1
        assert most - least < K


def test_they_are_named_in_some_of_the_countries():
    """The test above says something: in most of its countries somebody is told too much."""
    chance, some = Random(0), 0
    for _ in range(30):
        offices = [(chance.choice((0, 1, 3, 8, 30)), chance.choice((1, 4, 20))) for _ in LINES.leaves]
        some += bool(told(LINES, offices, [0, 1, 2], [[at] for at in range(6)]))
    assert some > 15
