"""Units ranked by one indicator: exact values, shared places, and the units that cannot be placed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kpidsl.model.edition import Edition, Figure
from kpidsl.model.names import sort_key
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Direction, Mark, Status


@dataclass(frozen=True, slots=True)
class Placement:
    """A leaf's place, counted from 1 (equal values share the best), and the third it lies in (1 the best)."""

    node: int
    rank: int
    third: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Leaves of a line: those with a place, best first, and those without, by name."""

    places: tuple[Placement, ...]
    unranked: tuple[int, ...]


def ranking(edition: Edition, indicator: Indicator, line: str) -> Ranking:
    """The leaves of `line` by the year to date's value, or by its attainment, as the specification's rule says.

    Without a place: no value, a hidden or a partial one, one that reaches an earlier month than others', one
    without a status though there is a target, one alone, and every unit where no direction says what is better;
    by attainment also one without a target above 0.
    """
    structure = edition.structure
    leaves = set(structure.leaves)
    ranked = [at for at, n in enumerate(structure.nodes) if n.unit in leaves and n.line == line]
    ranked.sort(key=lambda at: (sort_key(structure.nodes[at].name), structure.nodes[at].unit.code))
    keys: list[tuple[Fraction, int]] = []
    unranked = []
    cells = {at: edition.cell(indicator.code, at) for at in ranked}
    reached = max((c.last_month for c in cells.values() if c.last_month is not None), default=None)
    for at, cell in cells.items():
        key = _key(cell.year_to_date, indicator)
        if key is None or cell.last_month != reached:
            unranked.append(at)
        else:
            keys.append((key, at))
    if len(keys) < 2:
        return Ranking((), tuple(ranked))  # a place among one says nothing, and a third of one is wrong
    keys.sort(key=lambda k: k[0])
    places: list[Placement] = []
    for position, (key, at) in enumerate(keys):
        rank = places[-1].rank if position and keys[position - 1][0] == key else position + 1
        places.append(Placement(at, rank, third_of(rank, len(keys))))
    return Ranking(tuple(places), tuple(unranked))


def third_of(rank: int, count: int) -> int:
    """The third that a place among `count` lies in, 1 the best."""
    return 3 * (rank - 1) // count + 1


def _key(figure: Figure, indicator: Indicator) -> Fraction | None:
    """Smallest is best: the value, or where so declared the value against the unit's own target, for a corridor the
    distance from it; None without a place."""
    value, direction = figure.value, indicator.direction
    if value is None or direction is None or Mark.PARTIAL & figure.marks or figure.status is Status.NONE:
        return None
    if direction is Direction.INSIDE:
        if figure.target is None or figure.target_high is None:
            return None
        return max(figure.target - value, value - figure.target_high, Fraction(0))
    if indicator.ranking_rule.by == "attainment":
        if figure.target is None or figure.target <= 0:
            return None
        value /= figure.target
    return value if direction is Direction.LOWER else -value
