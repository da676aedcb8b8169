"""The files of an edition, made in one process, or for a large agency in several at once; their bytes are the same."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from kpidsl.claimed_folders import WORK, claimed_folder
from kpidsl.model.edition import Edition
from kpidsl.rendering.formats import Order, format_named
from kpidsl.rendering.shown.shares import FileShare
from kpidsl.seldom_collected import seldom_collected
from kpidsl.worker_processes import ALONE, Workers

WORTH_IT = 6.0
"""So many seconds of work pay for processes of their own, which take a second to start and to be given the edition."""
_SHARES = 4
"""So many shares of a format for each process: whichever is done first takes the next."""


def write_formats(order: Order, formats: Sequence[str], workers: Workers = ALONE) -> None:
    """Make the files of the formats named. With more `workers` than one those of a large agency are made side by
    side."""
    if workers.count < 2 or sum(seconds(order.edition, name) for name in formats) < WORTH_IT:
        for name in formats:
            _written(order, name)
        return
    try:
        _side_by_side(order, formats, workers)
    except BrokenProcessPool:  # a process was ended from outside, or none may be started here
        write_formats(order, formats)


def seconds(edition: Edition, name: str) -> float:
    """About how long the format's files take: as many rows of cards as the edition has, each as long as the format
    says."""
    rows = sum(len(edition.indicators_at(node)) for node in range(len(edition.structure.nodes)))
    return rows * format_named(name).milliseconds / 1000


def _side_by_side(order: Order, formats: Sequence[str], workers: Workers) -> None:
    """The order is laid down once, where each process takes it up with its first piece."""
    with claimed_folder(Path(tempfile.gettempdir()), WORK, mode=0o700) as folder:
        laid = folder / "order"
        with laid.open("wb") as file:
            pickle.dump(order, file, pickle.HIGHEST_PROTOCOL)
        pieces = list(_pieces(order, formats, workers.count))
        calls = [(_write, (laid, name, share)) for name, share in pieces]
        for _ in workers.each(calls, [seconds(order.edition, name) / share.of for name, share in pieces]):
            pass


def _pieces(order: Order, formats: Sequence[str], processes: int) -> Iterator[tuple[str, FileShare]]:
    """What is made at once: a format, or a share of one whose files do not know of each other."""
    for name in formats:
        of = _SHARES * processes if format_named(name).shared else 1
        yield from ((name, FileShare(number, of)) for number in range(of))


@lru_cache(maxsize=1)
def _laid_down(path: Path) -> Order:
    """In a process beside: the order that it makes pieces of."""
    with path.open("rb") as file:
        order: Order = pickle.load(file)  # noqa: S301 - of the run that began this process, in a folder that is its own
    return order


def _write(laid: Path, name: str, share: FileShare) -> None:
    _written(replace(_laid_down(laid), share=share), name)


@seldom_collected()
def _written(order: Order, name: str) -> None:
    """Make the files."""
    format_named(name).write(order)
