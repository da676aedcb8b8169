"""Editions that a broken protector would make, one for each relation that it might forget: the audit finds them all,
with the interval that follows by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.audit import Finding, audit_store
from kpidsl.audit.system import Route
from tests.audit.stores import HIDDEN, MUNICIPAL, STATE, WITHHELD, Country

MONTHS = [f"2026-{n:02}" for n in range(1, 11)]


def found(store: Path, reader: str = "public", **options: object) -> dict[str, Finding]:
    """The findings of a reader, by unit, quantity and window."""
    made = audit_store(store, **options)  # type: ignore[arg-type]
    (one,) = [each for each in made.by_reader if each.reader == reader]
    assert not one.unresolved
    return {f"{f.unit.code} {f.quantity.name}{' to date' if f.to_date else ''}": f for f in one.findings}


def intervals(findings: dict[str, Finding]) -> dict[str, tuple[int, int]]:
    return {name: (one.low, one.high) for name, one in findings.items()}


def crossing() -> Country:
    """Offices 0101 4/8, 0102 34/61, 0103 0/3, 0201 37/48. Counties and the lone office are hidden within the state's
    line; K0 = 0103 + 0201 and K1 = 0102 are shown on the other."""
    country = Country({"statlig": STATE, "kommunal": MUNICIPAL})
    for unit in ("0101", "0102", "0103", "0201", "01", "02", "K3"):
        country.put(unit, HIDDEN)
    country.put("NO", (75, 120))
    country.put("K0", (37, 51))
    country.put("K1", (34, 61))
    return country


def test_the_country_less_two_municipalities_of_the_other_line(tmp_path: Path) -> None:
    """75 - 37 - 34 = 4 of 120 - 51 - 61 = 8, and 4 are left; of K0 all is shown but how its 51 are divided."""
    crossing().write(tmp_path)
    findings = found(tmp_path)
    told = {name: span for name, span in intervals(findings).items() if name.startswith(("0101", "K3"))}
    assert told == dict.fromkeys(("0101 numerator", "0101 rest", "K3 numerator", "K3 rest"), (4, 4))
    one = findings["0101 numerator"]
    assert Route.UNITS in one.routes
    assert any("[S.1 numerator, land NO, 2026-01: 75]" in each for each in one.because)
    assert one.determined


def test_one_hidden_alone_beside_its_siblings(tmp_path: Path) -> None:
    """Of the county's 20/50 the siblings have 9/21 and 9/26: 2/3 and a rest of 1 are left."""
    country = Country()
    for unit, figure in {"01": (20, 50), "0101": (9, 21), "0102": (9, 26), "0103": HIDDEN}.items():
        country.put(unit, figure)
    country.write(tmp_path)
    assert intervals(found(tmp_path)) == {"0103 cases": (3, 3), "0103 numerator": (2, 2), "0103 rest": (1, 1)}
    assert found(tmp_path, leave_out=frozenset({Route.UNITS})) == {}


def test_two_hidden_together_that_are_small_together(tmp_path: Path) -> None:
    """Of the numerators 3 are left for two, so each has 0 to 3; of the cases 27 are, which is wide. The rest is 24."""
    country = Country()
    for unit, figure in {"01": (12, 48), "0101": (9, 21), "0102": HIDDEN, "0103": HIDDEN}.items():
        country.put(unit, figure)
    country.write(tmp_path)
    assert intervals(found(tmp_path)) == {"0102 numerator": (0, 3), "0103 numerator": (0, 3)}


def test_what_is_wide_enough_passes(tmp_path: Path) -> None:
    """Two hidden share 5 of the numerator: 0 to 5 each, which is as wide as the threshold."""
    country = Country()
    for unit, figure in {"01": (14, 50), "0101": (9, 21), "0102": HIDDEN, "0103": HIDDEN}.items():
        country.put(unit, figure)
    country.write(tmp_path)
    assert found(tmp_path) == {}
    country.threshold = 6  # and is narrower than this one
    country.write(tmp_path, "2-bb")
    assert intervals(found(tmp_path)) == {"0102 numerator": (0, 5), "0103 numerator": (0, 5)}


