"""Which units have not delivered the month's figures, as far as the reader sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kpidsl.model.edition import Cell, Edition
from kpidsl.model.names import sort_key
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.state import State
from kpidsl.wording.level_names import units_word
from kpidsl.wording.words import listed, words

NAMED, HELD_BY = 5, 3
"""So many units are named in a sentence; of more, so many of those that hold the most of them."""


@dataclass(frozen=True, slots=True)
class LateBelow:
    """A unit just below another that has not delivered, with the indicators that lack its figures, or that has units
    below it that have not, with how many these are."""

    unit: UnitKey
    name: str
    text: str


def lacks_units(cell: Cell) -> bool:
    """Whether some of several units have not reported."""
    return not cell.year_to_date.hidden and cell.expected > 1 and cell.covered < cell.expected


def all_undelivered(edition: Edition, code: str, node: int, month: Month, cell: Cell) -> tuple[int, ...]:
    """The nodes that the figures lacking in a node's cell of a month are of, by name; empty where they are not all
    seen: of those that are, nobody is named, as the rest would be easy to guess. (Of a quotient more may be seen than
    are counted.)"""
    late = undelivered(edition, code, node, month)
    return late if len(late) == cell.expected - cell.covered else ()


def undelivered(edition: Edition, code: str, node: int, month: Month) -> tuple[int, ...]:
    """The lowest nodes below a node whose figure of a month is seen to be missing or not ready, by name. None where
    the edition does not hold all that is below the node."""
    if not edition.is_own(node):
        return ()
    nodes = edition.structure.nodes
    late = (at for at in _lowest(edition, node) if at != node and edition.lacks_figure(code, at, month))
    return tuple(sorted(late, key=lambda at: (sort_key(nodes[at].name), nodes[at].unit.code)))


def awaited(edition: Edition, code: str, node: int, month: Month, language: str) -> str:
    """What the units whose figures of a month are awaited at a node are called together: `kontorer`. Those that the
    indicator is seen not to be of are not."""
    figures = ((at, edition.month_figure(code, at, month)) for at in _lowest(edition, node))
    of = (at for at, figure in figures if figure.hidden or figure.state is not State.NOT_RELEVANT)
    kinds = dict.fromkeys(edition.structure.nodes[at].unit.kind for at in of)
    return units_word(edition, tuple(kinds), language)


def is_lowest(edition: Edition, node: int) -> bool:
    """Whether a node is one of the lowest units: its figures are its own."""
    here, leaves = edition.structure.nodes[node], edition.structure.leaves
    return [leaves[leaf] for leaf in here.leaves] == [here.unit]


def _lowest(edition: Edition, node: int) -> list[int]:
    """The lowest nodes at or below a node, on its line."""
    here, leaves = edition.structure.nodes[node], edition.structure.leaves
    units = {leaves[leaf] for leaf in here.leaves}
    return [at for at, one in enumerate(edition.structure.nodes) if one.line == here.line and one.unit in units]


def lacking_months(edition: Edition, code: str, node: int) -> tuple[Month, ...]:
    """The months of the year to date that lack a node's figure, or some units', as far as is seen."""
    first = edition.period.year_start(edition.spec.year_starts)
    months = (month for month in edition.months if first <= month <= edition.period)
    return tuple(month for month in months if edition.lacks_some(code, node, month))


def who(edition: Edition, node: int, late: Sequence[int], language: str) -> str:
    """Who the `late` are: `Kontor A og Kontor B`. Of more than a few: how many are in which unit below, the most first;
    or, where they are all just below the node, under what heading they are listed. Empty without any."""
    w, nodes = words(language), edition.structure.nodes
    if len(late) <= NAMED:
        return listed([nodes[at].name for at in late], language)
    branches = _branches(edition, node, late)
    if set(branches) == set(late):
        return w["lacking_listed"].format(heading=w["undelivered"])
    texts = [_of_branch(edition, at, count, late, language) for at, count in branches.items()]
    if len(texts) > HELD_BY + 1:
        counts = list(branches.values())[HELD_BY:]
        texts[HELD_BY:] = [w["lacking_in_others"].format(count=sum(counts), units=len(counts))]
    return listed(texts, language)


def first_named(names: Sequence[str], language: str) -> str:
    """`Kontor A og Kontor B`; of more than a few the first, and how many more there are. Empty without any."""
    if len(names) <= NAMED:
        return listed(names, language)
    return ", ".join(names[:NAMED]) + words(language)["and_more"].format(count=len(names) - NAMED)


def late_below(edition: Edition, nodes: Sequence[int], language: str) -> tuple[LateBelow, ...]:
    """The list of a unit's cards that its sentences point to: those just below it that have not delivered by name, or
    those that hold the most of such first. Of the first line that has any; empty where the sentences name them all."""
    for node in nodes:
        cells = {i.code: edition.cell(i.code, node) for i in edition.indicators_at(node)}
        late = {
            code: all_undelivered(edition, code, node, edition.period, c) for code, c in cells.items() if lacks_units(c)
        }
        if any(len(here) > NAMED for here in late.values()):
            branches = _branches(edition, node, sorted({at for here in late.values() for at in here}))
            return tuple(_late_below(edition, at, count, late, language) for at, count in branches.items())
    return ()


def _late_below(edition: Edition, at: int, count: int, late: dict[str, tuple[int, ...]], language: str) -> LateBelow:
    node = edition.structure.nodes[at]
    codes = [code for code, here in late.items() if at in here]
    key = "undelivered_unit" if count == 1 else "undelivered_units"
    return LateBelow(node.unit, node.name, ", ".join(codes) or words(language)[key].format(count=count))


def _of_branch(edition: Edition, at: int, count: int, late: Sequence[int], language: str) -> str:
    """`4 i Agder`; of a unit that is late itself its name."""
    name = edition.structure.nodes[at].name
    return name if at in late else words(language)["lacking_in"].format(count=count, unit=name)


def _branches(edition: Edition, node: int, late: Sequence[int]) -> dict[int, int]:
    """How many of the late are, or are in, each unit just below a node; the most first, then by name."""
    nodes = edition.structure.nodes
    counts = Counter(_just_below(edition, node, at) for at in late)
    return dict(sorted(counts.items(), key=lambda one: (-one[1], sort_key(nodes[one[0]].name))))


def _just_below(edition: Edition, node: int, at: int) -> int:
    """The unit just below a node that `at` is, or is in."""
    path = list(edition.structure.upward(at))
    return path[path.index(node) - 1]
