"""A second engine behind the protocol: every language page holds on it, and it changed no file of src/."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kpidsl
from kpidsl.engines.engine import OpenEngine
from tests.language.page import Example, judge
from tests.language.test_pages import EXAMPLES

from .engine import open_reference

REFERENCE: OpenEngine = open_reference
SRC = Path(kpidsl.__file__).parent


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.page.stem}:{e.line}")
def test_page_holds_on_the_reference_engine(example: Example) -> None:
    assert judge(example, REFERENCE) == []


def test_an_engine_costs_its_own_file_and_the_line_that_chooses_it() -> None:
    """The reference engine is one file, given to a run as an argument. Outside engines/ only the defaults name one: of
    a run, and of readiness, which asks who has entered figures. The calendar of working days is no engine."""
    modules = {p.stem for p in (SRC / "engines").glob("*.py")} - {"__init__", "engine", "working_days"}
    imported = re.compile(
        rf"^ *(?:from|import) kpidsl\.engines(?:\.(?:{'|'.join(sorted(modules))}|sql)\b| )", re.MULTILINE
    )
    outside = [p for p in SRC.rglob("*.py") if "engines" not in p.relative_to(SRC).parts]
    found = {str(p.relative_to(SRC)): imported.findall(p.read_text(encoding="utf-8")) for p in outside}
    assert {name: len(lines) for name, lines in found.items() if lines} == {"pipeline.py": 1, "month/readiness.py": 1}


def test_no_sql_and_no_connection_outside_the_engines() -> None:
    """Outputs (Parquet files, a notebook's columns) are made by DuckDB too, without a source's rows."""
    sql = re.compile(r"DuckDBPyConnection|\b(?:SELECT|INSERT INTO|DELETE FROM|CREATE OR REPLACE)\b")
    outside = [p for p in SRC.rglob("*.py") if "engines" not in p.relative_to(SRC).parts]
    found = {str(p.relative_to(SRC)) for p in outside if sql.search(p.read_text(encoding="utf-8"))}
    assert found == {"notebook/results.py", "rendering/parquet.py"}
