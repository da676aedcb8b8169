"""The HTML edition: country → county → office → indicator pages, self-contained, working without script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from kpidsl.model.edition import Cell, Edition
from kpidsl.model.names import sort_key
from kpidsl.model.organisation import Node, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.ranking import Place, ranking
from kpidsl.model.spec import Indicator
from kpidsl.model.state import State, Status
from kpidsl.rendering import charts, numbers
from kpidsl.rendering.counts import perspective_colour, status_counts
from kpidsl.rendering.definition import definition_page
from kpidsl.rendering.explanation import counted, explained
from kpidsl.rendering.explanation_text import counted_text, definition_lines, figure_lines, paragraph, split_rows
from kpidsl.rendering.rank_intervals import rank_intervals
from kpidsl.rendering.rows import Row, figure_text, news, row
from kpidsl.rendering.selection import card, safe_name
from kpidsl.rendering.words import words
from kpidsl.resources import renderers_dir


def file_name(text: str) -> str:
    """A file name in [A-Za-z0-9_-] that two different texts never share."""
    return safe_name(text, also="-")


def unit_page(unit: UnitKey) -> str:
    """The page of a unit."""
    return f"unit-{file_name(unit.kind)}-{file_name(unit.code)}.html"


def anchor(unit: UnitKey) -> str:
    """The unit's place on an indicator's page."""
    return unit_page(unit).removesuffix(".html")


def indicator_page(code: str) -> str:
    """The page of an indicator."""
    return f"indicator-{file_name(code)}.html"


@dataclass(frozen=True, slots=True)
class Group:
    """A result requirement with its rows, and the colours of its whole perspective."""

    title: str
    perspective: str
    counts: Mapping[str, int]
    colour: Status | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A unit's card on a line."""

    line: str
    groups: tuple[Group, ...]


