"""What is decided, what has no risk, and by which target: on figures worked out by hand.

Most are seen from November: eleven months behind with 100 cases each, a hundred to come and at most two hundred.
Against 80 % a year is secured from 1040 of 1300 on, and it is out of reach where 200 more do not make 1040.
"""

from dataclasses import replace
from fractions import Fraction
from math import log

import numpy as np
import pytest
from scipy import stats

from kpidsl.measures.distinct import DISTINCT
from kpidsl.model.measure import Cumulation
from kpidsl.model.period import Frequency, Month
from kpidsl.model.risk import Risk, RiskBasis, RiskLevel
from kpidsl.model.rules import RiskRule
from kpidsl.model.spec import Target, TargetForm
from kpidsl.model.state import Direction, Mark, State, Status
from kpidsl.model.traits import Kind
from kpidsl.scoring.forecast.risk import risks
from kpidsl.scoring.forecast.year import YearsEnd
from kpidsl.scoring.rollup import LeafNodes
from tests.scoring import slow_risk
from tests.scoring.slow_risk import World
from tests.scoring.worlds import indicator, months_from, office_structure

RULE = RiskRule(Fraction(1, 2), Fraction(1, 4))
MONTHS = months_from("2024-01", 36)
NOVEMBER, FIRST = 34, 24
SECURED = Risk(1.0, RiskLevel.LOW, RiskBasis.DECIDED)
OUT_OF_REACH = Risk(0.0, RiskLevel.HIGH, RiskBasis.DECIDED)


def level(percent, **more):
    return Target(TargetForm.LEVEL, None, Fraction(percent), **more)


EIGHTY = (level(80),)


def office(this_year, cases=100):
    """A row of 36 months: 80 of 100 in each of the two years before, and this year's hits, spread over the months."""
    each, rest = divmod(this_year, 11)
    return [80] * 24 + [each] * 10 + [each + rest, 0], [100] * 24 + [cases] * 11 + [0]


def world(*offices, kind=Kind.SHARE, flow=True, at=NOVEMBER):
    """Offices as (tops, bottoms), under a country that is their sum; every figure a value."""
    tops, bottoms = (np.array([o[side] for o in offices]) for side in (0, 1))
    top, bottom = (np.concatenate([a.sum(axis=0)[None], a]) for a in (tops, bottoms))
    if kind is Kind.COUNT:
        bottom[:] = 1
    state = np.full(top.shape, State.VALUE)
    return World(kind, flow, top, bottom, state, np.zeros(top.shape, dtype=int), FIRST, at)


def said(of, *, targets=EIGHTY, direction=Direction.HIGHER, windows=None, status=None, rule=RULE, **changes):
    """The risks of the country and its offices."""
    what = indicator(
        kind=of.kind, direction=direction, targets=targets,
        cumulation=Cumulation.FLOW if of.flow else Cumulation.STOCK, **changes,
    )  # fmt: skip
    windows = windows or of.windows()
    status = np.zeros_like(windows.month.state) if status is None else status
    codes = [f"010{k}" for k in range(1, len(of.top))]
    end = YearsEnd.around(MONTHS, of.at, 1)
    return risks(what, rule, LeafNodes(office_structure(*codes)), windows, status, end)


def of_office(*arguments, **more):
    """The risk of the only office."""
    return said(*arguments, **more)[1]


def is_open(risk):
    return risk is not None and risk.basis is not RiskBasis.DECIDED and 0.001 <= risk.probability <= 0.999


def test_the_year_around_a_month():
    months = months_from("2025-01", 15)
    assert YearsEnd.around(months, 2, 1) == YearsEnd(months, 0, 2, 11)
    assert YearsEnd.around(months, 14, 1) == YearsEnd(months, 12, 14, 23)
    assert YearsEnd.around(months, 6, 7) == YearsEnd(months, 6, 6, 17)
    assert YearsEnd.around(months, 5, 7) == YearsEnd(months, -6, 5, 5)
    year = YearsEnd.around(months, 14, 4).year  # to March 2026
    assert (len(year), year[0], year[-1]) == (12, Month.parse("2025-04"), Month.parse("2026-03"))


