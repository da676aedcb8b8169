"""The HTML edition: country → county → office → indicator pages, self-contained, working without script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from kpidsl.model.edition import Cell, Edition
from kpidsl.model.names import sort_key
from kpidsl.model.organisation import Node, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.model.state import State, Status
from kpidsl.rendering import charts, numbers
from kpidsl.rendering.counts import status_counts
from kpidsl.rendering.definition import definition_page
from kpidsl.rendering.explanation import counted, explained
from kpidsl.rendering.explanation_text import counted_text, definition_lines, figure_lines, paragraph, split_rows
from kpidsl.rendering.ranking import ranking
from kpidsl.rendering.rows import Row, figure_text, row
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
        self.tops = [at for at, n in enumerate(edition.structure.nodes) if n.parent is None and self.children.get(at)]
        self.home = next(iter(self.tops), 0)
        shown = {self.home, *self.children.get(self.home, ())}
        leaves, nodes = set(edition.structure.leaves), edition.structure.nodes
        line = nodes[self.home].line if nodes else ""
        self.explained = {n.unit for at, n in enumerate(nodes) if n.line == line and (at in shown or n.unit in leaves)}

    def template(self, name: str) -> Template:
        """A compiled template."""
        return self.environment.get_template(name)

    def card(self, node: int) -> Card:
        """The card of a node: its rows under their result requirements."""
        groups = []
        for perspective, title, indicators in card(self.edition, node):
            rows = tuple(row(self.edition, i, node, self.place(i, node), self.language) for i in indicators)
            groups.append(Group(title, perspective, status_counts(self.edition, node, perspective), rows))
        return Card(self.edition.structure.nodes[node].line, tuple(groups))

    def place(self, indicator: Indicator, node: int) -> str:
        """Where the unit's figure is explained: its place on the indicator's page, or the page."""
        page, unit = indicator_page(indicator.code), self.edition.structure.nodes[node].unit
        return f"{page}#{anchor(unit)}" if unit in self.explained else page

    def path(self, node: int) -> list[tuple[str, str]]:
        """The units above, from the top: (name, page)."""
        found = []
        at = self.edition.structure.nodes[node].parent
        while at is not None:
            above = self.edition.structure.nodes[at]
            found.append((above.name, unit_page(above.unit)))
            at = above.parent
        return found[::-1]


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
    for at in sorted(made.children.get(first, ()), key=lambda a: sort_key(made.edition.structure.nodes[a].name)):
        node = made.edition.structure.nodes[at]
        counts = status_counts(made.edition, at)
        children.append({"name": node.name, "code": node.unit.code, "page": unit_page(node.unit), "counts": counts})
    node = made.edition.structure.nodes[first]
    worst = [r for g in kept[0].groups for r in g.rows if r.is_deviation]
    return made.template("unit.html.j2").render(
        node=node,
        cards=kept,
        path=made.path(first),
        children=children,
        deviations=worst,
        links=_links(made, first) if is_home else [],
        effect_map=_map(made, first) if is_home else "",
        lines=[made.edition.structure.nodes[at].line for at in nodes],
        is_home=is_home,
    )


def _differs(one: Card, other: Card) -> bool:
    """Whether another line's targets or statuses are not the same."""
    pairs = zip((r for g in one.groups for r in g.rows), (r for g in other.groups for r in g.rows), strict=True)
    return any((a.target, a.status) != (b.target, b.status) for a, b in pairs)


def _map(made: Pages, node: int) -> Markup:
    """The effect-measure map with each indicator's status at the node."""
    spec = made.edition.spec
    linked = [(i, link) for i in spec.indicators for link in i.links if spec.indicator(link.effect) is not None]
    measures = list(dict.fromkeys(i.code for i, _ in linked))
    effects = list(dict.fromkeys(link.effect for _, link in linked))

    def drawn(code: str) -> charts.MapNode:
        indicator = spec.indicator(code)
        assert indicator is not None
        status = made.edition.cell(code, node).year_to_date.status
        return charts.MapNode(code, indicator.title, status)

    lags = made.words["months_later"]
    lines = [
        (measures.index(i.code), effects.index(link.effect), lags.format(months=link.lag) if link.lag else "")
        for i, link in linked
    ]
    return charts.effect_map([drawn(c) for c in measures], [drawn(c) for c in effects], lines)


