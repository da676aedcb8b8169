"""`kpidsl explain`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from kpidsl.cli.options import GivenOnce, all_workers, checked, echo_problems, language_option, month_option

if TYPE_CHECKING:
    from kpidsl.explaining.text import Audience
    from kpidsl.model.edition import Edition


@click.command(cls=GivenOnce)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.argument("code")
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--unit", required=True, help="The unit's code or name.")
@month_option("--period", "The reporting month, YYYY-MM.")
@click.option(
    "--for",
    "recipient",
    default="",
    help="The code of the unit whose own edition is explained: what it may not see is not told. "
    "[default: all units, whole country]",
)
@click.option(
    "--line",
    default="",
    help="The only steering line the edition may show. [default: every line, and the first that has the unit]",
)
@click.option("--audience", type=click.Choice(["leader", "analyst"]), default="analyst", show_default=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@language_option
def explain(
    path: Path,
    code: str,
    data: Path,
    unit: str,
    period: str,
    recipient: str,
    line: str,
    audience: str,
    form: str,
    language: str | None,
) -> None:
    """Explain a figure: definition, window, target, status, arrow, and what changed.

    What the edition hides is hidden here too, and with --for also what the recipient's own edition does not hold.
    """
    from kpidsl.explaining.explanation import explain
    from kpidsl.explaining.json import as_json
    from kpidsl.explaining.text import text
    from kpidsl.model.period import Month
    from kpidsl.pipeline import run

    if (project_and_spec := checked(path, language)) is None:
        sys.exit(1)
    project, report, spec, spoken = project_and_spec
    month, units = Month.parse(period), (recipient,) if recipient else ()
    with all_workers() as workers:
        outcome = run(project, spec, data, month, units=units, line=line, language=spoken, workers=workers)
    if len(outcome.editions) > 1:
        raise click.BadParameter(f"{recipient!r} is the code of several units: choose with --line", param_hint="--for")
    if outcome.edition is None:
        echo_problems(outcome.problems[:20], report.texts, spoken, "concise", err=True)
        sys.exit(1)
    _check_known(outcome.edition, code, unit, spoken)
    try:
        explanation = explain(outcome.edition, code, unit, line=line or None, language=spoken)
    except KeyError as error:
        raise click.BadParameter(f"{error.args[0]!r} is not in the edition") from error
    click.echo(as_json(explanation) if form == "json" else text(explanation, cast("Audience", audience)))


def _check_known(edition: Edition, code: str, unit: str, language: str) -> None:
    """Exit with 2 where the edition has no such indicator or unit, after a message that says which are near."""
    from kpidsl.explaining.lookup import unknown_indicator, unknown_unit

    unknown = (unknown_indicator(code, edition.grids), unknown_unit(edition, unit))
    if problems := [problem for problem in unknown if problem is not None]:
        echo_problems(problems, {}, language, err=True)
        sys.exit(2)
