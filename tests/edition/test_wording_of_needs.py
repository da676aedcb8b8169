"""What the rest of the year must show, in words; every text is written by hand."""

from fractions import Fraction

import pytest

from kpidsl.model.edition import Cell, Figure
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.period import Month
from kpidsl.model.risk import Need, NeedBasis, NeededRange, Risk, RiskBasis, RiskLevel
from kpidsl.model.state import Mark, State, Status, Trend, Undecided
from kpidsl.model.traits import Kind
from kpidsl.wording.needs import need_beside_target, need_text
from tests.made import indicator

OCTOBER = Month.of(2026, 10)
REST = (OCTOBER + 1, OCTOBER + 2)
DAYS = indicator(kind=Kind.MEAN, unit=UnitOfMeasure.DAYS, scale=Fraction(1))
COUNT = indicator(kind=Kind.COUNT, unit=UnitOfMeasure.COUNT, scale=Fraction(1))
SHARE = indicator()


def bounds(least=None, most=None):
    return NeededRange(None if least is None else Fraction(least), None if most is None else Fraction(most))


def need(basis, hardest, easiest=None, months=REST, **more):
    return Need(basis, hardest, easiest or hardest, months, **more)


def text(of, one=SHARE, language="nb", undecided=Undecided.NO, period=OCTOBER):
    figure = Figure(
        False, State.VALUE, Mark(0), Fraction(1), 1, 1, 1, Fraction(1), None, Status.NONE if undecided else Status.RED,
        undecided,
    )  # fmt: skip
    risk = Risk(0.5, RiskLevel.MEDIUM, RiskBasis.FORECAST, of)
    cell = Cell(figure, figure, Trend.NONE, 0, 1, 1, None, False, None, risk=risk)
    return need_text(cell, one, period, language).replace("\u00a0", " ")


def as_last_year(hardest, **more):
    return need(NeedBasis.AS_LAST_YEAR, hardest, **more)


@pytest.mark.parametrize(
    ("of", "one", "nb", "en"),
    [
        (
            as_last_year(bounds(Fraction(58, 59))), SHARE,
            "trenger minst 98,4 % resten av året med like mange saker som i november–desember i fjor",
            "needs at least 98.4 % in the rest of the year with as many cases as in November–December last year",
        ),
        (
            as_last_year(bounds(None, "38.27")), DAYS,  # rounded down: 38.3 would be too many
            "kan ha høyst 38,2 dager resten av året med like mange saker som i november–desember i fjor",
            "can have at most 38.2 days in the rest of the year with as many cases as in November–December last year",
        ),
        (need(NeedBasis.ADDED, bounds(None, 31)), COUNT,
            "kan få høyst 31 til resten av året", "can take at most 31 more in the rest of the year"),
        (need(NeedBasis.ADDED, bounds("30.2")), COUNT,
            "trenger minst 31 til resten av året", "needs at least 31 more in the rest of the year"),
        (need(NeedBasis.LAST_MONTH, bounds("0.8"), months=REST[1:]), SHARE,
            "må vise minst 80 % i desember", "must show at least 80 % in December"),
        (need(NeedBasis.LAST_MONTH, bounds("0.8"), months=REST[1:], beyond=True), SHARE,
            "må vise mer enn 80 % i desember", "must show more than 80 % in December"),
        (need(NeedBasis.LAST_MONTH, bounds("0.04", "0.06"), months=REST[1:]), SHARE,
            "må vise 4–6 % i desember", "must show 4–6 % in December"),
    ],
)  # fmt: skip
def test_each_kind_of_need_is_a_sentence_of_its_own(of, one, nb, en):
    assert text(of, one) == nb
    assert text(of, one, "en") == en


def test_a_range_has_both_numbers_on_the_harder_side():
    """138 of 160 is 86.25 %, 202 of 240 is 84.17 %."""
    of = need(NeedBasis.AS_THIS_YEAR, bounds(Fraction(138, 160)), bounds(Fraction(202, 240)))
    assert text(of) == (
        "trenger minst 84,2–86,3 % resten av året med så få eller så mange saker i måneden som hittil i år"
    )


def test_what_no_share_can_be_is_not_asked_for():
    cases = "med like mange saker som i november–desember i fjor"
    assert text(as_last_year(bounds(Fraction(21, 20)))) == f"når ikke målet {cases}"
    assert text(as_last_year(bounds(1))) == f"trenger minst 100 % resten av året {cases}"
    assert text(as_last_year(bounds(0))) == f"når målet uansett resten av året {cases}"
    assert text(as_last_year(bounds(None, 1))) == f"når målet uansett resten av året {cases}"
    assert text(as_last_year(bounds(None, Fraction(-1, 9)))) == f"når ikke målet {cases}"
    assert text(as_last_year(bounds(None, -1)), DAYS) == f"når ikke målet {cases}"


def test_nothing_is_said_where_it_hangs_on_the_number_of_cases():
    """With few cases 105 % would be needed, with many 95 %."""
    assert text(need(NeedBasis.AS_THIS_YEAR, bounds("1.05"), bounds("0.95"))) == ""


def test_a_late_month_and_a_year_across_two_are_named():
    late = as_last_year(bounds("0.8"), months=(OCTOBER - 1, *REST))
    assert text(late).endswith("som i september og november–desember i fjor")
    across = as_last_year(bounds("0.8"), months=(OCTOBER + 2, OCTOBER + 3))
    assert text(across).endswith("som i desember 2025–januar 2026")


def test_a_sum_over_another_has_no_cases():
    """Spending against a budget: 93.31 to 112.49 % of what November and December had last year."""
    spending = indicator(kind=Kind.RATIO)
    of = as_last_year(bounds("0.9331", "1.1249"))
    assert text(of, spending) == (
        "trenger 93,4–112,4 % resten av året med like stort grunnlag som i november–desember i fjor"
    )
    assert text(of, spending, "en").endswith("on as large a base as in November–December last year")


def test_a_corridor_of_a_share_ends_at_nothing_and_at_all():
    assert text(as_last_year(bounds("-0.1", "0.5"))).startswith("trenger 0–50 % resten")
    assert text(as_last_year(bounds("0.5", "1.1"))).startswith("trenger 50–100 % resten")


def test_a_row_does_not_say_its_target_again():
    """The target of the year to date is 1; December's is that, or 0.8."""

    def beside(least):
        of = need(NeedBasis.LAST_MONTH, bounds(least), months=REST[1:])
        figure = Figure(
            False, State.VALUE, Mark(0), Fraction(1), 1, 1, 1, Fraction(1), None, Status.GREEN, Undecided.NO
        )
        risk = Risk(0.5, RiskLevel.MEDIUM, RiskBasis.FORECAST, of)
        cell = Cell(figure, figure, Trend.NONE, 0, 1, 1, None, False, None, risk=risk)
        return need_beside_target(cell, SHARE, OCTOBER, "nb").replace("\u00a0", " ")

    assert beside(1) == ""
    assert beside("0.8") == "må vise minst 80 % i desember"


def test_an_undecided_year_has_no_need():
    of = as_last_year(bounds("0.8"))
    assert text(of, undecided=next(u for u in Undecided if u)) == ""
    assert text(None) == ""
