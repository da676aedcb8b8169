"""A card, or one row of it, as a piece of HTML for another page: a notebook's."""

from __future__ import annotations

from kpidsl.model.edition import Edition
from kpidsl.model.spec import Indicator
from kpidsl.rendering.html.pages import Pages
from kpidsl.rendering.shown.rows import row
from kpidsl.rendering.shown.theme import theme


def card_fragment(edition: Edition, node: int, language: str, indicator: Indicator | None = None) -> str:
    """The card of a node, or only the row of `indicator`: a `div` with its own style and no links."""
    pages = Pages(edition, language)
    if indicator is None:
        groups = [(group.title, (*group.rows, *group.folded)) for group in pages.card(node).groups]
    else:
        groups = [("", (row(edition, indicator, node, "", language),))]
    return pages.template("fragment.html.j2").render(
        node=edition.structure.nodes[node],
        groups=groups,
        aims=any(one.ambition for _, rows in groups for one in rows),
        variables=theme().variables,
    )
