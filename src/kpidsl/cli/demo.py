"""`kpidsl demo`."""

from __future__ import annotations

import csv
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import GivenOnce
from kpidsl.cli.run import run_month, usual_formats

if TYPE_CHECKING:
    from kpidsl.model.edition import Edition

OFFICE = "0315"
"""The office whose own edition is made too, where it is among those generated; otherwise the first."""

GIVEN_OUT = date(2026, 11, 2)
"""The day on which the demo's books are given out."""


def _office(register: Path) -> str:
    with register.open(encoding="utf-8") as rows:
        codes = [row["unit"] for row in csv.DictReader(rows) if row["kind"] == "kontor"]
    return OFFICE if OFFICE in codes else codes[0]


@click.command(cls=GivenOnce)
@click.option("--out", default="demo", show_default=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--spec", default="specs/nav", show_default=True, type=click.Path(exists=True, path_type=Path))
@click.option("--offices", default=450, show_default=True)
@click.option("--persons", default=60_000, show_default=True)
def demo(out: Path, spec: Path, offices: int, persons: int) -> None:
    """Generate a synthetic agency, check the specification, run a month, and say where to look.

    Two editions are made: one for all units, in which nobody's small numbers stand, and an office's own. The office is
    given its book to fill in. OUT/kort is a copy of the specification, by which the book can be read back.
    """
    from kpidsl.disclosure.recipients import ALL
    from kpidsl.month.giving import give_form
    from kpidsl.tooling.synthesize import synthesize
    from kpidsl.tooling.synthetic.specification import BOOKS, specification_with_books

    started = time.monotonic()
    click.echo(f"1/2 synthetic data -> {out / 'data'}")
    synthesize(out / "data", offices=offices, persons=persons, progress=lambda line: click.echo(f"    {line}"))
    spec = specification_with_books(spec, out / "kort")
    click.echo(f"2/2 {spec} on 2026-10 -> {out / 'editions'}")
    office = _office(out / "data" / "enheter.csv")
    whom, editions = f"{ALL},{office}", out / "editions"
    books: list[Path] = []

    def give(edition: Edition) -> None:
        if edition.store:  # an edition of one unit
            book, _ = give_form(edition, out / BOOKS, GIVEN_OUT)
            books.extend([book] if book else [])

    formats = usual_formats()
    code = run_month(spec, out / "data", "2026-10", editions, formats, False, None, recipients=whom, also=give)
    if code in (0, 3):
        own = editions / f"kontor-{office}" / "index.html"
        click.echo(f"done in {time.monotonic() - started:.0f} s. Open")
        click.echo(f"  {editions / 'index.html'} (for all units: nobody's small numbers)")
        click.echo(f"  {own} (for {office} alone: its own small numbers)")
        for book in books:
            click.echo(f"  {book} (to fill in, save in {book.parent.parent / 'in'}, and read with")
            click.echo(f"    kpidsl collect {spec} --data {out / 'data'} --on 2026-11-12)")
        code = 0
    sys.exit(code)
