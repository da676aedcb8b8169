"""The files of many editions, one of each unit's: made side by side, an edition a process, where that pays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

from kpidsl.model.edition import Edition
from kpidsl.rendering.side_by_side import WORTH_IT, seconds
from kpidsl.rendering.store import forget_unfinished, render
from kpidsl.worker_processes import ALONE, Workers


def render_each(
    editions: Sequence[Edition],
    out: Path,
    *,
    formats: Sequence[str],
    language: str | None,
    units: Sequence[str] = (),
    workers: Workers = ALONE,
) -> Iterator[Path]:
    """The folder of each edition, in their order, as it is made (as by `render`).

    With more `workers` than one as many editions are made at once, where they are many enough that none keeps the
    others waiting; otherwise one after the other, each in as many. Raises OSError where the disk refuses.
    """
    rendered = partial(render, out=out, formats=tuple(formats), language=language, units=tuple(units))
    ready = 0
    if workers.count > 1 and _is_worth_it(editions, formats, workers.count):
        try:
            for folder in _side_by_side(editions, out, rendered, workers):
                ready += 1
                yield folder
        except BrokenProcessPool:  # a process was ended from outside, or none may be started here
            workers = ALONE
    for edition in editions[ready:]:
        yield rendered(edition, workers=workers)


def _is_worth_it(editions: Sequence[Edition], formats: Sequence[str], processes: int) -> bool:
    """Whether the longest is no more than one process's part of the work, and that is long enough."""
    each = [sum(seconds(edition, name) for name in formats) for edition in editions]
    return len(each) > 1 and max(WORTH_IT, *each) <= sum(each) / processes


def _side_by_side(
    editions: Sequence[Edition], out: Path, rendered: Callable[[Edition], Path], workers: Workers
) -> Iterator[Path]:
    """The folder of each edition. Where they are ended, what they leave is removed."""
    calls = [(rendered, (edition,)) for edition in editions]
    try:
        yield from workers.each(calls, [len(edition.structure.nodes) for edition in editions])
    except BaseException:
        for edition in editions:
            forget_unfinished(edition, out)
        raise
