"""The number of indicators that are green, amber and red: a perspective never gets a colour of its own."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.model.edition import Edition
from kpidsl.model.spec import Indicator
from kpidsl.model.state import COLOURS, State, Status


def status_counts(edition: Edition, node: int, perspective: str | None = None) -> dict[str, int]:
    """The number of indicators with each colour (by slug) at a node, of all or of one perspective."""
    return counts_of(edition, node, [i for i in edition.indicators_at(node) if perspective in (None, i.perspective)])


def counts_of(edition: Edition, node: int, indicators: Sequence[Indicator]) -> dict[str, int]:
    """The number of the given indicators with each colour (by slug) at a node; the others have none."""
    statuses = [edition.status(i.code, node) for i in indicators]
    return {colour.slug: statuses.count(colour) for colour in COLOURS}


def perspective_colour(edition: Edition, node: int, perspective: str) -> Status | None:
    """The worst colour among the perspective's indicators, where the specification asks for it.

    None where it does not, where no indicator has a colour, and where an undecided one may be worse.
    """
    if not edition.spec.worst_colour:
        return None
    node_here = edition.structure.nodes[node]
    counted = [i for i in edition.spec.indicators if i.perspective == perspective and i.stands_at(node_here)]
    colours = [status for i in counted if (status := edition.status(i.code, node)) in COLOURS]
    if Status.RED in colours:
        return Status.RED
    figures = [edition.cell(i.code, node).year_to_date for i in counted]
    if any(f.status is Status.NONE and (f.hidden or f.state is not State.NOT_RELEVANT) for f in figures):
        return None
    return max(colours, default=None)
