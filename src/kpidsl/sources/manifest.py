"""What a data folder says of itself."""

from __future__ import annotations

from pathlib import Path


def is_synthetic(data: Path) -> bool:
    """Whether its manifest says that the data are made up."""
    manifest = data / "manifest.json"
    return manifest.is_file() and "SYNTHETIC" in manifest.read_text(encoding="utf-8", errors="replace").upper()
