"""Problem codes T…."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

CHECKING: dict[str, Entry] = {}
