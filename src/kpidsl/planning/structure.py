"""The register → the organisation as it stands at one date: nodes on their lines, and where older codes went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kpidsl.model.organisation import Line, Node, Register, Structure, UnitChange, UnitKey, UnitRow
from kpidsl.model.period import Month, month_number


def structure_at(register: Register, lines: Sequence[Line], day: date) -> Structure:
    """Today's structure at `day`: a unit whose kind is no upper level of its line is a leaf.

    A row holds from `valid_from` until before `valid_to`. Rows whose parent is not there at `day` stand
    without one. Leaves are ordered by code; nodes by line, parents before their children.
    """
    rows = [r for r in register.rows if _holds(r, day)]
    upper = {level for line in lines for level in line.levels[1:]}
    leaves = tuple(sorted({r.unit for r in rows if r.unit.kind not in upper}, key=lambda u: (u.code, u.kind)))
    at = {unit: position for position, unit in enumerate(leaves)}
    nodes: list[Node] = []
    for line in lines:
        nodes += _line_nodes(line, [r for r in rows if r.line == line.name], at, len(nodes))
    return Structure(tuple(lines), leaves, tuple(nodes), *_successors(register.changes, {u.code for u in leaves}, day))


def structure_from_codes(
    units: Sequence[UnitKey], lines: Sequence[Line], changes: Sequence[UnitChange] = ()
) -> Structure:
    """Without a register: every unit is a leaf on each line that begins with its kind, under the line's top."""
    leaves = tuple(sorted(set(units), key=lambda u: (u.code, u.kind)))
    nodes: list[Node] = []
    for line in lines or (Line("", ("",)),):
        own = [at for at, u in enumerate(leaves) if not line.levels[0] or u.kind == line.levels[0]]
        top = None
        if len(line.levels) > 1 and own:
            top = len(nodes)
            nodes.append(
                Node(line.name, UnitKey(line.levels[-1], line.levels[-1]), line.levels[-1], None, 0, tuple(own))
            )
        nodes += [Node(line.name, leaves[at], leaves[at].code, top, 1 if top is not None else 0, (at,)) for at in own]
    return Structure(tuple(lines), leaves, tuple(nodes), *_successors(changes, {u.code for u in leaves}, date.max))


def _holds(row: UnitRow, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day < row.valid_to)


def _line_nodes(line: Line, rows: list[UnitRow], at: Mapping[UnitKey, int], offset: int) -> list[Node]:
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
        here = len(nodes)
        nodes.append(Node(line.name, row.unit, row.name, parent, depth, ()))
        own = (at[row.unit],) if row.unit in at else ()
        below = own + tuple(x for child in children.get(row.unit, ()) for x in visit(child, offset + here, depth + 1))
        nodes[here] = Node(line.name, row.unit, row.name, parent, depth, tuple(sorted(below)))
        return below

    for top in children.get(None, ()):
        visit(top, None, 0)
    return nodes


def _successors(
    changes: Sequence[UnitChange], today: set[str], day: date
) -> tuple[dict[str, str], frozenset[str], dict[str, tuple[Month, ...]]]:
    """Older code → today's leaf by merges, renumberings and moves; a split code is a break, never a guess.

    A unit that gives something away and stands on (it is among its own receivers, changes later, or is there
    today) keeps its code's figures; it and the receivers are broken from then on.
    """
    events: dict[str, dict[date, set[str]]] = {}
    for change in changes:
        if change.on <= day:
            events.setdefault(change.old, {}).setdefault(change.on, set()).add(change.new)
    ends: dict[str, tuple[date, set[str]]] = {}
    parted: list[tuple[str, date]] = []
    for old, dated in events.items():
        for on, receivers in dated.items():
            others = receivers - {old}
            stands = old in receivers or old in today or on < max(dated)
            if not stands:
                ends[old] = (on, others)
            if others and (stands or len(others) > 1):
                parted += [(unit, on) for unit in (*others, *([old] if stands else []))]
    found: dict[str, str] = {}
    breaks: set[str] = set()
    for old in ends:
        leaf = _followed(old, ends, today)
        if leaf is None:
            breaks.add(old)
        elif leaf in today:
            found[old] = leaf
    broken: dict[str, set[Month]] = {}
    for unit, on in parted:
        leaf = unit if unit in today else found.get(unit)
        if leaf is not None:
            broken.setdefault(leaf, set()).add(Month(month_number(on)))
    return found, frozenset(breaks), {leaf: tuple(sorted(months)) for leaf, months in sorted(broken.items())}


def _followed(old: str, ends: Mapping[str, tuple[date, set[str]]], today: set[str]) -> str | None:
    """The last code that `old` became, one receiver at a time; None where there were several on the way."""
    on, receivers = ends[old]
    while len(receivers) == 1:
        code = next(iter(receivers))
        if code in today or code not in ends or ends[code][0] <= on:
            return code
        on, receivers = ends[code]
    return None
