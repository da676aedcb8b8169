"""Drawing on slides: titles, native tables that continue on the next slide, notes, alternative texts.

All measures are inches; text is measured before it is placed, so that nothing overflows.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from kpidsl.rendering.fixed_zip import fixed_zip
from kpidsl.rendering.shown.text_fit import fitting_size, lines, width
from kpidsl.rendering.shown.theme import theme
from kpidsl.resources import renderers_dir

INK, SOFT, RULE = theme().ink, theme().soft, theme().rule
LEFT, TOP, WIDTH, BOTTOM = 0.55, 1.38, 12.233, 6.9
BODY, SMALL = 12.0, 10.0
_PAD, _GAP, _LINE = 0.045, 0.16, 1.2
_TITLES = ((28.0, 1), (24.0, 1), (20.0, 2), (16.0, 3))
_FRONTS = ((44.0, 1), (36.0, 2), (28.0, 3), (20.0, 4))
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


@dataclass(frozen=True, slots=True)
class TextRun:
    """A stretch of text."""

    text: str
    colour: str = INK
    bold: bool = False
    size: float = BODY


Paragraph = tuple[TextRun, ...]


@dataclass(frozen=True, slots=True)
class TableCell:
    """Paragraphs of a table cell; `right` aligns them to the right, `open` marks a field to fill in."""

    paragraphs: tuple[Paragraph, ...] = ()
    right: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, and the code it is about (for the notes)."""

    cells: tuple[TableCell, ...]
    code: str = ""
    at_least: float = 0.0


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table; `heading` is above it and repeated where it continues, with what the last column is of `beside` it, over
    that column: a second line of its head would take its room from the rows."""

    heading: str
    head: tuple[TableCell, ...]
    widths: tuple[float, ...]
    rows: tuple[TableRow, ...]
    alt: str
    lead: tuple[Paragraph, ...] = ()
    beside: str = ""


def plain(text: str, note: str = "", *, right: bool = False, bold: bool = False) -> TableCell:
    """A cell with one text, and small print below it."""
    paragraphs: list[Paragraph] = [(TextRun(text, bold=bold),)]
    if note:
        paragraphs.append((TextRun(note, SOFT, size=SMALL),))
    return TableCell(tuple(paragraphs), right)


def heads(names: Sequence[str], right: Sequence[int] = ()) -> tuple[TableCell, ...]:
    """A table's header row."""
    return tuple(TableCell(((TextRun(n, SOFT, size=SMALL + 1),),), at in right) for at, n in enumerate(names))


def is_long(title: str) -> bool:
    """Whether a slide's title would take more than two lines of a size that is read from afar."""
    return lines(title, 20.0, WIDTH * 72, bold=True) > 2


def rgb(colour: str) -> RGBColor:
    """A theme colour as python-pptx takes it."""
    return RGBColor.from_string(colour.removeprefix("#").upper())


