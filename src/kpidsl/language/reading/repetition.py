"""The problem of what is written twice where only one can apply."""

from __future__ import annotations

from kpidsl.problems import Problem, SecondaryPlace, Span, problem


def written_twice(first: Span, again: Span) -> Problem:
    """Return T110 at `again`, which also names the place of the first."""
    return problem("T110", again, places=(SecondaryPlace(first, ""),), first=f"{first.path}:{first.line}")
