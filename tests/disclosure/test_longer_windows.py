"""Which figures of several months may stand in place of hidden ones, by linear programs of scipy."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random
from unittest.mock import patch

import numpy as np
import pytest
from scipy.optimize import linprog

from kpidsl.disclosure import disclose, longer_windows
from kpidsl.disclosure.patterns import patterns
from kpidsl.model.edition import Recipient
from kpidsl.model.organisation import UnitKey
from kpidsl.model.state import Mark
from tests.made import JANUARY, at, grid, indicator, results, ruled, spec, structure, summed

K = 5
COUNTIES = structure({"statlig": {"NO": {"01": ["0101", "0102", "0103"], "02": ["0201", "0202", "0203"]}}})
LINES = structure({
    "statlig": {"NO": {"01": ["0101", "0102", "0103"], "02": ["0201", "0202", "0203"]}},
    "kommunal": {"K1": ["0101", "0201"], "K2": ["0102", "0202"], "K3": ["0103", "0203"]},
})  # fmt: skip


def of_months(where, offices, many=3, starts=1, **rule):
    """The results of a share whose offices have (met, cases) in each month from January; `many` months may be shown
    together."""
    one = ruled(indicator(), K, longer_months=many, **rule)
    what = spec(one, year_starts=starts)
    months = len(next(iter(offices.values())))
    grids = {"S.1": grid(summed(where, offices), starts=starts)}
    return replace(results(what, where, grids, months), period=JANUARY + (months - 1))


def shown(made):
    """The windows by the unit's code: (first month, last month, met, cases)."""
    of = longer_windows.longer_windows(made, patterns(made.spec, made.grids, made.structure, made.months))
    return {
        made.structure.nodes[node].unit.code: (str(one.first), str(one.last), one.numerator, one.n)
        for (_, node), one in of.items()
    }


HIDDEN = {"0101": [(1, 4), (2, 5), (3, 6), (2, 4)], "0102": [(4, 7), (3, 6), (2, 5), (3, 6)]}
SHOWN = {code: [(20, 40)] * 4 for code in ("0103", "0201", "0202", "0203")}


def test_the_last_whole_quarter_stands_where_the_month_is_hidden():
    """In April 0101 has 2 of 4: hidden, as 0102 is. January to March it had 6 of 15, and 0102 9 of 18. The two together
    have 5 in every month, who may all be in either: whoever reads 6 of three months knows no more of one of them."""
    assert shown(of_months(COUNTIES, HIDDEN | SHOWN)) == {
        "0101": ("2026-01", "2026-03", 6, 15), "0102": ("2026-01", "2026-03", 9, 18),
    }  # fmt: skip


def test_a_part_of_the_year_that_is_not_over_is_not_shown():
    """In April no half of the year is over; where the year begins in March, no quarter."""
    assert shown(of_months(COUNTIES, HIDDEN | SHOWN, many=6)) == {}
    assert shown(of_months(COUNTIES, HIDDEN | SHOWN, starts=3)) == {}


def test_a_small_figure_of_several_months_is_not_shown_and_not_left_over():
    """0102 has 4 in the quarter, and the two together 15: were 0101's 11 shown, 4 would be left."""
    few = {"0101": [(4, 7), (4, 7), (3, 6), (2, 4)], "0102": [(1, 4), (1, 4), (2, 5), (3, 6)]}
    assert shown(of_months(COUNTIES, few | SHOWN)) == {}


def test_one_hidden_month_is_not_what_is_left_of_the_quarter():
    """January and February are shown: the quarter less them would be March's 3 of 6."""
    one = {code: [(20, 40), (20, 40), *months[2:]] for code, months in HIDDEN.items()}
    assert shown(of_months(COUNTIES, one | SHOWN)) == {}


@pytest.mark.parametrize("mark", [Mark.PARTIAL, Mark.DISTRIBUTED, Mark.BREAK])
def test_what_is_marked_is_not_added_up(mark):
    made = of_months(COUNTIES, HIDDEN | SHOWN)
    marks = made.grids["S.1"].month.marks[:]
    marks[4 * at(COUNTIES, "0101") + 1] = int(mark)
    month = replace(made.grids["S.1"].month, marks=marks)
    made = replace(made, grids={"S.1": replace(made.grids["S.1"], month=month)})
    assert "0101" not in shown(made)


