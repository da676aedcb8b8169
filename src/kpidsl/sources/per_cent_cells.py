"""Numbers of a workbook that are shown as per cent: the cell holds 0.6, and everybody who sees it reads 60 %."""

from __future__ import annotations

import re
from collections.abc import Set
from decimal import Decimal
from typing import Any

_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""Parts of a number format in which a % does not count: quoted text, an escaped sign, a colour or condition."""


def per_cent_styles(book: Any) -> Set[int]:
    """The positions of the cell styles of an openpyxl workbook that show a number as per cent; empty for most books."""
    # here: openpyxl takes long to load, and only a workbook needs it
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    def is_per_cent(number: int) -> bool:
        own = number - BUILTIN_FORMATS_MAX_SIZE
        known = book._number_formats
        text = known[own] if 0 <= own < len(known) else BUILTIN_FORMATS.get(number, "")
        return "%" in _NOT_SHOWN.sub("", text)

    return frozenset(at for at, style in enumerate(book._cell_styles) if is_per_cent(style.numFmtId))


def as_shown(cell: Any, styles: Set[int]) -> object:
    """The value of a cell opened read-only; of a number that one of `styles` shows as per cent the text, exactly a
    hundred times as much with the sign."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float) or cell._style_id not in styles:
        return value
    hundredfold = Decimal(repr(value)) * 100
    whole = hundredfold == hundredfold.to_integral_value()
    return f"{int(hundredfold)} %" if whole else f"{hundredfold:f}e0 %"
