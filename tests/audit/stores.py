"""Stores written by hand: small countries of which every number is seen in the test."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Tree = Mapping[str, object]
"""Units by code, with those below them; the lowest units have none."""
Figure = tuple[int, int]
"""Numerator and denominator, which is the number of cases."""
Cell = tuple[str, str, str, str, str]
"""Indicator, category, unit, month, and `month` or `ytd`."""
STATE: Tree = {"NO": {"01": {"0101": {}, "0102": {}, "0103": {}}, "02": {"0201": {}}}}
MUNICIPAL: Tree = {"K0": {"0103": {}, "0201": {}}, "K1": {"0102": {}}, "K3": {"0101": {}}}
HIDDEN, WITHHELD = "hidden", "withheld_by_source"


@dataclass
class Country:
    """What is printed of a country: figures, and the states of cells without one."""

    lines: Mapping[str, Tree] = field(default_factory=lambda: {"statlig": STATE})
    parts: Mapping[str, str] = field(default_factory=dict)
    threshold: int = 5
    hiding: Mapping[str, Mapping[str, object]] | None = None
    """The rules by indicator: `below`, `rest`, `none_and_all`; None where the edition does not tell them."""
    cells: dict[Cell, Figure | str] = field(default_factory=dict)

    def put(self, unit: str, figure: Figure | str, **at: str) -> None:
        """A cell: its figure or its state. Usually indicator S.1 in 2026-01, the month."""
        month, window = at.get("month", "2026-01"), at.get("window", "month")
        self.cells[at.get("indicator", "S.1"), at.get("category", ""), unit, month, window] = figure

    def write(self, store: Path, name: str = "1-aa") -> Path:
        """The edition's folder in the store; the reporting month is the last one that has a cell."""
        period = max(month for _, _, _, month, _ in self.cells)
        folder = store / period / name
        folder.mkdir(parents=True)
        about = {"id": name.partition("-")[2], "period": period, "recipient": "all", "suppress_below": self.threshold}
        about |= {"hiding": self.hiding} if self.hiding is not None else {}
        (folder / "edition.json").write_text(json.dumps(about), encoding="utf-8")
        nodes = [(line, *node) for line, tree in self.lines.items() for node in _nodes(tree)]
        with (folder / "units.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("line", "level", "unit", "unit_name", "parent_level", "parent", "part_of"))
            for line, code, parent in nodes:
                above = (level(parent), parent) if parent else ("", "")
                writer.writerow((line, level(code), code, code, *above, self.parts.get(code, "")))
        self._write_results(folder / "results.csv", nodes)
        return folder

    def _write_results(self, path: Path, nodes: Iterable[tuple[str, str, str]]) -> None:
        series = dict.fromkeys((indicator, category, month) for indicator, category, _, month, _ in self.cells)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("period", "line", "level", "unit", "indicator", "category", "numerator", "denominator",
                             "n", "state", "ytd_numerator", "ytd_denominator", "ytd_state"))  # fmt: skip
            for line, code, _ in nodes:
                for indicator, category, month in series:
                    key = (indicator, category, code, month)
                    top, bottom, state = _printed(self.cells.get((*key, "month")))
                    printed = (top, bottom, bottom, state, *_printed(self.cells.get((*key, "ytd"))))
                    writer.writerow((month, line, level(code), code, indicator, category, *printed))


def level(code: str) -> str:
    """The level of a code: NO, 01, K1, 0101, and 0101-K1 for a part."""
    return {"NO": "land"}.get(code) or ("kommune" if code[0] == "K" else "kontor" if len(code) > 2 else "fylke")


def _printed(figure: Figure | str | None) -> tuple[str, str, str]:
    if figure is None or isinstance(figure, str):
        return "", "", figure or "not_relevant"
    return str(figure[0]), str(figure[1]), "value"


def _nodes(tree: Tree, parent: str = "") -> Iterable[tuple[str, str]]:
    for code, below in tree.items():
        yield code, parent
        assert isinstance(below, Mapping)
        yield from _nodes(below, code)
