"""The cell over a card's table that has what is said first of the card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kpidsl.rendering.shown.point import Point


def write_points(sheet: Any, points: Sequence[Point], after: Sequence[str], looks: tuple[Any, Any, Any]) -> None:
    """Write the points into the second row, a line each with what it is of in bold, and below them the texts `after`.
    `looks` are the formats of the cell, of what is bold and of what is not."""
    cell, bold, plain = looks
    rest = "\n".join(after)
    if not points:
        sheet.write_string(1, 0, rest, cell)
        return
    runs: list[Any] = []
    for point in points:
        runs += [bold, point.lead, plain, f"{point.text.removeprefix(point.lead)}\n"]
    sheet.write_rich_string(1, 0, *runs, plain, rest, cell)
