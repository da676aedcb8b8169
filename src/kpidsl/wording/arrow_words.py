"""Where an arrow points, and what it compares with, in words."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.model.edition import Cell, Edition
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Direction, Status, Trend
from kpidsl.wording import numbers
from kpidsl.wording.cells import figure_text, tolerance_text
from kpidsl.wording.words import words


def with_arrow(edition: Edition, indicator: Indicator, node: int, status: Status, name: str, language: str) -> str:
    """The name of an indicator of that status, with where its arrow points and what that compares with, which need not
    be last month: `B.2 (pilen: bedre, 79,3 % mot 75,9 % i april)`. The name alone where the rule asks for no arrow."""
    if all(case.trend is None for case in indicator.deviation_rule.any_of if case.status is status):
        return name
    table, cell = words(language), edition.cell(indicator.code, node)
    if cell.trend is Trend.NONE:
        reason = table[f"without_arrow_{cell.without_arrow.slug}"]
        return table["without_arrow"].format(indicator=name, reason=reason)
    return table["with_arrow"].format(indicator=name, arrow=_compared(edition, indicator, cell, language))


def _compared(edition: Edition, indicator: Indicator, cell: Cell, language: str) -> str:
    """An arrow in words: `bedre enn i april`, `uendret langs linjen fra mai`, with the figures where shown."""
    table, rule = words(language), indicator.trend_rule
    trend = table[cell.trend.slug]
    if rule is not None and rule.compared_with == "control_limits":
        return table["along_limits"].format(trend=trend)
    if cell.trend is Trend.NEW or cell.compared_month is None:
        return trend
    months = [numbers.month_from(month, edition.period, language) for month in (edition.period, cell.compared_month)]
    if rule is not None and rule.compared_with == "line":
        return table["along_line"].format(trend=trend, month=months[1])
    return _two_figures(indicator, cell, months, language) or table[f"than_{cell.trend.slug}"].format(month=months[1])


def _two_figures(indicator: Indicator, cell: Cell, months: Sequence[str], language: str) -> str:
    """The month's figure and the one that it is compared with, of the months: `bedre, 79,3 % mot 75,9 % i april`, or
    `uendret, 79,6 % er mindre enn 1 prosentpoeng fra 80,0 % i september`; of the month `alene` where the year to date
    is another. Empty where one of them is not shown."""
    table, scale, rule = words(language), indicator.scale, indicator.trend_rule
    now, earlier = cell.month.value, cell.compared_value
    if now is None or earlier is None:
        return ""
    before = numbers.figure(earlier * scale, indicator.unit, language, (now * scale,), in_millions=True)
    shown = figure_text(cell.month, indicator, language, in_millions=True, beside=earlier)
    if cell.year_to_date.value != now:
        shown = table["month_alone"].format(value=shown, month=months[0])
    texts = {"trend": table[cell.trend.slug], "now": shown, "then": before, "month": months[1]}
    band = rule.dead_band if rule is not None and cell.trend is Trend.UNCHANGED else None
    # toward a corridor it may be unchanged for another reason than the band
    if band is not None and not band.of_target and abs(now - earlier) * scale < band.value:
        amount = tolerance_text(band, indicator.unit, language)
        return table["still_within"].format(band=amount, **texts)
    return table["still_by_chance" if _is_by_chance(indicator, cell) else "compared"].format(**texts)


def _is_by_chance(indicator: Indicator, cell: Cell) -> bool:
    """Whether the arrow is level because the figures differ by no more than chance explains; toward a corridor they may
    be as far from it."""
    rule = indicator.trend_rule
    asked = rule is not None and rule.dead_band is None and indicator.traits.noise != "none"
    is_level = cell.trend is Trend.UNCHANGED and cell.month.value != cell.compared_value
    return asked and is_level and indicator.direction is not Direction.INSIDE
