"""Since when a figure has deviated, in words that claim no more than is seen."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.model.edition import Cell, Edition
from kpidsl.model.period import Month
from kpidsl.model.state import State
from kpidsl.wording.numbers import month_name
from kpidsl.wording.words import words


def since_text(edition: Edition, code: str, node: int, language: str, categories: Sequence[int] = (0,)) -> str:
    """The first month of the deviation in the edition's period, of several categories the earliest: `mars 2026`, or
    `mars 2026 eller før` where it may have begun earlier for all that is shown. Empty where nothing deviates."""
    deviating = [c for c in categories if edition.cell(code, node, None, c).deviation]
    if not deviating:
        return ""
    runs = [_begun(edition, code, node, category) for category in deviating]
    month = month_name(min(first for first, _ in runs), language)
    is_open = any(may_be_longer for _, may_be_longer in runs)
    return words(language)["since_or_before"].format(month=month) if is_open else month


def _begun(edition: Edition, code: str, node: int, category: int) -> tuple[Month, bool]:
    """The first of the months in a row that are shown to deviate, up to the period, and whether it may have begun
    before.

    It rests on nothing but what is shown of each month: of a month that is hidden it tells nothing.
    """
    first = edition.period
    while first > edition.months[0] and edition.cell(code, node, first - 1, category).deviation:
        first -= 1
    if first == edition.months[0] or edition.cell(code, node, None, category).since != first:
        return first, True
    return first, _may_have_deviated(edition.cell(code, node, first - 1, category))


def _may_have_deviated(cell: Cell) -> bool:
    """Whether a month that is not shown to deviate may have done so: its figure is hidden or not there, or what is
    missing of it keeps it from a colour."""
    figure = cell.year_to_date
    return figure.hidden or figure.state in _NOT_THERE or bool(figure.undecided)


_NOT_THERE = (State.NOT_READY, State.MISSING, State.WITHHELD_BY_SOURCE)
