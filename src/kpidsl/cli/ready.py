"""`kpidsl ready`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from kpidsl.cli.options import GivenOnce, checked, echo_problems, language_option, month_option, on_option


@click.command(cls=GivenOnce)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@month_option("--period", "The reporting month, YYYY-MM.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@on_option
@language_option
def ready(path: Path, data: Path, period: str, out: Path, on: datetime, language: str | None) -> None:
    """Who shall deliver what, by which day, and how it stands: the duties of the specification's monthly cycle.

    Writes OUT/<period>: readiness.html and readiness.csv (every unit's duties, and the sums of counties and nation),
    reminders.txt (what each person has left) and calendar.ics. People are those of roller.csv in the data folder.
    Exit 3 where a row of it is left out, or a unit's acts are damaged.
    """
    from kpidsl.model.period import Month
    from kpidsl.model.spec import output_language
    from kpidsl.month.readiness import month_standing
    from kpidsl.rendering.readiness.write import write_readiness

    if (project_and_spec := checked(path, language)) is None:
        sys.exit(1)
    project, report, spec, spoken = project_and_spec
    standing, problems = month_standing(project, spec, data, Month.parse(period), on.date())
    echo_problems(problems, report.texts, spoken, "full" if standing is None else "concise", err=True)
    if standing is None:
        sys.exit(1)
    click.echo(f"{write_readiness(standing.readiness, out, output_language(spoken))}")
    sys.exit(3 if any(p.severity == "error" for p in problems) else 0)
