"""What the leader writes, on slides: the report's texts, and the comments on indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpidsl.rendering.shown.plan import PlanShown
from kpidsl.rendering.shown.text_fit import lines
from kpidsl.rendering.slides.drawing import (
    BODY,
    SMALL,
    SOFT,
    Deck,
    DrawnTable,
    Paragraph,
    TableCell,
    TableRow,
    TextRun,
    heads,
)

_WIDTHS = (3.2, 9.033)
_MOST_LINES = 14
"""Of one text on one slide: the rest goes on in the next row."""


def report_slides(deck: Deck, unit: str, line: str, plan: PlanShown | None, words: Mapping[str, str]) -> None:
    """The texts for `line` and for every line, then each comment and own risk, as written; no slide without any."""
    if plan is None:
        return
    texts = [(one.heading, "", one.text) for one in plan.report if one.text and one.line in ("", line)]
    for one in plan.followed:
        texts += [(one.about, words["plan_comment"], one.comment)] if one.comment else []
        texts += [(one.about, words["plan_own_risk"], one.risk)] if one.risk else []
    if not texts:
        return
    rows = [row for about, what, text in texts for row in _rows(about, what, text, words["continued"])]
    title = words["report_headline"].format(unit=unit)
    alt = f"{title}. " + " ".join(f"{about}: {text}" for about, _, text in texts)
    head = heads((words["report_about"], words["report_text"]))
    deck.tables(title, (DrawnTable("", head, _WIDTHS, tuple(rows), alt),), lambda _: title)


def _rows(about: str, what: str, text: str, continued: str) -> list[TableRow]:
    """A row for each part of the text that a slide has room for."""
    rows = []
    for number, part in enumerate(_parts(text)):
        named: list[Paragraph] = [(TextRun(about if not number else f"{about} ({continued})", bold=True),)]
        named += [(TextRun(what, SOFT, size=SMALL),)] if what else []
        cells = TableCell(tuple(named)), TableCell(tuple((TextRun(line),) for line in part))
        rows.append(TableRow(cells, ""))
    return rows


def _parts(text: str) -> list[list[str]]:
    """The text's paragraphs, in parts of so many lines at most."""
    parts, room = [list[str]()], _MOST_LINES
    for piece in _pieces(text.split("\n")):
        taken = lines(piece, BODY, (_WIDTHS[1] - 0.2) * 72) or 1
        if taken > room and parts[-1]:
            parts.append([])
            room = _MOST_LINES
        parts[-1].append(piece)
        room -= taken
    return parts


def _pieces(paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs, the longest of them cut between words into as much as a row has room for."""
    pieces = []
    for paragraph in paragraphs:
        words, kept = paragraph.split(" "), list[str]()
        for word in words:
            if kept and lines(" ".join([*kept, word]), BODY, (_WIDTHS[1] - 0.2) * 72) > _MOST_LINES:
                pieces.append(" ".join(kept))
                kept = []
            kept.append(word)
        pieces.append(" ".join(kept))
    return pieces
