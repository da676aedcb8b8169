"""The units that books and decks are made for, and their file names."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.model.edition import Edition
from kpidsl.model.organisation import Node
from kpidsl.model.spec import Indicator

ALL = "all"
_SAFE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def selected(edition: Edition, units: Sequence[str] = ()) -> list[int]:
    """The nodes named in `units` (a level, a unit's code or name, or `all`), on every steering line.

    Without names, on the recipient's first steering line: every unit above the leaves that has leaves below it (the
    nation and its counties), and a recipient that is an office itself; never a unit above the recipient.
    """
    nodes, leaves = edition.structure.nodes, set(edition.structure.leaves)
    if units:
        return [at for at, node in enumerate(nodes) if any(_is(node, name) for name in units)]
    on_line = [
        at for at, n in enumerate(nodes) if n.line == nodes[edition.home].line and n.leaves and edition.is_own(at)
    ]
    return [at for at in on_line if nodes[at].unit not in leaves or (edition.is_part and at == edition.home)]


def unknown(edition: Edition, units: Sequence[str]) -> list[str]:
    """The entries of `units` that are neither a level, a unit's code or name, nor `all`."""
    return [name for name in units if not any(_is(node, name) for node in edition.structure.nodes)]


def _is(node: Node, name: str) -> bool:
    return name == ALL or name in (node.unit.kind, node.unit.code, node.name)


def stem(edition: Edition, node: int) -> str:
    """`fylke-11`; with the line's name where it is not the first line: `kontor-0315-kommunal`."""
    home = edition.structure.nodes[node]
    parts = [home.unit.kind, home.unit.code]
    if home.line != edition.structure.nodes[0].line:
        parts.append(home.line)
    return "-".join(safe_name(part) for part in parts)


def safe_name(text: str, *, also: str = "") -> str:
    """A name in [A-Za-z0-9_] and `also`, different for different texts."""
    return "".join(c if c in _SAFE or c in also else f"_{ord(c):x}_" for c in text) or "_"


def card(edition: Edition, node: int) -> list[tuple[str, str, list[Indicator]]]:
    """The unit's card: (perspective, result requirement, its indicators), in the order of the specification."""
    by_code, groups = {i.code: i for i in edition.indicators_at(node)}, []
    for requirement in edition.spec.requirements:
        kept = [by_code[c] for c in requirement.codes if c in by_code]
        if kept:
            groups.append((requirement.perspective, requirement.title, kept))
    return groups
