"""The first day on which a case may begin that falls due from a day on, against deadlines that are counted on."""

from datetime import date, timedelta

import pytest

from kpidsl.engines.due_days import earliest_start
from kpidsl.model.condition import Deadline

from .rows import due

DAYS = [date(2027, 12, 20) + timedelta(n) for n in range(100)]  # over a year's end and a 29 February


@pytest.mark.parametrize("moves", [False, True])
@pytest.mark.parametrize(
    ("length", "unit"), [(0, "days"), (30, "days"), (1, "months"), (3, "months"), (7, "working_days")]
)
def test_a_case_from_that_day_is_due_then_and_one_from_the_day_before_is_not(length, unit, moves):
    deadline = Deadline(start="start", length=length, unit=unit, moves=moves and unit != "working_days")
    for day in DAYS:
        first = earliest_start(day, length, unit, deadline.moves)
        assert due(deadline, {"start": first}) >= day, day
        assert due(deadline, {"start": first - timedelta(1)}) < day, day
