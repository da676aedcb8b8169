"""An indicator that does not add up (quantiles, distinct persons): the engine computed it at every node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kpidsl.model.measure import Cumulation, Rows
from kpidsl.model.plan import DistinctPart, ValuesPart
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark, State
from kpidsl.model.tables import LevelValues
from kpidsl.scoring.exact import Bools, Ints, integers
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.leaves.arrays import late_leaves, outside, unidentified_parts
from kpidsl.scoring.leaves.break_marks import broken
from kpidsl.scoring.leaves.definitions import break_marks, each_in_its_months, held_in
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.time.year_to_date import broken_in_year, year_to_date


def windows_of_level_values(indicator: Indicator, inputs: Inputs, key: str) -> Windows:
    """The indicator's windows, from the engine's values under `key`."""
    values, part, months = inputs.tables.level_values[key], inputs.plan.from_rows[key], inputs.months
    definitions = (*part.before, part)
    within = held_in([one.since for one in definitions], months)
    delivered = each_in_its_months([_delivered(one.rows, inputs) for one in definitions], within)
    persons = indicator.traits.combined == "persons"
    month, ytd = (counted(values, window, inputs, persons=persons) for window in (0, 1))
    last = _until_delivered(ytd, delivered, inputs)
    _as_of(month, np.arange(len(months)), delivered)
    month.marks[...] |= broken(inputs) | break_marks(indicator, months)
    unidentified = _unidentified(definitions, within, inputs)
    missing = np.where(delivered == State.VALUE, State.MISSING, delivered)
    for window in (month, ytd):
        window.state[...] = np.where(unidentified, missing, window.state)
    late = _late(part, inputs)
    _mark_late(month, ytd, late, inputs)
    if len(values.month):
        month = _counted_leaves(month, _lacking_leaves(definitions, within, delivered, late, inputs), inputs)
    in_year = broken_in_year(month.marks, months, inputs.year_starts)
    ytd.marks[...] |= np.where(ytd.state == State.VALUE, in_year, 0).astype(np.int16)
    if indicator.cumulation is not Cumulation.FLOW:
        latest = year_to_date(month, indicator.cumulation, months, inputs.year_starts, adds_denominator=False)
        ytd, last = latest.nodes, latest.last_month
    return Windows(("",), month, month, ytd, last, excluded=np.zeros(month.state.shape, dtype=np.int64))


def _delivered(rows: Rows, inputs: Inputs) -> Ints:
    """The state of each month in which there is no row."""
    return outside(rows.source, rows.anchor, (rows.condition, *rows.exclusions), inputs)


def counted(values: LevelValues, window: int, inputs: Inputs, *, persons: bool) -> Nodes:
    """What the engine computed at every node for the month (window 0) or the year to date (1)."""
    nodes = _empty((1, len(inputs.structure.nodes), len(inputs.months)))
    nodes.state[...] = State.VALUE if persons else State.NOT_RELEVANT
    year = np.frombuffer(values.year_to_date, dtype=np.int64) if len(values.month) else np.zeros(0, np.int64)
    here = np.nonzero(year == window)[0]
    if len(here):
        column = np.frombuffer(values.month, dtype=np.int64)[here] - inputs.months[0].number
        node = np.frombuffer(values.node, dtype=np.int64)[here]
        numerator, denominator = integers(values.numerator)[here], integers(values.denominator)[here]
        nodes = replace(
            nodes,
            numerator=nodes.numerator.astype(numerator.dtype),
            denominator=nodes.denominator.astype(denominator.dtype),
        )
        nodes.numerator[0, node, column] = numerator
        nodes.denominator[0, node, column] = denominator
        nodes.n[0, node, column] = np.frombuffer(values.n, dtype=np.int64)[here]
        nodes.state[0, node, column] = State.VALUE
        nodes.covered[0, node, column] = 1
        without_unit = np.frombuffer(values.without_unit, dtype=np.int64)[here] > 0
        more = np.array([bool(inputs.structure.partly(n)) for n in inputs.structure.nodes], dtype=np.bool_)
        partial = np.where(more, int(Mark.PARTIAL | Mark.UNSIZED), int(Mark.PARTIAL))
        nodes.marks[0, node, column] = np.where(without_unit, partial[node], 0)
    if persons:
        nodes.denominator[nodes.state == State.VALUE] = 1
    return nodes


def _empty(shape: tuple[int, int, int]) -> Nodes:
    """Nodes without any value, where one figure is expected."""
    zeros = Nodes(*(np.zeros(shape, dtype=np.int64) for _ in Nodes.__slots__))
    state, marks = np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=np.int16)
    return replace(zeros, state=state, marks=marks, expected=np.ones(shape, dtype=np.int64))


def _until_delivered(ytd: Nodes, delivered: Ints, inputs: Inputs) -> Ints:
    """Give each month the year to date of the last delivered month, and return that month's number (0: none).

    It is partial where an earlier month was not delivered.
    """
    reach = np.full(len(inputs.months), -1, dtype=np.int64)
    gap = np.zeros(len(inputs.months), dtype=np.bool_)
    held, missing = -1, False
    for at, month in enumerate(inputs.months):
        if month == month.year_start(inputs.year_starts):
            held, missing = -1, False
        if delivered[at] == State.VALUE:
            held, gap[at] = at, missing
        else:
            missing = True
        reach[at] = held
    _as_of(ytd, reach, delivered)
    value = ytd.state == State.VALUE
    ytd.marks[...] |= np.where(value & gap[reach] & (reach >= 0), int(Mark.PARTIAL), 0).astype(np.int16)
    numbers = np.array([m.number for m in inputs.months], dtype=np.int64)
    return np.where(value & (reach >= 0), numbers[reach], 0)


def _as_of(nodes: Nodes, reach: Ints, delivered: Ints) -> None:
    """Give each month the figures of the month it reaches. Without one (-1), or where that month is not delivered,
    it has that state."""
    for name in Nodes.__slots__:
        values = getattr(nodes, name)
        values[...] = values[..., reach]
    missing = (reach < 0) | ((reach == np.arange(len(reach))) & (delivered != State.VALUE))
    nodes.state[..., missing] = delivered[missing]
    nodes.covered[..., missing] = 0


def _mark_late(month: Nodes, ytd: Nodes, late: set[int], inputs: Inputs) -> None:
    """What is late at a leaf is not ready there, and makes the units above partial, and the year to date: by how much
    their figure would be another, nobody knows."""
    if not late:
        return
    now = inputs.at
    for at, node in enumerate(inputs.structure.nodes):
        of_node = late.intersection(node.leaves)
        if not of_node:
            continue
        waits = of_node == set(node.leaves)
        month.state[:, at, now] = State.NOT_READY if waits else month.state[:, at, now]
        for window in (month, ytd):
            partial = window.state[:, at, now] == State.VALUE
            window.marks[:, at, now] |= np.where(partial, int(Mark.PARTIAL | Mark.UNSIZED), 0).astype(np.int16)


def _late(part: ValuesPart | DistinctPart, inputs: Inputs) -> set[int]:
    """The positions of the leaves that are late in the month of the card."""
    return {inputs.positions[code] for code in late_leaves(part.rows.source, part.rows.anchor, inputs)}


def _lacking_leaves(
    definitions: Sequence[ValuesPart | DistinctPart], within: Sequence[Bools], delivered: Ints, late: set[int],
    inputs: Inputs,
) -> Bools:  # fmt: skip
    """Over (unit, month): the leaves that stood then and whose rows are not delivered, or not told apart."""
    lacking = np.zeros((len(inputs.tables.units) + 1, len(inputs.months)), dtype=np.bool_)
    lacking[: inputs.roll_up.leaves] = delivered != State.VALUE
    lacking[sorted(late), inputs.at] = True
    for one, its in zip(definitions, within, strict=True):
        lacking[unidentified_parts(inputs.plan.sources[one.rows.source], inputs.structure)] |= its
    units, out = inputs.not_standing
    if units:
        lacking[units] &= ~out
    return lacking


def _counted_leaves(nodes: Nodes, lacking: Bools, inputs: Inputs) -> Nodes:
    """The nodes with how many of their leaves a figure is expected of, and of how many it is not lacking."""
    is_leaf = np.zeros_like(lacking)
    is_leaf[: inputs.roll_up.leaves] = True
    expected, covered = (inputs.roll_up.sum(one.astype(np.int64)[None]) for one in (is_leaf, is_leaf & ~lacking))
    return replace(nodes, expected=expected, covered=covered)


def _unidentified(definitions: Sequence[ValuesPart | DistinctPart], within: Sequence[Bools], inputs: Inputs) -> Bools:
    """Over (node, month): whether the node consists only of parts of units that the source cannot identify."""
    result = np.zeros((len(inputs.structure.nodes), len(inputs.months)), dtype=np.bool_)
    for one, its in zip(definitions, within, strict=True):
        unidentified = set(unidentified_parts(inputs.plan.sources[one.rows.source], inputs.structure))
        unknown = [bool(n.leaves) and unidentified.issuperset(n.leaves) for n in inputs.structure.nodes]
        result |= np.array(unknown, dtype=np.bool_)[:, None] & its
    return result
