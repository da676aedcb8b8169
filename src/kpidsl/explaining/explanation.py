"""Why a cell is what it is, from an Edition alone: what the edition hides, this cannot tell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from kpidsl.explaining.bases import TargetBase, target_base
from kpidsl.explaining.categories import CategoryFigure, category_figures
from kpidsl.explaining.changes import ChangedFrom, changed_from
from kpidsl.measures.registry import quotient_of
from kpidsl.model.comparison import dead_band
from kpidsl.model.edition import Cell, Edition, Figure
from kpidsl.model.limits import Limits
from kpidsl.model.location import Location
from kpidsl.model.measure import Cumulation, rows_of
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Frequency, Month
from kpidsl.model.spec import DeclaredTerm, Indicator, Source, Target, output_language
from kpidsl.model.state import Mark, State, TargetOrigin, Trend, Undecided, WithoutArrow
from kpidsl.wording.cells import has_separate_targets
from kpidsl.wording.definition import constant_of


@dataclass(frozen=True, slots=True)
class UsedTerm:
    """A phrase that the sentence uses, and behind it those that it is declared from, down to the source."""

    declared: DeclaredTerm
    behind: tuple[DeclaredTerm, ...]
    source: str


@dataclass(frozen=True, slots=True)
class TargetSource:
    """A target that was used, and where it was written: a line of the specification or a row of the table."""

    target: Target
    where: str


@dataclass(frozen=True, slots=True)
class ChildChange:
    """A child's share of the change, as raw values; both add up to the parent's over the children."""

    unit: UnitKey
    name: str
    within: Fraction
    mix: Fraction


@dataclass(frozen=True, slots=True)
class Split:
    """The change of a parent: what the children themselves changed, and what came of their sizes changing."""

    change: Fraction
    within: Fraction
    mix: Fraction
    parts: tuple[ChildChange, ...]


Counted = tuple[Fraction, Fraction]
"""Numerator and denominator as they stand in the source: cases, days, kroner."""

NoSplit = Literal["hidden", "lacking", "break", "not_additive"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One cell explained. `split` is None for a leaf, what cannot be split, and where there is nothing before.

    `counted` is what the month's value is divided from, in the columns' units; None where it is no plain quotient, or
    hidden. `limits` is None without a target; `still` is the raw range strictly within which the arrow is unchanged.
    `excluded`, `covered` and `expected` are None where the cell is hidden. `before` is the figure of the month compared
    with, None where the edition does not reach it or the cell is hidden. `lines`: the lines where the unit also is.
    `base` is the figure that an improvement target is reckoned from; None without one.
    `change`: the figures that a change lies between; None of anything else.
    `categories`: those of its breakdown, where some have a target of their own.
    `has_separate_targets`: the unit has none of its own, and those of the units below make none for it.
    """

    edition: str
    period: Month
    language: str
    indicator: Indicator
    unit: UnitKey
    name: str
    line: str
    lines: tuple[str, ...]
    terms: tuple[UsedTerm, ...]
    counted: Counted | None
    year_counted: Counted | None
    limits: Limits | None
    still: tuple[Fraction, Fraction] | None
    window: tuple[Month, Month]
    year_window: tuple[Month, Month] | None
    excluded: int | None
    covered: int | None
    expected: int | None
    targets: tuple[TargetSource, ...]
    base: TargetBase | None
    before: Figure | None
    cell: Cell
    split: Split | None
    no_split: NoSplit | None
    has_separate_targets: bool
    change: ChangedFrom | None
    categories: tuple[CategoryFigure, ...]
    year_starts: int

    @property
    def month(self) -> Figure:
        """The month's figure."""
        return self.cell.month

    @property
    def year_to_date(self) -> Figure:
        """The figure of the year to date."""
        return self.cell.year_to_date

    @property
    def undecided(self) -> Undecided:
        """Why the value of the year to date has no colour."""
        return self.cell.year_to_date.undecided

    @property
    def trend(self) -> Trend:
        """The arrow."""
        return self.cell.trend

    @property
    def without_arrow(self) -> WithoutArrow:
        """Why there is no arrow."""
        return self.cell.without_arrow

    @property
    def target_is(self) -> TargetOrigin:
        """Where the target comes from."""
        return self.cell.target_origin

    @property
    def compared_month(self) -> Month | None:
        """The month that the month's figure is compared with; None where it is hidden or nothing goes before it."""
        return self.cell.compared_month


def explain(
    edition: Edition, code: str, unit: str, *, line: str | None = None, language: str | None = None
) -> Explanation:
    """Explain indicator `code` at the unit (code or name; on its first line unless one is named) in the period.

    KeyError with what was not found.
    """
    indicator = edition.spec.indicator(code)
    if indicator is None or code not in edition.grids:
        raise KeyError(code)
    nodes = edition.structure.nodes
    named = [at for at, n in enumerate(nodes) if n.unit.code == unit] or [
        at for at, n in enumerate(nodes) if n.name == unit
    ]
    node = next((at for at in named if line in (None, nodes[at].line) and indicator.stands_at(nodes[at])), None)
    if node is None:
        raise KeyError(unit)
    lines = tuple(dict.fromkeys(nodes[n].line for n in named if nodes[n].line != nodes[node].line))
    return explained(edition, indicator, node, output_language(language) if language else edition.language, lines)


