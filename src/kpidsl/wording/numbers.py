"""Numbers as people read them: exact rationals, rounded half away from zero, on the right side of the target."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from babel.dates import format_date
from babel.numbers import format_decimal

from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.period import Month
from kpidsl.model.rounding import rounded as rounded

_SUFFIX = {
    "nb": {"percent": "\u00a0%", "days": "\u00a0dager", "working_days": "\u00a0virkedager", "kroner": "\u00a0kr"},
    "en": {"percent": "\u00a0%", "days": "\u00a0days", "working_days": "\u00a0working days", "kroner": "\u00a0kr"},
}
_POINTS = {"nb": "\u00a0prosentpoeng", "en": "\u00a0percentage points"}
MOST_DECIMALS = 12


def faithful_decimals(value: Fraction, decimals: int, edges: tuple[Fraction, ...]) -> int:
    """At least `decimals`, and as many more as the printed number needs to lie on the value's side of each edge."""
    for more in range(decimals, MOST_DECIMALS):
        printed = Fraction(rounded(value, more))
        if all((printed > e) == (value > e) and (printed < e) == (value < e) for e in edges):
            return more
    return MOST_DECIMALS


@lru_cache(maxsize=65536)
def number(value: Fraction, decimals: int, language: str) -> str:
    """Localised, with the typographic minus."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text: str = format_decimal(rounded(value, decimals), pattern, locale=language, decimal_quantization=False)
    return text.replace("-", "\u2212")


def figure(value: Fraction, unit: UnitOfMeasure, language: str, edges: tuple[Fraction, ...] = ()) -> str:
    """A result in its unit."""
    return number(value, figure_decimals(value, unit, edges), language) + _SUFFIX[language].get(unit, "")


def figure_decimals(value: Fraction, unit: UnitOfMeasure, edges: tuple[Fraction, ...] = ()) -> int:
    """The decimals of a result: those of its unit, and more where the printed number would lie on another side of an
    edge than the value does. One that is exactly an edge that no decimals express has one more."""
    if any(edge == value for edge in edges) and _expressing(value, unit.decimals + 1) is None:
        return unit.decimals + 1
    return faithful_decimals(value, unit.decimals, edges)


def target(
    value: Fraction, unit: UnitOfMeasure, language: str, *, derived: bool = False, beside: Fraction | None = None
) -> str:
    """A target with as few decimals as express it, at most one more than a result's; a derived one with a result's.

    More where the printed target would contradict the result `beside` it (printed with `figure_decimals`): a target
    of 8 979.6 beside a result of 8 980 is not printed as 8 980.
    """
    decimals = unit.decimals if derived else unit.decimals + 1
    exact = _expressing(value, decimals)
    if exact is not None:
        decimals = exact
    elif beside == value:
        decimals = unit.decimals + 1
    elif beside is not None:
        printed = Fraction(rounded(beside, figure_decimals(beside, unit, (value,))))
        decimals = faithful_decimals(value, decimals, (printed,))
    return number(value, decimals, language) + _SUFFIX[language].get(unit, "")


def _expressing(value: Fraction, most: int) -> int | None:
    """The fewest decimals, at most `most`, that express the value exactly; None where they do not."""
    return next((d for d in range(most + 1) if Fraction(rounded(value, d)) == value), None)


def bound(value: Fraction, unit: UnitOfMeasure, language: str, *, up: bool) -> str:
    """A bound that must be kept, rounded to a result's decimals `up` or down; with as few decimals as express it."""
    power = 10**unit.decimals
    kept = Fraction(ceil(value * power) if up else floor(value * power), power)
    return target(kept, unit, language)


def difference(value: Fraction, unit: UnitOfMeasure, language: str) -> str:
    """An absolute difference: percentage points for percentages; never printed as zero unless it is."""
    decimals = unit.decimals
    while not rounded(value, decimals) and value and decimals < MOST_DECIMALS:
        decimals += 1
    suffix = _POINTS[language] if unit is UnitOfMeasure.PERCENT else _SUFFIX[language].get(unit, "")
    return number(abs(value), decimals, language) + suffix


@lru_cache(maxsize=1024)
def month_name(month: Month, language: str, form: str = "MMMM y") -> str:
    """A month in words."""
    return str(format_date(month.first_day, form, locale=language))


def day_name(day: date, language: str) -> str:
    """The day as a reader writes it: `15.11.2026`, `15 November 2026`."""
    return str(format_date(day, "d.M.y" if language == "nb" else "d MMMM y", locale=language))
