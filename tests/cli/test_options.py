"""What is wrong with the options themselves is said before anything is done: none is read and then ignored."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from kpidsl.cli.options import GivenOnce


def refused(tmp_path: Path, *options: str) -> str:
    """What `kpidsl run` says of the options, as wrong usage."""
    arguments = ["run", str(tmp_path), "--data", str(tmp_path), *options]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 2, result.output
    return result.output


def test_a_month_that_is_not_given_is_asked_for(tmp_path: Path) -> None:
    assert "Missing option '--period'" in refused(tmp_path, "--out", "ut")


def test_of_two_months_none_is_ignored(tmp_path: Path) -> None:
    answer = refused(tmp_path, "--out", "ut", "--period", "2026-10", "--period", "2026-09")
    assert "--period is given 2 times" in answer


@pytest.mark.parametrize("empty", ["", " ", ",", " , "])
def test_an_edition_for_nobody_in_particular_is_not_one_for_all(tmp_path: Path, empty: str) -> None:
    assert "--for is empty" in refused(tmp_path, "--out", "ut", "--period", "2026-10", "--for", empty)


def test_an_empty_folder_is_not_the_present_one(tmp_path: Path) -> None:
    assert "--out is empty" in refused(tmp_path, "--out", "", "--period", "2026-10")


def test_every_command_holds_its_options_to_it() -> None:
    assert [name for name, command in cli.commands.items() if not isinstance(command, GivenOnce)] == []
