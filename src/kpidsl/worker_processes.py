"""Processes beside this one, for work that pays for them: each takes a second to start."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from typing import Any

Call = tuple[Callable[..., Any], Sequence[Any]]
"""A function and its arguments."""


class Workers:
    """Up to `count` processes beside this one. They are begun with the first call that asks for them, serve whatever is
    asked after it, and are ended with the `with` that made them. With a count of 1 there are none to ask.

    A script that asks for several has an `if __name__ == "__main__"`.
    """

    def __init__(self, count: int = 1) -> None:
        self.count = count
        self._pool: ProcessPoolExecutor | None = None
        self._processes: set[multiprocessing.process.BaseProcess] = set()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def begun(self, calls: Iterable[Call]) -> list[Future[Any]]:
        """What will come of each call, in their order, which is that in which they are begun. Raises BrokenProcessPool
        where no process may be started, and where one was ended from outside."""
        others = set(multiprocessing.active_children())
        try:
            if self._pool is None:
                context = multiprocessing.get_context("spawn")  # a fork would have the locks of this one's threads
                self._pool = ProcessPoolExecutor(self.count, mp_context=context, initializer=_begin)
            return [self._pool.submit(function, *arguments) for function, arguments in calls]
        except OSError as error:
            raise BrokenProcessPool("no process may be started") from error
        finally:
            self._processes |= set(multiprocessing.active_children()) - others

    def each(self, calls: Sequence[Call], costs: Sequence[float]) -> Iterator[Any]:
        """What comes of each call, in their order, as it is ready; the costliest are begun first, so that none is left
        to the end alone. Where it goes on in an exception the processes are ended, as nobody will read what they make.

        Raises as `begun`.
        """
        order = sorted(range(len(calls)), key=lambda at: -costs[at])
        try:
            futures = dict(zip(order, self.begun(calls[at] for at in order), strict=True))
            for at in range(len(calls)):
                yield futures[at].result()
        except BaseException:
            self.end()
            raise

    def load(self, module: str) -> None:
        """Begin the processes, and have them load a module, while this one has its own to do. Nothing where none may be
        started: who asks for something hears of it."""
        if self.count > 1:
            try:
                self.begun([(_load, (module,))] * self.count)
            except BrokenProcessPool:
                self.end()

    def end(self) -> None:
        """End the processes, whatever they are at; what is asked after it begins others."""
        pool, self._pool = self._pool, None
        for process in self._processes:
            process.kill()
        self._processes.clear()
        if pool is not None:
            pool.shutdown(cancel_futures=True)


ALONE = Workers()
"""For who has no processes beside this one."""


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal, Ctrl-C reaches this one too: what began it decides


def _load(module: str) -> None:
    import_module(module)
