"""What the HTML pages of an edition share: their addresses, the templates, and the units' cards."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from jinja2 import Template

from kpidsl.model.edition import Edition
from kpidsl.model.organisation import UnitKey
from kpidsl.model.spec import Indicator
from kpidsl.model.state import COLOURS, Status
from kpidsl.rendering.shown import charts
from kpidsl.rendering.shown.counts import counts_of, perspective_colour, status_counts
from kpidsl.rendering.shown.meanings import titled
from kpidsl.rendering.shown.rows import CardRow, row
from kpidsl.rendering.shown.selection import card, safe_name
from kpidsl.rendering.shown.templates import page_environment
from kpidsl.resources import renderers_dir
from kpidsl.wording import numbers
from kpidsl.wording.words import words


def file_name(text: str) -> str:
    """A file name in [A-Za-z0-9_-], different for different texts."""
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
    """A result requirement with its rows and how many of them have each colour. `folded` are the rows without a
    figure.

    `of_perspective` has the same counts over a perspective of several requirements, on the first of them; None on the
    others, and where the perspective has one requirement alone. `categories` are those that deviate from targets of
    their own.
    """

    title: str
    perspective: str
    counts: Mapping[str, int]
    of_perspective: Mapping[str, int] | None
    colour: Status | None
    rows: tuple[CardRow, ...]
    folded: tuple[CardRow, ...]
    categories: tuple[CardRow, ...]


@dataclass(frozen=True, slots=True)
class CardOnLine:
    """A unit's card on a line; `beside` another line's card only what differs from it.

    `missing` are the titles that the other line has and this one has not.
    """

    line: str
    groups: tuple[Group, ...]
    missing: tuple[str, ...] = ()

    @property
    def deviations(self) -> tuple[CardRow, ...]:
        """The rows that are deviations, those of categories after the others of their requirement."""
        return tuple(r for g in self.groups for r in (*g.rows, *g.categories) if r.is_deviation)

    @property
    def has_ambition(self) -> bool:
        """Whether the unit aims at more than its target in any of the rows."""
        return any(r.ambition for g in self.groups for r in (*g.rows, *g.folded))

    @property
    def rows(self) -> dict[str, CardRow]:
        """Every row by its indicator's code, those without figures too."""
        return {r.code: r for g in self.groups for r in (*g.rows, *g.folded)}

    def beside(self, first: CardOnLine) -> CardOnLine | None:
        """The rows that do not say the same on the first line; None where every row does."""
        same, here = first.rows, self.rows
        among = {r for g in first.groups for r in g.categories}
        groups = [
            replace(
                g,
                rows=_unlike(g.rows, same),
                folded=_unlike(g.folded, same),
                categories=tuple(r for r in g.categories if r not in among),
            )
            for g in self.groups
        ]
        kept = tuple(_of_its_rows(g) for g in groups if g.rows or g.folded)
        missing = tuple(r.title for code, r in same.items() if code not in here)
        return replace(self, groups=kept, missing=missing) if kept or missing else None


def _unlike(rows: Sequence[CardRow], same: Mapping[str, CardRow]) -> tuple[CardRow, ...]:
    return tuple(r for r in rows if r != same.get(r.code))


def _of_its_rows(group: Group) -> Group:
    """The group with the counts of the rows that are left in it, and none of a whole perspective."""
    counts = {colour.slug: sum(r.status is colour for r in (*group.rows, *group.folded)) for colour in COLOURS}
    return replace(group, counts=counts, of_perspective=None)