class Pages:
    """Everything the pages of one edition share."""

    def __init__(self, edition: Edition, language: str) -> None:
        self.edition, self.language, self.words = edition, language, words(language)
        environment = Environment(
            loader=FileSystemLoader(renderers_dir() / "html"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        script = (renderers_dir() / "html" / "search.js").read_text(encoding="utf-8")
        environment.globals.update(
            script=script,
            script_hash="sha256-" + b64encode(sha256(script.encode()).digest()).decode(),
            w=self.words,
            edition=edition,
            language=language,
            period=numbers.month_name(edition.period, language),
            unit_page=unit_page,
            indicator_page=indicator_page,
            shapes={s.slug: charts.status_shape(s) for s in Status},
            css=(renderers_dir() / "html" / "style.css").read_text(encoding="utf-8"),
        )
        self.environment = environment
        self.nodes: dict[UnitKey, list[int]] = {}
        for at, node in enumerate(edition.structure.nodes):
            self.nodes.setdefault(node.unit, []).append(at)
        self.children: dict[int, list[int]] = {}
        for at, node in enumerate(edition.structure.nodes):
            if node.parent is not None:
                self.children.setdefault(node.parent, []).append(at)
        self.home = edition.home
        self.told: dict[str, frozenset[UnitKey]] = {}

    def template(self, name: str) -> Template:
        """A compiled template."""
        return self.environment.get_template(name)

    def card(self, node: int) -> Card:
        """The card of a node: its rows under their result requirements."""
        groups = []
        for perspective, title, indicators in card(self.edition, node):
            rows = tuple(row(self.edition, i, node, self.place(i, node), self.language) for i in indicators)
            colour = perspective_colour(self.edition, node, perspective)
            groups.append(Group(title, perspective, status_counts(self.edition, node, perspective), colour, rows))
        return Card(self.edition.structure.nodes[node].line, tuple(groups))

    def place(self, indicator: Indicator, node: int) -> str:
        """Where the unit's figure is explained: its place on the indicator's page, or the page."""
        page, unit = indicator_page(indicator.code), self.edition.structure.nodes[node].unit
        return f"{page}#{anchor(unit)}" if unit in self.units_on_page(indicator) else page

    def units_on_page(self, indicator: Indicator) -> frozenset[UnitKey]:
        """The units that have a place on the indicator's page: those explained, and every leaf of its line."""
        if indicator.code not in self.told:
            nodes, leaves = self.edition.structure.nodes, set(self.edition.structure.leaves)
            heads = self.heads(indicator)
            there = {nodes[at].unit for at in self.explained(indicator)}
            there |= {n.unit for n in nodes if heads and n.line == nodes[heads[0]].line and n.unit in leaves}
            self.told[indicator.code] = frozenset(there)
        return self.told[indicator.code]

    def explained(self, indicator: Indicator) -> list[int]:
        """The nodes whose figure an indicator's page explains in full: its heads, and those just below but leaves."""
        nodes, leaves = self.edition.structure.nodes, set(self.edition.structure.leaves)
        heads = self.heads(indicator)
        below = [child for head in heads for child in self.children.get(head, ()) if nodes[child].unit not in leaves]
        return [*heads, *below]

    def heads(self, indicator: Indicator) -> list[int]:
        """Where an indicator's page begins: the recipient's own nodes on the first line that has it."""
        nodes = self.edition.structure.nodes
        there = [at for at in self.edition.own if indicator.stands_at(nodes[at])]
        there = there or [at for at, n in enumerate(nodes) if indicator.stands_at(n)]
        return [at for at in there if nodes[at].line == nodes[there[0]].line]

    def path(self, node: int) -> list[tuple[str, str]]:
        """The units above, from the top: (name, page)."""
        structure = self.edition.structure
        above = [structure.nodes[at] for at in structure.upward(node)][:0:-1]
        return [(one.name, unit_page(one.unit)) for one in above]


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
        yield indicator_page(indicator.code), _indicator(made, indicator)
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


def _indicator(made: Pages, indicator: Indicator) -> str:
    edition, language, nodes = made.edition, made.language, made.edition.structure.nodes
    heads = made.heads(indicator)
    line = nodes[heads[0]].line if heads else ""
    found = ranking(edition, indicator, line)
    told = [_how(made, indicator, at, heads) for at in made.explained(indicator)]
    anchors = {h.anchor for h in told}
    certain, of = rank_intervals(edition, indicator, found), len(found.places)
    ranked = [
        _ranked(made, indicator, p.node, anchors, _place(made, p, of, certain), made.words[f"third_{p.third}"])
        for p in found.places
    ] + [_ranked(made, indicator, at, anchors) for at in found.unranked]
    one = heads[0] if len(heads) == 1 else None
    categories = [
        (name, row(edition, indicator, one, "", language, at))
        for at, name in enumerate(edition.grids[indicator.code].categories)
        if at and one is not None
    ]
    return made.template("indicator.html.j2").render(
        indicator=indicator,
        defined=definition_page(edition, indicator, one, language),
        how=told,
        ranked=ranked,
        counted=any(r.counted[0] for r in ranked),
        peers=_peers(made, indicator, line),
        middle=_middle(made, indicator, heads),
        categories=categories,
    )


def _place(made: Pages, place: Place, of: int, certain: Mapping[int, tuple[int, int]]) -> str:
    """`4/11`, and where it is asked for how certain: `4/11 (3–9 av 11)`."""
    shown = f"{place.rank}/{of}"
    if place.node not in certain:
        return shown
    low, high = certain[place.node]
    return f"{shown} ({made.words['rank_interval'].format(low=low, high=high, of=of)})"


def _middle(made: Pages, indicator: Indicator, heads: Sequence[int]) -> list[tuple[str, str, Row]]:
    """Units that are no leaves, for an indicator's page: what stands above the heads, these, and those just below."""
    nodes, leaves = made.edition.structure.nodes, set(made.edition.structure.leaves)
    above = list(made.edition.structure.upward(heads[0]))[:0:-1] if heads else []
    those = [*above, *heads, *(child for head in heads for child in made.children.get(head, ()))]
    return [
        (nodes[at].name, unit_page(nodes[at].unit), row(made.edition, indicator, at, "", made.language))
        for at in those
        if nodes[at].unit not in leaves
    ]


def _peers(made: Pages, indicator: Indicator, line: str) -> str:
    """What is told of units that the recipient may not see: quartiles; empty where nothing is."""
    found = made.edition.distributions.get((indicator.code, line))
    if found is None:
        return ""
    quartiles = {
        name: numbers.figure(value, indicator.unit, made.language)
        for name, value in (("lower", found.lower), ("median", found.median), ("upper", found.upper))
    }
    return made.words["peers"].format(count=found.count, **quartiles)


@dataclass(frozen=True, slots=True)
class How:
    """A unit's figure explained: in sentences, by what is the same for all, by its own lines; of the top its split."""

    anchor: str
    name: str
    shown: str
    paragraph: str
    definition: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    split: tuple[tuple[str, str, str], ...]


def _how(made: Pages, indicator: Indicator, at: int, heads: Sequence[int]) -> How:
    found = explained(made.edition, indicator, at, made.language)
    return How(
        anchor=anchor(found.unit),
        name=found.name or found.unit.code,
        shown=figure_text(found.year_to_date, indicator, made.language),
        paragraph=paragraph(found),
        definition=tuple(definition_lines(found)),
        lines=tuple(figure_lines(found)),
        split=tuple(split_rows(found)) if at in heads else (),
    )


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit in the table of the ranked; texts that do not apply are empty."""

    place: str
    third: str
    name: str
    page: str
    anchor: str
    shown: str
    shape: Markup
    word: str
    counted: tuple[str, str]


def _ranked(
    made: Pages, indicator: Indicator, at: int, told: Container[str], place: str = "", third: str = ""
) -> Ranked:
    """The unit's row; its place on the page unless that is among those `told` above."""
    node, figure = made.edition.structure.nodes[at], made.edition.cell(indicator.code, at).year_to_date
    pair = counted(figure, indicator, made.edition.spec.sources)
    return Ranked(
        place=place,
        third=third,
        name=node.name,
        page=unit_page(node.unit),
        anchor="" if anchor(node.unit) in told else anchor(node.unit),
        shown=figure_text(figure, indicator, made.language),
        shape=charts.status_shape(figure.status),
        word=made.words[figure.status.slug],
        counted=counted_text(pair, made.language) if pair is not None else ("", ""),
    )


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