class Deck:
    """A deck being built. `tag` is the language of every text (nb-NO, en-GB)."""

    def __init__(self, tag: str, continued: str, footer: str) -> None:
        self.tag, self.continued, self.footer = tag, continued, footer
        self.deck: Any = Presentation(str(renderers_dir() / "slides" / "template.pptx"))

    def front(self, title: str, under: str, notes: str) -> Any:
        """The first slide."""
        slide = self._slide(0, title, _FRONTS, notes)
        self.write(slide.placeholders[1].text_frame, (((TextRun(under, SOFT, size=20.0)),),))
        return slide

    def content(self, title: str, notes: str) -> Any:
        """A slide with a title and room below."""
        return self._slide(1, title, _TITLES, notes)

    def _slide(self, layout: int, title: str, sizes: tuple[tuple[float, int], ...], notes: str) -> Any:
        chosen = self.deck.slide_layouts[layout]
        slide = self.deck.slides.add_slide(chosen)
        size = fitting_size(title, WIDTH * 72, sizes, bold=True)
        self.write(slide.shapes.title.text_frame, ((TextRun(title, INK, True, size),),))
        for shape in chosen.placeholders:
            kind = shape.element.find(".//" + qn("p:ph")).get("type")
            if kind in ("ftr", "sldNum"):
                self._place_holder(slide, shape, kind)
        frame = slide.notes_slide.notes_text_frame
        self.write(frame, tuple((TextRun(text, size=0.0),) for text in notes.split("\n")))
        return slide

    def _place_holder(self, slide: Any, shape: Any, kind: str) -> None:
        """The footer and the slide number: python-pptx leaves them in the layout, so they are copied to the slide."""
        copy = deepcopy(shape.element)
        properties = copy.find(qn("p:spPr"))
        for child in list(properties):
            properties.remove(child)
        slide.shapes._spTree.append(copy)
        added = slide.shapes[-1]
        added.element.nvSpPr.cNvPr.set("id", str(900 + (kind == "ftr")))
        if kind == "ftr":
            self.write(added.text_frame, ((TextRun(self.footer, SOFT, size=SMALL),),))
        for properties in copy.iter(qn("a:rPr"), qn("a:endParaRPr")):
            properties.set("lang", self.tag)

    def text(self, slide: Any, at: tuple[float, float, float, float], paragraphs: Sequence[Paragraph]) -> Any:
        """A text box at (left, top, width, height)."""
        box = slide.shapes.add_textbox(*(Inches(v) for v in at))
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        self.write(frame, paragraphs)
        return box

    def strip(self, slide: Any, text: str) -> None:
        """A yellow strip at the top of the front, as on the pages."""
        box = self.text(slide, (LEFT, 0.8, WIDTH, 0.42), ((TextRun(text, size=14.0),),))
        box.fill.solid()
        box.fill.fore_color.rgb = rgb(theme().notice)
        box.text_frame.margin_left = Inches(0.15)
        box.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE

    def write(self, frame: Any, paragraphs: Sequence[Paragraph], *, right: bool = False) -> None:
        """Paragraphs in a shape's own text."""
        for at, runs in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            if right:
                paragraph.alignment = PP_ALIGN.RIGHT
            for run in runs:
                added = paragraph.add_run()
                added.text = run.text
                added._r.get_or_add_rPr().set("lang", self.tag)
                if not run.size:
                    continue
                added.font.size, added.font.bold = Pt(run.size), run.bold
                added.font.color.rgb = rgb(run.colour)

    def tables(self, title: str, tables: Sequence[DrawnTable], notes: Any) -> tuple[Any, float]:
        """The tables one after the other, on as many slides as needed; `notes(codes)` gives each slide's notes.

        The last slide, and where the room below its tables begins.
        """
        small = [shrunk(t) for t in tables]
        pages = min((paginate(t, whole=w) for t in (tables, small) for w in (True, False)), key=len)
        last, slide, top = "", None, TOP
        for number, page in enumerate(pages, 1):
            more = f" ({number}/{len(pages)})" if len(pages) > 1 else ""
            codes = [row.code for table in page for row in table.rows if row.code]
            slide = self.content(title + more, notes(codes))
            top = TOP
            for table in page:
                again = table.heading == last and table.heading
                last = table.heading
                drawn = replace(table, heading=f"{last} ({self.continued})") if again else table
                top += self._table(slide, top, drawn) + _GAP * 2
        return slide, top

    def _table(self, slide: Any, top: float, table: DrawnTable) -> float:
        """Draw the table and return its height, heading included."""
        over = heading_height(table)
        if table.heading:
            self._heading(slide, top, table)
        if table.lead:
            self.text(slide, (LEFT, top + (0.3 if table.heading else 0), WIDTH, 0.3), table.lead)
        rows = (TableRow(table.head), *table.rows)
        heights = [height(row, table.widths) for row in rows]
        place = (Inches(LEFT), Inches(top + over), Inches(sum(table.widths)), Inches(sum(heights)))
        graphic = slide.shapes.add_table(len(rows), len(table.widths), *place)
        describe(graphic, table.alt)
        native = graphic.table
        native._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
        native.horz_banding = False
        for column, wide in zip(native.columns, table.widths, strict=True):
            column.width = Inches(wide)
        for at, (row, high) in enumerate(zip(rows, heights, strict=True)):
            native.rows[at].height = Inches(high)
            for column, cell in enumerate(row.cells):
                self._cell(native.cell(at, column), cell, is_head=at == 0)
        return over + sum(heights)

    def _heading(self, slide: Any, top: float, table: DrawnTable) -> None:
        """The table's heading, and what stands beside it where both have room: from a tab to the edge."""
        heading = TextRun(table.heading, bold=True, size=14.0)
        beside = TextRun(f"\t{table.beside}", SOFT, size=SMALL)
        wide = width(heading.text, heading.size, bold=True) + width(table.beside, beside.size)
        has_room = table.beside and wide < (WIDTH - _GAP) * 72
        box = self.text(slide, (LEFT, top, WIDTH, 0.3), ((heading, beside) if has_room else (heading,),))
        if has_room:
            properties = box.text_frame.paragraphs[0]._p.get_or_add_pPr()
            stops = properties.makeelement(qn("a:tabLst"), {})
            stops.append(stops.makeelement(qn("a:tab"), {"pos": str(Inches(WIDTH)), "algn": "r"}))
            properties.append(stops)

    def _cell(self, native: Any, cell: TableCell, *, is_head: bool) -> None:
        native.margin_top = native.margin_bottom = Inches(_PAD)
        native.margin_left, native.margin_right = Inches(0.06 if cell.open else 0.0), Inches(_GAP)
        native.vertical_anchor = MSO_ANCHOR.BOTTOM if is_head else MSO_ANCHOR.TOP
        self.write(native.text_frame, cell.paragraphs, right=cell.right)
        if not cell.paragraphs:
            end = native.text_frame.paragraphs[0]._p.get_or_add_endParaRPr()
            end.set("lang", self.tag)
            end.set("sz", str(int(BODY * 100)))
        if cell.open:
            native.fill.solid()
            native.fill.fore_color.rgb = rgb(theme().wash)
        else:
            native.fill.background()
        _rules(native, INK if is_head else RULE, 1.0 if is_head else 0.75, beside=cell.open)

    def save(self, path: Path, title: str, subject: str, moment: datetime) -> None:
        """Write the file; its dates are `moment`, never the clock."""
        core = self.deck.core_properties
        core.title, core.subject, core.language, core.author = title, subject, self.tag, "kpidsl"
        core.created = core.modified = moment
        out = BytesIO()
        self.deck.save(out)
        path.write_bytes(fixed_zip(out.getvalue(), moment))


