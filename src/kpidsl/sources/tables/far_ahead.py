"""Targets of the table whose start lies so far ahead that it is hardly meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator, Target
from kpidsl.problems import Problem, Span, problem

FAR = 10
"""Years from a decision to the start of its target, from which on the date is hardly meant."""


def far_ahead(indicator: Indicator, rows: Sequence[Target], period: Month | None) -> Iterator[Problem]:
    """D049 for each row that starts more than ten years after it was decided or, without a date of decision, after the
    earliest start among the rows, or the month that is run if that is earlier."""
    starts = [row.valid_from for row in rows if row.valid_from is not None]
    starts += [period] if period is not None else []
    for row in rows:
        decided = (
            Month.of(row.decided.year, row.decided.month) if row.decided is not None else min(starts, default=None)
        )
        if decided is not None and row.valid_from is not None and row.valid_from > decided + 12 * FAR:
            span = Span(row.location.path, row.location.line) if row.location is not None else None
            yield problem("D049", span, indicator=indicator.code, start=row.valid_from, decided=decided)
