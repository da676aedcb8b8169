"""What a reader is told who loses figures that an earlier edition showed."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.wording.numbers import day_name, month_name
from kpidsl.wording.words import words

_MOST = 6
"""As many indicators are named."""


def withdrawn_figures(edition: Edition, nodes: Sequence[int], language: str) -> tuple[str, ...]:
    """A sentence that names the indicators whose figures of the nodes stood in the last released edition and are hidden
    now, with their months; none where there are none."""
    if edition.withdrawn is None:
        return ()
    w = words(language)
    months: dict[str, set[Month]] = {}
    for node in nodes:
        for code, of in edition.withdrawn.cells.get(node, {}).items():
            months.setdefault(code, set()).update(of)
    if not months:
        return ()
    named = [f"{code} ({_months(sorted(of, key=lambda m: m.number), language)})" for code, of in months.items()]
    more = w["and_more"].format(count=len(named) - _MOST) if len(named) > _MOST else ""
    day = day_name(edition.withdrawn.on, language)
    return (w["withdrawn_figures"].format(day=day, figures=", ".join(named[:_MOST]) + more),)


def _months(months: Sequence[Month], language: str) -> str:
    """The one month, or how many there are and the last."""
    last = month_name(months[-1], language)
    return last if len(months) == 1 else words(language)["months_with_last"].format(count=len(months), last=last)
