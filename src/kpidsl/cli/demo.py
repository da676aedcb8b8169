"""`kpidsl demo`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from kpidsl.cli.run import run_month, usual_formats


@click.command()
@click.option("--out", default="demo", show_default=True, type=click.Path(path_type=Path))
@click.option("--spec", default="specs/nav", show_default=True, type=click.Path(exists=True, path_type=Path))
@click.option("--offices", default=450, show_default=True)
@click.option("--persons", default=60_000, show_default=True)
def demo(out: Path, spec: Path, offices: int, persons: int) -> None:
    """Generate a synthetic agency, check the specification, run a month, and say where to look."""
    from kpidsl.tooling.synthesize import synthesize

    started = time.monotonic()
    click.echo(f"1/2 synthetic data -> {out / 'data'}")
    synthesize(out / "data", offices=offices, persons=persons, progress=lambda line: click.echo(f"    {line}"))
    click.echo(f"2/2 {spec} on 2026-10 -> {out / 'editions'}")
    code = run_month(spec, out / "data", "2026-10", out / "editions", usual_formats(), False, None)
    if code in (0, 3):
        click.echo(f"done in {time.monotonic() - started:.0f} s. Open {out / 'editions' / 'index.html'}")
        code = 0
    sys.exit(code)
