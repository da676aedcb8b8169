"""The figure that a target is reckoned from: an earlier one of the unit, or that of a level above it."""

from __future__ import annotations

from dataclasses import dataclass

from kpidsl.model.edition import Cell, Edition, Figure
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Frequency, Month
from kpidsl.model.spec import Indicator
from kpidsl.model.state import TargetOrigin
from kpidsl.model.targets import base_month, base_nodes


@dataclass(frozen=True, slots=True)
class TargetBase:
    """What an improvement target is reckoned from.

    `unit` and `name` are those of the level above; None and empty where it is the unit's own figure. `month` is the
    month of the figure. `figure` is as its own card shows it, of the month or of the year to date as the target is, and
    hidden where that is; None where the edition does not hold it.
    """

    month: Month
    unit: UnitKey | None
    name: str
    figure: Figure | None


def target_base(edition: Edition, indicator: Indicator, at: int, cell: Cell) -> TargetBase | None:
    """The base of the target that the cell of node `at` shows; None where the cell is hidden or has no target, where
    the target is no improvement, and where nothing is below it to be reckoned from."""
    better = indicator.improvement
    if better is None or cell.month.hidden or cell.target_origin is TargetOrigin.NONE:
        return None
    of_year = cell.year_to_date.target is not None or cell.month.target is None
    if not of_year and indicator.frequency is not Frequency.MONTH:
        return None  # the figure may be of an earlier period than the card's
    of = cell.last_month if of_year else edition.period
    base = None if of is None else base_month(better, indicator.frequency.months, of)
    if base is None:
        return None
    if better.base == "level":
        return _of_level(edition, indicator, at, base, of_year)
    of_other_units = edition.structure.historic and better.base != "previous"
    reached = base >= edition.months[0] and not of_other_units
    return TargetBase(base, None, "", _figure(edition, indicator, at, base, of_year) if reached else None)


def _of_level(edition: Edition, indicator: Indicator, at: int, month: Month, of_year: bool) -> TargetBase | None:
    """The base of a target that is the figure of a level above, of the same month; it stands in the period's cell."""
    assert indicator.improvement is not None
    above = base_nodes(indicator.improvement, edition.structure)[at]
    if above < 0:
        return None
    node = edition.structure.nodes[above]
    return TargetBase(month, node.unit, node.name, _figure(edition, indicator, above, edition.period, of_year))


def _figure(edition: Edition, indicator: Indicator, at: int, month: Month, of_year: bool) -> Figure:
    cell = edition.cell(indicator.code, at, month)
    return cell.year_to_date if of_year else cell.month
