"""The season: found by hand, found again slowly, none where nothing comes back, and forecasts that know it."""

from dataclasses import replace

import numpy as np
import pytest

from kpidsl.model.measure import Cumulation
from kpidsl.model.period import Month
from kpidsl.planning import plan
from kpidsl.scoring.backtest import year_end_forecasts
from kpidsl.scoring.forecast import year_end
from kpidsl.scoring.forecast.season import changes_of_ratio, common_changes, season
from kpidsl.tooling.backtest import coverage
from tests.scoring import slow_forecast as slow
from tests.scoring.worlds import checked, months_from, office_structure, reduced

TWO_YEARS = np.arange(24) % 12
JULY = 6


def test_a_july_that_is_twelve_above_comes_back():
    """12 above in both Julys and level else: nothing differs between years, so all of it is season. Its mean over the
    year is 0: July is 11 above the year's level, the other months 1 below."""
    series = np.where(TWO_YEARS == JULY, 12.0, 0.0)[None, :] + np.array([[5.0], [80.0]])
    assert season(common_changes(series), TWO_YEARS) == pytest.approx([11 if m == JULY else -1 for m in range(12)])


def test_a_steady_rise_is_no_season():
    series = np.arange(24.0)[None, :]
    assert season(common_changes(series), TWO_YEARS) == pytest.approx(np.zeros(12))


def test_one_july_alone_is_no_season():
    """12 above in the first July and not in the second: the two years differ by as much as the months do."""
    series = np.where(np.arange(24) == JULY, 12.0, 0.0)[None, :]
    assert season(common_changes(series), TWO_YEARS) == pytest.approx(np.zeros(12))


def test_before_a_year_and_a_half_there_is_none():
    """Of 18 months 17 changes are seen, five of them a second time; of 19 six."""
    series = np.where(TWO_YEARS == JULY, 12.0, 0.0)[None, :]
    for months, known in ((18, False), (19, True)):
        effect = season(common_changes(series[:, :months]), TWO_YEARS[:months])
        assert effect.any() == known, months


def test_the_change_of_a_ratio_is_of_those_known_in_both_months():
    """Two offices, 50 of 100 and 10 of 100. The second is unknown in the third month: 60/200 in the second, and then
    80 of 100 against 50 of 100 of the first alone. Nobody is known in the last month."""
    top = np.array([[50.0, 50, 80, 0], [10, 10, 0, 0]])
    bottom = np.array([[100.0, 100, 100, 0], [100, 100, 0, 0]])
    found = changes_of_ratio(top, bottom, bottom > 0)
    assert found[:2] == pytest.approx([0.0, 0.3])
    assert np.isnan(found[2])


@pytest.mark.parametrize("months", [17, 20, 25, 40])
@pytest.mark.parametrize("step", [1, 3])
def test_the_slow_one_finds_the_same(months, step):
    rng = np.random.default_rng(months)
    calendar = np.arange(0, months * step, step) % 12
    height = rng.normal(0, 1, 12)[calendar] + rng.normal(0, 0.4, months).cumsum()
    series = height + rng.normal(0, 0.3, (5, months))
    series[rng.random(series.shape) < 0.1] = np.nan
    found = season(common_changes(series), calendar)
    assert found == pytest.approx(slow.season(slow.mean_changes(series), list(calendar)), abs=1e-12)
    assert found.any() == (months > 18 or step == 3)


def test_where_levels_only_wander_hardly_any_season_is_found():
    """Of 200 agencies without a season: what is taken for one is a small part of what the months differed by."""
    rng = np.random.default_rng(7)
    taken = differed = 0.0
    for _ in range(200):
        series = rng.normal(0, 1, (1, 36)).cumsum(axis=1)
        effect = season(common_changes(series), np.arange(36) % 12)
        own = series[0].reshape(3, 12).mean(axis=0)
        taken, differed = taken + effect.var(), differed + own.var()
    assert taken < 0.1 * differed


OFFICES = tuple(f"{n:04}" for n in range(101, 161))
MONTHS = months_from("2021-01", 60)
HEIGHT = {1: 0.2, 2: 0.2, 3: 0.1, 4: 0.05, 5: 0.0, 6: -0.05, 7: -0.6, 8: -0.1, 9: 0.1, 10: 0.0, 11: -0.1, 12: -0.3}
"""The season of this agency in log-odds: a deep July, and a December as at many a Norwegian office."""


def seasonal_agency(seed):
    """Figures of offices around 80 %: each has its level, wanders slowly, and all have the same season. Each year has
    something in common of its own, less than the season."""
    rng = np.random.default_rng(seed)
    shape = (len(OFFICES), len(MONTHS))
    level = rng.normal(1.39, 0.3, (len(OFFICES), 1)) + rng.normal(0, 0.04, shape).cumsum(axis=1)
    common = rng.normal(0, 0.02, len(MONTHS)).cumsum()
    height = np.array([HEIGHT[m.month] for m in MONTHS])
    share = 1 / (1 + np.exp(-(level + common + height - np.mean(list(HEIGHT.values())))))
    cases = rng.integers(30, 90, shape)
    hits = rng.binomial(cases, share)
    return {
        office: {m: (int(hits[r, c]), int(cases[r, c])) for c, m in enumerate(MONTHS)}
        for r, office in enumerate(OFFICES)
    }


def forecasts_of(cumulation):
    """Forecasts of three agencies' years 2023 to 2025, from each month March to November."""
    spec = checked()
    spec = replace(spec, indicators=(replace(spec.indicators[0], cumulation=cumulation),))
    for seed in (1, 2, 3):
        made = plan(spec, office_structure(*OFFICES), MONTHS)
        found = year_end_forecasts(spec, made, reduced(made, seasonal_agency(seed)), MONTHS[-1])
        yield from (f for f in found if f.month >= Month.parse("2023-01") and f.node)


def by_month(forecasts):
    """{month of the year: (mean probability, how many came)}, and the mean squared error."""
    found = list(forecasts)
    months = {
        m: (np.mean([f.probability for f in own]), np.mean([f.reached for f in own]))
        for m in range(3, 12)
        if (own := [f for f in found if f.month.month == m])
    }
    return months, float(np.mean([(f.probability - f.reached) ** 2 for f in found]))


@pytest.mark.parametrize("cumulation", [Cumulation.FLOW, Cumulation.STOCK])
def test_eight_of_ten_ranges_hold(cumulation):
    """A tenth ends below what is told and a tenth above: of the ranges, taken together and in each month of the year,
    between seven and nine of ten hold."""
    found = list(forecasts_of(cumulation))
    for month in range(3, 12):
        count, held = coverage([f for f in found if f.month.month == month])
        assert count > 350
        assert 0.7 < held < 0.9, month


@pytest.mark.parametrize("cumulation", [Cumulation.FLOW, Cumulation.STOCK])
def test_in_every_month_of_a_seasonal_year_what_is_said_comes(cumulation, monkeypatch):
    """Within five points in each month; without the season it is not so, and the forecasts are worse."""
    months, error = by_month(forecasts_of(cumulation))
    assert set(months) == set(range(3, 12))
    off = {m: said - came for m, (said, came) in months.items()}
    assert max(map(abs, off.values())) < 0.05, off

    monkeypatch.setattr(year_end, "season", lambda changes, calendar: np.zeros(12))
    without, worse = by_month(forecasts_of(cumulation))
    assert max(abs(said - came) for said, came in without.values()) > 0.05
    assert error < 0.97 * worse
