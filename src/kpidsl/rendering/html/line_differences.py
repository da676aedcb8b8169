"""Why a unit's card on a line does not say the same as on its first line, in words."""

from __future__ import annotations

from dataclasses import replace

from kpidsl.rendering.html.pages import CardOnLine
from kpidsl.rendering.shown.rows import CardRow
from kpidsl.wording.words import words

_TARGET, _FIGURE, _CHANCE, _HISTORY = "target", "figure", "chance", "history"


def other_line(card: CardOnLine, first: CardOnLine, language: str) -> tuple[str, ...]:
    """A sentence for each reason why rows of the card are others than on the unit's first line, with their codes."""
    table, codes = words(language), dict[str, list[str]]()
    for code, here in card.rows.items():
        there_is = first.rows.get(code)
        if there_is is None or there_is == here:
            continue
        reason = _reason(here, there_is)
        text = table["line_against"].format(indicator=code, here=here.target, first=there_is.target)
        codes.setdefault(reason, []).append(text if reason == _TARGET else code)
    return tuple(
        table[f"line_other_{reason}"].format(line=first.line, indicators=", ".join(codes[reason]))
        for reason in (_TARGET, _FIGURE, _CHANCE, _HISTORY)
        if reason in codes
    )


def _reason(here: CardRow, first: CardRow) -> str:
    """What of a row is another, of what the rest follows from."""
    if here.target != first.target:
        return _TARGET
    if (here.result, here.year_to_date) != (first.result, first.year_to_date):
        return _FIGURE
    alike = replace(here, risk=first.risk, risk_notes=first.risk_notes, need=first.need)
    return _CHANCE if alike == first else _HISTORY