def test_a_large_figure_that_is_known_is_no_small_number(tmp_path: Path) -> None:
    """Of the hidden one 20/40 is left: known, and nothing that the rule protects."""
    country = Country()
    for unit, figure in {"01": (38, 87), "0101": (9, 21), "0102": (9, 26), "0103": HIDDEN}.items():
        country.put(unit, figure)
    country.write(tmp_path)
    assert found(tmp_path) == {}


def test_a_month_between_two_years_to_date(tmp_path: Path) -> None:
    """February is 22/44 - 20/40 = 2/4. That figures add up over months is seen in the country's row."""
    country = Country()
    for month, own, to_date in (("2026-01", (100, 200), (100, 200)), ("2026-02", (80, 170), (180, 370))):
        country.put("NO", own, month=month)
        country.put("NO", to_date, month=month, window="ytd")
    country.put("0101", (20, 40))
    country.put("0101", (20, 40), window="ytd")
    country.put("0101", HIDDEN, month="2026-02")
    country.put("0101", (22, 44), month="2026-02", window="ytd")
    country.write(tmp_path)
    findings = found(tmp_path)
    assert intervals(findings) == {"0101 cases": (4, 4), "0101 numerator": (2, 2), "0101 rest": (2, 2)}
    assert findings["0101 cases"].routes == (Route.MONTHS,)
    assert found(tmp_path, leave_out=frozenset({Route.MONTHS})) == {}


def test_a_stock_is_its_own_year_to_date(tmp_path: Path) -> None:
    """The year to date of a stock is the month's figure, so a hidden month beside it is printed."""
    country = Country()
    for month, figure in (("2026-01", (30, 90)), ("2026-02", (35, 95))):
        for window in ("month", "ytd"):
            country.put("NO", figure, month=month, window=window)
    country.put("0101", HIDDEN, month="2026-02")
    country.put("0101", (3, 9), month="2026-02", window="ytd")
    country.write(tmp_path)
    assert intervals(found(tmp_path)) == {"0101 numerator": (3, 3)}  # 9 cases and a rest of 6 are no small numbers


def test_after_nothing_a_stock_is_not_told_from_a_flow(tmp_path: Path) -> None:
    """0102 had nobody in January, so its 1/2 of February are its year to date of a stock as of a flow. Nothing else is
    printed that tells which it is, and 0101's month is not taken for its year to date."""
    country = Country()
    for month, figure in (("2026-01", (0, 0)), ("2026-02", (1, 2))):
        for window in ("month", "ytd"):
            country.put("0102", figure, month=month, window=window)
    country.put("0101", HIDDEN, month="2026-02")
    country.put("0101", (3, 9), month="2026-02", window="ytd")
    country.write(tmp_path)
    assert found(tmp_path) == {}


def test_one_category_hidden_alone(tmp_path: Path) -> None:
    """The whole has 30/60, the men 28/51: the women 2/9, a rest of 7."""
    country = Country()
    country.put("0101", (30, 60))
    country.put("0101", (28, 51), category="menn")
    country.put("0101", HIDDEN, category="kvinner")
    country.write(tmp_path)
    findings = found(tmp_path)
    assert intervals(findings) == {"0101 numerator": (2, 2)}
    assert findings["0101 numerator"].routes == (Route.CATEGORIES,)
    assert found(tmp_path, leave_out=frozenset({Route.CATEGORIES})) == {}


def test_a_base_that_another_indicator_prints(tmp_path: Path) -> None:
    """S.1 and S.2 have the same base wherever both are printed (the country's, in ten months); of the last month S.2
    hides 0101 and S.1 prints its base of 4."""
    country = Country()
    for n, month in enumerate(MONTHS):
        country.put("NO", (40 + n, 80 + n), month=month)
        country.put("NO", (50 + n, 80 + n), month=month, indicator="S.2")
        for unit in ("0102",):
            country.put(unit, (4 + n, 20 + n), month=month)
            country.put(unit, (6 + n, 20 + n), month=month, indicator="S.2")
    country.put("0101", (1, 4), month=MONTHS[-1])
    country.put("0101", HIDDEN, month=MONTHS[-1], indicator="S.2")
    country.write(tmp_path)
    findings = found(tmp_path)
    assert intervals(findings) == {"0101 cases": (4, 4), "0101 numerator": (0, 4), "0101 rest": (0, 4)}
    assert findings["0101 cases"].routes == (Route.PRINTED,)
    assert Route.COMPLEMENT in findings["0101 numerator"].routes


