"""Files that were damaged on the way: each is refused by name or read, whichever byte it is, and nothing falls."""

from __future__ import annotations

from pathlib import Path
from random import Random

import duckdb
import pytest

from kpidsl.engines.duckdb import open_duckdb
from kpidsl.model.period import Month
from kpidsl.model.spec import ColumnSpec, Source
from kpidsl.project import SourceSettings
from kpidsl.sources import Binding, Loaded, load

from .files import HEAD, NORD, SYD, refused, workbook

SOURCE = Source(
    "tall",
    "person_month",
    (
        ColumnSpec("id", "person", "text"),
        ColumnSpec("kontor", "unit", "text"),
        ColumnSpec("periode", "period", "month"),
        ColumnSpec("beløp", "value", "decimal"),
    ),
)


def spoilt(raw: bytes, seed: int) -> bytes:
    """The bytes with one changed, or a few left out or put in."""
    chance = Random(seed)
    at, kind = chance.randrange(len(raw)), seed % 3
    if kind == 0:
        return raw[:at] + bytes([raw[at] ^ chance.randrange(1, 256)]) + raw[at + 1 :]
    return raw[:at] + chance.randbytes(kind - 1) * 3 + raw[at + 3 :]


@pytest.mark.parametrize("first", range(0, 300, 100))
def test_a_damaged_workbook_is_named(tmp_path: Path, first: int) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"Ark1": (HEAD, NORD, SYD), "Ark2": (("a",), ("b",))})
    whole = path.read_bytes()
    for seed in range(first, first + 100):
        path.write_bytes(spoilt(whole, seed))
        assert [p.span.path for p in refused(path) if p.span] in ([], [str(path)]), seed


@pytest.mark.parametrize(("offset", "value"), [(6, 118), (10, 118), (8, 1)], ids=["version", "method", "password"])
def test_a_version_or_a_method_that_nobody_has_is_no_workbook(tmp_path: Path, offset: int, value: int) -> None:
    path = workbook(tmp_path / "tall.xlsx", {"Ark1": (HEAD, NORD, SYD)})
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"xl/worksheets/sheet1.xml") - 46 + offset  # the sheet's entry in the directory
    raw[at] = value
    path.write_bytes(raw)
    assert [p.code for p in refused(path)] == ["P021"]


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, 300, 100))
def test_a_damaged_parquet_file_is_named(tmp_path: Path, first: int) -> None:
    path, work = tmp_path / "tall.parquet", tmp_path / "work"
    work.mkdir()
    rows = "SELECT 'p' || range AS id, '0101' AS kontor, '2026-10' AS periode, range * 1.25 AS beløp FROM range(50)"
    duckdb.sql(f"COPY ({rows}) TO '{path}' (FORMAT parquet, COMPRESSION uncompressed)")
    whole = path.read_bytes()
    refusals = 0
    for seed in range(first, first + 100):
        path.write_bytes(spoilt(whole, seed))
        with open_duckdb(work, [tmp_path]) as engine:
            found = load(engine, SOURCE, Binding((path,), SourceSettings()), 0, work, Month.of(2026, 10))
        if not isinstance(found, Loaded):
            refusals += 1
            assert {p.span.path for p in found if p.span} == {str(path)}, seed
    assert refusals > 30
