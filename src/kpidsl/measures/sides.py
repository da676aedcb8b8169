"""What is made of two sides, each of them an indicator of its own."""

from __future__ import annotations

from dataclasses import replace

from kpidsl.measures.persons_per import sides_of
from kpidsl.measures.registry import measure_of
from kpidsl.model.measure import Cumulation, Formula
from kpidsl.model.spec import Indicator


def sides(indicator: Indicator) -> tuple[Indicator, Indicator] | None:
    """Return what the indicator counts above and what below, as indicators with its code; None of what is no quotient
    of two that are made each by itself.

    Below it is accumulated over the year only where what is above is, too.
    """
    if sides_of(indicator.formula) is None:
        return None
    over_stock = indicator.cumulation is not Cumulation.FLOW or getattr(indicator.formula, "over_stock", False)
    below = Cumulation.STOCK if over_stock else Cumulation.FLOW
    return _side(indicator, 0, indicator.cumulation), _side(indicator, 1, below)


def _side(indicator: Indicator, at: int, cumulation: Cumulation) -> Indicator:
    def of(formula: Formula) -> Formula:
        both = sides_of(formula)
        assert both is not None
        return both[at]

    return replace(
        indicator,
        formula=of(indicator.formula),
        traits=measure_of(of(indicator.formula)).traits,
        cumulation=cumulation,
        definitions=tuple(replace(one, formula=of(one.formula)) for one in indicator.definitions),
    )
