"""The tallies of hidden cells as a table for a terminal, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from kpidsl.disclosure.tally import Tally
from kpidsl.problems import LANGUAGES, Translated

_HEADS = (
    Translated("nivå", "nivå", "level"),
    Translated("indikator", "indikator", "indicator"),
    Translated("regel", "regel", "rule"),
    Translated("celler", "celler", "cells"),
    Translated("små", "små", "primary"),
    Translated("følger av andre", "følgjer av andre", "secondary"),
    Translated("må følge", "må følgje", "fewest"),
)
_UNKNOWN = "–"
_TOTAL = Translated("i alt", "i alt", "in all")


def as_text(recipient: str, tallies: Sequence[Tally], language: str) -> str:
    """Return the recipient, a line for each tally, and the sums; names to the left, numbers to the right."""
    at = LANGUAGES.index(language)
    sums = [str(sum(of)) for of in zip(*((t.cells, t.primary, t.secondary) for t in tallies), strict=True)]
    known = [t.fewest for t in tallies if t.fewest is not None]
    least = str(sum(known)) if known else _UNKNOWN
    rows = [[head[at] for head in _HEADS], *map(_cells, tallies), [_TOTAL[at], "", "", *(sums or ["0"] * 3), least]]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            text.ljust(w) if n < 3 else text.rjust(w) for n, (text, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join([recipient, *lines])


def as_csv(editions: Sequence[tuple[str, Sequence[Tally]]]) -> str:
    """Return a row for each recipient and tally, with a head in English."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["recipient", *(head.en for head in _HEADS)])
    writer.writerows([recipient, *_cells(one)] for recipient, tallies in editions for one in tallies)
    return text.getvalue()


def _cells(one: Tally) -> list[str]:
    rule = f"{one.rule.path}:{one.rule.line}" if one.rule is not None else _UNKNOWN
    least = _UNKNOWN if one.fewest is None else str(one.fewest)
    return [one.level, one.code, rule, str(one.cells), str(one.primary), str(one.secondary), least]
