"""`kpidsl test`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kpidsl.cli.options import Format, GivenOnce, checked, echo_problems, format_option, language_option
from kpidsl.problems.counts import counted

_WORDS = {"nb": ("bestått", "FEIL", "feil"), "nn": ("bestått", "FEIL", "feil"), "en": ("passed", "FAILED", "failed")}
_TESTS = {"nb": ("prøve", "prøver"), "nn": ("prøve", "prøver"), "en": ("test", "tests")}


@click.command(cls=GivenOnce)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@format_option
@language_option
def test(path: Path, form: Format, language: str | None) -> None:
    """Run the tests (`prøve`) that stand in a specification, each on its own rows.

    A specification without tests ends with exit code 1: nothing was tested.
    """
    from kpidsl.problems import problem
    from kpidsl.tooling.test import run_tests

    if (project_and_spec := checked(path, language, form)) is None:
        sys.exit(1)
    _, report, spec, spoken = project_and_spec
    outcomes = run_tests(spec)
    if not outcomes:
        echo_problems([problem("R031", path=path)], report.texts, spoken, form, err=form != "json")
        sys.exit(1)
    passed, failed, failures = _WORDS[spoken]
    bad = sum(bool(outcome.failures) for outcome in outcomes)
    if form == "json":
        echo_problems([p for outcome in outcomes for p in outcome.failures], report.texts, spoken, form)
        sys.exit(1 if bad else 0)
    for outcome in outcomes:
        click.echo(f"{failed if outcome.failures else passed}: {outcome.title}")
        echo_problems(outcome.failures, report.texts, spoken, form)
    click.echo(f"{counted(str(len(outcomes)), *_TESTS[spoken])}, {bad} {failures}")
    sys.exit(1 if bad else 0)
