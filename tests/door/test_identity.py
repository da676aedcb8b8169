"""An edition's identity is made of what it holds, not of where its folders lie."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from kpidsl.cli import cli

from .month import PERIOD, write_month


def edition_of(root: Path, data: Path) -> str:
    """The identity of the edition of the month in `root`, which reads its data from `data`."""
    out = root / "out"
    arguments = [
        "run",
        str(root / "spec"),
        "--data",
        str(data),
        "--period",
        PERIOD,
        "--out",
        str(out),
        "--formats",
        "csv",
    ]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    (folder,) = (out / PERIOD).iterdir()
    return folder.name


def test_folders_elsewhere_make_the_same_edition(tmp_path: Path) -> None:
    """Targets say where they stand, those of the table too."""
    here, there = tmp_path / "here", tmp_path / "there"
    for root in (here, there):
        root.mkdir()
        write_month(root)
    assert (here / "data" / "maal.csv").is_file()
    elsewhere = tmp_path / "delivered"
    (there / "data").rename(elsewhere)
    assert edition_of(here, here / "data") == edition_of(there, elsewhere)


def test_another_target_makes_another_edition(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for root in (here, there):
        root.mkdir()
        write_month(root)
    targets = there / "data" / "maal.csv"
    text = targets.read_text(encoding="utf-8")
    assert "statlig,60,%" in text
    targets.write_text(text.replace("statlig,60,%", "statlig,61,%"), encoding="utf-8")
    assert edition_of(here, here / "data") != edition_of(there, there / "data")
