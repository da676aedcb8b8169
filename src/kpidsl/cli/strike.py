"""`kpidsl strike`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import GivenOnce, checked, echo_problems, follow_up_folder, language_option, on_option

if TYPE_CHECKING:
    from kpidsl.language import Project
    from kpidsl.model.spec import Spec
    from kpidsl.month.store import UnitFolder
    from kpidsl.month.striking import Struck

_SHORTEST = 3
_MARK = {"nb": "[strøket]", "nn": "[stroke]", "en": "[struck]"}
_DONE = {
    "nb": {
        "struck": "{path}: teksten er strøket (ført av {by} {on})",
        "removed": "{path}: boka er fjernet; det som er lest av den, står",
        "renewed": "{path}: boka er skrevet på nytt",
    },
    "nn": {
        "struck": "{path}: teksten er stroken (ført av {by} {on})",
        "removed": "{path}: boka er fjerna; det som er lese av ho, står",
        "renewed": "{path}: boka er skriven på nytt",
    },
    "en": {
        "struck": "{path}: the text is struck (entered by {by} on {on})",
        "removed": "{path}: the book is removed; what was read of it stands",
        "renewed": "{path}: the book is written again",
    },
}
_WOULD = {
    "nb": "{path}: har teksten; ingenting er gjort",
    "nn": "{path}: har teksten; ingenting er gjort",
    "en": "{path}: has the text; nothing is done",
}


@click.command(cls=GivenOnce)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where roller.csv and the register are; required where the specification has roles.",
)
@click.option("--for", "unit", required=True, help="The code of the unit that has entered it, or its folder's name.")
@click.option("--text", prompt="Text to strike", help="What is struck. [default: asked for, so that no history has it]")
@click.option(
    "--by", required=True, help="The name of who strikes: with a role in the unit or above it, as in roller.csv."
)
@click.option("--reason", required=True, help="Why, without the text: `kpidsl verify` says it.")
@click.option(
    "--rendered",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of editions or of files made of them: those that have the text are said, not written again.",
)
@click.option("--dry-run", is_flag=True, help="Say what has the text, and write nothing.")
@on_option
@language_option
def strike(
    path: Path,
    data: Path | None,
    unit: str,
    text: str,
    by: str,
    reason: str,
    rendered: tuple[Path, ...],
    dry_run: bool,
    on: datetime,
    language: str | None,
) -> None:
    """Strike a text that should not have been written, such as a client's name, from all that a unit has entered.

    A mark is put in its place, in every act and in the book that is out; the books that it was read from are removed.
    It is found whatever its capitals and blanks, also within a word. `kpidsl verify` says that it was struck, by whom,
    when and why, never what. It cannot be undone. What was interrupted is finished by running the same command again.
    Exit 3: something still has the text, and is named.
    """
    if len(text.strip()) < _SHORTEST or any(" ".join(text.split()).lower() in mark for mark in _MARK.values()):
        raise click.UsageError(f"--text: at least {_SHORTEST} characters, and not the mark of what is struck")
    if (stands := checked(path, language)) is None:
        sys.exit(1)
    project, _, spec, spoken = stands
    if (root := follow_up_folder(project, spoken)) is None or (folder := _folder(root, unit, spoken)) is None:
        sys.exit(1)
    from kpidsl.followup.striking import StruckText
    from kpidsl.month.striking import Striker, strike_text

    who = " ".join(by.split())
    role = _role(project, spec, data, folder.unit, who, on.date(), spoken) if spec.roles else ""
    if role is None:
        sys.exit(1)
    struck = StruckText(text.strip(), _MARK[spec.language])
    striker = Striker(who, role, reason.strip(), on.date())
    done, problems = strike_text(folder, struck, striker, rendered=rendered, dry_run=dry_run)
    for one in done:
        _say(one, spoken, dry_run)
    echo_problems(problems, {}, spoken, err=True)
    sys.exit(1 if any(p.severity == "error" and p.code != "F006" for p in problems) else 3 if problems else 0)


def _folder(root: Path, unit: str, language: str) -> UnitFolder | None:
    """The unit's folder; None where it is not one, which is said (F060)."""
    from kpidsl.month.striking import folders_of
    from kpidsl.problems import problem

    folders = folders_of(root, unit)
    if len(folders) == 1:
        return folders[0]
    names = ", ".join(folder.unit for folder in folders) or "–"
    echo_problems([problem("F060", unit=unit, folder=root, names=names)], {}, language, err=True)
    return None


def _role(project: Project, spec: Spec, data: Path | None, unit: str, name: str, on: date, language: str) -> str | None:
    """The role in which the person strikes, in the unit or above it; None where there is none, which is said (F072)."""
    from kpidsl.month.strikers import strikers_on
    from kpidsl.problems import problem

    if data is None:
        raise click.UsageError("--data: the specification has roles, and roller.csv says who has them")
    role_of, problems = strikers_on(project, spec, data, on)
    echo_problems(problems, {}, language, err=True)
    role = role_of(unit, name) if role_of is not None else None
    if role == "":
        echo_problems([problem("F072", name=name, unit=unit)], {}, language, err=True)
    return role or None


def _say(one: Struck, language: str, is_dry: bool) -> None:
    """What became of the file."""
    fields = {"path": one.path, "by": "", "on": ""}
    if one.act is not None:
        fields |= {"by": one.act.header.by, "on": f"{one.act.header.on:%d.%m.%Y}"}
    click.echo((_WOULD[language] if is_dry else _DONE[language][one.done]).format(**fields))
