"""Write renderers/slides/template.pptx: 16:9, two layouts (title, title only), the colours and the font of the theme.

An agency with a template of its own replaces the file: the decks use layout 1 for the front and layout 2 for the
rest, and need of both a title, a footer and a slide number.
"""

from __future__ import annotations

import re
import sys
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import _nsmap as nsmap
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches

from kpidsl.model.state import COLOURS
from kpidsl.rendering.fixed_zip import fixed_zip
from kpidsl.rendering.shown.theme import theme
from kpidsl.rendering.slides.drawing import rgb

TARGET = Path(__file__).parents[1] / "renderers" / "slides" / "template.pptx"
MADE = datetime(2026, 1, 1)
LOOK = theme()
GREEN, AMBER, RED = (LOOK.look(status).colour for status in COLOURS)
SCHEME = {
    "dk1": LOOK.ink, "lt1": LOOK.paper, "dk2": LOOK.soft, "lt2": LOOK.wash, "accent1": LOOK.link, "accent2": GREEN,
    "accent3": AMBER, "accent4": RED, "accent5": LOOK.series, "accent6": LOOK.rule, "hlink": LOOK.link,
    "folHlink": LOOK.visited,
}  # fmt: skip
APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>kpidsl</Application></Properties>"
)
LEFT, WIDTH = 0.55, 12.233
PLACES = {
    "front": {"ctrTitle": (LEFT, 1.35, WIDTH, 1.5), "subTitle": (LEFT, 2.95, WIDTH, 0.6)},
    "rest": {"title": (LEFT, 0.35, WIDTH, 0.8)},
    "both": {"ftr": (LEFT, 7.0, 11.2, 0.3), "sldNum": (LEFT + 11.233, 7.0, 1.0, 0.3)},
}


def themed(xml: str) -> str:
    for name, colour in SCHEME.items():
        xml = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\g<1><a:srgbClr val="{rgb(colour)}"/>\g<2>', xml, flags=re.S)
    return re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*"', rf'\g<1>{LOOK.office_font}"', xml)


def found(element: Any, path: str) -> list[Any]:
    return list(etree._Element.xpath(element, path, namespaces=nsmap))


def kind(shape: Any) -> str:
    return str(found(shape.element, ".//p:nvPr/p:ph")[0].get("type", "obj"))


def place(shapes: Any, places: dict[str, tuple[float, float, float, float]]) -> None:
    for shape in list(shapes.placeholders):
        where = places.get(kind(shape))
        if where is None:
            shape.element.getparent().remove(shape.element)
            continue
        shape.left, shape.top, shape.width, shape.height = (Inches(v) for v in where)


def style(master: Any) -> None:
    """Titles bold and to the left; no shadow of the original's centred 44 points."""
    for level in found(master.element, "./p:txStyles/p:titleStyle/a:lvl1pPr"):
        level.set("algn", "l")
        for run in found(level, "./a:defRPr"):
            run.set("sz", "2800")
            run.set("b", "1")
    for shape in master.placeholders:
        body = shape.text_frame._txBody.bodyPr
        for side in ("lIns", "rIns", "tIns", "bIns"):
            body.set(side, "0")
        body.set("anchor", {"title": "b"}.get(kind(shape), "ctr"))
        for extra in list(body):
            body.remove(extra)
        for run in found(shape.element, ".//a:lstStyle//a:defRPr"):
            run.set("sz", "1000")
        if kind(shape) in ("ftr", "sldNum"):
            for level in found(shape.element, ".//a:lstStyle/a:lvl1pPr"):
                level.set("algn", "l" if kind(shape) == "ftr" else "r")
            for fill in found(shape.element, ".//a:lstStyle//a:solidFill"):
                for colour in list(fill):
                    fill.remove(colour)
                fill.append(fill.makeelement(fill.tag.replace("solidFill", "schemeClr"), {"val": "tx2"}))


def rule(layout: Any, top: float, height: float) -> None:
    """A rule of ink, as over and under a newspaper's headline; decorative, so it has no text for a reader."""
    from pptx.shapes.shapetree import SlideShapes

    shapes = SlideShapes(layout.shapes._spTree, layout)
    shape = shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(LEFT), Inches(top), Inches(WIDTH), Inches(height))
    shape.name = "Rule"
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(LOOK.ink)
    shape.line.fill.background()
    for styled in found(shape.element, "./p:style"):
        shape.element.remove(styled)


def slim(deck: Any) -> None:
    """Nothing of the original's printer, picture and 4:3."""
    for of in (deck.part, deck.part.package):
        for key, relation in list(of._rels.items()):
            if relation.reltype.endswith(("/printerSettings", "/thumbnail")):
                of._rels.pop(key)
    deck.part._element.find(qn("p:sldSz")).attrib.pop("type", None)
    for part in deck.part.package.iter_parts():
        if part.partname == "/docProps/app.xml":
            part._blob = APP


def made() -> bytes:
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(12192000), Emu(6858000)
    master = deck.slide_master
    for layout in list(deck.slide_layouts):
        if layout.name not in ("Title Slide", "Title Only"):
            deck.slide_layouts.remove(layout)
    part = master.part.part_related_by(RT.THEME)
    part._blob = themed(part.blob.decode("utf-8")).encode("utf-8")
    style(master)
    place(master, {**PLACES["rest"], "body": (LEFT, 1.4, WIDTH, 5.4), **PLACES["both"]})
    front, rest = deck.slide_layouts
    place(front, {**PLACES["front"], **PLACES["both"]})
    place(rest, {**PLACES["rest"], **PLACES["both"]})
    for shape in front.placeholders:
        if kind(shape) in ("ctrTitle", "subTitle"):
            shape.text_frame._txBody.bodyPr.set("anchor", "b" if kind(shape) == "ctrTitle" else "t")
            for level in found(shape.element, ".//a:lstStyle/a:lvl1pPr"):
                level.set("algn", "l")
                level.set("marL", "0")
                level.set("indent", "0")
    rule(front, 0.55, 0.07)
    rule(rest, 1.2, 0.014)
    slim(deck)
    core = deck.core_properties
    core.comments = ""
    core.author, core.title, core.last_modified_by, core.revision = "kpidsl", "", "", 1
    core.created = core.modified = MADE
    out = BytesIO()
    deck.save(out)
    return fixed_zip(out.getvalue(), MADE)


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(made())
    sys.exit(0)
