"""The HTML edition: country → county → office → indicator pages, self-contained, working without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from kpidsl.model.edition import Cell, Edition, is_early_warning
from kpidsl.model.names import sort_key
from kpidsl.model.organisation import Node, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.state import State
from kpidsl.rendering.html.indicator import indicator_text
from kpidsl.rendering.html.line_differences import other_line
from kpidsl.rendering.html.map_picture import map_picture
from kpidsl.rendering.html.pages import CardOnLine, Pages, indicator_page, unit_page
from kpidsl.rendering.shown import charts
from kpidsl.rendering.shown.counts import status_counts
from kpidsl.rendering.shown.effect_map import effect_map
from kpidsl.rendering.shown.locked_card import notices
from kpidsl.rendering.shown.meanings import marks_of
from kpidsl.rendering.shown.plan import plan_shown
from kpidsl.rendering.shown.rows import CardRow, row
from kpidsl.rendering.shown.shares import EVERYTHING, FileShare
from kpidsl.rendering.shown.summary import (
    Deviating,
    affected_by,
    affecting,
    deviating,
    no_deviations_text,
    on_lines_text,
    parts_of_targets,
    summaries,
)
from kpidsl.rendering.shown.undelivered import late_below
from kpidsl.rendering.shown.work_list import work_list
from kpidsl.wording.since import news
from kpidsl.wording.words import words

ROWS_OF_A_SHEET = 22
"""So many rows of a plan and a card stand on one sheet of paper, under the heads of the first of them."""


def pages(edition: Edition, language: str, share: FileShare = EVERYTHING) -> Iterator[tuple[str, str]]:
    """(file name, text) of every page of the share, in a stable order."""
    for name, text_of in share.among(page_makers(edition, language)):
        yield name, text_of()


def page_makers(edition: Edition, language: str) -> list[tuple[str, Callable[[], str]]]:
    """(file name, what makes its text) of every page, in a stable order."""
    site, nodes, indicators = Pages(edition, language), edition.structure.nodes, edition.spec.indicators
    home = partial(_unit, site, nodes[site.home].unit, is_home=True) if nodes else str
    return [
        ("index.html", home),
        *((unit_page(unit), partial(_unit, site, unit, is_home=False)) for unit in sorted(site.nodes)),
        *((indicator_page(one.code), partial(indicator_text, site, one)) for one in indicators),
        ("deviations.html", partial(_deviations, site)),
        ("problems.html", partial(_problems, site)),
        ("legend.html", lambda: site.template("legend.html.j2").render()),
    ]


def _unit(site: Pages, unit: UnitKey, *, is_home: bool) -> str:
    nodes = site.nodes[unit]
    cards = site.cards(nodes)
    beside = [(at, card.beside(cards[0])) for at, card in zip(nodes[1:], cards[1:], strict=True)]
    kept = [cards[0], *(card for _, card in beside if card is not None)]
    kept_nodes = [nodes[0], *(at for at, card in beside if card is not None)]
    first = nodes[0]
    worst_first = deviating(site.edition, kept_nodes)
    deviations = _deviating_rows(site, [one for one, _ in worst_first], cards if len(kept) > 1 else kept)
    points = summaries(site.edition, nodes, site.language)
    plan = plan_shown(site.edition, unit, site.language)
    return site.template("unit.html.j2").render(
        node=site.edition.structure.nodes[first],
        cards=kept,
        plan=plan,
        on_one_sheet=plan is None or len(kept[0].rows) + plan.rows_on_paper <= ROWS_OF_A_SHEET,
        path=site.path(first),
        children=_children(site, unit),
        deviations=deviations,
        no_deviations=no_deviations_text(site.edition, nodes, site.language),
        parts=parts_of_targets(site.edition, worst_first, site.language) if len(deviations) > 1 else "",
        differing=[other_line(card, cards[0], site.language) for card in kept],
        on_same=_on_same_lines(deviations),
        linked=_linked(site, first, list(dict.fromkeys(r.code for r, _ in deviations))),
        marks=marks_of([r for c in kept for r in c.rows.values()], site.language),
        counted=[p for p in points if p.kind == "counts"],
        points=[p for p in points if p.kind != "counts"],
        notices=notices(site.edition, nodes, site.language),
        links=_links(site, first, cards[0].rows),
        late=late_below(site.edition, nodes, site.language),
        effect_map=map_picture(effect_map(site.edition, first, cards[0].rows, site.language)),
        lines=[site.edition.structure.nodes[at].line for at in nodes],
        is_home=is_home,
    )


def _children(site: Pages, unit: UnitKey) -> list[dict[str, object]]:
    """The units just below a unit, and its parts, by name, each with its page and how many of its targets have which
    colour."""
    nodes = site.edition.structure.nodes
    parts = [site.nodes[part][0] for part in site.edition.structure.with_parts([unit]) - {unit} if part in site.nodes]
    below = sorted((*site.children.get(site.nodes[unit][0], ()), *parts), key=lambda at: sort_key(nodes[at].name))
    return [
        {
            "name": nodes[at].name,
            "code": nodes[at].unit.code,
            "page": unit_page(nodes[at].unit),
            "counts": status_counts(site.edition, at),
        }
        for at in below
    ]


def _deviating_rows(
    site: Pages, deviations: Sequence[Deviating], cards: Sequence[CardOnLine]
) -> list[tuple[CardRow, str]]:
    """The rows of the deviations, in their order, each with the lines that it is of; without them where there is one
    card. Lines that say the same of an indicator have one row together."""
    rows = []
    for one in deviations:
        key = one.code, site.edition.grids[one.code].categories[one.category]
        together: dict[tuple[object, ...], tuple[CardRow, list[str]]] = {}
        for card in cards:
            r = next((r for r in card.deviations if (r.code, r.category) == key), None)
            if r is not None:
                says = (r.status, r.year_to_date, r.deviation, r.since)
                together.setdefault(says, (r, []))[1].append(card.line)
        rows += [
            (r, on_lines_text(lines, len(cards), site.language) if len(cards) > 1 else "")
            for r, lines in together.values()
        ]
    return rows


def _on_same_lines(deviations: Sequence[tuple[CardRow, str]]) -> str:
    """The lines that several deviations are all of, which is told once of them together; empty where it is told of
    each."""
    lines = {text for _, text in deviations}
    return lines.pop() if len(deviations) > 1 and len(lines) == 1 else ""


def _linked(site: Pages, node: int, codes: Sequence[str]) -> dict[str, str]:
    """What each of the indicators is assumed to be affected by, and what the first one affects, in a sentence; they all
    stand beside each other, and a pair of them is told of the one that is affected. Empty where there is nothing."""
    table = words(site.language)
    sentences: dict[str, str] = {}
    for code in codes:
        by = affected_by(site.edition, node, code, site.language, codes)
        on = affecting(site.edition, node, code, site.language, codes) if code == codes[0] else ""
        ways = (("linked_by_specification", by), ("links_specification", on))
        sentences[code] = ". ".join(table[key].format(indicators=these) for key, these in ways if these)
    return sentences


def _links(site: Pages, node: int, rows: Mapping[str, CardRow]) -> list[dict[str, object]]:
    """Each measure indicator that is assumed to work on an effect indicator, with both statuses."""
    indicators, links = {i.code: i for i in site.edition.indicators_at(node)}, []
    for indicator in indicators.values():
        for link in indicator.links:
            effect = indicators.get(link.effect)
            if effect is not None:
                ends = [rows[i.code] for i in (indicator, effect)]
                links.append(
                    {
                        "measure": indicator,
                        "effect": effect,
                        "lag": link.lag,
                        "evidence": link.evidence,
                        "shapes": [charts.status_shape(r.status) for r in ends],
                        "words": [r.status_word for r in ends],
                    }
                )
    return links


def _deviations(site: Pages) -> str:
    """The deviations by indicator: new and continuing ones, and those of a month ago that are closed; then the early
    warnings."""
    edition, before = site.edition, site.edition.period - 1
    sections, warnings = [], []
    for indicator in edition.spec.indicators:
        rows, slipping = [], []
        apart = edition.judged_apart(indicator.code)
        for at, node, category in ((*where, c) for where in _on_line(site, site.heads(indicator)) for c in apart):
            if not _may_be_listed(edition, indicator.code, at, category):
                continue
            cell = edition.cell(indicator.code, at, None, category)
            closed = not cell.deviation and _is_closed(cell, edition, (indicator.code, at, before, category))
            if not (cell.deviation or closed or cell.early_warning):
                continue
            shown = row(edition, indicator, at, indicator_page(indicator.code), site.language, category)
            if cell.early_warning:
                slipping.append((node, shown))
            if cell.deviation or closed:
                change = "closed" if closed else news(edition, indicator.code, at, category)
                rows.append((closed, node, shown, site.words[f"{change}_one"] if change else ""))
        rows.sort(key=lambda f: f[0])
        if rows:
            sections.append((indicator, [f[1:] for f in rows], sum(not f[0] for f in rows)))
        if slipping:
            warnings.append((indicator, slipping))
    return site.template("deviations.html.j2").render(sections=sections, warnings=warnings)


def _may_be_listed(edition: Edition, code: str, node: int, category: int) -> bool:
    """Whether a figure deviates, did so a month ago, or warns: of few, and a cell is made of these alone."""
    grid, at = edition.grids[code], edition.axes.at(node, edition.period, category)
    deviates = grid.deviation[at] or (edition.period > edition.months[0] and grid.deviation[at - 1])
    return bool(deviates) or is_early_warning(grid.year_to_date.status[at], grid.trend[at], grid.deviation[at])


def _problems(site: Pages) -> str:
    """The work list of what is wrong in the data."""
    return site.template("problems.html.j2").render(files=work_list(site.edition.problems, site.language))


def _on_line(site: Pages, heads: Sequence[int]) -> list[tuple[int, Node]]:
    """The nodes of the heads' line by name, those above the leaves first."""
    nodes, leaves = site.edition.structure.nodes, set(site.edition.structure.leaves)
    on_line = [(at, n) for at, n in enumerate(nodes) if heads and n.line == nodes[heads[0]].line]
    return sorted(on_line, key=lambda n: (n[1].unit in leaves, sort_key(n[1].name)))


def _is_closed(cell: Cell, edition: Edition, earlier: tuple[str, int, Month, int]) -> bool:
    """Whether a deviation of a month ago (`earlier`, as `Edition.cell` takes it) is none now. A figure that is hidden
    or not ready closes nothing."""
    figure = cell.year_to_date
    if figure.hidden or figure.state is not State.VALUE or earlier[2] < edition.months[0]:
        return False
    return edition.cell(*earlier).deviation


def write_html(edition: Edition, folder: Path, language: str, share: FileShare = EVERYTHING) -> None:
    """Write every page of the share into `folder`."""
    for name, text in pages(edition, language, share):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
