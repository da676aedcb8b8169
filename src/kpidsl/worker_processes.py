"""Processes beside this one, for work that pays for them: each takes a second to start."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import Any


@contextmanager
def workers(count: int, begin: Callable[..., None] | None = None, *arguments: object) -> Iterator[ProcessPoolExecutor]:
    """So many processes, each of which begins with `begin(*arguments)`. Where this one goes on in an exception they are
    ended, as nobody will read what they make.

    Raises BrokenProcessPool where none may be made, and where one is ended from outside.
    """
    context = multiprocessing.get_context("spawn")  # a fork would have the locks of this one's threads
    try:
        pool = ProcessPoolExecutor(count, mp_context=context, initializer=partial(_begin, begin, *arguments))
    except OSError as error:
        raise BrokenProcessPool("no process may be made") from error
    with pool:
        try:
            yield pool
        except BaseException:
            for process in multiprocessing.active_children():
                process.kill()
            raise


def begun(pool: ProcessPoolExecutor, calls: Iterable[tuple[Callable[..., Any], Iterable[Any]]]) -> list[Future[Any]]:
    """What comes of each call, a function and its arguments, in their order. Raises BrokenProcessPool where no process
    may be started."""
    try:
        return [pool.submit(function, *arguments) for function, arguments in calls]
    except OSError as error:
        raise BrokenProcessPool("no process may be started") from error


def _begin(begin: Callable[..., None] | None, *arguments: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal, Ctrl-C reaches this one too: what began it decides
    if begin is not None:
        begin(*arguments)
