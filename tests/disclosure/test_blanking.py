"""What is taken out of a grid: every column of a hidden cell, and targets, arrows and runs that tell of one."""

from array import array
from dataclasses import replace

import numpy as np
import pytest

from kpidsl.disclosure.arrows import without_arrows_from, without_historic_comparisons
from kpidsl.disclosure.blanking import blanked, outside, taken, without_revealing_targets
from kpidsl.disclosure.lasting import without_runs_through
from kpidsl.model.measure import Cumulation
from kpidsl.model.organisation import HistoricStructure
from kpidsl.model.period import Frequency, Month
from kpidsl.model.rules import DeviationCondition, DeviationRule, TrendRule
from kpidsl.model.spec import TargetForm
from kpidsl.model.state import Mark, State, Status, TargetOrigin, Trend, WithoutArrow
from kpidsl.model.traits import Kind
from tests.made import COLUMNS, FIGURES, JANUARY, grid, indicator, numbered, structure, target

TARGETS = [f for f in FIGURES if f.startswith(("target", "high", "ambition"))]


def columns(made):
    """Every column of a grid by name, as lists, with the type of its arrays ("" for a list)."""
    found = {name: getattr(made, name) for name in COLUMNS}
    for window in ("month", "year_to_date"):
        found |= {f"{window}.{name}": getattr(getattr(made, window), name) for name in FIGURES}
    return {k: (v.typecode if isinstance(v, array) else "", list(v)) for k, v in found.items()}


def test_what_is_taken_is_in_every_column_in_the_order_asked_for():
    made = numbered(6)
    for name, (code, values) in columns(taken(made, [range(4, 6), range(1, 2)])).items():
        before = columns(made)[name]
        assert (code, values) == (before[0], [before[1][i] for i in (4, 5, 1)]), name


def test_of_a_hidden_cell_state_target_and_the_mark_of_the_derived_are_left():
    made = numbered(4)
    left = {"state", "target_rows", "target_origin", *TARGETS}
    for name, (code, values) in columns(blanked(made, np.array([[[False, True], [False, True]]]))).items():
        before, column = columns(made)[name], name.rpartition(".")[2]
        gone = before[1] if column in left else [before[1][0], 0, before[1][2], 0]
        if column == "marks":
            gone = [before[1][0], Mark.DERIVED, before[1][2], Mark.DERIVED]
        assert (code, values) == (before[0], gone), name
    assert blanked(made, np.zeros((1, 2, 2), dtype=bool)) is made


def test_where_an_indicator_does_not_stand_nothing_is_left_in_any_category():
    """Two categories, two nodes, two months: the second node's cells are 2, 3, 6 and 7."""
    made = numbered(8, ("", "a"))
    there = (0, 1, 4, 5)
    for name, (code, values) in columns(outside(made, [False, True])).items():
        nothing = State.NOT_RELEVANT if name.endswith("state") else 0
        assert values == [v if i in there else nothing for i, v in enumerate(columns(made)[name][1])], name
        assert code == ("b" if name.endswith("state") else columns(made)[name][0])
    assert outside(made, [False, False]) is made


MONTH_BEFORE = TrendRule("month_before")


def arrows(gone, rule=MONTH_BEFORE, **changes):
    """The trend, deviation and start of a run of a node where one month is hidden, all being there before."""
    months = len(gone)
    made = grid(
        [[(1, 2)] * months],
        trend=array("b", [Trend.WORSE] * months),
        deviation=array("b", [1] * months),
        since=array("q", [JANUARY.number] * months),
        year_status=array("b", changes.pop("status", [Status.AMBER] * months)),
    )
    either = DeviationRule((DeviationCondition(Status.RED), DeviationCondition(Status.AMBER, Trend.WORSE)))
    what = indicator(trend_rule=rule, deviation_rule=either, **changes)
    found = without_arrows_from(what, made, np.array([[gone]], dtype=bool))
    return ["".join(str(int(bool(v))) for v in column) for column in (found.trend, found.deviation, found.since)]


def test_an_arrow_from_a_hidden_month_is_none_and_its_deviation_with_it():
    """The first month's comes from before the edition, where it may have been hidden."""
    assert arrows([0, 1, 0, 0]) == ["0101"] * 3
    assert arrows([0, 1, 0, 0], status=[Status.AMBER, Status.AMBER, Status.RED, Status.AMBER]) == [
        "0101",
        "0111",  # red alone is a deviation
        "0111",
    ]


