"""One DuckDB in each process for the many runs on rows in memory: opening one costs more than most of the runs."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import cache
from pathlib import Path

from kpidsl.engines.engine import Engine, OpenEngine
from kpidsl.pipeline import engine_for_rows


@cache
def _opened() -> OpenEngine:
    """Open until the process ends."""
    held = ExitStack()
    atexit.register(held.close)
    return held.enter_context(engine_for_rows())


def one_engine(work: Path, data: Sequence[Path]) -> AbstractContextManager[Engine]:
    """An `OpenEngine` for `run_rows`."""
    return _opened()(work, data)
