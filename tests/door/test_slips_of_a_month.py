"""The slips of a month's run: each is said, by file and with what to do, and the figures are the right ones or none.

The month is in month.py. In October every office has S.1 75/100, R.1 900,50, P.1 2, P.2 1, P.3 2/2 and A.1 3/4, so the
county 01 (0101 and 0102) has 1 801 kroner, 4 cases, 2 complaints; the country twice that.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from kpidsl.cli import cli

from .month import PERIOD, write_month
from .slips import ANY, OWN, SLIPS, Cells, monthly


@dataclass(frozen=True)
class Heard:
    """A run: exit code, what was printed, the rows of data_problems.csv and the cells (none without an edition)."""

    exit: int
    text: str
    listed: tuple[Mapping[str, str], ...]
    cells: Cells

    @property
    def codes(self) -> set[str]:
        """The codes that were printed, without notes of the specification."""
        return {word for word in self.text.replace("[", "]").split("]") if len(word) == 4 and word[1:].isdigit()} - {
            "L002"
        }


def run(root: Path, period: str, language: str) -> Heard:
    arguments = [
        "run",
        str(root / "spec"),
        "--data",
        str(root / "data"),
        "--out",
        str(root / "out"),
        "--formats",
        "csv",
    ]
    done = CliRunner().invoke(cli, [*arguments, "--period", period, "--lang", language])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    results = list(root.glob("out/*/*/results.csv"))
    listed = list(root.glob("out/*/*/data_problems.csv"))
    return Heard(
        done.exit_code,
        done.output.replace(str(root), ""),
        tuple(csv.DictReader(listed[0].read_text(encoding="utf-8").splitlines())) if listed else (),
        cells(results[0], period) if results else {},
    )


def cells(results: Path, period: str) -> Cells:
    with results.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["period"] == period and not row["category"]]
    return {
        (row["indicator"], row["unit"]): (f"{float(row['value']):.10g}" if row["value"] else row["state"])
        + ("!" if "partial" in row["marks"] else "")
        for row in rows
    }


def test_the_clean_month_says_nothing(tmp_path: Path) -> None:
    write_month(tmp_path)
    heard = run(tmp_path, PERIOD, "nb")
    assert (heard.exit, heard.codes, heard.listed) == (0, set(), ())
    assert {key: heard.cells[key] for key in OWN} == OWN


def test_a_file_a_month_says_nothing(tmp_path: Path) -> None:
    write_month(tmp_path)
    monthly("2026-10", "ja", "ja")(tmp_path)
    heard = run(tmp_path, PERIOD, "nb")
    assert (heard.exit, heard.codes, heard.listed) == (0, set(), ())


@pytest.mark.long
@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_said_where_it_is(name: str, tmp_path: Path) -> None:
    slip = SLIPS[name]
    write_month(tmp_path)
    slip.edit(tmp_path)
    heard = run(tmp_path, slip.period, "nb")
    codes = slip.codes.split()
    assert heard.codes >= set(codes), heard.text
    assert heard.exit == slip.exit
    said = [line for line in heard.text.splitlines() if f"[{codes[0]}]" in line]
    assert any(slip.file in line.partition(f"[{codes[0]}]")[0] for line in said)
    assert slip.word in heard.text
    if slip.exit not in (0, 3):
        assert "hjelp: " in heard.text
        assert not heard.cells
        return
    assert {row["code"] for row in heard.listed} >= set(codes)
    assert all(row["help_nb"] or row["became_nb"] for row in heard.listed)
    right = {key: value for key, value in {**OWN, **slip.cells}.items() if value != ANY}
    assert {key: heard.cells[key] for key in right} == right


def test_there_are_as_many_slips_as_in_the_review() -> None:
    assert len(SLIPS) >= 43
