"""Where in a specification something was written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """Where in a specification something was written: path, line from 1."""

    path: str
    line: int
