"""The HTML edition: country → county → office → indicator pages, self-contained, working without script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from kpidsl.model.edition import Cell, Edition, Figure
from kpidsl.model.names import sort_key
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.ranking import ranking
from kpidsl.model.spec import Indicator, Target, TargetForm
from kpidsl.model.state import State, Status
from kpidsl.rendering import charts, numbers
from kpidsl.rendering.counts import status_counts
from kpidsl.rendering.definition import parts
from kpidsl.rendering.rows import Row, figure_text, news, row, target_text
from kpidsl.rendering.selection import card, safe_name
from kpidsl.rendering.words import words
from kpidsl.resources import renderers_dir


def file_name(text: str) -> str:
    """A file name in [A-Za-z0-9_-] that two different texts never share."""
    return safe_name(text, also="-")


def unit_page(unit: UnitKey) -> str:
    """The page of a unit."""
    return f"unit-{file_name(unit.kind)}-{file_name(unit.code)}.html"


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
        self.home = edition.home

    def template(self, name: str) -> Template:
        """A compiled template."""
        return self.environment.get_template(name)

    def card(self, node: int) -> Card:
        """The card of a node: its rows under their result requirements."""
        groups = []
        for perspective, title, indicators in card(self.edition, node):
            rows = tuple(row(self.edition, i, node, indicator_page(i.code), self.language) for i in indicators)
            groups.append(Group(title, perspective, status_counts(self.edition, node, perspective), rows))
        return Card(self.edition.structure.nodes[node].line, tuple(groups))

    def heads(self, indicator: Indicator) -> list[int]:
        """Where an indicator's page begins: the recipient's own nodes on the first line that has it."""
        nodes = self.edition.structure.nodes
        there = [at for at in self.edition.own if indicator.stands_at(nodes[at])]
        there = there or [at for at, n in enumerate(nodes) if indicator.stands_at(n)]
        return [at for at in there if nodes[at].line == nodes[there[0]].line]

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
    places = [(f"{p.rank}/{len(found.places)}", made.words[f"third_{p.third}"], *_ranked(made, indicator, p.node))
              for p in found.places]  # fmt: skip
    one = heads[0] if len(heads) == 1 else None
    categories = [
        (name, row(edition, indicator, one, "", language, at))
        for at, name in enumerate(edition.grids[indicator.code].categories)
        if at and one is not None
    ]
    last = edition.cell(indicator.code, heads[0]) if heads else None
    targets = [
        (_written(t, last.month if last else None, indicator, language),
         f"{t.level or ''} {', '.join(t.units[:12])}".strip(), str(t.valid_from or ""), t.letter)
        for t in indicator.targets
    ]  # fmt: skip
    return made.template("indicator.html.j2").render(
        indicator=indicator,
        formula=dict(zip(("numerator", "denominator", "source"), parts(indicator), strict=True))
        | {"kind": f"{indicator.kind}, {indicator.cumulation}"},
        places=places,
        rest=[_ranked(made, indicator, at) for at in found.unranked],
        peers=_peers(made, indicator, line),
        middle=_middle(made, indicator, heads),
        categories=categories,
        targets=targets,
        excluded=last.excluded if last and one is not None else 0,
        last_year=made.words["last_year_then" if made.edition.structure.then else "last_year_today"]
        if indicator.compares_with_last_year
        else "",
    )


def _middle(made: Pages, indicator: Indicator, heads: Sequence[int]) -> list[tuple[str, str, Row]]:
    """Units that are no leaves, for an indicator's page: what stands above the heads, these, and those just below."""
    nodes, leaves = made.edition.structure.nodes, set(made.edition.structure.leaves)
    above, at = [], nodes[heads[0]].parent if heads else None
    while at is not None:
        above.append(at)
        at = nodes[at].parent
    those = [*above[::-1], *heads, *(child for head in heads for child in made.children.get(head, ()))]
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


def _written(target: Target, now: Figure | None, indicator: Indicator, language: str) -> str:
    """A target row as it was put; an improvement as what it makes now."""
    if target.form is not TargetForm.LEVEL and now is not None:
        return target_text(now, indicator, language)
    return numbers.target(target.value, indicator.unit, language)


def _ranked(made: Pages, indicator: Indicator, at: int) -> tuple[object, ...]:
    """A unit in the table of the ranked: name, page, figure, status."""
    node, figure = made.edition.structure.nodes[at], made.edition.cell(indicator.code, at).year_to_date
    shown = figure_text(figure, indicator, made.language)
    return node.name, unit_page(node.unit), shown, charts.status_shape(figure.status), made.words[figure.status.slug]


def _deviations(made: Pages) -> str:
    """Deviations by indicator: new and continuing ones, and those that were there a month ago and are closed."""
    edition = made.edition
    leaves = set(edition.structure.leaves)
    before = edition.period - 1
    sections = []
    for indicator in edition.spec.indicators:
        found = []
        heads = made.heads(indicator)
        for at, node in enumerate(edition.structure.nodes):
            if not heads or node.line != edition.structure.nodes[heads[0]].line:
                continue
            cell = edition.cell(indicator.code, at)
            closed = not cell.deviation and _is_closed(cell, edition, indicator.code, at, before)
            if cell.deviation or closed:
                shown = row(edition, indicator, at, indicator_page(indicator.code), made.language)
                told = "closed" if closed else news(cell, edition)
                said = made.words[f"{told}_one"] if told else ""
                found.append((closed, node.unit in leaves, sort_key(node.name), node, shown, said))
        found.sort(key=lambda f: f[:3])
        if found:
            sections.append((indicator, [f[3:] for f in found], sum(not f[0] for f in found)))
    return made.template("deviations.html.j2").render(sections=sections)


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
