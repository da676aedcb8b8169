"""Releases as files in the store of editions, each with a hash of its own and that of the one before it.

<store>/releases/1.json, 2.json, …
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from kpidsl.followup import exclusive_files
from kpidsl.left_behind import is_left_behind
from kpidsl.model.period import Month
from kpidsl.model.release import Release

_FILE_NAME = re.compile(r"([1-9][0-9]*)\.json")


def releases_folder(store: Path) -> Path:
    """Where the store's releases lie."""
    return store / "releases"


def with_hash(release: Release) -> Release:
    """The release with the hash that its other fields give."""
    return replace(release, hash=hashlib.sha256(_bytes(replace(release, hash=""))).hexdigest())


def add_release(store: Path, release: Release) -> bool:
    """Whether the release was written under its number; False where another has it. Raises OSError."""
    return exclusive_files.create(releases_folder(store) / f"{release.number}.json", _bytes(release))


def read_releases(store: Path) -> tuple[tuple[Release, ...], tuple[Path, ...]]:
    """The store's releases in order, up to the first that is not as it was written; and the files that are not:
    changed, missing before a later one, or no release. Both are empty where the store has none."""
    folder = releases_folder(store)
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    wrong = [path for path in paths if not (_FILE_NAME.fullmatch(path.name) or is_left_behind(path))]
    releases: list[Release] = []
    for number in range(
        1, max((int(path.stem) for path in paths if path not in wrong and path.stem.isdigit()), default=0) + 1
    ):
        path = folder / f"{number}.json"
        try:
            content = exclusive_files.read(path)
            release = _release(content)
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            return tuple(releases), (*wrong, path)
        prev = releases[-1].hash if releases else ""
        if (release.number, release.prev) != (number, prev) or _bytes(with_hash(release)) != content:
            return tuple(releases), (*wrong, path)
        releases.append(release)
    return tuple(releases), tuple(wrong)


def _bytes(release: Release) -> bytes:
    fields = {**asdict(release), "period": str(release.period), "on": release.on.isoformat()}
    return (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode()


def _release(content: bytes) -> Release:
    """The release of a file. Raises ValueError, KeyError, TypeError or AttributeError where it holds none."""
    fields = json.loads(content)
    return Release(
        **{
            **fields,
            "period": Month.parse(fields["period"]),
            "on": date.fromisoformat(fields["on"]),
            "editions": dict(fields["editions"]),
            "acknowledged": tuple(map(tuple, fields["acknowledged"])),
        }
    )
