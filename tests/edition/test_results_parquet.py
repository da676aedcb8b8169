"""results.parquet has what results.csv has, each column of the type that it is declared with, whatever the figures."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kpidsl.model.edition import Edition
from kpidsl.model.longer_window import LongerWindow
from kpidsl.model.risk import AssessedRisk, RiskLevel
from kpidsl.model.state import State
from kpidsl.rendering import render
from kpidsl.rendering.machine.columns import NAMES, TYPES, result_columns
from kpidsl.rendering.machine.sql_types import SqlType, typed_cells
from kpidsl.rendering.machine.text_columns import texts_of
from kpidsl.rendering.parquet import write_parquet
from tests.made import JANUARY, grid, indicator, spec, structure

DECLARED = {
    "DATE": "period ytd_last_month since trend_compared assessed_on longer_first_month longer_last_month",
    "BOOLEAN": "deviation early_warning need_beyond",
    "BIGINT": "judged_units judged_of judged_units_month judged_of_month covered expected excluded",
    "DECIMAL(38,0)": "numerator denominator n ytd_numerator ytd_denominator"
    " longer_numerator longer_denominator longer_n",
    "DECIMAL(38,6)": "value target ytd_value ytd_target judged_value judged_value_month trend_value ambition"
    " ytd_ambition need_low need_high need_low_easiest need_high_easiest longer_value",
    "DECIMAL(5,4)": "risk_probability",
}
"""What a warehouse makes its tables by: numbers that are exact, days, yes and no. All else is text."""
MONTHS = ("period", "ytd_last_month", "since", "trend_compared", "longer_first_month", "longer_last_month")
WIDEST = 10**38 - 1


def edition(numerators: Mapping[int, int] | None = None, **changes: Any) -> Edition:
    """The county 01 and the office 0101 in January, 1 of 2 in both; other numerators of the month by node."""
    series = [[(1, 2)], [(1, 2)]]
    tops = [(numerators or {}).get(node, 1) for node in range(2)]
    return Edition(
        "id", 1, "", "nb", spec(indicator()), structure({"statlig": {"01": ["0101"]}}), (JANUARY,), JANUARY,
        {"S.1": grid(series, month_numerator=tops, **changes)}, {"S.1": array("b", [0, 0])},
    )  # fmt: skip


def parquet(one: Edition, folder: Path) -> Path:
    path = folder / "results.parquet"
    write_parquet(typed_cells(result_columns(one), TYPES), path, TYPES)
    return path


def types(path: Path) -> dict[str, str]:
    return {name: kind for name, kind, *_ in duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()}


def rows(path: Path) -> list[dict[str, Any]]:
    return [dict(zip(NAMES, row, strict=True)) for row in duckdb.sql(f"SELECT * FROM '{path}'").fetchall()]


def as_in_csv(name: str, value: object) -> str:
    """The text that results.csv has for a value of results.parquet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return str(value)[:7] if name in MONTHS else str(value)


def test_every_column_has_the_type_that_is_declared(tmp_path: Path) -> None:
    declared = {name: kind for kind, names in DECLARED.items() for name in names.split()}
    assert types(parquet(edition(), tmp_path)) == {name: declared.get(name, "VARCHAR") for name in NAMES}


@pytest.mark.parametrize("beyond", [1, 1 << 63, WIDEST, WIDEST + 1], ids=["small", "64 bits", "widest", "wider"])
def test_the_types_are_the_same_whatever_the_figures_are(beyond: int, tmp_path: Path) -> None:
    assert types(parquet(edition({0: beyond}), tmp_path)) == {name: kind.value for name, kind in TYPES.items()}


def test_the_types_are_the_same_where_nothing_has_a_figure_and_where_no_row_is(tmp_path: Path) -> None:
    missing = array("b", [State.MISSING] * 2)
    one = edition(month_state=missing, year_state=missing)
    declared = {name: kind.value for name, kind in TYPES.items()}
    path = parquet(one, tmp_path)
    assert types(path) == declared
    assert {row[n] for row in rows(path) for n in ("value", "numerator", "denominator", "n", "ytd_value")} == {None}
    nowhere = replace(one, structure=structure({}), grids={"S.1": grid([])}, hidden={"S.1": array("b")})
    path = parquet(nowhere, tmp_path)
    assert types(path) == declared
    assert rows(path) == []


def test_what_is_empty_is_null_and_the_rest_has_its_kind(tmp_path: Path) -> None:
    county, office = rows(parquet(edition({1: 0}), tmp_path))
    assert county["period"] == date(2026, 1, 1) == JANUARY.first_day
    assert (county["value"], county["numerator"], county["denominator"]) == (Decimal("50.000000"), 1, 2)
    assert (office["value"], office["numerator"]) == (0, 0)  # none is no empty cell
    assert (county["category"], county["target"], county["since"], county["marks"]) == (None,) * 4
    assert (county["deviation"], county["early_warning"], county["need_beyond"]) == (False, False, None)
    assert (county["unit"], county["state"], county["covered"]) == ("01", "value", 0)


