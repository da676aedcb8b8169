"""The files of an edition, made in one process, or for a large agency in several at once; their bytes are the same."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

from kpidsl.model.edition import Edition
from kpidsl.rendering.formats import Order, format_named
from kpidsl.rendering.shown.shares import FileShare
from kpidsl.worker_processes import begun, workers

WORTH_IT = 6.0
"""So many seconds of work pay for processes of their own, which take a second to start and to be given the edition."""
_SHARES = 2
"""So many shares of a format for each process: whichever is done first takes the next."""


def write_formats(order: Order, formats: Sequence[str], processes: int = 1) -> None:
    """Make the files of the formats named. With more `processes` than one those of a large agency are made side by
    side."""
    if processes < 2 or sum(seconds(order.edition, name) for name in formats) < WORTH_IT:
        for name in formats:
            _written(order, name)
        return
    try:
        _side_by_side(order, formats, processes)
    except BrokenProcessPool:  # a process was ended from outside, or none may be started here
        write_formats(order, formats)


def seconds(edition: Edition, name: str) -> float:
    """About how long the format's files take: as many rows of cards as the edition has, each as long as the format
    says."""
    rows = sum(len(edition.indicators_at(node)) for node in range(len(edition.structure.nodes)))
    return rows * format_named(name).milliseconds / 1000


def _side_by_side(order: Order, formats: Sequence[str], processes: int) -> None:
    with workers(processes, _begin, order) as pool:
        for piece in begun(pool, ((_write, piece) for piece in _pieces(order, formats, processes))):
            piece.result()


def _pieces(order: Order, formats: Sequence[str], processes: int) -> Iterator[tuple[str, FileShare]]:
    """What is made at once: a format, or a share of one whose files do not know of each other. The longest begin first,
    so that none is left to the end alone."""
    shares = {name: _SHARES * processes if format_named(name).shared else 1 for name in formats}
    for name in sorted(shares, key=lambda name: -seconds(order.edition, name) / shares[name]):
        yield from ((name, FileShare(number, shares[name])) for number in range(shares[name]))


_orders: list[Order] = []
"""In a process of its own: what it was given when it began."""


def _begin(order: Order) -> None:
    _orders.append(order)


def _write(name: str, share: FileShare) -> None:
    _written(replace(_orders[0], share=share), name)


_SELDOM = 50_000


def _written(order: Order, name: str) -> None:
    """Make the files. Meanwhile Python looks for objects that hold each other after `_SELDOM` new ones, not after its
    700: a book or a document is made of hundreds of thousands, nearly all of which are needed until it is written."""
    usual = gc.get_threshold()
    gc.set_threshold(_SELDOM, *usual[1:])
    try:
        format_named(name).write(order)
    finally:
        gc.set_threshold(*usual)
