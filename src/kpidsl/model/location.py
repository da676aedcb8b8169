"""Where in a specification or a table something was written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True, repr=False)
class Location:
    """Where in a specification or a table something was written: path, line from 1.

    It is represented by the file's name alone: an edition's identity, which is made of representations, is the same
    wherever the folders lie.
    """

    path: str
    line: int

    def __repr__(self) -> str:
        return f"Location({PurePath(self.path).name!r}, {self.line})"
