"""One window's figures with their status, as columns."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np

from kpidsl.model.results import Figures
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark, State, Status, Undecided
from kpidsl.model.tables import integer_column
from kpidsl.scoring.exact import Ints
from kpidsl.scoring.judging.judged_on import JudgedOn
from kpidsl.scoring.judging.status import certain_status, status
from kpidsl.scoring.judging.uncertainty import too_few, uncertain
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.in_force import TargetBound, TargetBounds


def figures(
    indicator: Indicator,
    nodes: Nodes,
    bounds: TargetBounds,
    ambition: TargetBound | None,
    scale: Ints | int,
    on: JudgedOn,
) -> tuple[Figures, Ints]:
    """The window's figures, and their statuses over (category, node, month). Each is judged on what `on` holds, and
    never against its `ambition`."""
    colours, marks, undecided = _judged(indicator, nodes, bounds, on)
    value = nodes.state == State.VALUE
    by = np.gcd(np.gcd(nodes.numerator, nodes.denominator), scale)
    empty = np.zeros(nodes.state.shape, dtype=np.int64)
    target, high = bounds
    columns = Figures(
        numerator=column(np.where(value, nodes.numerator // by, 0)),
        denominator=column(np.where(value, nodes.denominator // by, 0)),
        state=column(nodes.state, "b"),
        marks=column(marks, "h"),
        n=column(np.where(value, nodes.n, 0)),
        target_numerator=column(target.numerator if target else empty),
        target_denominator=column(target.denominator if target else empty),
        high_numerator=column(high.numerator if high else empty),
        high_denominator=column(high.denominator if high else empty),
        ambition_numerator=column(ambition.numerator if ambition else empty),
        ambition_denominator=column(ambition.denominator if ambition else empty),
        status=column(colours, "b"),
        undecided=column(undecided, "b"),
        judged_numerator=column(np.where(on.some, on.nodes.numerator, 0)),
        judged_denominator=column(np.where(on.some, on.nodes.denominator, 0)),
        judged_units=column(on.units),
        judged_of=column(on.of_units),
    )
    return columns, colours


def _judged(indicator: Indicator, nodes: Nodes, bounds: TargetBounds, on: JudgedOn) -> tuple[Ints, Ints, Ints]:
    """Each figure's status, its marks with those that tell how the status came about, and why it is undecided."""
    target, high = bounds
    value, by_bands = nodes.state == State.VALUE, status(indicator, on.nodes, target, high)
    few = too_few(indicator, on.nodes)
    if target is not None:  # where no unit that has a target has a value, there is none to be undecided about
        nobody = value & on.unknown & (target.denominator == 0)
        by_bands[nobody] = Status.NO_TARGET
        few = np.where(nobody, too_few(indicator, nodes), few)
    certain, assumed = certain_status(indicator, on.nodes, by_bands, target, high)
    unknown = on.unknown & (by_bands != Status.NO_TARGET)
    colours = np.where(few | unknown, Status.NONE, certain).astype(np.int8)
    undecided = np.select(
        [~value, few, unknown, by_bands == Status.NONE, certain == Status.NONE],
        [Undecided.NO, Undecided.MINIMUM_BASE, Undecided.WITHOUT_TARGET, Undecided.NO_BASE, Undecided.PARTIAL],
        Undecided.NO,
    )
    marks = nodes.marks if target is None else nodes.marks | np.where(target.derived, int(Mark.DERIVED), 0)
    marks = marks | np.where(uncertain(indicator, on.nodes, target, high, on.scale), int(Mark.UNCERTAIN), 0)
    marks = marks | np.where(assumed & (colours != Status.NONE), int(Mark.ASSUMED), 0)
    return colours, marks & ~np.where(value, 0, int(Mark.UNSIZED)), undecided


def column(values: Ints, code: str = "") -> Sequence[int]:
    """The values flattened to a stdlib array of the type `code`, where it is not given the narrowest that holds them; a
    list of Python integers where one exceeds 64 bits."""
    flat = np.ascontiguousarray(values).reshape(-1)
    if flat.dtype == object:
        return integer_column([int(v) for v in flat])
    code = code or _narrowest(flat)
    return array(code, flat.astype(_TYPES[code]).tobytes())


_TYPES: dict[str, type[np.signedinteger[Any]]] = {"b": np.int8, "h": np.int16, "i": np.int32, "q": np.int64}


def _narrowest(values: Ints) -> str:
    """The code of the first type that holds them all. Most columns hold small numbers, and many nothing but 0."""
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    fits = (code for code, kind in _TYPES.items() if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
    return next(fits)
