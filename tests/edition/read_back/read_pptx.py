"""The decks: the card and the deviations show the year to date; a deviation has a chart of thirteen months."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pptx import Presentation

from kpidsl.rendering.shown.selection import stem

from . import Made, Said, under, unpacked

HOLDS = "cards"


def texts(path: Path) -> Iterator[str]:
    yield from unpacked(path.read_bytes(), path.name)


def figures(made: Made) -> Iterator[Said]:
    w, months = made.words, made.edition.months[-13:]
    for node in dict.fromkeys(node for node, _ in made.rows()):
        deck = Presentation(str(made.folder / "slides" / f"statusrapport-{stem(made.edition, node)}.pptx"))
        shapes = [s for slide in deck.slides for s in slide.shapes]
        natives = [s.table for s in shapes if s.has_table]
        tables = [[[c.text_frame.paragraphs[0].text for c in row.cells] for row in table.rows] for table in natives]
        below = [
            [["\n".join(p.text for p in c.text_frame.paragraphs[1:]) for c in r.cells] for r in t.rows] for t in natives
        ]
        for table, notes in zip(tables, below, strict=True):
            for row in (r for r in under(table, w) if w["status"] in r):
                at = [cells[0] for cells in table].index(row[w["code"]]), table[0].index(w["year_to_date"])
                yield Said(node, row[w["code"]], True, row[w["year_to_date"]], beside=notes[at[0]][at[1]])
        deviating = {row[0].split()[0]: row[1] for table in tables for row in table[1:] if len(row) == 8}
        series = {s.chart.plots[0].series[0].name.split()[0]: s.chart for s in shapes if s.has_chart}
        at_node = {i.code for at, i in made.rows() if at == node and made.edition.cell(i.code, node).deviation}
        assert deviating.keys() == series.keys() == at_node
        for code, text in deviating.items():
            yield Said(node, code, True, text)
            for month, value in zip(months, series[code].plots[0].series[0].values, strict=True):
                yield Said(node, code, False, value, month)
