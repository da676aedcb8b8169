"""Which figures of several months are made of each month's own, so that one of them may be told by the others."""

from __future__ import annotations

from typing import Literal

from kpidsl.model.measure import Cumulation
from kpidsl.model.period import Frequency
from kpidsl.model.spec import Indicator

Apart = Literal["stock", "rolling", "year_to_date", "seldom", "persons", "rows", "components"]
"""Why months do not add up: each is of a day, or overlaps the next; there is only the year to date; figures are less
frequent than monthly; persons of several months count once; it is computed again from all rows, or from indicators."""
_MADE_ANEW: dict[str, Apart] = {"persons": "persons", "sides": "persons", "values": "rows", "components": "components"}


def year_adds_up(indicator: Indicator) -> bool:
    """Return whether two years to date in a row tell something of what lies between them, as a sum does.

    Distinct persons are among them: they add up to no less than the year has.
    """
    is_flow = indicator.cumulation is Cumulation.FLOW and not indicator.year_to_date_only
    return is_flow and indicator.traits.combined not in ("values", "components")


def months_apart(indicator: Indicator) -> Apart | None:
    """Return why the figures of several months cannot be added up to one of them all; None where they can."""
    if not indicator.traits.adds_up:
        return _MADE_ANEW[indicator.traits.combined]
    if indicator.cumulation is not Cumulation.FLOW:
        return "stock" if indicator.cumulation is Cumulation.STOCK else "rolling"
    if indicator.year_to_date_only:
        return "year_to_date"
    return None if indicator.frequency is Frequency.MONTH else "seldom"


def months_add_up(indicator: Indicator) -> bool:
    """Return whether the figure of several months is made of each month's own: numerators and denominators, or counts
    and amounts, added up."""
    return months_apart(indicator) is None
