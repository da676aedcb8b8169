"""An indicator at a unit as a workbook shows it: computed once, written in every book that contains it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kpidsl.model.edition import Cell, Edition, Figure, is_early_warning
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.model.state import State
from kpidsl.rendering.shown.plan import MeasureShown, plan_shown
from kpidsl.rendering.shown.rows import HISTORY
from kpidsl.rendering.shown.theme import theme
from kpidsl.wording import numbers
from kpidsl.wording.categories import category_notes, named
from kpidsl.wording.cells import (
    ambition_text,
    assessed_text,
    distance,
    distance_text,
    figure_text,
    risk_below_head,
    target_on_card,
)
from kpidsl.wording.deviation_rule import deviation_mark
from kpidsl.wording.longer_windows import month_text
from kpidsl.wording.needs import need_beside_target
from kpidsl.wording.since import known_since, news, since_text
from kpidsl.wording.words import words

LAST_MONTHS = 4
"""So many months are told beside a row, on paper too; all that are shown stand further to the right."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its format, or the text shown where there is none (`pattern` empty): `is_long` in several lines."""

    value: float
    pattern: str
    text: str = ""
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of a book. `status` is the slug that colours it; `since` the month a deviation began,
    where that is known, `since_text` what is known of it in words, `news` its word."""

    code: str
    title: str
    target: str
    ambition: str
    result: Number
    arrow: str
    status: str
    status_text: str
    deviation_mark: str
    year_to_date: Number
    deviation: str
    risk: str
    need: str
    assessed: str
    last_months: str
    history: tuple[Number, ...]
    is_deviation: bool
    distance: Number
    since: Month | None
    since_text: str
    news: str


class BookRows:
    """Every row that the edition's books need, each computed once."""

    def __init__(self, edition: Edition, language: str) -> None:
        self.edition, self.language, self.words = edition, language, words(language)
        self.months = edition.months[-HISTORY:]
        self.shown_by_cell: dict[tuple[str, int, int], Shown] = {}
        self.suffixes = {u: _suffix(numbers.figure(Fraction(0), u, language)) for u in UnitOfMeasure}
        self.plans = {unit: plan_shown(edition, unit, language) for unit in edition.plans}
        self.gaps = {u: _suffix(numbers.difference(Fraction(1), u, language)) for u in UnitOfMeasure}

    def shown(self, indicator: Indicator, node: int, category: int = 0) -> Shown:
        """The row of an indicator, or of a category of it, at a node."""
        key = (indicator.code, node, category)
        if key not in self.shown_by_cell:
            self.shown_by_cell[key] = self._shown(indicator, node, category)
        return self.shown_by_cell[key]

    def _shown(self, indicator: Indicator, node: int, category: int) -> Shown:
        cell = self.edition.cell(indicator.code, node, None, category)
        figure, language, w = cell.year_to_date, self.language, self.words
        change = news(self.edition, indicator.code, node, category)
        mark, _ = deviation_mark(self.edition, indicator, node, cell, language, category)
        gap = distance(figure, indicator) if cell.deviation else None
        history = self._history(indicator, node, category)
        return Shown(
            code=indicator.code,
            title=named(self.edition, indicator, category),
            target=target_on_card(self.edition, indicator, node, cell, language, category),
            ambition=ambition_text(cell, indicator, language),
            result=self._result(cell, indicator),
            arrow=f"{theme().arrow_sign(cell.trend)} {w[cell.trend.slug] if cell.trend else ''}".strip(),
            status=figure.status.slug,
            status_text=self._status(figure),
            deviation_mark=mark,
            year_to_date=self._number(figure, indicator),
            deviation=distance_text(figure, indicator, language)
            or "; ".join(() if category else category_notes(self.edition, indicator, node, language)),
            risk=risk_below_head(cell, language),
            need=need_beside_target(cell, indicator, self.edition.period, language),
            assessed=assessed_text(cell.assessed, language).partition(": ")[2],
            last_months=self._last_months(indicator, node, category, history),
            history=history,
            is_deviation=cell.deviation,
            distance=self._gap(gap, indicator),
            since=known_since(self.edition, indicator.code, node, category),
            since_text=since_text(self.edition, indicator.code, node, language, (category,)),
            news=w[change] if change else "",
        )

    def _status(self, figure: Figure) -> str:
        """The status as shape and word: distinguishable in print without colour."""
        if figure.hidden:
            return self.words["hidden"]
        if figure.state is not State.VALUE:
            return self.words[figure.state.slug]
        return f"{theme().look(figure.status).sign} {self.words[figure.status.slug]}"

    def _result(self, cell: Cell, indicator: Indicator) -> Number:
        """The month's figure, and beside a hidden one what is shown in its place."""
        if cell.longer is None:
            return self._number(cell.month, indicator)
        return Number(0.0, "", month_text(cell, indicator, self.edition.spec.year_starts, self.language), is_long=True)

    def _number(self, figure: Figure, indicator: Indicator) -> Number:
        if figure.hidden or figure.value is None:
            return Number(0.0, "", figure_text(figure, indicator, self.language))
        value = figure.value * indicator.scale
        edges = tuple(e * indicator.scale for e in (figure.target, figure.target_high) if e is not None)
        decimals = numbers.figure_decimals(value, indicator.unit, edges)
        return Number(float(value), pattern(decimals, self.suffixes[indicator.unit]))

    def _gap(self, gap: Fraction | None, indicator: Indicator) -> Number:
        """The distance from the target, positive where it is worse, never printed as zero unless it is."""
        if gap is None:
            return Number(0.0, "")
        decimals = indicator.unit.decimals
        while gap and decimals < numbers.MOST_DECIMALS and not numbers.rounded(gap, decimals):
            decimals += 1
        return Number(float(gap), pattern(decimals, self.gaps[indicator.unit]))

    def _history(self, indicator: Indicator, node: int, category: int) -> tuple[Number, ...]:
        """The months' results: numbers without a unit of measure, or the mark of a state."""
        grid, hidden = self.edition.grids[indicator.code], self.edition.hidden[indicator.code]
        figures, decimals = grid.month, indicator.unit.decimals
        up, down = indicator.scale.numerator, indicator.scale.denominator
        usual, smallest = pattern(decimals, ""), 10.0**-decimals
        numbers_by_month = []
        for at in self.edition.axes.series(node, category)[-len(self.months) :]:
            if hidden[at] or figures.state[at] != State.VALUE:
                numbers_by_month.append(Number(0.0, "", ":" if hidden[at] else State(figures.state[at]).sign))
                continue
            value = figures.numerator[at] * up / (figures.denominator[at] * down)
            edges = tuple(
                Fraction(n * up, d * down)
                for n, d in (
                    (figures.target_numerator[at], figures.target_denominator[at]),
                    (figures.high_numerator[at], figures.high_denominator[at]),
                )
                if d and abs(value - n * up / (d * down)) < smallest
            )
            form = usual
            if edges:
                exact = Fraction(figures.numerator[at] * up, figures.denominator[at] * down)
                form = pattern(numbers.faithful_decimals(exact, decimals, edges), "")
            numbers_by_month.append(Number(value, form))
        return tuple(numbers_by_month)

    def _last_months(self, indicator: Indicator, node: int, category: int, history: tuple[Number, ...]) -> str:
        """The last of the months' results in one text, with the marks of states between them: `82,2 · : · 85,6`. Empty
        where none of them has a number."""
        if not any(one.pattern for one in history[-LAST_MONTHS:]):
            return ""
        figures, texts = self.edition.grids[indicator.code].month, list[str]()
        last = self.edition.axes.series(node, category)[-len(history) :][-LAST_MONTHS:]
        for at, one in zip(last, history[-LAST_MONTHS:], strict=True):
            if one.pattern:
                exact = Fraction(figures.numerator[at], figures.denominator[at]) * indicator.scale
                decimals = len(one.pattern.partition(".")[2])
                texts.append(numbers.number(exact, decimals, self.language))
            else:
                texts.append(one.text)
        return " · ".join(texts)

    def measures(self, unit: UnitKey, code: str) -> tuple[MeasureShown, ...]:
        """The measures that the unit has entered about the indicator, where the edition holds them."""
        plan = self.plans.get(unit)
        return plan.of(code) if plan else ()

    def case(self, unit: UnitKey, code: str) -> str:
        """The indicator's case in the unit, in words; empty where the edition holds none."""
        plan = self.plans.get(unit)
        return plan.case_of(code) if plan else ""

    @property
    def has_cases(self) -> bool:
        """Whether the edition holds any case."""
        return any(plan.cases for plan in self.edition.plans.values())

    def deviates(self, indicator: Indicator, node: int) -> tuple[int, ...]:
        """Which categories of it are deviations in the period, 0 the whole."""
        return self.edition.deviating(indicator.code, node)

    def warns(self, indicator: Indicator, node: int) -> tuple[int, ...]:
        """Which categories of it are early warnings in the period, 0 the whole."""
        grid, warning = self.edition.grids[indicator.code], list[int]()
        for category in self.edition.judged_apart(indicator.code):
            at = self.edition.axes.at(node, self.edition.period, category)
            if is_early_warning(grid.year_to_date.status[at], grid.trend[at], grid.deviation[at]):
                warning.append(category)
        return tuple(warning)


def _suffix(text: str) -> str:
    """What follows the number: `\u00a0%`, `\u00a0dager`."""
    return text.lstrip("0123456789,.\u2212")


def pattern(decimals: int, suffix: str) -> str:
    """A number format."""
    tail = f'"{suffix}"' if suffix else ""
    return "#,##0" + ("." + "0" * decimals if decimals else "") + tail
