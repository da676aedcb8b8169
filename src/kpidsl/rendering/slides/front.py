"""The first slide of a report: how many targets have each colour, what the card says first, what is asked of a unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kpidsl.model.edition import Edition
from kpidsl.model.state import COLOURS
from kpidsl.rendering.shown.locked_card import notices
from kpidsl.rendering.shown.plan import PlanShown, deviation_lines
from kpidsl.rendering.shown.point import Point
from kpidsl.rendering.shown.rows import CardRow
from kpidsl.rendering.shown.summary import no_deviations_text, summary, worst_first
from kpidsl.rendering.shown.text_fit import lines
from kpidsl.rendering.shown.theme import theme
from kpidsl.rendering.shown.undelivered import late_below
from kpidsl.rendering.slides.drawing import LEFT, SOFT, WIDTH, Deck, Paragraph, TextRun
from kpidsl.wording import numbers
from kpidsl.wording.words import words

_Room = tuple[float, int]
_SHARED, _ALONE = (12.0, 5), (16.0, 9)
"""The size of the summary in points and the lines that it has room for, with a plan below it and alone."""


def front_slide(
    deck: Deck, edition: Edition, node: int, rows: Sequence[CardRow], plan: PlanShown | None, language: str
) -> None:
    """The front of a node's report, with as much of the summary as there is room for; its notes have all of it."""
    w, month = words(language), numbers.month_name(edition.period, language)
    first = (*_absent(edition, node, language), *notices(edition, (node,), language))
    points = summary(edition, node, language)
    longer = [w["longer_note"]] if any(r.longer for r in rows) else []
    meanings = (w["arrow_note"], w["none_note"], w["risk_note"], w["disclosure_note"], *longer)
    late = [f"{one.name}: {one.text}" for one in late_below(edition, (node,), language)]
    listed = [f"{w['undelivered']}:\n" + "\n".join(late)] if late else []
    reading = "\n\n".join((*first, *(point.text for point in points), *listed, *meanings))
    title = f"{w['status_report']}: {edition.structure.nodes[node].name}"
    slide = deck.front(title, month[:1].upper() + month[1:], reading)
    deck.text(slide, (LEFT, 3.85, WIDTH, 0.4), (_counts(rows, language),))
    others = [point.in_brief for point in points if point.kind != "counts"]
    room = _SHARED if plan else _ALONE
    paragraphs = [*((TextRun(text, size=room[0]),) for text in first), *(_paragraph(p, room[0]) for p in others)]
    count = len(_fitting([*first, *(point.text for point in others)], WIDTH, room))
    if count:
        deck.text(slide, (LEFT, 4.4, WIDTH, 1.1 if plan else 2.4), paragraphs[:count])
    if plan:
        _plan(deck, slide, plan, language)
    if edition.synthetic:
        deck.strip(slide, w["synthetic"])


def _absent(edition: Edition, node: int, language: str) -> tuple[str, ...]:
    """What the deck has no slide of, since there is none of it: deviations, and risk."""
    w = words(language)
    has_risk = any(edition.cell(one.code, node).has_risk for one in edition.indicators_at(node))
    texts = ([] if worst_first(edition, node) else [no_deviations_text(edition, (node,), language)]) + (
        [] if has_risk else [w["no_risk"]]
    )
    return (" ".join(texts),) if texts else ()


def _counts(rows: Sequence[CardRow], language: str) -> Paragraph:
    """How many rows have each colour, the worst first, and how many none."""
    w, counts, runs = words(language), [r.status for r in rows], list[TextRun]()
    for status in reversed(COLOURS):
        look = theme().look(status)
        runs.append(TextRun(f"{look.sign} ", look.colour, size=20.0))
        runs.append(TextRun(f"{counts.count(status)} {w[status.slug].lower()}      ", size=20.0))
    rest = sum(s not in COLOURS for s in counts)
    runs.append(TextRun(f"{theme().without_colour.sign} ", theme().without_colour.colour, size=20.0))
    runs.append(TextRun(f"{rest} {w['without_status']}", size=20.0))
    return tuple(runs)


def _paragraph(point: Point, size: float) -> Paragraph:
    """A point of the summary with what it is of in bold."""
    if not point.rest:
        return (TextRun(point.text, size=size),)
    return TextRun(f"{point.lead}:", bold=True, size=size), TextRun(f" {point.rest}.", size=size)


def _plan(deck: Deck, slide: Any, plan: PlanShown, language: str) -> None:
    """What is asked of the unit beside its deviations with their measures, a line each, as many as have room."""
    w, wide = words(language), WIDTH / 2 - 0.2
    for left, heading, texts in (
        (LEFT, w["plan_asked"], plan.asked),
        (LEFT + wide + 0.4, w["deviations"], deviation_lines(plan, language)),
    ):
        shown = _fitting(texts, wide, _SHARED)
        rest = len(texts) - len(shown)
        more = [w["and_more"].format(count=rest).strip()] if rest else []
        paragraphs = [(TextRun(text, size=_SHARED[0]),) for text in (*shown, *more)]
        if paragraphs:
            deck.text(slide, (left, 5.6, wide, 1.3), ((TextRun(heading, SOFT, size=_SHARED[0]),), *paragraphs))


def _fitting(texts: Sequence[str], wide: float, room: _Room) -> list[str]:
    """The first of the texts that there is room for, with a line to spare for how many more there are."""
    fitting, (size, left) = list[str](), room
    for text in texts:
        left -= lines(text, size, wide * 72)
        if left < (text is not texts[-1]):
            break
        fitting.append(text)
    return fitting