def test_secured_and_out_of_reach_and_one_case_from_both():
    assert of_office(world(office(1040))) == SECURED
    assert is_open(of_office(world(office(1039))))
    assert is_open(of_office(world(office(840))))
    assert of_office(world(office(839))) == OUT_OF_REACH


def test_where_lower_is_better_it_is_the_other_way_about():
    """At most 80 %: 840 and 200 more hits are 1040 of 1300; 1040 of 1300 may still be, if no more come."""
    lower = {"direction": Direction.LOWER}
    assert of_office(world(office(840)), **lower) == SECURED
    assert is_open(of_office(world(office(841)), **lower))
    assert is_open(of_office(world(office(1040)), **lower))
    assert of_office(world(office(1041)), **lower) == OUT_OF_REACH


def test_a_corridor_is_secured_where_neither_edge_can_be_passed():
    """65 to 80 %: 845 of 1300 and 840 + 200 of it cannot both be; 60 to 80 %: 780 to 840.
    Under 580 or over 1040 is out of reach."""

    def inside(hits, low):
        target = Target(TargetForm.CORRIDOR, Direction.INSIDE, Fraction(low), Fraction(80))
        return of_office(world(office(hits)), targets=(target,), direction=Direction.INSIDE)

    assert inside(780, 60) == inside(840, 60) == SECURED
    assert all(is_open(inside(hits, 60)) for hits in (580, 779, 841, 1040))
    assert inside(579, 60) == inside(1041, 60) == OUT_OF_REACH
    assert is_open(inside(840, 65))


def test_counts_may_only_grow():
    """20 a month are 240 in the year. Where higher is better 240 are secured; where lower is, 241 are out of reach."""

    def count(hits, direction):
        of = world(([20] * 24 + office(hits)[0][24:], [1] * 36), kind=Kind.COUNT)
        return of_office(of, targets=(level(20),), direction=direction, scale=Fraction(1))

    assert count(240, Direction.HIGHER) == SECURED
    assert is_open(count(239, Direction.HIGHER))
    assert count(241, Direction.LOWER) == OUT_OF_REACH
    assert is_open(count(240, Direction.LOWER))


def test_a_count_of_the_year_alone_has_its_target_whole():
    """240 is the year's target, not each month's; of each quarter 60 it is four times 60."""

    def count(hits, target, **changes):
        of = world(([20] * 24 + office(hits)[0][24:], [1] * 36), kind=Kind.COUNT)
        return of_office(of, targets=(level(target),), scale=Fraction(1), **changes)

    assert count(240, 240, year_to_date_only=True) == SECURED
    assert is_open(count(239, 240, year_to_date_only=True))
    of = replace(world(([60] * 36, [1] * 36), kind=Kind.COUNT), step=3)
    assert is_open(of_office(of, targets=(level(60),), scale=Fraction(1), frequency=Frequency.QUARTER))
    assert of_office(of, targets=(level(45),), scale=Fraction(1), frequency=Frequency.QUARTER) == SECURED


def test_a_mean_is_out_of_reach_where_all_that_come_may_not_mend_it():
    """At most 0.8 a case: 1040 by 1300 cases, were all 200 to come nothing. Higher is never decided."""
    mean = {"targets": (level(Fraction(8, 10)),), "scale": Fraction(1)}
    assert of_office(world(office(1041), kind=Kind.MEAN), direction=Direction.LOWER, **mean) == OUT_OF_REACH
    assert is_open(of_office(world(office(1040), kind=Kind.MEAN), direction=Direction.LOWER, **mean))
    for hits in (100, 5000):
        assert is_open(of_office(world(office(hits), kind=Kind.MEAN), **mean))


def test_an_amount_is_never_decided_and_neither_is_a_stock():
    for hits in (0, 1100):
        assert is_open(of_office(world(office(hits), kind=Kind.AMOUNT), scale=Fraction(1)))
        assert is_open(of_office(world(office(hits), flow=False)))


def of_level(tops, bottoms, target, *, kind):
    """P(the office's stock reaches the target in December), seen from November."""
    of = world(([*tops, 0], [*bottoms, 0]), kind=kind, flow=False)
    return of_office(of, targets=(level(target),), scale=Fraction(1)).probability


