"""The status report as slides: front, the card, deviations with fields to fill in, development, risk.

One deck per unit and steering line. Every figure is a row's text, so the slides say what the pages say.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from babel.dates import format_date

from kpidsl.model.edition import Edition
from kpidsl.model.risk import RiskBasis, RiskLevel
from kpidsl.model.spec import Indicator
from kpidsl.model.state import COLOURS
from kpidsl.rendering.shown.effect_map import effect_map
from kpidsl.rendering.shown.locked_card import edition_name
from kpidsl.rendering.shown.plan import joined, plan_shown
from kpidsl.rendering.shown.rows import CardRow, row
from kpidsl.rendering.shown.selection import card, selected, stem
from kpidsl.rendering.shown.shares import EVERYTHING, FileShare
from kpidsl.rendering.shown.summary import Deviating, all_quoted, headlines, worst_first
from kpidsl.rendering.shown.text_fit import beginning, lines
from kpidsl.rendering.shown.theme import theme
from kpidsl.rendering.slides.development import DrawnIndicator, charts_below
from kpidsl.rendering.slides.drawing import (
    BODY,
    BOTTOM,
    INK,
    SMALL,
    SOFT,
    TOP,
    Deck,
    DrawnTable,
    Paragraph,
    TableCell,
    TableRow,
    TextRun,
    heads,
    is_long,
    plain,
)
from kpidsl.rendering.slides.effect_map import map_slides
from kpidsl.rendering.slides.front import front_slide
from kpidsl.rendering.slides.report import report_slides
from kpidsl.wording import numbers
from kpidsl.wording.cells import risk_parts, risk_text
from kpidsl.wording.definition import definition
from kpidsl.wording.since import counted_with_new, news
from kpidsl.wording.words import words

TAGS = {"nb": "nb-NO", "en": "en-GB"}
FOLDER = "slides"
_MOST_REASON = 5
_WORST, _CHART = 3, 2.4
"""The indicators furthest from their targets on one slide, and how high a chart is at least."""


def period_end(edition: Edition) -> datetime:
    """The last day of the period: the date in every file's properties."""
    return datetime.combine((edition.period + 1).first_day - timedelta(1), time())


def write_slides(
    edition: Edition, folder: Path, language: str, units: Sequence[str] = (), share: FileShare = EVERYTHING
) -> None:
    """slides/statusrapport-<unit>.pptx for the share of the nodes that `units` names (default: nation and counties)."""
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    for node in share.among(list(selected(edition, units))):
        StatusReport(edition, node, language).write(place / f"statusrapport-{stem(edition, node)}.pptx")


