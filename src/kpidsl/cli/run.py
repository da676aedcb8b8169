"""`kpidsl run`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kpidsl.cli.options import echo_problems, language_option, month_option

_FORMATS = ("html", "csv", "xlsx", "json")
_OPTIONAL = ("pdf", "pptx")


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@month_option("--period", "The reporting month, YYYY-MM.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of editions.")
@click.option(
    "--formats",
    default=",".join(_FORMATS),
    show_default=True,
    help="Which files to make; on request pdf, and pptx (status reports as slides).",
)
@click.option(
    "--units",
    default="",
    help="Whom books and slides are made for: levels, unit codes or names, or all; separated by commas. "
    "[default: every unit above the lowest level on the first steering line]",
)
@click.option("--strict", is_flag=True, help="Refuse the edition where any cell has a data problem.")
@language_option
def run(
    path: Path,
    data: Path,
    period: str,
    out: Path,
    formats: str,
    units: str,
    strict: bool,
    language: str | None,
) -> None:
    """Run a month: read the data, score every cell, and write an edition."""
    sys.exit(run_month(path, data, period, out, formats, strict, language, units))


def run_month(
    path: Path, data: Path, period: str, out: Path, formats: str, strict: bool, language: str | None, units: str = ""
) -> int:
    """Run and render; the exit code."""
    from kpidsl.engines.parquet import write_text_parquet
    from kpidsl.model.period import Month
    from kpidsl.pipeline import check, load, run
    from kpidsl.rendering import render
    from kpidsl.rendering.render import lacking, not_made, unknown_units

    chosen = tuple(f.strip() for f in formats.split(",") if f.strip())
    for name in chosen:
        if name not in (*_FORMATS, *_OPTIONAL):
            known = ", ".join((*_FORMATS, *_OPTIONAL))
            raise click.BadParameter(f"{name!r}: choose among {known}", param_hint="--formats")
    project = load(path)
    spoken = language or project.language
    if lacking(chosen):
        echo_problems(lacking(chosen), {}, spoken, err=True)
        return 1
    report = check(project)
    if report.spec is None or not report.ok:
        echo_problems(report.problems, report.texts, spoken, err=True)
        return 1
    outcome = run(project, report.spec, data, Month.parse(period), language=spoken, strict=strict, progress=click.echo)
    echo_problems(outcome.problems[:20], report.texts, spoken, "concise", err=True)
    if len(outcome.problems) > 20:
        click.echo(f"… {len(outcome.problems) - 20} more in data_problems.csv", err=True)
    if outcome.edition is None:
        return 1
    those = tuple(u.strip() for u in units.split(",") if u.strip())
    if unknown_units(outcome.edition, those):
        echo_problems(unknown_units(outcome.edition, those), report.texts, spoken, err=True)
        return 1
    folder = render(
        outcome.edition, out, formats=chosen, language=spoken, units=those, write_parquet=write_text_parquet
    )
    click.echo(f"{folder}")
    if not_made(folder, chosen):
        echo_problems(not_made(folder, chosen), report.texts, spoken, err=True)
        return 1
    return 3 if any(p.severity == "error" for p in outcome.problems) else 0
