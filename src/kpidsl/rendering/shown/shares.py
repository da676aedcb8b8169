"""What of a format's files is made at once: everything, or a share of it while the others are made beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FileShare:
    """The share with that number (from 0) among `of` shares. Every file is in one of them."""

    number: int = 0
    of: int = 1

    def among(self, files: Sequence[T]) -> Sequence[T]:
        """Those of the files that are in this share."""
        return files[self.number :: self.of]


EVERYTHING = FileShare()
