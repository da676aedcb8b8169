"""What is assumed to work on what, at a unit: the indicators on a card that are linked, with their statuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpidsl.model.edition import Edition
from kpidsl.model.state import Status
from kpidsl.rendering.shown.rows import CardRow
from kpidsl.wording.words import words


@dataclass(frozen=True, slots=True)
class MapNode:
    """An indicator on the map: its code, its title, its status, and its figure with the status in words."""

    code: str
    title: str
    status: Status
    shown: str


@dataclass(frozen=True, slots=True)
class MapLink:
    """From a measure to an effect, by their places; `label` is how long it takes, empty where nothing is said."""

    measure: int
    effect: int
    label: str


@dataclass(frozen=True, slots=True)
class EffectMap:
    """The measures, the effects and the links between them, in the card's order."""

    measures: tuple[MapNode, ...]
    effects: tuple[MapNode, ...]
    links: tuple[MapLink, ...]

    def is_weak(self, link: MapLink) -> bool:
        """Whether neither end is on its target."""
        return {self.measures[link.measure].status, self.effects[link.effect].status} <= {Status.AMBER, Status.RED}

    def of(self, measures: range) -> EffectMap:
        """Some of the measures, with their links and the effects of these."""
        links = [link for link in self.links if link.measure in measures]
        effects = sorted({link.effect for link in links})
        return EffectMap(
            self.measures[measures.start : measures.stop],
            tuple(self.effects[at] for at in effects),
            tuple(MapLink(link.measure - measures.start, effects.index(link.effect), link.label) for link in links),
        )


def effect_map(edition: Edition, node: int, rows: Mapping[str, CardRow], language: str) -> EffectMap:
    """The links whose both ends stand on the node's card; `rows` are the card's. Empty where there is none."""
    indicators = {i.code: i for i in edition.indicators_at(node)}
    linked = [(i, link) for i in indicators.values() for link in i.links if link.effect in indicators]
    measures = list(dict.fromkeys(i.code for i, _ in linked))
    effects = list(dict.fromkeys(link.effect for _, link in linked))
    lags = words(language)["months_later"]
    return EffectMap(
        tuple(_node(rows[code]) for code in measures),
        tuple(_node(rows[code]) for code in effects),
        tuple(
            MapLink(
                measures.index(i.code), effects.index(link.effect), lags.format(months=link.lag) if link.lag else ""
            )
            for i, link in linked
        ),
    )


def _node(shown: CardRow) -> MapNode:
    text = f"{shown.year_to_date} · {shown.status_word}" if shown.shape else shown.year_to_date
    return MapNode(shown.code, shown.title, shown.status, text)
