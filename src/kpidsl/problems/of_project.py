"""Problem codes P…."""

from __future__ import annotations

from kpidsl.problems.entry import Entry

PROJECT: dict[str, Entry] = {}
