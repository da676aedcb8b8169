"""Whether a target of the table has a size that its indicator can have: shares end at 100 %, ratios are not tens of
times the whole, and a target is seldom twenty times another of the same indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from kpidsl.measures.attainable import how_often
from kpidsl.model.measure import OF_THE_WHOLE, UnitOfMeasure
from kpidsl.model.spec import Indicator, Source, Target, TargetForm
from kpidsl.model.unit_of_measure import DURATIONS
from kpidsl.problems import Problem, Span, Translated, problem
from kpidsl.problems.how_often import HOW_OFTEN

TIMES_APART = 20
"""Offices' targets may well lie less than this apart; a per cent written as a fraction is a hundred times too small."""

COMPARED = 3


WrongSize = Literal["below_zero", "maybe_fraction", "no_share", "many_wholes"]
"""A number of things or days below zero, what may be a fraction or per cent, a share beyond 0 to 100 %, and a ratio of
more than ten times the whole."""
_CODES: Mapping[WrongSize, str] = {
    "below_zero": "D075",
    "maybe_fraction": "D074",
    "no_share": "D020",
    "many_wholes": "D043",
}


def wrong_size(value: Fraction, one: Indicator, unit: str = "") -> WrongSize | None:
    """Why the indicator can hardly have the value, written with that word for its unit; None where it can."""
    if value < 0 and (one.traits.noise == "counts" or one.unit in DURATIONS):
        return "below_zero"
    if one.unit is not UnitOfMeasure.PERCENT:
        return None
    if not unit and 0 < value < 1 and not _is_near(value, _written(one)):
        return "maybe_fraction"
    if one.traits.numerator == "part" and not 0 <= value <= 100:
        return "no_share"
    return "many_wholes" if abs(value) > OF_THE_WHOLE else None


def impossible_size(value: Fraction, one: Indicator, text: str, unit: str, span: Span) -> Problem | None:
    """Why the indicator cannot have the target (D020, D043, D074, D075); None where it can. `text` is the cell, `unit`
    the word for what it is measured in, if any."""
    wrong = wrong_size(value, one, unit)
    if wrong is None:
        return None
    return problem(_CODES[wrong], span, value=text, indicator=one.code, whole=value * 100, value_column="value")


def far_apart(one: Indicator, rows: Sequence[Target]) -> Iterator[Problem]:
    """D044 for each row of the table whose target is many times larger or smaller than the one in the specification;
    without one there, than the middle one of the table's, where these are three or more. Targets that add up over units
    are as different as the units, and are not compared."""
    usual = _usual(one, rows)
    if usual is None:
        return
    for row in rows:
        if row.value and not _is_near(row.value, usual):
            larger = abs(row.value) > usual
            size = _LARGER if larger else _SMALLER
            times = int(abs(row.value) / usual if larger else usual / abs(row.value))
            span = Span(row.location.path, row.location.line) if row.location is not None else None
            yield problem("D044", span, indicator=one.code, times=times, size=size)


def met_whatever(one: Indicator, rows: Sequence[Target], sources: Mapping[str, Source]) -> Iterator[Problem]:
    """D107 for each row of the table whose target every result meets, or none: its colour says nothing."""
    for row in rows:
        often = how_often(row, one, sources)
        if often is not None:
            span = Span(row.location.path, row.location.line) if row.location is not None else None
            yield problem("D107", span, indicator=one.code, often=HOW_OFTEN[often])


def _is_near(value: Fraction, usual: Fraction | None) -> bool:
    return usual is not None and usual / TIMES_APART < abs(value) < usual * TIMES_APART


_LARGER = Translated("større", "større", "larger")
_SMALLER = Translated("mindre", "mindre", "smaller")


def _usual(one: Indicator, rows: Sequence[Target]) -> Fraction | None:
    """The size that the indicator's targets have; None where nothing tells it."""
    if one.traits.targets == "summed":
        return None
    written = _written(one)
    if written is not None:
        return written
    sizes = sorted(abs(t.value) for t in rows if t.value)
    return sizes[len(sizes) // 2] if len(sizes) >= COMPARED else None


def _written(one: Indicator) -> Fraction | None:
    """The size of the target in the specification, if there is one."""
    return next((abs(t.value) for t in one.targets if t.form is TargetForm.LEVEL and t.value), None)
