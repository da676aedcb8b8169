"""The two figures that a change from last year lies between."""

from __future__ import annotations

from dataclasses import dataclass

from kpidsl.model.edition import Cell, Edition, Figure
from kpidsl.model.measure import change_in
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.wording import numbers
from kpidsl.wording.cells import figure_text
from kpidsl.wording.words import words


@dataclass(frozen=True, slots=True)
class ChangedFrom:
    """The indicator that the change is in, its figure `now`, and the one `earlier`, in `month` (None: the edition does
    not hold it)."""

    of: Indicator
    now: Figure
    earlier: Figure | None
    month: Month


def changed_from(edition: Edition, indicator: Indicator, at: int, cell: Cell) -> ChangedFrom | None:
    """What the change in the month's figure of node `at` lies between; None of what is no change, and where it is
    hidden."""
    formula = change_in(indicator.at(edition.period).formula)
    of = edition.spec.indicator(formula.code) if formula is not None else None
    if formula is None or of is None or cell.month.hidden:
        return None
    month = edition.period - formula.months
    earlier = edition.cell(of.code, at, month).month if month >= edition.months[0] else None
    return ChangedFrom(of, edition.cell(of.code, at).month, earlier, month)


def change_text(change: ChangedFrom | None, language: str) -> str:
    """`B.1 er 62,0 % nå, og var 60,0 % i oktober 2025.`; empty without a change, or without what it lies between."""
    if change is None or change.earlier is None:
        return ""
    now, earlier = (figure_text(one, change.of, language) for one in (change.now, change.earlier))
    month = numbers.month_name(change.month, language)
    return words(language)["explain_change"].format(code=change.of.code, now=now, then=earlier, month=month)
