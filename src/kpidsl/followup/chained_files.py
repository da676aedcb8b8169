"""Files in a folder that make a chain: numbered, each with a hash of its own and that of the one before it.

There is one way to write a link, so that a changed byte is seen even where it changes no value.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from kpidsl.followup import exclusive_files
from kpidsl.left_behind import is_left_behind
from kpidsl.model.act import Json
from kpidsl.model.lock import Lock
from kpidsl.model.release import Release

_FILE_NAME = re.compile(r"([1-9][0-9]*)\.json")

T = TypeVar("T", Lock, Release)


class ChainFault(StrEnum):
    """What can be wrong with a link, or with a file among the links."""

    MISSING = "missing"
    """There is a later link, but none of this number."""
    CHANGED = "changed"
    """The bytes are not those of a link with its hash."""
    UNCHAINED = "unchained"
    """It does not name the hash of the link before it."""
    FOREIGN = "foreign"
    """A file that is no link, and nothing that belongs beside one."""


@dataclass(frozen=True)
class ChainFinding:
    """A fault, in that file."""

    path: Path
    fault: ChainFault


@dataclass(frozen=True)
class FileChain(Generic[T]):
    """How a chain is written. `fields_of` gives a link's fields, as JSON has them, without its hash, and `link_of` the
    link of them; it raises KeyError, TypeError or ValueError for a field that is missing or of another type."""

    first_prev: str
    """What the first link has as the hash of the one before it."""
    fields_of: Callable[[T], Mapping[str, Json]]
    link_of: Callable[[Mapping[str, Any]], T]
    beside: re.Pattern[str]
    """The names of the files that belong beside the links."""

    def with_hash(self, link: T) -> T:
        """The link with the hash that its fields give."""
        return replace(link, hash=hashlib.sha256(_json(self.fields_of(link))).hexdigest())

    def to_bytes(self, link: T) -> bytes:
        """The link as a file."""
        return _json({**self.fields_of(link), "hash": link.hash})

    def from_bytes(self, content: bytes) -> T:
        """The link of a file. Raises ValueError for anything but one that is written as `to_bytes` writes it, with the
        hash that its fields give."""
        try:
            link = self.link_of(json.loads(content))
            if self.to_bytes(link) == content and self.with_hash(link) == link:
                return link
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError("the file is no link of the chain") from error
        raise ValueError("the file is not as a link is written")

    def add(self, folder: Path, link: T) -> bool:
        """Whether the link was written under its number; False where another has it. Raises OSError."""
        return exclusive_files.create(folder / f"{link.number}.json", self.to_bytes(link))

    def read(self, folder: Path) -> tuple[tuple[T, ...], tuple[ChainFinding, ...]]:
        """The links that are whole, in order, and what is wrong with the others; none where there is no folder."""
        links: list[T] = []
        findings: list[ChainFinding] = []
        numbers = set()
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if match := _FILE_NAME.fullmatch(path.name):
                numbers.add(int(match[1]))
            elif not (self.beside.fullmatch(path.name) or is_left_behind(path)):  # which a killed writer's are too
                findings.append(ChainFinding(path, ChainFault.FOREIGN))
        prev: str | None = self.first_prev
        for number in range(1, max(numbers, default=0) + 1):
            path = folder / f"{number}.json"
            try:
                link = self.from_bytes(exclusive_files.read(path))
            except (FileNotFoundError, ValueError) as error:
                fault = ChainFault.MISSING if isinstance(error, FileNotFoundError) else ChainFault.CHANGED
                findings.append(ChainFinding(path, fault))
                prev = None
                continue
            if link.number != number or prev not in (None, link.prev):
                findings.append(ChainFinding(path, ChainFault.UNCHAINED))
            links.append(link)
            prev = link.hash
        return tuple(links), tuple(findings)


def _json(value: Mapping[str, Json]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
