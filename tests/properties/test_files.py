"""How the same rows lie in files is no matter: one file or many, CSV or Parquet, whatever its row groups."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run

from .test_invariants import CASES, FIRST, HEAD, MONTHS, OFFICES, READY, Rows, as_cases, ready_row, register


@pytest.fixture(scope="module")
def world() -> dict[str, Rows]:
    chance = random.Random(11)
    calendar = [str(date(2025, 11, 1) + timedelta(n)) for n in range(240)]
    drawn = [
        (chance.choice(OFFICES), calendar[s], chance.choice(["", calendar[min(s + chance.randrange(80), 239)]]), "", "")
        for s in (chance.randrange(240) for _ in range(500))
    ]
    tall = [ready_row(o, FIRST + n, chance.randrange(30), 30) for o in OFFICES for n in range(MONTHS)]
    return {"tall": tall, "saker": as_cases(drawn)}


def write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def scored(root: Path, month: Month) -> dict[str, object]:
    project = load(root)
    spec = check(project).spec
    assert spec is not None
    outcome = run(project, spec, root / "data", month)
    assert outcome.edition is not None, [p.message("en") for p in outcome.problems]
    return dict(outcome.edition.grids)


def project(root: Path) -> Path:
    root.mkdir()
    (root / "spec.kpi").write_text(HEAD + READY + CASES, encoding="utf-8")
    write(root / "data" / "enheter.csv", register())
    return root


def test_files_and_chunks_change_nothing(tmp_path: Path, world: dict[str, Rows]) -> None:
    one = project(tmp_path / "one")
    many = project(tmp_path / "many")
    columnar = project(tmp_path / "columnar")
    for name, rows in world.items():
        write(one / "data" / f"{name}.csv", rows)
        parts = [rows[:1], rows[1:10], rows[10:]]
        for at, part in enumerate(parts):
            write(many / "data" / name / f"{at}.csv", part)
        target = columnar / "data" / f"{name}.parquet"
        duckdb.sql(
            f"COPY (FROM read_csv('{one / 'data' / name}.csv', all_varchar = true)) TO '{target}' (ROW_GROUP_SIZE 7)"
        )
    last = FIRST + (MONTHS - 1)
    expected = scored(one, last)
    assert expected["B.4"].month.numerator[-1] > 0  # type: ignore[attr-defined]
    assert scored(many, last) == expected
    assert scored(columnar, last) == expected
