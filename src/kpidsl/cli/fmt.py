"""`kpidsl fmt`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import GivenOnce, echo_problems, language_option

if TYPE_CHECKING:
    from kpidsl.tooling.format_files import Formatted

_WOULD_CHANGE = {
    "nb": "ville blitt endret: {path}",
    "nn": "ville ha vorte endra: {path}",
    "en": "would be changed: {path}",
}
_CHANGED = {"nb": "endret: {path}", "nn": "endra: {path}", "en": "changed: {path}"}
_LEFT = {
    "several": {
        "nb": "{path}:{line}: står som den er, setningen har flere lesninger",
        "nn": "{path}:{line}: står som ho er, setninga har fleire lesingar",
        "en": "{path}:{line}: left as it is, the sentence has several readings",
    },
    "differs": {
        "nb": "{path}:{line}: står som den er, kortformen ville ikke sagt det samme",
        "nn": "{path}:{line}: står som ho er, kortforma ville ikkje sagt det same",
        "en": "{path}:{line}: left as it is, the short form would not say the same",
    },
}
_SUMMARY = {
    False: {
        "nb": "{changed} endret, {same} uendret, {refused} med feil",
        "nn": "{changed} endra, {same} uendra, {refused} med feil",
        "en": "{changed} changed, {same} unchanged, {refused} with errors",
    },
    True: {
        "nb": "{changed} ville blitt endret, {same} uendret, {refused} med feil",
        "nn": "{changed} ville ha vorte endra, {same} uendra, {refused} med feil",
        "en": "{changed} would be changed, {same} unchanged, {refused} with errors",
    },
}


@click.command(cls=GivenOnce)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 and name the files that would change.")
@click.option("--diff", is_flag=True, help="Write nothing; exit 1 and show the changes as a unified diff.")
@click.option(
    "--canonical",
    "--kanonisk",
    "short",
    is_flag=True,
    help="Also write each indicator in its short form; one that has none is left, and named.",
)
@click.option(
    "--stdin-filename",
    "called",
    type=click.Path(path_type=Path),
    default=None,
    help="Where the text of standard input belongs: it is read together with the specification there.",
)
@language_option
def fmt(
    paths: tuple[Path, ...], only_check: bool, diff: bool, short: bool, called: Path | None, language: str | None
) -> None:
    """Write specifications tidily, in place: blanks, indentation, aligned columns; never what they mean.

    PATH is a file, a folder, or - for standard input, whose tidy text goes to standard output. Comments stay. A
    file that does not parse is left alone, its problems are printed, and the exit code is 1.

    With --canonical a letter's sentence becomes the short form that is read to the same: "At least 80% of jobseekers
    should have had follow-up in the last three months." becomes "Share of jobseekers with follow-up in the last 3
    months (at least 80 %)".
    """
    from kpidsl.tooling.format_files import format_files

    dash = Path("-") in paths
    if dash and len(paths) > 1:
        raise click.UsageError("- stands alone: standard input or files, not both")
    if called is not None and not dash:
        raise click.UsageError("--stdin-filename belongs to -")
    files = [_standard_input(called, short)] if dash else format_files(paths, short=short)
    refused = [file for file in files if file.problems]
    changed = [file for file in files if file.changed]
    _say_what_is_not_read(paths, files, language)
    for file in refused:
        echo_problems(file.problems, {str(file.path): file.text}, language or file.language, err=True)
    for one in (one for file in files for one in file.left):
        spoken = language or next(file.language for file in files if one in file.left)
        click.echo(_LEFT[one.why][spoken].format(path=one.span.path, line=one.span.line), err=True)
    if diff:
        click.echo("".join(file.diff() for file in changed), nl=False)
    if not (only_check or diff):
        _write(changed, dash, files, language)
    elif only_check:
        for file in changed:
            click.echo(_WOULD_CHANGE[language or file.language].format(path=file.path), err=diff)
    if not dash:
        spoken = language or next((file.language for file in files), "nb")
        counts = {"changed": len(changed), "same": len(files) - len(changed) - len(refused), "refused": len(refused)}
        click.echo(_SUMMARY[only_check or diff][spoken].format(**counts), err=diff)
    sys.exit(1 if refused or (changed and (only_check or diff)) else 0)


def _say_what_is_not_read(paths: Sequence[Path], files: Sequence[Formatted], language: str | None) -> None:
    """The files of each folder that are called nearly as specifications are."""
    from kpidsl.language.files import files_not_read

    for folder in (path for path in paths if path.is_dir()):
        spoken = language or next((file.language for file in files if folder in file.path.parents), "nb")
        echo_problems(files_not_read(folder, [file.path for file in files]), {}, spoken, err=True)


def _write(changed: Sequence[Formatted], dash: bool, files: Sequence[Formatted], language: str | None) -> None:
    """Write the changed files, or the text of standard input (nothing where it has problems)."""
    if dash:
        sys.stdout.buffer.write(b"".join(file.after for file in files if not file.problems))
        return
    for file in changed:
        file.write()
        click.echo(_CHANGED[language or file.language].format(path=file.path))


def _standard_input(called: Path | None, short: bool) -> Formatted:
    """Standard input, read as the file `called` of the specification there."""
    from kpidsl.tooling.format_files import format_contents, project_folder

    path = called or Path("-")
    contents = {p: p.read_bytes() for p in project_folder(path).rglob("*.kpi") if p.is_file()} if called else {}
    same = next((p for p in contents if p.resolve() == path.resolve()), path)
    contents[same] = sys.stdin.buffer.read()
    return format_contents(contents, short=short)[same]
