"""Small values: months, rounding, what a formula means, the graph, and how far back an arrow looks."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from kpidsl.model.comparison import lag_of, overlaps, points_of_line, rests_on
from kpidsl.model.condition import (
    Always,
    And,
    Compare,
    CompareDeadline,
    CompareDuration,
    Deadline,
    Duration,
    Not,
    Or,
)
from kpidsl.model.graph import Edge, Graph, GraphNode
from kpidsl.model.measure import (
    Amount,
    AmountPer,
    ColumnRatio,
    Columns,
    Count,
    Cumulation,
    Index,
    PersonsPer,
    Rate,
    Share,
    UnitOfMeasure,
    ValueStatistic,
    asks_for_working_days,
    meaning,
)
from kpidsl.model.period import Frequency, Month, month_number
from kpidsl.model.rounding import rounded
from kpidsl.model.rules import TrendRule
from tests.made import ROWS, indicator

EVERY = [Month.of(year, month) for year in (2023, 2024, 2025) for month in range(1, 13)]


def test_months_follow_each_other_and_are_read_as_they_are_written():
    for at, month in enumerate(EVERY):
        assert (month.year, month.month) == (2023 + at // 12, at % 12 + 1)
        assert month == EVERY[0] + at == EVERY[-1] - (35 - at)
        assert Month.parse(str(month)) == month
        assert str(month) == f"{month.year}-{month.month:02d}"
        assert (month.first_day.day, month.first_day.month) == (1, month.month)
        assert month.last_day + timedelta(days=1) == (month + 1).first_day
        assert month_number(month.last_day) == month_number(month.first_day) == month.number
    assert Month.of(2024, 2).last_day == date(2024, 2, 29)
    assert str(Month.of(987, 6)) == "0987-06"


@pytest.mark.parametrize(
    "text",
    [
        "2026",
        "2026-",
        "2026-1",
        "2026-001",
        "202-01",
        "20266-01",
        "2026-00",
        "2026-13",
        "2026/01",
        "abcd-01",
        "2026-ab",
        "",
    ],
)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match="is not a month"):
        Month.parse(text)


def test_a_year_and_a_period_begin_at_or_before_the_month():
    """By counting down: to the month of the year with the right number, where years begin in each of the twelve."""
    for starts in range(1, 13):
        for month in EVERY[12:24]:
            back = next(month - i for i in range(12) if (month - i).month == starts)
            assert month.year_start(starts) == back == month.period_start(Frequency.YEAR, starts)
            for frequency, length in ((Frequency.MONTH, 1), (Frequency.QUARTER, 3), (Frequency.TERTIAL, 4)):
                begun = [back + i for i in range(0, 12, length) if back + i <= month]
                assert month.period_start(frequency, starts) == begun[-1]
    assert Month.of(2026, 5).year_start() == Month.of(2026, 1)
    assert Month.of(2026, 5).period_start(Frequency.QUARTER) == Month.of(2026, 4)


def test_rounding_is_half_away_from_zero_and_exact():
    """As the decimal module does it, where a decimal can be written exactly."""
    for decimals in (0, 1, 2):
        for thousandths in range(-2600, 2600, 25):
            exact = Decimal(thousandths) / 1000
            wanted = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
            found = rounded(Fraction(thousandths, 1000), decimals)
            assert (found, found.as_tuple().exponent) == (wanted, -decimals)
    assert rounded(Fraction(2, 3), 1) == Decimal("0.7")
    assert rounded(Fraction(-1, 3), 2) == Decimal("-0.33")


def test_rounding_keeps_more_digits_than_the_decimal_module_would():
    assert rounded(Fraction(10**40 + 1, 2), 0) == (10**40 + 2) // 2
    assert str(rounded(Fraction(-(10**40 + 1), 100), 1)) == f"-1{'0' * 38}.0"


def test_units_are_printed_with_their_decimals():
    decimals = dict.fromkeys(UnitOfMeasure, 1) | {
        UnitOfMeasure.SCORE: 2,
        UnitOfMeasure.COUNT: 0,
        UnitOfMeasure.KRONER: 0,
    }
    assert {unit: unit.decimals for unit in UnitOfMeasure} == decimals


SAID = replace(ROWS, term="saker")
OTHER = replace(ROWS, condition=Compare("a", "=", "b"))


@pytest.mark.parametrize(
    "make",
    [
        Count,
        lambda rows: Share(rows, Always(), term=rows.term),
        lambda rows: Share(ROWS, Always(), term=rows.term),
        lambda rows: Rate(rows, ROWS, 100),
        lambda rows: Rate(ROWS, rows, 100),
        lambda rows: AmountPer(rows, Columns(()), ROWS),
        lambda rows: AmountPer(ROWS, Columns(()), rows),
        lambda rows: PersonsPer(rows, ROWS, "above"),
        lambda rows: PersonsPer(ROWS, rows, "both"),
        lambda rows: ColumnRatio(ROWS, Columns(()), Columns(()), base_rows=rows),
        lambda rows: Amount(rows, Columns(())),
    ],
)
def test_a_formula_in_other_words_is_the_same_formula(make):
    assert make(SAID) != make(ROWS)
    assert meaning(make(SAID)) == meaning(make(ROWS)) == make(ROWS)
    assert meaning(make(OTHER)) == make(OTHER)


def test_what_counts_other_rows_means_another_thing():
    assert meaning(Count(OTHER)) != meaning(Count(ROWS))
    assert meaning(ColumnRatio(SAID, Columns(()), Columns(()))) == ColumnRatio(ROWS, Columns(()), Columns(()))
    index = Index((("S.1", Fraction(1)),))
    assert meaning(index) is index


def test_working_days_are_asked_for_by_a_duration_or_a_deadline_that_moves():
    plain = Count(ROWS)
    days = ValueStatistic(ROWS, Duration("a", "b"), "mean")
    working = ValueStatistic(ROWS, Duration("a", "b", "working_days"), "mean")
    moves = Share(ROWS, CompareDeadline("a", "<=", Deadline(start="b", moves=True)))
    stays = Share(ROWS, CompareDeadline("a", "<=", Deadline(start="b")))
    assert [asks_for_working_days(x) for x in (plain, days, working, moves, stays)] == [False, False, True, True, False]
    assert asks_for_working_days(plain, working)
    named = ValueStatistic(replace(ROWS, term="moves=True"), Duration("working_days", "working_days"), "mean")
    assert not asks_for_working_days(named, Count(replace(ROWS, source="working_days")))
    deep = Share(ROWS, And((Always(), Or((Not(CompareDuration(Duration("a", "b", "working_days"), "<=", 5)),)))))
    assert asks_for_working_days((plain, (deep,)))
    assert not asks_for_working_days()


def test_around_one_node_is_what_it_is_made_of_and_linked_with():
    nodes = tuple(GraphNode(code, code, "indicator") for code in "ABCDE")
    edges = (Edge("A", "B", "derives"), Edge("B", "C", "component"), Edge("C", "D", "link"), Edge("A", "E", "link"))
    around = Graph(nodes, edges).around("B")
    assert ([n.id for n in around.nodes], around.edges) == (["A", "B", "C"], edges[:2])
    assert [n.id for n in Graph(nodes, edges).around("D").nodes] == ["C", "D"]
    assert [n.id for n in Graph(nodes, ()).around("D").nodes] == ["D"]


QUARTER = {"frequency": Frequency.QUARTER}
ROLLING = {"cumulation": Cumulation.ROLLING, "window": 12}


@pytest.mark.parametrize(
    ("rule", "changes", "lag", "back"),
    [
        (TrendRule("previous"), {}, 1, [1]),
        (TrendRule("previous"), QUARTER, 3, [3]),
        (TrendRule("previous"), ROLLING, 12, [12]),  # the window before, which has no month in common
        (TrendRule("month_before"), ROLLING, 1, [1]),
        (TrendRule("same_last_year"), {}, 12, [12]),
        (TrendRule("same_last_year"), QUARTER, 12, [12]),
        (TrendRule("same_last_year"), ROLLING | {"window": 3}, 12, [12]),
        (TrendRule("line", months=6), {}, 5, [1, 2, 3, 4, 5]),  # six points, of which this is one
        (TrendRule("line", months=12), QUARTER, 9, [3, 6, 9]),
        (TrendRule("line", months=6), ROLLING, 5, [1, 2, 3, 4, 5]),
        (TrendRule("previous"), {"cumulation": Cumulation.STOCK, "window": 12}, 1, [1]),
    ],
)
def test_an_arrow_looks_back_to_what_it_is_compared_with(rule, changes, lag, back):
    of = indicator(**changes)
    assert lag_of(of, rule) == lag
    assert list(rests_on(of, rule)) == back


def test_points_of_a_line_are_periods():
    assert points_of_line(indicator(), TrendRule("line", months=6)) == 6
    assert points_of_line(indicator(**QUARTER), TrendRule("line", months=12)) == 4


def test_windows_overlap_where_the_rule_asks_for_a_shorter_step_than_they_are_long():
    asks = {rule: rule in ("month_before", "line") for rule in ("previous", "month_before", "same_last_year", "line")}
    for rule, does in asks.items():
        assert overlaps(indicator(trend_rule=TrendRule(rule), **ROLLING)) is does
        assert not overlaps(indicator(trend_rule=TrendRule(rule), cumulation=Cumulation.FLOW, window=12))
    step = {"trend_rule": TrendRule("month_before"), "cumulation": Cumulation.ROLLING}
    assert not overlaps(indicator(**step, window=1))
    assert overlaps(indicator(**step, window=2))
    assert not overlaps(indicator(**step, window=3, **QUARTER))
    assert not overlaps(indicator(**ROLLING))