def _links(made: Pages, node: int) -> list[dict[str, object]]:
    """Each measure indicator that is assumed to work on an effect, with both statuses."""
    spec, found = made.edition.spec, []
    for indicator in spec.indicators:
        for link in indicator.links:
            effect = spec.indicator(link.effect)
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
    edition, language = made.edition, made.language
    structure = edition.structure
    leaves = set(structure.leaves)
    found = ranking(edition, indicator, structure.nodes[made.home].line if structure.nodes else "")
    ranked = [
        _ranked(made, indicator, p.node, f"{p.rank}/{len(found.places)}", made.words[f"third_{p.third}"])
        for p in found.places
    ] + [_ranked(made, indicator, at) for at in found.unranked]
    above = [
        at for at in [made.home, *made.children.get(made.home, ())]
        if structure.nodes and structure.nodes[at].unit not in leaves
    ]  # fmt: skip
    middle = [
        (structure.nodes[at].name, unit_page(structure.nodes[at].unit), row(edition, indicator, at, "", language))
        for at in above
    ]
    grid = edition.grids[indicator.code]
    categories = [
        (name, row(edition, indicator, made.home, "", language, at)) for at, name in enumerate(grid.categories) if at
    ]
    return made.template("indicator.html.j2").render(
        indicator=indicator,
        defined=definition_page(edition, indicator, made.home, language),
        how=[_how(made, indicator, at) for at in (above or [made.home])] if structure.nodes else [],
        ranked=ranked,
        counted=any(r.counted[0] for r in ranked),
        middle=middle,
        categories=categories,
    )


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


def _how(made: Pages, indicator: Indicator, at: int) -> How:
    found = explained(made.edition, indicator, at, made.language)
    return How(
        anchor=anchor(found.unit),
        name=found.name or found.unit.code,
        shown=figure_text(found.year_to_date, indicator, made.language),
        paragraph=paragraph(found),
        definition=tuple(definition_lines(found)),
        lines=tuple(figure_lines(found)),
        split=tuple(split_rows(found)) if at == made.home else (),
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


def _ranked(made: Pages, indicator: Indicator, at: int, place: str = "", third: str = "") -> Ranked:
    node, figure = made.edition.structure.nodes[at], made.edition.cell(indicator.code, at).year_to_date
    pair = counted(figure, indicator, made.edition.spec.sources)
    return Ranked(
        place=place,
        third=third,
        name=node.name,
        page=unit_page(node.unit),
        anchor=anchor(node.unit),
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
        for at, node in _home_line(made):
            cell = edition.cell(indicator.code, at)
            closed = not cell.deviation and _is_closed(cell, edition, indicator.code, at, before)
            if not (cell.deviation or closed or cell.early_warning):
                continue
            shown = row(edition, indicator, at, indicator_page(indicator.code), made.language)
            if cell.early_warning:
                slipping.append((node, shown))
            if cell.deviation or closed:
                news = "closed" if closed else "new" if cell.since == edition.period else "continuing"
                found.append((closed, node, shown, made.words[f"{news}_one"]))
        found.sort(key=lambda f: f[0])
        if found:
            sections.append((indicator, [f[1:] for f in found], sum(not f[0] for f in found)))
        if slipping:
            warnings.append((indicator, slipping))
    return made.template("deviations.html.j2").render(sections=sections, warnings=warnings)


def _home_line(made: Pages) -> list[tuple[int, Node]]:
    """The nodes of the first line, those above the leaves first, by name."""
    structure = made.edition.structure
    leaves = set(structure.leaves)
    here = [(at, n) for at, n in enumerate(structure.nodes) if n.line == structure.nodes[made.home].line]
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
