"""Problem codes R…."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

RUNNING: dict[str, Entry] = {}
