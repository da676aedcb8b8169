"""Locks that are killed at some moment: `make kills` asks whether each is whole, and the same command finishes it."""

from __future__ import annotations

import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from kpidsl.followup.chained_files import ChainFinding
from kpidsl.followup.lock_files import read_locks
from kpidsl.model.lock import Lock
from kpidsl.month import locking
from kpidsl.month.store import UnitFolder
from kpidsl.month.verifying import verify
from tests.month.test_lock import lock
from tests.month.test_sign_off import edition, month_project, sign

UNIT = "fylke-01"
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["__main__", "tests.month.test_lock"])  # a lock then starts in no time
COPY_AFTER = 20
"""Kills before the month is taken anew, so that its ledger does not grow long."""


def kills(month: Path, folder: Path, times: int, seed: int) -> Iterator[str]:
    """Kill as many locks of copies of the month, and yield how far each had come: `read`, `locked`, `entered`.

    The moments are spread over what follows the first look at the locks. Raises AssertionError where one left anything
    that is not whole, or where the same command does not finish it.
    """
    chance, took = random.Random(seed), 0.0
    project, stands = month, 0
    for at in range(times):
        if at % COPY_AFTER == 0:
            project, stands = Path(shutil.copytree(month, folder / f"{at}")), 1
            assert lock(project).exit_code == 0
            took = max(took, _killed(project, "Før", None))
            stands += 1
        reason = f"Rettet {at}"
        _killed(project, reason, chance.uniform(0, took))
        there, entered = _standing(project)
        found = {one.code for one in verify([project / "oppfolging", project / "editions"]).problems}
        assert (there, entered, found) in (
            (stands, stands, set()),
            (stands + 1, stands, {"F056"}),
            (stands + 1, stands + 1, set()),
        ), (at, there, entered, found)
        yield "entered" if entered > stands else "locked" if there > stands else "read"
        stands += 1
        if entered < stands:
            _killed(project, reason, None)
        assert _standing(project) == (stands, stands)
        assert verify([project / "oppfolging", project / "editions"]).problems == ()


def _standing(project: Path) -> tuple[int, int]:
    """How many whole locks there are, and how many of them an act names."""
    locks, findings = read_locks(project / "editions")
    acts, wrong = UnitFolder(project / "oppfolging", UNIT).acts()
    assert (findings, wrong) == ((), ())
    assert acts is not None
    return len(locks), len(locking.locks_named(acts).keys() & {one.hash for one in locks})


def _killed(project: Path, reason: str, after: float | None) -> float:
    """The seconds that a lock of the month's one edition took from its first look at the locks to its end; with `after`
    it is killed that many seconds after the look."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    child = _CONTEXT.Process(target=_lock, args=(project, reason, theirs))
    child.start()
    theirs.close()
    ours.recv()
    began = time.monotonic()
    if after is not None:
        time.sleep(after)
        child.kill()
    child.join()
    assert child.exitcode == 0 or (after is not None and child.exitcode == -signal.SIGKILL), child.exitcode
    return time.monotonic() - began


def _lock(project: Path, reason: str, began: Connection) -> None:
    """In a process of its own: lock, and say when the locks are first looked at."""
    read = locking.read_locks

    def said(store: Path) -> tuple[tuple[Lock, ...], tuple[ChainFinding, ...]]:
        locking.read_locks = read
        began.send(None)
        return read(store)

    locking.read_locks = said
    done = lock(project, "--reason", reason)
    assert done.exit_code == 0, done.output


def approve(folder: Path) -> None:
    """A small month in the folder, with its reports approved."""
    project = month_project(folder)
    assert sign(project, "check", "--edition", f"{edition(project)}").exit_code == 0
    assert sign(project, "approve").exit_code == 0


def main() -> int:
    """Kill as many locks as the argument says; exit 1 where one left something that is not whole or not finished."""
    times, started = int(sys.argv[1]), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        month = Path(folder) / "approved"
        month.mkdir()
        approve(month)
        come = Counter(kills(month, Path(folder), times, 16))
    print(
        f"{times} locks killed, {come['read']} before the lock was written, {come['locked']} between it and its act, "
        f"{come['entered']} after: all whole, and finished by the same command, in {time.monotonic() - started:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
