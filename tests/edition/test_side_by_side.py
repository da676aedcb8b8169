"""The files of an edition made in several processes are those made in one, also where one of these is ended."""

from __future__ import annotations

import errno
import gc
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from kpidsl.model.edition import Edition
from kpidsl.rendering import formats, render, side_by_side
from kpidsl.rendering.formats import FORMATS, Order, format_named
from kpidsl.rendering.shown.shares import EVERYTHING, FileShare
from kpidsl.worker_processes import Workers

MADE = tuple(f.name for f in FORMATS if f.name != "pdf" and f.lacking() is None)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below the folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def two() -> Iterator[Workers]:
    with Workers(2) as workers:
        yield workers
    assert not multiprocessing.active_children()


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a small agency were worth it."""
    monkeypatch.setattr(side_by_side, "WORTH_IT", 0.0)


@pytest.mark.usefixtures("large")
def test_in_processes_the_same_files_are_made(small: Edition, two: Workers, tmp_path: Path) -> None:
    alone = files(render(small, tmp_path / "alone", formats=MADE))
    beside = files(render(small, tmp_path / "beside", formats=MADE, workers=two))
    assert {"index.html", "results.csv", "results.parquet", "scorecard.xlsx", "edition.json"} <= alone.keys()
    assert beside == alone


@pytest.mark.parametrize("name", [f.name for f in FORMATS if f.shared])
def test_every_file_is_in_one_share(name: str, small: Edition, tmp_path: Path) -> None:
    if format_named(name).lacking() is not None:
        pytest.skip("its extra is not installed")
    made = []
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        format_named(name).write(Order(small, folder, "nb", ("01",), FileShare(number, 3)))
        made.append(set(files(folder)))
    whole = tmp_path / "whole"
    whole.mkdir()
    format_named(name).write(Order(small, whole, "nb", ("01",)))
    assert sorted(one for share in made for one in share) == sorted(files(whole))


def test_a_share_has_every_file_once() -> None:
    shares = [FileShare(number, 3).among("abcdefgh") for number in range(3)]
    assert sorted("".join(shares)) == list("abcdefgh")
    assert EVERYTHING.among("abc") == "abc"


@pytest.mark.usefixtures("large")
def test_where_a_process_is_ended_from_outside_the_files_are_made_here(
    small: Edition, two: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the other had made before it ended is made again: no file is missing, and none is half."""
    alone = files(render(small, tmp_path / "alone", formats=MADE))

    def ended(order: Order, *_: object) -> None:
        for name in MADE:
            format_named(name).write(order)
        (order.folder / "results.csv").write_text("half a", encoding="utf-8")
        raise BrokenProcessPool("a process was ended")

    monkeypatch.setattr(side_by_side, "_side_by_side", ended)
    assert files(render(small, tmp_path / "beside", formats=MADE, workers=two)) == alone


@pytest.mark.usefixtures("large")
def test_where_no_process_may_be_started_the_files_are_made_here(
    small: Edition, two: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(ProcessPoolExecutor, "submit", refused)
    assert (render(small, tmp_path, formats=("html",), workers=two) / "index.html").exists()


class NeverDone:
    def result(self) -> None:
        raise KeyboardInterrupt


@pytest.mark.usefixtures("large")
def test_an_ended_run_leaves_no_process_and_no_file(
    small: Edition, two: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ProcessPoolExecutor, "submit", lambda *_: NeverDone())
    with pytest.raises(KeyboardInterrupt):
        render(small, tmp_path, workers=two)
    assert not multiprocessing.active_children()
    assert not list(tmp_path.glob("*/*"))


@pytest.mark.usefixtures("large")
def test_what_the_disk_refuses_in_a_process_is_said_here(small: Edition, two: Workers, tmp_path: Path) -> None:
    order = Order(small, tmp_path / "not there", "nb")
    with pytest.raises(FileNotFoundError):
        side_by_side.write_formats(order, ["html", "csv"], two)
    assert not multiprocessing.active_children()


def test_a_small_agency_starts_none(
    small: Edition, two: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_by_side, "_side_by_side", lambda *_: pytest.fail("a process was started"))
    render(small, tmp_path, workers=two)


def test_the_more_rows_the_longer_it_takes(small: Edition) -> None:
    rows = sum(len(small.indicators_at(at)) for at in range(len(small.structure.nodes)))
    assert side_by_side.seconds(small, "html") == rows * formats.format_named("html").milliseconds / 1000 > 0


def test_how_often_objects_are_collected_is_as_before_whatever_becomes_of_the_files(
    small: Edition, tmp_path: Path
) -> None:
    usual = gc.get_threshold()
    side_by_side.write_formats(Order(small, tmp_path, "nb"), ["json"])
    assert gc.get_threshold() == usual
    with pytest.raises(FileNotFoundError):
        side_by_side.write_formats(Order(small, tmp_path / "not there", "nb"), ["json"])
    assert gc.get_threshold() == usual
