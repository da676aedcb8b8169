"""The manifest: what the edition is, and none of its figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

HOLDS = "neither"


def texts(path: Path) -> Iterator[str]:
    yield path.read_text(encoding="utf-8")
