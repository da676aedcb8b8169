"""Files that nobody sees half of."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Have `write` write the file under another name beside, and then give it its own; a folder that lacks is made.

    Nothing is left beside it where writing fails. Raises OSError where the folder or the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.parent / f".beside-{secrets.token_hex(8)}{path.suffix}"
    try:
        write(beside)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
