"""The forecast of a stock on NAV's published labour-market series: will December be higher than last December?

Country, counties and the municipalities of Telemark, seen from March to November of the years 2015 to 2021, each time
by the months since January three years before. A forecast that knows the season must be better than the same one
without it, and than the last figure's going on.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kpidsl.model.period import Month
from kpidsl.scoring.exact import Floats
from kpidsl.scoring.forecast.year_end import level_ahead, logarithm, seasonal_level_ahead
from tests.real_data.test_nav_arbeidsmarked import JOBLESS, rows

FIRST = Month.parse("2011-01")
MONTHS = 132
YEARS = range(2015, 2022)
Forecast = Callable[[Floats, int, Floats, int], Floats]
"""Series on a scale, months ahead, the upper bound and the first column's month to a probability for each row."""


@pytest.fixture(scope="module")
def stocks(shared_data: Path) -> dict[str, Floats]:
    """The number of persons by status over (place, month); NaN where it is unknown (0 is a suppressed one there)."""
    path = shared_data / "nav_arbeidsmarked" / JOBLESS
    if not path.is_file():
        pytest.skip("the labour-market series (nav_arbeidsmarked) are not on this machine")
    found: dict[str, dict[tuple[str, str], Floats]] = {}
    for row in rows(path):
        if row["Kjønn"] == "Begge kjønn":
            places = found.setdefault(row["Arbeidsmarkedsstatus"], {})
            series = places.setdefault((row["Nivå"], row["Geografisk enhet"]), np.full(MONTHS, np.nan))
            if float(row["Antall personer"] or 0) > 0:
                series[Month.parse(row["Dato"][:7]).number - FIRST.number] = float(row["Antall personer"])
    return {status: np.array(list(places.values())) for status, places in found.items()}


def with_season(series: Floats, ahead: int, bound: Floats, first: int) -> Floats:
    calendar, alike = (first + np.arange(series.shape[1])) % 12, np.zeros(len(series), dtype=np.int64)
    law = seasonal_level_ahead(series, alike, ahead, calendar, month=11)
    return law.between(np.full(len(series), -np.inf), bound)


def without_season(series: Floats, ahead: int, bound: Floats, first: int) -> Floats:
    alike = np.zeros(len(series), dtype=np.int64)
    return level_ahead(series, alike, ahead).between(np.full(len(series), -np.inf), bound)


def goes_on(series: Floats, ahead: int, bound: Floats, first: int) -> Floats:
    return np.where(series[:, -1] <= bound, 1.0, 0.0)


def error(stock: Floats, forecast: Forecast) -> float:
    """The mean squared error (Brier 1950) of what is said of December."""
    off: list[Floats] = []
    for year in YEARS:
        december = 12 * (year - 2011) + 11
        for at in range(december - 9, december):
            first = 12 * (year - 3 - 2011)
            bound = logarithm(stock[:, december - 12] + 1)
            said = forecast(logarithm(stock[:, first : at + 1] + 0.5), december - at, bound, first)
            came = stock[:, december] <= stock[:, december - 12]
            known = ~np.isnan(said) & ~np.isnan(stock[:, [at, december - 12, december]]).any(axis=1)
            off.append((said - came)[known] ** 2)
    return float(np.concatenate(off).mean())


def test_who_knows_the_season_is_nearer_to_december(stocks: dict[str, Floats]) -> None:
    """For each of the three numbers, and by a twelfth for them together."""
    errors = {
        status: [error(stock, how) for how in (with_season, without_season, goes_on)]
        for status, stock in stocks.items()
    }
    assert set(errors) == {"Helt ledige", "Delvis ledige", "Arbeidssøkere på tiltak"}
    for known, unknown, naive in errors.values():
        assert known < unknown
        assert known < 0.85 * naive
    known, unknown, _ = np.sum(list(errors.values()), axis=0)
    assert known < (1 - 1 / 12) * unknown
