"""Indicators with a number in common: what the one prints is known of the other.

Shares of the same persons have their base in common, and where a ratio is of those that another one counts, its base is
that one's numerator. Each indicator hides other figures, and together they may print one that none of them may alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from kpidsl.disclosure.equations import stands
from kpidsl.disclosure.hiding import (
    Hidden,
    Pattern,
    PrintedCounts,
    counts_of_whole,
    pattern,
    pattern_beside,
    pattern_of_count,
)
from kpidsl.model.organisation import Structure
from kpidsl.model.results import Grid
from kpidsl.model.spec import Indicator, Spec

Job = tuple[Indicator, Spec, Grid, Structure, int]
"""An indicator with what decides what is hidden of it; last the position of the first month that is looked at."""
Calls = Sequence[tuple[Callable[..., Pattern], tuple[Any, ...]]]
"""Functions that work out a pattern, each with its arguments, which begin with a job's."""
Member = tuple[str, int]
"""An indicator, and which of its counts: 0 is the numerator, -1 the cases."""


def with_common_counts(
    jobs: Mapping[str, Job], each: Mapping[str, Pattern], of_each: Callable[[Calls], Sequence[Pattern]]
) -> dict[str, Pattern]:
    """What is hidden of each indicator, by its code, so that nothing hidden follows from what those together print that
    have a number in common. `of_each` makes calls, in whatever order."""
    result, every = dict(each), common_counts(jobs)
    groups = every
    while groups:
        more = _by_what_is_printed(groups, jobs, result, of_each) or _by_both_counts(every, jobs, result, of_each)
        changed = list(more)
        again = of_each([(pattern, (*jobs[code], result[code].hidden | more[code])) for code in changed])
        result |= dict(zip(changed, again, strict=True))
        groups = [group for group in every if any(code in more for code, _ in group)]
    return result


def _by_what_is_printed(
    groups: Sequence[Sequence[Member]],
    jobs: Mapping[str, Job],
    result: dict[str, Pattern],
    of_each: Callable[[Calls], Sequence[Pattern]],
) -> dict[str, Hidden]:
    """What is hidden more, by indicator, so that nothing of a number that the groups have in common follows from what
    they print of it."""
    asked = [(group, member) for group in groups for member in group]
    starts = [_not_printed(group, code, jobs, result) for group, (code, _) in asked]
    calls = [
        (pattern_of_count, (*jobs[code], count, start)) for (_, (code, count)), start in zip(asked, starts, strict=True)
    ]
    more: dict[str, Hidden] = {}
    for (group, (code, _)), start, closed in zip(asked, starts, of_each(calls), strict=True):
        _add(more, group, code, closed.hidden & ~start, result)
        result[code] = Pattern(result[code].hidden, max(result[code].in_doubt, closed.in_doubt))
    return more


def _by_both_counts(
    groups: Sequence[Sequence[Member]],
    jobs: Mapping[str, Job],
    result: dict[str, Pattern],
    of_each: Callable[[Calls], Sequence[Pattern]],
) -> dict[str, Hidden]:
    """What is hidden more, by indicator, so that no numerator and no rest follows from the cases that others print, and
    from the numerators: the one is what the other is not."""
    printed = printed_counts(groups, jobs, result)
    asked = [code for code, of in printed.items() if of[-1].any()]
    calls = [(pattern_beside, (*jobs[code], result[code].hidden, printed[code])) for code in asked]
    more: dict[str, Hidden] = {}
    for code, closed in zip(asked, of_each(calls), strict=True):
        result[code] = Pattern(result[code].hidden, max(result[code].in_doubt, closed.in_doubt))
        if closed.printed is not None:
            silenced = printed[code] & ~closed.printed
            for group, count in _of(code, groups):
                _add(more, group, code, silenced[count], result)
        if (closed.hidden & ~result[code].hidden).any():
            more[code] = more.get(code, np.zeros_like(closed.hidden)) | closed.hidden
    return more


def printed_counts(
    groups: Sequence[Sequence[Member]], jobs: Mapping[str, Job], patterns: Mapping[str, Pattern]
) -> dict[str, PrintedCounts]:
    """Of each indicator which of its hidden figures others print a count of. One that has both counts in common with it
    is the same figure under its own rule, which says that it may be shown: its numerators are taken for not printed."""
    printed = {code: np.zeros((2, *one.hidden.shape), dtype=np.bool_) for code, one in patterns.items()}
    for code, of in printed.items():
        cases = {other for group, count in _of(code, groups) if count == -1 for other, _ in group} - {code}
        for group, count in _of(code, groups):
            others = group if count == -1 else [one for one in group if one[0] not in cases]
            of[count] |= _printed_elsewhere(others, code, jobs, patterns)
    return printed


def _of(code: str, groups: Sequence[Sequence[Member]]) -> Iterator[tuple[Sequence[Member], int]]:
    """The groups that a count of the indicator is in, each with that count."""
    yield from ((group, count) for group in groups for one, count in group if one == code)


def _printed_elsewhere(
    group: Sequence[Member], code: str, jobs: Mapping[str, Job], patterns: Mapping[str, Pattern]
) -> Hidden:
    """Where the indicator hides its count of the whole, and another one of the group prints it."""
    on_card = stands(jobs[code][0], jobs[code][3])[:, None]
    return np.asarray(patterns[code].hidden & on_card & ~_not_printed(group, code, jobs, patterns))


def common_counts(jobs: Mapping[str, Job]) -> list[list[Member]]:
    """The counts that are the same number in every cell of the whole, of several indicators."""
    same: dict[bytes, list[Member]] = {}
    for code, (indicator, spec, grid, structure, _) in jobs.items():
        for count, key in counts_of_whole(indicator, spec, grid, structure).items():
            same.setdefault(key, []).append((code, count))
    return [group for group in same.values() if len({code for code, _ in group}) > 1]


def _not_printed(
    group: Sequence[Member], code: str, jobs: Mapping[str, Job], patterns: Mapping[str, Pattern]
) -> Hidden:
    """Where none of the group prints its count of the whole; of the categories, where the indicator does not."""
    on_card = {other: stands(jobs[other][0], jobs[other][3])[:, None] for other, _ in group}
    hidden = patterns[code].hidden.copy()
    hidden[0] = np.logical_and.reduce([patterns[other].hidden[0] | ~on for other, on in on_card.items()])
    return hidden & on_card[code]


def _add(
    more: dict[str, Hidden], group: Sequence[Member], code: str, closed: Hidden, patterns: Mapping[str, Pattern]
) -> None:
    """Hide the wholes that were closed of every indicator of the group, and the categories of the one."""
    if not closed.any():
        return
    for other in {code for code, _ in group}:
        hidden = more.setdefault(other, np.zeros_like(patterns[other].hidden))
        hidden[0] |= closed[0]
    more[code] |= closed
