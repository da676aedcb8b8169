"""What an edition holds of what people have written: never about a figure that it hides, or does not have."""

from __future__ import annotations

from array import array
from dataclasses import replace

from kpidsl.disclosure.plans import with_plans
from kpidsl.model.deviation_case import CaseState
from kpidsl.model.edition import Recipient
from kpidsl.model.unit_plan import Commented, PlannedMeasure, ReportText, StandingCase, UnitPlan
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
    (ReportText("Sammendrag", "Fire er syke"),),
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


def texts_of_report(recipient: Recipient, *, hidden: bool = False) -> list[str]:
    """The texts of 0101's report that the edition holds: one for each line and one for each of its two."""
    made = edition(recipient)
    made = replace(made, hidden={"S.1": array("b", [hidden] * len(made.hidden["S.1"]))}, plans={})
    report = (
        ReportText("A", "alle"),
        ReportText("A", "til staten", "statlig"),
        ReportText("A", "til byen", "kommunal"),
    )
    plan = with_plans(made, recipient, {office("0101"): UnitPlan(report=report)}).plans.get(office("0101"), UnitPlan())
    return [one.text for one in plan.report]


def test_a_text_for_one_line_is_in_the_editions_that_show_the_unit_on_it_and_in_no_other() -> None:
    """0101 stands below county 01 on the line statlig, and below the town on the line kommunal."""
    assert texts_of_report(OFFICE) == ["alle", "til staten", "til byen"]
    assert texts_of_report(Recipient(office("0101"), "statlig")) == ["alle", "til staten"]
    assert texts_of_report(Recipient(office("0101"), "kommunal")) == ["alle", "til byen"]
    assert texts_of_report(COUNTY) == ["alle", "til staten"]
    assert texts_of_report(Recipient(county("by"))) == ["alle", "til byen"]


def test_a_hidden_figure_hides_the_texts_of_each_line_from_those_above() -> None:
    assert texts_of_report(COUNTY, hidden=True) == []
    assert texts_of_report(Recipient(office("0101"), "statlig"), hidden=True) == []
    assert texts_of_report(OFFICE, hidden=True) == ["alle", "til staten", "til byen"]


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


def cases(recipient: Recipient, *, since: int, hidden: tuple[int, ...] = (), code: str = "S.1") -> list[str]:
    """The numbers of the cases of 0101 that the edition holds. The first case opened in the edition's month `since`
    (0 is the first one); S.1 is hidden in the months `hidden`."""
    made = edition(recipient)
    months = len(made.months)
    mask = array("b", [at % months in hidden for at in range(len(made.hidden["S.1"]))])
    made = replace(made, hidden={"S.1": mask}, plans={})
    first = made.months[0] + since
    case = StandingCase(code, f"{code}/1", CaseState.NEW, first, made.period, first, ("statlig",))
    held = with_plans(made, recipient, {office("0101"): UnitPlan(cases={code: case})}).plans
    return [one.number for plan in held.values() for one in plan.cases.values()]


def test_the_unit_and_those_above_it_have_its_case_and_no_others_do() -> None:
    for recipient in (OFFICE, COUNTY):
        assert cases(recipient, since=0) == ["S.1/1"]
    for recipient in (Recipient(office("0102")), Recipient(office("0201")), Recipient(), Recipient(public=True)):
        assert cases(recipient, since=0) == []


def test_a_hidden_figure_hides_its_case_and_so_does_one_that_is_not_on_the_card() -> None:
    last = len(edition(OFFICE).months) - 1
    assert cases(OFFICE, since=0, hidden=(last,)) == []
    assert cases(OFFICE, since=0, code="X.9") == []


def test_a_case_that_tells_of_a_month_whose_figure_is_hidden_is_for_the_unit_alone() -> None:
    """That it opened then says that the figure of the month was a deviation."""
    assert cases(COUNTY, since=0, hidden=(0,)) == []
    assert cases(COUNTY, since=1, hidden=(0,)) == ["S.1/1"]
    assert cases(COUNTY, since=-1) == []  # a month that the edition does not show
    assert cases(OFFICE, since=0, hidden=(0,)) == ["S.1/1"]


def test_on_one_line_of_several_a_case_is_there_where_it_deviates_on_that_line() -> None:
    assert cases(Recipient(office("0101"), "statlig"), since=0) == ["S.1/1"]
    assert cases(Recipient(office("0101"), "kommunal"), since=0) == []
