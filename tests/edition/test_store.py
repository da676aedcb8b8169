"""What a correction does to the store (question 72), and how the four states stand in files (question 71)."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from kpidsl.claimed_folders import claimed_folder
from kpidsl.cli import cli
from kpidsl.disclosure import disclose
from kpidsl.language import check_sources
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.pipeline import HISTORY_MONTHS, run_rows
from kpidsl.problems import SourceText
from kpidsl.project import ProjectFile
from kpidsl.rendering import render
from kpidsl.wording.words import words
from tests.language.page import prelude

SPEC = prelude("organisation") + prelude("ready-made") + "S.1 Svarandel (80 %)\n"
STATES = {"...": "not_ready", "..": "missing", ".": "not_relevant", ":": "withheld_by_source"}
MARKS = ProjectFile.model_validate({"sources": {"tall": {"marks": STATES}}})


def edition_of(figures: dict[str, str], month: str = "2026-01") -> Edition:
    """The edition of one month, an office a figure, each of a base of 10 (a mark stands on both sides)."""
    spec, _ = check_sources([SourceText("spec.kpi", SPEC)])
    assert spec is not None
    rows = [
        {"kontor_nr": office, "periode": month, "ja": cell, "alle": "10" if cell.isdigit() else cell}
        for office, cell in figures.items()
    ]
    units = tuple(("kontor", office) for office in figures)
    results, found = run_rows(spec, {"tall": rows}, Month.parse(month), units, MARKS)
    assert results is not None, [p.message("en") for p in found]
    return disclose(results, language="nb", history=HISTORY_MONTHS, engine_version="1")[0]


def test_a_correction_is_a_revision_beside_the_first(tmp_path: Path) -> None:
    first = render(edition_of({"0101": "6"}), tmp_path)
    bytes_of = {p: p.read_bytes() for p in first.rglob("*") if p.is_file()}
    second = render(edition_of({"0101": "9"}), tmp_path)
    assert [p.name.partition("-")[0] for p in (first, second)] == ["1", "2"]
    assert first.name.partition("-")[2] != second.name.partition("-")[2]
    assert {p: p.read_bytes() for p in first.rglob("*") if p.is_file()} == bytes_of
    assert second.name in (tmp_path / "latest.json").read_text(encoding="utf-8")


def test_compare_lists_the_cells_that_a_correction_changed(tmp_path: Path) -> None:
    """6 of 10 becomes 9 of 10 at 0101: at the office and at the top, on both lines; 0102 has changed nothing."""
    folders = [render(edition_of({"0101": cell, "0102": "8"}), tmp_path) for cell in ("6", "9")]
    done = CliRunner().invoke(cli, ["compare", *map(str, folders)])
    assert done.exit_code == 1, done.output
    found = list(csv.DictReader(done.output.splitlines()))
    assert {r["unit"] for r in found} == {"0101", "land", "kommune"}
    office = {r["column"]: (r["old"], r["new"]) for r in found if r["unit"] == "0101" and r["line"] == "statlig"}
    assert office == {
        "value": ("60.000000", "90.000000"),
        "numerator": ("6", "9"),
        "ytd_value": ("60.000000", "90.000000"),
        "status": ("red", "green"),
        "deviation": ("1", "0"),
    }
    same = CliRunner().invoke(cli, ["compare", str(folders[0]), str(folders[0])])
    assert (same.output.count("\n"), same.exit_code) == (1, 0)


def test_compare_says_that_two_editions_are_of_different_months(tmp_path: Path) -> None:
    folders = [render(edition_of({"0101": "6"}, month), tmp_path) for month in ("2026-01", "2026-02")]
    done = CliRunner().invoke(cli, ["compare", *map(str, folders)])
    assert "R014" in done.stderr
    assert "2026-01 og 2026-02" in done.stderr
    assert done.exit_code == 1


def test_the_same_data_again_are_the_same_edition(tmp_path: Path) -> None:
    assert render(edition_of({"0101": "6"}), tmp_path) == render(edition_of({"0101": "6"}), tmp_path)


@pytest.mark.parametrize(
    ("settings", "changes"),
    [
        ('path = "tall.csv"', False),  # where it lies says nothing of a figure
        ('marks = { "6" = "missing" }', True),
        ('marks = { "6" = "withheld_by_source" }', True),
        ('totals = ["0102"]', True),
        ('first = "2026-01"', True),
        ('columns = { ja = "alle", alle = "ja" }', True),
    ],
)
def test_rows_that_are_read_otherwise_are_another_edition(tmp_path: Path, settings: str, changes: bool) -> None:
    """It was the same one: a published edition is not touched, so its figures stood as they had been."""
    krav, data = tmp_path / "krav", tmp_path / "data"
    krav.mkdir()
    data.mkdir()
    (krav / "krav.kpi").write_text(SPEC, encoding="utf-8")
    (data / "tall.csv").write_text(
        "kontor_nr;periode;ja;alle\n0101;2026-01;6;10\n0102;2026-01;8;10\n", encoding="utf-8"
    )

    def made() -> list[str]:
        run = ["run", str(krav), "--data", str(data), "--period", "2026-01", "--out", str(tmp_path / "ut")]
        done = CliRunner().invoke(cli, [*run, "--formats", "csv"])
        assert done.exit_code in (0, 3), done.output
        return [path.name[0] for path in sorted((tmp_path / "ut" / "2026-01").iterdir())]

    assert made() == ["1"]
    (krav / "kpidsl.toml").write_text(f"[sources.tall]\n{settings}\n", encoding="utf-8")
    assert made() == (["1", "2"] if changes else ["1"])
    assert made() == (["1", "2"] if changes else ["1"])


def test_four_states_are_text_and_never_empty_or_zero(tmp_path: Path) -> None:
    offices = {f"010{at}": mark for at, mark in enumerate([*STATES, "0"], 1)}
    folder = render(edition_of(offices), tmp_path)
    sheet = openpyxl.load_workbook(folder / "scorecard.xlsx")["kontor"]
    shown = {r[0].value: (r[4].value, r[6].value) for r in sheet.iter_rows(min_row=2)}
    for office, mark in offices.items():
        word = words("nb")[STATES[mark]] if mark in STATES else ""
        assert shown[office] == ((f"{mark} {word}", word) if word else (0, "■ Ikke nådd"))
    with (folder / "results.csv").open(encoding="utf-8", newline="") as file:
        found = {
            r["unit"]: (r["state"], r["value"])
            for r in csv.DictReader(file)
            if r["period"] == "2026-01" and r["line"] == "statlig" and r["level"] == "kontor"
        }
    for office, mark in offices.items():
        assert found[office] == ((STATES[mark], "") if mark in STATES else ("value", "0.000000"))


def test_a_run_that_is_under_way_keeps_its_folder_and_its_number_and_a_dead_one_leaves_nothing(tmp_path: Path) -> None:
    """A folder that nobody has locked is a dead run's."""
    month = tmp_path / "2026-01"
    dead = month / ".making-7-bb"
    dead.mkdir(parents=True)
    with claimed_folder(month, ".making-1-") as living:
        published = render(edition_of({"0101": "60"}), tmp_path, formats=("csv",))
        assert published.name.startswith("2-")  # 1 is the other run's
        assert living.is_dir()
        assert not dead.exists()
    later = render(edition_of({"0101": "61"}), tmp_path, formats=("csv",))
    assert later.name.startswith("3-")
    assert not [p for p in month.iterdir() if p.name.startswith(".")]


def test_the_pointers_lead_to_the_newest_month_and_its_newest_revision(tmp_path: Path) -> None:
    """Whatever was run last: an older month again, or data that are in the store already."""

    def pointed() -> str:
        return json.loads((tmp_path / "latest.json").read_text("utf-8"))["path"]

    first = render(edition_of({"0101": "60"}), tmp_path, formats=("csv",))
    render(edition_of({"0101": "61"}, "2025-12"), tmp_path, formats=("csv",))
    assert pointed() == f"2026-01/{first.name}"
    second = render(edition_of({"0101": "62"}), tmp_path, formats=("csv",))
    render(edition_of({"0101": "60"}), tmp_path, formats=("csv",))
    assert second.name.startswith("2-")
    assert pointed() == f"2026-01/{second.name}"
    page = (tmp_path / "index.html").read_text("utf-8")
    assert f"url=2026-01/{second.name}/index.html" in page
    assert """<meta http-equiv="Content-Security-Policy" content="default-src 'none'">""" in page
