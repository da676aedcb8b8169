"""A card's row as text and small charts, computed once from a cell."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from markupsafe import Markup

from kpidsl.model.edition import Cell, Edition, Figure
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.model.state import COLOURS, State, Status, Trend
from kpidsl.rendering.shown import charts
from kpidsl.wording import numbers
from kpidsl.wording.categories import category_notes, named
from kpidsl.wording.cells import (
    ambition_text,
    control_notes,
    distance_from_target,
    distance_text,
    figure_text,
    notes,
    risk_below_head,
    risk_notes,
    target_on_card,
)
from kpidsl.wording.deviation_rule import deviation_mark
from kpidsl.wording.longer_windows import longer_text
from kpidsl.wording.needs import need_beside_target
from kpidsl.wording.since import since_text, why_open
from kpidsl.wording.words import words

HISTORY = 13
_NAMED = 3
"""So many of the last months are named in a sparkline's text alternative."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """A row's target, ambition, figures and distance as text; of a deviation also the distance with its target.
    `longer` is the figure that stands beside a hidden month."""

    target: str
    ambition: str
    result: str
    longer: str
    year_to_date: str
    deviation: str
    from_target: str


@dataclass(frozen=True, slots=True)
class CardRow:
    """What a reader sees of one indicator at one unit; `category` is empty where it is the whole of it.

    Large amounts are in millions; `in_full` has those to the krone, and empty texts for what is whole already."""

    code: str
    title: str
    category: str
    href: str
    target: str
    ambition: str
    result: str
    longer: str
    arrow: Markup
    arrow_word: str
    arrow_note: str
    arrow_title: str
    status: Status
    shape: Markup
    status_word: str
    deviation_mark: tuple[str, str]
    year_to_date: str
    deviation: str
    from_target: str
    is_deviation: bool
    since: str
    since_open: str
    spark: Markup
    bullet: Markup
    notes: tuple[str, ...]
    risk: str
    risk_notes: tuple[str, ...]
    need: str
    control: tuple[str, ...]
    without_figures: str
    in_full: Amounts


def row(edition: Edition, indicator: Indicator, node: int, href: str, language: str, category: int = 0) -> CardRow:
    """The row of an indicator, or of a category of it, at a node in the edition's period."""
    table, at = words(language), (node, category)
    cell = edition.cell(indicator.code, node, None, category)
    figure, status = cell.year_to_date, cell.year_to_date.status
    arrow_title = _arrow_title(cell, edition.period, language)
    short = _amounts(edition, indicator, at, cell, language, in_millions=True)
    return CardRow(
        code=indicator.code,
        title=named(edition, indicator, category),
        category=edition.grids[indicator.code].categories[category],
        href=href,
        target=short.target,
        ambition=short.ambition,
        result=short.result,
        longer=short.longer,
        arrow=charts.arrow(cell.trend, cell.month.status, arrow_title),
        arrow_word=table[cell.trend.slug] if arrow_title else "",
        arrow_note=_arrow_note(cell, edition.period, language) if arrow_title else "",
        arrow_title=arrow_title,
        status=status,
        shape=charts.status_shape(status) if figure.state is State.VALUE and not figure.hidden else Markup(""),
        status_word=table[_status_key(figure)],
        deviation_mark=deviation_mark(edition, indicator, node, cell, language, category),
        year_to_date=short.year_to_date,
        deviation=short.deviation,
        from_target=short.from_target,
        is_deviation=cell.deviation,
        since=since_text(edition, indicator.code, node, language, (category,)),
        since_open=why_open(edition, indicator.code, node, language, category),
        spark=spark(edition, indicator, at, cell.month, language),
        bullet=_bullet(figure),
        notes=_notes(edition, indicator, at, cell, language),
        risk=risk_below_head(cell, language),
        risk_notes=risk_notes(cell, language),
        need=need_beside_target(cell, indicator, edition.period, language, in_millions=True),
        control=control_notes(cell.control, indicator, language, in_millions=True),
        without_figures=_without_figures(cell),
        in_full=_in_full(short, edition, indicator, at, cell, language),
    )


def _bullet(figure: Figure) -> Markup:
    """A bar against the target; empty where there is none, or a corridor."""
    if figure.value is None or figure.target is None or figure.target_high is not None:
        return Markup("")
    return charts.bullet(figure.value, figure.target)


def _status_key(figure: Figure) -> str:
    """The word for the status, or for why there is none."""
    if figure.hidden:
        return "hidden"
    return figure.status.slug if figure.state is State.VALUE else figure.state.slug


