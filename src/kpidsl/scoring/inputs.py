"""What every indicator is scored from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.plan import IndicatorPlan, Plan
from kpidsl.model.spec import Source, Spec
from kpidsl.model.tables import Tables
from kpidsl.scoring.exact import Bools
from kpidsl.scoring.rollup import LeafNodes, RollUp


@dataclass(frozen=True)
class Inputs:
    """The specification as known in the reporting month, its plan, the three tables, and the roll-up from leaves to
    nodes."""

    spec: Spec
    plan: Plan
    tables: Tables
    period: Month
    roll_up: RollUp

    @staticmethod
    def of(spec: Spec, plan: Plan, tables: Tables, period: Month) -> Inputs:
        """With the roll-up over the plan's organisation."""
        return Inputs(spec, plan, tables, period, RollUp(plan.structure, len(tables.units)))

    @property
    def structure(self) -> Structure:
        """The organisation."""
        return self.plan.structure

    @property
    def months(self) -> tuple[Month, ...]:
        """The months that are scored."""
        return self.plan.months

    @property
    def year_starts(self) -> int:
        """The month that the reporting year begins in."""
        return self.plan.year_starts

    @property
    def at(self) -> int:
        """The reporting month's position among the months."""
        return self.period.number - self.months[0].number

    def sources(self, how: IndicatorPlan) -> list[Source]:
        """The sources of a definition's numerator and denominator."""
        keys = [key for key in (how.numerator, how.denominator) if key is not None]
        return [self.plan.sources[self.plan.parts[key].source] for key in keys]

    @cached_property
    def positions(self) -> dict[str, int]:
        """The position in `tables.units` of every leaf's code, today's and former."""
        leaves = self.roll_up.leaves
        return {unit.code: at for at, unit in enumerate(self.tables.units) if at < leaves or not unit.kind}

    @cached_property
    def not_standing(self) -> tuple[list[int], Bools]:
        """The positions in `tables.units` of the units that have not always stood, and over (unit, month) when not."""
        standing = self.structure.standing
        out = [[not stood.holds(month) for month in self.months] for stood in standing.values()]
        return [self.positions[code] for code in standing], np.array(out, dtype=np.bool_)

    @cached_property
    def leaf_nodes(self) -> LeafNodes:
        """For every node the nodes of its leaves."""
        return LeafNodes(self.structure)
