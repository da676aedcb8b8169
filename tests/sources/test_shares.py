"""Shares that are written as per cent or as fractions: what one cell can be, and what a whole column tells."""

from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import duckdb
import pytest

from kpidsl.engines.duckdb import open_duckdb
from kpidsl.model.period import Month
from kpidsl.model.spec import ColumnSpec, Source
from kpidsl.planning.mean_targets import MeanTarget
from kpidsl.project import SourceSettings
from kpidsl.sources.bind import Binding
from kpidsl.sources.load import Loaded, MemoryRows, load

SOURCE = Source(
    "måling",
    "unit_month",
    (
        ColumnSpec("kontor", "unit", "text"),
        ColumnSpec("periode", "period", "month"),
        ColumnSpec("fornøyde", "value", "decimal"),
        ColumnSpec("svar", "denominator", "integer"),
    ),
)


def found(
    folder: Path, cells: list[str], declared: str | None = None, target: Fraction | None = None
) -> list[tuple[str, int]]:
    """The codes and rows of the problems of a column with these cells, whose mean has that target."""
    rows = [
        {"kontor": f"01{at:02}", "periode": "2026-10", "fornøyde": cell, "svar": "10"} for at, cell in enumerate(cells)
    ]
    settings = SourceSettings.model_validate({"shares": {"fornøyde": declared} if declared else {}})
    targets = {"fornøyde": MeanTarget("R.1", target)} if target is not None else {}
    (folder / "work").mkdir(exist_ok=True)
    with open_duckdb(folder / "work", [folder]) as engine:
        loaded = load(
            engine, SOURCE, MemoryRows(rows, settings), 0, folder, Month.of(2026, 10), targets=MappingProxyType(targets)
        )
    problems = loaded.problems if isinstance(loaded, Loaded) else loaded
    return [(p.code, p.span.line if p.span else 0) for p in problems]


@pytest.mark.parametrize(
    ("cell", "reads"),
    [("0,85", True), ("1,05", True), ("10", True), ("85 %", True), ("850 %", True), ("10,1", False), ("85", False)],
)
def test_a_fraction_is_at_most_ten(tmp_path: Path, cell: str, reads: bool) -> None:
    """85 would be 8 500 %; and 105 % of a budget is a share like others."""
    assert found(tmp_path, [cell, "0,9"], "fraction") == ([] if reads else [("D108", 1)])


def test_a_negative_one_is_held_to_the_same(tmp_path: Path) -> None:
    assert found(tmp_path, ["-85", "0,9"], "fraction") == [("D108", 1)]


def test_a_number_that_parquet_stores_is_held_to_the_same(tmp_path: Path) -> None:
    query = "SELECT '0101' AS kontor, '2026-10' AS periode, 85.5 AS \"fornøyde\", 10 AS svar"
    duckdb.sql(f"COPY ({query}) TO '{tmp_path}/måling.parquet' (FORMAT parquet)")
    settings = SourceSettings.model_validate({"shares": {"fornøyde": "fraction"}})
    (tmp_path / "work").mkdir()
    with open_duckdb(tmp_path / "work", [tmp_path]) as engine:
        binding = Binding((tmp_path / "måling.parquet",), settings)
        loaded = load(engine, SOURCE, binding, 0, tmp_path / "work", Month.of(2026, 10))
    problems = loaded.problems if isinstance(loaded, Loaded) else loaded
    assert [p.code for p in problems] == ["D108"]


@pytest.mark.parametrize(
    ("cells", "declared", "said"),
    [
        (["0,025", "2"], "fraction", [("D087", 1)]),  # 2 % of an office that writes per cent would be 200 %
        (["0,98", "1,05"], "fraction", []),
        (["0,85", "84"], None, [("D087", 1)]),
        (["0,85", "84"], "per cent", []),  # said to be less than one per cent
    ],
)
def test_two_heaps_are_said_where_nothing_declares_both(
    tmp_path: Path, cells: list[str], declared: str | None, said: list[tuple[str, int]]
) -> None:
    assert found(tmp_path, cells, declared) == said


@pytest.mark.parametrize(
    ("cells", "target", "declared", "said"),
    [
        (["0,85", "0,84"], "80", None, True),
        (["0,85", "0,84"], "80", "per cent", True),  # declared so, and on another scale than its target
        (["0,85", "0,84"], "80", "fraction", False),
        (["0,045", "0,05"], "5", None, True),  # a hundred times the mean is the target
        (["0,5", "0,7"], "1", None, False),  # of what is seldom: .5 % beside a target of 1 %
        (["0,5", "0,7"], "2", None, False),
        (["0,85", "0,84"], "0.8", None, False),
        (["0,85", "0,84"], None, None, False),
        (["1", "0"], "80", None, False),  # no decimals: nothing shows a fraction
        (["0,85", "84,5"], "80", "per cent", False),
    ],
)
def test_a_column_of_fractions_is_held_against_its_target(
    tmp_path: Path, cells: list[str], target: str | None, declared: str | None, said: bool
) -> None:
    problems = found(tmp_path, cells, declared, Fraction(target) if target else None)
    assert problems == ([("D109", 1)] if said else [])
