"""Indicators, organisations, grids and results made by hand: figures whose every number is seen in the test."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from kpidsl.disclosure.hiding import pattern
from kpidsl.measures.amount import AMOUNT
from kpidsl.measures.count import COUNT
from kpidsl.measures.index import INDEX
from kpidsl.measures.mean import MEAN
from kpidsl.measures.quantile import QUANTILE
from kpidsl.measures.rate import RATE
from kpidsl.measures.ratio import RATIO
from kpidsl.measures.share import SHARE
from kpidsl.model.condition import Always
from kpidsl.model.measure import Count, Cumulation, Index, OwnPeriod, Rows, Share, UnitOfMeasure
from kpidsl.model.organisation import Node, SteeringLine, Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.results import FIGURES_COLUMNS, GRID_COLUMNS, Figures, Grid, Results
from kpidsl.model.rules import DeviationRule, HidingRule, StatusRule, Tolerance
from kpidsl.model.spec import Indicator, Spec, Target, TargetForm
from kpidsl.model.state import Direction, State
from kpidsl.model.traits import Kind

Pair = tuple[int, int] | None
"""Numerator and denominator of a month; None where the figure is missing."""
Tree = Mapping[str, Any] | Sequence[str]
"""Units by code, with what is below them; the lowest as a list."""
KINDS = ("kontor", "fylke", "land")
JANUARY = Month.of(2026, 1)
ROWS = Rows("tall", Always(), OwnPeriod())
FIGURES = tuple(column.name for column in FIGURES_COLUMNS)
TRAITS = {m.traits.kind: m.traits for m in (AMOUNT, COUNT, INDEX, MEAN, QUANTILE, RATE, RATIO, SHARE)}
"""The traits of a statistic of each kind."""
COLUMNS = tuple(column.name for column in GRID_COLUMNS)


def ruled(of: Any, below: int, **rule: bool) -> Any:
    """The indicator, or the specification or results with every indicator, under a rule of hiding (0: none)."""
    if isinstance(of, Results):
        return replace(of, spec=ruled(of.spec, below, **rule))
    if isinstance(of, Spec):
        return replace(of, indicators=tuple(ruled(i, below, **rule) for i in of.indicators))
    return replace(of, hiding_rule=HidingRule(below, **rule) if below else None)


def indicator(code: str = "S.1", kind: Kind = Kind.SHARE, **changes: Any) -> Indicator:
    formula = Index(((code, Fraction(1)),)) if kind is Kind.INDEX else Count(ROWS)
    made = Indicator(
        code=code,
        title=code,
        sentence="",
        traits=TRAITS[kind],
        formula=Share(ROWS, Always()) if kind is Kind.SHARE else formula,
        unit=UnitOfMeasure.PERCENT,
        scale=Fraction(100),
        cumulation=Cumulation.FLOW,
        direction=Direction.HIGHER,
        targets=(),
        status_rule=StatusRule(Tolerance(Fraction(5))),
        trend_rule=None,
        deviation_rule=DeviationRule(),
        requirement="Krav",
        perspective="bruker",
    )
    return replace(made, **changes)


def target(value: int = 80, **changes: Any) -> Target:
    return replace(Target(TargetForm.LEVEL, None, Fraction(value)), **changes)


def spec(*indicators: Indicator, **changes: Any) -> Spec:
    made = Spec(language="nb", organisation=None, sources={}, indicators=indicators, requirements=())
    return replace(made, **changes)


def _height(tree: Tree) -> int:
    return 1 + max(map(_height, tree.values())) if isinstance(tree, Mapping) else 1


def structure(lines: Mapping[str, Tree], **changes: Any) -> Structure:
    """A line's tree is `{"NO": {"01": ["0101", "0102"]}}`: an office, a county, the country, by how high it stands."""
    leaves: dict[str, None] = {}
    nodes: list[Node] = []

    def add(line: str, code: str, below: Tree, parent: int | None, depth: int) -> tuple[int, ...]:
        at = len(nodes)
        kind = KINDS[_height(below) if below else 0]
        nodes.append(Node(line, UnitKey(kind, code), f"{kind.title()} {code}", parent, depth, ()))
        if not below:
            leaves.setdefault(code)
            own = [list(leaves).index(code)]
        else:
            children = below if isinstance(below, Mapping) else dict.fromkeys(below, ())
            own = [leaf for one, rest in children.items() for leaf in add(line, one, rest, at, depth + 1)]
        nodes[at] = replace(nodes[at], leaves=tuple(own))
        return tuple(own)

    for line, tops in lines.items():
        for code, below in tops.items() if isinstance(tops, Mapping) else dict.fromkeys(tops, ()).items():
            add(line, code, below, None, 0)
    made = Structure(
        lines=tuple(SteeringLine(name, KINDS) for name in lines),
        leaves=tuple(UnitKey("kontor", code) for code in leaves),
        nodes=tuple(nodes),
    )
    return replace(made, **changes)