def test_where_nothing_is_hidden_or_there_is_no_rule_arrows_stay():
    assert arrows([0, 0, 0]) == ["111"] * 3
    assert arrows([0, 1, 0], rule=None) == ["111"] * 3


@pytest.mark.parametrize(
    ("rule", "changes", "left"),
    [
        (TrendRule("previous"), {}, "010111"),
        (TrendRule("previous"), {"cumulation": Cumulation.ROLLING, "window": 3}, "000101"),
        (TrendRule("line", months=3), {}, "000011"),  # each of the two months before is on the line
        (TrendRule("line", months=6), {"frequency": Frequency.QUARTER}, "000101"),
        (TrendRule("line", months=3), {"frequency": Frequency.QUARTER}, "111111"),  # one quarter is no line
        (TrendRule("same_last_year"), {}, "000000"),
        (TrendRule("previous"), {"frequency": Frequency.QUARTER}, "000101"),
    ],
)
def test_an_arrow_rests_on_the_months_that_it_is_drawn_from(rule, changes, left):
    """The second of six months is hidden."""
    assert arrows([0, 1, 0, 0, 0, 0], rule, **changes)[0] == left


@pytest.mark.parametrize("rule", [MONTH_BEFORE, None])
def test_a_hidden_figure_is_not_told_by_the_month_that_is_compared_with_it(rule):
    """February is hidden; January's is of what came before the edition. April's comparison is March, which is seen."""
    ones = {f"compared_{part}": array("q", [n] * 4) for part, n in (("numerator", 3), ("denominator", 4))}
    made = grid([[(1, 2)] * 4], **ones)
    found = without_arrows_from(indicator(trend_rule=rule), made, np.array([[[0, 1, 0, 0]]], dtype=bool))
    assert (list(found.compared_numerator), list(found.compared_denominator)) == ([0, 3, 0, 3], [0, 4, 0, 4])
    seen = without_arrows_from(indicator(trend_rule=rule), made, np.zeros((1, 1, 4), dtype=bool))
    assert (list(seen.compared_numerator), list(seen.compared_denominator)) == ([0, 3, 3, 3], [0, 4, 4, 4])


@pytest.mark.parametrize("why", WithoutArrow)
def test_why_there_is_no_arrow_says_nothing_of_a_hidden_figure(why):
    """That the hidden one is partial or lacking is hidden with it; what is so of the month itself is not."""
    made = grid([[(1, 2)] * 3], without_arrow=array("b", [why] * 3))
    found = without_arrows_from(indicator(trend_rule=MONTH_BEFORE), made, np.array([[[0, 1, 0]]], dtype=bool))
    of_the_figure_before = why in (WithoutArrow.NO_VALUE_BEFORE, WithoutArrow.PARTIAL_BEFORE, WithoutArrow.BREAK)
    hidden = WithoutArrow.HIDDEN if of_the_figure_before else why
    assert list(found.without_arrow) == [hidden, why, hidden]


def test_an_arrow_that_is_taken_away_says_that_its_comparison_is_hidden():
    made = grid([[(1, 2)] * 3], trend=array("b", [Trend.WORSE] * 3))
    found = without_arrows_from(indicator(trend_rule=MONTH_BEFORE), made, np.array([[[0, 1, 0]]], dtype=bool))
    assert list(found.without_arrow) == [WithoutArrow.HIDDEN, WithoutArrow.NO, WithoutArrow.HIDDEN]


def test_last_years_figure_of_the_units_as_they_were_is_in_no_edition():
    """It is no cell of the edition: nothing has said whether it is to be hidden."""
    then = structure({"statlig": ["0101"]}, historic=(HistoricStructure(JANUARY, {}),))
    made = grid([[(1, 2)] * 2], **{f"compared_{part}": array("q", [1, 1]) for part in ("numerator", "denominator")})
    last_year, before = indicator(trend_rule=TrendRule("same_last_year")), indicator(trend_rule=MONTH_BEFORE)
    gone = without_historic_comparisons(last_year, made, then)
    assert (list(gone.compared_numerator), list(gone.compared_denominator)) == ([0, 0], [0, 0])
    assert without_historic_comparisons(before, made, then) is made
    assert without_historic_comparisons(last_year, made, structure({"statlig": ["0101"]})) is made


def test_arrows_of_one_node_are_not_from_another():
    """Node by node: the first months of the second node rest on nothing of the first."""
    made = grid([[(1, 2)] * 2] * 2, trend=array("b", [Trend.BETTER] * 4))
    hidden = np.array([[[False, True], [False, False]]])
    assert list(without_arrows_from(indicator(trend_rule=MONTH_BEFORE), made, hidden).trend) == [0, 1, 0, 1]


