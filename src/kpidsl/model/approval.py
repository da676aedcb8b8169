"""What someone answers about the report of a unit below theirs: approved, or returned to be written again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer about what a unit has entered for a month. `seen` is the digest of it as it then stood."""

    unit: str
    """The unit's folder: level and code, as `kontor-0315`."""
    line: str
    is_approved: bool
    """Otherwise it is returned."""
    seen: str
    remark: str
    by: str
    on: date
