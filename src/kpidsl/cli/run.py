"""`kpidsl run`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kpidsl.cli.options import echo_problems, language_option, month_option

_DEFAULT = ("html", "csv", "xlsx", "json")
_FORMATS = (*_DEFAULT, "pdf")


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@month_option("--period", "The reporting month, YYYY-MM.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of editions.")
@click.option("--formats", default=",".join(_DEFAULT), show_default=True, help="Which files to make; also pdf.")
@click.option("--strict", is_flag=True, help="Refuse the edition where any cell has a data problem.")
@language_option
def run(
    path: Path,
    data: Path,
    period: str,
    out: Path,
    formats: str,
    strict: bool,
    language: str | None,
) -> None:
    """Run a month: read the data, score every cell, and write an edition."""
    sys.exit(run_month(path, data, period, out, formats, strict, language))


def run_month(path: Path, data: Path, period: str, out: Path, formats: str, strict: bool, language: str | None) -> int:
    """Run and render; the exit code."""
    from kpidsl.engines.parquet import write_text_parquet
    from kpidsl.model.period import Month
    from kpidsl.pipeline import check, load, run
    from kpidsl.rendering import render

    chosen = tuple(f.strip() for f in formats.split(",") if f.strip())
    for name in chosen:
        if name not in _FORMATS:
            raise click.BadParameter(f"{name!r}: choose among {', '.join(_FORMATS)}", param_hint="--formats")
    project = load(path)
    spoken = language or project.language
    if "pdf" in chosen:
        from kpidsl.rendering.pdf import lacking

        if (found := lacking()) is not None:
            echo_problems([found], {}, spoken, err=True)
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
    folder = render(outcome.edition, out, formats=chosen, language=spoken, write_parquet=write_text_parquet)
    click.echo(f"{folder}")
    return 3 if any(p.severity == "error" for p in outcome.problems) else 0
