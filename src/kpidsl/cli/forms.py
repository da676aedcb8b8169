"""`kpidsl forms`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import (
    GivenOnce,
    all_workers,
    checked,
    echo_problems,
    follow_up_folder,
    language_option,
    listed,
    month_option,
    on_option,
)

KINDS = ("figures", "follow-up", "check", "approval")
"""The kinds of book."""

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpidsl.language import Project
    from kpidsl.model.edition import Edition
    from kpidsl.model.period import Month
    from kpidsl.model.spec import Spec
    from kpidsl.problems import Problem


@click.command(cls=GivenOnce)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@month_option("--period", "The reporting month, YYYY-MM.")
@click.option("--for", "recipients", default="each", help="Unit codes, separated by commas. [default: every unit]")
@click.option(
    "--book",
    "kinds",
    multiple=True,
    type=click.Choice(list(KINDS)),
    help="Only books of this kind; may be given several times. [default: all that somebody has the task of]",
)
@click.option(
    "--editions",
    "store",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where `kpidsl run --out` has written: what changed in earlier months since then is a finding to check.",
)
@on_option
@language_option
def forms(
    path: Path,
    data: Path,
    period: str,
    recipients: str,
    kinds: tuple[str, ...],
    store: Path | None,
    on: datetime,
    language: str | None,
) -> None:
    """Write the books that the units fill in.

    Every unit has one of its plan (follow-up): measures, comments and risk, and texts for the report. Who enters local
    figures has one of those; who checks the extract one of its findings; who approves reports one of those delivered.

    They lie in the folder that kpidsl.toml names, <level>-<code>/out; filled ones are saved in <level>-<code>/in.
    """
    sys.exit(_give(path, data, period, recipients, kinds or KINDS, store, on.date(), language))


def _give(
    path: Path,
    data: Path,
    period: str,
    recipients: str,
    kinds: Sequence[str],
    store: Path | None,
    on: date,
    language: str | None,
) -> int:
    """Write the books; the exit code."""
    from kpidsl.model.form import FormKind
    from kpidsl.model.period import Month
    from kpidsl.month.giving_all import Giving

    stands = checked(path, language)
    if stands is None:
        return 1
    project, report, spec, spoken = stands
    root = follow_up_folder(project, spoken)
    if root is None:
        return 1
    asked = frozenset(FormKind(kind.replace("-", "_")) for kind in kinds)
    month, units = Month.parse(period), listed(recipients)
    run_of_month = partial(_editions, project, spec, data, month, units, spoken, root)
    giving = Giving(project, spec, data, month, root, on, units, asked, spoken, store, run_of_month)
    problems: list[Problem] = []
    for book, wrong in giving.give():
        problems += wrong
        if book is not None:
            click.echo(f"{book}")
    echo_problems(problems, report.texts, spoken, err=True)
    if any(p.code == "R013" for p in problems):
        return 2
    return 1 if problems else 0


def _editions(
    project: Project, spec: Spec, data: Path, month: Month, units: Sequence[str], language: str, root: Path
) -> tuple[tuple[Edition, ...], tuple[Problem, ...]]:
    """The month's editions of the units, with the digits of the last lock over each, and the problems."""
    from kpidsl.month.editions import with_last_lock
    from kpidsl.month.plans import plans_in
    from kpidsl.pipeline import run

    with all_workers() as workers:
        outcome = run(project, spec, data, month, units=units, language=language, workers=workers)
    _, digits, _ = plans_in(root)
    return tuple(with_last_lock(edition, digits) for edition in outcome.editions), outcome.problems
