"""The risk scored on history: which months are forecast, what was said and what came, on figures made by hand.

Two years of two offices against 80 % (amber from 75 %). 0101 has 80 of 100 in every month of 2024: green all along and
at the end. In 2025 it has 90 of 100 to June and 60 after it: in September 720 of 900 is 80 % exactly, in October 780 of
1000 is amber, and so is the year, 900 of 1200. 0102 has 50 of 100 in every month: red all along. The country has at
most 140 of 200, red.
"""

from dataclasses import replace
from fractions import Fraction

import pytest
from scipy import stats

from kpidsl.measures.index import INDEX
from kpidsl.measures.mean import MEAN
from kpidsl.measures.quantile import QUANTILE
from kpidsl.model.measure import Cumulation
from kpidsl.model.period import Month
from kpidsl.model.state import Direction
from kpidsl.planning import plan
from kpidsl.scoring.backtest import year_end_forecasts
from kpidsl.scoring.score import score
from tests.scoring.worlds import checked, months_from, office_structure, reduced

MONTHS = months_from("2024-01", 24)
LAST = MONTHS[-1]
ROWS = {
    "0101": {m: (80 if m.year == 2024 else 90 if m.month <= 6 else 60, 100) for m in MONTHS},
    "0102": dict.fromkeys(MONTHS, (50, 100)),
}
COUNTRY, FIRST, SECOND = range(3)


def spec_with(**changes):
    """The one share with its indicator changed."""
    spec = checked()
    return replace(spec, indicators=tuple(replace(i, **changes) for i in spec.indicators))


def forecasts_of(spec, rows=ROWS, months=MONTHS):
    made = plan(spec, office_structure("0101", "0102"), months)
    return year_end_forecasts(spec, made, reduced(made, rows), months[-1])


def said(found, node, year):
    """{month: forecast} of a node in a year."""
    return {f.month.month: f for f in found if f.node == node and f.month.year == year}


@pytest.fixture(scope="module")
def found():
    return forecasts_of(checked())


def test_every_month_from_march_to_november_of_the_years_that_are_over(found):
    assert {f.indicator for f in found} == {"S.1"}
    for node in (COUNTRY, FIRST, SECOND):
        for year in (2024, 2025):
            assert list(said(found, node, year)) == list(range(3, 12))
    assert len(found) == 3 * 2 * 9


def test_what_has_no_risk_or_no_colour_is_left_out():
    """0102 begins in February 2025: in March it has but two months. In 2024 the country lacks an office of which nobody
    knows the size: it has no colour then, nor at the year's end."""
    found = forecasts_of(checked(), {**ROWS, "0102": dict.fromkeys(MONTHS[13:], (50, 100))})
    assert not said(found, SECOND, 2024)
    assert list(said(found, SECOND, 2025)) == list(range(4, 12))
    assert not said(found, COUNTRY, 2024)
    assert list(said(found, FIRST, 2024)) == list(range(3, 12))


def test_a_year_without_a_colour_at_its_end_is_left_out():
    """No target holds in December 2025: no month of that year is scored, of the year before all are."""
    target = checked().indicators[0].targets[0]
    until = replace(target, valid_to=Month.parse("2025-12"))
    stock = spec_with(cumulation=Cumulation.STOCK, targets=(until,))
    assert {f.month.year for f in forecasts_of(stock)} == {2024}


def test_what_the_status_said_and_whether_the_year_was_green(found):
    assert {(f.by_status, f.reached) for f in said(found, FIRST, 2024).values()} == {(1.0, True)}
    assert [f.by_status for f in said(found, FIRST, 2025).values()] == [1.0] * 7 + [0.5] * 2
    assert not any(f.reached for f in said(found, FIRST, 2025).values())
    assert {(f.by_status, f.reached) for f in said(found, SECOND, 2025).values()} == {(0.0, False)}
    assert {(f.by_status, f.reached) for f in said(found, COUNTRY, 2025).values()} == {(0.0, False)}


def test_each_forecast_is_what_the_scorer_said_in_that_month(found):
    """By the figures to that month alone: the scorer has not been given the later ones."""
    compared = 0
    for at in range(2, 24):
        months = MONTHS[: at + 1]
        rows = {unit: {m: v for m, v in own.items() if m <= months[-1]} for unit, own in ROWS.items()}
        made = plan(checked(), office_structure("0101", "0102"), months)
        results, _ = score(checked(), made, reduced(made, rows), months[-1])
        for f in found:
            if f.month == months[-1]:
                risk = results.risks["S.1", f.node]
                assert (f.probability, f.basis) == (pytest.approx(risk.probability, abs=1e-12), risk.basis)
                compared += 1
    assert compared == len(found) == 3 * 2 * 9