def since_what(begun, gone, at=4, longest=1):
    """Whether the run that began in the month `begun` of five is told in month `at`."""
    since = array("q", [0] * 10)
    since[5 + at] = (JANUARY + begun).number
    hidden = np.array([[[1] * 5, gone]], dtype=bool)  # another node's months are none of it
    found = without_runs_through(grid([[(1, 2)] * 5] * 2, since=since), hidden, JANUARY, longest).since
    assert found.typecode == "q"
    return found[5 + at] == since[5 + at]


def test_a_run_tells_of_its_months_and_the_one_before():
    for hidden in range(5):
        gone = [i == hidden for i in range(5)]
        assert since_what(2, gone) == (hidden not in (1, 2, 3)), hidden  # the month itself is blanked with its cell
    assert since_what(0, [0, 0, 0, 0, 0])
    assert not since_what(0, [1, 0, 0, 0, 0])
    assert since_what(-3, [0, 0, 0, 0, 1])
    assert not since_what(-3, [1, 0, 0, 0, 0])
    assert not since_what(2, [1, 0, 0, 0, 0], longest=2)  # red in two: the run from March tells that January was not


COUNTY = structure({"statlig": {"01": ["0101", "0102", "0103"]}})
JAN_TO_MAR = [JANUARY + i for i in range(3)]


