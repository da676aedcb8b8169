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
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.risk import RiskBasis
from kpidsl.model.spec import Indicator
from kpidsl.model.state import COLOURS, State
from kpidsl.rendering.shown.plan import PlanShown, deviation_lines, joined, plan_shown
from kpidsl.rendering.shown.rows import HISTORY, CardRow, row
from kpidsl.rendering.shown.selection import card, selected, stem
from kpidsl.rendering.shown.text_fit import fitting_size, lines
from kpidsl.rendering.shown.theme import theme
from kpidsl.rendering.slides.charts import Chart, Series, draw
from kpidsl.rendering.slides.drawing import (
    BODY,
    INK,
    LEFT,
    SMALL,
    SOFT,
    TOP,
    WIDTH,
    Deck,
    Paragraph,
    Table,
    TableCell,
    TableRow,
    TextRun,
    heads,
    plain,
)
from kpidsl.wording import numbers
from kpidsl.wording.cells import figure_text, news, risk_parts, target_text
from kpidsl.wording.definition import definition
from kpidsl.wording.words import words

TAGS = {"nb": "nb-NO", "en": "en-GB"}
FOLDER = "slides"
_MOST_REASON = 5
_FRONT, _FRONT_LINES = 12.0, 5
"""Points of the plan on the front, and how many lines there is room for."""


def period_end(edition: Edition) -> datetime:
    """The last day of the period: the date in every file's properties."""
    return datetime.combine((edition.period + 1).first_day - timedelta(1), time())


