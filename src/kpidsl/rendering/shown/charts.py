"""Small charts as SVG: a sparkline of thirteen months and a bullet against the target; shapes for statuses."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from markupsafe import Markup

from kpidsl.model.state import Status, Trend
from kpidsl.rendering.shown.theme import theme


def status_shape(status: Status) -> Markup:
    """Circle, triangle or square, distinguishable in greyscale too. Decorative: the word is beside it.

    `data-alt` is the text alternative in a PDF, where every picture needs one.
    """
    look = theme().look(status)
    hidden = f'aria-hidden="true" data-alt="{look.sign}"'
    return Markup(f'<svg class="shape" viewBox="0 0 16 16" width="16" height="16" {hidden}>{look.drawn}</svg>')  # noqa: S704


def arrow(trend: Trend, status: Status, label: str) -> Markup:
    """Up is better, down is worse; coloured by the month's attainment. `label` says both in words."""
    look = theme().arrows.get(trend)
    if look is None:
        return Markup("")
    colour = theme().look(status).colour
    stroke = f'fill="none" stroke="{colour}" stroke-width="2.2" transform="rotate({look.turn} 8 8)"'
    path = f'<path d="M2 8h11M8.5 3.5 13 8l-4.5 4.5" {stroke}/>'
    named = f'role="img" aria-label="{Markup.escape(label)}"'
    return Markup(f'<svg class="arrow" viewBox="0 0 16 16" width="18" height="18" {named}>{path}</svg>')  # noqa: S704


def sparkline(values: Sequence[Fraction | None], target: Fraction | None, label: str) -> Markup:
    """Thirteen months with gaps where there is no figure, the target as a thin line, and the last point marked."""
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return Markup("")
    edges = [*known, *([target] if target is not None else [])]
    low, high = min(edges), max(edges)
    span = (high - low) or Fraction(1)
    width, height, x = _WIDE, 28, _across(len(values))
    top, bottom, of_span, in_span = high.numerator, high.denominator, span.numerator, span.denominator

    def y(value: Fraction) -> str:
        below = (top * value.denominator - value.numerator * bottom) * in_span
        return f"{3 + (height - 6) * (below / (bottom * value.denominator * of_span)):.1f}"

    runs: list[list[str]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x[at]},{y(value)}")
    parts = [
        f'<polyline points="{" ".join(r)}" fill="none" stroke="{theme().series}" stroke-width="1.4"/>'
        for r in runs
        if len(r) > 1
    ]
    if target is not None:
        look = f'stroke="{theme().guide}" stroke-width="1" stroke-dasharray="3 2"'
        parts.insert(0, f'<path d="M0 {y(target)}H{width}" {look}/>')
    if values[-1] is not None:
        parts.append(f'<circle cx="{x[-1]}" cy="{y(values[-1])}" r="2.8" fill="{theme().series}"/>')
    title = Markup.escape(label)
    return Markup(  # noqa: S704 - numbers of our own and an escaped label
        f'<svg class="spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{title}">'
        f"{''.join(parts)}</svg>"
    )


_WIDE = 132


@cache
def _across(months: int) -> tuple[str, ...]:
    """Where each of so many months stands across a sparkline."""
    return tuple(f"{3 + (_WIDE - 6) * at / max(months - 1, 1):.1f}" for at in range(months))


def bullet(value: Fraction, target: Fraction) -> Markup:
    """The year to date as a bar, the target as a tick (Few's bullet graph, without bands)."""
    top = max(value, target) * Fraction(11, 10)
    if top <= 0 or value < 0 or target < 0:
        return Markup("")
    width = 96
    bar, tick = (f"{width * float(v / top):.1f}" for v in (value, target))
    look = theme()
    return Markup(  # noqa: S704 - numbers of our own
        f'<svg class="bullet" viewBox="0 0 {width} 14" width="{width}" height="14" aria-hidden="true" data-alt="▬">'
        f'<rect width="{width}" height="14" fill="{look.track}"/>'
        f'<rect y="4" width="{bar}" height="6" fill="{look.series}"/>'
        f'<path d="M{tick} 1v12" stroke="{look.ink}" stroke-width="2"/></svg>'
    )
