"""`kpidsl compare`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click


@click.command()
@click.argument("old", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, file_okay=False, path_type=Path))
def compare(old: Path, new: Path) -> None:
    """List the cells that differ between two editions' folders, as CSV."""
    from kpidsl.tooling.compare import KEY, changes

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*KEY, "column", "old", "new"])
    for change in changes(old, new):
        writer.writerow([*change.key, change.column, change.old, change.new])