def test_a_steady_stock_has_the_least_spread_on_its_own_scale():
    """Never off its mean in 35 months: a hundredth, and 34 - 1 degrees. A share on the scale of odds with half a hit
    and half a miss more; a mean on that of ratios, under 1 too; a count with its half; straight where one is not
    over 0."""
    one = stats.t(33)
    odds = log(80.5 / 20.5)
    assert of_level([80] * 35, [100] * 35, 0.795, kind=Kind.SHARE) == pytest.approx(
        one.cdf((odds - log(795 / 205)) / 0.01)
    )
    assert of_level([50] * 35, [100] * 35, 0.495, kind=Kind.MEAN) == pytest.approx(one.cdf(log(0.5 / 0.495) / 0.01))
    assert of_level([200] * 35, [1] * 35, 199, kind=Kind.COUNT) == pytest.approx(one.cdf(log(200.5 / 199) / 0.01))
    assert of_level([-200] * 35, [100] * 35, -2.005, kind=Kind.MEAN) == pytest.approx(one.cdf(0.005 / 0.01))
    assert of_level([0] * 35, [100] * 35, 0.005, kind=Kind.MEAN) == pytest.approx(one.cdf(-0.005 / 0.01))


def test_a_late_january_of_the_second_year_is_expected_as_the_first():
    """Seen from November: January lacks, December comes. 10 and 100 cases a year ago: 1000 behind of 100 a month, 110
    are expected and 220 at most: 976 of 1220 are 80 %. The months' first year begins the figures."""
    for hits, expected in ((976, True), (975, False)):
        top, bottom = [8] + [80] * 11, [10] + [100] * 11
        rest, last = divmod(hits, 10)
        top, bottom = top + [0] + [rest] * 9 + [rest + last] + [0] * 13, bottom + [0] + [100] * 10 + [0] * 13
        of = replace(world((top, bottom), at=22), first=12)
        of.state[:, 12] = State.NOT_READY
        assert (of_office(of) == SECURED) is expected, hits


def test_without_a_year_before_as_many_are_expected_as_are_usual_this_year():
    """300 cases in the first January that is known and 100 in each month after it: 1300 in eleven, so 118 in December,
    236 at most: 1228.8 of 1536 are 80 %."""
    for hits, expected in ((1229, True), (1228, False)):
        each, rest = divmod(hits, 11)
        top, bottom = [each + rest] + [each] * 10 + [0] * 25, [300] + [100] * 10 + [0] * 25
        risk = of_office(replace(world((top, bottom), at=10), first=0))
        assert (risk == SECURED) is expected, hits


def test_dated_targets_are_weighed_by_cases():
    """75 % to June and 85 % from July with as many cases: 80 %. With three times as many to June 77.5 %, and 1937.5 of
    the 2500 that there may be. The latest alone where that is asked for: 904 and 200 more are not 85 % of 1300."""
    dated = (level(75, valid_from=Month.parse("2026-01")), level(85, valid_from=Month.parse("2026-07")))
    assert of_office(world(office(1040)), targets=dated) == SECURED
    assert is_open(of_office(world(office(1039)), targets=dated))
    assert of_office(world(office(904)), targets=dated, latest_target=True) == OUT_OF_REACH
    assert is_open(of_office(world(office(905)), targets=dated, latest_target=True))
    for hits, expected in ((1938, True), (1937, False)):
        top, bottom = office(hits)
        bottom[24:30] = [300] * 6
        assert (of_office(world((top, bottom)), targets=dated) == SECURED) is expected


def test_a_month_without_cases_weighs_nothing():
    """Nothing to June, then 100 a month against 85 %, beside 75 % to June: the year's is 85 %, 595 of 700 at most."""
    dated = (level(75, valid_from=Month.parse("2026-01")), level(85, valid_from=Month.parse("2026-07")))
    top, bottom = office(0)
    bottom[24:30] = [0] * 6
    for hits, expected in ((594, False), (595, True)):
        top[24:35] = [0] * 6 + [100] * 4 + [hits - 400]
        risk = of_office(world((top, bottom)), targets=dated)
        assert (risk == SECURED) is expected, hits


def test_the_countrys_target_is_made_of_its_offices():
    """60 % of 1100 and 80 % of 3300 cases: 75 % of 4400, and with twice the 400 to come 3900 of 5200."""
    targets = (level(60, units=("0101",)), level(80, units=("0102",)))
    small, large = office(800), ([240] * 24 + office(3100)[0][24:], [300] * 35 + [0])
    assert said(world(small, large), targets=targets)[0] == SECURED
    large[0][34] -= 1
    assert is_open(said(world(small, large), targets=targets)[0])