def with_targets(tops, derived=(), year_tops=None, year_bottoms=None, bottoms=None, **changes):
    """A grid of the county and its three offices over some months, with targets in per cent (0: none)."""
    months = len(tops[0])
    flat = [t for node in tops for t in node]
    marks = array("q", [Mark.DERIVED if i // months in derived else 0 for i in range(len(flat))])
    below = bottoms or [100 if t else 0 for t in flat]
    return grid(
        [[(50, 100)] * months] * len(tops),
        month_target_numerator=flat,
        month_target_denominator=below,
        year_target_numerator=year_tops or flat,
        year_target_denominator=year_bottoms or below,
        month_marks=marks,
        year_marks=marks,
        **changes,
    )


def targets_left(made, gone, where=COUNTY, months=None, starts=1, **changes):
    """Where the month's, and the year's, target stands, by node: "110" of three months."""
    what = indicator(**changes)
    count = len(gone[0])
    there = months or [JANUARY + i for i in range(count)]
    found = without_revealing_targets(what, made, np.array([gone], dtype=bool), where, (there, starts))
    shown = [[int(d > 0) for d in f.target_denominator] for f in (found.month, found.year_to_date)]
    return [["".join(map(str, one[i : i + count])) for i in range(0, len(one), count)] for one in shown]


def test_a_weighted_target_of_unlike_hidden_offices_is_blank():
    """60 and 80 % would give the bases away; 0103's 70 % is its own and shown."""
    made = with_targets([[70], [60], [80], [70]], derived=(0,))
    assert targets_left(made, [[0], [1], [1], [0]]) == [["0", "1", "1", "1"]] * 2
    alike = with_targets([[70], [80], [80], [60]], derived=(0,))
    assert targets_left(alike, [[0], [1], [1], [0]]) == [["1", "1", "1", "1"]] * 2
    assert targets_left(made, [[0], [0], [0], [0]]) == [["1", "1", "1", "1"]] * 2


def test_equal_targets_in_other_fractions_are_equal_and_none_is_unlike_any():
    """40/50 is 80/100: the county's tells nothing. An office without a target is unlike one that has one."""
    equal = with_targets([[70], [40], [80], [60]], derived=(0,), bottoms=[100, 50, 100, 100])
    assert targets_left(equal, [[0], [1], [1], [0]])[0] == ["1", "1", "1", "1"]
    lacks = with_targets([[70], [0], [80], [60]], derived=(0,))
    assert targets_left(lacks, [[0], [1], [1], [0]])[0] == ["0", "0", "1", "1"]
    neither = with_targets([[70], [0], [0], [60]], derived=(0,))
    assert targets_left(neither, [[0], [1], [1], [0]])[0] == ["1", "0", "0", "1"]


def test_a_hidden_nodes_own_derived_target_is_blank_but_a_declared_one_is_not():
    made = with_targets([[70], [60], [80], [70]], derived=(1,))
    assert targets_left(made, [[1], [1], [0], [0]]) == [["1", "0", "1", "1"]] * 2


def test_a_years_target_is_shown_where_all_below_have_that_one():
    """January is hidden of the county and 0101. Weighted by whatever bases, 60 and 60 is 60; beside a hidden figure it
    would still say that there is a base. An office's that is made itself, of those merged into it, is not the same."""
    gone = [[1, 0], [1, 0], [0, 0], [0, 0]]
    alike = with_targets([[60] * 2] * 4, derived=(0,))
    assert targets_left(alike, gone) == [["01", "11", "11", "11"]] * 2
    merged = with_targets([[60] * 2] * 4, derived=(0, 1))
    assert targets_left(merged, gone)[1] == ["00", "00", "11", "11"]
    unlike = with_targets([[60] * 2, [60] * 2, [60] * 2, [70] * 2], derived=(0,))
    assert targets_left(unlike, gone)[1] == ["00", "11", "11", "11"]
    part = without_revealing_targets(
        indicator(), alike, np.array([gone], bool), COUNTY, ([JANUARY, JANUARY + 1], 1), [0]
    )
    assert [int(d > 0) for d in part.year_to_date.target_denominator[:2]] == [0, 0]


def test_of_the_year_the_target_must_be_one_in_all_its_months():
    """A new target in December weighs the months by their bases; the next year begins with that one alone."""
    months = [Month.of(2025, 11), Month.of(2025, 12), Month.of(2026, 1)]
    made = with_targets([[60, 70, 70]] * 4, derived=(0,))
    gone = [[1, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert targets_left(made, gone, months=months) == [["011", "111", "111", "111"], ["001", "111", "111", "111"]]


def test_corridors_of_one_lower_edge_are_unlike_by_the_upper():
    high = {f"month_high_{p}": n for p, n in (("numerator", [90, 90, 80, 70]), ("denominator", [100] * 4))}
    made = with_targets([[60]] * 4, derived=(0,), **high)
    assert targets_left(made, [[0], [1], [1], [0]])[0] == ["0", "1", "1", "1"]


def test_sums_of_targets_tell_no_base():
    made = with_targets([[70], [60], [80], [70]], derived=(0,))
    for kind, left in ((Kind.COUNT, "1"), (Kind.AMOUNT, "1"), (Kind.MEAN, "0")):
        assert targets_left(made, [[0], [1], [1], [0]], kind=kind)[0][0] == left


def test_what_is_blanked_is_marked_as_derived_and_the_rest_is_as_it_was():
    made = with_targets([[70], [60], [80], [70]], derived=(0,))
    both = np.array([[[False], [True], [True], [False]]])
    found = without_revealing_targets(indicator(), made, both, COUNTY, ([JANUARY], 1))
    for old, new in ((made.month, found.month), (made.year_to_date, found.year_to_date)):
        assert list(new.marks) == [Mark.DERIVED, 0, 0, 0]
        assert list(new.target_numerator) == [0, 60, 80, 70]
        assert replace(new, **{name: getattr(old, name) for name in (*TARGETS, "marks")}) == old
    assert list(found.target_origin) == [TargetOrigin.DERIVED, *list(made.target_origin)[1:]]


def test_a_years_target_tells_from_the_first_month_that_does_until_the_year_ends():
    """Hidden in December: the year's target of January, a new year, is of January alone."""
    months = [Month.of(2025, 11) + i for i in range(4)]
    made = with_targets([[70] * 4, [60] * 4, [80] * 4, [70] * 4], derived=(0,))
    nothing, december = [0, 0, 0, 0], [0, 1, 0, 0]
    found = targets_left(made, [nothing, december, december, nothing], months=months)
    assert (found[0][0], found[1][0]) == ("1011", "1011")
    found = targets_left(made, [nothing, december, december, nothing], months=months, starts=11)
    assert (found[0][0], found[1][0]) == ("1011", "1000")
    last = [0, 0, 0, 1]  # the last month's does not tell in the first
    assert targets_left(made, [nothing, last, last, nothing], months=months)[1][0] == "1110"


@pytest.mark.parametrize("cumulation", [Cumulation.STOCK, Cumulation.ROLLING])
def test_a_years_target_of_what_does_not_add_up_is_its_last_months_and_tells_what_that_does(cumulation):
    """Two offices are hidden in January, so its target tells; February's is of February alone, of the year as well. In
    March no new figure has come: the year stands at January's, and so does its target."""
    made = with_targets([[70] * 3, [60] * 3, [80] * 3, [70] * 3], derived=(0,))
    nothing, january = [0, 0, 0], [1, 0, 0]
    gone = [nothing, january, january, nothing]
    assert [of[0] for of in targets_left(made, gone, cumulation=cumulation)] == ["011", "011"]
    months = [[JANUARY.number, JANUARY.number + 1, JANUARY.number] for _ in gone]
    made = replace(made, last_month=array("q", [month for node in months for month in node]))
    assert [of[0] for of in targets_left(made, gone, cumulation=cumulation)] == ["011", "010"]
    before = replace(made, last_month=array("q", [JANUARY.number - 1] * 12))
    assert targets_left(before, gone, cumulation=cumulation)[1][0] == "000"


def test_a_years_target_that_is_weighted_by_its_months_tells_of_the_hidden_one():
    """0101's own target was 60 % in January and 80 % in February: the year's, 70 %, tells January's base."""
    months = [[70, 70], [60, 80], [80, 80], [70, 70]]
    flat = [t for m in months for t in m]
    gone = [[0, 0], [1, 0], [0, 0], [0, 0]]
    weighted = with_targets(months, year_tops=[70, 70, 60, 70, 80, 80, 70, 70])
    assert targets_left(weighted, gone) == [["11"] * 4, ["11", "10", "11", "11"]]
    assert (
        targets_left(with_targets(months, year_tops=[2 * t for t in flat], year_bottoms=[200] * 8), gone)
        == [["11"] * 4] * 2
    )  # the same in other fractions
    none = [100] * 8
    none[3] = 0
    assert targets_left(with_targets(months, year_bottoms=none), gone)[1][1] == "10"


@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_the_other_edge_of_a_corridor_can_be_weighted_too(part):
    edge = {"numerator": 90, "denominator": 100}
    edges = {f"{window}_high_{p}": [edge[p]] * 8 for window in ("month", "year") for p in edge}
    edges[f"month_high_{part}"] = [edge[part]] * 3 + [99] + [edge[part]] * 4  # February's
    edges[f"year_high_{part}"] = [edge[part]] * 3 + [95] + [edge[part]] * 4
    made = with_targets([[60] * 2] * 4, **edges)
    assert targets_left(made, [[0, 0], [1, 0], [0, 0], [0, 0]])[1] == ["11", "10", "11", "11"]


def better(**changes):
    return {"targets": (target(2, form=TargetForm.IMPROVEMENT, **changes),)}


def test_a_target_that_is_so_much_better_than_a_hidden_month_is_blank():
    """February is hidden: March's target tells it. January's is of what came before the edition, and may be hidden."""
    one = structure({"statlig": ["0101"]})
    made = with_targets([[70] * 4])
    for base, frequency, left in (
        ("previous", Frequency.MONTH, "0101"),
        ("previous", Frequency.QUARTER, "0001"),
        ("last_year", Frequency.MONTH, "0000"),
    ):
        found = targets_left(made, [[0, 1, 0, 0]], one, frequency=frequency, **better(base=base))
        assert found[0] == [left]
    assert targets_left(made, [[0] * 4], one, **better(base="previous")) == [["1111"]] * 2


def test_an_older_figure_may_stand_in_for_the_one_before():
    """Where a figure is valid for a month more, the month before the one before may be what is compared with."""
    one = structure({"statlig": ["0101"]})
    found = targets_left(with_targets([[70] * 5]), [[0, 1, 0, 0, 0]], one, valid_months=1, **better(base="previous"))
    assert found[0] == ["00001"]


def test_a_years_improvement_is_on_what_the_last_month_reached():
    """It reaches February in March too, where March has come late: its target is on January, which is hidden."""
    one = structure({"statlig": ["0101"]})
    reached = array("q", [(JANUARY + i).number for i in (0, 1, 1, 3)])
    made = with_targets([[70] * 4], last_month=reached)
    found = targets_left(made, [[1, 0, 0, 0]], one, **better(base="previous"))
    assert found[1] == ["0001"]


def test_a_year_that_reaches_before_the_edition_may_rest_on_a_hidden_month():
    one = structure({"statlig": ["0101"]})
    reached = array("q", [(JANUARY + i).number for i in (0, 1, -1, 3)])
    made = with_targets([[70] * 4], last_month=reached)
    assert targets_left(made, [[0, 0, 0, 1]], one, **better(base="previous"))[1] == ["0101"]
    nowhere = with_targets([[70] * 4], last_month=array("q", [0] * 4))
    assert targets_left(nowhere, [[1, 0, 0, 0]], one, **better(base="previous"))[1] == ["0011"]
