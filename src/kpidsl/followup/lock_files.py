"""Locks as files: a chain in the store of editions, each naming the hash of the one before.

    <store>/locks/1.json, 2.json, …         a lock each
    <store>/locks/changes-<16 digits>.csv   what a correction changed
    <store>/locks/signature-<16 digits>.sig a lock's signature, by the lock's own digits

As with acts there is one way to write a lock, so that a changed byte is seen even where it changes no value.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from kpidsl.followup import exclusive_files
from kpidsl.left_behind import is_left_behind
from kpidsl.model.act import Json
from kpidsl.model.lock import Lock
from kpidsl.model.period import Month

FIRST_PREV = hashlib.sha256(b"kpidsl locks").hexdigest()
"""The `prev` of the first lock of a store."""
_FILE_NAME = re.compile(r"([1-9][0-9]*)\.json")
_BESIDE = re.compile(r"changes-[0-9a-f]{16}\.csv|signature-[0-9a-f]{16}\.sig")


class LockFault(StrEnum):
    """What can be wrong with a lock, or with a file among the locks."""

    MISSING = "missing"
    """There is a later lock, but none of this number."""
    CHANGED = "changed"
    """The bytes are not those of a lock with its hash."""
    UNCHAINED = "unchained"
    """It does not name the hash of the lock before it."""
    FOREIGN = "foreign"
    """A file that is no lock and no changes of one."""


@dataclass(frozen=True)
class LockFinding:
    """A fault, in that file."""

    path: Path
    fault: LockFault


def locks_folder(store: Path) -> Path:
    """Where the store's locks lie."""
    return store / "locks"


def with_hash(lock: Lock) -> Lock:
    """The lock with the hash that its fields give."""
    return replace(lock, hash=hashlib.sha256(_json(_bound_fields(lock))).hexdigest())


def to_bytes(lock: Lock) -> bytes:
    """The lock as a file."""
    return _json({**_bound_fields(lock), "hash": lock.hash})


def from_bytes(content: bytes) -> Lock:
    """The lock of a file. Raises ValueError for anything but a lock that is written as `to_bytes` writes it, with the
    hash that its fields give."""
    try:
        lock = _lock(json.loads(content))
        if to_bytes(lock) == content and with_hash(lock) == lock:
            return lock
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("the file is not a lock") from error
    raise ValueError("the file is not as a lock is written")


def add_lock(store: Path, lock: Lock) -> bool:
    """Whether the lock was written under its number; False where another has it. Raises OSError."""
    return exclusive_files.create(locks_folder(store) / f"{lock.number}.json", to_bytes(lock))


def add_changes(store: Path, content: bytes) -> str:
    """The sha256 of the changes of a correction, after they are written. Raises OSError."""
    digest = hashlib.sha256(content).hexdigest()
    exclusive_files.create(changes_file(store, digest), content)
    return digest


def changes_file(store: Path, digest: str) -> Path:
    """The file of the changes with that sha256."""
    return locks_folder(store) / f"changes-{digest[:16]}.csv"


def signature_file(store: Path, lock: Lock) -> Path:
    """The file of the lock's signature, where it has one."""
    return locks_folder(store) / f"signature-{lock.digits}.sig"


def read_locks(store: Path) -> tuple[tuple[Lock, ...], tuple[LockFinding, ...]]:
    """The store's locks that are whole, in order, and what is wrong with the others."""
    folder = locks_folder(store)
    locks: list[Lock] = []
    findings: list[LockFinding] = []
    numbers = set()
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if match := _FILE_NAME.fullmatch(path.name):
            numbers.add(int(match[1]))
        elif not (_BESIDE.fullmatch(path.name) or is_left_behind(path)):  # which a killed writer's are too
            findings.append(LockFinding(path, LockFault.FOREIGN))
    prev = FIRST_PREV
    for number in range(1, max(numbers, default=0) + 1):
        path = folder / f"{number}.json"
        try:
            lock = from_bytes(exclusive_files.read(path))
        except (FileNotFoundError, ValueError) as error:
            fault = LockFault.MISSING if isinstance(error, FileNotFoundError) else LockFault.CHANGED
            findings.append(LockFinding(path, fault))
            prev = ""
            continue
        if lock.number != number or (prev and lock.prev != prev):
            findings.append(LockFinding(path, LockFault.UNCHAINED))
        locks.append(lock)
        prev = lock.hash
    return tuple(locks), tuple(findings)


def latest_of(locks: tuple[Lock, ...], unit: str, line: str, period: Month) -> Lock | None:
    """The last lock of the unit's card on the line; None where it is not locked."""
    own = [one for one in locks if (one.unit, one.line, one.period) == (unit, line, period)]
    return own[-1] if own else None


def digests_in(folder: Path) -> dict[str, str]:
    """The sha256 of each file in the folder and in those below, by its path from it, but for what programs leave behind
    there. Raises OSError."""
    digests = {}
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and not any(map(is_left_behind, (inner, *inner.parents[:-1]))):
            with path.open("rb") as file:
                digests[inner.as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return digests


def _bound_fields(lock: Lock) -> dict[str, Json]:
    """Every field but the hash, as JSON has it."""
    bound: dict[str, Any] = {field.name: getattr(lock, field.name) for field in fields(lock) if field.name != "hash"}
    return {
        **bound,
        "period": str(lock.period),
        "on": lock.on.isoformat(),
        "incomplete": list(lock.incomplete),
        "files": dict(lock.files),
        "heads": dict(lock.heads),
    }


def _lock(values: Mapping[str, Any]) -> Lock:
    """The lock of the values. Raises KeyError, TypeError or ValueError for one that is missing or of another type."""
    lock = Lock(
        **{
            **values,
            "period": Month.parse(values["period"]),
            "on": date.fromisoformat(values["on"]),
            "incomplete": tuple(values["incomplete"]),
        }
    )
    texts = [lock.prev, lock.unit, lock.line, lock.by, lock.role, lock.edition, lock.folder, lock.reason, lock.hash]
    texts += [lock.changes or "", *lock.incomplete, *lock.files.values(), *lock.heads.values()]
    numbers = (lock.number, 0 if lock.corrects is None else lock.corrects)
    if not (all(isinstance(text, str) for text in texts) and all(type(number) is int for number in numbers)):
        raise TypeError("a field of the lock has the wrong type")
    return lock


def _json(value: Mapping[str, Json]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
