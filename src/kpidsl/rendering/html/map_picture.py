"""The map of what is assumed to work on what, as SVG on a card's page."""

from __future__ import annotations

from markupsafe import Markup

from kpidsl.rendering.shown.effect_map import EffectMap, MapNode
from kpidsl.rendering.shown.theme import theme


def map_picture(shown: EffectMap) -> Markup:
    """Measures on the left, effects on the right, a line for each assumed link; a heavy one where neither end is on its
    target. Empty without links.

    Decorative beside the list that says the same in words: hidden from screen readers.
    """
    if not shown.links:
        return Markup("")
    row, box, gap = 62, 350, 200
    height = row * max(len(shown.measures), len(shown.effects))
    parts = []
    for link in shown.links:
        y1, y2 = (
            _middle(at, len(side), height)
            for at, side in ((link.measure, shown.measures), (link.effect, shown.effects))
        )
        bend = gap / 2
        stroke = (
            f'stroke="{theme().ink}" stroke-width="3"'
            if shown.is_weak(link)
            else f'stroke="{theme().guide}" stroke-width="1.4"'
        )
        curve = f"M{box} {y1:.0f}C{box + bend:.0f} {y1:.0f} {box + bend:.0f} {y2:.0f} {box + gap} {y2:.0f}"
        parts.append(f'<path class="link" d="{curve}" fill="none" {stroke}/>')
        place = f'x="{box + 8}" y="{y1 - 5:.0f}"'
        parts.append(f'<text {place} font-size="11" fill="{theme().soft}">{Markup.escape(link.label)}</text>')
    for side, left in ((shown.measures, 0), (shown.effects, box + gap)):
        parts += [_map_box(node, left, _middle(at, len(side), height), box) for at, node in enumerate(side)]
    width = 2 * box + gap
    return Markup(  # noqa: S704 - numbers of our own and escaped texts
        f'<svg class="map" viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true" '
        f'data-alt="→">{"".join(parts)}</svg>'
    )


def _middle(at: int, count: int, height: int) -> float:
    return height * (at + 0.5) / count


def _map_box(node: MapNode, left: int, middle: float, width: int) -> str:
    title = node.title if len(node.title) <= 40 else node.title[:39].rstrip() + "…"
    look = theme().look(node.status)
    return (
        f'<g transform="translate({left} {middle - 24:.0f})"><rect width="{width}" height="48" fill="{theme().paper}" '
        f'stroke="{theme().rule}" stroke-width="1"/><g transform="translate(10 16)">{look.drawn}</g>'
        f'<text x="36" y="20" font-size="13" fill="{theme().ink}">'
        f'<tspan font-weight="700">{Markup.escape(node.code)}</tspan> {Markup.escape(title)}</text>'
        f'<text x="36" y="38" font-size="13" fill="{theme().soft}">{Markup.escape(node.shown)}</text></g>'
    )
