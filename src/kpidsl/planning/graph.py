"""Specification → evaluation graph."""

from __future__ import annotations

from kpidsl.model.condition import links_in
from kpidsl.model.graph import Edge, Graph, GraphNode
from kpidsl.model.measure import Formula, composite_of, conditions_of, rows_of
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
    edges = [Edge(f"source:{name}", indicator.code, "derives") for name in sorted(sources_of(indicator))]
    composite = composite_of(indicator.formula)
    if composite is not None:
        edges += [Edge(code, indicator.code, "component", f"{100 * w} %") for code, w in composite.components]
    for one in indicator.links:
        lag = f", +{one.lag}" if one.lag else ""
        edges.append(Edge(indicator.code, one.effect, "link", f"{one.evidence}{lag}"))
    return edges


def used_sources(spec: Spec) -> dict[str, Source]:
    """The sources whose rows an indicator reads, and the sources whose figures stand in for theirs, in the
    specification's order."""
    used = {name for indicator in spec.indicators for name in sources_of(indicator)}
    while more := {name for name, source in spec.sources.items() if source.before in used} - used:
        used |= more
    return {name: source for name, source in spec.sources.items() if name in used}


def sources_of(indicator: Indicator) -> set[str]:
    """The names of the sources that the indicator reads, in any of its definitions."""
    return {source for _, formula in indicator.counted for source in _sources_of(formula)}


def _sources_of(formula: Formula) -> set[str]:
    """Names of the sources that the rows of a formula are of, or are linked with."""
    linked = {link.source for _, condition in conditions_of(formula) for link in links_in(condition)}
    return linked | {rows.source for rows in rows_of(formula).values()}
