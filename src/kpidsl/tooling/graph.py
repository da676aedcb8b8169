"""The evaluation graph as text and as Mermaid."""

from __future__ import annotations

from kpidsl.model.graph import Graph

_ARROW = {"derives": "-->", "component": "==>", "link": "-.->"}
_SIGN = {"derives": "←", "component": "⇐", "link": "⇠"}


def graph_text(graph: Graph, only: str | None = None) -> str:
    """One line per node, with what it is made of and what is assumed to work on it below."""
    shown = graph.around(only) if only else graph
    lines = []
    for node in shown.nodes:
        if node.kind == "source":
            continue
        lines.append(f"{node.id} {node.label}")
        for edge in shown.edges:
            if edge.to == node.id:
                lines.append(f"  {_SIGN[edge.kind]} {edge.from_.removeprefix('source:')} {edge.label}".rstrip())
    return "\n".join(lines)


def graph_mermaid(graph: Graph, only: str | None = None) -> str:
    """A Mermaid flowchart, left to right; links dashed."""
    shown = graph.around(only) if only else graph
    names = {node.id: f"n{at}" for at, node in enumerate(shown.nodes)}
    lines = ["flowchart LR"]
    for node in shown.nodes:
        label = (node.label if node.kind == "source" else f"{node.id} {node.label}").replace('"', "'")
        shape = f'[("{label}")]' if node.kind == "source" else f'["{label}"]'
        lines.append(f"  {names[node.id]}{shape}")
    for edge in shown.edges:
        if edge.from_ in names and edge.to in names:
            label = f"|{edge.label}|" if edge.label else ""
            lines.append(f"  {names[edge.from_]} {_ARROW[edge.kind]}{label} {names[edge.to]}")
    return "\n".join(lines)
