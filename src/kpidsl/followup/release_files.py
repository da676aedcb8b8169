"""Releases as files in the store of editions: a chain, as locks are.

<store>/releases/1.json, 2.json, …
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from kpidsl.followup.chained_files import Chain, ChainFinding
from kpidsl.model.act import Json
from kpidsl.model.period import Month
from kpidsl.model.release import Release


def releases_folder(store: Path) -> Path:
    """Where the store's releases lie."""
    return store / "releases"


def add_release(store: Path, release: Release) -> bool:
    """Whether the release was written under its number; False where another has it. Raises OSError."""
    return _CHAIN.add(releases_folder(store), release)


def read_releases(store: Path) -> tuple[tuple[Release, ...], tuple[ChainFinding, ...]]:
    """The store's releases that are whole, in order, and what is wrong with the others."""
    return _CHAIN.read(releases_folder(store))


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


_CHAIN: Chain[Release] = Chain("", _fields, _release, re.compile("(?!)"))  # nothing belongs beside them
with_hash = _CHAIN.with_hash
