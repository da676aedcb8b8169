"""What is hidden of every indicator: each by its own sums, then by those of its numbers that others print too, and what
is made of others wherever these are hidden.

By their own sums indicators have nothing to do with each other, so those of a large agency are looked at side by side,
in processes of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack

import numpy as np

from kpidsl.disclosure.common import Calls, Job, with_common_counts
from kpidsl.disclosure.hiding import Hidden, Pattern, pattern, small_cells
from kpidsl.model.measure import Cumulation, components_of, months_behind
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.results import Grid
from kpidsl.model.spec import Indicator, Spec, in_order
from kpidsl.worker_processes import begun, workers

WORTH_IT = 2_000
"""So many small cells of all indicators pay for processes of their own, which take a second to start."""


def patterns(
    spec: Spec,
    grids: Mapping[str, Grid],
    structure: Structure,
    months: Sequence[Month],
    first: int = 0,
    *,
    processes: int = 1,
) -> dict[str, Pattern]:
    """What is hidden of each indicator, by its own rule; an index is hidden wherever one of its components is.

    Months before position `first` are not shown with the others. With more `processes` than one the indicators of a
    large agency are looked at side by side; the result is the same.
    """

    alone = [i for i in spec.indicators if i.traits.combined != "components"]
    jobs: dict[str, Job] = {i.code: (i, spec, grids[i.code], structure, first) for i in alone}
    with ExitStack() as stack:
        of_each = _SideBySide(processes, stack)
        each = dict(zip(jobs, of_each([(pattern, job) for job in jobs.values()]), strict=True))
        known = with_common_counts(jobs, each, of_each)
    result: dict[str, Pattern] = {}
    for indicator in components_first(spec):
        if indicator.code in known:
            result[indicator.code] = known[indicator.code]
        else:
            hidden = {code: one.hidden for code, one in result.items()}
            result[indicator.code] = Pattern(of_components(indicator, hidden, months), 0)
    return result


class _SideBySide:
    """Makes calls, where there is much to do in processes: they are begun with the first calls that pay for them, serve
    those that come after, and end with the `stack`."""

    def __init__(self, processes: int, stack: ExitStack) -> None:
        self.processes, self.stack = processes, stack
        self.pool: ProcessPoolExecutor | None = None

    def __call__(self, calls: Calls) -> Sequence[Pattern]:
        """What comes of each call, in their order."""
        costs = [_cost(*arguments) for _, arguments in calls] if self.processes > 1 and len(calls) > 1 else []
        if sum(costs) >= WORTH_IT:
            try:
                if self.pool is None:
                    self.pool = self.stack.enter_context(workers(min(self.processes, len(calls))))
                return _side_by_side(calls, costs, self.pool)
            except BrokenProcessPool:  # a process was ended from outside, or none may be started here
                self.processes = 1
        return [function(*arguments) for function, arguments in calls]


def _cost(indicator: Indicator, spec: Spec, grid: Grid, structure: Structure, *_: object) -> int:
    """How much work an indicator is beside the others: its small cells, more of a flow, whose months are tied."""
    small = int(small_cells(indicator, spec, grid, structure).sum())
    return small * (12 if indicator.cumulation is Cumulation.FLOW else 1)


def _side_by_side(calls: Calls, costs: Sequence[int], pool: ProcessPoolExecutor) -> list[Pattern]:
    """The patterns in the calls' order; the costliest are begun first, so that none is left to the end alone."""
    order = sorted(range(len(calls)), key=lambda at: -costs[at])
    futures = dict(zip(order, begun(pool, [calls[at] for at in order]), strict=True))
    return [futures[at].result() for at in range(len(calls))]


def components_first(spec: Spec) -> list[Indicator]:
    """The indicators, each after those that it is made of."""
    return in_order(spec.indicators)


def of_components(index: Indicator, suppressed: Mapping[str, Hidden], months: Sequence[Month]) -> Hidden:
    """Over (1, node, month), where any figure is hidden that it is made of in that month: of an index those of the
    same month, of a change that of the year before too (of their wholes)."""
    by_month = []
    for at, month in enumerate(months):
        formula = index.at(month).formula
        behind = [at - months_back for months_back in months_behind(formula) if months_back <= at]
        parts = [suppressed[code][0] for code in components_of(formula) if code in suppressed]
        by_month.append(np.any([part[:, one] for part in parts for one in behind], axis=0))
    return np.stack(by_month, axis=-1)[None]
