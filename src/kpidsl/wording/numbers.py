"""Numbers as people read them: exact rationals, rounded half away from zero, on the right side of the target."""

from __future__ import annotations

from datetime import date
from decimal import localcontext
from fractions import Fraction
from functools import cache, lru_cache
from math import ceil, floor

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern

from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.period import Month
from kpidsl.model.rounding import nearest
from kpidsl.model.rounding import rounded as rounded

_WORDS = {
    "percent": ("%", "%"),
    "percentage_points": ("prosentpoeng", "percentage points"),
    "seconds": ("sekunder", "seconds"),
    "minutes": ("minutter", "minutes"),
    "hours": ("timer", "hours"),
    "days": ("dager", "days"),
    "working_days": ("virkedager", "working days"),
    "kroner": ("kr", "kr"),
}
_SUFFIX = {
    language: {unit: f"\u00a0{words[at]}" for unit, words in _WORDS.items()} for at, language in enumerate(("nb", "en"))
}
_ONE = {
    "percentage points": "percentage point",
    "sekunder": "sekund",
    "seconds": "second",
    "minutter": "minutt",
    "minutes": "minute",
    "timer": "time",
    "hours": "hour",
    "dager": "dag",
    "days": "day",
    "virkedager": "virkedag",
    "working days": "working day",
}
"""The units' words behind a 1."""
MOST_DECIMALS = 12
_MILLION = 1_000_000
_MILLIONS = {"nb": "\u00a0mill.\u00a0kr", "en": "\u00a0million\u00a0kr"}


def faithful_decimals(value: Fraction, decimals: int, edges: tuple[Fraction, ...]) -> int:
    """At least `decimals`, and as many more as the printed number needs to lie on the value's side of each edge."""
    sides = [_side(value.numerator, value.denominator, edge) for edge in edges]
    for more in range(decimals, MOST_DECIMALS):
        printed = nearest(value, more)
        if all(_side(printed, 10**more, edge) == side for edge, side in zip(edges, sides, strict=True)):
            return more
    return MOST_DECIMALS


def _side(top: int, bottom: int, edge: Fraction) -> int:
    """1 where top / bottom lies above the edge, -1 below, 0 on it."""
    above = top * edge.denominator - edge.numerator * bottom
    return (above > 0) - (above < 0)


@lru_cache(maxsize=65536)
def number(value: Fraction, decimals: int, language: str) -> str:
    """Localised, with the typographic minus."""
    amount = rounded(value, decimals)
    with localcontext(prec=len(amount.as_tuple().digits) + 1):  # of more digits than the context's Babel refuses
        text: str = _pattern(decimals).apply(amount, _locale(language), decimal_quantization=False)
    return text.replace("-", "\u2212")


@cache
def _locale(language: str) -> Locale:
    """The language's way to write numbers; Babel parses a name anew, twice for each number that it is given with."""
    return Locale.parse(language)


@cache
def _pattern(decimals: int) -> NumberPattern:
    """So many decimals, in groups; Babel reads a pattern anew for each number that it is given with."""
    return parse_pattern("#,##0" + ("." + "0" * decimals if decimals else ""))


def figure(
    value: Fraction, unit: UnitOfMeasure, language: str, edges: tuple[Fraction, ...] = (), *, in_millions: bool = False
) -> str:
    """A result in its unit; with `in_millions` an amount of a million kroner or more as `1,2 mill. kr`."""
    per = _divisor(value, unit, in_millions)
    shown = number(_divided(value, per), _result_decimals(value, unit, edges, per), language)
    return _behind(shown, _suffix(unit, language, per))


def figure_decimals(value: Fraction, unit: UnitOfMeasure, edges: tuple[Fraction, ...] = ()) -> int:
    """The decimals of a result: those of its unit, and more where the printed number would lie on another side of an
    edge than the value does. One that is exactly an edge that no decimals express has one more."""
    return _result_decimals(value, unit, edges, 1)


def _result_decimals(value: Fraction, unit: UnitOfMeasure, edges: tuple[Fraction, ...], per: int) -> int:
    """As `figure_decimals`, of a number that is printed divided by `per`."""
    least, shown = _least_decimals(unit, per), _divided(value, per)
    if value in edges and _expressing(shown, least + 1) is None:
        return least + 1
    return faithful_decimals(shown, least, tuple(_divided(edge, per) for edge in edges))


def with_unit(shown: str, unit: UnitOfMeasure, language: str) -> str:
    """A printed number with the unit behind it."""
    return _behind(shown, _suffix(unit, language, 1))


