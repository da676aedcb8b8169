"""Cases of deviations: when they open and close, how they stand, and which number they have.

A card is written as the lines on which P.1 deviates: `ON`, `OFF` (on none) or `UNKNOWN`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kpidsl.followup.cases import Cases, measures_of, standing, with_card
from kpidsl.followup.fold import Followed, said_of_card, with_shown
from kpidsl.model.deviation_case import CaseState, DeviationCase, ShownCard
from kpidsl.model.form import Rows
from kpidsl.model.period import Month

ON, OFF, UNKNOWN = ("statlig",), (), None
JANUARY = Month.of(2026, 1)
NONE: Rows = {}


def measure(*statuses: str, indicator: str = "P.1 Andel i tide") -> Rows:
    """A plan with a measure of each status."""
    numbers = ("BCDFG", "BCDFH", "BCDFJ")
    return {n: {"indicator": indicator, "measure_status": status} for n, status in zip(numbers, statuses, strict=False)}


def card(lines: tuple[str, ...] | None, closes_after: int = 2, code: str = "P.1") -> ShownCard:
    return ShownCard("ab12", closes_after, {code: lines})


def months(*lines: tuple[str, ...] | None, measures: Rows = NONE, closes_after: int = 2) -> Cases:
    """The cases after a card of each month from January 2026."""
    cases = Cases()
    for at, of_month in enumerate(lines):
        cases = with_card(cases, JANUARY + at, card(of_month, closes_after), measures)
    return cases


def only(cases: Cases, measures: Rows = NONE) -> DeviationCase:
    (case,) = standing(cases, measures)
    return case


@pytest.mark.parametrize(
    ("measures", "state"),
    [
        (NONE, CaseState.NEW),
        (measure("dropped"), CaseState.NEW),
        (measure("planned", indicator="P.2"), CaseState.NEW),
        (measure("planned", indicator="P.11"), CaseState.NEW),
        (measure("planned"), CaseState.PLANNED),
        (measure("", "planned"), CaseState.PLANNED),
        (measure("planned", "dropped"), CaseState.PLANNED),
        (measure("planned", "ongoing"), CaseState.ONGOING),
        (measure("planned", "ended"), CaseState.ONGOING),
        (measure("ended", "dropped"), CaseState.AWAITING_EFFECT),
        (measure("ongoing", indicator="p.1/1"), CaseState.ONGOING),
    ],
)
def test_while_it_deviates_a_case_stands_as_its_measures_do(measures: Rows, state: CaseState) -> None:
    assert only(months(ON), measures).state is state


@pytest.mark.parametrize(
    ("cards", "measures", "state"),
    [
        ([ON, OFF], NONE, CaseState.IMPROVED),
        ([ON, OFF, OFF], NONE, CaseState.CLOSED),
        ([ON, OFF, OFF], measure("ongoing"), CaseState.IMPROVED),
        ([ON, OFF, OFF], measure("planned"), CaseState.IMPROVED),
        ([ON, OFF, OFF], measure("ended", "dropped"), CaseState.CLOSED),
        ([ON, OFF, UNKNOWN], NONE, CaseState.IMPROVED),
        ([ON, OFF, UNKNOWN, OFF], NONE, CaseState.CLOSED),
        ([ON, OFF, ON, OFF], NONE, CaseState.IMPROVED),
        ([ON, OFF, ON], NONE, CaseState.NEW),
    ],
)
def test_it_closes_after_the_declared_months_without_a_deviation(
    cards: list[tuple[str, ...] | None], measures: Rows, state: CaseState
) -> None:
    case = only(months(*cards, measures=measures), measures)
    assert (case.state, case.number) == (state, "P.1/1")


def test_one_month_is_enough_where_that_is_declared() -> None:
    assert only(months(ON, OFF, closes_after=1)).state is CaseState.CLOSED


def test_a_measure_that_ends_between_two_cards_closes_the_case_in_the_month_of_the_last() -> None:
    cases = months(ON, OFF, OFF, measures=measure("ongoing"))
    again = with_card(cases, JANUARY + 3, card(ON), measure("ended"))
    first, second = standing(again, measure("ended"))
    assert (first.state, first.closed) == (CaseState.CLOSED, JANUARY + 2)
    assert (second.number, second.reopens, second.state) == ("P.1/2", 1, CaseState.REOPENED)


def test_a_case_that_cannot_be_told_stands_as_the_month_before_and_says_which() -> None:
    case = only(months(ON, UNKNOWN))
    assert (case.state, case.as_of, case.last_deviating) == (CaseState.NEW, JANUARY, JANUARY)
    assert not standing(months(UNKNOWN), NONE)


def test_an_indicator_that_left_the_card_stands_as_it_did() -> None:
    gone = with_card(months(ON), JANUARY + 1, card(OFF, code="P.9"), NONE)
    assert only(gone).as_of == JANUARY


@pytest.mark.parametrize(("later", "reopens"), [(12, 1), (13, None)])
def test_within_twelve_months_of_closing_it_is_the_same_matter(later: int, reopens: int | None) -> None:
    """Closed in March 2026: March 2027 is the same matter, April 2027 a new one."""
    closed = months(ON, OFF, OFF)
    again = with_card(closed, JANUARY + 2 + later, card(ON), measure("ended"))
    first, second = standing(again, measure("ended"))
    assert (first.state, second.run, second.reopens) == (CaseState.CLOSED, 2, reopens)
    shown = {"BCDFG"} if reopens else set()
    assert set(measures_of(second, measure("ended"))) == shown
    assert set(measures_of(first, measure("ended"))) == {"BCDFG"}


def test_after_its_first_month_a_reopened_case_stands_by_its_new_measures() -> None:
    """The old measure had ended when it reopened: it does not await effect of that one."""
    old = measure("ended")
    cases = months(ON, OFF, OFF, ON, measures=old)
    assert standing(cases, old)[1].state is CaseState.REOPENED
    cases = with_card(cases, JANUARY + 4, card(ON), old)
    assert standing(cases, old)[1].state is CaseState.NEW
    assert standing(cases, measure("ended", "planned"))[1].state is CaseState.PLANNED


def test_a_corrected_card_of_the_month_keeps_the_number_that_was_given() -> None:
    corrected = with_card(months(ON), JANUARY, card(OFF), NONE)
    assert only(corrected) == replace(only(months(ON)), without=(JANUARY,), state=CaseState.IMPROVED)
    back = with_card(corrected, JANUARY, card(ON), NONE)
    assert only(back) == only(months(ON))
    assert only(with_card(months(ON), JANUARY, card(UNKNOWN), NONE)) == only(months(ON))
    once = with_card(months(ON, OFF), JANUARY + 1, card(OFF), NONE)
    assert only(once).without == (JANUARY + 1,)


def test_a_corrected_card_of_an_earlier_month_changes_no_case() -> None:
    cases = months(OFF, ON)
    assert with_card(cases, JANUARY, card(ON), NONE) == cases


def test_a_case_says_the_lines_it_deviates_on() -> None:
    cases = with_card(months(ON), JANUARY + 1, card(("statlig", "kommunal")), NONE)
    assert only(cases).lines == ("statlig", "kommunal")


def test_what_the_card_showed_comes_back_from_the_ledger() -> None:
    lines = {"P.1": ("statlig", ""), "P.2": (), "P.3": None}
    risks = {"P.1": ("high", "medium")}
    shown = ShownCard("ab12", 3, lines, measures_by=date(2026, 11, 13), to_comment=("P.1",), risks=risks)
    assert said_of_card(shown) == {
        "edition": "ab12",
        "closes_after": 3,
        "deviates_on": {"P.1": ["statlig", ""], "P.2": [], "P.3": None},
        "measures_by": "2026-11-13",
        "to_comment": ["P.1"],
        "risks": {"P.1": ["high", "medium"]},
    }
    assert [case.number for case in with_shown(Followed(), JANUARY, shown).cases] == ["P.1/1"]