@pytest.mark.parametrize("known", [1, 6])
def test_a_late_office_weighs_in_the_countrys_target_as_is_usual_of_late(known):
    """Seen from January, which 0101 lacks. It had one case in each of the last months that it is known in, so one is
    expected in every month: as many against 0 % as 0102 has against 100 %. The country's target is 50 %."""
    late = [0] * (24 - known) + [1] * known + [0] * 12
    of = world((late, late), ([1, 0] * 18, [1] * 36), at=24)
    of.state[1, : 24 - known], of.state[1, 24] = State.NOT_RELEVANT, State.NOT_READY
    country, first, _ = said(of, targets=(level(0, units=("0101",)), level(100, units=("0102",))))
    again = slow_risk.risk(of, Fraction(1, 2), None, Direction.HIGHER, 0)
    assert country.probability == pytest.approx(again.probability)
    assert 0.01 < country.probability < 0.99
    assert first is None


def test_no_target_no_risk():
    assert said(world(office(900)), targets=()) == [None, None]
    assert said(world(office(900)), targets=(Target(TargetForm.NONE, None),)) == [None, None]
    only = said(world(office(900), office(900)), targets=(level(80, units=("0102",)),))
    assert only[1] is None
    assert is_open(only[2])


def test_what_is_not_made_of_months_has_no_risk():
    of = world(office(1040))
    assert said(of, direction=None) == [None, None]
    assert said(replace(of, kind=Kind.QUANTILE)) == said(replace(of, kind=Kind.INDEX)) == [None, None]
    assert said(of, traits=DISTINCT.traits) == [None, None]


def test_a_year_that_began_before_the_months_has_no_risk():
    of = world(office(1040))
    end = YearsEnd.around(MONTHS, 2, 7)
    status = np.full_like(of.windows().month.state, Status.GREEN)
    what = indicator(targets=(level(80),))
    assert risks(what, RULE, LeafNodes(office_structure("0101")), of.windows(), status, end) == [None, None]


def test_at_the_years_end_the_status_is_what_is():
    """Of the whole and in that month: only green is reached, and what has no colour has no risk."""
    of = replace(world(*[office(900)] * 4), at=35)
    status = np.full((2, 5, 36), Status.RED)
    status[0, :, 35] = (Status.GREEN, Status.AMBER, Status.RED, Status.NO_TARGET, Status.NONE)
    assert said(of, status=status) == [SECURED, OUT_OF_REACH, OUT_OF_REACH, None, None]


def test_a_probability_on_the_limit_is_of_the_better_word():
    """At the year's end 1 and 0 against limits of 1 and 0."""
    of = replace(world(office(900)), at=35)
    status = np.full((1, 2, 36), Status.RED)
    status[0, 0, 35] = Status.GREEN
    for low, medium, words in ((1, 0, ["low", "medium"]), (2, 1, ["medium", "high"]), (0, 0, ["low", "low"])):
        rule = RiskRule(Fraction(low), Fraction(medium))
        assert [r.level for r in said(of, status=status, rule=rule)] == words


@pytest.mark.parametrize(("mark", "there"), [(Mark.DISTRIBUTED, False), (Mark.TWELFTHS, False), (Mark.DERIVED, True)])
def test_distributed_figures_are_no_counts_of_cases(mark, there):
    of = world(office(1040), office(1040))
    of.marks[1, 3] = mark
    country, first, second = said(of)
    assert (first == SECURED) is there
    assert (first is not None) is there
    assert country == second == SECURED


def late(of, node, months):
    of.state[node, months] = State.NOT_RELEVANT
    of.top[node, months] = of.bottom[node, months] = 0


def test_three_months_of_the_last_twelve_are_enough_and_six_are_not_thin():
    """First figures in September, in October, in June and in July of this year. Beside two of this year those of two
    years ago do not help, nor that of last November; that of last December does."""
    of = world(*[office(900)] * 7)
    for node, first in ((1, 32), (2, 33), (3, 29), (4, 30)):
        late(of, node, slice(0, first))
    late(of, 5, slice(6, 33))
    for node, kept in ((6, 22), (7, 23)):
        late(of, node, slice(0, kept))
        late(of, node, slice(kept + 1, 33))
    _, three, two, six, five, old, november, december = said(of)
    assert (two, old, november) == (None, None, None)
    assert [r.basis for r in (three, five, december)] == [RiskBasis.THIN] * 3
    assert six.basis is RiskBasis.FORECAST


