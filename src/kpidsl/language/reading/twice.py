"""What is said twice, where only one of the two can hold."""

from __future__ import annotations

from kpidsl.problems import Place, Problem, Span, problem


def said_twice(first: Span, again: Span) -> Problem:
    """The problem of what stands at `again` and was said at `first` before; it names both places."""
    return problem("T110", again, places=(Place(first, ""),), first=f"{first.path}:{first.line}")