def test_a_unit_that_sees_its_months_sees_no_other_figure_in_their_place():
    """The edition of all units has both; 0101's own has its months, and the county's, above it, is not told of."""
    made = of_months(COUNTIES, HIDDEN | SHOWN, own_shown=True)
    whole, own, beside = disclose(
        made, [Recipient(), *(Recipient(UnitKey("kontor", code)) for code in ("0101", "0203"))],
        language="nb", history=3, engine_version="",
    )  # fmt: skip
    assert {"0101", "0102"} <= {whole.structure.nodes[node].unit.code for _, node in whole.longer}
    assert (own.longer, beside.longer) == ({}, {})
    cell = whole.cell("S.1", at(COUNTIES, "0101"))
    assert cell.month.hidden
    assert cell.longer is not None
    assert cell.longer.value == Fraction(6, 15)


def drawn(seed, months=4):
    """How many of how many each office has in each month: some have few, others many."""
    chance = Random(seed)
    offices = {}
    for leaf in LINES.leaves:
        small = chance.random() < 0.6
        bases = [chance.randint(2, 9) if small else chance.randint(12, 40) for _ in range(months)]
        offices[leaf.code] = [(chance.randint(0, b), b) for b in bases]
    return offices


def known_within_few(offices, **rule):
    """Who knows too much: the reader (None: everybody), the office and the month, where what the edition of April shows
    of months, years to date and windows says that met, not met or cases lie within fewer numbers than the threshold."""
    made = of_months(LINES, offices, **rule)
    of = patterns(made.spec, made.grids, LINES, made.months)
    hidden = of["S.1"].hidden[0]
    windows = longer_windows.longer_windows(made, of)
    leaves, months = len(LINES.leaves), hidden.shape[1]
    sums = []
    for node, own in enumerate(LINES.nodes):
        spans = [span for m in range(months) if not hidden[node, m] for span in ((m, m + 1), (0, m + 1))]
        spans += [(0, 3)] if ("S.1", node) in windows else []
        for first, end in spans:
            row = np.zeros((leaves, months))
            row[list(own.leaves), first:end] = 1
            sums.append(row.ravel())
    met, cases = (np.array([[f[at] for f in offices[leaf.code]] for leaf in LINES.leaves], float) for at in (0, 1))
    gone = {
        (n.leaves[0], m)
        for at, n in enumerate(LINES.nodes)
        if len(n.leaves) == 1
        for m in range(months)
        if hidden[at, m]
    }
    readers = [None, *(range(leaves) if rule.get("own_shown") else ())]
    for count in (met, cases - met, cases):
        for reader in readers:
            own = [np.eye(leaves * months)[reader * months + m] for m in range(months)] if reader is not None else []
            rows = np.array(sums + own)
            for leaf, month in sorted(gone):
                if leaf == reader:
                    continue
                wanted = np.eye(leaves * months)[leaf * months + month]
                low, high = (
                    sign * linprog(sign * wanted, A_eq=rows, b_eq=rows @ count.ravel(), bounds=(0, 1000)).fun
                    for sign in (1, -1)
                )
                if high - low < K - 1e-6 and high > 1 - 1e-6 and low < K - 1e-6:
                    yield reader, LINES.leaves[leaf].code, month


@pytest.mark.parametrize("seed", range(5))
def test_no_window_tells_anybody_a_hidden_figure_within_a_few(seed):
    assert [*known_within_few(drawn(seed), own_shown=True)] == []


def test_some_windows_are_shown_and_not_all_may_be():
    """Of the drawn organisations some show windows; were all shown that are not small, some would tell."""
    assert sum(len(shown(of_months(LINES, drawn(seed), own_shown=True))) for seed in range(5)) > 8
    with patch.object(longer_windows, "_allowed", lambda windows, *_: windows):
        assert any([*known_within_few(drawn(seed), own_shown=True)] for seed in range(5))


@pytest.mark.parametrize("seed", range(5))
def test_an_office_shows_the_same_on_both_lines(seed):
    """It is one figure: shown on the one line it tells nothing more on the other."""
    made = of_months(LINES, drawn(seed), own_shown=True)
    of = longer_windows.longer_windows(made, patterns(made.spec, made.grids, LINES, made.months))
    lines = {}
    for at_node, node in enumerate(LINES.nodes):
        if len(node.leaves) == 1:
            lines.setdefault(node.unit.code, set()).add(of.get(("S.1", at_node)))
    assert [code for code, figures in lines.items() if len(figures) > 1] == []