def test_what_few_agencies_have_is_typed_too(tmp_path: Path) -> None:
    """Three of four in two of three units is judged, 75 %; the ambition is 4/5; the leader assessed on the 9th."""
    four = {"judged_numerator": 3, "judged_denominator": 4, "judged_units": 2, "judged_of": 3}
    aimed = {"ambition_numerator": 4, "ambition_denominator": 5}
    figures = {f"month_{name}": array("q", [number] * 2) for name, number in (four | aimed).items()}
    assessed = {("S.1", 0): AssessedRisk(RiskLevel.LOW, "Ny leder.", "Kari", date(2026, 2, 9))}
    county, office = rows(parquet(replace(edition(**figures), assessed=assessed), tmp_path))
    assert [county[f"judged_{n}_month"] for n in ("value", "units", "of")] == [75, 2, 3]
    assert (county["ambition"], county["assessed_on"], office["assessed_on"]) == (80, date(2026, 2, 9), None)
    assert (county["judged_value"], county["judged_units"]) == (None, None)  # nothing of the year to date


def test_what_stands_in_place_of_a_hidden_month_is_typed_too(tmp_path: Path) -> None:
    """Of the office January is hidden; the last quarter of the year before was 3 of 4. The county's is not hidden, and
    has none."""
    quarter = LongerWindow(JANUARY - 3, JANUARY - 1, 3, 4, 4)
    one = edition({1: 0})
    one = replace(one, hidden={"S.1": array("b", [0, 1])}, longer={("S.1", 0): quarter, ("S.1", 1): quarter})
    county, office = rows(parquet(one, tmp_path))
    names = [name for name in NAMES if name.startswith("longer_")]
    assert [office[n] for n in names] == [date(2025, 10, 1), date(2025, 12, 1), 75, 3, 4, 4]
    assert (office["state"], office["value"], office["numerator"]) == ("hidden", None, None)
    assert [county[n] for n in names] == [None] * 6
    wide = replace(quarter, numerator=WIDEST + 1)
    county, office = rows(parquet(replace(one, longer={("S.1", 1): wide}), tmp_path))
    assert [office[f"longer_{n}"] for n in ("numerator", "denominator", "value", "n")] == [None, None, None, 4]


def test_a_numerator_beyond_64_bits_is_exact(tmp_path: Path) -> None:
    county, office = rows(parquet(edition({0: (1 << 63) + 1, 1: -WIDEST}), tmp_path))
    assert (county["numerator"], county["denominator"]) == (9223372036854775809, 2)
    assert county["value"] == Decimal("461168601842738790450.000000")
    assert (office["numerator"], office["denominator"]) == (-WIDEST, 2)


def test_a_fraction_that_no_reader_of_parquet_could_hold_is_null_and_its_row_keeps_the_rest(tmp_path: Path) -> None:
    """10^38 has a digit more than is held: neither half of the fraction is there, nor the value, 50 x 10^38; the other
    row's are."""
    one = edition({0: WIDEST + 1})
    county, office = rows(parquet(one, tmp_path))
    assert [county[n] for n in ("numerator", "denominator", "value")] == [None] * 3
    assert (county["state"], county["n"], county["ytd_numerator"]) == ("value", 2, 1)
    assert (office["numerator"], office["denominator"], office["value"]) == (1, 2, 50)
    assert result_columns(one)["numerator"].cells().tolist() == [str(WIDEST + 1), "1"]


def test_a_long_fraction_of_an_ordinary_value_is_null_and_the_value_is_there(tmp_path: Path) -> None:
    """An index of many parts: 1/10^38 below is too long though 1 above is not."""
    one = edition(month_denominator=[3 * 10**38, 2])
    county, office = rows(parquet(one, tmp_path))
    assert (county["numerator"], county["denominator"], county["value"]) == (None, None, 0)
    assert (office["numerator"], office["denominator"]) == (1, 2)


def test_a_text_that_a_spreadsheet_would_compute_is_as_it_is(tmp_path: Path) -> None:
    """results.csv has an apostrophe before it."""
    columns = result_columns(edition())
    name = replace(columns["unit_name"], texts=texts_of(["=1+1"] * len(columns["unit_name"].texts)))
    path = tmp_path / "results.parquet"
    write_parquet(typed_cells({**columns, "unit_name": name}, TYPES), path, TYPES)
    assert {row["unit_name"] for row in rows(path)} == {"=1+1"}


def test_a_text_that_is_no_number_is_an_error_and_no_empty_cell(tmp_path: Path) -> None:
    columns = result_columns(edition())
    wrong = replace(columns["value"], texts=texts_of(["many"] * len(columns["value"].texts)))
    with pytest.raises(duckdb.ConversionException):
        write_parquet(typed_cells({**columns, "value": wrong}, TYPES), tmp_path / "x.parquet", TYPES)


def test_every_cell_of_an_agency_is_that_of_results_csv_and_the_bytes_are_the_same_twice(
    small: Edition, tmp_path: Path
) -> None:
    first, second = (render(small, tmp_path / name, formats=["csv"]) for name in ("first", "second"))
    assert (first / "results.parquet").read_bytes() == (second / "results.parquet").read_bytes()
    with (first / "results.csv").open(encoding="utf-8", newline="") as file:
        said = list(csv.DictReader(file))
    found = rows(first / "results.parquet")
    assert [{name: as_in_csv(name, value) for name, value in row.items()} for row in found] == said
    filled = {name for row in found for name, value in row.items() if value is not None}
    seldom = {n for n in NAMES if "judged" in n or "ambition" in n or n.startswith("longer_")} | {"assessed_on"}
    assert {name for name, kind in TYPES.items() if kind is not SqlType.TEXT} - filled <= seldom
