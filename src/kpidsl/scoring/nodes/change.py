"""What an indicator's figure is above its own of the same period of last year."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kpidsl.model.measure import Change
from kpidsl.model.results import Figures, Grid
from kpidsl.model.state import Mark, State
from kpidsl.scoring.exact import Bools, Ints, product, reduced
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.time.series import breaks_between, shifted


def windows_of_change(formula: Change, inputs: Inputs, grids: Mapping[str, Grid]) -> Windows:
    """The windows of a change in another indicator (in its whole), each between two windows of the same kind."""
    grid, of = grids[formula.code], inputs.spec.indicator(formula.code)
    assert of is not None
    shape = (1, len(inputs.structure.nodes), len(inputs.months))
    last = _whole(grid.last_month, shape).astype(np.int64)
    together = last - shifted(last, formula.months) == formula.months
    marks = _whole(grid.month.marks, shape).astype(np.int16)
    broken = breaks_between(marks, formula.months, of.frequency)
    reached = np.where(last > 0, last - inputs.months[0].number, np.arange(shape[2]))
    broken_to_date = np.take_along_axis(broken, reached, axis=-1)
    month = _nodes(grid.month, formula, shape, broken, np.ones(shape, dtype=np.bool_))
    ytd = _nodes(grid.year_to_date, formula, shape, broken_to_date, together)
    reaches = np.where(ytd.state == State.VALUE, last, 0)
    return Windows(("",), month, month, ytd, reaches, excluded=np.zeros(shape, dtype=np.int64))


def _partial(now: Ints, earlier: Ints) -> Bools:
    """Where either of the two figures is partial."""
    return np.asarray(((now | earlier) & int(Mark.PARTIAL)) > 0)


def _whole(values: object, shape: tuple[int, int, int]) -> Ints:
    """A column's values of the whole, without those of its categories."""
    return np.array(values, dtype=object)[: shape[1] * shape[2]].reshape(shape)


def _nodes(figures: Figures, formula: Change, shape: tuple[int, int, int], broken: Bools, together: Bools) -> Nodes:
    """The differences over (1, node, month). What is lacking now, or was then, is lacking in them; where the series is
    `broken` in between, or the two do not reach equally far (`together`), there is none."""
    top, bottom, state, marks = (
        _whole(getattr(figures, name), shape) for name in ("numerator", "denominator", "state", "marks")
    )
    then_top, then_bottom, then_state, then_marks = (shifted(a, formula.months) for a in (top, bottom, state, marks))
    earliest = np.arange(shape[2]) < formula.months
    marks, then_marks = marks.astype(np.int64), then_marks.astype(np.int64)
    both = (state == State.VALUE) & (then_state == State.VALUE) & ~earliest
    result_state = np.where(state == State.VALUE, then_state, state).astype(np.int8)
    result_state = np.where(earliest & (state == State.VALUE), State.NOT_READY, result_state)
    result_state = np.where(both & ~together, State.NOT_READY, result_state)
    result_state = np.where((state == State.VALUE) & broken, State.NOT_RELEVANT, result_state)
    has_value = result_state == State.VALUE
    difference = product(top, then_bottom) - product(then_top, bottom)
    exact = reduced(np.where(has_value, difference, 0), np.where(has_value, product(bottom, then_bottom), 0))
    partial = _partial(marks, then_marks)
    marked = np.where(has_value & partial, int(Mark.PARTIAL | Mark.UNSIZED), 0) | np.where(broken, int(Mark.BREAK), 0)
    one, none = has_value.astype(np.int64), np.zeros(shape, dtype=np.int64)
    return Nodes(
        *exact, result_state.astype(np.int8), marked.astype(np.int16), one, none, one, np.ones(shape, dtype=np.int64)
    )
