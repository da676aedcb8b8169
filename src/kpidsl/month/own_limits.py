"""Figures outside their unit's own control limits, of what an edition shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from kpidsl.model.control import Signal
from kpidsl.model.edition import Edition
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark
from kpidsl.scoring.judging.control import MOST_POINTS, limits


@dataclass(frozen=True)
class OutsideLimits:
    """An indicator whose figure of the period at the node is outside `lower` and `upper`, as raw values."""

    node: int
    indicator: Indicator
    lower: float
    upper: float


def outside_own_limits(edition: Edition, nodes: Sequence[int]) -> Iterator[OutsideLimits]:
    """Those of the nodes, in their order, whatever the arrow of the indicator goes by. Partial figures, and those from
    before a break, are no points; with fewer than twelve points nothing is outside. Neither is a figure that is as the
    one before it: where nearly all are equal the limits are so near each other that the usual figure lies outside."""
    pairs = [(node, indicator) for node in nodes for indicator in edition.indicators_at(node)]
    if not pairs:
        return
    months = edition.months[-MOST_POINTS:]
    series = np.array([_points(edition, indicator.code, node, len(months)) for node, indicator in pairs])
    charts = limits(series)
    for at, (node, indicator) in enumerate(pairs):
        last_two = series[at][~np.isnan(series[at])][-2:]
        if charts.signal[at] == Signal.OUTSIDE and len(set(last_two.tolist())) == 2:
            yield OutsideLimits(node, indicator, float(charts.lower[at]), float(charts.upper[at]))


def _points(edition: Edition, code: str, node: int, count: int) -> list[float]:
    """The figures of the last months, the newest last."""
    points: list[float] = []
    for month in reversed(edition.months[-count:]):
        figure = edition.cell(code, node, month).month
        is_point = figure.value is not None and not figure.marks & Mark.PARTIAL
        points.append(float(figure.value) if figure.value is not None and is_point else nan)
        if figure.marks & Mark.BREAK:
            break
    return [*[nan] * (count - len(points)), *reversed(points)]
