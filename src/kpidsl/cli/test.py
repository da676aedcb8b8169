"""`kpidsl test`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kpidsl.cli.options import checked, language_option

_WORDS = {"nb": ("bestått", "FEIL", "prøver", "feil"), "en": ("passed", "FAILED", "tests", "failed")}


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@language_option
def test(path: Path, language: str | None) -> None:
    """Run the tests (`prøve`) that stand in a specification, each on its own rows."""
    from kpidsl.tooling.test import run_tests

    if (project_and_spec := checked(path, language)) is None:
        sys.exit(1)
    _, _, spec, spoken = project_and_spec
    outcomes = run_tests(spec, spoken)
    passed, failed, tests, failures = _WORDS[spoken]
    for outcome in outcomes:
        click.echo(f"{failed if outcome.failures else passed}: {outcome.title}")
        for failure in outcome.failures:
            click.echo(f"  {failure}")
    bad = sum(bool(o.failures) for o in outcomes)
    click.echo(f"{len(outcomes)} {tests}, {bad} {failures}")
    sys.exit(1 if bad else 0)
