"""Signatures of locks, by ssh-keygen and a key that whoever locks has already: no cryptography of our own.

A signature is of the bytes of the lock's file, in the namespace `kpidsl`. Who may sign as whom is a file of OpenSSH's
own kind (`allowed_signers`), whose principals are the names that people lock under.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from enum import Enum
from pathlib import Path

from kpidsl.followup import exclusive_files
from kpidsl.followup.lock_files import signature_file, to_bytes
from kpidsl.model.lock import Lock
from kpidsl.problems import Problem, problem

_NAMESPACE = "kpidsl"


class Signed(Enum):
    """How it stands with the signature of a lock."""

    NOT = "not signed"
    UNCHECKED = "signed, and not held against who may sign"
    GOOD = "signed by the one whose name it has"
    BAD = "signed by somebody else, or changed since"


def sign_lock(store: Path, lock: Lock, key: Path) -> tuple[Problem, ...]:
    """Write the signature of the lock beside where it lies, or will lie; one that is there stays. F069 where the key
    does not sign. Raises OSError where nothing can be written."""
    signature, why = _run(["-Y", "sign", "-n", _NAMESPACE, "-f", str(key)], to_bytes(lock))
    if not signature:
        return (problem("F069", key=key, why=why),)
    exclusive_files.create(signature_file(store, lock), signature)
    return ()


def signed(store: Path, lock: Lock, signers: Path | None) -> tuple[Signed, tuple[Problem, ...]]:
    """How it stands with the signature, with F070 where it is bad, and F071 where there is none and `signers` say who
    is to sign. Raises OSError where a file cannot be read."""
    path = signature_file(store, lock)
    try:
        signature = exclusive_files.read(path)
    except FileNotFoundError:
        missing = problem("F071", number=lock.number, by=lock.by, on=f"{lock.on:%d.%m.%Y}")
        return Signed.NOT, (missing,) if signers is not None else ()
    if signers is None:
        return Signed.UNCHECKED, ()
    with tempfile.TemporaryDirectory() as folder:
        beside = Path(folder, "signature")
        beside.write_bytes(signature)
        asked = ["-Y", "verify", "-n", _NAMESPACE, "-f", str(signers), "-I", lock.by, "-s", str(beside)]
        good, why = _run(asked, to_bytes(lock))
    if good:
        return Signed.GOOD, ()
    return Signed.BAD, (problem("F070", path=path, number=lock.number, by=lock.by, signers=signers, why=why),)


def _run(arguments: list[str], content: bytes) -> tuple[bytes, str]:
    """What ssh-keygen answers to the content; empty where it refuses, with why."""
    try:
        done = subprocess.run(
            ["ssh-keygen", *arguments],
            input=content,
            capture_output=True,
            env={**os.environ, "LC_ALL": "C"},
            check=False,
        )
    except FileNotFoundError:
        return b"", "ssh-keygen: not found"
    message = done.stderr.decode(errors="replace").strip() or done.stdout.decode(errors="replace").strip()
    return (done.stdout if done.returncode == 0 else b""), " ".join(message.split())
