"""The edition for the whole country: its months, its identity, and what goes with a hidden cell."""

from array import array
from dataclasses import replace

import pytest

from kpidsl.disclosure import disclose
from kpidsl.model.edition import WHOLE, Recipient
from kpidsl.model.measure import Cumulation
from kpidsl.model.results import FIGURES_COLUMNS, GRID_COLUMNS, WhenHidden
from kpidsl.model.risk import Risk, RiskBasis, RiskLevel
from kpidsl.model.rules import DeviationCondition, DeviationRule, TrendRule
from kpidsl.model.state import Mark, State, Status, Trend
from tests.made import COLUMNS, FIGURES, JANUARY, grid, indicator, results, ruled, spec, structure, summed

COUNTY = structure({"statlig": {"01": ["0101", "0102", "0103"]}})
LEAVES = {code: [(50 + i, 100 + m) for m in range(4)] for i, code in enumerate(("0101", "0102", "0103"))}
SMALL = LEAVES | {"0101": [(50, 100), (3, 4), (50, 100), (50, 100)]}
MONTHS = [JANUARY + i for i in range(4)]


def made(leaves=SMALL, *indicators, where=COUNTY, of=None, declared=None, **changes):
    there = indicators or (indicator(),)
    grids = {i.code: of or grid(summed(where, leaves)) for i in there}
    return results(spec(*there, **declared or {}), where, grids, 4, **changes)


def whole(of, history=12, below=5, **changes):
    asked = {"language": "nb", "engine_version": "1"} | changes
    return disclose(ruled(of, below), history=history, **asked)[0]


def test_an_edition_is_the_period_and_the_months_of_its_history():
    """What is hidden is so in every edition that holds it, and each month's figures are its own."""
    full = whole(made())
    assert full.months == tuple(MONTHS)
    assert [full.cell("S.1", 1, month).month.hidden for month in MONTHS] == [False, True, True, False]
    for history in range(5):
        one = whole(made(), history=history)
        assert one.months == tuple(MONTHS[-history - 1 :])
        for node in range(len(COUNTY.nodes)):
            for month in one.months:
                assert one.cell("S.1", node, month) == full.cell("S.1", node, month)
        cells = len(COUNTY.nodes) * len(one.months)
        assert {len(getattr(one.grids["S.1"], name)) for name in COLUMNS} == {cells}
        assert {len(getattr(one.grids["S.1"].month, name)) for name in FIGURES} == {cells}
        assert len(one.hidden["S.1"]) == cells


def test_what_it_was_told_it_tells():
    problems = ({"code": "D001"},)
    one = whole(made(), problems=problems, synthetic=True, language="en", engine_version="7")
    assert (one.problems, one.synthetic, one.language, one.engine_version) == (problems, True, "en", "7")
    assert (one.revision, one.recipient, one.period) == (1, "all units, whole country", MONTHS[-1])
    assert (one.is_part, one.store, dict(one.distributions)) == (False, "", {})
    assert whole(made()).synthetic is False
    assert whole(made()).problems == ()


def test_its_identity_is_of_all_that_it_is_made_of_and_not_of_their_order():
    content = {"tall": "a", "enheter": "b"}
    base = made(content=content)
    same = replace(base, content=dict(reversed(content.items())))
    assert whole(base).id == whole(same).id
    others = [
        whole(replace(base, period=MONTHS[2])),
        whole(made(SMALL, indicator(title="Annet"), content=content)),
        whole(replace(base, structure=replace(COUNTY, successor={"0199": "0101"}))),
        whole(replace(base, content=content | {"tall": "c"})),
        whole(base, below=4),
        disclose(ruled(base, 5, longer_months=3), history=12, language="nb", engine_version="1")[0],
        whole(base, language="en"),
        whole(base, engine_version="2"),
    ]
    assert len({one.id for one in [whole(base), *others]}) == 9
    assert {len(one.id) for one in others} == {16}
    assert all(set(one.id) <= set("0123456789abcdef") for one in others)


def test_a_hidden_cell_has_its_state_and_nothing_else():
    cells = 16
    full = {name: array("q", range(1, cells + 1)) for name in ("excluded", "covered", "expected", "deviation")}
    one = whole(made(of=grid(summed(COUNTY, SMALL), trend=array("b", [Trend.BETTER] * cells), **full)))
    cell = one.cell("S.1", 1, MONTHS[1])
    for figure in (cell.month, cell.year_to_date):
        assert figure.hidden
        assert figure.state is State.VALUE
        assert (figure.value, figure.numerator, figure.denominator, figure.n) == (None,) * 4
        assert (figure.status, figure.marks) == (Status.NONE, Mark.NONE)
    assert (cell.trend, cell.excluded, cell.covered, cell.expected, cell.deviation) == (Trend.NONE, 0, 0, 0, False)
    assert (cell.last_month, cell.since) == (None, None)
    assert list(one.grids["S.1"].month.numerator)[4:8] == [50, 0, 0, 50]
    assert list(one.hidden["S.1"])[4:8] == [0, 1, 1, 0]


def test_what_a_small_unit_lacks_is_not_told():
    """Four that lack are a small unit's base; five are not. Nothing known is nothing."""
    lacking = array("q", [0, 1, 4, 5, 40] + [0] * 11)
    one = whole(made(LEAVES, of=grid(summed(COUNTY, LEAVES), lacking=lacking)))
    assert list(one.grids["S.1"].lacking)[:5] == [0, 0, 0, 5, 40]


