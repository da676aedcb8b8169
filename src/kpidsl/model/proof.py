"""What was proven of the figures that an edition hides, before anything was made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpidsl.model.spec import Spec


@dataclass(frozen=True, slots=True)
class Proof:
    """Of each indicator that is protected (by code) the threshold, under which no interval is in which a hidden figure
    is known to lie; and how many hidden figures, in all scored months, were not examined for what each unit that sees
    its own figures can work out with them (indicators without any are not in `not_examined`)."""

    below: Mapping[str, int]
    not_examined: Mapping[str, int]

    def covers(self, spec: Spec) -> bool:
        """Whether every rule of hiding in the specification was proven with its threshold."""
        rules = ((one.code, one.hiding_rule) for one in spec.indicators)
        return all(rule is None or self.below.get(code, 0) >= rule.below for code, rule in rules)
