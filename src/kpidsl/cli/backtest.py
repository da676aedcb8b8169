"""`kpidsl backtest`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kpidsl.cli.options import GivenOnce, checked, echo_problems, language_option, month_option


@click.command(cls=GivenOnce)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@month_option("--last", "The last month of the data, YYYY-MM.")
@language_option
def backtest(path: Path, data: Path, last: str, language: str | None) -> None:
    """Score the risk on history: Brier and reliability, against the status and the run rate as risk.

    Each month from March to November of the years that are over is forecast with what was known then.
    """
    from kpidsl.model.period import Month
    from kpidsl.pipeline import backtest
    from kpidsl.tooling.backtest import report

    if (project_and_spec := checked(path, language)) is None:
        sys.exit(1)
    project, checked_report, spec, spoken = project_and_spec
    forecasts, problems = backtest(project, spec, data, Month.parse(last))
    echo_problems(
        [p for p in problems if p.severity == "error"][:20], checked_report.texts, spoken, "concise", err=True
    )
    click.echo(report(forecasts, spoken))
    sys.exit(0 if forecasts else 1)