class StatusReport:
    """The report of one unit on one line."""

    def __init__(self, edition: Edition, node: int, language: str) -> None:
        self.edition, self.node, self.language, self.words = edition, node, language, words(language)
        self.unit = edition.structure.nodes[node]
        self.month = numbers.month_name(edition.period, language)
        self.card = card(edition, node)
        self.rows: dict[str, CardRow] = {
            i.code: row(edition, i, node, "", language) for _, _, indicators in self.card for i in indicators
        }
        self._has_ambitions = any(shown.ambition for shown in self.rows.values())
        self.indicators = {i.code: i for _, _, indicators in self.card for i in indicators}
        w = self.words
        about = f", {self.month}. {edition_name(edition, language)}. {w['recipient']}: {edition.recipient}."
        about += f" {w['synthetic']}" if edition.synthetic else ""
        self.plan = plan_shown(edition, self.unit.unit, language)
        room = lines(about, SMALL, 11.0 * 72)
        name = beginning(self.unit.name, lambda text: lines(text + about, SMALL, 11.0 * 72) <= room)
        self.deck = Deck(TAGS[language], w["continued"], name + about)

    def write(self, path: Path) -> None:
        """Write the deck."""
        front_slide(self.deck, self.edition, self.node, list(self.rows.values()), self.plan, self.language)
        self._overview()
        self._deviations()
        report_slides(self.deck, self.unit.name, self.unit.line, self.plan, self.words)
        shown = effect_map(self.edition, self.node, self.rows, self.language)
        map_slides(self.deck, self.unit.name, shown, self.words, self._notes)
        self._risk()
        subject = f"{self.edition.period}, {edition_name(self.edition, self.language)}, {self.edition.recipient}"
        self.deck.save(path, f"{self.words['status_report']} {self.unit.name}", subject, period_end(self.edition))

    def _notes(self, codes: Sequence[str]) -> str:
        w = self.words
        definitions = [definition(self.indicators[c], self.language) for c in dict.fromkeys(codes)]
        for code in dict.fromkeys(codes):
            assessed = self.edition.cell(code, self.node).assessed
            if assessed is not None and assessed.reason:
                definitions.append(f"{code} {w['assessed']}: {assessed.reason}")
        return "\n\n".join(definitions)

    def _overview(self) -> None:
        w = self.words
        widths = {"code": 0.58, "indicator": 4.2, "target": 1.5, "year_to_date": 1.65, "arrow": 1.4, "status": 1.33}
        widths["risk"] = 1.573
        if self._has_ambitions:
            widths = {"code": 0.58, "indicator": 3.0, "target": 1.5, "ambition": 1.2} | widths | {"indicator": 3.0}
        head = heads([w[k] for k in widths], (2, 3, 4) if self._has_ambitions else (2, 3))
        tables = []
        for perspective, title, indicators in self.card:
            rows = tuple(TableRow(self._overview_cells(i), i.code) for i in indicators)
            heading = f"{perspective[:1].upper()}{perspective[1:]}: {title}" if perspective else title
            alt = f"{w['card']}, {self.unit.name}, {self.month}. {heading}. " + self._as_text(indicators)
            of_what = self._of_what(indicators)
            tables.append(DrawnTable(heading, head, tuple(widths.values()), rows, alt, beside=of_what))
        self.deck.tables(self._headline(), tables, self._notes)

    def _of_what(self, indicators: Sequence[Indicator]) -> str:
        """Of what the per cent are beside the risks; empty where none has any."""
        return self.words["risk_in_percent"] if any("%" in self.rows[i.code].risk for i in indicators) else ""

    def _headline(self) -> str:
        """The title of the card's slides: what it says, as much of it as is read from afar."""
        title = f"{self.words['card']}: {self.unit.name}, {self.month}"
        for headline in headlines(self.edition, self.node, self.language):
            title = f"{self.unit.name}, {self.month}: {headline}"
            if not is_long(title):
                break
        return title

    def _as_text(self, indicators: Sequence[Indicator]) -> str:
        rows = [self.rows[i.code] for i in indicators]
        return "; ".join(f"{r.code} {r.year_to_date} {r.longer or r.status_word}".strip() for r in rows) + "."

    def _overview_cells(self, indicator: Indicator) -> tuple[TableCell, ...]:
        shown = self.rows[indicator.code]
        cell = self.edition.cell(indicator.code, self.node)
        arrow: tuple[Paragraph, ...] = ()
        if sign := theme().arrow_sign(cell.trend):
            colour = theme().look(cell.month.status).colour
            arrow = ((TextRun(f"{sign} ", colour, True, BODY + 1), TextRun(shown.arrow_word)),)
        elif shown.arrow_word:
            arrow = ((TextRun(shown.arrow_word),),)
        risk: list[Paragraph] = [(TextRun(shown.risk),)] if shown.risk else []
        if cell.risk is not None and cell.risk.basis is RiskBasis.THIN:
            risk.append((TextRun(self.words["risk_uncertain"], SOFT, size=SMALL),))
        if cell.assessed is not None:
            level = self.words[f"risk_{cell.assessed.level}"].lower()
            risk.append((TextRun(self.words["assessed_short"].format(level=level), SOFT, size=SMALL),))
        return (
            plain(shown.code),
            plain(shown.title, ", ".join(shown.notes), bold=shown.is_deviation),
            plain(shown.target, right=True),
            *((plain(shown.ambition, right=True),) if self._has_ambitions else ()),
            plain(shown.year_to_date, shown.longer, right=True, bold=True),
            TableCell(arrow),
            TableCell((self._status(shown),)),
            TableCell(tuple(risk)),
        )

    def _status(self, shown: CardRow, size: float = BODY) -> Paragraph:
        """The status as shape and word: distinguishable without colour."""
        look = theme().look(shown.status)
        if not shown.shape:
            return (TextRun(shown.status_word, SOFT, size=size),)
        return (
            TextRun(f"{look.sign} ", look.colour, size=size),
            TextRun(shown.status_word, look.colour if shown.status in COLOURS else INK, size=size),
        )

    def _deviations(self) -> None:
        w = self.words
        deviating = worst_first(self.edition, self.node)
        if not deviating:  # the front says so
            return
        order = (w["deviations_order"],) if len(deviating) > 1 else ()
        keys = ("indicator", "year_to_date", "distance", "since_head", "hangs_together", "measure", "who", "deadline")
        table = DrawnTable(
            "",
            heads([w[k] for k in keys], (1,)),
            (2.85, 1.15, 1.7, 1.25, 1.53, 1.98, 1.0, 0.773),
            tuple(TableRow(self._deviation_cells(one), one.code, 0.62) for one in deviating),
            f"{w['deviations']}, {self.unit.name}, {self.month}. "
            + "; ".join(f"{r.code} {r.deviation}" for r in map(self._row, deviating))
            + f". {w['to_fill_in']}",
            ((TextRun(" ".join((*order, w["to_fill_in"])), SOFT, size=BODY),),),
        )
        counted = counted_with_new([self._news(one) for one in deviating], self.edition.period, self.language)
        title = f"{self.unit.name}: {counted}"
        slide, below = self.deck.tables(title, (table,), self._notes)
        if len(deviating) <= _WORST and BOTTOM - below >= _CHART:
            self._charts(slide, below, deviating)
        else:
            self._development(deviating)

    def _news(self, one: Deviating) -> str:
        return news(self.edition, one.code, self.node, one.category)

    def _row(self, one: Deviating) -> CardRow:
        if not one.category:
            return self.rows[one.code]
        return row(self.edition, one.indicator, self.node, "", self.language, one.category)

    def _deviation_cells(self, one: Deviating) -> tuple[TableCell, ...]:
        w, shown = self.words, self._row(one)
        change = self._news(one)
        status = self._status(shown, SMALL)
        if shown.arrow_word:
            status = (*status, TextRun(f", {shown.arrow_word}", SOFT, size=SMALL))
        case = self.plan.case_of(one.code) if self.plan else ""
        about: list[Paragraph] = [(TextRun(f"{shown.code} {shown.title}", bold=True),), status]
        about += [(TextRun(f"{w['case']} {case}", SOFT, size=SMALL),)] if case else []
        return (
            TableCell(tuple(about)),
            plain(shown.year_to_date, f"{w['target'].lower()} {shown.target}", right=True, bold=True),
            plain(shown.deviation),
            plain(shown.since, w[change] if change else ""),
            self._linked(one.indicator),
            *self._measure_cells(one.code),
        )

    def _measure_cells(self, code: str) -> tuple[TableCell, TableCell, TableCell]:
        """The measures, who is responsible and by when; open to be filled in where nothing is entered."""
        measures = self.plan.of(code) if self.plan else ()
        if not measures:
            return TableCell(open=True), TableCell(open=True), TableCell(open=True)
        paragraphs: list[Paragraph] = []
        for one in measures:
            paragraphs.append((TextRun(one.text),))
            paragraphs += [(TextRun(one.notes, SOFT, size=SMALL),)] if one.notes else []
        who, deadline = joined(measures, "responsible"), joined(measures, "deadline")
        return TableCell(tuple(paragraphs)), _in_lines(who), _in_lines(deadline)

    def _linked(self, indicator: Indicator) -> TableCell:
        """The indicators that it is assumed to work on or be worked on by, with their statuses."""
        on = [link.effect for link in indicator.links if link.effect in self.rows]
        by = [i.code for i in self.indicators.values() if any(x.effect == indicator.code for x in i.links)]
        paragraphs: list[Paragraph] = []
        for key, codes in (("links", on), ("linked_by", by)):
            if codes:
                paragraphs.append((TextRun(self.words[key], SOFT, size=SMALL),))
                paragraphs += [(TextRun(f"{c} "), *self._status(self.rows[c])) for c in codes]
        return TableCell(tuple(paragraphs))

    def _development(self, deviating: Sequence[Deviating]) -> None:
        """The three furthest from their targets on a slide of their own, the others in the card's order."""
        worst, rest = deviating[:_WORST], deviating[_WORST:]
        if worst:
            indicators = all_quoted([self._row(one).title for one in worst], self.language)
            title = self.words["development_worst"].format(unit=self.unit.name, indicators=indicators)
            if is_long(title):
                indicators = ", ".join(i.code for i in worst)
                title = self.words["development_worst"].format(unit=self.unit.name, indicators=indicators)
            self._charts(self.deck.content(title, self._notes([i.code for i in worst])), TOP, worst)
        count = -(-len(rest) // 4)
        for number in range(count):
            group = rest[number * len(rest) // count : (number + 1) * len(rest) // count]
            more = f" ({number + 1}/{count})" if count > 1 else ""
            title = self.words["development"].format(unit=self.unit.name)
            self._charts(self.deck.content(title + more, self._notes([i.code for i in group])), TOP, group)

    def _charts(self, slide: Any, top: float, deviating: Sequence[Deviating]) -> None:
        shown = [
            DrawnIndicator(self.edition, one.indicator, self.node, self._row(one), self.language, one.category)
            for one in deviating
        ]
        charts_below(self.deck, slide, top, [(one.chart(), one.caption()) for one in shown])

    def _risk(self) -> None:
        w = self.words
        at_risk = [i for i in self.indicators.values() if self.edition.cell(i.code, self.node).has_risk]
        if not at_risk:  # the front says so
            return
        risks = [r for i in at_risk if (r := self.edition.cell(i.code, self.node).risk) is not None]
        high = sum(r.level is RiskLevel.HIGH for r in risks)
        about = {"unit": self.unit.name, "month": self.month, "high": high, "all": len(risks)}
        title = w["risk_headline" if risks else "risk_unknown_headline"].format(**about)
        keys = ["code", "indicator", "year_to_date", "target", "risk", "probability", "assessed"]
        widths = [0.6, 3.75, 1.35, 1.3, 0.95, 1.2, 3.083]
        if all(self.edition.cell(i.code, self.node).assessed is None for i in at_risk):
            keys.pop()
            widths[1] += widths.pop()
        rows = tuple(TableRow(self._risk_cells(i)[: len(keys)], i.code) for i in at_risk)
        texts = ((i.code, risk_text(self.edition.cell(i.code, self.node), self.language)) for i in at_risk)
        text = "; ".join(f"{code} {risk}" for code, risk in texts if risk)
        table = DrawnTable(
            "",
            heads([w[k] for k in keys], (2, 3, 5)),
            tuple(widths),
            rows,
            f"{title}. {text}.",
            ((TextRun(w["risk_lead"], SOFT, size=BODY),),),
        )
        self.deck.tables(title, (table,), lambda codes: f"{w['risk_note']}\n\n{self._notes(codes)}")

    def _risk_cells(self, indicator: Indicator) -> tuple[TableCell, ...]:
        w, shown = self.words, self.rows[indicator.code]
        cell = self.edition.cell(indicator.code, self.node)
        word, chance, thin = "", "", ""
        if cell.risk is not None:
            word, chance = risk_parts(cell, self.language)
            thin = w["risk_uncertain"] if cell.risk.basis is RiskBasis.THIN else ""
        assessed = TableCell()
        if cell.assessed is not None:
            on = format_date(cell.assessed.on, "medium", locale=self.language) if cell.assessed.on else ""
            assessment = f"{w[f'risk_{cell.assessed.level}']}: {self._shortened(cell.assessed.reason, 2.9)}"
            assessed = plain(assessment, f"{cell.assessed.by} {on}".strip())
        return (
            plain(shown.code),
            plain(shown.title, shown.need),
            plain(shown.year_to_date, right=True, bold=True),
            plain(shown.target, right=True),
            plain(word, bold=True),
            plain(chance, thin, right=True),
            assessed,
        )

    def _shortened(self, text: str, wide: float) -> str:
        """As much of the text as fits on the given lines; the whole text is in the notes."""
        kept = " ".join(text.split()).split(" ")
        if lines(" ".join(kept), BODY, wide * 72) <= _MOST_REASON:
            return " ".join(kept)
        while len(kept) > 1 and lines(" ".join(kept) + " …", BODY, wide * 72) > _MOST_REASON:
            kept.pop()
        return " ".join(kept) + " …"


def _in_lines(text: str) -> TableCell:
    return TableCell(tuple((TextRun(line),) for line in text.split("\n")))
