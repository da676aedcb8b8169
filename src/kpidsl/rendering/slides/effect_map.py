"""The map of what is assumed to work on what, on slides: native boxes with connectors that follow them when they are
moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from kpidsl.rendering.shown.effect_map import EffectMap, MapLink, MapNode
from kpidsl.rendering.shown.text_fit import beginning, lines
from kpidsl.rendering.shown.theme import theme
from kpidsl.rendering.slides.drawing import BOTTOM, LEFT, SMALL, SOFT, TOP, WIDTH, Deck, TextRun, describe, is_long, rgb

MOST = 8
"""Measures on one slide; more of them go on the next."""
_BOX, _HIGH = 4.6, 0.54
_RIGHT_SIDE, _LEFT_SIDE = 3, 1
"""The places on a rectangle's edge where a connector is tied."""


def map_slides(
    deck: Deck, unit: str, shown: EffectMap, words: Mapping[str, str], notes: Callable[[Sequence[str]], str]
) -> None:
    """A slide for each eight measures with their effects; none without links. `notes` gives what is written below, of
    the codes on the slide."""
    parts = [
        shown.of(range(first, min(first + MOST, len(shown.measures)))) for first in range(0, len(shown.measures), MOST)
    ]
    for number, part in enumerate(parts, 1):
        more = f" ({number}/{len(parts)})" if len(parts) > 1 else ""
        slide = deck.content(_title(unit, part, words) + more, notes([n.code for n in (*part.measures, *part.effects)]))
        _draw(deck, slide, part, words)


def _title(unit: str, shown: EffectMap, words: Mapping[str, str]) -> str:
    """What the slide says: which links have neither end on its target, as many as a title has room for."""
    pairs = [_pair(shown, link) for link in shown.links if shown.is_weak(link)]
    title = words["map_weak"].format(unit=unit, pairs=", ".join(pairs))
    if not pairs or is_long(title):
        return words["map_headline"].format(unit=unit)
    return title


def _pair(shown: EffectMap, link: MapLink) -> str:
    return f"{shown.measures[link.measure].code} → {shown.effects[link.effect].code}"


def _draw(deck: Deck, slide: Any, shown: EffectMap, words: Mapping[str, str]) -> None:
    for left, head in ((LEFT, words["map_measures"]), (LEFT + WIDTH - _BOX, words["map_effects"])):
        deck.text(slide, (left, TOP, _BOX, 0.3), ((TextRun(head, SOFT, size=SMALL + 1),),))
    boxes = [
        [_box(deck, slide, node, left, _top(at, len(side))) for at, node in enumerate(side)]
        for left, side in ((LEFT, shown.measures), (LEFT + WIDTH - _BOX, shown.effects))
    ]
    for link in shown.links:
        _connect(slide, boxes[0][link.measure], boxes[1][link.effect], shown, link)
    for at in range(len(shown.measures)):
        lags = [f"{shown.effects[x.effect].code} {x.label}" for x in shown.links if x.measure == at and x.label]
        if lags:
            place = (LEFT + _BOX + 0.08, _top(at, len(shown.measures)) - 0.02, 1.12, 0.17 * len(lags))
            label = deck.text(slide, place, [(TextRun(text, SOFT, size=SMALL),) for text in lags])
            label.fill.solid()  # over the lines that pass here
            label.fill.fore_color.rgb = rgb(theme().paper)


def _pitch(count: int) -> float:
    """From one box to the next, where `count` stand above each other."""
    return min((BOTTOM - TOP - 0.4) / count, 1.1)


def _top(at: int, count: int) -> float:
    """Where a box begins; fewer than fill the slide stand in its middle."""
    room, pitch = BOTTOM - TOP - 0.4, _pitch(count)
    return TOP + 0.36 + (room - pitch * count) / 2 + pitch * at


def _box(deck: Deck, slide: Any, node: MapNode, left: float, top: float) -> Any:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(left), Inches(top), Inches(_BOX), Inches(_HIGH))
    shape._element.remove(shape._element.find(qn("p:style")))  # it would bring the template's shadow and white text
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(theme().paper)
    shape.line.color.rgb = rgb(theme().rule)
    shape.line.width = Pt(1)
    frame = shape.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.margin_top = frame.margin_bottom = Inches(0.03)
    look = theme().look(node.status)
    room = (_BOX - 0.25) * 72
    name = beginning(
        f"{node.code} {node.title}", lambda text: lines(f"{look.sign} {text}", SMALL + 1, room, bold=True) == 1
    )
    deck.write(
        frame,
        (
            (TextRun(f"{look.sign} ", look.colour, size=SMALL + 1), TextRun(name, bold=True, size=SMALL + 1)),
            (TextRun(node.shown, SOFT, size=SMALL + 1),),
        ),
    )
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
    return shape


def _connect(slide: Any, measure: Any, effect: Any, shown: EffectMap, link: MapLink) -> None:
    """A line between the boxes, heavy where neither end is on its target."""
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, 0, 0, 0, 0)
    line.begin_connect(measure, _RIGHT_SIDE)
    line.end_connect(effect, _LEFT_SIDE)
    is_weak = shown.is_weak(link)
    line.line.color.rgb = rgb(theme().ink if is_weak else theme().guide)
    line.line.width = Pt(2.5 if is_weak else 1.25)
    describe(line, _pair(shown, link) + (f", {link.label}" if link.label else ""))
