"""The scorecard as workbooks: real numbers with formats, statuses as shape and word, the last months in each row.

`scorecard.xlsx` holds every unit (one sheet per level), `deviations.xlsx` every deviation with fields for action,
responsible and deadline, and the early warnings, `data_problems.xlsx` the work list of problems.html;
`workbooks/scorecard-<unit>.xlsx` one unit's card, its lists and the units below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kpidsl.model.edition import Edition
from kpidsl.model.organisation import Node, UnitKey
from kpidsl.model.spec import Indicator
from kpidsl.rendering.shown.open_matters import open_matters
from kpidsl.rendering.shown.selection import card, selected, stem
from kpidsl.rendering.shown.undelivered import late_below
from kpidsl.rendering.shown.work_list import work_list
from kpidsl.rendering.workbook.lines import BookRows, Shown
from kpidsl.rendering.workbook.sheets import Book
from kpidsl.wording.words import words

FOLDER = "workbooks"


def write_workbook(edition: Edition, folder: Path, language: str, units: Sequence[str] = ()) -> None:
    """The country's book, the deviations, the data problems, and a book for each of `units` (default: nation and
    counties)."""
    lines, w = BookRows(edition, language), words(language)
    nodes = edition.structure.nodes
    book = Book(folder / "scorecard.xlsx", edition, lines, w["card"])
    for level in dict.fromkeys(n.unit.kind for n in nodes):
        book.level(level, f"{w['card']}: {level}", _level(edition, level))
    book.close()
    book = Book(folder / "deviations.xlsx", edition, lines, w["deviations"])
    book.deviations(w["deviations"], w["deviations"], listed(lines, range(len(nodes)), lines.deviates))
    book.warnings(w["early_warnings"], w["early_warnings"], listed(lines, range(len(nodes)), lines.warns))
    if matters := list(open_matters(edition, language)):
        book.open_matters(w["open_matters"], w["open_matters"], matters)
    book.close()
    book = Book(folder / "data_problems.xlsx", edition, lines, w["problems"])
    book.problems(w["problems"], w["problems"], work_list(edition.problems, language))
    book.close()
    below = _below(edition)
    (folder / FOLDER).mkdir(exist_ok=True)
    for node in selected(edition, units):
        name = nodes[node].name
        book = Book(folder / FOLDER / f"scorecard-{stem(edition, node)}.xlsx", edition, lines, f"{w['card']}: {name}")
        book.card(w["card"], f"{w['card']}: {name}", card(edition, node), node)
        tree = _tree(below, node)
        book.deviations(w["deviations"], f"{w['deviations']}: {name}", listed(lines, tree, lines.deviates))
        book.warnings(w["early_warnings"], f"{w['early_warnings']}: {name}", listed(lines, tree, lines.warns))
        if late := late_below(edition, (node,), language):
            book.late(w["undelivered"], f"{w['undelivered']}: {name}", late)
        if below.get(node):
            book.level(w["units"], f"{w['units']}: {name}", _rows(edition, below[node]))
        book.close()


def _level(edition: Edition, level: str) -> Iterator[tuple[Node, Indicator, int]]:
    """Each indicator of the level's units, on the first line that has the indicator on the unit's card."""
    of_unit: dict[UnitKey, list[int]] = {}
    for at, node in enumerate(edition.structure.nodes):
        if node.unit.kind == level:
            of_unit.setdefault(node.unit, []).append(at)
    for nodes in of_unit.values():
        for indicator in edition.spec.indicators:
            standing = [at for at in nodes if indicator.stands_at(edition.structure.nodes[at])]
            if standing:
                yield edition.structure.nodes[standing[0]], indicator, standing[0]


def _rows(edition: Edition, nodes: Sequence[int]) -> Iterator[tuple[Node, Indicator, int]]:
    for at in nodes:
        for indicator in edition.indicators_at(at):
            yield edition.structure.nodes[at], indicator, at


def listed(
    lines: BookRows, nodes: Sequence[int], categories_of: Callable[[Indicator, int], Sequence[int]]
) -> Iterator[tuple[Node, Shown]]:
    """The rows of those categories at the nodes; a row that is equal on two lines (same unit, indicator, category and
    target) once."""
    seen: set[tuple[UnitKey, str, int, str]] = set()
    for at in nodes:
        node = lines.edition.structure.nodes[at]
        for indicator in lines.edition.spec.indicators:
            for category in categories_of(indicator, at):
                shown = lines.shown(indicator, at, category)
                key = (node.unit, indicator.code, category, shown.target)
                if key not in seen:
                    seen.add(key)
                    yield node, shown


def _below(edition: Edition) -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for at, node in enumerate(edition.structure.nodes):
        if node.parent is not None:
            children.setdefault(node.parent, []).append(at)
    return children


def _tree(below: dict[int, list[int]], node: int) -> list[int]:
    """The node and everything below it, parents before children."""
    return [node, *(at for child in below.get(node, ()) for at in _tree(below, child))]
