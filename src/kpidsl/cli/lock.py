"""`kpidsl lock`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import GivenOnce, checked, echo_problems, language_option, month_option, on_option

if TYPE_CHECKING:
    from kpidsl.month.locking import Locked

_DONE = {
    "nb": "{path}: låst av {by}, {day}. Skriv ned {digits}: «kpidsl verify» skal vise det samme",
    "nn": "{path}: låst av {by}, {day}. Skriv ned {digits}: «kpidsl verify» skal vise det same",
    "en": "{path}: locked by {by}, {day}. Write down {digits}: “kpidsl verify” is to show the same",
}
_CORRECTED = {
    "nb": "retter lås {number}; celler endret: {count}",
    "nn": "rettar lås {number}; celler endra: {count}",
    "en": "corrects lock {number}; cells changed: {count}",
}


@click.command(cls=GivenOnce)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@month_option("--period", "The reporting month, YYYY-MM.")
@click.option("--for", "unit", required=True, help="The code of the unit whose card is locked, with all below it.")
@click.option("--by", required=True, help="The name of who locks, as in roller.csv.")
@click.option(
    "--edition",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the edition that is locked: <store>/<period>/<revision>-<id>.",
)
@click.option("--line", default="", help="The steering line, where the unit has the task on several.")
@click.option("--reason", default="", help="Why a locked card is corrected: required for every lock but the first.")
@click.option("--incomplete", is_flag=True, help="Lock although something it rests on is not done; the lock lists it.")
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A private ssh key: the lock is signed with it (needs ssh-keygen). `kpidsl verify --signers` checks it.",
)
@on_option
@language_option
def lock(
    path: Path,
    data: Path,
    period: str,
    unit: str,
    by: str,
    edition: Path,
    line: str,
    reason: str,
    incomplete: bool,
    key: Path | None,
    on: datetime,
    language: str | None,
) -> None:
    """Lock a month's card: the edition, and all that was entered behind it, as they are now.

    Writes a lock in the folder locks of the store of editions, and enters it in the unit's ledger. Nothing is made
    read-only: `kpidsl verify` shows what is changed afterwards. A correction is a lock of a new edition, with a reason
    and the list of the cells that it changed. What was interrupted is finished by running the same command again.
    With --key the lock is signed; without, the name is a statement and no proof.
    """
    from kpidsl.model.period import Month
    from kpidsl.month.locking import lock_card
    from kpidsl.month.sign_off import Signer

    if (stands := checked(path, language)) is None:
        sys.exit(1)
    project, report, spec, spoken = stands
    signer = Signer(" ".join(by.split()), unit, line, on.date())
    locked, problems = lock_card(
        project, spec, data, Month.parse(period), signer, edition,
        reason=reason.strip(), is_incomplete=incomplete, key=key,
    )  # fmt: skip
    echo_problems(problems, report.texts, spoken, err=True)
    if locked is None:
        sys.exit(1)
    _say(locked, spoken)
    if any(one.code == "F069" for one in problems):
        sys.exit(1)


def _say(locked: Locked, language: str) -> None:
    """What is locked, by whom, and what it corrects."""
    from kpidsl.wording.numbers import day_name

    day = day_name(locked.lock.on, language)
    click.echo(_DONE[language].format(path=locked.path, by=locked.lock.by, day=day, digits=locked.lock.digits))
    if locked.lock.corrects is not None and locked.changes is not None:
        click.echo(_CORRECTED[language].format(number=locked.lock.corrects, count=locked.changes))
