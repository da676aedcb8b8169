"""`kpidsl compare`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click

from kpidsl.cli.options import GivenOnce, echo_problems, language_option


@click.command(cls=GivenOnce)
@click.argument("old", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, file_okay=False, path_type=Path))
@language_option
def compare(old: Path, new: Path, language: str | None) -> None:
    """List the cells that differ between two editions' folders, as CSV; exit 1 where any does."""
    from kpidsl.rendering.machine.compare import KEY, changes, other_months

    echo_problems(other_months(old, new), {}, language or "nb", "concise", err=True)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*KEY, "column", "old", "new"])
    differ = False
    for change in changes(old, new):
        differ = True
        writer.writerow([*change.key, change.column, change.old, change.new])
    sys.exit(1 if differ else 0)
