"""Why a cell is what it is, from an Edition alone: what the edition hides, this cannot tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from kpidsl.model.edition import Cell, Edition, Figure
from kpidsl.model.measure import Cumulation, Kind
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Frequency, Month
from kpidsl.model.spec import Indicator, Location, Target, TrendRule
from kpidsl.model.state import Mark, State, Status, Trend
from kpidsl.scoring.inherited import rows_behind
from kpidsl.scoring.target_rows import known_at, target_of
from kpidsl.scoring.trend import lag_of

_QUOTIENTS = (Kind.SHARE, Kind.RATIO, Kind.RATE, Kind.MEAN)


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of the specification that the sentence uses, and where it was declared."""

    phrase: str
    text: str
    where: Location


@dataclass(frozen=True, slots=True)
class TargetSource:
    """A target that was used, and where it was written: a line of the specification or a row of the table."""

    target: Target
    where: str


@dataclass(frozen=True, slots=True)
class Part:
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
    parts: tuple[Part, ...]


NoSplit = Literal["hidden", "lacking", "break", "not_additive"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One cell explained. `split` is None for a leaf, what cannot be split, and where there is nothing before.

    `excluded`, `covered` and `expected` are None where the cell is hidden. `before` is the comparable figure,
    None where the edition does not reach it or the cell is hidden. `lines`: the lines where the unit also is.
    """

    edition: str
    period: Month
    language: str
    indicator: Indicator
    unit: UnitKey
    name: str
    line: str
    lines: tuple[str, ...]
    terms: tuple[Term, ...]
    month: Figure
    year_to_date: Figure
    window: tuple[Month, Month]
    year_window: tuple[Month, Month] | None
    excluded: int | None
    covered: int | None
    expected: int | None
    targets: tuple[TargetSource, ...]
    target_is: Literal["own", "of_children", "derived", "none"]
    undecided: Literal["", "minimum_base", "partial", "no_base"]
    trend: Trend
    compared_month: Month | None
    before: Figure | None
    cell: Cell
    split: Split | None
    no_split: NoSplit | None


def explain(
    edition: Edition, code: str, unit: str, *, line: str | None = None, language: str | None = None
) -> Explanation:
    """Explain indicator `code` at the unit (code or name; on its first line unless one is named) in the period.

    KeyError with what was not found.
    """
    spec = known_at(edition.spec, edition.period)
    indicator = spec.indicator(code)
    if indicator is None or code not in edition.grids:
        raise KeyError(code)
    nodes = edition.structure.nodes
    named = [at for at, n in enumerate(nodes) if n.unit.code == unit] or [
        at for at, n in enumerate(nodes) if n.name == unit
    ]
    found = [at for at in named if line in (None, nodes[at].line) and indicator.stands_at(nodes[at])]
    if not found:
        raise KeyError(unit)
    at = found[0]
    node, cell = nodes[at], edition.cell(code, at)
    hidden = cell.month.hidden
    compared = _compared(edition, indicator)
    before = edition.cell(code, at, compared).month if compared is not None and not hidden else None
    split, no_split = _split(edition, indicator, at, compared) if not hidden else (None, None)
    year = _year(edition, indicator, cell)
    targets, target_is = _targets(edition, indicator, at, cell, year)
    return Explanation(
        edition=edition.id,
        period=edition.period,
        language=language or edition.language,
        indicator=indicator,
        unit=node.unit,
        name=node.name,
        line=node.line,
        lines=tuple(dict.fromkeys(nodes[n].line for n in named if nodes[n].line != node.line)),
        terms=_terms(edition, indicator),
        month=cell.month,
        year_to_date=cell.year_to_date,
        window=_window(edition, indicator),
        year_window=year,
        excluded=None if hidden else cell.excluded,
        covered=None if hidden else cell.covered,
        expected=None if hidden else cell.expected,
        targets=targets,
        target_is=target_is,
        undecided=_undecided(indicator, cell.year_to_date, cell.month),
        trend=cell.trend,
        compared_month=compared,
        before=before,
        cell=cell,
        split=split,
        no_split=no_split,
    )


def _terms(edition: Edition, indicator: Indicator) -> tuple[Term, ...]:
    """Terms in the sentence and in what it became, in the order of their places; the longest at a place counts."""
    formula = indicator.formula
    rows = [getattr(getattr(formula, n, None), "term", "") for n in ("rows", "base", "base_rows")]
    text = "\n".join((indicator.sentence, getattr(formula, "term", "") or "", *rows))
    phrases = sorted(edition.spec.terms, key=len, reverse=True)
    if not phrases:
        return ()
    pattern = "|".join(re.escape(p) for p in phrases)
    folded = {p.casefold(): p for p in phrases}
    used = dict.fromkeys(
        folded[m.group().casefold()] for m in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE)
    )
    return tuple(Term(p, *edition.spec.terms[p]) for p in used)


def _window(edition: Edition, indicator: Indicator) -> tuple[Month, Month]:
    """First and last month of what the month's figure is of."""
    last = edition.period
    if indicator.frequency is not Frequency.MONTH:
        start = (last + 1).period_start(indicator.frequency, edition.spec.year_starts)
        return start - indicator.frequency.months, start - 1
    return last - (indicator.window - 1), last


def _year(edition: Edition, indicator: Indicator, cell: Cell) -> tuple[Month, Month] | None:
    """The months of the year to date; a stock's is its latest month, a rolling window's its latest window."""
    last = cell.last_month
    if last is None:
        return None
    if indicator.cumulation is Cumulation.FLOW:
        return last.year_start(edition.spec.year_starts), last
    return (last - (indicator.window - 1), last) if indicator.cumulation is Cumulation.ROLLING else (last, last)


def _compared(edition: Edition, indicator: Indicator) -> Month | None:
    """The comparable month before; None where the edition does not reach it, or has it of today's units alone."""
    if edition.structure.then and indicator.trend_rule and indicator.trend_rule.compared_with == "same_last_year":
        return None
    month = edition.period - lag_of(indicator, indicator.trend_rule or TrendRule("previous"))
    return month if month >= edition.months[0] else None


def _targets(
    edition: Edition, indicator: Indicator, at: int, cell: Cell, year: tuple[Month, Month] | None
) -> tuple[tuple[TargetSource, ...], Literal["own", "of_children", "derived", "none"]]:
    """Every target that went into the status: of the months in the year, of the node or of its leaves."""
    flow = indicator.cumulation is Cumulation.FLOW and year is not None and not indicator.latest_target
    first = year[0].number if flow and year is not None else edition.period.number
    months = [Month(n) for n in range(first, edition.period.number + 1)]
    structure = edition.structure
    own = [target_of(indicator, structure, at, m) for m in months]
    node = structure.nodes[at]
    derived = bool(Mark.DERIVED & (cell.year_to_date.marks | cell.month.marks))
    if derived or not any(t.units for t in own if t):
        behind = rows_behind(indicator, structure, node, months)
        if behind and node.unit in structure.leaves:
            return _sources(behind), "derived" if derived else "own"
    if any(own):
        return _sources(own), "own"
    if cell.year_to_date.target is None and cell.month.target is None and not derived:
        return (), "none"
    places = {n.unit: i for i, n in enumerate(structure.nodes) if n.line == node.line}
    leaves = [places[structure.leaves[leaf]] for leaf in node.leaves if structure.leaves[leaf] in places]
    of_leaves = [target_of(indicator, structure, leaf, m) for leaf in leaves for m in months]
    return _sources(of_leaves), "derived" if derived else "of_children"


def _sources(targets: Sequence[Target | None]) -> tuple[TargetSource, ...]:
    return tuple(TargetSource(t, _where(t)) for t in dict.fromkeys(targets) if t is not None)


def _where(target: Target) -> str:
    return target.letter or place(target.location)


def place(location: Location | None) -> str:
    """`krav.kpi:12`; empty for none."""
    return f"{Path(location.path).name}:{location.line}" if location is not None else ""


def _undecided(indicator: Indicator, year: Figure, month: Figure) -> Literal["", "minimum_base", "partial", "no_base"]:
    """Why a value with a target has no colour."""
    if year.hidden or year.state is not State.VALUE or year.status is not Status.NONE:
        return ""
    if year.n is not None and year.n < indicator.minimum_base:
        return "minimum_base"
    return "partial" if Mark.PARTIAL & (year.marks | month.marks) else "no_base"


def _split(edition: Edition, indicator: Indicator, at: int, then: Month | None) -> tuple[Split | None, NoSplit | None]:
    """The change of the month's value since `then` over the children, or why it cannot be shown."""
    structure = edition.structure
    children = [i for i, n in enumerate(structure.nodes) if n.parent == at]
    if not children or then is None or indicator.kind not in _QUOTIENTS:
        return None, None
    family = [(edition.cell(indicator.code, i, then).month, edition.cell(indicator.code, i).month) for i in children]
    whole = edition.cell(indicator.code, at, then).month, edition.cell(indicator.code, at).month
    if any(f.hidden for pair in (whole, *family) for f in pair):
        return None, "hidden"
    fine = (State.VALUE, State.NOT_RELEVANT)
    if any(f.state is not State.VALUE or Mark.PARTIAL & f.marks for f in whole):
        return None, "lacking"
    if any(f.state not in fine or Mark.PARTIAL & f.marks for pair in family for f in pair):
        return None, "lacking"
    since = [Month(n) for n in range(then.number + 1, edition.period.number + 1)]
    if any(Mark.BREAK & edition.cell(indicator.code, i, m).month.marks for i in (at, *children) for m in since):
        return None, "break"
    sides = [[(f.numerator or 0, f.denominator or 0) for f in side] for side in zip(*family, strict=True)]
    for total, side in zip(whole, sides, strict=True):
        if (total.numerator, total.denominator) != (sum(n for n, _ in side), sum(d for _, d in side)):
            return None, "not_additive"
    effects = mix_and_within(*sides)
    parts = tuple(
        Part(structure.nodes[i].unit, structure.nodes[i].name, within, mix)
        for i, (within, mix) in zip(children, effects, strict=True)
    )
    change = (whole[1].value or Fraction(0)) - (whole[0].value or Fraction(0))
    found = Split(change, sum((p.within for p in parts), Fraction(0)), sum((p.mix for p in parts), Fraction(0)), parts)
    assert found.within + found.mix == found.change
    return found, None


def mix_and_within(then: Sequence[tuple[int, int]], now: Sequence[tuple[int, int]]) -> list[tuple[Fraction, Fraction]]:
    """(within, mix) of each child of (numerator, denominator) then and now; exact, and without a rest.

    within = mean weight times change of rate; mix = mean rate times change of weight. A child without a
    base on one side has no rate there: it keeps that of the other side, so it is all mix.
    """
    before, after = sum(d for _, d in then), sum(d for _, d in now)
    found = []
    for (n0, d0), (n1, d1) in zip(then, now, strict=True):
        if not d0 and not d1:
            found.append((Fraction(0), Fraction(0)))
            continue
        r0 = Fraction(n0, d0) if d0 else Fraction(n1, d1)
        r1 = Fraction(n1, d1) if d1 else r0
        w0, w1 = Fraction(d0, before), Fraction(d1, after)
        found.append(((w0 + w1) / 2 * (r1 - r0), (r0 + r1) / 2 * (w1 - w0)))
    return found
