"""The categories of an indicator that each have a target of their own."""

from __future__ import annotations

from dataclasses import dataclass

from kpidsl.model.edition import Cell, Edition
from kpidsl.model.spec import Indicator
from kpidsl.model.state import COLOURS
from kpidsl.wording.cells import figure_text, target_text
from kpidsl.wording.words import words


@dataclass(frozen=True, slots=True)
class CategoryFigure:
    """A category's name and its cell in the edition's period."""

    name: str
    cell: Cell


def category_figures(edition: Edition, indicator: Indicator, at: int) -> tuple[CategoryFigure, ...]:
    """The categories at node `at` in order; none where no category has a target of its own."""
    if not indicator.has_targets_by_category:
        return ()
    names = edition.grids[indicator.code].categories
    return tuple(CategoryFigure(n, edition.cell(indicator.code, at, None, c)) for c, n in enumerate(names) if c)


def category_text(one: CategoryFigure, indicator: Indicator, language: str) -> str:
    """`59,0 %, mål ≥ 60 %, delvis nådd` of the year to date, as far as there is each."""
    w, figure = words(language), one.cell.year_to_date
    parts = [figure_text(figure, indicator, language)]
    if figure.target is not None:
        parts.append(f"{w['target'].lower()} {target_text(figure, indicator, language)}")
    if figure.status in COLOURS:
        parts.append(w[figure.status.slug].lower())
    return ", ".join(parts)


def category_sentence(categories: tuple[CategoryFigure, ...], indicator: Indicator, language: str) -> str:
    """All of them as one sentence; empty without any."""
    if not categories:
        return ""
    listed = "; ".join(f"{one.name}: {category_text(one, indicator, language)}" for one in categories)
    return words(language)["explain_by_category"].format(column=indicator.breakdown, categories=listed)
