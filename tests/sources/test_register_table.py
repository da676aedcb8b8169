"""The register and the table of changes: held against themselves, row by row."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from kpidsl.model.organisation import SteeringLine, UnitKey
from kpidsl.model.spec import Organisation
from kpidsl.sources.tables.register import CHANGES, REGISTER, read_register, register_of
from kpidsl.sources.tables.table import rows_in_memory

ORGANISATION = Organisation(
    "NAV",
    {"kontor": ("kontor", "kontorer"), "fylke": ("fylke", "fylker"), "land": ("land",), "kommune": ("kommune",)},
    (SteeringLine("statlig", ("kontor", "fylke", "land")), SteeringLine("kommunal", ("kontor", "kommune"))),
)
HEAD = "unit,name,kind,line,parent,from,to\n"
GOOD = """0101,Nord,kontor,statlig,01,,
0102,Sør,kontor,statlig,01,,
01,Fylket,fylke,statlig,NO,,
NO,Norge,land,statlig,,,
"""


def rows(text: str) -> list[dict[str, str]]:
    names = HEAD.strip().split(",")
    return [dict(zip(names, line.split(","), strict=True)) for line in text.strip().splitlines()]


def problems_of(text: str, changes: str = "") -> list[tuple[str, int | None, str | None]]:
    moved = [dict(zip(("old", "new", "date", "weight", "kind"), c.split(","), strict=True)) for c in changes.split()]
    _, found = register_of(
        rows_in_memory(REGISTER, rows(text)), rows_in_memory(CHANGES, moved), ORGANISATION, "enheter.csv"
    )
    return [(p.code, p.span.line if p.span else None, p.fix) for p in found]


def test_a_register_that_holds() -> None:
    assert problems_of(GOOD) == []
    hosted = GOOD + "0101,Nord,kontor,kommunal,3001,,\n0101,Nord,kontor,kommunal,3002,,\n"
    assert problems_of(hosted + "3001,A,kommune,kommunal,,,\n3002,B,kommune,kommunal,,,\n") == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("0101,Nord,kontor,statlig,01", "0101,Nord,kontor,statlig,99", ("P039", 2, None)),
        ("0101,Nord,kontor,statlig,01", "0101,Nord,kontor,statlig,1", ("P039", 2, "01")),
        ("0101,Nord,kontor,statlig,01", ",Nord,kontor,statlig,01", ("P051", 2, None)),
        ("0101,Nord,kontor,", "0101,Nord,kontro,", ("P030", 2, "kontor")),
        ("0101,Nord,kontor,statlig", "0101,Nord,kontor,statleg", ("P030", 2, "statlig")),
        ("0101,Nord,kontor,statlig,01,,", "0101,Nord,kontor,statlig,01,2026-07-01,2026-01-01", ("P045", 2, None)),
        ("0101,Nord,kontor,statlig,01,,", "0101,Nord,kontor,statlig,01,første juli,", ("P044", 2, None)),
        ("0101,Nord,kontor,statlig,01", "0101,Nord,kontor,statlig,", ("D022", 2, None)),  # the country would lack it
        ("01,Fylket,fylke,statlig,NO", "01,Fylket,fylke,statlig,", ("D022", 4, None)),
        ("0101,Nord,kontor", "0101,Nord,spesialenhet", ("D034", 2, None)),  # a kind of its own stands at the bottom
    ],
)
def test_a_row_that_cannot_be_true(old: str, new: str, found: tuple[str, int, str | None]) -> None:
    assert old in GOOD
    assert problems_of(GOOD.replace(old, new)) == [found]


def test_nobody_stands_under_one_of_the_same_level_or_below() -> None:
    """Two counties that are each other's parent, and a country under one of its counties: no unit is above itself."""
    circle = "0101,Nord,kontor,statlig,01,,\n01,A,fylke,statlig,02,,\n02,B,fylke,statlig,01,,\n"
    assert [code for code, _, _ in problems_of(circle)] == ["P039", "P039"]
    assert [code for code, _, _ in problems_of(GOOD.replace("land,statlig,,", "land,statlig,01,"))] == ["P039"]


def test_a_line_that_the_specification_has_not_is_said_once() -> None:
    other = "0101,Nord,kontor,politisk,X,,\n0102,Sør,kontor,politisk,X,,\n"
    assert problems_of(GOOD + other) == [("D021", 6, None)]


