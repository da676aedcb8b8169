"""What stands in a filled plan and is not read, or can hardly be meant, is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.month.conftest import BOOK, UNIT
from tests.month.filling import filled, rows
from tests.month.test_collect import PLAN, codes, collect

EXPECTED, DEADLINE, BY = 5, 3, 6
"""Columns of the plan, from 0 after the number."""


@pytest.fixture
def forms(project: Path, given: Path) -> Callable[[], None]:
    """What `kpidsl forms` has done, copied."""

    def give() -> None:
        shutil.copytree(given / "oppfolging", project / "oppfolging")

    return give


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("A9", "F096"),  # in the column of numbers
        ("M4", "F095"),  # to the right of the table, in a row with a measure
        ("M12", "F095"),  # and in a row without any
    ],
)
def test_text_that_no_column_or_row_has_is_said(project: Path, forms: Callable[[], None], cell: str, code: str) -> None:
    forms()
    filled(project, {**PLAN, f"Tiltak!{cell}": "Merk: vi venter"})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (3, [code]), done.output
    assert code in ("F095", "F096")
    assert f"{UNIT}/in/{BOOK}!Tiltak!{cell}: " in done.output
    assert "vi venter" not in done.output
    assert len(rows(project, "Tiltak")) == 1


def test_a_note_under_a_head_of_one_s_own_is_one_s_own(project: Path, forms: Callable[[], None]) -> None:
    forms()
    filled(project, {**PLAN, "Tiltak!M3": "Eget notat", "Tiltak!M4": "husk dette"})
    assert codes(collect(project)) == []


def test_a_row_that_was_emptied_is_removed_and_not_asked_about(project: Path, forms: Callable[[], None]) -> None:
    """Its number stands, which the program wrote."""
    forms()
    filled(project, PLAN)
    collect(project)
    filled(project, {f"Tiltak!{column}4": None for column in "BCDEFGHIJ"}, book="tom.xlsx")
    done = collect(project)
    assert (done.exit_code, codes(done)) == (0, [])
    assert rows(project, "Tiltak") == []


@pytest.mark.parametrize(
    ("indicator", "value", "why"),
    [
        ("P.1 Andel", 800, "en andel er fra 0 til 100 %"),
        ("P.1", -3, "en andel er fra 0 til 100 %"),
        ("P.2 Antall", -3, "antall og tid er aldri under 0"),
    ],
)
def test_an_expected_value_that_cannot_be_is_not_entered(
    project: Path, forms: Callable[[], None], indicator: str, value: float, why: str
) -> None:
    forms()
    filled(project, {**PLAN, "Tiltak!B4": indicator, "Tiltak!G4": value})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (3, ["F097"])
    assert f"Tiltak!G4: {value} kan ikke være verdien av {indicator[:3]}: {why}" in done.output
    (row,) = rows(project, "Tiltak")
    assert row[EXPECTED] is None
    assert row[2] == "Ola"


def test_an_expected_value_that_may_be_a_fraction_is_asked_about(project: Path, forms: Callable[[], None]) -> None:
    """And once only: the next book is given out with it."""
    forms()
    filled(project, {**PLAN, "Tiltak!G4": 0.8})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (0, ["F098"])
    assert "0,8 kan være 0,8 % eller 80 % for P.1" in done.output
    assert rows(project, "Tiltak")[0][EXPECTED] == 0.8
    filled(project, {"Tiltak!J4": "Startet"}, book="neste.xlsx")
    assert codes(collect(project)) == []


@pytest.mark.parametrize(
    ("indicator", "value"), [("P.1", 100), ("P.1", 0), ("P.1", 1), ("P.2", 0.8), ("P.2", 800), ("", 0.8)]
)
def test_a_value_that_the_indicator_may_have_is_not(
    project: Path, forms: Callable[[], None], indicator: str, value: float
) -> None:
    forms()
    filled(project, {**PLAN, "Tiltak!B4": indicator, "Tiltak!G4": value})
    assert codes(collect(project)) == []


@pytest.mark.parametrize(
    ("column", "day", "why"),
    [
        ("E", datetime(2024, 11, 1), "før måneden"),
        ("E", datetime(2026, 9, 30), "før måneden"),  # the plan is for October
        ("E", "11.12.2062", "mer enn 10 år etter"),
        ("H", datetime(2062, 1, 1), "mer enn 10 år etter"),
        ("H", datetime(2026, 9, 30), "før måneden"),
    ],
)
def test_a_date_out_of_the_way_is_asked_about(
    project: Path, forms: Callable[[], None], column: str, day: object, why: str
) -> None:
    forms()
    filled(project, {**PLAN, f"Tiltak!{column}4": day})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (0, ["F099"])
    assert f"Tiltak!{column}4: " in done.output
    assert why in done.output
    assert rows(project, "Tiltak")[0][DEADLINE if column == "E" else BY] is not None


@pytest.mark.parametrize(
    ("status", "day"),
    [
        ("pågår", datetime(2026, 10, 1)),
        ("pågår", datetime(2036, 10, 31)),
        ("ferdig", datetime(2026, 9, 30)),
        ("droppet", datetime(2024, 1, 1)),
    ],
)
def test_a_date_that_may_be_is_not(project: Path, forms: Callable[[], None], status: str, day: datetime) -> None:
    forms()
    filled(project, {**PLAN, "Tiltak!F4": status, "Tiltak!E4": day})
    assert codes(collect(project)) == []


@pytest.mark.parametrize(("text", "near"), [("P.9 Noe", "P.1"), ("P1 Andel", "P.1"), ("Alt", "")])
def test_an_indicator_that_is_none_is_asked_about(
    project: Path, forms: Callable[[], None], text: str, near: str
) -> None:
    forms()
    filled(project, {**PLAN, "Tiltak!B5": text, "Tiltak!C5": "Kurs"})
    done = collect(project)
    assert (done.exit_code, codes(done)) == (0, ["F100"])
    assert f"Tiltak!B5: «{text}» " in done.output
    assert ("mente du" in done.output) is bool(near)
    assert near in done.output
    assert rows(project, "Tiltak")[1][:2] == [text, "Kurs"]