def test_the_run_rate_is_binomial_chance_with_the_share_so_far(found):
    """0101 in 2025. March: 270 of 300, 900 to come, 960 of 1200 needed: 690. September: 720 of 900, 300 to come, 240
    needed. November: 840 of 1100, 100 to come, 120 of them needed."""
    own = said(found, FIRST, 2025)
    for month, (needed, to_come, share) in {
        3: (690, 900, 0.9),
        9: (240, 300, 0.8),
        10: (180, 200, 0.78),
        11: (120, 100, 84 / 110),
    }.items():
        expected = sum(stats.binom.pmf(k, to_come, share) for k in range(needed, to_come + 1))
        assert own[month].by_run_rate == pytest.approx(expected, abs=1e-9), month


def test_the_run_rate_where_lower_is_better():
    """The other way about, against 80 % at most: in September 0101 may have 240 of the 300 to come, in October 180."""
    lower = replace(checked().indicators[0].targets[0], direction=Direction.LOWER)
    own = said(forecasts_of(spec_with(direction=Direction.LOWER, targets=(lower,))), FIRST, 2025)
    for month, (most, to_come, share) in {9: (240, 300, 0.8), 10: (180, 200, 0.78)}.items():
        assert own[month].by_run_rate == pytest.approx(stats.binom.cdf(most, to_come, share), abs=1e-9)
    assert own[9].reached


def test_the_run_rate_of_a_stock_is_of_as_many_as_there_are_now():
    """A stock's year is its last month. In June 2025 90 of 100 have a plan: as many next time, of whom 80 are needed.

    In July it is 60, red, and so is December.
    """
    own = said(forecasts_of(spec_with(cumulation=Cumulation.STOCK)), FIRST, 2025)
    assert own[6].by_run_rate == pytest.approx(stats.binom.sf(79, 100, 0.9), abs=1e-9)
    assert own[7].by_run_rate == pytest.approx(stats.binom.sf(79, 100, 0.6), abs=1e-9)
    assert [f.by_status for f in own.values()] == [1.0] * 4 + [0.0] * 5
    assert not own[6].reached


def test_a_number_needed_that_is_not_whole_is_rounded_to_the_stricter_side():
    """81.05 % of 1200 is 972.6: of the 300 to come after September's 720, 253 are needed, or at most 252 allowed."""
    target = replace(checked().indicators[0].targets[0], value=Fraction(8105, 100))
    own = said(forecasts_of(spec_with(targets=(target,))), FIRST, 2025)
    assert own[9].by_run_rate == pytest.approx(stats.binom.sf(252, 300, 0.8), abs=1e-9)
    lower = replace(target, direction=Direction.LOWER)
    own = said(forecasts_of(spec_with(targets=(lower,), direction=Direction.LOWER)), FIRST, 2025)
    assert own[9].by_run_rate == pytest.approx(stats.binom.cdf(252, 300, 0.8), abs=1e-9)


def test_only_a_share_has_a_run_rate():
    found = forecasts_of(spec_with(traits=MEAN.traits))
    assert len(found) == 3 * 2 * 9
    assert {f.by_run_rate for f in found} == {None}


def test_a_year_is_the_reporting_year_and_must_be_whole():
    """Years from July: 2024/25 alone is whole, and its months from September to May are forecast."""
    spec = replace(checked(), year_starts=7)
    found = forecasts_of(spec)
    assert list(dict.fromkeys(f.month for f in found)) == list(months_from("2024-09", 9))
    # 0101 had 80 of 100 to December, then 90: green. With 0102's 50 the country is red.
    assert {f.reached for f in found if f.node == FIRST} == {True}
    assert {f.reached for f in found if f.node == COUNTRY} == {False}


def test_months_of_a_year_that_is_not_over_are_not_forecast():
    found = forecasts_of(checked(), months=MONTHS[:23])
    assert {f.month.year for f in found} == {2024}
    assert Month.parse("2024-11") in {f.month for f in found}


def test_indexes_and_percentiles_are_passed_over_and_the_others_are_not():
    spec = checked()
    (share,) = spec.indicators
    others = [replace(share, code=f"X.{m.name}", traits=m.traits) for m in (INDEX, QUANTILE)]
    made = plan(spec, office_structure("0101", "0102"), MONTHS)
    two = replace(spec, indicators=(*others, share))
    assert year_end_forecasts(two, made, reduced(made, ROWS), LAST) == forecasts_of(spec)


def test_without_a_rule_or_a_target_nothing_is_forecast():
    assert forecasts_of(replace(checked(), risk=None)) == ()
    assert forecasts_of(spec_with(targets=())) == ()
