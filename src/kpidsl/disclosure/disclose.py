"""What a recipient may see: small counts are hidden, with one more sibling, and nothing of a hidden cell stays.

First version: primary hiding below the threshold (numerator, denominator, complement) in either window, one
secondary cell among siblings where exactly one is hidden. It is not yet proof against an attacker who
combines months, lines and editions; `hidden_cells` is the one function that a real algorithm replaces.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from kpidsl.model.edition import Edition
from kpidsl.model.measure import Index, Kind
from kpidsl.model.organisation import Structure
from kpidsl.model.results import Figures, Grid, Results
from kpidsl.model.spec import Indicator
from kpidsl.model.state import State, Status
from kpidsl.scoring.trend import rests_on

PROTECTED = (Kind.SHARE, Kind.COUNT, Kind.RATE, Kind.MEAN, Kind.QUANTILE)


def disclose(
    results: Results,
    *,
    recipient: str,
    language: str,
    suppress_below: int,
    history: int,
    engine_version: str,
    problems: tuple[Mapping[str, str], ...] = (),
    synthetic: bool = False,
    revision: int = 1,
) -> Edition:
    """The edition of `results` for `recipient`: the period and `history` months before it, hidden cells blank."""
    first = max(0, len(results.months) - history - 1)
    grids = {c: _trimmed(g, len(results.months), first) for c, g in results.grids.items()}
    months = results.months[first:]
    hidden: dict[str, Sequence[int]] = {}
    for code, grid in grids.items():
        indicator = results.spec.indicator(code)
        assert indicator is not None
        if isinstance(indicator.formula, Index):
            size = len(results.structure.nodes) * len(months)
            parts = [hidden[c] for c, _ in indicator.formula.components if c in hidden]
            hidden[code] = array("b", (int(any(p[at] for p in parts)) for at in range(size)))
        else:
            hidden[code] = hidden_cells(indicator, grid, results.structure, len(months), suppress_below)
    shown = {}
    for code, grid in grids.items():
        indicator = results.spec.indicator(code)
        assert indicator is not None
        kept = _without_arrows_from(indicator, _blanked(grid, hidden[code]), hidden[code], len(months))
        small = [0 if v < suppress_below else v for v in kept.lacking]  # what one small unit lacks is its base
        shown[code] = replace(kept, lacking=array("q", small))
    at = results.period.number - months[0].number
    now, ever = _hidden_series(hidden, len(results.structure.nodes), len(months), at)
    identity = repr(
        (results.period, results.spec, results.structure, sorted(results.content.items()), suppress_below, recipient,
         engine_version)
    )  # fmt: skip
    return Edition(
        id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        revision=revision,
        recipient=recipient,
        language=language,
        spec=results.spec,
        structure=results.structure,
        months=months,
        period=results.period,
        grids=shown,
        hidden=hidden,
        problems=problems,
        synthetic=synthetic,
        engine_version=engine_version,
        risks={k: r for k, r in results.risks.items() if k not in now},
        charts={k: c for k, c in results.charts.items() if k not in ever},
        assessed={k: a for k, a in results.assessed.items() if k not in now},
    )


def _hidden_series(
    hidden: Mapping[str, Sequence[int]], nodes: int, months: int, at: int
) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    """(code, node) hidden in the period, and hidden in any month (control limits are made of every month)."""
    now: set[tuple[str, int]] = set()
    ever: set[tuple[str, int]] = set()
    for code, flags in hidden.items():
        for node in range(nodes):
            series = flags[node * months : (node + 1) * months]
            if any(series):
                ever.add((code, node))
            if series[at]:
                now.add((code, node))
    return now, ever


def hidden_cells(indicator: Indicator, grid: Grid, structure: Structure, months: int, below: int) -> Sequence[int]:
    """1 where the cell is hidden, flat like the grid."""
    size = len(grid.month.state)
    hidden = array("b", bytes(size))
    if below <= 1 or indicator.kind not in PROTECTED:
        return hidden
    for figures in (grid.month, grid.year_to_date):
        for at in range(size):
            if figures.state[at] == State.VALUE and _small(indicator, figures, at, below):
                hidden[at] = 1
    _secondary(grid, structure, months, hidden)
    return hidden


def _small(indicator: Indicator, figures: Figures, at: int, below: int) -> bool:
    """Between 1 and below - 1: the base, and for shares the numerator and the complement."""
    n = figures.n[at]
    if indicator.kind in (Kind.SHARE,):
        hits = Fraction(figures.numerator[at] * n, figures.denominator[at])  # of a distributed figure a fraction
        return any(0 < x < below for x in (n, hits, n - hits))
    return 0 < n < below


def _secondary(grid: Grid, structure: Structure, months: int, hidden: array[int]) -> None:
    """Where exactly one sibling is hidden, the smallest of the others with a value is hidden too."""
    families: dict[tuple[str, int], list[int]] = {}
    for at, node in enumerate(structure.nodes):
        if node.parent is not None:
            families.setdefault((node.line, node.parent), []).append(at)
    nodes = len(structure.nodes)
    for category in range(len(grid.categories)):
        for family in families.values():
            for month in range(months):
                cells = [(category * nodes + node) * months + month for node in family]
                gone = [c for c in cells if hidden[c]]
                if len(gone) != 1:
                    continue
                others = [c for c in cells if not hidden[c] and grid.month.state[c] == State.VALUE]
                if others:
                    hidden[min(others, key=lambda c: (grid.month.n[c], c))] = 1


def _without_arrows_from(indicator: Indicator, grid: Grid, hidden: Sequence[int], months: int) -> Grid:
    """No arrow where the figure that it is compared with is hidden: it would tell the direction from there.

    Nor a deviation that only the arrow makes (its status alone does not).
    """
    if indicator.trend_rule is None or not any(hidden):
        return grid
    lags = rests_on(indicator, indicator.trend_rule)
    trend, deviation, since = list(grid.trend), list(grid.deviation), list(grid.since)
    alone = {status for status, arrow in indicator.deviation_rule.any_of if arrow is None}
    for at in range(len(trend)):
        if trend[at] and any(hidden[at - lag] for lag in lags if lag <= at % months):
            trend[at] = 0
            if Status(grid.year_to_date.status[at]) not in alone:
                deviation[at] = since[at] = 0
    return replace(grid, trend=array("b", trend), deviation=array("b", deviation), since=array("q", since))


def _trimmed(grid: Grid, months: int, first: int) -> Grid:
    """The last months only."""

    def cut(values: Sequence[int]) -> Sequence[int]:
        kept: list[int] = []
        for start in range(0, len(values), months):
            kept.extend(values[start + first : start + months])
        return array(values.typecode, kept) if isinstance(values, array) else kept

    def cut_figures(figures: Figures) -> Figures:
        return Figures(*(cut(getattr(figures, name)) for name in Figures.__slots__))

    if not first:
        return grid
    columns: dict[str, Any] = {n: cut(getattr(grid, n)) for n in _COLUMNS}
    return replace(grid, month=cut_figures(grid.month), year_to_date=cut_figures(grid.year_to_date), **columns)


_COLUMNS = ("trend", "excluded", "covered", "expected", "last_month", "deviation", "since", "lacking")
_FIGURES = ("numerator", "denominator", "marks", "n", "status")


def _blanked(grid: Grid, hidden: Sequence[int]) -> Grid:
    """Nothing of a hidden cell stays but its target, which is public."""
    if not any(hidden):
        return grid

    def blank(values: Sequence[int]) -> Sequence[int]:
        kept = [0 if gone else v for v, gone in zip(values, hidden, strict=True)]
        return array(values.typecode, kept) if isinstance(values, array) else kept

    def blank_figures(figures: Figures) -> Figures:
        return replace(figures, **{name: blank(getattr(figures, name)) for name in _FIGURES})

    columns: dict[str, Any] = {n: blank(getattr(grid, n)) for n in _COLUMNS}
    return replace(grid, month=blank_figures(grid.month), year_to_date=blank_figures(grid.year_to_date), **columns)
