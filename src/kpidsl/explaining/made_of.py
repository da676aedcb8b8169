"""Sentences on what a figure is made of: another definition than a year ago, or a part of a year's figure."""

from __future__ import annotations

from kpidsl.explaining.explanation import Explanation
from kpidsl.model.state import Mark
from kpidsl.wording import numbers
from kpidsl.wording.definition import evenly
from kpidsl.wording.words import words


def redefined(explanation: Explanation) -> list[str]:
    """That it counts something else than a year ago."""
    since = explanation.indicator.counted[-1][0]
    if since is None or explanation.period.number - since.number > 12:
        return []
    return [
        words(explanation.language)["explain_redefined"].format(month=numbers.month_name(since, explanation.language))
    ]


def distributed(explanation: Explanation) -> list[str]:
    """That a year's figure is distributed over its months, where one of the two figures rests on a part of it."""
    spread = evenly(explanation.indicator)
    if spread is None or not Mark.TWELFTHS & (explanation.month.marks | explanation.year_to_date.marks):
        return []
    return [words(explanation.language)["explain_twelfths"].format(columns=spread[0], source=spread[1])]