def write_slides(edition: Edition, folder: Path, language: str, units: Sequence[str] = ()) -> None:
    """slides/statusrapport-<unit>.pptx for the nodes that `units` names (default: nation and counties)."""
    place = folder / FOLDER
    place.mkdir()
    for node in selected(edition, units):
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
        self.indicators = {i.code: i for _, _, indicators in self.card for i in indicators}
        w = self.words
        about = f", {self.month}. {w['edition']} {edition.id}. {w['recipient']}: {edition.recipient}."
        about += f" {w['synthetic']}" if edition.synthetic else ""
        self.plan = plan_shown(edition, self.unit.unit, language)
        name = self.unit.name
        while len(name) > 1 and lines(name + about, SMALL, 11.0 * 72) > 1:
            name = name.rstrip("…")[:-1].rstrip() + "…"
        self.deck = Deck(TAGS[language], w["continued"], name + about)

    def write(self, path: Path) -> None:
        """Write the deck."""
        self._front()
        self._overview()
        self._deviations()
        self._development()
        self._risk()
        edition = self.edition
        subject = f"{edition.period}, {self.words['edition']} {edition.id}, {edition.recipient}"
        self.deck.save(path, f"{self.words['status_report']} {self.unit.name}", subject, period_end(edition))

    def _notes(self, codes: Sequence[str]) -> str:
        w = self.words
        definitions = [definition(self.indicators[c], self.language) for c in dict.fromkeys(codes)]
        for code in dict.fromkeys(codes):
            assessed = self.edition.cell(code, self.node).assessed
            if assessed is not None and assessed.reason:
                definitions.append(f"{code} {w['assessed']}: {assessed.reason}")
        return "\n\n".join(definitions)

    def _front(self) -> None:
        w, edition = self.words, self.edition
        reading = "\n\n".join(w[k] for k in ("arrow_note", "none_note", "risk_note", "disclosure_note"))
        title = f"{w['status_report']}: {self.unit.name}"
        slide = self.deck.front(title, self.month[:1].upper() + self.month[1:], reading)
        runs: list[TextRun] = []
        counts = [r.status for r in self.rows.values()]
        for status in reversed(COLOURS):
            look = theme().look(status)
            runs.append(TextRun(f"{look.sign} ", look.colour, size=20.0))
            runs.append(TextRun(f"{counts.count(status)} {w[status.slug].lower()}      ", size=20.0))
        rest = sum(s not in COLOURS for s in counts)
        runs.append(TextRun(f"{theme().without_colour.sign} ", theme().without_colour.colour, size=20.0))
        runs.append(TextRun(f"{rest} {w['without_status']}", size=20.0))
        self.deck.text(slide, (LEFT, 3.85, WIDTH, 0.4), (tuple(runs),))
        facts = [(w["line"], self.unit.line), (w["recipient"], edition.recipient), (w["edition"], edition.id)]
        paragraphs = [(TextRun(f"{name}: ", SOFT, size=14.0), TextRun(text, size=14.0)) for name, text in facts if text]
        self.deck.text(slide, (LEFT, 4.75, WIDTH, 1.0), paragraphs)
        if self.plan:
            self._front_plan(slide, self.plan)
        if edition.synthetic:
            self.deck.strip(slide, w["synthetic"])

    def _front_plan(self, slide: Any, plan: PlanShown) -> None:
        """What is asked of the unit beside its deviations with their measures, a line each, as many as there is room
        for."""
        wide, said = WIDTH / 2 - 0.2, deviation_lines(plan, self.language)
        for left, heading, texts in (
            (LEFT, self.words["plan_asked"], plan.asked),
            (LEFT + wide + 0.4, self.words["deviations"], said),
        ):
            shown = _fitting(texts, wide)
            rest = len(texts) - len(shown)
            more = [self.words["and_more"].format(count=rest).strip()] if rest else []
            paragraphs = [(TextRun(text, size=_FRONT),) for text in (*shown, *more)]
            if paragraphs:
                self.deck.text(slide, (left, 5.6, wide, 1.3), ((TextRun(heading, SOFT, size=_FRONT),), *paragraphs))

    def _overview(self) -> None:
        w = self.words
        names = [w[k] for k in ("code", "indicator", "target", "year_to_date", "arrow", "status", "risk")]
        head = heads(names, (2, 3))
        tables = []
        for perspective, title, indicators in self.card:
            rows = tuple(TableRow(self._overview_cells(i), i.code) for i in indicators)
            heading = f"{perspective[:1].upper()}{perspective[1:]}: {title}" if perspective else title
            alt = f"{w['card']}, {self.unit.name}, {self.month}. {heading}. " + self._as_text(indicators)
            tables.append(Table(heading, head, (0.58, 4.2, 1.5, 1.65, 1.4, 1.33, 1.573), rows, alt))
        self.deck.tables(f"{w['card']}: {self.unit.name}, {self.month}", tables, self._notes)

    def _as_text(self, indicators: Sequence[Indicator]) -> str:
        rows = [self.rows[i.code] for i in indicators]
        return "; ".join(f"{r.code} {r.year_to_date} {r.status_word}".strip() for r in rows) + "."

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
            plain(shown.title, bold=shown.is_deviation),
            plain(shown.target, right=True),
            plain(shown.year_to_date, ", ".join(shown.notes), right=True, bold=True),
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
        w, month = self.words, numbers.month_name(self.edition.period, self.language, "MMMM")
        deviating = [i for i in self.indicators.values() if self.rows[i.code].is_deviation]
        if not deviating:
            slide = self.deck.content(f"{w['deviations']}: {self.unit.name}, {self.month}", w["no_deviations"])
            self.deck.text(slide, (LEFT, TOP + 0.1, WIDTH, 0.5), ((TextRun(w["no_deviations"], size=18.0),),))
            return
        new = sum(self._news(i) == "new" for i in deviating)
        keys = ("indicator", "year_to_date", "distance", "since_head", "hangs_together", "measure", "who", "deadline")
        table = Table(
            "",
            heads([w[k] for k in keys], (1,)),
            (2.85, 1.15, 1.75, 0.98, 1.68, 2.05, 1.0, 0.773),
            tuple(TableRow(self._deviation_cells(i), i.code, 0.62) for i in deviating),
            f"{w['deviations']}, {self.unit.name}, {self.month}. "
            + "; ".join(f"{r.code} {r.deviation}" for r in (self.rows[i.code] for i in deviating))
            + f". {w['to_fill_in']}",
            ((TextRun(w["to_fill_in"], SOFT, size=BODY),),),
        )
        title = w["deviations_headline"].format(count=len(deviating), month=month, new=new)
        self.deck.tables(f"{self.unit.name}: {title}", (table,), self._notes)

    def _news(self, indicator: Indicator) -> str:
        return news(self.edition.cell(indicator.code, self.node), self.edition)

    def _deviation_cells(self, indicator: Indicator) -> tuple[TableCell, ...]:
        w, shown = self.words, self.rows[indicator.code]
        change = self._news(indicator)
        status = self._status(shown, SMALL)
        if shown.arrow_word:
            status = (*status, TextRun(f", {shown.arrow_word}", SOFT, size=SMALL))
        case = self.plan.case_of(indicator.code) if self.plan else ""
        about: list[Paragraph] = [(TextRun(f"{shown.code} {shown.title}", bold=True),), status]
        about += [(TextRun(f"{w['case']} {case}", SOFT, size=SMALL),)] if case else []
        return (
            TableCell(tuple(about)),
            plain(shown.year_to_date, f"{w['target'].lower()} {shown.target}", right=True, bold=True),
            plain(shown.deviation),
            plain(shown.since, w[change] if change else ""),
            self._linked(indicator),
            *self._measure_cells(indicator.code),
        )

    def _measure_cells(self, code: str) -> tuple[TableCell, TableCell, TableCell]:
        """The measures, who is responsible and by when; open to be filled in where nothing is entered."""
        measures = self.plan.of(code) if self.plan else ()
        if not measures:
            return TableCell(open=True), TableCell(open=True), TableCell(open=True)
        said: list[Paragraph] = []
        for one in measures:
            said.append((TextRun(one.text),))
            said += [(TextRun(one.notes, SOFT, size=SMALL),)] if one.notes else []
        who, deadline = joined(measures, "responsible"), joined(measures, "deadline")
        return TableCell(tuple(said)), _in_lines(who), _in_lines(deadline)

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

    def _development(self) -> None:
        deviating = [i for i in self.indicators.values() if self.rows[i.code].is_deviation]
        count = -(-len(deviating) // 4)
        for number in range(count):
            group = deviating[number * len(deviating) // count : (number + 1) * len(deviating) // count]
            more = f" ({number + 1}/{count})" if count > 1 else ""
            title = self.words["development"].format(unit=self.unit.name)
            slide = self.deck.content(title + more, self._notes([i.code for i in group]))
            self._charts(slide, [(self._chart(i), self._caption(i)) for i in group])

    def _charts(self, slide: Any, charts: Sequence[tuple[Chart, str]]) -> None:
        """One chart over the whole width, two side by side, three or four two by two."""
        across, down = min(len(charts), 2), (len(charts) + 1) // 2
        wide, high = (WIDTH - 0.45 * (across - 1)) / across, 2.66 if down == 2 else 3.9
        titles = [c.title for c, _ in charts]
        size = min(fitting_size(t, wide * 72, ((14.0, 1), (13.0, 1), (12.0, 1), (11.0, 2)), bold=True) for t in titles)
        over = max(lines(t, size, wide * 72, bold=True) for t in titles) * size * 1.2 / 72
        for at, (chart, caption) in enumerate(charts):
            left, top = LEFT + (at % 2) * (wide + 0.45), TOP + (at // 2) * (high + 0.15)
            heading = ((TextRun(chart.title, bold=True, size=size),), (TextRun(caption, SOFT, size=SMALL + 1),))
            self.deck.text(slide, (left, top, wide, over + 0.2), heading)
            draw(self.deck, slide, (left, top + over + 0.22, wide, high - over - 0.22), chart)

    def _caption(self, indicator: Indicator) -> str:
        w, shown = self.words, self.rows[indicator.code]
        month = numbers.month_name(self.edition.period, self.language, "MMMM")
        text = f"{month} {shown.result}, {w['year_to_date'].lower()} {shown.year_to_date}"
        figure = self.edition.cell(indicator.code, self.node).month
        if figure.target is None:
            return text
        target = target_text(figure, indicator, self.language, in_millions=True)
        return f"{text}; {w['dashed']}: {w['target'].lower()} {target}"

    def _chart(self, indicator: Indicator) -> Chart:
        edition, w = self.edition, self.words
        months = edition.months[-HISTORY:]
        figures = [edition.cell(indicator.code, self.node, m).month for m in months]
        decimals = indicator.unit.decimals
        values, lows, highs = [], [], []
        for f in figures:
            edges = tuple(e * indicator.scale for e in (f.target, f.target_high) if e is not None)
            value = None if f.value is None or f.hidden or f.state is not State.VALUE else f.value * indicator.scale
            places = decimals if value is None else numbers.figure_decimals(value, indicator.unit, edges)
            values.append(None if value is None else float(numbers.rounded(value, places)))
            lows.append(None if f.target is None else float(numbers.rounded(f.target * indicator.scale, decimals + 2)))
            high = f.target_high
            highs.append(None if high is None else float(numbers.rounded(high * indicator.scale, decimals + 2)))
        goals = [Series(w["target"], tuple(lows)), Series(w["target"], tuple(highs))]
        short = [numbers.month_name(m, self.language, "MMM yy") for m in months]
        text = ", ".join(f"{m} {figure_text(f, indicator, self.language)}" for m, f in zip(short, figures, strict=True))
        title = f"{indicator.code} {indicator.title}"
        return Chart(
            months=tuple(short),
            figures=Series(title, tuple(values)),
            goals=tuple(g for g in goals if any(v is not None for v in g.values)),
            label="" if values[-1] is None else numbers.without_unit(self.rows[indicator.code].result),
            number_format="0" + ("." + "0" * decimals if decimals else ""),
            alt=f"{w['line_chart']}: {title}, {self.unit.name}. {text}.",
            title=title,
            in_millions=indicator.unit is UnitOfMeasure.KRONER
            and max(map(abs, filter(None, values)), default=0) >= 1e6,
        )

    def _risk(self) -> None:
        w = self.words
        at_risk = [i for i in self.indicators.values() if self._has_risk(i)]
        title = f"{w['risk_headline']}: {self.unit.name}, {self.month}"
        if not any(self.edition.cell(i.code, self.node).risk for i in at_risk):
            slide = self.deck.content(title, w["risk_note"])
            self.deck.text(slide, (LEFT, TOP + 0.1, WIDTH, 0.5), ((TextRun(w["no_risk"], size=18.0),),))
            return
        keys = ("code", "indicator", "year_to_date", "target", "risk", "probability", "assessed")
        rows = tuple(TableRow(self._risk_cells(i), i.code) for i in at_risk)
        text = "; ".join(f"{i.code} {self.rows[i.code].risk}" for i in at_risk if self.rows[i.code].risk)
        table = Table(
            "",
            heads([w[k] for k in keys], (2, 3, 5)),
            (0.6, 3.75, 1.35, 1.3, 0.95, 1.2, 3.083),
            rows,
            f"{title}. {text}.",
            ((TextRun(w["risk_lead"], SOFT, size=BODY),),),
        )
        self.deck.tables(title, (table,), lambda codes: f"{w['risk_note']}\n\n{self._notes(codes)}")

    def _has_risk(self, indicator: Indicator) -> bool:
        cell = self.edition.cell(indicator.code, self.node)
        return cell.risk is not None or cell.assessed is not None

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


def _fitting(texts: Sequence[str], wide: float) -> list[str]:
    """The first of the texts that the front has room for, with a line to spare for how many more there are."""
    fitting, room = list[str](), _FRONT_LINES
    for text in texts:
        room -= lines(text, _FRONT, wide * 72)
        if room < (text is not texts[-1]):
            break
        fitting.append(text)
    return fitting
