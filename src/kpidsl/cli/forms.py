"""`kpidsl forms`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import (
    checked,
    echo_problems,
    follow_up_folder,
    language_option,
    listed,
    month_option,
    on_option,
)

if TYPE_CHECKING:
    from kpidsl.problems import Problem


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@month_option("--period", "The reporting month, YYYY-MM.")
@click.option("--for", "recipients", default="each", help="Unit codes, separated by commas. [default: every unit]")
@on_option
@language_option
def forms(path: Path, data: Path, period: str, recipients: str, on: datetime, language: str | None) -> None:
    """Write the books that the units fill in: the plan, comments and risk, and texts for the report.

    They lie in the folder that kpidsl.toml names, <level>-<code>/out; filled ones are saved in <level>-<code>/in.
    """
    sys.exit(_give(path, data, period, recipients, on.date(), language))


def _give(path: Path, data: Path, period: str, recipients: str, on: date, language: str | None) -> int:
    """Run the month and write the books; the exit code."""
    from kpidsl.model.period import Month
    from kpidsl.month.giving import give_form
    from kpidsl.pipeline import run

    stands = checked(path, language)
    if stands is None:
        return 1
    project, report, spec, spoken = stands
    root = follow_up_folder(project, spoken)
    if root is None:
        return 1
    outcome = run(project, spec, data, Month.parse(period), units=listed(recipients), language=spoken)
    if not outcome.editions:
        echo_problems(outcome.problems, report.texts, spoken, err=True)
        return 2 if any(p.code == "R013" for p in outcome.problems) else 1
    problems: list[Problem] = []
    for edition in outcome.editions:
        book, wrong = give_form(edition, root, on)
        problems += wrong
        if book is not None:
            click.echo(f"{book}")
    echo_problems(problems, {}, spoken, err=True)
    return 1 if problems else 0