def test_what_the_source_withheld_is_hidden_as_well(tmp_path: Path) -> None:
    country = Country()
    for unit, figure in {"01": (20, 50), "0101": (9, 21), "0102": (9, 26), "0103": WITHHELD}.items():
        country.put(unit, figure)
    country.write(tmp_path)
    assert intervals(found(tmp_path))["0103 cases"] == (3, 3)


def test_a_cell_that_one_line_hides_and_the_other_prints(tmp_path: Path) -> None:
    """K1 is 0102 alone: 3 of 7 and a rest of 4."""
    country = Country({"statlig": STATE, "kommunal": MUNICIPAL})
    country.put("0102", HIDDEN)
    country.put("K1", (3, 7))
    country.write(tmp_path)
    assert intervals(found(tmp_path)) == {"0102 numerator": (3, 3), "0102 rest": (4, 4)}


def test_a_part_is_at_most_its_whole(tmp_path: Path) -> None:
    """The office has 3/20, part of it in two municipalities: neither numerator is above 3."""
    lines = {"statlig": {"NO": {"0101": {}}}, "kommunal": {"K0": {"0101-K0": {}}, "K1": {"0101-K1": {}}}}
    country = Country(lines, parts={"0101-K0": "0101", "0101-K1": "0101"})
    country.put("0101", (3, 20))
    for unit in ("0101-K0", "0101-K1", "K0", "K1"):
        country.put(unit, HIDDEN)
    country.write(tmp_path)
    told = intervals(found(tmp_path))
    assert told == {f"{unit} numerator": (0, 3) for unit in ("0101-K0", "0101-K1", "K0", "K1")}


def test_what_an_earlier_edition_printed(tmp_path: Path) -> None:
    """The first edition of the month prints 0103 with 2/9; the second hides it, with 0102 for its protection."""
    country = Country()
    for unit, figure in {"01": (20, 50), "0101": (9, 21), "0102": (9, 20), "0103": (2, 9)}.items():
        country.put(unit, figure)
    country.write(tmp_path, "1-aa")
    country.put("0102", HIDDEN)
    country.put("0103", HIDDEN)
    country.write(tmp_path, "2-bb")
    findings = found(tmp_path)
    assert intervals(findings) == {"0103 numerator": (2, 2)}
    assert findings["0103 numerator"].routes == (Route.RELEASED,)
    assert findings["0103 numerator"].because == ("edition aa prints it",)


def test_an_earlier_edition_that_printed_a_sibling(tmp_path: Path) -> None:
    """0103 was hidden all the time; the first edition printed 0102, which the second hides: 20 - 9 - 9 = 2."""
    country = Country()
    for unit, figure in {"0101": (9, 21), "0102": (9, 20), "0103": HIDDEN}.items():
        country.put(unit, figure)
    country.write(tmp_path, "1-aa")
    country.put("01", (20, 50))
    country.put("0102", HIDDEN)
    country.write(tmp_path, "2-bb")
    assert intervals(found(tmp_path)) == {"0103 numerator": (2, 2)}


def with_own_editions(store: Path, *own: str) -> None:
    """The county has 22/70 in offices of 9/21, 11/40 and 2/9, all hidden from the public; `own` see their own."""
    figures = {"0101": (9, 21), "0102": (11, 40), "0103": (2, 9)}
    country = Country()
    country.put("01", (22, 70))
    for unit in figures:
        country.put(unit, HIDDEN)
    country.write(store)
    for unit in own:
        cut = Country({"statlig": {"NO": {"01": {unit: {}}}}})
        cut.put(unit, figures[unit])
        cut.write(store / f"kontor-{unit}")