def target(
    value: Fraction,
    unit: UnitOfMeasure,
    language: str,
    *,
    derived: bool = False,
    beside: Fraction | None = None,
    in_millions: bool = False,
) -> str:
    """A target with as few decimals as express it, at most one more than a result's; a derived one with a result's.

    More where the printed target would contradict the result `beside` it (printed as `figure` prints it): a target
    of 8 979.6 beside a result of 8 980 is not printed as 8 980.
    """
    per = _divisor(value, unit, in_millions)
    least = _least_decimals(unit, per)
    decimals = least if derived else least + 1
    shown = _divided(value, per)
    exact = _expressing(shown, decimals)
    if exact is not None:
        decimals = exact
    elif beside == value:
        decimals = least + 1
    elif beside is not None:
        of_beside = _divisor(beside, unit, in_millions)
        printed = Fraction(rounded(beside / of_beside, _result_decimals(beside, unit, (value,), of_beside))) * of_beside
        decimals = faithful_decimals(shown, decimals, (printed / per,))
    return _behind(number(shown, decimals, language), _suffix(unit, language, per))


def _behind(shown: str, suffix: str) -> str:
    """A printed number and its unit: `1 dag`, `2 dager`, `1,0 dager`."""
    words = suffix.lstrip("\u00a0")
    return f"{shown}\u00a0{_ONE[words]}" if shown in ("1", "\u22121") and words in _ONE else shown + suffix


def _divisor(value: Fraction, unit: UnitOfMeasure, in_millions: bool) -> int:
    """What the number is divided by before it is printed: a million, or 1."""
    return _MILLION if in_millions and may_be_in_millions(unit) and abs(value) >= _MILLION else 1


def _divided(value: Fraction, per: int) -> Fraction:
    return value if per == 1 else value / per  # a division by 1 is no cheaper than another


def may_be_in_millions(unit: UnitOfMeasure) -> bool:
    """Whether a large amount in the unit is printed in millions where that is asked for."""
    return unit is UnitOfMeasure.KRONER


def _least_decimals(unit: UnitOfMeasure, per: int) -> int:
    """A result's decimals: one in millions, otherwise the unit's."""
    return unit.decimals if per == 1 else 1


def _suffix(unit: UnitOfMeasure, language: str, per: int) -> str:
    return _SUFFIX[language].get(unit, "") if per == 1 else _MILLIONS[language]


def between(low: str, high: str) -> str:
    """`98 000–102 000 kr`: two printed numbers, with the unit once where both have the same."""
    unit = _unit(high)
    return f"{without_unit(low) if _unit(low) in (unit, _ONE.get(unit)) else low}–{high}"


def without_unit(text: str) -> str:
    """A printed number alone: `98 000` of `98 000 kr`."""
    return text.removesuffix(_unit(text)).rstrip("\u00a0")


def _unit(text: str) -> str:
    return text.lstrip("0123456789,.\u2212\u00a0")


def _expressing(value: Fraction, most: int) -> int | None:
    """The fewest decimals, at most `most`, that express the value exactly; None where they do not."""
    return next((d for d in range(most + 1) if 10**d % value.denominator == 0), None)


def factor(value: Fraction, language: str) -> str:
    """`× 1,25`, or `÷ 3` where the decimals have no end; `× 2/3` where neither says it."""
    decimals = _expressing(value, 6)
    if decimals is not None:
        return f"× {number(value, decimals, language)}"
    return f"÷ {value.denominator}" if value.numerator == 1 else f"× {value.numerator}/{value.denominator}"


def bound(value: Fraction, unit: UnitOfMeasure, language: str, *, up: bool, in_millions: bool = False) -> str:
    """A bound that must be kept, rounded to a result's decimals `up` or down (two in millions); with as few decimals as
    express it."""
    per = _divisor(value, unit, in_millions)
    step = Fraction(per, 10 ** (unit.decimals if per == 1 else 2))
    kept = (ceil(value / step) if up else floor(value / step)) * step
    return target(kept, unit, language, in_millions=in_millions)


def difference(value: Fraction, unit: UnitOfMeasure, language: str, *, in_millions: bool = False) -> str:
    """An absolute difference: percentage points for percentages; never printed as zero unless it is."""
    per = _divisor(value, unit, in_millions)
    shown, decimals = abs(_divided(value, per)), _least_decimals(unit, per)
    while not nearest(shown, decimals) and value and decimals < MOST_DECIMALS:
        decimals += 1
    suffix = _SUFFIX[language]["percentage_points"] if unit is UnitOfMeasure.PERCENT else _suffix(unit, language, per)
    return _behind(number(shown, decimals, language), suffix)


@lru_cache(maxsize=1024)
def month_name(month: Month, language: str, form: str = "MMMM y") -> str:
    """A month in words."""
    return str(format_date(month.first_day, form, locale=language))


def month_from(month: Month, period: Month, language: str) -> str:
    """A month in words, seen from another: with its year where that is not the same: `mai`, `mai 2025`."""
    return month_name(month, language, "MMMM" if month.year == period.year else "MMMM y")


def day_name(day: date, language: str) -> str:
    """The day as a reader writes it: `15.11.2026`, `15 November 2026`."""
    return str(format_date(day, "d.M.y" if language == "nb" else "d MMMM y", locale=language))
