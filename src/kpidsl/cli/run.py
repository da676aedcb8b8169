"""`kpidsl run`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import (
    Format,
    GivenOnce,
    all_workers,
    checked,
    echo_problems,
    language_option,
    listed,
    month_option,
)

if TYPE_CHECKING:
    from kpidsl.language import Project
    from kpidsl.model.edition import Edition
    from kpidsl.model.unit_plan import PlansOf
    from kpidsl.problems import Problem
    from kpidsl.worker_processes import Workers


def usual_formats() -> str:
    """The formats made where none are asked for, as `--formats` takes them."""
    from kpidsl.rendering.formats import USUAL

    return ",".join(USUAL)


class _Formats(click.Option):
    """`--formats`, whose help is the registry's: that is read when the help is asked for, not with every command."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and its help, with the formats made on request and the default."""
        from kpidsl.rendering.formats import FORMATS

        requested = " and ".join(f"{f.name} ({f.about})" for f in FORMATS if f.on_request)
        self.help = f"Which files to make; on request {requested}. [default: {usual_formats()}]"
        return super().get_help_record(ctx)


@click.command(cls=GivenOnce)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@month_option("--period", "The reporting month, YYYY-MM.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder of editions.")
@click.option(
    "--formats",
    cls=_Formats,
    default=usual_formats,
)
@click.option(
    "--units",
    default="",
    help="Whom books and slides are made for: levels, unit codes or names, or all; separated by commas. "
    "[default: every unit above the lowest level on the first steering line]",
)
@click.option(
    "--for",
    "recipients",
    default="",
    help="Unit codes, separated by commas: an edition for each, which holds that unit, all below it and, of what "
    "stands above it, aggregates. It alone shows the small numbers that the rules of hiding do not hide from that "
    "unit. each: for every unit; all: one for all units, without anybody's small numbers. [default: all]",
)
@click.option("--public", is_flag=True, help="An edition that may be published: no small numbers, no data problems.")
@click.option("--line", default="", help="The only steering line the recipients may see. [default: every line]")
@click.option("--strict", is_flag=True, help="Refuse the edition where any cell has a data problem.")
@language_option
def run(
    path: Path,
    data: Path,
    period: str,
    out: Path,
    formats: str,
    units: str,
    recipients: str,
    public: bool,
    line: str,
    strict: bool,
    language: str | None,
) -> None:
    """Run a month: read the data, score every cell, and write an edition.

    An edition for a unit lies in a store of its own, OUT/<level>-<code>, that may be handed over as it is.
    """
    if public and recipients:
        raise click.UsageError("--public and --for are two editions: run them apart")
    sys.exit(run_month(path, data, period, out, formats, strict, language, units, recipients, line, public))


def run_month(
    path: Path,
    data: Path,
    period: str,
    out: Path,
    formats: str,
    strict: bool,
    language: str | None,
    units: str = "",
    recipients: str = "",
    line: str = "",
    public: bool = False,
    also: Callable[[Edition], None] | None = None,
) -> int:
    """Run and render; the exit code. `also`: what is done with each edition that was written."""
    from kpidsl.model.period import Month
    from kpidsl.pipeline import run

    chosen = _chosen(formats)
    if not _can_be_made(chosen, path, language) or (stands := checked(path, language)) is None:
        return 1
    project, report, spec, spoken = stands
    plans, digits, damaged = _entered(project) if recipients else (None, {}, ())
    with all_workers() as workers:
        outcome = run(
            project, spec, data, Month.parse(period), units=listed(recipients), line=line, public=public,
            language=spoken, strict=strict, plans=plans, progress=click.echo, workers=workers,
        )  # fmt: skip
        editions = _with_last_locks(outcome.editions, digits) if digits else outcome.editions
        outcome = replace(outcome, editions=editions, problems=(*damaged, *outcome.problems))
        # an edition lists them with what to do
        _echo_first(outcome.problems, report.texts, spoken, "concise" if outcome.editions else "full")
        if any(p.code == "R013" for p in outcome.problems):
            return 2
        if not outcome.editions or not _written(outcome.editions, out, chosen, spoken, listed(units), workers):
            return 1
    if also is not None:
        for edition in outcome.editions:
            also(edition)
    return 3 if any(p.severity == "error" for p in outcome.problems) else 0


def _can_be_made(formats: Sequence[str], path: Path, language: str | None) -> bool:
    """Whether the installation has what the formats need; what it lacks is said."""
    from kpidsl.language import load
    from kpidsl.rendering.formats import lacking

    if missing := lacking(formats):
        echo_problems(missing, {}, language or load(path).language, err=True)
    return not missing


def _entered(project: Project) -> tuple[PlansOf, Mapping[str, str], tuple[Problem, ...]]:
    """What gives the units' plans, the digits of the last lock over each, and the ledgers that are damaged."""
    from kpidsl.month.plans import plans_in
    from kpidsl.project import read_settings

    return plans_in(read_settings(project.root)[0].follow_up_folder(project.root))


def _with_last_locks(editions: Sequence[Edition], digits: Mapping[str, str]) -> tuple[Edition, ...]:
    """The editions, each with the digits of the last lock over its unit."""
    from kpidsl.month.editions import with_last_lock

    return tuple(with_last_lock(edition, digits) for edition in editions)


def _echo_first(problems: Sequence[Problem], texts: Mapping[str, str], language: str, form: Format) -> None:
    """Print the first twenty problems, and how many more the edition's file of problems holds."""
    echo_problems(problems[:20], texts, language, form, err=True)
    if len(problems) > 20:
        click.echo(f"… {len(problems) - 20} more in data_problems.csv", err=True)


def _chosen(formats: str) -> tuple[str, ...]:
    """The formats asked for; wrong usage where one is none."""
    from kpidsl.rendering.formats import FORMATS

    known = [f.name for f in FORMATS]
    for name in listed(formats):
        if name not in known:
            raise click.BadParameter(f"{name!r}: choose among {', '.join(known)}", param_hint="--formats")
    return listed(formats)


def _written(
    editions: Sequence[Edition],
    out: Path,
    formats: tuple[str, ...],
    language: str,
    units: tuple[str, ...],
    workers: Workers,
) -> bool:
    """Write the editions and say where; False, and the problem said, where one cannot be as asked: that one and those
    after it are not written."""
    from kpidsl.rendering.many_editions import render_each
    from kpidsl.rendering.store import not_made, unknown_units

    wrong: Sequence[Problem] = ()
    for before, edition in enumerate(editions):
        if wrong := unknown_units(edition, units):
            editions = editions[:before]
            break
    for folder in render_each(editions, out, formats=formats, language=language, units=units, workers=workers):
        click.echo(f"{folder}")
        if lacking := not_made(folder, formats):
            wrong = lacking
            break
    echo_problems(wrong, {}, language, err=True)
    return not wrong
