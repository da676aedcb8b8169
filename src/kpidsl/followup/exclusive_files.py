"""Files that come into being whole and only once, whoever else writes at the same time and whenever one is killed.

The content is written beside and then given its name by a hard link, which fails where the name is taken. A file system
without hard links (many network shares) instead gets a folder of that name with the content in it, written beside and
renamed: a folder is never renamed onto a file or onto a folder that holds something. Neither leaves a half-written
file, and there is no lock to go stale.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
from pathlib import Path

BESIDE = ".beside-"
"""What is being written. A writer that is killed leaves it; nothing reads it."""
_INNER = "content"
_TRIES = 100
_NO_LINKS = {errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}
_TAKEN = {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EACCES}
"""What renaming a folder onto a name in use gives; the last one on Windows."""


def create(target: Path, content: bytes) -> bool:
    """Whether the file was created with the content: False where the name was taken, also at the same moment.

    When it returns True, the content is on the disk. Raises OSError where it cannot be written (a full disk, no
    rights).
    """
    for _ in range(_TRIES):
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # a strike cleared away what was written beside: write it again
            return _create(target, content)
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target))


def read(target: Path) -> bytes:
    """The content. Raises FileNotFoundError where there is no such file, or where it is being removed."""
    try:
        return target.read_bytes()
    except IsADirectoryError:
        return (target / _INNER).read_bytes()
    except PermissionError:  # what Windows says of a folder
        if target.is_dir():
            return (target / _INNER).read_bytes()
        raise


def digest(target: Path) -> str:
    """The sha256 of the content. Raises as `read` does."""
    return hashlib.sha256(read(target)).hexdigest()


def replace(target: Path, content: bytes) -> None:
    """Gives an existing file a new content, at one moment: a reader sees the old one or the new one."""
    beside = target.parent / f"{BESIDE}{secrets.token_hex(8)}"
    try:
        _write(beside, content)
        os.replace(beside, target / _INNER if target.is_dir() else target)
    finally:
        beside.unlink(missing_ok=True)


def remove(target: Path) -> None:
    """Removes the file; nothing happens where it is gone."""
    if target.is_dir():
        shutil.rmtree(target, ignore_errors=True)
    else:
        target.unlink(missing_ok=True)


def remove_leftovers(folder: Path) -> None:
    """Removes what killed writers left beside. A living one, whose content goes too, writes it again."""
    for beside in folder.glob(f"{BESIDE}*"):
        with contextlib.suppress(NotADirectoryError):
            remove(beside)


def _create(target: Path, content: bytes) -> bool:
    """Raises FileNotFoundError where what was written beside has been cleared away."""
    beside = target.parent / f"{BESIDE}{secrets.token_hex(8)}"
    try:
        _write(beside, content)
        os.link(beside, target)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return _create_folder(target, content)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(target.parent)
    return True


def _create_folder(target: Path, content: bytes) -> bool:
    if target.exists():  # Windows and some shares would say only that access is denied
        return False
    beside = target.parent / f"{BESIDE}{secrets.token_hex(8)}"
    try:
        beside.mkdir()
        _write(beside / _INNER, content)
        os.rename(beside, target)
    except OSError as error:
        if error.errno in _TAKEN and target.exists():
            return False
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _sync_folder(target.parent)
    return True


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """The name itself is on the disk; a system that cannot open a folder has no way to ask for it."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
