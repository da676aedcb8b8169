"""The manifest of a data folder."""

from __future__ import annotations

from pathlib import Path


def is_synthetic(data: Path) -> bool:
    """Return whether the folder has a manifest that declares its data synthetic."""
    manifest = data / "manifest.json"
    return manifest.is_file() and "SYNTHETIC" in manifest.read_text(encoding="utf-8", errors="replace").upper()
