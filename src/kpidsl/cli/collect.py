"""`kpidsl collect`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import GivenOnce, checked, echo_problems, follow_up_folder, language_option, on_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpidsl.month.collecting import Collected
    from kpidsl.problems import Problem

_READ = {
    "nb": "{book}: lest. Nye rader {added}, celler endret {changed}, rader tatt bort {removed}, forslag {proposed}",
    "nn": "{book}: lesen. Nye rader {added}, celler endra {changed}, rader tekne bort {removed}, forslag {proposed}",
    "en": "{book}: read. New rows {added}, cells changed {changed}, rows removed {removed}, proposals {proposed}",
}
_WRITTEN = {
    "nb": "{path}: celler skrevet fra bøkene {cells}",
    "nn": "{path}: celler skrivne frå bøkene {cells}",
    "en": "{path}: cells written from the books {cells}",
}
_KNOWN = {
    "nb": "{book}: lest før, ingenting er endret",
    "nn": "{book}: lesen før, ingenting er endra",
    "en": "{book}: read before, nothing is changed",
}


@click.command(cls=GivenOnce)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would become of the books, and write nothing.")
@click.option(
    "--accept",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A book to read although a column of it was sorted without the others (F030).",
)
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where roller.csv and the register are: who fills in a book is entered with a role (F033 where it is none)."
    " Figures that units have entered are written into the files of their sources there.",
)
@on_option
@language_option
def collect(
    path: Path, dry_run: bool, accept: tuple[Path, ...], data: Path | None, on: datetime, language: str | None
) -> None:
    """Read the filled books into the units' ledgers, and answer in the next book what was not taken.

    They lie in <level>-<code>/in of the folder that kpidsl.toml names. Exit code 3: something was not read, or a row of
    roller.csv is left out.
    """
    sys.exit(_collect(path, dry_run, accept, data, on.date(), language))


def _collect(
    path: Path, dry_run: bool, accept: tuple[Path, ...], data: Path | None, on: date, language: str | None
) -> int:
    """Read the books; the exit code."""
    from kpidsl.month.collecting import collect
    from kpidsl.month.entered_files import entered_in, write_entered
    from kpidsl.month.roles import roles_on
    from kpidsl.project import read_settings

    stands = checked(path, language)
    if stands is None:
        return 1
    project, report, spec, spoken = stands
    root = follow_up_folder(project, spoken)
    if root is None:
        return 1
    roles, problems = roles_on(project, spec, data, on) if data is not None else (None, ())
    echo_problems(problems, report.texts, spoken, err=True)
    if data is not None and roles is None:
        return 1
    codes = [_code(problems)]
    before = entered_in(root) if data is not None and not dry_run else {}
    keep = read_settings(project.root)[0].keep_originals
    read = collect(
        root, on, dry_run=dry_run, accept=accept, roles=roles, keep_originals=keep, indicators=spec.indicators
    )
    for one in read:
        codes.append(_report(one, spoken))
    if data is not None and not dry_run:
        written, problems = write_entered(project, spec, data, root, before)
        for file in written:
            click.echo(_WRITTEN[spoken].format(path=file.path, cells=file.cells))
        echo_problems(problems, {}, spoken, err=True)
        codes.append(_code(problems))
    return max(codes)


def _report(one: Collected, language: str) -> int:
    """Say what became of a book; the exit code."""
    if one.is_known:
        click.echo(_KNOWN[language].format(book=one.book))
    elif one.outcomes is not None:
        counts = {str(outcome): count for outcome, count in one.outcomes.items()}
        shown = {key: counts.get(key, 0) for key in ("added", "changed", "removed", "proposed")}
        shown["changed"] += counts.get("joined", 0)
        click.echo(_READ[language].format(book=one.book, **shown))
    echo_problems(one.problems, {}, language, err=True)
    return _code(one.problems)


def _code(problems: Sequence[Problem]) -> int:
    """The exit code for the problems: 3 where something was not read or written."""
    return 3 if any(p.severity == "error" for p in problems) else 0
