"""Locks as files: a chain in the store of editions, each naming the hash of the one before.

<store>/locks/1.json, 2.json, …         a lock each
<store>/locks/changes-<16 digits>.csv   what a correction changed
<store>/locks/signature-<16 digits>.sig a lock's signature, by the lock's own digits
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from kpidsl.followup import exclusive_files
from kpidsl.followup.chained_files import ChainFinding, FileChain
from kpidsl.left_behind import is_left_behind
from kpidsl.model.act import Json
from kpidsl.model.lock import Lock
from kpidsl.model.period import Month

FIRST_PREV = hashlib.sha256(b"kpidsl locks").hexdigest()
"""The `prev` of the first lock of a store."""
_BESIDE = re.compile(r"changes-[0-9a-f]{16}\.csv|signature-[0-9a-f]{16}\.sig")


def locks_folder(store: Path) -> Path:
    """Where the store's locks lie."""
    return store / "locks"


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


def add_lock(store: Path, lock: Lock) -> bool:
    """Whether the lock was written under its number; False where another has it. Raises OSError."""
    return _CHAIN.add(locks_folder(store), lock)


def read_locks(store: Path) -> tuple[tuple[Lock, ...], tuple[ChainFinding, ...]]:
    """The store's locks that are whole, in order, and what is wrong with the others."""
    return _CHAIN.read(locks_folder(store))


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


_CHAIN: FileChain[Lock] = FileChain(FIRST_PREV, _bound_fields, _lock, _BESIDE)
with_hash, to_bytes, from_bytes = _CHAIN.with_hash, _CHAIN.to_bytes, _CHAIN.from_bytes
