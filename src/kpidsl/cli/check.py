"""`kpidsl check`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import Format, echo_problems, format_option, language_option

if TYPE_CHECKING:
    from kpidsl.problems import SourceText

_SUMMARY = {
    "nb": "{errors} feil, {warnings} advarsler i {files} filer; {indicators} indikatorer",
    "en": "{errors} errors, {warnings} warnings in {files} files; {indicators} indicators",
}


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--readings",
    is_flag=True,
    help="Also print how each indicator was read: its short form, and which words gave it.",
)
@format_option
@language_option
def check(paths: tuple[Path, ...], readings: bool, form: Format, language: str | None) -> None:
    """Check specifications: every problem at once, each with its place and what to do about it."""
    from kpidsl.language import check as check_project
    from kpidsl.language import load

    failed = False
    for path in paths:
        project = load(path)
        report = check_project(project)
        spoken = language or (report.spec.language if report.spec else project.language)
        echo_problems(report.problems, report.texts, spoken, form)
        failed = failed or not report.ok
        if readings and form != "json":
            _echo_readings(project.files, spoken)
        if form != "json":
            errors = sum(p.severity == "error" for p in report.problems)
            counts = {
                "errors": errors,
                "warnings": sum(p.severity == "warning" for p in report.problems),
                "files": len(project.files),
                "indicators": len(report.spec.indicators) if report.spec else 0,
            }
            click.echo(_SUMMARY[spoken].format(**counts))
    sys.exit(1 if failed else 0)


def _echo_readings(files: Sequence[SourceText], language: str) -> None:
    """How each indicator was read."""
    from kpidsl.language.parsing.account import accounts

    for account in accounts(files):
        click.echo(account.text(language))
