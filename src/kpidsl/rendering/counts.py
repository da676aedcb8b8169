"""How many indicators are green, amber and red: a perspective never gets one colour of its own."""

from __future__ import annotations

from kpidsl.model.edition import Edition
from kpidsl.model.state import Status

COLOURS = (Status.GREEN, Status.AMBER, Status.RED)


def status_counts(edition: Edition, node: int, perspective: str | None = None) -> dict[str, int]:
    """The number of each colour (by slug) at a node, of all its indicators or of one perspective's."""
    asked = [i for i in edition.indicators_at(node) if perspective in (None, i.perspective)]
    found = [edition.cell(i.code, node).year_to_date.status for i in asked]
    return {colour.slug: found.count(colour) for colour in COLOURS}
