"""An indicator's HTML page: its definition, its figures explained, and the units ranked."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kpidsl.explaining.explanation import counted, explained
from kpidsl.explaining.text import counted_text, definition_lines, figure_lines, paragraph, split_rows
from kpidsl.model.ranking import Place, ranking
from kpidsl.model.spec import Indicator
from kpidsl.rendering.html.pages import Pages, anchor, unit_page
from kpidsl.rendering.shown import charts
from kpidsl.rendering.shown.rank_intervals import rank_intervals
from kpidsl.rendering.shown.rows import Row, row
from kpidsl.wording import numbers
from kpidsl.wording.cells import figure_text
from kpidsl.wording.definition import definition_page


def indicator_text(made: Pages, indicator: Indicator) -> str:
    """The page's HTML."""
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
