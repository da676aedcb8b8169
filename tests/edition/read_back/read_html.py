"""The pages: a unit's card shows the result and the year to date."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from kpidsl.rendering.html.pages import unit_page

from . import Made, Said, under

HOLDS = "cards"


def texts(path: Path) -> Iterator[str]:
    yield path.read_text(encoding="utf-8")


def figures(made: Made) -> Iterator[Said]:
    """Of each unit's first line: a unit's page shows another line only where it differs."""
    nodes, w = made.edition.structure.nodes, made.words
    first = {n.unit: at for at, n in reversed(list(enumerate(nodes)))}
    wanted = {node for node, _ in made.rows()}
    for unit, node in first.items():
        if node not in wanted:
            continue
        tables = Tables()
        tables.feed((made.folder / unit_page(unit)).read_text(encoding="utf-8"))
        rows = [["\n".join(cell) for cell in row] for row in tables.rows]
        by_head = [{head.partition("\n")[0]: text for head, text in r.items()} for r in under(rows, w)]
        shown = {r[w["code"]]: r for r in reversed(by_head)}
        for code, row in shown.items():
            yield Said(node, code, True, row[w["year_to_date"]].partition("\n")[0])
            result, _, beside = row[w["result"]].partition("\n")
            yield Said(node, code, False, result, beside=beside)


class Tables(HTMLParser):
    """The tables of a page: rows of cells, each a list of its stretches of text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[list[str]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append([])
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and data.strip():
            self.rows[-1][-1].append(data.strip(" \n"))
