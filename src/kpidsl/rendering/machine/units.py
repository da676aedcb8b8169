"""units.csv: how the edition's units add up, as the public register has it; what is needed to check its sums."""

from __future__ import annotations

import csv
from pathlib import Path

from kpidsl.model.edition import Edition
from kpidsl.rendering.shown.csv_cells import safe

UNIT_COLUMNS = ("line", "level", "unit", "unit_name", "parent_level", "parent", "part_of")
"""A unit on a steering line, what stands above it there (empty at the top), and the unit it is a part of (empty if
none)."""


def write_units(edition: Edition, folder: Path) -> None:
    """A row for each node, parents before their children."""
    structure = edition.structure
    whole = {structure.leaves[part]: structure.leaves[of].code for part, of in structure.whole_of.items()}
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(UNIT_COLUMNS)
        for node in structure.nodes:
            above = structure.nodes[node.parent].unit if node.parent is not None else None
            parent = (above.kind, above.code) if above is not None else ("", "")
            row = (node.line, node.unit.kind, node.unit.code, node.name, *parent, whole.get(node.unit, ""))
            writer.writerow([safe(cell) for cell in row])
