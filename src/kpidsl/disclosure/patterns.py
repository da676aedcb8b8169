"""What is hidden of every indicator: each by its own sums, then by those of its numbers that others print too, and what
is made of others wherever these are hidden.

By their own sums indicators have nothing to do with each other, so those of a large agency are looked at side by side,
in processes of their own, and each as soon as it is scored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool

import numpy as np

from kpidsl.disclosure.common import Calls, Job, with_common_counts
from kpidsl.disclosure.hiding import Hidden, Pattern, pattern, small_cells
from kpidsl.model.measure import Cumulation, components_of, months_behind
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.results import Grid
from kpidsl.model.spec import Indicator, Spec, in_order
from kpidsl.worker_processes import ALONE, Workers

WORTH_IT = 2_000
"""So many small cells of all indicators pay for processes of their own, which take a second to start."""
MANY = 5_000
"""So many figures a month hide so much, and make so many files, that processes will be asked for."""


class PatternsBegun:
    """Patterns that are worked out beside this process, in `workers`, where there is much to do; those of indicators
    that are scored may be begun while others are not."""

    def __init__(self, workers: Workers = ALONE) -> None:
        self.workers = workers
        self._begun: dict[str, Future[Pattern]] = {}

    def expect(self, indicators: int, nodes: int) -> None:
        """Have the processes started while there are no figures yet, where there will be many."""
        if indicators * nodes >= MANY:
            self.workers.load(__name__)

    def begin(self, indicator: Indicator, spec: Spec, grid: Grid, structure: Structure) -> None:
        """Begin what an indicator hides by its own sums, where that alone pays for a process."""
        job = indicator, spec, grid, structure, 0
        if self.workers.count > 1 and _is_alone(indicator) and _cost(*job) >= WORTH_IT:
            try:
                (self._begun[indicator.code],) = self.workers.begun([(pattern, job)])
            except BrokenProcessPool:  # a process was ended from outside, or none may be started here
                self.workers = ALONE

    def by_own_sums(self, jobs: Mapping[str, Job]) -> dict[str, Pattern]:
        """The pattern of each job: of those that were begun what came of it, and of the others made meanwhile."""
        others = {code: job for code, job in jobs.items() if code not in self._begun}
        result = dict(zip(others, self([(pattern, job) for job in others.values()]), strict=True))
        for code, one in self._begun.items():
            try:
                result[code] = one.result()
            except (BrokenProcessPool, CancelledError):  # with the others that were ended, or never begun
                self.workers = ALONE
                result[code] = pattern(*jobs[code])
        return {code: result[code] for code in jobs}

    def __call__(self, calls: Calls) -> Sequence[Pattern]:
        """What comes of each call, in their order."""
        costs = [_cost(*arguments) for _, arguments in calls] if self.workers.count > 1 and len(calls) > 1 else []
        if sum(costs) >= WORTH_IT:
            try:
                return list(self.workers.each(calls, costs))
            except BrokenProcessPool:
                self.workers = ALONE
        return [function(*arguments) for function, arguments in calls]


def patterns(
    spec: Spec,
    grids: Mapping[str, Grid],
    structure: Structure,
    months: Sequence[Month],
    first: int = 0,
    *,
    begun: PatternsBegun | None = None,
) -> dict[str, Pattern]:
    """What is hidden of each indicator, by its own rule; an index is hidden wherever one of its components is.

    Months before position `first` are not shown with the others. What was `begun`, of all months, is not made again,
    and the rest is made where that is; the result is the same.
    """

    jobs: dict[str, Job] = {i.code: (i, spec, grids[i.code], structure, first) for i in spec.indicators if _is_alone(i)}
    of_each = begun or PatternsBegun()
    known = with_common_counts(jobs, of_each.by_own_sums(jobs), of_each)
    result: dict[str, Pattern] = {}
    for indicator in components_first(spec):
        if indicator.code in known:
            result[indicator.code] = known[indicator.code]
        else:
            hidden = {code: one.hidden for code, one in result.items()}
            result[indicator.code] = Pattern(of_components(indicator, hidden, months), 0)
    return result


def _is_alone(indicator: Indicator) -> bool:
    """Whether it is not made of other indicators."""
    return indicator.traits.combined != "components"


def _cost(indicator: Indicator, spec: Spec, grid: Grid, structure: Structure, *_: object) -> int:
    """How much work an indicator is beside the others: its small cells, more of a flow, whose months are tied."""
    small = int(small_cells(indicator, spec, grid, structure).sum())
    return small * (12 if indicator.cumulation is Cumulation.FLOW else 1)


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
