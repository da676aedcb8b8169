"""Numbers as people read them: exact rationals, rounded half away from zero, on the right side of the target."""

from __future__ import annotations

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
    decimals = faithful_decimals(value, unit.decimals, edges)
    return number(value, decimals, language) + _SUFFIX[language].get(unit, "")


def target(value: Fraction, unit: UnitOfMeasure, language: str) -> str:
    """A target with as few decimals as express it, at most two more than a result's."""
    for decimals in range(unit.decimals + 2):
        if Fraction(rounded(value, decimals)) == value:
            return number(value, decimals, language) + _SUFFIX[language].get(unit, "")
    return number(value, unit.decimals + 1, language) + _SUFFIX[language].get(unit, "")


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