class Pages:
    """Everything the pages of one edition share."""

    def __init__(self, edition: Edition, language: str) -> None:
        self.edition, self.language, self.words = edition, language, words(language)
        environment = page_environment(language)
        script = (renderers_dir() / "html" / "search.js").read_text(encoding="utf-8")
        environment.globals.update(
            script=script,
            script_hash="sha256-" + b64encode(sha256(script.encode()).digest()).decode(),
            edition=edition,
            period=numbers.month_name(edition.period, language),
            month=numbers.month_name(edition.period, language, "MMMM"),
            unit_page=unit_page,
            indicator_page=indicator_page,
            titled=titled(language),
            folded_text=self.folded_text,
            shapes={s.slug: charts.status_shape(s) for s in Status},
        )
        self.environment = environment
        self.nodes: dict[UnitKey, list[int]] = {}
        for at, node in enumerate(edition.structure.nodes):
            self.nodes.setdefault(node.unit, []).append(at)
        self.children: dict[int, list[int]] = {}
        for at, node in enumerate(edition.structure.nodes):
            if node.parent is not None:
                self.children.setdefault(node.parent, []).append(at)
        self.leaves = frozenset(edition.structure.leaves)
        self.home = edition.home
        self.linked: dict[str, frozenset[UnitKey]] = {}

    def template(self, name: str) -> Template:
        """A compiled template."""
        return self.environment.get_template(name)

    def cards(self, nodes: Sequence[int]) -> list[CardOnLine]:
        """The cards of a unit's nodes, one for each of its lines."""
        first = self.card(nodes[0])
        return [first, *(self._card(at, nodes[0], first.rows) for at in nodes[1:])]

    def card(self, node: int) -> CardOnLine:
        """The card of one node."""
        return self._card(node, node, {})

    def _card(self, node: int, first: int, known: Mapping[str, CardRow]) -> CardOnLine:
        """The card of a node: its rows under their result requirements. `known` are those of the unit's first node."""
        groups: list[Group] = []
        requirements = card(self.edition, node)
        several = {p for p, _, _ in requirements if sum(p == other for other, _, _ in requirements) > 1}
        for perspective, title, indicators in requirements:
            rows = tuple(self._row(i, node, first, known) for i in indicators)
            colour = perspective_colour(self.edition, node, perspective)
            is_first = perspective in several and all(g.perspective != perspective for g in groups)
            whole = status_counts(self.edition, node, perspective) if is_first else None
            counts = counts_of(self.edition, node, indicators)
            shown = tuple(r for r in rows if not r.without_figures)
            folded = tuple(r for r in rows if r.without_figures)
            below = tuple(self._categories(indicators, node))
            groups.append(Group(title, perspective, counts, whole, colour, shown, folded, below))
        return CardOnLine(self.edition.structure.nodes[node].line, tuple(groups))

    def _row(self, indicator: Indicator, node: int, first: int, known: Mapping[str, CardRow]) -> CardRow:
        """The indicator's row at a node. A unit without units below it has the row of its first node again where all
        that is shown is the same: most offices' lines differ in no figure, and a row takes its time to word."""
        is_lowest = self.edition.structure.nodes[node].unit in self.leaves
        if indicator.code in known and is_lowest and self.edition.is_same_at(indicator.code, first, node):
            return known[indicator.code]
        return row(self.edition, indicator, node, self.place(indicator, node), self.language)

    def _categories(self, indicators: Sequence[Indicator], node: int) -> Iterator[CardRow]:
        """The rows of the categories that deviate from targets of their own."""
        for one in indicators:
            for category in self.edition.deviating(one.code, node):
                if category:
                    yield row(self.edition, one, node, self.place(one, node), self.language, category)

    def folded_text(self, rows: Sequence[CardRow]) -> str:
        """`Skjult av hensyn til personvernet: Brukertilfredshet; Ventetid, 3. kvartal 2026: 39,1 dager (41 saker)`,
        with other reasons after it; empty without rows."""
        named = dict[str, list[str]]()
        for r in rows:
            named.setdefault(r.without_figures, []).append(f"{r.title}, {r.longer}" if r.longer else r.title)
        return " · ".join(
            self.words[f"folded_{why}"].format(indicators="; ".join(titles)) for why, titles in named.items()
        )

    def place(self, indicator: Indicator, node: int) -> str:
        """The address where the unit's figure is explained: its anchor on the indicator's page, or the page."""
        page, unit = indicator_page(indicator.code), self.edition.structure.nodes[node].unit
        return f"{page}#{anchor(unit)}" if unit in self.units_on_page(indicator) else page

    def units_on_page(self, indicator: Indicator) -> frozenset[UnitKey]:
        """The units with an anchor on the indicator's page: those explained, and every leaf of its line."""
        if indicator.code not in self.linked:
            nodes, leaves = self.edition.structure.nodes, self.leaves
            heads = self.heads(indicator)
            units = {nodes[at].unit for at in self.explained(indicator)}
            units |= {n.unit for n in nodes if heads and n.line == nodes[heads[0]].line and n.unit in leaves}
            self.linked[indicator.code] = frozenset(units)
        return self.linked[indicator.code]

    def explained(self, indicator: Indicator) -> list[int]:
        """The nodes whose figure an indicator's page explains in full: its heads, and the nodes just below them that
        are no leaves."""
        nodes, leaves = self.edition.structure.nodes, self.leaves
        heads = self.heads(indicator)
        below = [child for head in heads for child in self.children.get(head, ()) if nodes[child].unit not in leaves]
        return [*heads, *below]

    def heads(self, indicator: Indicator) -> list[int]:
        """The nodes at which an indicator's page begins: the recipient's own on the first line that has the
        indicator."""
        nodes = self.edition.structure.nodes
        standing = [at for at in self.edition.own if indicator.stands_at(nodes[at])]
        standing = standing or [at for at, n in enumerate(nodes) if indicator.stands_at(n)]
        return [at for at in standing if nodes[at].line == nodes[standing[0]].line]

    def path(self, node: int) -> list[tuple[str, str]]:
        """The units above, from the top: (name, page)."""
        structure = self.edition.structure
        above = [structure.nodes[at] for at in structure.upward(node)][:0:-1]
        return [(one.name, unit_page(one.unit)) for one in above]
