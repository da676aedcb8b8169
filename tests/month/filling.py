"""A book filled in as a leader does it, with openpyxl in the place of Excel."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from tests.month.conftest import BOOK, UNIT


def filled(
    project: Path,
    cells: Mapping[str, Any],
    *,
    by: str = "Kari N.",
    book: str = BOOK,
    out: Path | None = None,
    unit: str = UNIT,
) -> Path:
    """Fill in cells (`Tiltak!C4`: a value, or what is done to the cell) of the book in `out`, and save it in `in`."""
    folder = project / "oppfolging" / unit
    opened = openpyxl.load_workbook(out or folder / "out" / BOOK)
    opened["Start"]["B3"] = by
    for place, value in cells.items():
        sheet, _, cell = place.partition("!")
        if callable(value):
            value(opened[sheet][cell])
        else:
            opened[sheet][cell] = value
    path = folder / "in" / book
    opened.save(path)
    return path


def kept(project: Path, name: str) -> Path:
    """A copy of the book that is in `out` now: someone has taken it home."""
    path = project / name
    shutil.copyfile(project / "oppfolging" / UNIT / "out" / BOOK, path)
    return path


def rows(project: Path, sheet: str, *, out: Path | None = None) -> list[list[Any]]:
    """What stands below the head in the book in `out`, without the column of numbers and empty rows."""
    opened = openpyxl.load_workbook(out or project / "oppfolging" / UNIT / "out" / BOOK)
    found = [[cell.value for cell in row][1:] for row in opened[sheet].iter_rows(min_row=4)]
    return [row for row in found if any(row)]


Formatting = Callable[[Any], None]
