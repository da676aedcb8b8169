"""Edits of texts: the lines as they become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpidsl.problems.problem import Edit, Fix


def edited(lines: list[str], edits: Iterable[Edit]) -> list[str | None]:
    """The lines of one file after edits of different stretches: None for a line that is left empty."""
    edited_lines: list[str | None] = list(lines)
    for edit in sorted(edits, key=lambda e: (e.span.line, e.span.column), reverse=True):
        at = edit.span.line - 1
        line = edited_lines[at] or ""
        start = edit.span.column - 1
        line = line[:start] + edit.text + line[start + edit.span.length :]
        edited_lines[at] = line if line.strip() else None
    return edited_lines


def resulting(fix: Fix, lines: Mapping[str, list[str]]) -> list[str]:
    """The lines that a fix changes as they would become, without indentation; nothing for those that go, or that are
    not in `lines` (by path)."""
    results = []
    for path in dict.fromkeys(e.span.path for e in fix.edits):
        own = [e for e in fix.edits if e.span.path == path]
        if all(1 <= e.span.line <= len(lines.get(path, ())) for e in own):
            after = edited(lines[path], own)
            results += [line.strip() for n in sorted({e.span.line for e in own}) if (line := after[n - 1]) is not None]
    return results
