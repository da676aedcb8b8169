"""`kpidsl disclosure`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kpidsl.cli.options import GivenOnce, all_workers, checked, echo_problems, language_option, listed, month_option


@click.command(cls=GivenOnce)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@month_option("--period", "The reporting month, YYYY-MM.")
@click.option(
    "--for", "recipients", default="", help="Unit codes, separated by commas: what each one's own edition hides."
)
@click.option("--public", is_flag=True, help="What the edition for the public hides.")
@click.option("--csv", "as_rows", is_flag=True, help="CSV in place of a table.")
@language_option
def disclosure(
    path: Path, data: Path, period: str, recipients: str, public: bool, as_rows: bool, language: str | None
) -> None:
    """Count the cells of a month that an edition hides, by level and indicator.

    Apart are those that are small by the rule (primary) and those from which a hidden one could be worked out
    (secondary). Without --for and --public: of the edition for all units.
    """
    from kpidsl.model.period import Month
    from kpidsl.pipeline import hidden_cells
    from kpidsl.tooling.tally_table import as_csv, as_text

    if public and recipients:
        raise click.UsageError("--public and --for are two editions: count them apart")
    if (project_and_spec := checked(path, language)) is None:
        sys.exit(1)
    project, report, spec, spoken = project_and_spec
    with all_workers() as workers:
        tallied, problems = hidden_cells(
            project,
            spec,
            data,
            Month.parse(period),
            units=listed(recipients),
            public=public,
            language=spoken,
            workers=workers,
        )
    if not tallied:
        echo_problems(problems[:20], report.texts, spoken, "concise", err=True)
        sys.exit(1)
    echo_problems([p for p in problems if p.code == "R029"], report.texts, spoken, "concise", err=True)
    if as_rows:
        click.echo(as_csv(tallied), nl=False)
    else:
        click.echo("\n\n".join(as_text(recipient, tallies, spoken) for recipient, tallies in tallied))