def _in_full(
    short: Amounts, edition: Edition, indicator: Indicator, at: tuple[int, int], cell: Cell, language: str
) -> Amounts:
    """The texts to the krone of those that are in millions; empty for what is whole already."""
    if not numbers.may_be_in_millions(indicator.unit):
        return Amounts("", "", "", "", "", "", "")
    full = _amounts(edition, indicator, at, cell, language, in_millions=False)
    return Amounts(*("" if a == b else b for a, b in zip(astuple(short), astuple(full), strict=True)))


def _notes(edition: Edition, indicator: Indicator, at: tuple[int, int], cell: Cell, language: str) -> tuple[str, ...]:
    """What stands beside the figures, and at the whole the categories that do not meet their own targets."""
    node, category = at
    below = () if category else category_notes(edition, indicator, node, language)
    return (*notes(cell, indicator, edition.period, language, in_millions=True), *below)


def _amounts(
    edition: Edition, indicator: Indicator, at: tuple[int, int], cell: Cell, language: str, *, in_millions: bool
) -> Amounts:
    """The target, the figures and the distance between them as text, at a node and category."""
    figure, (node, category) = cell.year_to_date, at
    return Amounts(
        target_on_card(edition, indicator, node, cell, language, category, in_millions=in_millions),
        ambition_text(cell, indicator, language, in_millions=in_millions),
        figure_text(cell.month, indicator, language, in_millions=in_millions),
        longer_text(cell, indicator, edition.spec.year_starts, language, in_millions=in_millions),
        figure_text(figure, indicator, language, in_millions=in_millions),
        distance_text(figure, indicator, language, in_millions=in_millions),
        distance_from_target(figure, indicator, language, in_millions=in_millions) if cell.deviation else "",
    )


def _without_figures(cell: Cell) -> str:
    """Why neither the month nor the year to date has a figure that the unit could act on: `hidden`, `not_relevant` or
    `withheld_by_source`; empty where one has, and where a figure is expected still."""
    reasons = {"hidden" if f.hidden else f.state.slug for f in (cell.month, cell.year_to_date)}
    return reasons.pop() if len(reasons) == 1 and reasons <= _REASONS else ""


_REASONS = {"hidden", State.NOT_RELEVANT.slug, State.WITHHELD_BY_SOURCE.slug}


def _arrow_note(cell: Cell, period: Month, language: str) -> str:
    """What follows the word below the arrow where its colour would puzzle, as it is not the colour of the status beside
    it, or the arrow points the other way: `, men nådd`. Empty where neither is so."""
    table, of_month = words(language), cell.month.status
    if of_month not in COLOURS:
        return ""
    status = table[of_month.slug].lower()
    if of_month is not cell.year_to_date.status:
        return table["arrow_month"].format(status=status, month=numbers.month_name(period, language, "MMMM"))
    puzzling = Trend.WORSE if of_month is Status.GREEN else Trend.BETTER
    return table["arrow_but"].format(status=status) if cell.trend is puzzling else ""


def _arrow_title(cell: Cell, period: Month, language: str) -> str:
    """What the arrow's direction and colour say: `Mot september 2026: bedre. Tallet for oktober 2026: ikke nådd.` Empty
    where there is no arrow."""
    if cell.trend is Trend.NONE:
        return ""
    table, status = words(language), cell.month.status
    parts = [table["arrow_without"].format(trend=table[cell.trend.slug])]
    if cell.compared_month is not None:
        compared = numbers.month_name(cell.compared_month, language)
        parts = [table["arrow_against"].format(month=compared, trend=table[cell.trend.slug])]
    if status in COLOURS:
        month = numbers.month_name(period, language)
        parts.append(table["arrow_attainment"].format(month=month, status=table[status.slug].lower()))
    return " ".join(parts)


def spark(edition: Edition, indicator: Indicator, at: tuple[int, int], last: Figure, language: str) -> Markup:
    """The month's values of the last thirteen months at a node and category; `last` is the last month's figure."""
    node, category = at
    named = edition.months[-_NAMED:]
    figures = [*(edition.month_figure(indicator.code, node, m, category) for m in named[:-1]), last]
    label = f"{words(language)['history']}: " + ", ".join(
        f"{numbers.month_name(m, language, 'MMM y')} {figure_text(f, indicator, language)}"
        for m, f in zip(named, figures, strict=True)
    )
    values = edition.month_values(indicator.code, node, category, HISTORY)
    return charts.sparkline(values, last.target, label)
