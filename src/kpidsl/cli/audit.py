"""`kpidsl audit`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import GivenOnce, echo_problems, language_option

if TYPE_CHECKING:
    from kpidsl.audit import Audit, Finding, ReaderAudit

COLUMNS = (
    "reader", "indicator", "category", "quantity", "level", "unit", "period", "window", "least", "greatest", "route",
    "because",
)  # fmt: skip


@click.command(cls=GivenOnce)
@click.argument("store", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--every-month", is_flag=True, help="Audit the cells of all months. [default: of the reporting month]")
@click.option(
    "--minutes", type=click.FloatRange(min=0, min_open=True), help="Stop then; what is not reached counts as a finding."
)
@click.option("--no-certificate", is_flag=True, help="Write nothing beside the edition.")
@language_option
def audit(store: Path, every_month: bool, minutes: float | None, no_certificate: bool, language: str | None) -> None:
    """Attack the newest edition of a store (the folder of `run --out`), from its files alone.

    Lists as CSV the hidden figures of which a reader can work out too much: between which numbers each must lie, and
    the sums that tell it. The readers are whoever has the edition for all, each recipient of an edition of its own, and
    recipients that share a sum. A certificate in numbers is written beside the edition. Exit 1 where anything is found.
    """
    from kpidsl.audit import UnreadableEditionError, audit_store, write_certificate
    from kpidsl.problems import problem

    spoken = language or "nb"
    try:
        finished = audit_store(store, every_month=every_month, seconds=60 * minutes if minutes else None)
    except UnreadableEditionError as error:
        echo_problems([problem("R024", folder=error.folder, lacking=error.lacking)], {}, spoken, err=True)
        sys.exit(1)
    list_findings(finished)
    if not no_certificate:
        click.echo(f"{write_certificate(finished)}", err=True)
    sys.exit(0 if finished.passed else 1)


def list_findings(finished: Audit) -> None:
    """Write the findings as CSV, and what came of each reader beside."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in finished.by_reader:
        writer.writerows(finding_row(one) for one in each.findings)
        click.echo(_summary(each), err=True)


def finding_row(one: Finding) -> tuple[str, ...]:
    """The finding as a row of `COLUMNS`."""
    window = "year to date" if one.to_date else "month"
    return (
        one.reader, *one.quantity.series, one.quantity.name, one.unit.level, one.unit.code, one.month, window,
        str(one.low), str(one.high), " + ".join(one.routes), "; ".join(one.because),
    )  # fmt: skip


def _summary(each: ReaderAudit) -> str:
    determined = sum(one.determined for one in each.findings)
    return (
        f"{each.reader}: {each.hidden} hidden cells, {each.figures} figures: {determined} determined, "
        f"{len(each.findings) - determined} narrow, {each.unresolved} open"
    )
