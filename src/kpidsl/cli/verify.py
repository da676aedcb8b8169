"""`kpidsl verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import GivenOnce, echo_problems, language_option

if TYPE_CHECKING:
    from kpidsl.model.act import Act
    from kpidsl.model.lock import Lock
    from kpidsl.month.signatures import Signed

_LOCK = {
    "nb": "lås {number} ({digits}): {unit} {line} {period}, {folder}, {by} {on}, {signed}",
    "nn": "lås {number} ({digits}): {unit} {line} {period}, {folder}, {by} {on}, {signed}",
    "en": "lock {number} ({digits}): {unit} {line} {period}, {folder}, {by} {on}, {signed}",
}
_SIGNED = {
    "nb": {
        "NOT": "ikke signert",
        "UNCHECKED": "signert, ikke kontrollert (--signers)",
        "GOOD": "signert",
        "BAD": "signaturen holder ikke",
    },
    "nn": {
        "NOT": "ikkje signert",
        "UNCHECKED": "signert, ikkje kontrollert (--signers)",
        "GOOD": "signert",
        "BAD": "signaturen held ikkje",
    },
    "en": {
        "NOT": "not signed",
        "UNCHECKED": "signed, not checked (--signers)",
        "GOOD": "signed",
        "BAD": "the signature does not hold",
    },
}
_CORRECTS = {
    "nb": "  retter lås {number}: {reason}",
    "nn": "  rettar lås {number}: {reason}",
    "en": "  corrects lock {number}: {reason}",
}
_LACKED = {"nb": "  låst uten: {keys}", "nn": "  låst utan: {keys}", "en": "  locked without: {keys}"}
_STRIKE = {
    "nb": "{ledger}: akt {target} ({whose}, {when}) er strøket av {by} {on}, akt {number}: {why}",
    "nn": "{ledger}: akt {target} ({whose}, {when}) er stroken av {by} {on}, akt {number}: {why}",
    "en": "{ledger}: act {target} ({whose}, {when}) was struck by {by} on {on}, act {number}: {why}",
}
_SUM = {
    "nb": ("akter: {acts}, låser: {locks}, ingenting er endret", "akter: {acts}, låser: {locks}, funn: {count}"),
    "nn": ("akter: {acts}, låsar: {locks}, ingenting er endra", "akter: {acts}, låsar: {locks}, funn: {count}"),
    "en": ("acts: {acts}, locks: {locks}, nothing is changed", "acts: {acts}, locks: {locks}, findings: {count}"),
}


@click.command(cls=GivenOnce)
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER...",
)
@click.option(
    "--signers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Who may sign a lock under which name: OpenSSH's file of allowed signers. Every lock is then to be signed.",
)
@language_option
def verify(folders: tuple[Path, ...], signers: Path | None, language: str | None) -> None:
    """Say what has been changed since it was entered or locked: in follow-up folders and stores of editions.

    Every act, book that was read, lock and file of a locked edition is read. Give the follow-up folder and the store
    together: a lock shows that the end of a ledger has been cut off, and the ledger that a lock has been removed. Who
    has written in a file cannot be seen; whose act it was can. What has been struck is said: by whom, when and why,
    never what. Exit 1: something is changed, damaged or removed. Exit 3: something was entered after a card was locked.
    """
    from kpidsl.month.verifying import verify as verified_in

    spoken = language or "nb"
    verified = verified_in(folders, signers)
    for lock, how in verified.locks:
        _say(lock, how, spoken)
    for ledger, by, struck in verified.strikes:
        _say_strike(ledger, by, struck, spoken)
    echo_problems(verified.problems, {}, spoken, "full", err=True)
    texts = {"acts": verified.acts, "locks": len(verified.locks), "count": len(verified.problems)}
    click.echo(_SUM[spoken][1 if verified.problems else 0].format(**texts))
    severities = {problem.severity for problem in verified.problems}
    sys.exit(1 if "error" in severities else 3 if severities else 0)


def _say(lock: Lock, how: Signed, language: str) -> None:
    """What is locked, by whom, whether it is signed, what it corrects and what was lacking."""
    fields = {"number": lock.number, "digits": lock.digits, "unit": lock.unit, "line": lock.line}
    fields |= {"signed": _SIGNED[language][how.name]}
    fields |= {"period": lock.period, "folder": lock.folder, "by": lock.by, "on": f"{lock.on:%d.%m.%Y}"}
    click.echo(_LOCK[language].format(**fields))
    if lock.corrects is not None:
        click.echo(_CORRECTS[language].format(number=lock.corrects, reason=lock.reason))
    if lock.incomplete:
        click.echo(_LACKED[language].format(keys=", ".join(lock.incomplete)))


def _say_strike(ledger: str, act: Act, struck: Act, language: str) -> None:
    """Whose act was struck, and by whom, when and why."""
    of, by = struck.header, act.header
    fields = {"ledger": ledger, "target": struck.number, "whose": of.by, "when": f"{of.on:%d.%m.%Y}"}
    fields |= {"by": by.by, "on": f"{by.on:%d.%m.%Y}", "number": act.number, "why": (act.said or {}).get("why", "–")}
    click.echo(_STRIKE[language].format(**fields))
