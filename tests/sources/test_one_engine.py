"""An engine that is opened once for many runs: each has tables of its own, and none reads a file of data."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from kpidsl.engines.duckdb import open_duckdb_once


def test_a_run_sees_no_table_of_the_one_before_it(tmp_path: Path) -> None:
    with open_duckdb_once(tmp_path) as open_engine:
        with open_engine(tmp_path, []) as first:
            first.connection.execute("CREATE OR REPLACE TEMP TABLE saker AS SELECT 1 AS antall")
            with open_engine(tmp_path, []) as beside, pytest.raises(duckdb.CatalogException):
                beside.connection.execute("SELECT antall FROM saker")
        with open_engine(tmp_path, []) as second, pytest.raises(duckdb.CatalogException):
            second.connection.execute("SELECT antall FROM saker")


def test_it_is_as_locked_as_one_that_is_opened_for_a_run(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n", encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    with open_duckdb_once(work) as open_engine:
        with open_engine(work, []) as engine:
            with pytest.raises(duckdb.PermissionException):
                engine.connection.execute(f"SELECT * FROM read_csv('{outside}')")
            with pytest.raises(duckdb.PermissionException):
                engine.connection.execute("SET lock_configuration = false")
        with pytest.raises(ValueError, match="reads no files"), open_engine(work, [tmp_path]):
            pass