def explained(
    edition: Edition, indicator: Indicator, at: int, language: str, lines: tuple[str, ...] = ()
) -> Explanation:
    """The explanation of the indicator at node `at`; `lines` are the other lines where its unit stands."""
    node, cell = edition.structure.nodes[at], edition.cell(indicator.code, at)
    hidden = cell.month.hidden
    compared = _within_reach(edition, cell.compared_month, indicator)
    before = edition.cell(indicator.code, at, compared).month if compared is not None else None
    family = None if hidden else _family(edition, indicator, at, compared)
    no_split = _why_not(edition, indicator, at, compared, family) if family and compared else None
    return Explanation(
        edition=edition.id,
        period=edition.period,
        language=language,
        indicator=indicator,
        unit=node.unit,
        name=node.name,
        line=node.line,
        lines=lines,
        terms=_terms(edition, indicator),
        counted=counted(cell.month, indicator, edition.spec.sources),
        year_counted=counted(cell.year_to_date, indicator, edition.spec.sources),
        limits=edition.limits.get((indicator.code, at)),
        still=_still(indicator, cell.compared_value),
        window=_window(edition, indicator),
        year_window=_year(edition, indicator, cell),
        excluded=None if hidden else cell.excluded,
        covered=None if hidden else cell.covered,
        expected=None if hidden else cell.expected,
        targets=_sources(edition.target_rows(indicator.code, at, edition.period)),
        base=target_base(edition, indicator, at, cell),
        before=before,
        cell=cell,
        split=_split(edition, family) if family and no_split is None else None,
        no_split=no_split,
        change=changed_from(edition, indicator, at, cell),
        categories=category_figures(edition, indicator, at),
        has_separate_targets=has_separate_targets(edition, indicator, at),
        year_starts=edition.spec.year_starts,
    )


def counted(figure: Figure, indicator: Indicator, sources: Mapping[str, Source]) -> Counted | None:
    """Numerator and denominator in the units of what was counted; None where the value is no plain quotient of them."""
    if figure.numerator is None or figure.denominator is None or (Mark.DISTRIBUTED | Mark.TWELFTHS) & figure.marks:
        return None
    quotient = quotient_of(indicator.formula)
    if quotient is None or quotient.denominator is None:
        return None
    scale = 10 ** max(side.decimals(sources) for side in quotient.sides)
    return Fraction(figure.numerator, scale) * constant_of(indicator), Fraction(figure.denominator, scale)


def _still(indicator: Indicator, before: Fraction | None) -> tuple[Fraction, Fraction] | None:
    """The dead band around the value that the arrow compares with; None without one."""
    rule = indicator.trend_rule
    if rule is None or before is None or rule.compared_with in ("line", "control_limits"):
        return None
    band = dead_band(indicator)
    if not band:
        return None
    return before - band, before + band


def _terms(edition: Edition, indicator: Indicator) -> tuple[UsedTerm, ...]:
    """Terms in the sentence and in what it became, in the order of their places; the longest at a place counts."""
    formula, declared = indicator.formula, edition.spec.terms
    rows = [rows.term for rows in rows_of(formula).values()]
    text = "\n".join((indicator.sentence, getattr(formula, "term", "") or "", *rows))
    phrases = {form.casefold(): p for p, term in declared.items() for form in (p, *term.forms)}
    if not phrases:
        return ()
    pattern = "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))
    used = dict.fromkeys(
        phrases[m.group().casefold()] for m in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE)
    )
    return tuple(_term(declared[p], declared, edition.spec.sources) for p in used)


def _term(term: DeclaredTerm, declared: Mapping[str, DeclaredTerm], sources: Mapping[str, Source]) -> UsedTerm:
    behind: list[DeclaredTerm] = []
    base = term.base
    while base not in sources and base in declared and declared[base] not in (term, *behind):
        behind.append(declared[base])
        base = declared[base].base
    return UsedTerm(term, tuple(behind), base)


def _window(edition: Edition, indicator: Indicator) -> tuple[Month, Month]:
    """First and last month of what the month's figure is of."""
    last = edition.period
    if indicator.frequency is not Frequency.MONTH:
        last = (last + 1).period_start(indicator.frequency, edition.spec.year_starts) - 1
        return last - (max(indicator.frequency.months, indicator.window) - 1), last
    return last - (indicator.window - 1), last


def _year(edition: Edition, indicator: Indicator, cell: Cell) -> tuple[Month, Month] | None:
    """The months of the year to date; a stock's is its latest month, a rolling window's its latest window."""
    last = cell.last_month
    if last is None:
        return None
    if indicator.cumulation is Cumulation.FLOW:
        return last.year_start(edition.spec.year_starts), last
    return (last - (indicator.window - 1), last) if indicator.cumulation is Cumulation.ROLLING else (last, last)


