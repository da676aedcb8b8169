"""Problem codes D…."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

DATA: dict[str, Entry] = {}
