"""Apply the fixes that are safe to the texts of a specification, until none is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kpidsl.language import check_sources
from kpidsl.language.reading.lines import normalise
from kpidsl.problems import Edit, Fix, Problem, SourceText
from kpidsl.problems.edits import edited

ROUNDS = 10
"""A fix may bring to light what it hid; so many times at most."""


def fix_texts(files: Sequence[SourceText]) -> tuple[tuple[SourceText, ...], tuple[Problem, ...]]:
    """The texts with every safe fix applied, and the problems that were mended so; a fix that is not safe is never
    applied. A line that is mended is also normalised (ordinary blanks and quotation marks)."""
    mended: list[Problem] = []
    for _ in range(ROUNDS):
        chosen = list(_apart(check_sources(files)[1]))
        if not chosen:
            break
        mended += [problem for problem, _ in chosen]
        edits = [edit for _, fix in chosen for edit in fix.edits]
        files = [apply(file, [e for e in edits if e.span.path == file.path]) for file in files]
    return tuple(files), tuple(mended)


def apply(file: SourceText, edits: Sequence[Edit]) -> SourceText:
    """The file after the edits, which are of different stretches."""
    if not edits:
        return file
    lines = file.text.split("\n")
    for at in {edit.span.line - 1 for edit in edits}:
        lines[at] = normalise(lines[at])
    return replace(file, text="\n".join(line for line in edited(lines, edits) if line is not None))


def _apart(problems: Iterable[Problem]) -> Iterable[tuple[Problem, Fix]]:
    """The first safe fix of each problem, as long as no two are of one line."""
    taken: set[tuple[str, int]] = set()
    for problem in problems:
        fix = next((fix for fix in problem.fixes if fix.safe), None)
        if fix is None:
            continue
        lines = {(edit.span.path, edit.span.line) for edit in fix.edits}
        if not lines & taken:
            taken |= lines
            yield problem, fix
