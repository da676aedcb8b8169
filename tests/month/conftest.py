"""The small project of tests/cli/project.md, with a folder for the units' books, and how its commands are run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli
from tests.cli.given import given as options_given
from tests.docs.test_examples import ROOT, blocks

UNIT = "kontor-0101"
BOOK = "oppfolging-2026-10.xlsx"
EARLIER = [
    f"{month}{at};{office};01.{month:02}.2026;{decided}.2026\n"
    for month in range(1, 9)
    for at, (office, decided) in enumerate(
        [("0101", f"08.{month:02}"), ("0102", f"08.{month:02}"), ("0101", f"28.{month + 1:02}")], 10
    )
]
"""Cases of the months that project.md has none of: each month, one in time at either office and one late at 0101. With
project.md's own, 9 of 0101's 18 were in time."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with `kort/`, `data/` and `oppfolging/`: office 0101 has one deviation, P.1, with 50 %."""
    return write_project(tmp_path)


@pytest.fixture
def forms(project: Path) -> Callable[..., Result]:
    """Runs `kpidsl forms` for office 0101 and October 2026."""
    return lambda *options: give(project, *options)


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project after `kpidsl forms` for 0101, to be copied: a run takes a second."""
    folder = write_project(tmp_path_factory.mktemp("given"))
    done = give(folder)
    assert done.exit_code == 0, done.output
    return folder


def write_project(folder: Path) -> Path:
    (folder / "kort").mkdir()
    (folder / "data").mkdir()
    for _, name, text in blocks(ROOT / "tests" / "cli" / "project.md"):
        (folder / (name or "kort/kort.kpi")).write_text(text, encoding="utf-8")
    with (folder / "data" / "saker.csv").open("a", encoding="utf-8") as rows:
        rows.writelines(EARLIER)
    settings = '[follow_up]\nfolder = "../oppfolging"\n'
    (folder / "kort" / "kpidsl.toml").write_text(settings, encoding="utf-8")
    return folder


def give(project: Path, *options: str) -> Result:
    arguments = ["forms", f"{project}/kort", "--data", f"{project}/data"]
    usual = {"--period": "2026-10", "--for": "0101", "--on": "2026-11-02"}
    return CliRunner().invoke(cli, [*arguments, *options_given(usual, options)])
