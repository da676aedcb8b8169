"""The table of roles: near forms are understood, and a row that cannot be right is left out and listed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kpidsl.model.cycle import Role
from kpidsl.model.duty import Holder
from kpidsl.model.location import Location
from kpidsl.model.organisation import Register, SteeringLine, UnitKey, UnitRow
from kpidsl.model.spec import Organisation
from kpidsl.sources.tables.roles import read_holders

HERE = Location("a.kpi", 1)
ROLES = (Role("leder", ("kontorleder",), ("kontor",), HERE), Role("direktør", (), ("fylke",), HERE))
ORGANISATION = Organisation(
    "NAV",
    {"kontor": ("kontor", "NAV-kontor"), "fylke": ("fylke",)},
    (SteeringLine("statlig", ("kontor", "fylke")),),
)
COUNTY, OFFICE = UnitKey("fylke", "01"), UnitKey("kontor", "0101")
REGISTER = Register(
    (UnitRow(COUNTY, "Østfold", "statlig", None), UnitRow(OFFICE, "Halden", "statlig", COUNTY)),
)
HEAD = "role;level;unit;line;name;id;from;to"


def read(folder: Path, *rows: str, head: str = HEAD, file: str = "roller.csv") -> tuple[tuple[Holder, ...], list[str]]:
    """Those who have roles by the table, and each problem as `D070 3`: its code and its row."""
    (folder / file).write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    holders, problems = read_holders(folder, None, ROLES, ORGANISATION, REGISTER, folder)
    return holders, [f"{one.code} {one.span.line if one.span else ''}" for one in problems]


def test_without_the_table_nobody_has_a_role(tmp_path: Path) -> None:
    assert read_holders(tmp_path, None, ROLES, ORGANISATION, REGISTER, tmp_path) == ((), [])


def test_a_row_is_a_person_with_a_role_in_a_unit(tmp_path: Path) -> None:
    holders, problems = read(
        tmp_path,
        "leder;kontor;0101;;Aud Ås;A1;2026-01-01;31.10.2026",
        "direktør;;01;statlig;Kari Nes;;;",
    )
    assert problems == []
    assert holders == (
        # Written as the last day of a month, the end is the day after.
        Holder("Aud Ås", "A1", "leder", OFFICE, "", date(2026, 1, 1), date(2026, 11, 1)),
        Holder("Kari Nes", "", "direktør", COUNTY, "statlig"),
    )


@pytest.mark.parametrize("written", ["Leder", "kontorleder", "KONTORLEDER"])
def test_a_role_is_known_by_any_of_its_words_in_any_case(written: str, tmp_path: Path) -> None:
    holders, _ = read(tmp_path, f"{written};NAV-kontor;0101;Statlig;Aud;;;")
    assert holders == (Holder("Aud", "", "leder", OFFICE, "statlig"),)


def test_heads_and_file_names_may_be_english_or_norwegian_and_columns_left_out(tmp_path: Path) -> None:
    expected = (Holder("Aud", "", "leder", OFFICE),)
    assert read(tmp_path, "Aud;0101;leder", head="navn;enhet;rolle") == (expected, [])
    (tmp_path / "roller.csv").unlink()
    assert read(tmp_path, "Aud;0101;leder", head="name;unit;role", file="roles.csv") == (expected, [])


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("leader;;0101;;Aud;;;", "D070 2"),
        ("leder;avdeling;0101;;Aud;;;", "D070 2"),
        ("leder;;0109;;Aud;;;", "D070 2"),
        ("leder;;0101;kommunal;Aud;;;", "D070 2"),
        ("leder;;0101;;;;;", "D071 2"),
        ("leder;;0101;;Aud;;snart;", "D071 2"),
        ("leder;;0101;;Aud;;2026-05-01;2026-05-01", "D071 2"),
        ("leder;;01;;Aud;;;", "D073 2"),
        ("leder;fylke;0101;;Aud;;;", "D073 2"),
    ],
)
def test_a_row_that_cannot_be_right_is_left_out_alone(row: str, problem: str, tmp_path: Path) -> None:
    holders, problems = read(tmp_path, row, "direktør;;01;;Kari;;;")
    assert problems == [problem]
    assert [holder.name for holder in holders] == ["Kari"]


def test_the_same_row_again_counts_once_and_another_time_is_another(tmp_path: Path) -> None:
    holders, problems = read(
        tmp_path, "leder;;0101;;Aud;;;2026-05-31", "leder;;0101;;Aud;;;2026-05-31", "leder;;0101;;Aud;;2026-08-01;"
    )
    assert problems == ["D072 3"]
    assert [holder.valid_from for holder in holders] == [None, date(2026, 8, 1)]


def test_without_a_needed_column_nothing_is_read(tmp_path: Path) -> None:
    holders, problems = read(tmp_path, "leder;0101", head="role;unit")
    assert holders == ()
    assert [one.split()[0] for one in problems] == ["P043"]
