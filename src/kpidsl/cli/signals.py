"""What a keyboard, a scheduler or a closed terminal sends to end a run: it ends, and leaves nothing."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

_ENDING = tuple(
    number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None
)  # Windows has no SIGHUP


class Ending(BaseException):
    """The process was asked to end; `code` is its exit code, as shells have it: 128 and the signal's number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


class Endings:
    """The ending that was asked for, if any: an engine that is at work when it comes may raise an error of its own."""

    asked: Ending | None = None

    def end(self, number: int, _frame: FrameType | None) -> None:
        """Raise an Ending where the program is; what asks again is not heard, for the work is being cleared away."""
        for each in _ENDING:
            signal.signal(each, signal.SIG_IGN)
        self.asked = Ending(number)
        raise self.asked


@contextlib.contextmanager
def endings() -> Iterator[Endings]:
    """Within the block a request to end raises Ending; afterwards signals are answered as they were before.

    Outside the main thread Python hears no signals: there the block changes nothing.
    """
    listening = Endings()
    if threading.current_thread() is not threading.main_thread():
        yield listening
        return
    before = {number: signal.getsignal(number) for number in _ENDING}
    for number, answer in before.items():
        if answer is not signal.SIG_IGN:  # as nohup wants it
            signal.signal(number, listening.end)
    try:
        yield listening
    finally:
        for number, answer in before.items():
            signal.signal(number, answer)
