"""Problem codes L…."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

LINTS: dict[str, Entry] = {}
