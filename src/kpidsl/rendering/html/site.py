"""The HTML edition: country → county → office → indicator pages, self-contained, working without script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from markupsafe import Markup

from kpidsl.model.edition import Cell, Edition
from kpidsl.model.names import sort_key
from kpidsl.model.organisation import Node, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.state import State
from kpidsl.rendering.html.indicator import indicator_text
from kpidsl.rendering.html.pages import Card, Pages, indicator_page, unit_page
from kpidsl.rendering.shown import charts
from kpidsl.rendering.shown.counts import status_counts
from kpidsl.rendering.shown.rows import row
from kpidsl.wording.cells import news


def pages(edition: Edition, language: str) -> Iterator[tuple[str, str]]:
    """(file name, text) of every page, in a stable order."""
    made = Pages(edition, language)
    yield (
        "index.html",
        _unit(made, edition.structure.nodes[made.home].unit, is_home=True) if edition.structure.nodes else "",
    )
    for unit in sorted(made.nodes):
        yield unit_page(unit), _unit(made, unit, is_home=False)
    for indicator in edition.spec.indicators:
        yield indicator_page(indicator.code), indicator_text(made, indicator)
    yield "deviations.html", _deviations(made)
    yield "legend.html", made.template("legend.html.j2").render()


def _unit(made: Pages, unit: UnitKey, *, is_home: bool) -> str:
    nodes = made.nodes[unit]
    cards = [made.card(at) for at in nodes]
    kept = [c for at, c in enumerate(cards) if at == 0 or _differs(cards[0], c)]
    first = nodes[0]
    children = []
    parts = [made.nodes[part][0] for part in made.edition.structure.with_parts([unit]) - {unit} if part in made.nodes]
    for at in sorted(
        (*made.children.get(first, ()), *parts), key=lambda a: sort_key(made.edition.structure.nodes[a].name)
    ):
        node = made.edition.structure.nodes[at]
        counts = status_counts(made.edition, at)
        children.append({"name": node.name, "code": node.unit.code, "page": unit_page(node.unit), "counts": counts})
    node = made.edition.structure.nodes[first]
    worst = {r.code: r for c in reversed(kept) for g in c.groups for r in g.rows if r.is_deviation}
    return made.template("unit.html.j2").render(
        node=node,
        cards=kept,
        path=made.path(first),
        children=children,
        deviations=[worst[i.code] for i in made.edition.spec.indicators if i.code in worst],
        links=_links(made, first) if is_home else [],
        effect_map=_map(made, first) if is_home else "",
        lines=[made.edition.structure.nodes[at].line for at in nodes],
        is_home=is_home,
    )


def _differs(one: Card, other: Card) -> bool:
    """Whether another line's indicators, targets or statuses are not the same."""
    these, those = ([(r.code, r.target, r.status) for g in c.groups for r in g.rows] for c in (one, other))
    return these != those


def _map(made: Pages, node: int) -> Markup:
    """The effect-measure map with each indicator's status at the node."""
    here = {i.code: i for i in made.edition.indicators_at(node)}
    linked = [(i, link) for i in here.values() for link in i.links if link.effect in here]
    measures = list(dict.fromkeys(i.code for i, _ in linked))
    effects = list(dict.fromkeys(link.effect for _, link in linked))

    def drawn(code: str) -> charts.MapNode:
        return charts.MapNode(code, here[code].title, made.edition.cell(code, node).year_to_date.status)

    lags = made.words["months_later"]
    lines = [
        (measures.index(i.code), effects.index(link.effect), lags.format(months=link.lag) if link.lag else "")
        for i, link in linked
    ]
    return charts.effect_map([drawn(c) for c in measures], [drawn(c) for c in effects], lines)


def _links(made: Pages, node: int) -> list[dict[str, object]]:
    """Each measure indicator that is assumed to work on an effect, with both statuses."""
    here, found = {i.code: i for i in made.edition.indicators_at(node)}, []
    for indicator in here.values():
        for link in indicator.links:
            effect = here.get(link.effect)
            if effect is not None:
                statuses = [made.edition.cell(i.code, node).year_to_date.status for i in (indicator, effect)]
                found.append(
                    {
                        "measure": indicator,
                        "effect": effect,
                        "lag": link.lag,
                        "evidence": link.evidence,
                        "shapes": [charts.status_shape(s) for s in statuses],
                        "words": [made.words[s.slug] for s in statuses],
                    }
                )
    return found


def _deviations(made: Pages) -> str:
    """Deviations by indicator: new and continuing ones, and those that were there a month ago and are closed; then
    the early warnings."""
    edition, before = made.edition, made.edition.period - 1
    sections, warnings = [], []
    for indicator in edition.spec.indicators:
        found, slipping = [], []
        for at, node in _on_line(made, made.heads(indicator)):
            cell = edition.cell(indicator.code, at)
            closed = not cell.deviation and _is_closed(cell, edition, indicator.code, at, before)
            if not (cell.deviation or closed or cell.early_warning):
                continue
            shown = row(edition, indicator, at, indicator_page(indicator.code), made.language)
            if cell.early_warning:
                slipping.append((node, shown))
            if cell.deviation or closed:
                told = "closed" if closed else news(cell, edition)
                found.append((closed, node, shown, made.words[f"{told}_one"] if told else ""))
        found.sort(key=lambda f: f[0])
        if found:
            sections.append((indicator, [f[1:] for f in found], sum(not f[0] for f in found)))
        if slipping:
            warnings.append((indicator, slipping))
    return made.template("deviations.html.j2").render(sections=sections, warnings=warnings)


def _on_line(made: Pages, heads: Sequence[int]) -> list[tuple[int, Node]]:
    """The nodes of the heads' line, those above the leaves first, by name."""
    nodes, leaves = made.edition.structure.nodes, set(made.edition.structure.leaves)
    here = [(at, n) for at, n in enumerate(nodes) if heads and n.line == nodes[heads[0]].line]
    return sorted(here, key=lambda n: (n[1].unit in leaves, sort_key(n[1].name)))


def _is_closed(cell: Cell, edition: Edition, code: str, node: int, before: Month) -> bool:
    """A deviation a month ago, and now a figure that is none: what is hidden or not ready closes nothing."""
    figure = cell.year_to_date
    if figure.hidden or figure.state is not State.VALUE or before < edition.months[0]:
        return False
    return edition.cell(code, node, before).deviation


def write_html(edition: Edition, folder: Path, language: str) -> None:
    """Write every page into `folder`."""
    for name, text in pages(edition, language):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