def test_an_office_that_knows_its_own_figures(tmp_path: Path) -> None:
    """0102 is left with 22 - 11 = 11 for two offices: 0 to 11 each, which tells no small number."""
    with_own_editions(tmp_path, "0102")
    made = audit_store(tmp_path)
    assert [each.reader for each in made.by_reader] == ["public", "kontor-0102"]
    assert made.passed
    assert made.by_reader[1].hidden == 2


def test_two_offices_that_put_their_figures_together(tmp_path: Path) -> None:
    """0101 and 0102 are left with 22 - 9 - 11 = 2 of 70 - 21 - 40 = 9, each alone with two unknowns."""
    with_own_editions(tmp_path, "0101", "0102")
    made = audit_store(tmp_path)
    assert [each.reader for each in made.by_reader if not each.findings] == ["public", "kontor-0101", "kontor-0102"]
    assert intervals(found(tmp_path, "kontor-0101 + kontor-0102")) == {"0103 numerator": (2, 2)}


def test_editions_that_contradict_each_other_are_not_taken_for_safe(tmp_path: Path) -> None:
    """The parts are more than the whole: the sum is left out, and counted."""
    country = Country()
    for unit, figure in {"NO": (9, 20), "01": (30, 60), "02": HIDDEN}.items():
        country.put(unit, figure)
    country.write(tmp_path)
    (one,) = audit_store(tmp_path).by_reader
    assert one.contradictions > 0


def test_what_is_not_reached_in_time_does_not_pass(tmp_path: Path) -> None:
    country = Country()
    for unit, figure in {"01": (14, 50), "0101": (9, 21), "0102": HIDDEN, "0103": HIDDEN}.items():
        country.put(unit, figure)
    country.write(tmp_path)
    made = audit_store(tmp_path, seconds=0)
    assert not made.findings
    assert made.by_reader[0].unresolved > 0
    assert not made.passed


@pytest.mark.parametrize("every_month", [False, True])
def test_months_before_the_reporting_one_on_request(every_month: bool, tmp_path: Path) -> None:
    country = Country()
    for unit, figure in {"01": (20, 50), "0101": (9, 21), "0102": (9, 26), "0103": HIDDEN}.items():
        country.put(unit, figure)
        country.put(unit, (27, 90) if unit == "01" else (9, 30), month="2026-02")
    country.write(tmp_path)
    assert bool(found(tmp_path, every_month=every_month)) is every_month


def one_alone(**rule: object) -> Country:
    """0103 has 2 of 3: the county's 20 of 50 less its siblings' 9 of 21 and 9 of 26."""
    told = {"below": 5, "rest": True, "none_and_all": False} | rule
    country = Country(hiding={"S.1": told})
    for unit, figure in {"01": (20, 50), "0101": (9, 21), "0102": (9, 26), "0103": HIDDEN}.items():
        country.put(unit, figure)
    return country


def test_each_indicator_has_its_own_rule(tmp_path: Path) -> None:
    """2, 1 and 3 are small under 5; under 2 the rest alone is, and where the rule does not protect that, nothing."""
    one_alone().write(tmp_path / "5")
    one_alone(below=2).write(tmp_path / "2")
    one_alone(below=2, rest=False).write(tmp_path / "rest")
    assert found(tmp_path / "5").keys() == {"0103 cases", "0103 numerator", "0103 rest"}
    assert found(tmp_path / "2").keys() == {"0103 rest"}
    assert found(tmp_path / "rest") == {}


def test_an_indicator_without_a_rule_protects_nothing(tmp_path: Path) -> None:
    """Its cells are hidden for another's sake, as an index is for its components'."""
    country = one_alone()
    country.hiding = {"S.2": {"below": 5, "rest": True, "none_and_all": False}}
    country.write(tmp_path)
    assert found(tmp_path) == {}


def test_none_of_some_cases_is_told_where_the_rule_hides_it(tmp_path: Path) -> None:
    """0103 has 0 of 7: 18 of 54 less 9 of 21 and 9 of 26. That is no small number, but tells of all 7."""
    for rule, expected in ((False, set()), (True, {"0103 numerator"})):
        country = one_alone(none_and_all=rule)
        country.put("01", (18, 54))
        country.write(tmp_path / str(rule))
        assert found(tmp_path / str(rule)).keys() == expected
