"""Specification → evaluation graph."""

from __future__ import annotations

from kpidsl.model.graph import Edge, Graph, GraphNode
from kpidsl.model.measure import components_of, composite_of
from kpidsl.model.spec import Indicator, Source, Spec, in_order


def link(spec: Spec) -> Graph:
    """The evaluation graph of a checked `spec`: every indicator after those it is made of."""
    nodes = [GraphNode(f"source:{name}", name, "source") for name in spec.sources]
    edges: list[Edge] = []
    for indicator in in_order(spec.indicators):
        nodes.append(GraphNode(indicator.code, indicator.title, "indicator"))
        edges += _edges(indicator)
    return Graph(tuple(nodes), tuple(edges))


def _edges(indicator: Indicator) -> list[Edge]:
    edges = [Edge(f"source:{name}", indicator.code, "derives") for name in sorted(indicator.sources)]
    composite = composite_of(indicator.formula)
    weights = dict(composite.components) if composite is not None else {}
    for code in components_of(indicator.formula):
        weight = f"{100 * weights[code]} %" if code in weights else ""
        edges.append(Edge(code, indicator.code, "component", weight))
    for one in indicator.links:
        lag = f", +{one.lag}" if one.lag else ""
        edges.append(Edge(indicator.code, one.effect, "link", f"{one.evidence}{lag}"))
    return edges


def used_sources(spec: Spec) -> dict[str, Source]:
    """The sources whose rows an indicator reads, and the sources whose figures stand in for theirs, in the
    specification's order."""
    used = {name for indicator in spec.indicators for name in indicator.sources}
    while more := {name for name, source in spec.sources.items() if source.before in used} - used:
        used |= more
    return {name: source for name, source in spec.sources.items() if name in used}
