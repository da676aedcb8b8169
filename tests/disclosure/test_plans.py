"""What an edition holds of what people have written: never about a figure that it hides, or does not have."""

from __future__ import annotations

from array import array
from dataclasses import replace

from kpidsl.disclosure.plans import with_plans
from kpidsl.model.edition import Recipient
from kpidsl.model.unit_plan import Commented, PlannedMeasure, UnitPlan
from tests.disclosure.test_recipients import county, edition, office

OFFICE, COUNTY = Recipient(office("0101")), Recipient(county("01"))
PLAN = UnitPlan(
    (
        PlannedMeasure("BCDFG", "S.1", "S.1 Frisk", "Samtaler"),
        PlannedMeasure("CDFGH", "", "noe om de fire som er syke", "Vikar"),
        PlannedMeasure("DFGHJ", "", "", "Kaffe"),
        PlannedMeasure("FGHJK", "X.9", "X.9 På et annet kort", "Annet"),
    ),
    {"S.1": Commented("To var borte"), "X.9": Commented("Annet")},
    (("Sammendrag", "Fire er syke"),),
)


def held(recipient: Recipient, *, hidden: bool) -> tuple[list[str], list[str], bool]:
    """The measures and the comments of 0101 that the edition holds, and whether it has the report."""
    made = edition(recipient)
    made = replace(made, hidden={"S.1": array("b", [hidden] * len(made.hidden["S.1"]))}, plans={})
    plan = with_plans(made, recipient, {office("0101"): PLAN, office("0201"): PLAN}).plans[office("0101")]
    return [m.text for m in plan.measures], list(plan.comments), bool(plan.report)


def test_the_unit_has_all_that_is_on_its_card_or_about_no_indicator() -> None:
    assert held(OFFICE, hidden=False) == (["Samtaler", "Vikar", "Kaffe"], ["S.1"], True)


def test_a_hidden_figure_hides_what_is_written_of_it() -> None:
    assert held(OFFICE, hidden=True) == (["Vikar", "Kaffe"], [], True)
    assert held(COUNTY, hidden=True) == (["Kaffe"], [], False)


def test_those_above_have_what_is_about_an_indicator_of_the_card_or_about_nothing() -> None:
    assert held(COUNTY, hidden=False) == (["Samtaler", "Kaffe"], ["S.1"], True)


def test_on_one_line_of_several_a_unit_has_what_is_on_that_line_s_card() -> None:
    assert held(Recipient(office("0101"), "statlig"), hidden=False)[0] == ["Samtaler", "Kaffe"]


def test_a_unit_has_the_plans_of_no_unit_beside_or_above_it() -> None:
    plans = dict.fromkeys((office("0101"), office("0102"), county("01"), office("0201")), PLAN)
    assert set(with_plans(edition(OFFICE), OFFICE, plans).plans) == {office("0101")}
    assert set(with_plans(edition(COUNTY), COUNTY, plans).plans) == {office("0101"), office("0102"), county("01")}


def test_all_units_together_and_the_public_have_none() -> None:
    for recipient in (Recipient(), Recipient(public=True), Recipient(line="statlig")):
        assert with_plans(edition(recipient), recipient, {office("0101"): PLAN}).plans == {}


def test_the_edition_s_id_changes_with_the_plans_it_holds_and_with_no_other() -> None:
    made = edition(OFFICE)
    ids = [with_plans(made, OFFICE, {office(code): PLAN}).id for code in ("0101", "0102")]
    assert ids[0] != made.id
    assert ids[1] == made.id
