"""The columns of a card in a book, and how wide they are, in letters."""

from __future__ import annotations

from collections.abc import Iterable

from kpidsl.rendering.workbook.lines import Shown

_CARD: dict[str, float] = {
    "code": 5.5, "indicator": 40, "target": 13, "result": 14.5, "arrow": 12, "status": 18, "year_to_date": 14.5,
    "distance_in_words": 21, "risk_and_chance": 18.5, "assessed": 26, "last_months": 23,
}  # fmt: skip
_NONE_ASSESSED: dict[str, float] = {"distance_in_words": 34, "assessed": 13}
_AMBITION = 12
"""The width of the column of ambitions, which stands after the target where some unit on the sheet has one."""


def card_columns(rows: Iterable[Shown]) -> dict[str, float]:
    """The columns of a card with these rows, and their widths: that of ambitions only where one of them has any; where
    no leader has assessed a risk the distances have most of that column's width."""
    shown = list(rows)
    card = _CARD if any(one.assessed for one in shown) else _CARD | _NONE_ASSESSED
    if not any(one.ambition for one in shown):
        return card
    before = ("code", "indicator", "target")
    return {**{key: card[key] for key in before}, "ambition": _AMBITION, **card}
