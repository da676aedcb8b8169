"""From the register to the organisation at one date: nodes on their lines, and the destinations of older codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from kpidsl.model.organisation import (
    HistoricStructure,
    Node,
    Register,
    Standing,
    SteeringLine,
    Structure,
    UnitChange,
    UnitKey,
    UnitRow,
)
from kpidsl.model.period import Month, month_number
from kpidsl.model.spec import Organisation
from kpidsl.organisation.changes import bridged, distributions, formations, successors


def structure_at(register: Register, organisation: Organisation, day: date, since: date = date.max) -> Structure:
    """The organisation at `day`. It includes units closed after `since` that nobody succeeded, and earlier
    structures where last year's figures are for the units as they were then."""
    today = _standing(register, organisation.lines, day, since)
    return _with_historic(today, register, organisation.lines, day) if organisation.compare_then else today


def _standing(register: Register, lines: Sequence[SteeringLine], day: date, since: date = date.max) -> Structure:
    """The units that exist at `day`. A unit whose kind is no upper level of its line is a leaf.

    A row is valid from `valid_from` until before `valid_to`. A unit whose parent does not exist at `day` has no parent.
    Leaves are ordered by code; nodes by line, parents before their children.
    """
    upper = {level for line in lines for level in line.levels[1:]}
    rows_of_day = [r for r in register.rows if r.holds(day)]
    closed = [r for r in _closed(register, day, since) if r.unit.kind not in upper]
    rows, parts = _parted([*rows_of_day, *closed])
    standing_units = {r.unit for r in rows if r.unit.kind not in upper} | set(parts)
    leaves = tuple(sorted(standing_units, key=lambda u: (u.code, u.kind)))
    at = {unit: position for position, unit in enumerate(leaves)}
    nodes: list[Node] = []
    for line in lines:
        nodes += _line_nodes(line, [r for r in rows if r.line == line.name], at, len(nodes))
    stands = {(r.unit.code, r.valid_from) for r in register.rows if r.unit.kind not in upper}

    def stood(code: str, on: date) -> bool:
        return any(c == code and (start is None or start < on) for c, start in stands)

    of_leaf = {at[unit]: tuple(at[part] for part in parts_of) for unit, parts_of in parts.items()}
    stood_in = _months_of(register, leaves, {r.unit for r in closed})
    structure = Structure(tuple(lines), leaves, tuple(nodes), parts=of_leaf, standing=stood_in)
    structure = replace(structure, joined=_joined(register, leaves))
    return _with_changes(structure, register.changes, day, stood)


def _closed(register: Register, day: date, since: date) -> Iterator[UnitRow]:
    """The last row on each line of a unit that no longer exists at `day`, ended after `since` and has no successor,
    under a parent that still exists."""
    standing = {r.unit for r in register.rows if r.holds(day)}
    changed = {change.old for change in register.changes}
    last: dict[tuple[str, UnitKey], UnitRow] = {}
    for row in register.rows:
        if row.unit in standing or row.unit.code in changed or row.valid_to is None or row.valid_to > day:
            continue
        held = last.get((row.line, row.unit))
        if held is None or (held.valid_to or date.min) < row.valid_to:
            last[row.line, row.unit] = row
    return (r for r in last.values() if (r.valid_to or date.min) > since and r.parent in standing)


def _months_of(register: Register, leaves: Sequence[UnitKey], closed: Set[UnitKey]) -> dict[str, Standing]:
    """The months in which leaves existed, by code: those that opened without a predecessor or closed without a
    successor."""
    began = {change.new for change in register.changes}
    rows_of: dict[UnitKey, list[UnitRow]] = {}
    for row in register.rows:
        rows_of.setdefault(row.unit, []).append(row)
    standing: dict[str, Standing] = {}
    for unit in leaves:
        rows = rows_of.get(unit, [])
        begins = [r.valid_from for r in rows]
        first = None if unit.code in began or not rows or None in begins else min(b for b in begins if b is not None)
        ends = [r.valid_to for r in rows if r.valid_to is not None] if unit in closed else []
        if first is not None or ends:
            before = Month(month_number(max(ends) - timedelta(days=1)) + 1) if ends else None
            standing[unit.code] = Standing(Month(month_number(first)) if first else None, before)
    return standing


def _joined(register: Register, leaves: Sequence[UnitKey]) -> dict[tuple[str, str], Month]:
    """The first month of a leaf on a line, by (line, code), where its rows on another line begin earlier."""
    begins: dict[UnitKey, dict[str, date]] = {}
    for row in register.rows:
        on_line, begun = begins.setdefault(row.unit, {}), row.valid_from or date.min
        on_line[row.line] = min(begun, on_line.get(row.line, begun))
    result = {}
    for unit in leaves:
        on_line = begins.get(unit, {})
        for line, begun in on_line.items():
            if begun > min(on_line.values()):
                result[line, unit.code] = Month(month_number(begun))
    return result


