"""The evaluation graph: what derives from what, and which measure is assumed to work on which effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A source (id `source:<name>`) or an indicator (id: its code)."""

    id: str
    label: str
    kind: Literal["source", "indicator"]


@dataclass(frozen=True, slots=True)
class Edge:
    """`from_` feeds `to`; or, as a link, the measure `from_` is assumed to work on the effect `to`."""

    from_: str
    to: str
    kind: Literal["derives", "component", "link"]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in evaluation order: sources, then indicators, then what is made of indicators."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[Edge, ...]

    def around(self, code: str) -> Graph:
        """The subgraph of `code`: what it is derived from, and what it is linked with."""
        kept = {code} | {e.to for e in self.edges if e.from_ == code} | {e.from_ for e in self.edges if e.to == code}
        edges = tuple(e for e in self.edges if code in (e.from_, e.to))
        return Graph(tuple(n for n in self.nodes if n.id in kept), edges)
