"""What of the organisation, the specification and the data problems a recipient knows."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from kpidsl.model.edition import Edition, Recipient
from kpidsl.model.organisation import Node, Structure
from kpidsl.model.spec import Spec, Target


def roots_of(whole: Edition, recipient: Recipient) -> list[int]:
    """The recipient's own nodes: its unit on each of its lines, or the tops of its line."""
    nodes = whole.structure.nodes
    if recipient.unit is None:
        roots = [at for at in whole.own if recipient.line in ("", nodes[at].line)]
    else:
        units = whole.structure.with_parts([recipient.unit])
        roots = [i for i, n in enumerate(nodes) if n.unit in units and recipient.line in ("", n.line)]
    if not roots:
        raise ValueError(f"{recipient} is not in the organisation")
    return roots


def is_within(structure: Structure, node: int, roots: Sequence[int]) -> bool:
    """Whether the node is one of the roots or below one."""
    return any(at in roots for at in structure.upward(node))


def kept_nodes(structure: Structure, roots: Sequence[int]) -> list[int]:
    """The roots' subtrees and all their ancestors, parents before their children."""
    above = {at for root in roots for at in structure.upward(root)}
    return [at for at in range(len(structure.nodes)) if at in above or is_within(structure, at, roots)]


def structure_of(structure: Structure, kept: Sequence[int]) -> Structure:
    """The organisation as the recipient knows it: without units, present or former, that are not kept."""
    at = {old: new for new, old in enumerate(kept)}
    units = {structure.nodes[old].unit for old in kept}
    leaves = [i for i, unit in enumerate(structure.leaves) if unit in units]
    place = {old: new for new, old in enumerate(leaves)}
    nodes = []
    for old in kept:
        node = structure.nodes[old]
        parent = at[node.parent] if node.parent is not None else None
        nodes.append(replace(node, parent=parent, leaves=tuple(place[x] for x in node.leaves if x in place)))
    codes = {structure.leaves[i].code for i in leaves}
    parted = {whole: [at for at in parts if at in place] for whole, parts in structure.parts.items() if whole in place}
    lines = {structure.nodes[old].line for old in kept}
    return Structure(
        lines=tuple(line for line in structure.lines if line.name in lines),
        leaves=tuple(structure.leaves[i] for i in leaves),
        nodes=tuple(nodes),
        successor={old: new for old, new in structure.successor.items() if new in codes},
        broken={code: months for code, months in structure.broken.items() if code in codes},
        parts={place[whole]: tuple(place[at] for at in parts) for whole, parts in parted.items() if parts},
    )


def spec_of(spec: Spec, codes: Sequence[str], nodes: Sequence[Node]) -> Spec:
    """The specification with the recipient's indicators only, and without other units' targets and ambitions."""
    lines, units = names_of(nodes)
    indicators = []
    for indicator in spec.indicators:
        if indicator.code not in codes:
            continue
        targets = tuple(targets_of(indicator.targets, lines, units).values())
        ambitions = tuple(targets_of(indicator.ambitions, lines, units).values())
        links = tuple(link for link in indicator.links if link.effect in codes)
        indicators.append(replace(indicator, targets=targets, ambitions=ambitions, links=links))
    requirements = (replace(r, codes=tuple(c for c in r.codes if c in codes)) for r in spec.requirements)
    return replace(spec, indicators=tuple(indicators), requirements=tuple(r for r in requirements if r.codes), tests=())


def names_of(nodes: Sequence[Node]) -> tuple[set[str], set[str]]:
    """The nodes' lines, and their units' codes and names."""
    return {n.line for n in nodes}, {n.unit.code for n in nodes} | {n.name for n in nodes}


def targets_of(targets: Sequence[Target], lines: set[str], units: set[str]) -> dict[int, Target]:
    """The targets for these lines and units that name no other unit, by their position among all targets."""
    targets_by_code = {}
    for at, target in enumerate(targets):
        kept = replace(target, units=tuple(u for u in target.units if u in units))
        if (target.line is None or target.line in lines) and (kept.units or not target.units):
            targets_by_code[at] = kept
    return targets_by_code


def row_sets_of(row_sets: tuple[tuple[int, ...], ...], kept: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    """The sets of target positions, restricted to the `kept` ones."""
    new = {old: at for at, old in enumerate(kept)}
    return tuple(tuple(new[row] for row in rows if row in new) for rows in row_sets)


def problems_of(
    problems: Iterable[Mapping[str, str]], units: set[str], codes: Container[str]
) -> tuple[Mapping[str, str], ...]:
    """The data problems that name one of the recipient's own units and no indicator of others."""
    return tuple(p for p in problems if p.get("unit") in units and p.get("indicator") in codes)


def without_changes_of_hidden(
    problems: Iterable[Mapping[str, str]], hidden: Mapping[str, npt.NDArray[np.bool_]], units: Sequence[str]
) -> tuple[Mapping[str, str], ...]:
    """The data problems but those that tell how far a figure changed (D058) of a unit and indicator with a hidden cell
    in some month. `hidden`: by indicator over (category, node, month); `units`: the nodes' codes."""
    somewhere = {
        (units[node], code)
        for code, cells in hidden.items()
        for node in np.flatnonzero(cells.any(axis=(0, 2))).tolist()
    }
    return tuple(p for p in problems if p.get("code") != "D058" or (p["unit"], p["indicator"]) not in somewhere)
