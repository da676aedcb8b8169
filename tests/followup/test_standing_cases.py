"""Which case of an indicator stands beside a unit's plan of a month."""

from __future__ import annotations

from datetime import date

from kpidsl.followup.fold import CARD, Followed, said_of_card, with_shown
from kpidsl.followup.plans import plans_of, standing_cases
from kpidsl.model.act import Act, ActHeader
from kpidsl.model.deviation_case import CaseState, ShownCard
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.model.unit_plan import StandingCase
from tests.disclosure.test_recipients import structure

ON, OFF = ("statlig",), ()
JANUARY = Month.of(2026, 1)


def card(*lines: str) -> ShownCard:
    return ShownCard("ab12", 1, {"P.1": lines})


def cards(*lines: tuple[str, ...]) -> Followed:
    """What follows of a card of each month from January 2026, on these lines."""
    followed = Followed()
    for at, of_month in enumerate(lines):
        followed = with_shown(followed, JANUARY + at, card(*of_month))
    return followed


def test_it_says_the_number_the_state_and_the_month_it_opened() -> None:
    """It deviates from February: the first case, of which nothing has been done."""
    assert standing_cases(cards(OFF, ON, ON), JANUARY + 2) == {
        "P.1": StandingCase("P.1", "P.1/1", CaseState.NEW, JANUARY + 1, JANUARY + 2, JANUARY + 1, ON)
    }


def test_a_closed_case_stands_in_the_month_that_closed_it_and_in_no_later() -> None:
    assert standing_cases(cards(ON, OFF), JANUARY + 1)["P.1"].state is CaseState.CLOSED
    assert standing_cases(cards(ON, OFF, OFF), JANUARY + 2) == {}


def test_the_second_case_has_the_number_2_and_knows_when_the_first_one_opened() -> None:
    case = standing_cases(cards(ON, OFF, ON), JANUARY + 2)["P.1"]
    assert (case.number, case.state) == ("P.1/2", CaseState.REOPENED)
    assert (case.opened, case.first_opened) == (JANUARY + 2, JANUARY)


def test_the_month_that_the_state_rests_on_is_that_of_the_last_card() -> None:
    assert standing_cases(cards(ON), JANUARY + 1)["P.1"].as_of == JANUARY


def test_a_case_that_opened_later_is_not_in_an_earlier_month() -> None:
    assert standing_cases(cards(OFF, ON), JANUARY) == {}


def test_a_plan_of_an_earlier_month_has_the_case_as_it_stood_then() -> None:
    """The card of February closes it: January's plan still has it open."""
    acts = []
    for number, (month, lines) in enumerate(((JANUARY, ON), (JANUARY + 1, OFF)), 1):
        header = ActHeader("kontor-0101", month, CARD, "kpidsl", "", date(2026, 3, 2))
        acts.append(Act(number, "", header, "", "", "", said_of_card(card(*lines))))
    world = structure({"statlig": {"01": ["0101"]}})
    states = []
    for month in (JANUARY, JANUARY + 1):
        plans = plans_of(
            Spec("nb", None, {}, (), ()), world, month, {"kontor-0101": acts}, lambda day: day, gives_books=True
        )
        states.append(plans[UnitKey("kontor", "0101")].cases["P.1"].state)
    assert states == [CaseState.NEW, CaseState.CLOSED]
