"""A run that is ended leaves no rows behind: at once where it can clear away, else at the next start."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from kpidsl.cli.faults import guarded
from kpidsl.cli.signals import Ending, Endings, endings
from tests.cli.test_faults import ROOT, arguments, cli, project, reports

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the runs are forked")
__all__ = ["project", "reports"]


def ended(project: Path, signals: list[str], seed: str = "") -> list[dict[str, Any]]:
    """What each run left that a signal ended."""
    given = [str(project), str(project / "tmp"), ",".join(signals), seed]
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.killed_runs", *given], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)])
def test_a_run_that_is_asked_to_end_removes_its_rows(name: str, code: int, project: Path) -> None:
    """The exit codes are the shells': 128 and the signal's number (15, 1, 2)."""
    assert ended(project, [name]) == [{"signal": name, "code": code, "left": [], "files": 0}]


def test_the_next_run_removes_the_rows_of_one_that_was_killed(project: Path) -> None:
    first, second = ended(project, ["SIGKILL", "SIGKILL"])
    assert first["code"] == second["code"] == -signal.SIGKILL
    assert first["files"] > 0  # rows were there: the run could not clear away
    assert len(first["left"]) == len(second["left"]) == 1
    assert first["left"] != second["left"]  # the second had removed the first's before it was killed
    (last,) = ended(project, ["SIGTERM"])
    assert last["left"] == []


@pytest.mark.long
def test_two_hundred_runs_ended_at_any_moment_leave_no_rows(project: Path, reports: Path) -> None:
    signals = list(islice(cycle(["SIGKILL", "SIGTERM", "SIGKILL", "SIGINT"]), 200))
    runs = ended(project, signals, seed="1")
    assert len(runs) == 200
    assert any(run["files"] for run in runs)  # some fell while rows were in the folder
    before: set[str] = set()
    for run in runs:
        new = {name for name in run["left"] if name.startswith("kpidsl-work-")} - before
        assert run["code"] in {0, 3, -9, 130, 143}, run
        assert len(new) <= (run["signal"] == "SIGKILL"), run  # only one that was killed leaves a folder, its own
        before |= new
    assert guarded(cli, arguments(project)) in {0, 3}
    assert not list((project / "tmp").glob("kpidsl-work-*"))
    assert not list((project / "out" / "2026-10").glob(".making-*"))


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C is heard, as in a shell's foreground: what a shell starts in the background has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_what_an_engine_raises_when_it_is_interrupted_is_no_fault(
    number: int, code: int, project: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        try:
            signal.raise_signal(number)
        except BaseException as ending:
            raise ValueError("half a result") from ending

    monkeypatch.setattr("kpidsl.pipeline.score", interrupted)
    assert guarded(cli, arguments(project)) == code
    assert not list(reports.glob("kpidsl-fault-*"))


@pytest.mark.parametrize(("ending", "code"), [(Ending(signal.SIGTERM), 143), (KeyboardInterrupt(), 130)])
def test_one_that_asks_when_the_command_is_done_is_answered(
    ending: BaseException, code: int, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal between the command's last word and the end of the listening."""

    @contextlib.contextmanager
    def asked_at_the_end() -> Iterator[Endings]:
        yield Endings()
        raise ending

    monkeypatch.setattr("kpidsl.cli.faults.endings", asked_at_the_end)
    assert guarded(cli, ["--version"]) == code
    assert not list(reports.glob("kpidsl-fault-*"))


@pytest.mark.usefixtures("heard")
def test_signals_are_answered_as_before_when_a_command_is_done(project: Path) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    with endings():
        assert signal.getsignal(signal.SIGINT) != before[0]
        assert signal.getsignal(signal.SIGTERM) != before[1]
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with endings():  # under nohup a closed terminal ends nothing
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before[2])
