"""The risks that a unit's people have assessed otherwise than they were computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpidsl.followup.fold import Followed
from kpidsl.followup.row_texts import code_in
from kpidsl.model.form import COMMENTS
from kpidsl.model.period import Month


@dataclass(frozen=True)
class OwnRisk:
    """A risk that is assessed; both are slugs of choices (`risk_low`)."""

    code: str
    number: str
    """Of its row in the book."""
    own: str
    computed: Sequence[str]
    """On the unit's lines, each once."""


def without_reason(followed: Followed, period: Month) -> tuple[OwnRisk, ...]:
    """Those that differ from the computed risk of the period's last card, on each of the unit's lines, and do not say
    why, in the card's order. What has no computed risk there differs from none."""
    card = followed.shown.get(period)
    if card is None:
        return ()
    unexplained = {}
    for number, cells in followed.of(COMMENTS, period).texts.items():
        code, own = code_in(cells.get("indicator", ""), card.risks), cells.get("own_risk", "")
        computed = [f"risk_{level}" for level in card.risks.get(code, ())]
        if computed and own and own not in computed and not cells.get("reason"):
            unexplained[code] = OwnRisk(code, number, own, computed)
    return tuple(unexplained[code] for code in card.risks if code in unexplained)
