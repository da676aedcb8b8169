"""What stands beside a hidden month: the figure of whole months of the year together, by their name."""

from __future__ import annotations

from fractions import Fraction

from kpidsl.model.edition import Cell
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.wording import numbers
from kpidsl.wording.cells import figure_text
from kpidsl.wording.words import words


def longer_text(cell: Cell, indicator: Indicator, year_starts: int, language: str, *, in_millions: bool = False) -> str:
    """`3. kvartal 2026: 81,2 % (41 saker)`; empty where nothing is shown in place of the month. How many cases it is of
    is left out where that is the figure itself."""
    window = cell.longer
    if window is None:
        return ""
    shown = numbers.figure(window.value * indicator.scale, indicator.unit, language, in_millions=in_millions)
    text = f"{months_name(window.first, window.last, year_starts, language)}: {shown}"
    if window.value * indicator.scale == window.n:
        return text
    count = numbers.number(Fraction(window.n), 0, language)
    return f"{text} {words(language)['longer_case' if window.n == 1 else 'longer_cases'].format(count=count)}"


def month_text(cell: Cell, indicator: Indicator, year_starts: int, language: str, *, in_millions: bool = False) -> str:
    """The month's figure as printed, and beside a hidden one what is shown in its place: `: skjult; 3. kvartal 2026:
    81,2 % (41 saker)`."""
    longer = longer_text(cell, indicator, year_starts, language, in_millions=in_millions)
    return with_longer(figure_text(cell.month, indicator, language, in_millions=in_millions), longer)


def with_longer(shown: str, longer: str) -> str:
    """What is shown of a figure, and beside it the `longer_text`, where there is one."""
    return f"{shown}; {longer}" if longer else shown


def months_name(first: Month, last: Month, year_starts: int, language: str) -> str:
    """A quarter, four months, half a year or a year by its name, `3. kvartal 2026`; otherwise its first and last month,
    `juli–september 2026`, and so too where the year starts in another month than January: which quarter the third is,
    two readers would then not agree on."""
    length = last.number - first.number + 1
    key = _NAMES.get(length)
    if key is None or year_starts != 1 or (first.month - 1) % length:
        return f"{numbers.month_from(first, last, language)}\u2013{numbers.month_name(last, language)}"
    at = (first.month - 1) // length
    return words(language)[key].format(number=at + 1, ordinal=_ORDINALS[at], year=first.year)


_ORDINALS = ("1st", "2nd", "3rd", "4th")
"""In English."""
_NAMES = {3: "longer_quarter", 4: "longer_tertial", 6: "longer_half_year", 12: "longer_year"}
