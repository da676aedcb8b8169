"""Dated definitions: which of an indicator's definitions applies in a month, and where its series breaks because of
them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark
from kpidsl.scoring.exact import Bools, Ints

D = TypeVar("D")


def held_in(starts: Sequence[Month | None], months: Sequence[Month]) -> list[Bools]:
    """For each definition, the months it applies in; `starts` are the months in which definitions begin (None: from
    the first), ascending."""
    first = [start.number if start is not None else -1 for start in starts]
    numbers = np.array([m.number for m in months], dtype=np.int64)
    return [(numbers >= start) & (numbers < end) for start, end in pairwise([*first, np.iinfo(np.int64).max])]


def each_in_its_months(by_definition: Sequence[Ints], within: Sequence[Bools]) -> Ints:
    """The values of each month (last axis) from the definition that applies in it."""
    result = by_definition[0]
    for values, holds in zip(by_definition[1:], within[1:], strict=True):
        result = np.where(holds, values, result)
    return result


def joined(by_definition: Sequence[D], within: Sequence[Bools]) -> D:
    """The same for every array of a dataclass; fields that are no arrays are taken from the last definition."""
    arrays: dict[str, Any] = {}
    for field in fields(by_definition[-1]):  # type: ignore[arg-type]
        values = [getattr(one, field.name) for one in by_definition]
        if isinstance(values[-1], np.ndarray):
            arrays[field.name] = each_in_its_months(values, within)
    return replace(by_definition[-1], **arrays)  # type: ignore[type-var]


def break_marks(indicator: Indicator, months: Sequence[Month]) -> Ints:
    """The BREAK mark over months: set where the indicator starts to count something else."""
    begins = [since for since, _ in indicator.counted[1:]]
    return np.array([Mark.BREAK if month in begins else 0 for month in months], dtype=np.int16)