def describe(graphic: Any, text: str) -> None:
    """Alternative text."""
    graphic._element.xpath(".//p:cNvPr")[0].set("descr", text)


def _rules(native: Any, colour: str, points: float, *, beside: bool) -> None:
    """Rules below a cell, white ones beside a field to fill in; placed before the fill, as the schema requires."""
    properties = native._tc.get_or_add_tcPr()
    rules = []
    drawn = {"lnB": (points, colour), **({"lnL": (3.0, theme().paper), "lnR": (3.0, theme().paper)} if beside else {})}
    for side in ("lnL", "lnR", "lnT", "lnB"):
        wide, shade = drawn.get(side, (0.0, ""))
        line = properties.makeelement(qn(f"a:{side}"), {"w": str(int(wide * 12700))})
        fill = line.makeelement(qn("a:solidFill" if wide else "a:noFill"), {})
        if wide:
            fill.append(fill.makeelement(qn("a:srgbClr"), {"val": str(rgb(shade))}))
        line.append(fill)
        rules.append(line)
    for line in reversed(rules):
        properties.insert(0, line)


def height(row: TableRow, widths: Sequence[float]) -> float:
    """The height of a row in inches: that of its tallest cell."""
    tallest = row.at_least
    for cell, wide in zip(row.cells, widths, strict=True):
        room = (wide - _GAP) * 72
        points = 0.0
        for runs in cell.paragraphs:
            size = max(r.size for r in runs)
            count = lines("".join(r.text for r in runs), size, room, bold=any(r.bold for r in runs))
            points += count * size * _LINE
        tallest = max(tallest, points / 72 + 2 * _PAD)
    return max(tallest, SMALL * _LINE / 72 + 2 * _PAD)


def heading_height(table: DrawnTable) -> float:
    """The height of a table's heading in inches."""
    return (0.32 if table.heading else 0.0) + (0.3 if table.lead else 0.0)


def shrunk(table: DrawnTable) -> DrawnTable:
    """The table one point smaller: used where it saves a slide."""

    def smaller(cell: TableCell) -> TableCell:
        texts = tuple(tuple(replace(r, size=max(r.size - 1, 9.5)) for r in runs) for runs in cell.paragraphs)
        return replace(cell, paragraphs=texts)

    rows = tuple(replace(row, cells=tuple(map(smaller, row.cells))) for row in table.rows)
    return replace(table, head=tuple(map(smaller, table.head)), rows=rows)


def paginate(tables: Sequence[DrawnTable], *, whole: bool) -> list[list[DrawnTable]]:
    """Tables divided over slides: one that does not fit continues with its heading and header repeated, and at least
    two rows stay together.

    With `whole`, a table that would fit on a slide of its own is not split.
    """
    pages: list[list[DrawnTable]] = [[]]
    top = TOP
    for table in tables:
        over = heading_height(table) + height(TableRow(table.head), table.widths)
        heights = [height(row, table.widths) for row in table.rows]
        done = 0
        while done < len(table.rows):
            room, count = BOTTOM - top - over, 0
            while done + count < len(heights) and sum(heights[done : done + count + 1]) <= room:
                count += 1
            rest = len(heights) - done
            unsplit = whole and count < rest and over + sum(heights) <= BOTTOM - TOP
            if pages[-1] and (count < min(2, rest) or unsplit):
                pages.append([])
                top = TOP
                continue
            count = max(count - (rest - count == 1 and count > 2), 1)
            pages[-1].append(replace(table, rows=table.rows[done : done + count]))
            top += over + sum(heights[done : done + count]) + _GAP * 2
            done += count
            if done < len(table.rows):
                pages.append([])
                top = TOP
    return [page for page in pages if page]
