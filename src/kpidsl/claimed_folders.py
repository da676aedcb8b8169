"""Folders that belong to a run while it lives: it is locked by the system, so that another run, in another container or
on another machine with the same disk too, can tell a folder in use from one that a killed run left behind."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl

CLAIMING = ".kpidsl-claiming-"
"""A folder on its way to being claimed: empty, and never removed by another run."""

WORK = "kpidsl-work-"
"""How the folder of a run's rows begins, among the system's temporary files."""


@contextlib.contextmanager
def claimed_folder(parent: Path, prefix: str, mode: int = 0o777) -> Iterator[Path]:
    """A new folder `<parent>/<prefix><random>`, locked until the block ends; then it is removed with all it holds.

    Folders with that prefix whose run is dead are removed first. The block may rename the folder: that is how what was
    made in it is kept. `mode` is narrowed by the process's umask. Raises OSError where the folder cannot be made.
    """
    remove_abandoned(parent, prefix)
    name = secrets.token_hex(8)
    claimed, folder = parent / f"{CLAIMING}{name}", parent / f"{prefix}{name}"
    claimed.mkdir(mode=mode)
    try:
        with locked(claimed):  # before it has the name that other runs look for
            claimed.rename(folder)
            yield folder
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        for path in (claimed, folder):
            shutil.rmtree(path, ignore_errors=True)


def remove_abandoned(parent: Path, prefix: str) -> None:
    """Remove this user's folders `<parent>/<prefix>…` that no living run has claimed; what cannot be opened or removed
    stays."""
    if sys.platform == "win32":  # there is no lock on a folder to ask
        return
    for folder in parent.glob(f"{prefix}*"):
        with contextlib.suppress(OSError), locked(folder) as descriptor:
            if os.fstat(descriptor).st_uid == os.geteuid():
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def locked(folder: Path, *, wait: bool = False) -> Iterator[int]:
    """The folder's descriptor, with the lock that the system lets go when the process ends, however it ends.

    Where another run has the lock, `wait` until it lets go, or raise BlockingIOError. Raises NotADirectoryError for a
    link. On Windows, which locks no folder, there is no lock and no descriptor (-1).
    """
    if sys.platform == "win32":
        yield -1
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield descriptor
    finally:
        os.close(descriptor)
