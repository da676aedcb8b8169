"""An indicator's two windows, the month and the year to date, however it is made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpidsl.scoring.exact import Ints, product
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.successors import Bases


@dataclass(frozen=True, slots=True)
class Windows:
    """An indicator's figures over (category, node, month), before targets: the month's as its card shows them, each
    month's own (without those that stand in for later ones), and the year's to date (`ytd`) with the number of the
    month that it reaches (0: none).

    What stands behind them: rows left out; how many times the counts stand in the fractions (`scale`); the sums of
    `squares` of a mean; the month that each month's figure is of (None: its own); what the codes of merged units weigh;
    and, where last year is to be of the units as they were, (month, year to date) of those.
    """

    categories: tuple[str, ...]
    month: Nodes
    own: Nodes
    ytd: Nodes
    last_month: Ints
    excluded: Ints
    scale: Ints | int = 1
    squares: Ints | None = None
    of_month: Ints | None = None
    bases: Bases | None = None
    historic: tuple[Nodes, Nodes] | None = None

    def weights(self, denominator: Ints) -> Ints:
        """Denominators of different nodes beside each other: at one scale."""
        if isinstance(self.scale, int):
            return denominator
        return product(denominator, np.lcm.reduce(self.scale.reshape(-1), initial=1) // self.scale)
