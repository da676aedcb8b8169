"""What operating systems, Office and sync programs leave in shared folders, by its name."""

from __future__ import annotations

from pathlib import Path

_BEGINNINGS = (".", "~$")
"""Hidden files, among them a Mac's `.DS_Store` and `._…` and LibreOffice's `.~lock.…#`; and what Excel keeps beside an
open book."""
_ENDING = ".tmp"
"""What a program writes before it gives the file its name; left by one that was interrupted."""
_NAMES = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"))
"""Thumbnails and looks of folders, from Windows and from a Mac; in lower case, since shares differ in case."""


def is_left_behind(path: Path) -> bool:
    """Return whether a program left the file or folder there by itself: nobody wrote it to be read."""
    name = path.name.lower()
    return name.startswith(_BEGINNINGS) or name.endswith(_ENDING) or name in _NAMES
