"""The workbooks: a unit's card shows the result, the year to date and thirteen months, the last four as text too; the
country's, every unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl

from kpidsl.rendering.shown.selection import stem

from . import Made, Said, local, unpacked

HOLDS = "cards"


def texts(path: Path) -> Iterator[str]:
    yield from unpacked(path.read_bytes(), path.name)


def figures(made: Made) -> Iterator[Said]:
    w, months = made.words, made.edition.months[-13:]
    for node in dict.fromkeys(node for node, _ in made.rows()):
        path = made.folder / "workbooks" / f"scorecard-{stem(made.edition, node)}.xlsx"
        sheet = openpyxl.load_workbook(path)[w["card"]]
        head = [c.value for c in sheet[3]]
        for cells in sheet.iter_rows(min_row=4):
            code = cells[0].value
            if made.edition.spec.indicator(code) is None:
                continue  # a result requirement's heading
            yield Said(node, code, True, shown(cells[head.index(w["year_to_date"])], made.language))
            result, _, longer = shown(cells[head.index(w["result"])], made.language).partition("; ")
            yield Said(node, code, False, result, beside=longer)
            beside = cells[head.index(w["last_months"]) + 1 :]
            for month, cell in zip(months, beside, strict=True):
                yield Said(node, code, False, shown(cell, made.language), month, bare=True)
            together = str(cells[head.index(w["last_months"])].value or "")
            assert together or all(isinstance(cell.value, str) for cell in beside[-4:])
            for month, text in zip(months[-4:], together.split(" · "), strict=True) if together else ():
                yield Said(node, code, False, text, month, bare=True)
    yield from _of_the_country(made)


def _of_the_country(made: Made) -> Iterator[Said]:
    w, nodes = made.words, made.edition.structure.nodes
    first = {n.unit: at for at, n in reversed(list(enumerate(nodes)))}
    by_name = {(u.kind, nodes[at].name): at for u, at in first.items()}
    for sheet in openpyxl.load_workbook(made.folder / "scorecard.xlsx"):
        head = [c.value for c in sheet[3]]
        for row in sheet.iter_rows(min_row=4):
            node = by_name[sheet.title, row[0].value]
            yield Said(node, row[1].value, True, shown(row[head.index(w["year_to_date"])], made.language))
            result, _, beside = shown(row[head.index(w["result"])], made.language).partition("; ")
            yield Said(node, row[1].value, False, result, beside=beside)


def shown(cell: Any, language: str) -> str:
    """A cell as a spreadsheet shows it."""
    if not isinstance(cell.value, int | float):
        return str(cell.value)
    pinned = {"nb": "[$-414]", "en": "[$-809]"}[language]  # Norwegian bokmål, British English (MS-LCID)
    assert cell.number_format.startswith(pinned), cell.number_format
    found = re.fullmatch(r'#,##0(?:\.(0+))?(?:"([^"]*)")?', cell.number_format.removeprefix(pinned))
    assert found, cell.number_format
    decimals = len(found[1] or "")
    number = Decimal(f"{cell.value:.15g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return local(number, language) + (found[2] or "")
