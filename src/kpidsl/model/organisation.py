"""The organisation as a dated register: the units, their names, and their parent on each steering line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from kpidsl.model.period import Month


@dataclass(frozen=True, slots=True, order=True)
class UnitKey:
    """A unit's identity: its kind (level slug as the spec writes it, e.g. `kontor`) and its code."""

    kind: str
    code: str

    @property
    def folder(self) -> str:
        """What the folders of its own are called: `kontor-0315`."""
        return f"{self.kind}-{self.code}"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of the register: a unit on a line under a parent, from `valid_from` until before `valid_to`."""

    unit: UnitKey
    name: str
    line: str
    parent: UnitKey | None
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the row is valid on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One row of the table of changes; `weight` is the share of the old unit's figures that goes to the new one.

    Where a unit has several receivers and every weight is 1, no shares are declared: the figures cannot be divided
    among them.
    """

    old: str
    new: str
    on: date
    kind: str
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class SteeringLine:
    """A steering line: its name, and its levels from the leaf's kind upwards."""

    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """The tables `enheter` and `endringer` as read."""

    rows: tuple[UnitRow, ...] = ()
    changes: tuple[UnitChange, ...] = ()

    def named(self, day: date) -> Mapping[str, frozenset[UnitKey]]:
        """The units by name on that day; a name may have several."""
        units_by_name: dict[str, set[UnitKey]] = {}
        for row in self.rows:
            if row.name and row.holds(day):
                units_by_name.setdefault(row.name, set()).add(row.unit)
        return {name: frozenset(units) for name, units in units_by_name.items()}


@dataclass(frozen=True, slots=True)
class Node:
    """A unit on a line in one structure; `leaves` are indices into `Structure.leaves`."""

    line: str
    unit: UnitKey
    name: str
    parent: int | None
    depth: int
    leaves: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Formation:
    """What a unit was formed from in `month`: the codes that went into it, its own included where it existed before."""

    month: Month
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Distribution:
    """Declares how a code's ready-made figures for the months from `first` until before `before` are shared among
    today's leaves. The shares sum to 1. A bound that is None is open."""

    code: str
    first: Month | None
    before: Month | None
    shares: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class HistoricStructure:
    """The leaves' codes of each (line, unit), as they were from a given month on."""

    first: Month
    members: Mapping[tuple[str, UnitKey], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Standing:
    """The months in which a unit existed: from `first` until before `before`. A bound that is None is open."""

    first: Month | None = None
    before: Month | None = None

    def holds(self, month: Month) -> bool:
        """Whether the unit existed in the month."""
        return (self.first is None or month >= self.first) and (self.before is None or month < self.before)


@dataclass(frozen=True, slots=True)
class Structure:
    """The organisation as it stood at one date, ready for scoring.

    `leaves` are the units the lines start from. `nodes` holds every (line, unit), parents before their
    children; `parent` is an index into `nodes`. `successor` maps an older leaf's code to today's leaf where
    the translation is unambiguous (merge, renumbering, move); what is ambiguous (a split) is in `breaks`, and
    `broken` holds today's leaves that got a part of one, with the months from which their series is another.
    Where the shares of a split are declared, ready-made figures follow `distributed` instead: (leaf, month) of
    `bridged` is no break for them. `formed` tells, by code, from which units a unit was made. `historic` is the
    organisation of earlier months, the first one of all that came before, where it is asked for.

    A unit that serves several of a line's units stands there as its `parts`, one under each of them, and on the other
    lines as itself. `parts` maps the leaf to its parts', all indexes into `leaves`: it has what is its own and theirs.
    `part_codes` has the part of every pair of codes that a row may name it by: the unit's and its parent's, each as it
    is or was before (0102-3001).

    A unit that was closed and became nobody is a leaf under its last parent still, so that its months stay there.
    `standing` says, by code, when such a unit, or one that was opened and came from nobody, stood. `joined` is the
    first month of a leaf on a line, by (line, code), where it existed on another line before.
    """

    lines: tuple[SteeringLine, ...]
    leaves: tuple[UnitKey, ...]
    nodes: tuple[Node, ...]
    successor: Mapping[str, str] = field(default_factory=dict)
    breaks: frozenset[str] = frozenset()
    broken: Mapping[str, tuple[Month, ...]] = field(default_factory=dict)
    distributed: tuple[Distribution, ...] = ()
    bridged: frozenset[tuple[str, Month]] = frozenset()
    formed: Mapping[str, tuple[Formation, ...]] = field(default_factory=dict)
    historic: tuple[HistoricStructure, ...] = ()
    parts: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    part_codes: Mapping[str, int] = field(default_factory=dict)
    standing: Mapping[str, Standing] = field(default_factory=dict)
    joined: Mapping[tuple[str, str], Month] = field(default_factory=dict)

    def stood(self, code: str, month: Month) -> bool:
        """Whether the leaf of that code existed in the month, as far as the register says when it opened or closed."""
        return code not in self.standing or self.standing[code].holds(month)

    def upward(self, node: int) -> Iterator[int]:
        """The node and its ancestors, nearest first."""
        at: int | None = node
        while at is not None:
            yield at
            at = self.nodes[at].parent

    def leaf_nodes(self) -> tuple[tuple[int, ...], ...]:
        """For every node the nodes of its own leaves, on its line."""
        of_unit = {(node.line, node.unit): at for at, node in enumerate(self.nodes)}
        return tuple(tuple(of_unit[n.line, self.leaves[leaf]] for leaf in n.leaves) for n in self.nodes)

    def holds_all(self, node: Node) -> bool:
        """Whether the node is the top of a line and contains every leaf, directly or as its parts. Such a node also
        counts rows that belong to no unit."""
        return node.parent is None and len(self.reach(node)) == len(self.leaves)

    def with_their_parts(self, node: Node) -> tuple[int, ...]:
        """The node's leaves, each followed by its parts."""
        return tuple(leaf for own in node.leaves for leaf in (own, *self.parts.get(own, ())))

    def reach(self, node: Node) -> frozenset[int]:
        """The node's leaves, their parts, and the units all of whose parts lie in the node."""
        held = set(self.with_their_parts(node))
        return frozenset(held | {leaf for leaf, parts in self.parts.items() if held.issuperset(parts)})

    def partly(self, node: Node) -> tuple[int, ...]:
        """The units of which the node holds some parts and not all. Rows that name such a unit, and none of its
        parts, may or may not be the node's."""
        held = set(self.with_their_parts(node))
        return tuple(whole for whole, parts in self.parts.items() if whole not in held and held.intersection(parts))

    @property
    def whole_of(self) -> Mapping[int, int]:
        """The unit that each part belongs to, by part."""
        return {part: whole for whole, parts in self.parts.items() for part in parts}

    def with_parts(self, units: Iterable[UnitKey]) -> frozenset[UnitKey]:
        """The given units, and their parts."""
        included = set(units)
        for leaf, parts in self.parts.items():
            if self.leaves[leaf] in included:
                included.update(self.leaves[part] for part in parts)
        return frozenset(included)

    @property
    def former(self) -> tuple[str, ...]:
        """Former codes whose figures go to today's leaves, in order."""
        today = {leaf.code for leaf in self.leaves}
        earlier = {code for one in self.historic for codes in one.members.values() for code in codes}
        return tuple(sorted((set(self.successor) | earlier | {d.code for d in self.distributed}) - today))


def codes_of_name(nodes: Iterable[Node], name: str) -> list[str]:
    """The codes of the units with that name, in order; empty where no unit has it."""
    return sorted({node.unit.code for node in nodes if node.name == name})
