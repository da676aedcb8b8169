"""Cases with a deadline: sick leave with its dialogue meeting, and applications for AAP."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kpidsl.tooling.synthetic.chance import Dates, Floats, Ints, Texts, from_quantiles, office_shares, pick, words
from kpidsl.tooling.synthetic.months import SyntheticMonth
from kpidsl.tooling.synthetic.people import SPREAD
from kpidsl.tooling.synthetic.register import SyntheticRegister

Columns = dict[str, npt.NDArray[np.generic]]
# Days of sick leave by probability: the mean is about 39 days, one in twenty lasts beyond 26 weeks.
SICK_DAYS = ((0.0, 1), (0.3, 7), (0.6, 18), (0.8, 42), (0.9, 90), (0.95, 180), (0.98, 320), (1.0, 365))
CASE_DAYS = ((0.0, 5), (0.5, 26), (0.9, 52), (0.97, 75), (1.0, 180))
MEETING_HELD, MEETING_LATE, EXCEPTIONS = 0.78, 0.5, 0.20
REASONS = ("sykemeldt er innlagt", "friskmelding ventes", "arbeidsforholdet er opphørt")
OUTCOMES = ("innvilget", "avslag", "henlagt")
NEVER = np.datetime64("NaT", "D")


def _start_days(rng: np.random.Generator, months: Sequence[SyntheticMonth], lead_days: int, count: int) -> Dates:
    """Return `count` sorted days from `lead_days` before the first month to the last month's end."""
    first = months[0].first_day - np.timedelta64(lead_days, "D")
    span = int((months[-1].last_day - first).astype(np.int64)) + 1
    days: Dates = first + np.sort(rng.integers(0, span, count)).astype("timedelta64[D]")
    return days


def _known(days: Dates, end: np.datetime64) -> Dates:
    """Return the days, with those after `end` not yet known."""
    return np.where(days <= end, days, NEVER)


def _plus(days: Dates, count: npt.NDArray[np.generic]) -> Dates:
    moved: Dates = days + count.astype(np.int64).astype("timedelta64[D]")
    return moved


def codes_on(register: SyntheticRegister, offices: Ints, days: Dates) -> Texts:
    """Return the code each office had on each day."""
    codes = register.codes("0001-01-01")[offices]
    for number, office in enumerate(register.offices):
        if office.change:
            after = (offices == number) & (days >= np.datetime64(office.changed, "D"))
            codes[after] = office.successor
    return codes


def sick_leave(
    rng: np.random.Generator, register: SyntheticRegister, size: Floats, months: Sequence[SyntheticMonth], persons: int
) -> Columns:
    """Return sykefravær: cases from a year before the first month, open ones with an empty slutt."""
    count = max(1, persons * (len(months) + 12) // 20)
    end = months[-1].last_day
    start, office = _start_days(rng, months, 365, count), pick(rng, size, count)
    duration = from_quantiles(rng, SICK_DAYS, count)
    stop = _plus(start, duration)
    held = office_shares(rng, len(size), MEETING_HELD, SPREAD)
    in_time = rng.random(count) < held[office]
    late = ~in_time & (rng.random(count) < MEETING_LATE)
    after = np.where(in_time, rng.integers(100, 182, count), rng.integers(183, 260, count))
    meeting = _plus(start, after)
    excepted = (rng.random(count) < EXCEPTIONS) & (duration >= 150)
    happens = (in_time | late) & (meeting <= stop) & ~excepted
    reason = np.where(excepted, rng.integers(1, 4, count), 0)
    return {
        "sak_id": np.arange(1, count + 1, dtype=np.int64),
        "kontor_nr": codes_on(register, office, start),
        "person_id": 10_000_000_000 + rng.integers(0, max(2, 3 * persons), count),
        "start": start,
        "slutt": _known(stop, end),
        "møte_holdt": np.where(happens, _known(meeting, end), NEVER),
        "unntak": words((None, *REASONS), reason),
    }


def applications(
    rng: np.random.Generator, register: SyntheticRegister, size: Floats, months: Sequence[SyntheticMonth], persons: int
) -> Columns:
    """Return søknader_aap: from 200 days before the first month; undecided ones lack day and outcome."""
    count = max(1, persons * (len(months) + 6) // 150)
    received, office = _start_days(rng, months, 200, count), pick(rng, size, count)
    slowness = 1 + 0.5 * (office_shares(rng, len(size), 0.5, SPREAD) - 0.5)
    decided = _known(_plus(received, from_quantiles(rng, CASE_DAYS, count) * slowness[office]), months[-1].last_day)
    outcome = np.where(np.isnat(decided), 0, 1 + pick(rng, (0.64, 0.30, 0.06), count))
    return {
        "sak_id": np.arange(1, count + 1, dtype=np.int64),
        "kontor_nr": codes_on(register, office, received),
        "mottatt": received,
        "vedtatt_dato": decided,
        "frist": _plus(received, np.full(count, 65)),
        "utfall": words((None, *OUTCOMES), outcome),
    }


def inhabitants(
    rng: np.random.Generator, register: SyntheticRegister, size: Floats, months: Sequence[SyntheticMonth], persons: int
) -> Columns:
    """Return folketall: three inhabitants per person in the stock, one row each for every year."""
    count = persons * 3
    office, sex = pick(rng, size, count), pick(rng, (0.495, 0.50, 0.005), count)
    age = rng.integers(0, 95, count)
    years = sorted({int(month.name[:4]) for month in months})
    # The code is the one at the year's end, or at the end of the last month where the year is not over.
    ends = [min(f"{year}-12-31", str(months[-1].last_day)) for year in years]
    return {
        "kontor_nr": np.concatenate([register.codes(end)[office] for end in ends]),
        "person_id": np.tile(20_000_000_000 + np.arange(count, dtype=np.int64), len(years)),
        "periode": np.repeat(np.array(years, dtype=np.int64), count),
        "kjønn": words(("kvinne", "mann", "ukjent"), np.tile(sex, len(years))),
        "alder_år": np.concatenate([age + year - years[0] for year in years]),
    }
