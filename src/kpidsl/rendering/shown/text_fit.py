"""The room a text takes in Arial, so that nothing on a slide overflows: widths from the font's own metrics."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

# Advance widths of Helvetica (and so of Arial and Liberation Sans), in thousandths of the size.
_WIDTHS: dict[str, int] = {}
for _width, _letters in (
    (191, "'"),
    (222, "ijl"),
    (260, "|"),
    (278, " \u00a0!,./:;I[\\]ft"),
    (333, "()-`r"),
    (355, '"'),
    (389, "*"),
    (500, "Jckſsvxyz"),
    (556, "#$0123456789?L_abdeghnopquåáàäéèêóòôöüµ–"),
    (584, "+<=>~≥≤−"),
    (611, "FTZøß"),
    (667, "&ABEKPSVXYÅÄÉ"),
    (722, "CDHNRUwÜ"),
    (778, "GOQØÖ"),
    (833, "Mm"),
    (889, "%æ"),
    (944, "W"),
    (1000, "Æ—…→↗↘"),
):
    _WIDTHS.update(dict.fromkeys(_letters, _width))
_UNKNOWN, _BOLD, _SLACK = 700, 1.08, 1.02


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of `text` on one line, in points."""
    return sum(_WIDTHS.get(c, _UNKNOWN) for c in text) * size / 1000 * (_BOLD if bold else 1) * _SLACK


@lru_cache(maxsize=8192)
def lines(text: str, size: float, room: float, *, bold: bool = False) -> int:
    """The number of lines that `text` takes in a box `room` points wide; a word that is wider is broken."""
    count = 0
    for paragraph in text.split("\n"):
        count, at = count + 1, 0.0
        for word in re.split("(?<=[ -])", paragraph):
            long = width(word.rstrip(" "), size, bold=bold)
            if at and at + long > room:
                count, at = count + 1, 0.0
            count += int(long // room) if long > room else 0
            at += width(word, size, bold=bold) % room if long > room else width(word, size, bold=bold)
    return count


def fitting_size(text: str, room: float, sizes: tuple[tuple[float, int], ...], *, bold: bool = False) -> float:
    """The first size in ((size, most lines), …) at which the text fits; the last where none does."""
    return next((s for s, most in sizes if lines(text, s, room, bold=bold) <= most), sizes[-1][0])


def beginning(text: str, fits: Callable[[str], bool]) -> str:
    """The text where it `fits`, else as much of its beginning as does with … after it; at least a letter."""
    while len(text) > 1 and not fits(text):
        text = text.rstrip("…")[:-1].rstrip() + "…"
    return text
