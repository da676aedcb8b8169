"""Checks what is counted in seconds, minutes and hours: columns of one sum or ratio are in one of them, and time is
counted between dates that have a time of day."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.language.checking.conditions import TYPES
from kpidsl.language.checking.scope import Refused, refuse
from kpidsl.model.spec import ColumnSpec
from kpidsl.model.unit_of_measure import SECONDS_IN
from kpidsl.problems import Span


def check_sum(columns: Sequence[ColumnSpec], span: Span) -> None:
    """Refuse a sum of columns where one is in a unit of time and another in anything else (T210)."""
    first = columns[0]
    for other in columns[1:]:
        if other.type != first.type and {first.unit_of_measure, other.unit_of_measure} & {*SECONDS_IN}:
            raise _in_two_units(first, other, span)


def check_ratio(top: Sequence[ColumnSpec], bottom: Sequence[ColumnSpec], span: Span) -> None:
    """Refuse a percentage of one unit of time of another (T210): minutes are no percentage of hours."""
    one, other = top[0], bottom[0]
    if one.type != other.type and {one.unit_of_measure, other.unit_of_measure} <= {*SECONDS_IN}:
        raise _in_two_units(one, other, span)


def _in_two_units(first: ColumnSpec, second: ColumnSpec, span: Span) -> Refused:
    return refuse("T210", span, first=first.name, unit=TYPES[first.type], second=second.name, other=TYPES[second.type])


def check_stays(moves: bool, length: str, span: Span) -> None:
    """Refuse a deadline below a day that moves to the next working day (T212): it would have no time of day."""
    if moves:
        raise refuse("T212", span, found=length)
