"""Problem codes S…."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

SYNTAX: dict[str, Entry] = {}
