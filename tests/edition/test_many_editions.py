"""Editions made side by side are those made one after the other; what is ended leaves nothing half made."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kpidsl.model.edition import Edition
from kpidsl.rendering import many_editions
from kpidsl.rendering.many_editions import render_each
from kpidsl.worker_processes import Workers
from tests.edition.test_side_by_side import files

FORMATS = ("csv", "html", "json")


@pytest.fixture
def several(small: Edition) -> tuple[Edition, ...]:
    """Four editions with stores of their own."""
    return tuple(replace(small, id=f"{at:016}", store=f"kontor-{at}") for at in range(4))


@pytest.fixture
def worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if small ones were worth it."""
    monkeypatch.setattr(many_editions, "WORTH_IT", 0.0)


def folders_of(editions: Sequence[Edition], out: Path, processes: int) -> list[Path]:
    with Workers(processes) as workers:
        return list(render_each(editions, out, formats=FORMATS, language=None, workers=workers))


@pytest.mark.usefixtures("worth_it")
def test_side_by_side_the_same_files_are_made(several: tuple[Edition, ...], tmp_path: Path) -> None:
    alone, beside = folders_of(several, tmp_path / "alone", 1), folders_of(several, tmp_path / "beside", 2)
    assert [folder.relative_to(tmp_path / "beside") for folder in beside] == [
        folder.relative_to(tmp_path / "alone") for folder in alone
    ]
    assert [folder.parts[-3] for folder in beside] == ["kontor-0", "kontor-1", "kontor-2", "kontor-3"]
    assert files(tmp_path / "beside") == files(tmp_path / "alone")
    assert not multiprocessing.active_children()


@pytest.mark.usefixtures("worth_it")
def test_one_that_is_as_long_as_the_others_together_is_made_in_several(
    several: tuple[Edition, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a whole country a single office is no work for another process."""
    monkeypatch.setattr(many_editions, "_side_by_side", lambda *_: pytest.fail("an edition a process"))
    monkeypatch.setattr(many_editions, "seconds", lambda edition, _: 9.0 if edition.store == "kontor-0" else 1.0)
    assert len(folders_of(several, tmp_path, 2)) == 4


def test_few_small_ones_are_made_here(
    several: tuple[Edition, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_editions, "_side_by_side", lambda *_: pytest.fail("a process was started"))
    assert len(folders_of(several, tmp_path, 8)) == 4


@pytest.mark.usefixtures("worth_it")
def test_where_a_process_is_ended_from_outside_the_rest_is_made_here(
    several: tuple[Edition, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second edition's process is ended: the first is there already, and all four are in the end."""
    submit = ProcessPoolExecutor.submit

    def submitted(pool: ProcessPoolExecutor, function: Any, edition: Edition) -> Future[Path]:
        killed = edition.store == "kontor-1"
        return submit(pool, _ended) if killed else submit(pool, function, edition)

    monkeypatch.setattr(ProcessPoolExecutor, "submit", submitted)
    folders = folders_of(several, tmp_path, 2)
    assert [folder.parts[-3] for folder in folders] == ["kontor-0", "kontor-1", "kontor-2", "kontor-3"]
    assert all((folder / "results.csv").exists() for folder in folders)
    assert not list(tmp_path.glob("*/*/.making-*"))


def _ended() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.usefixtures("worth_it")
def test_an_ended_run_leaves_nothing_half_made(several: tuple[Edition, ...], tmp_path: Path) -> None:
    with Workers(2) as workers:
        folders = render_each(several, tmp_path, formats=FORMATS, language=None, workers=workers)
        next(folders)
        folders.close()  # type: ignore[attr-defined]
        assert not multiprocessing.active_children()
    assert not list(tmp_path.glob("*/*/.making-*"))
    for folder in tmp_path.glob("*/*/1-*"):
        assert (folder / "edition.json").exists()
