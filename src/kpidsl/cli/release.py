"""`kpidsl release`."""

from __future__ import annotations

import csv
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from kpidsl.cli.audit import COLUMNS, finding_row, list_findings
from kpidsl.cli.options import GivenOnce, echo_problems, language_option, on_option

if TYPE_CHECKING:
    from kpidsl.audit import Audit
    from kpidsl.model.release import Release
    from kpidsl.problems import Problem

_DONE = {
    "nb": "{folder}: gitt ut av {by}, {day}, som nummer {number}",
    "nn": "{folder}: gitt ut av {by}, {day}, som nummer {number}",
    "en": "{folder}: released by {by}, {day}, as number {number}",
}
_NAMED = COLUMNS[:-2]
"""The columns that say which figure is acknowledged: all but what it comes of."""


@click.command(cls=GivenOnce)
@click.argument("store", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--by", required=True, help="The name of who hands the editions out.")
@click.option(
    "--acknowledge",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the lines of the list that are released all the same.",
)
@click.option(
    "--minutes", type=click.FloatRange(min=0, min_open=True), help="Stop then; what is not reached is not released."
)
@click.option("--every-month", is_flag=True, help="Audit all months. [default: the reporting month, and its year]")
@on_option
@language_option
def release(
    store: Path,
    by: str,
    acknowledge: Path | None,
    minutes: float | None,
    every_month: bool,
    on: datetime,
    language: str | None,
) -> None:
    """Enter that the newest edition of a store is handed out, with the recipients' own of the month.

    They are audited first, by what was released before: whoever has an edition has it still, also where a correction or
    a higher threshold hides something in it. What a reader could work out is listed as CSV, and nothing is released
    (exit 1), unless those lines stand in the file of --acknowledge. Where a store has releases, `kpidsl audit` reads
    those alone of the earlier editions: what was only tried has no reader.
    """
    from kpidsl.audit import UnreadableEditionError, audit_store, newest_editions, write_certificate
    from kpidsl.month.releasing import enter_release, release_of, released_before
    from kpidsl.problems import problem

    spoken = language or "nb"
    releases, problems = released_before(store)
    acknowledged, refused = _acknowledged(acknowledge)
    if problems or refused:
        _refuse((*problems, *refused), spoken)
    try:
        folders = newest_editions(store)
        done = release_of(releases, store, folders)
        if done is None:
            finished = audit_store(store, every_month=every_month, seconds=60 * minutes if minutes else None)
            accepted = _accepted(finished, acknowledged, acknowledge, spoken)
            write_certificate(finished)
            done = enter_release(store, releases, folders, " ".join(by.split()), on.date(), accepted)
    except UnreadableEditionError as error:
        _refuse((problem("R024", folder=error.folder, lacking=error.lacking),), spoken)
    if done is None:
        _refuse((problem("R034", path=store / "releases"),), spoken)
    _say(folders[0], done, spoken)


def _refuse(problems: tuple[Problem, ...], language: str) -> NoReturn:
    """Say why nothing is released."""
    echo_problems(problems, {}, language, err=True)
    sys.exit(1)


def _accepted(
    finished: Audit, acknowledged: list[tuple[str, ...]], file: Path | None, language: str
) -> list[tuple[str, ...]]:
    """What the audit found, all of it acknowledged; else it is listed, and nothing is released."""
    from kpidsl.month.releasing import unacknowledged
    from kpidsl.problems import problem

    findings = {finding_row(one)[: len(_NAMED)] for one in finished.findings}
    problems = unacknowledged(findings, acknowledged, file)
    if count := sum(each.unresolved for each in finished.by_reader):
        problems = (*problems, problem("R035", count=count))
    if problems:
        list_findings(finished)
        _refuse(problems, language)
    return sorted(findings)


def _acknowledged(file: Path | None) -> tuple[list[tuple[str, ...]], tuple[Problem, ...]]:
    """What the lines of the file name; R036 where it is not a list as the audit writes it."""
    from kpidsl.problems import problem

    if file is None:
        return [], ()
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            head, *rows = csv.reader(lines)
    except (ValueError, csv.Error):
        head, rows = [], []
    rows = [row for row in rows if any(row)]
    if tuple(head[: len(_NAMED)]) != _NAMED or any(len(row) < len(_NAMED) for row in rows):
        return [], (problem("R036", file=file, columns=", ".join(_NAMED)),)
    return [tuple(row[: len(_NAMED)]) for row in rows], ()


def _say(folder: Path, done: Release, language: str) -> None:
    """What is released, by whom and when."""
    from kpidsl.wording.numbers import day_name

    day = day_name(done.on, language)
    click.echo(_DONE[language].format(folder=folder, by=done.by, day=day, number=done.number))
