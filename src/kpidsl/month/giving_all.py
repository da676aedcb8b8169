"""The month's books given out, of every kind that somebody has the task of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpidsl.language import Project
from kpidsl.model.edition import Edition
from kpidsl.model.form import FormKind
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.month.giving import Given, give_form
from kpidsl.month.giving_approval import give_approvals
from kpidsl.month.giving_check import give_check
from kpidsl.month.giving_figures import give_figures
from kpidsl.month.readiness import MonthStanding, month_standing
from kpidsl.problems import Problem


@dataclass(frozen=True)
class Giving:
    """Which books are asked for: of the month, for the units (codes, or `each`), of the kinds; and where they lie."""

    project: Project
    spec: Spec
    data: Path
    period: Month
    root: Path
    on: date
    units: Sequence[str]
    kinds: Set[FormKind]
    language: str
    store: Path | None
    """Where the units' editions lie; None where that is not said."""
    editions: Callable[[], tuple[Sequence[Edition], tuple[Problem, ...]]]
    """Runs the month: the edition of each unit, none where it is refused, and the problems."""

    def give(self) -> Iterator[Given]:
        """The books as they are written, or why there is none: figures first, since they do not wait for the rest of
        the data. Raises OSError where nothing can be written."""
        standing, codes = None, None if list(self.units) == ["each"] else self.units
        if self.spec.cycle is not None and self.kinds != {FormKind.FOLLOW_UP}:
            standing, problems = month_standing(self.project, self.spec, self.data, self.period, self.on)
            if standing is None:
                yield None, problems
        if standing is not None and FormKind.FIGURES in self.kinds:
            yield from give_figures(standing, self.spec, self.root, self.on, self.language, codes)
        if self.kinds & {FormKind.FOLLOW_UP, FormKind.CHECK}:
            yield from self._of_editions(standing)
        if standing is not None and FormKind.APPROVAL in self.kinds:
            yield from give_approvals(standing, self.root, self.on, self.language, codes)

    def _of_editions(self, standing: MonthStanding | None) -> Iterator[Given]:
        """The books that are made of what the units' editions show; why there is none where the run is refused."""
        editions, problems = self.editions()
        if not editions:
            yield None, problems
        for edition in editions:
            if FormKind.FOLLOW_UP in self.kinds:
                yield give_form(edition, self.root, self.on)
            if standing is not None and FormKind.CHECK in self.kinds:
                yield give_check(edition, standing, self.root, self.on, self.store)
