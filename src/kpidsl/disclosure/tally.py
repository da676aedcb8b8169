"""How much an edition hides: its hidden cells by level and indicator, those that are small by themselves apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpidsl.disclosure.hiding import Hidden, small_cells
from kpidsl.model.edition import Edition
from kpidsl.model.location import Location
from kpidsl.model.results import Results
from kpidsl.model.spec import Indicator


@dataclass(frozen=True, slots=True)
class Tally:
    """The cells of one indicator at one level in the edition's period: a cell for each unit and category.

    `primary` are hidden because they are small by the rule, `secondary` because a hidden one could be worked out from
    them (or, of an index, because a component is hidden). `rule` is where the rule stands, None without one. `fewest`
    are the secondary ones that cannot be done without, by the sums of the month (`disclosure.fewest`): those of one of
    the smallest solutions, so only their sum over levels is certain. None where it is not known, and of an edition that
    is for one unit.
    """

    level: str
    code: str
    rule: Location | None
    cells: int
    primary: int
    secondary: int
    fewest: int | None


def tallies(edition: Edition, results: Results) -> tuple[Tally, ...]:
    """Return a tally for each indicator and level of the edition, in the order of its cards and from the top down;
    `results` are those that the edition was made from.

    Of a unit on several steering lines the cells are counted once.
    """
    node_of = {(node.line, node.unit): at for at, node in enumerate(results.structure.nodes)}
    nodes = {node.unit: at for at, node in reversed(list(enumerate(edition.structure.nodes)))}
    depths = {node.unit.kind: node.depth for node in edition.structure.nodes}
    period_at, now = results.months.index(edition.period), edition.months.index(edition.period)
    result = []
    for indicator in edition.spec.indicators:
        shape = (-1, len(edition.structure.nodes), len(edition.months))
        hidden: Hidden = np.array(edition.hidden[indicator.code], dtype=np.bool_).reshape(shape)[..., now]
        small = small_cells(indicator, results.spec, results.grids[indicator.code], results.structure)[..., period_at]
        smallest = None if edition.is_part else _fewest(indicator, results, small, period_at)
        for level in sorted(depths, key=lambda one: depths[one]):
            here = [
                at for unit, at in nodes.items()
                if unit.kind == level and indicator.stands_at(edition.structure.nodes[at])
            ]  # fmt: skip
            if not here:
                continue
            original = [node_of[edition.structure.nodes[at].line, edition.structure.nodes[at].unit] for at in here]
            of_level, primary = hidden[:, here], hidden[:, here] & small[:, original]
            least = None if smallest is None else int((smallest[:, original] & ~small[:, original]).sum())
            rule = indicator.hiding_rule.location if indicator.hiding_rule is not None else None
            counts = of_level.size, int(primary.sum()), int((of_level & ~primary).sum())
            result.append(Tally(level, indicator.code, rule, *counts, least))
    return tuple(result)


def _fewest(indicator: Indicator, results: Results, small: Hidden, at: int) -> Hidden | None:
    """As `fewest_hidden`; nothing where nothing is small."""
    if not small.any() and indicator.traits.combined != "components":
        return small
    from kpidsl.disclosure.fewest import fewest_hidden  # here: scipy takes half a second to load

    return fewest_hidden(indicator, results.grids[indicator.code], results.structure, small, at)