def test_what_stands_highest_in_a_register_that_has_no_country_is_legal() -> None:
    assert problems_of("0101,Nord,kontor,statlig,01,,\n01,Fylket,fylke,statlig,,,\n") == []


def test_a_code_means_a_level_and_a_code() -> None:
    """The municipality 0301 and the office 0301: the office stands under the municipality of its own code."""
    both = "0301,Oslo,kontor,kommunal,0301,,\n0301,Oslo,kommune,kommunal,,,\n"
    register, found = register_of(rows_in_memory(REGISTER, rows(both)), [], ORGANISATION, "enheter.csv")
    assert found == []
    assert register.rows[0].parent == UnitKey("kommune", "0301")


def test_the_last_day_of_a_month_is_the_last_day() -> None:
    register, _ = register_of(
        rows_in_memory(REGISTER, rows(GOOD.replace("01,,", "01,,30.06.2026", 1))), [], ORGANISATION, "enheter.csv"
    )
    assert register.rows[0].valid_to == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ("0199,0101,2024-01-01,,", []),  # an old code that nobody knows is usual
        ("0199,0198,2024-01-01,, 0198,0101,2025-01-01,,", []),  # by way of a code that was changed later
        ("0199,0109,2024-01-01,,", [("D023", 2, "0101")]),
        ("0199,0198,2025-01-01,, 0198,0101,2024-01-01,,", [("D023", 2, None)]),  # changed earlier, not later
        ("0199,0101,2024-01-01,2,", [("P046", 2, None)]),
        ("0199,0101,snart,,", [("P044", 2, None)]),
        (",0101,2024-01-01,,", [("P051", 2, None)]),
        ("0199,0101,,,merge", [("P051", 2, None)]),  # taken as from the beginning, no break would be marked
    ],
)
def test_changes(changes: str, found: list[tuple[str, int, str | None]]) -> None:
    known = [(code, line) for code, line, _ in problems_of(GOOD, changes)]
    assert known == [(code, line) for code, line, _ in found]


def test_a_column_is_called_what_the_file_calls_it(tmp_path: Path) -> None:
    heads = "enhet,navn,nivå,styringslinje,overordnet,fra,til\n"
    (tmp_path / "enheter.csv").write_text(heads + GOOD + ",Øst,kontor,statlig,01,,\n", encoding="utf-8")
    (tmp_path / "endringer.csv").write_text("gammel,ny,dato\n0199,0109,2024-01-01\n0199,0101,\n", encoding="utf-8")
    _, found = read_register(tmp_path, None, None, ORGANISATION, tmp_path)
    assert [(p.code, p.fields["column"]) for p in found] == [("P051", "enhet"), ("P051", "dato"), ("D023", "ny")]


def test_workbooks_and_names_in_any_case_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Enhet", "Navn", "Nivå", "Styringslinje", "Overordnet", "Fra", "Til"])
    for row in rows(GOOD):
        book.active.append([row[name] or None for name in HEAD.strip().split(",")])
    book.save(tmp_path / "Enheter.xlsx")
    register, found = read_register(tmp_path, None, None, ORGANISATION, tmp_path)
    assert found == []
    assert register is not None
    assert [r.unit.code for r in register.rows] == ["0101", "0102", "01", "NO"]


def test_two_files_that_could_be_the_register_and_one_that_lies_elsewhere(tmp_path: Path) -> None:
    data, outside = tmp_path / "data", tmp_path / "outside.csv"
    data.mkdir()
    outside.write_text(HEAD + GOOD, encoding="utf-8")
    (data / "enheter.csv").symlink_to(outside)
    assert [p.code for p in read_register(data, None, None, ORGANISATION, tmp_path / "spec")[1]] == ["P005"]
    (data / "enheter.csv").unlink()
    for name in ("enheter.csv", "Units.csv"):
        (data / name).write_text(HEAD + GOOD, encoding="utf-8")
    assert [p.code for p in read_register(data, None, None, ORGANISATION, tmp_path / "spec")[1]] == ["P004"]


def test_changes_without_a_register_change_nothing_and_are_said(tmp_path: Path) -> None:
    (tmp_path / "endringer.csv").write_text("old,new,date\n0199,0101,2024-01-01\n", encoding="utf-8")
    register, found = read_register(tmp_path, None, None, ORGANISATION, tmp_path)
    assert register is None
    assert [p.code for p in found] == ["P047"]
