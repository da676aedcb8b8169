"""An indicator's HTML page: its definition, its figures explained, and the units ranked."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kpidsl.explaining.explanation import counted, explained
from kpidsl.explaining.text import counted_text, definition_lines, figure_lines, paragraph, split_rows
from kpidsl.model.ranking import Placement, ranking, third_of
from kpidsl.model.spec import Indicator
from kpidsl.rendering.html.dot_plot import dot_plot
from kpidsl.rendering.html.pages import Pages, anchor, unit_page
from kpidsl.rendering.html.time_chart import time_chart
from kpidsl.rendering.shown import charts
from kpidsl.rendering.shown.rank_intervals import rank_intervals
from kpidsl.rendering.shown.rows import CardRow, row
from kpidsl.rendering.shown.theme import theme
from kpidsl.wording import numbers
from kpidsl.wording.cells import figure_text
from kpidsl.wording.definition import definition_page
from kpidsl.wording.longer_windows import longer_text, with_longer


def indicator_text(pages: Pages, indicator: Indicator) -> str:
    """The page as HTML."""
    edition, language, nodes = pages.edition, pages.language, pages.edition.structure.nodes
    heads = pages.heads(indicator)
    line = nodes[heads[0]].line if heads else ""
    places = ranking(edition, indicator, line)
    sections = [_how(pages, indicator, at, heads) for at in pages.explained(indicator)]
    anchors = {h.anchor for h in sections}
    certain, of = rank_intervals(edition, indicator, places), len(places.places)
    ranked = [_ranked(pages, indicator, p.node, anchors, *_place(pages, p, of, certain)) for p in places.places] + [
        _ranked(pages, indicator, at, anchors) for at in places.unranked
    ]
    one = heads[0] if len(heads) == 1 else None
    categories = [
        (name, row(edition, indicator, one, "", language, at))
        for at, name in enumerate(edition.grids[indicator.code].categories)
        if at and one is not None
    ]
    return pages.template("indicator.html.j2").render(
        indicator=indicator,
        defined=definition_page(edition, indicator, one, language),
        how=sections,
        first=row(edition, indicator, heads[0], "", language) if heads else None,
        ranked=ranked,
        plot=dot_plot(edition, indicator, places, language),
        chart=time_chart(edition, indicator, heads[0], language) if heads else None,
        theme=theme(),
        counted=any(r.counted[0] for r in ranked),
        peers=_peers(pages, indicator, line),
        middle=_middle(pages, indicator, heads),
        categories=categories,
    )


def _place(pages: Pages, place: Placement, of: int, certain: Mapping[int, tuple[int, int]]) -> tuple[str, str]:
    """`4/11` and the third; with its interval where the rule asks for one: `4/11 (4–6 av 11)`. The interval alone where
    it reaches over several thirds: the unit has then no place to be told by."""
    shown, third = f"{place.rank}/{of}", pages.words[f"third_{place.third}"]
    if place.node not in certain:
        return shown, third
    low, high = certain[place.node]
    interval = pages.words["rank_interval"].format(low=low, high=high, of=of)
    return (f"{shown} ({interval})", third) if third_of(low, of) == third_of(high, of) else (interval, "")


def _middle(pages: Pages, indicator: Indicator, heads: Sequence[int]) -> list[tuple[str, str, CardRow]]:
    """The units on an indicator's page that are no leaves: those above the heads, the heads, and those just below."""
    nodes, leaves = pages.edition.structure.nodes, set(pages.edition.structure.leaves)
    above = list(pages.edition.structure.upward(heads[0]))[:0:-1] if heads else []
    shown = [*above, *heads, *(child for head in heads for child in pages.children.get(head, ()))]
    return [
        (nodes[at].name, unit_page(nodes[at].unit), row(pages.edition, indicator, at, "", pages.language))
        for at in shown
        if nodes[at].unit not in leaves
    ]


def _peers(pages: Pages, indicator: Indicator, line: str) -> str:
    """What may be shown of units that the recipient may not see: quartiles; empty where there is nothing."""
    distribution = pages.edition.distributions.get((indicator.code, line))
    if distribution is None:
        return ""
    quartiles = {
        name: numbers.figure(value, indicator.unit, pages.language)
        for name, value in (
            ("lower", distribution.lower),
            ("median", distribution.median),
            ("upper", distribution.upper),
        )
    }
    return pages.words["peers"].format(count=distribution.count, **quartiles)


@dataclass(frozen=True, slots=True)
class How:
    """A unit's figure explained: in sentences, by what all units share, by its own lines, and at the top by its
    split."""

    anchor: str
    name: str
    shown: str
    paragraph: str
    definition: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    split: tuple[tuple[str, str, str], ...]


def _how(pages: Pages, indicator: Indicator, at: int, heads: Sequence[int]) -> How:
    explanation = explained(pages.edition, indicator, at, pages.language)
    longer = longer_text(explanation.cell, indicator, explanation.year_starts, pages.language)
    shown = figure_text(explanation.year_to_date, indicator, pages.language)
    return How(
        anchor=anchor(explanation.unit),
        name=explanation.name or explanation.unit.code,
        shown=with_longer(shown, longer),
        paragraph=paragraph(explanation),
        definition=tuple(definition_lines(explanation)),
        lines=tuple(figure_lines(explanation)),
        split=tuple(split_rows(explanation)) if at in heads else (),
    )


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit in the table of ranked units; texts that do not apply are empty."""

    place: str
    third: str
    name: str
    page: str
    anchor: str
    shown: str
    longer: str
    shape: Markup
    word: str
    counted: tuple[str, str]


def _ranked(
    pages: Pages, indicator: Indicator, at: int, explained: Container[str], place: str = "", third: str = ""
) -> Ranked:
    """The unit's row, with an anchor unless the unit is among those `explained` above."""
    node, cell = pages.edition.structure.nodes[at], pages.edition.cell(indicator.code, at)
    figure = cell.year_to_date
    pair = counted(figure, indicator, pages.edition.spec.sources)
    return Ranked(
        place=place,
        third=third,
        name=node.name,
        page=unit_page(node.unit),
        anchor="" if anchor(node.unit) in explained else anchor(node.unit),
        shown=figure_text(figure, indicator, pages.language),
        longer=longer_text(cell, indicator, pages.edition.spec.year_starts, pages.language),
        shape=charts.status_shape(figure.status),
        word=pages.words[figure.status.slug],
        counted=counted_text(pair, indicator, pages.language) if pair is not None else ("", ""),
    )
