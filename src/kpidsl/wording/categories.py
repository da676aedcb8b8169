"""What a card says of the categories that each have a target of their own."""

from __future__ import annotations

from collections.abc import Iterable

from kpidsl.model.edition import Edition
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Status
from kpidsl.wording.words import words

_BELOW = (Status.RED, Status.AMBER)


def category_notes(edition: Edition, indicator: Indicator, node: int, language: str) -> tuple[str, ...]:
    """`ikke nådd: eldre`: the categories at the node that do not meet their own targets, by colour, the worst first;
    nothing where no category has one."""
    if not indicator.has_targets_by_category:
        return ()
    names = edition.grids[indicator.code].categories
    colours = [edition.status(indicator.code, node, at) for at in range(len(names))]
    return tuple(
        f"{words(language)[status.slug].lower()}: {', '.join(below)}"
        for status in _BELOW
        if (below := _of(names, colours, status))
    )


def named(edition: Edition, indicator: Indicator, category: int) -> str:
    """The indicator's title, with the category where it is of one: `Svarandel: eldre`."""
    return f"{indicator.title}: {edition.grids[indicator.code].categories[category]}" if category else indicator.title


def named_deviating(edition: Edition, indicator: Indicator, nodes: Iterable[int]) -> str:
    """The indicator's title, with the categories that deviate from their own targets at any of the nodes where it does
    not as a whole: `Svarandel: eldre, unge`."""
    off = sorted({at for node in nodes for at in edition.deviating(indicator.code, node)})
    if not off or 0 in off:
        return indicator.title
    names = edition.grids[indicator.code].categories
    return f"{indicator.title}: {', '.join(names[at] for at in off)}"


def _of(names: Iterable[str], colours: Iterable[Status], wanted: Status) -> list[str]:
    """The names of the categories that have the colour."""
    return [name for name, colour in zip(names, colours, strict=True) if name and colour is wanted]