def _within_reach(edition: Edition, month: Month | None, indicator: Indicator) -> Month | None:
    """The month compared with; None where the edition does not hold it, or holds it of today's units alone."""
    rule = indicator.trend_rule
    if month is None or (edition.structure.historic and rule and rule.compared_with == "same_last_year"):
        return None
    return month if month >= edition.months[0] else None


def _sources(targets: Sequence[Target]) -> tuple[TargetSource, ...]:
    return tuple(TargetSource(t, _where(t)) for t in dict.fromkeys(targets))


def _where(target: Target) -> str:
    return target.letter or place(target.location)


def place(location: Location | None) -> str:
    """`krav.kpi:12`; empty for none."""
    return f"{Path(location.path).name}:{location.line}" if location is not None else ""


@dataclass(frozen=True, slots=True)
class _Family:
    """The month's figure of a parent and those of its children, (then, now) each. `nodes` are the children's."""

    nodes: tuple[int, ...]
    whole: tuple[Figure, Figure]
    children: tuple[tuple[Figure, Figure], ...]

    @property
    def sides(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Then and now: each child's numerator and denominator, 0 where it has none."""
        before, now = (
            [(f.numerator or 0, f.denominator or 0) for f in side] for side in zip(*self.children, strict=True)
        )
        return before, now


def _family(edition: Edition, indicator: Indicator, at: int, month: Month | None) -> _Family | None:
    """The node at `at` with its children, in the `month` and in the period; None where its change is not split:
    of a leaf, without a month before, and where the value is no quotient."""
    nodes = tuple(i for i, n in enumerate(edition.structure.nodes) if n.parent == at)
    if not nodes or month is None or indicator.traits.combined != "quotient":
        return None

    def pair(node: int) -> tuple[Figure, Figure]:
        return edition.cell(indicator.code, node, month).month, edition.cell(indicator.code, node).month

    return _Family(nodes, pair(at), tuple(pair(node) for node in nodes))


def _why_not(edition: Edition, indicator: Indicator, at: int, month: Month, family: _Family) -> NoSplit | None:
    """Why the change since the `month` cannot be shown as the children's; None where it can."""
    if any(f.hidden for pair in (family.whole, *family.children) for f in pair):
        return "hidden"
    if not all(_is_whole(f, State.VALUE) for f in family.whole):
        return "lacking"
    if not all(_is_whole(f, State.VALUE, State.NOT_RELEVANT) for pair in family.children for f in pair):
        return "lacking"
    since = [Month(n) for n in range(month.number + 1, edition.period.number + 1)]
    if any(Mark.BREAK & edition.cell(indicator.code, i, m).month.marks for i in (at, *family.nodes) for m in since):
        return "break"
    for total, side in zip(family.whole, family.sides, strict=True):
        if (total.numerator, total.denominator) != (sum(n for n, _ in side), sum(d for _, d in side)):
            return "not_additive"
    return None


def _is_whole(figure: Figure, *states: State) -> bool:
    """Whether it has one of the states and nothing is missing from it."""
    return figure.state in states and not Mark.PARTIAL & figure.marks


def _split(edition: Edition, family: _Family) -> Split:
    """The change of the month's value over the children."""
    nodes = [edition.structure.nodes[i] for i in family.nodes]
    parts = tuple(
        ChildChange(node.unit, node.name, within, mix)
        for node, (within, mix) in zip(nodes, mix_and_within(*family.sides), strict=True)
    )
    before, now = (figure.value or Fraction(0) for figure in family.whole)
    within, mix = sum((p.within for p in parts), Fraction(0)), sum((p.mix for p in parts), Fraction(0))
    assert within + mix == now - before
    return Split(now - before, within, mix, parts)


def mix_and_within(
    earlier: Sequence[tuple[int, int]], now: Sequence[tuple[int, int]]
) -> list[tuple[Fraction, Fraction]]:
    """(within, mix) of each child of (numerator, denominator) then and now; exact, and without a rest.

    within = mean weight times change of rate; mix = mean rate times change of weight. A child without a
    base on one side has no rate there: it keeps that of the other side, so it is all mix.
    """
    before, after = sum(d for _, d in earlier), sum(d for _, d in now)
    effects = []
    for (n0, d0), (n1, d1) in zip(earlier, now, strict=True):
        if not d0 and not d1:
            effects.append((Fraction(0), Fraction(0)))
            continue
        r0 = Fraction(n0, d0) if d0 else Fraction(n1, d1)
        r1 = Fraction(n1, d1) if d1 else r0
        w0, w1 = Fraction(d0, before), Fraction(d1, after)
        effects.append(((w0 + w1) / 2 * (r1 - r0), (r0 + r1) / 2 * (w1 - w0)))
    return effects
