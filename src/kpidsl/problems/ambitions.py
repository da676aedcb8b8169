"""Says of an ambition that it asks for less than the target, or for just as much."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kpidsl.problems.numerals import numeral
from kpidsl.problems.problem import Problem, SecondaryPlace, Span, problem


def not_stricter(
    code: str, units: Sequence[str], ambition: tuple[Fraction, Span], target: tuple[Fraction, Span], *, looser: bool
) -> Problem:
    """T200 where the ambition is looser, L054 where it is the same; each of the two with its amount and its place."""
    (aim, at), (value, place) = ambition, target
    return problem(
        "T200" if looser else "L054",
        at,
        places=(SecondaryPlace(place, ""),),
        indicator=code,
        unit=", ".join(units),
        ambition=numeral(round(aim, 2)),
        target=numeral(round(value, 2)),
        first=place.where,
    )
