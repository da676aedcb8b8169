"""Releases as files in the store of editions: a chain, as locks are.

<store>/releases/1.json, 2.json, …
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from kpidsl.followup.chained_files import ChainFinding, FileChain
from kpidsl.model.act import Json
from kpidsl.model.period import Month
from kpidsl.model.release import Release

RESULTS = "results.csv"
"""The file of an edition that holds what it shows."""


def releases_folder(store: Path) -> Path:
    """Where the store's releases lie."""
    return store / "releases"


def add_release(store: Path, release: Release) -> bool:
    """Whether the release was written under its number; False where another has it. Raises OSError."""
    return _CHAIN.add(releases_folder(store), release)


def read_releases(store: Path) -> tuple[tuple[Release, ...], tuple[ChainFinding, ...]]:
    """The store's releases that are whole, in order, and what is wrong with the others."""
    return _CHAIN.read(releases_folder(store))


def results_digest(folder: Path) -> str:
    """The sha256 of the results.csv of the edition in the folder; empty where there is none."""
    path = folder / RESULTS
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fields(release: Release) -> Mapping[str, Json]:
    fields: dict[str, Any] = asdict(release)
    del fields["hash"]
    return {**fields, "period": str(release.period), "on": release.on.isoformat()}


def _release(fields: Mapping[str, Any]) -> Release:
    return Release(
        **{
            **fields,
            "period": Month.parse(fields["period"]),
            "on": date.fromisoformat(fields["on"]),
            "editions": dict(fields["editions"]),
            "acknowledged": tuple(map(tuple, fields["acknowledged"])),
        }
    )


_CHAIN: FileChain[Release] = FileChain("", _fields, _release, re.compile("(?!)"))  # nothing belongs beside them
with_hash = _CHAIN.with_hash
