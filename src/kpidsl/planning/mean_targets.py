"""The targets of the columns whose mean is asked for: of what size their numbers are meant to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kpidsl.measures.registry import quotient_of
from kpidsl.model.measure import Formula
from kpidsl.model.quotient import Weighted
from kpidsl.model.spec import Spec, TargetForm

_OF_A_HUNDRED = 20
"""A target from which on a column of numbers within 0 and 1 is hardly on its scale, whatever they are."""
_NEAR = 2


@dataclass(frozen=True, slots=True)
class MeanTarget:
    """An indicator that is the mean of a column, and its lowest target."""

    indicator: str
    value: Fraction

    def is_of_another(self, mean: Fraction) -> bool:
        """Whether fractions of that mean are on another scale than the target: it is as large as none of them can be,
        or about a hundred times their mean."""
        hundredfold = mean * 100
        return self.value >= _OF_A_HUNDRED or (
            self.value > 1 and hundredfold / _NEAR <= self.value <= hundredfold * _NEAR
        )


def mean_targets(spec: Spec) -> Mapping[str, Mapping[str, MeanTarget]]:
    """By source and column, the lowest target of the indicators that are its mean."""
    by_source: dict[str, dict[str, MeanTarget]] = {}
    for indicator in spec.indicators:
        values = [target.value for target in indicator.targets if target.form is TargetForm.LEVEL]
        for source, column in _mean_of(indicator.formula) if values else ():
            one, other = MeanTarget(indicator.code, min(values)), by_source.setdefault(source, {}).get(column)
            by_source[source][column] = one if other is None or one.value < other.value else other
    return by_source


def _mean_of(formula: Formula) -> tuple[tuple[str, str], ...]:
    """Source and column of a ready-made mean that is weighted; none of other figures."""
    quotient = quotient_of(formula)
    above = quotient.numerator if quotient is not None else None
    return ((above.rows.source, above.addend.column),) if above and isinstance(above.addend, Weighted) else ()
