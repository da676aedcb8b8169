"""`kpidsl generate`."""

from __future__ import annotations

from pathlib import Path

import click

from kpidsl.cli.options import GivenOnce, month_option


@click.command(cls=GivenOnce)
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to fill with data."
)
@click.option("--offices", default=450, show_default=True, type=click.IntRange(8, 600))
@click.option("--months", default=36, show_default=True, type=click.IntRange(min=1))
@month_option("--last", "The last month, YYYY-MM.", default="2026-10")
@click.option(
    "--persons",
    default=60_000,
    show_default=True,
    type=click.IntRange(min=1),
    help="Persons in the registers at a time.",
)
@click.option("--seed", default=1, show_default=True)
def generate(out: Path, offices: int, months: int, last: str, persons: int, seed: int) -> None:
    """Make the data of a synthetic agency (no real persons, no real results)."""
    from kpidsl.tooling.synthesize import synthesize

    synthesize(out, offices=offices, months=months, last=last, persons=persons, seed=seed, progress=click.echo)
