"""Which figures that miss their target are deviations by the specification's rule, and which are seen not to be."""

from __future__ import annotations

from kpidsl.model.edition import Cell, Edition
from kpidsl.model.rules import DeviationCondition, DeviationRule
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Status, Trend, WithoutArrow
from kpidsl.wording.words import listed, words


def only_when(rule: DeviationRule, status: Status, language: str) -> str:
    """What a figure of that status must do besides to be a deviation: `pilen peker nedover`, `status har vart i 3
    måneder`. Empty where the status alone is enough, and where no figure of it is one."""
    cases = [case for case in rule.any_of if case.status is status]
    texts = [_conditions(case, language) for case in cases]
    return f" {words(language)['or']} ".join(dict.fromkeys(texts)) if all(texts) else ""


def deviation_mark(
    edition: Edition, indicator: Indicator, node: int, cell: Cell, language: str, category: int = 0
) -> tuple[str, str]:
    """What stands beside a status of which some figures are deviations and others not, and what the rule asks for:
    (`avvik` or `ikke avvik`, `avvik bare når pilen peker nedover`). Empty texts where the status alone says it,
    and where it is not known."""
    table = words(language)
    what = only_when(indicator.deviation_rule, cell.year_to_date.status, language)
    if not what:
        return "", ""
    is_none = _is_seen_to_be_none(edition, indicator, (node, category), cell)
    if not (cell.deviation or is_none):
        return "", ""
    return table["is_no_deviation" if is_none else "is_deviation"], table["deviation_only_when"].format(what=what)


def _conditions(case: DeviationCondition, language: str) -> str:
    table = words(language)
    lasting = table["when_lasting"].format(months=case.months) if case.months > 1 else ""
    trend = table[f"when_{case.trend.slug}"] if case.trend is not None else ""
    return listed([text for text in (lasting, trend) if text], language)


def is_seen_to_be_none(edition: Edition, indicator: Indicator, node: int, category: int = 0) -> bool:
    """Whether what is shown of the figure and of the months before says that it is no deviation. Where an arrow or a
    month that the rule asks for is hidden, it is not known."""
    return _is_seen_to_be_none(edition, indicator, (node, category), edition.cell(indicator.code, node, None, category))


def _is_seen_to_be_none(edition: Edition, indicator: Indicator, at: tuple[int, int], cell: Cell) -> bool:
    """As `is_seen_to_be_none`, of the cell at a node and category."""
    status = cell.year_to_date.status
    cases = [case for case in indicator.deviation_rule.any_of if case.status is status]
    return not cell.deviation and all(
        _arrow_denies(cell, case.trend) or _month_denies(edition, (indicator.code, *at), case) for case in cases
    )


def _arrow_denies(cell: Cell, wanted: Trend | None) -> bool:
    if wanted is None:
        return False
    if cell.trend is Trend.NONE:
        return cell.without_arrow not in (WithoutArrow.NO, WithoutArrow.HIDDEN)
    return cell.trend is not wanted


def _month_denies(edition: Edition, at: tuple[str, int, int], case: DeviationCondition) -> bool:
    """Whether one of the months that the status must have lasted is seen with another status."""
    earlier = [m for m in edition.months if edition.period - (case.months - 1) <= m < edition.period]
    code, node, category = at
    figures = [edition.year_figure(code, node, month, category) for month in earlier]
    return any(not figure.hidden and figure.status is not case.status for figure in figures)