def test_risks_charts_and_assessments_are_of_what_is_seen():
    """0101 is hidden in February: in April it is assessed, but there is no risk, which is a forecast from the months
    before, and no limits, which are of every month. 0103 is not on the indicator's card."""
    keys = [("S.1", node) for node in range(4)]
    said = {name: dict.fromkeys(keys, name) for name in ("charts", "assessed")}
    said["risks"] = dict.fromkeys(keys, Risk(0.5, RiskLevel.MEDIUM, RiskBasis.FORECAST))
    only = indicator(only_units=("01", "0101", "0102"), cumulation=Cumulation.STOCK)
    of = made(LEAVES | {"0101": SMALL["0101"]}, only, **said)
    seen, ever = {("S.1", n) for n in (0, 1, 2)}, {("S.1", 0)}
    one = whole(of)
    hidden_once = [bool(any(one.hidden["S.1"][4 * n : 4 * n + 4])) for n in range(3)]
    assert hidden_once == [False, True, True]
    assert (set(one.risks), set(one.charts), set(one.assessed)) == (ever, ever, seen)
    february = whole(replace(of, period=MONTHS[1]))
    assert set(february.risks) == set(february.assessed) == {("S.1", 0)}


def test_where_an_indicator_does_not_stand_there_is_nothing():
    one = whole(made(LEAVES, indicator(only_units=("0101", "01"))))
    states = [one.cell("S.1", node).month.state for node in range(4)]
    assert states == [State.VALUE, State.VALUE, State.NOT_RELEVANT, State.NOT_RELEVANT]
    assert list(one.grids["S.1"].month.numerator)[8:] == [0] * 8


def test_an_arrow_and_a_run_do_not_come_from_a_hidden_month():
    """0101 is hidden in February and March: April has no arrow, nor a run that began before it."""
    deviates = DeviationRule((DeviationCondition(Status.RED),))
    rule = indicator(trend_rule=TrendRule("month_before"), deviation_rule=deviates)
    of = grid(
        summed(COUNTY, SMALL),
        trend=array("b", [Trend.WORSE] * 16),
        since=array("q", [(JANUARY + 1).number] * 16),
        deviation=array("b", [1] * 16),
        year_status=array("b", [Status.RED] * 16),
    )
    one = whole(made(SMALL, rule, of=of))
    april = [one.cell("S.1", node) for node in (1, 2, 3)]
    hidden_before = [one.cell("S.1", node, MONTHS[2]).month.hidden for node in (1, 2, 3)]
    assert hidden_before[0]
    for cell, hidden in zip(april, hidden_before, strict=True):
        assert (cell.trend is Trend.NONE, cell.since is None) == (hidden, hidden)
        assert cell.deviation


@pytest.mark.parametrize(
    ("lines", "tops"),
    [
        ({"statlig": {"NO": {"01": ["0101"]}}, "kommunal": {"by": ["0101"]}}, ["NO", "by"]),
        ({"statlig": ["0101"], "kommunal": {"by": ["0102"]}}, ["by", "0101"]),  # first what has units below it
        ({"statlig": ["0101", "0102"]}, ["0101", "0102"]),
    ],
)
def test_its_own_nodes_are_the_tops_of_the_lines(lines, tops):
    where = structure(lines)
    one = whole(made({leaf.code: [(50, 100)] * 4 for leaf in where.leaves}, where=where))
    assert [where.nodes[at].unit.code for at in one.own] == tops


def test_each_recipient_has_its_edition_in_order():
    asked = [Recipient(COUNTY.leaves[at]) for at in (2, 0)]
    made_for = disclose(ruled(made(), 5), [asked[0], WHOLE, asked[1]], language="nb", history=1, engine_version="")
    assert [e.recipient for e in made_for] == ["0103 Kontor 0103", "alle enheter, hele landet", "0101 Kontor 0101"]
    (alone,) = disclose(ruled(made(), 5), language="nb", history=1, engine_version="")
    assert alone == made_for[1]


def test_every_column_of_a_hidden_cell_is_blank_in_every_edition():
    """Whatever columns there are, each with a value in every cell beforehand; 0101 has few cases in February."""
    where, results_of = COUNTY, made()
    cells = len(results_of.grids["S.1"].month.state)
    full = dict.fromkeys(COLUMNS, array("q", [Trend.WORSE] * cells))
    grid_of = replace(results_of.grids["S.1"], **full)
    given = replace(results_of, grids={"S.1": grid_of})
    asked = [WHOLE, *(Recipient(leaf) for leaf in where.leaves)]
    hidden_somewhere = []
    for one in disclose(ruled(given, 5), asked, language="nb", history=3, engine_version=""):
        found = one.grids["S.1"]
        hidden = [at for at, gone in enumerate(one.hidden["S.1"]) if gone]
        hidden_somewhere += hidden
        windows = ((figures, FIGURES_COLUMNS) for figures in (found.month, found.year_to_date))
        for table, columns in ((found, GRID_COLUMNS), *windows):
            for column in columns:
                if column.when_hidden is WhenHidden.NOTHING:
                    assert not any(getattr(table, column.name)[at] for at in hidden), (one.recipient, column.name)
    assert hidden_somewhere