def test_under_thirty_cases_is_thin_and_partly_known_is_not():
    """29 and 30 cases in the year; of a count the cases do not matter; a partial year is not thin for that (105)."""

    def few(cases):
        rows = [0] * 10 + [cases]
        return [10] * 24 + [r * 8 // 10 for r in rows] + [0], [12] * 24 + rows + [0]

    _, thin, enough = said(world(few(29), few(30)))
    assert (thin.basis, enough.basis) == (RiskBasis.THIN, RiskBasis.FORECAST)
    count = of_office(world(([20] * 35 + [0], [1] * 36), kind=Kind.COUNT), targets=(level(20),), scale=Fraction(1))
    assert count.basis is RiskBasis.FORECAST
    of = world(office(900))
    windows = of.windows()
    windows.ytd.marks[0, 1, NOVEMBER] = Mark.PARTIAL | Mark.DERIVED
    windows.ytd.marks[0, 0, NOVEMBER] = Mark.DERIVED
    country, partial = said(of, windows=windows)
    assert country.basis is partial.basis is RiskBasis.FORECAST


def test_nothing_is_decided_while_units_are_missing():
    """1040 are met by November; were the 200 at most that December can bring all missed, 1040 of 1300 is still 80 %.
    839 cannot reach it. Where units are missing neither is certain: what they have may still change it."""
    for met, certain in ((1040, SECURED), (839, OUT_OF_REACH)):
        of = world(office(met))
        windows = of.windows()
        assert of_office(of, windows=windows) == certain
        windows.ytd.marks[0, 1, NOVEMBER] = Mark.PARTIAL
        partial = of_office(of, windows=windows)
        assert partial.basis is RiskBasis.FORECAST
        assert partial.level is certain.level
        assert 0 < partial.probability < 1


def better(by, **more):
    return Target(TargetForm.IMPROVEMENT, None, Fraction(by), **{"base": "last_year", **more})


def compared(hits, *, last_year, then=None, target=None, direction=Direction.HIGHER, first_state=State.VALUE):
    """The office's risk where last year ended on so many of 1000."""
    of = world(office(hits))
    windows = of.windows()
    so_far = windows.ytd
    so_far.numerator[0, :, 23], so_far.denominator[0, :, 23], so_far.state[0, :, 23] = last_year, 1000, first_state
    if then is not None:
        other = replace(so_far, numerator=np.where(np.arange(36) == 23, then, so_far.numerator))
        windows = replace(windows, historic=(windows.month, other))
    return of_office(of, targets=(target or better(5),), direction=direction, windows=windows)


def test_better_than_last_years_end():
    """Five points better than 75 % is 80 %; where lower is better, than 85 %."""
    assert compared(1040, last_year=750) == SECURED
    assert is_open(compared(1039, last_year=750))
    assert compared(839, last_year=750) == OUT_OF_REACH
    assert compared(840, last_year=850, direction=Direction.LOWER) == SECURED
    assert is_open(compared(841, last_year=850, direction=Direction.LOWER))


def test_last_year_may_be_of_the_units_as_they_were_then():
    """Then 75 %, today's units 95 %: five points better than then."""
    assert compared(1040, last_year=950, then=750) == SECURED
    assert is_open(compared(1039, last_year=950, then=750))


def test_better_than_nothing_is_no_target():
    """Last year's end was not known, the base is the month before, or there is no year before."""
    assert compared(1040, last_year=750, first_state=State.MISSING) is None
    assert compared(1040, last_year=750, target=better(5, base="previous")) is None
    top, bottom = office(1040)
    of = replace(world((top[24:] + [0] * 24, bottom[24:] + [0] * 24), at=10), first=0)
    windows = of.windows()
    windows.ytd.state[:] = State.VALUE
    windows.ytd.denominator[0, :, 35] = 100
    assert said(of, targets=(better(5),), windows=windows) == [None, None]