def _parted(rows: Sequence[UnitRow]) -> tuple[list[UnitRow], dict[UnitKey, list[UnitKey]]]:
    """The rows with a unit under several parents of a line replaced by a part under each of them; and the parts of
    those units.

    A part's code is the unit's and its parent's: 0102-3001.
    """
    under: dict[tuple[str, UnitKey], list[UnitRow]] = {}
    names = {(r.line, r.unit): r.name for r in rows}
    for row in rows:
        under.setdefault((row.line, row.unit), []).append(row)
    result: list[UnitRow] = []
    parts: dict[UnitKey, list[UnitKey]] = {}
    for (line, unit), places in under.items():
        if len(places) == 1:
            result += places
            continue
        for row in places:
            assert row.parent is not None
            part = UnitKey(unit.kind, f"{unit.code}-{row.parent.code}")
            name = f"{row.name} ({names.get((line, row.parent), row.parent.code)})"
            result.append(replace(row, unit=part, name=name))
            parts.setdefault(unit, []).append(part)
    return result, parts


def _with_historic(structure: Structure, register: Register, lines: Sequence[SteeringLine], until: date) -> Structure:
    """The structure with the earlier ones up to `until`: one for each month in which the register changed."""
    changed = {Month(month_number(d)) for r in register.rows for d in (r.valid_from, r.valid_to) if d and d <= until}
    structures = []
    for first in sorted({Month.of(1, 1), *changed}):
        one = _standing(register, lines, first.last_day)
        members = {(n.line, n.unit): tuple(one.leaves[leaf].code for leaf in n.leaves) for n in one.nodes}
        structures.append(HistoricStructure(first, members))
    return replace(structure, historic=tuple(structures))


def structure_from_codes(
    units: Sequence[UnitKey], lines: Sequence[SteeringLine], changes: Sequence[UnitChange] = ()
) -> Structure:
    """Without a register: every unit is a leaf on each line that begins with its kind, under the line's top."""
    leaves = tuple(sorted(set(units), key=lambda u: (u.code, u.kind)))
    nodes: list[Node] = []
    for line in lines or (SteeringLine("", ("",)),):
        under = [at for at, u in enumerate(leaves) if not line.levels[0] or u.kind == line.levels[0]]
        top = None
        if len(line.levels) > 1 and under:
            top = len(nodes)
            nodes.append(
                Node(line.name, UnitKey(line.levels[-1], line.levels[-1]), line.levels[-1], None, 0, tuple(under))
            )
        nodes += [Node(line.name, leaves[at], leaves[at].code, top, 1 if top is not None else 0, (at,)) for at in under]
    structure = Structure(tuple(lines), leaves, tuple(nodes))
    return _with_changes(structure, changes, date.max, lambda *_: True)


def _with_changes(
    structure: Structure, changes: Sequence[UnitChange], day: date, stood: Callable[[str, date], bool]
) -> Structure:
    """The structure with the destinations of older codes; `stood` tells whether a unit existed before a date."""
    today = {u.code for u in structure.leaves}
    successor, breaks, broken = successors(changes, today, day)
    of_parts = ((structure.leaves[part].code, structure.leaves[at].code) for part, at in structure.whole_of.items())
    broken |= {part: broken[whole] for part, whole in of_parts if whole in broken}
    shares = distributions(changes, today, day)
    return replace(
        structure,
        successor=successor,
        breaks=breaks - {d.code for d in shares},
        broken=broken,
        distributed=shares,
        bridged=bridged(changes, today, day, shares, successor),
        formed=formations(changes, today, day, stood),
        part_codes=_part_codes(structure, changes, day, successor),
    )


def _part_codes(
    structure: Structure, changes: Sequence[UnitChange], day: date, successor: Mapping[str, str]
) -> dict[str, int]:
    """The part named by each pair of a unit's and a parent's code, present or former."""
    parent = {n.unit: structure.nodes[n.parent].unit.code for n in structure.nodes if n.parent is not None}
    of_parts = {
        part: (structure.leaves[at].code, parent[structure.leaves[part]]) for part, at in structure.whole_of.items()
    }
    above, _, _ = successors(changes, {code for _, code in of_parts.values()}, day)
    codes: dict[str, int] = {}
    for part, (unit, over) in of_parts.items():
        units = [unit, *(old for old, new in successor.items() if new == unit)]
        parents = [over, *(old for old, new in above.items() if new == over)]
        codes |= {f"{code}-{its}": part for code, its in product(units, parents)}
    return codes


def _line_nodes(line: SteeringLine, rows: list[UnitRow], at: Mapping[UnitKey, int], offset: int) -> list[Node]:
    by_unit = {r.unit: r for r in rows}
    children: dict[UnitKey | None, list[UnitRow]] = {}
    for row in sorted(rows, key=lambda r: (r.unit.code, r.unit.kind)):
        parent = row.parent if row.parent in by_unit else None
        children.setdefault(parent, []).append(row)
    nodes: list[Node] = []
    seen: set[UnitKey] = set()

    def visit(row: UnitRow, parent: int | None, depth: int) -> tuple[int, ...]:
        if row.unit in seen:
            return ()
        seen.add(row.unit)
        position = len(nodes)
        nodes.append(Node(line.name, row.unit, row.name, parent, depth, ()))
        leaf = (at[row.unit],) if row.unit in at else ()
        below = leaf + tuple(
            x for child in children.get(row.unit, ()) for x in visit(child, offset + position, depth + 1)
        )
        nodes[position] = Node(line.name, row.unit, row.name, parent, depth, tuple(sorted(below)))
        return below

    for top in children.get(None, ()):
        visit(top, None, 0)
    return nodes