def at(where: Structure, code: str, line: str = "") -> int:
    """The first node of a unit, on a line."""
    return next(i for i, n in enumerate(where.nodes) if n.unit.code == code and line in ("", n.line))


def summed(where: Structure, leaves: Mapping[str, Sequence[Pair]]) -> list[list[Pair]]:
    """Each node's months: its leaves' together, None where none of them has a figure."""
    own = [leaves[leaf.code] for leaf in where.leaves]
    return [[_together([own[x][m] for x in n.leaves]) for m in range(len(own[0]))] for n in where.nodes]


def _together(pairs: Sequence[Pair]) -> Pair:
    there = [p for p in pairs if p is not None]
    return (sum(p[0] for p in there), sum(p[1] for p in there)) if there else None


def figures(pairs: Sequence[Pair], **changes: Sequence[int]) -> Figures:
    tops, bottoms = ([p[side] if p else 0 for p in pairs] for side in (0, 1))
    nothing = array("q", [0] * len(pairs))
    state = array("b", [State.MISSING if p is None else State.VALUE if p[1] else State.NOT_RELEVANT for p in pairs])
    made = Figures(array("q", tops), array("q", bottoms), state, nothing, array("q", bottoms), *(nothing,) * 12)
    return replace(made, **changes)


def grid(series: Sequence[Sequence[Pair]], first: Month = JANUARY, starts: int = 1, **changes: Any) -> Grid:
    """A grid of counted cases: a list of months for each node (of each category); the year to date is their sum.

    A change named `month_…` or `year_…` is one of that window's columns.
    """
    flat, so_far, last = [p for one in series for p in one], list[Pair](), list[int]()
    for one in series:
        for i in range(len(one)):
            begun = max(0, i - (first + i - (starts - 1)).number % 12)
            there = [j for j in range(begun, i + 1) if one[j] is not None]
            so_far.append(_together(one[begun : i + 1]))
            last.append((first + there[-1]).number if there else 0)
    windows: list[Figures] = []
    for name, pairs in (("month_", flat), ("year_", so_far)):
        own = {k.removeprefix(name): changes.pop(k) for k in list(changes) if k.startswith(name)}
        windows.append(figures(pairs, **own))
    nothing = array("q", [0] * len(flat))
    columns: dict[str, Any] = dict.fromkeys(COLUMNS, nothing) | {"last_month": array("q", last)}
    return replace(Grid("S.1", ("",), *windows, **columns), **changes)


def numbered(cells: int, categories: tuple[str, ...] = ("",)) -> Grid:
    """A grid with another number in every place of every column: what is moved, kept or blanked is seen."""
    columns = iter(range(1, 1000))

    def column(code: str) -> Sequence[int]:
        start = 1000 * next(columns)
        values = [start + i for i in range(cells)]
        return array(code, values) if code else values

    def one() -> Figures:
        made = {name: column("" if "numerator" in name or "denominator" in name else "q") for name in FIGURES}
        return Figures(**made | {"marks": array("q", [8 | 1] * cells), "state": array("b", [0] * cells)})

    return Grid("S.1", categories, one(), one(), **{name: column("q") for name in COLUMNS})


def results(what: Spec, where: Structure, grids: Mapping[str, Grid], months: int, **changes: Any) -> Results:
    """From January 2026 on; of the last month."""
    there = tuple(JANUARY + i for i in range(months))
    return replace(Results(what, where, there, there[-1], grids, {}), **changes)


def hidden_cells(*of: Any) -> npt.NDArray[np.bool_]:
    """What is hidden of one indicator, over (category, node, month)."""
    return pattern(*of).hidden
