"""One row of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A code's severity, its message and its help in both languages; `{name}` are the problem's fields."""

    severity: Severity
    nb: str
    en: str
    help_nb: str = ""
    help_en: str = ""
