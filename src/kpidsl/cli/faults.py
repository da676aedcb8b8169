"""The edge of every command: whatever stops it ends in one line with a code, in the reader's language."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kpidsl.problems import Problem

INTERRUPTED = 130
"""The exit code of an interrupted command, as shells have it: 128 and the signal's number."""
FAULT = 4
"""The exit code of a fault of the program itself."""

_DOING = {
    "disclosure": ("skjulte små tall", "hiding small figures"),
    "engines": ("regnet på radene", "counting the rows"),
    "explaining": ("forklarte et tall", "explaining a figure"),
    "language": ("leste spesifikasjonen", "reading the specification"),
    "organisation": ("bygde organisasjonen", "building the organisation"),
    "planning": ("la planen for beregningen", "planning the computation"),
    "project": ("leste prosjektfilen", "reading the project file"),
    "rendering": ("skrev utgaven", "writing the edition"),
    "scoring": ("regnet ut tallene", "computing the figures"),
    "sources": ("leste dataene", "reading the data"),
}
"""What each room is at, said of the program after “mens det …” and “while …”."""
_OTHERWISE = ("kjørte kommandoen", "running the command")

_REASONS = {
    errno.ENOENT: ("Filen eller mappen finnes ikke", "There is no such file or folder"),
    errno.EACCES: ("Det er ikke gitt tilgang", "Access is not granted"),
    errno.EPERM: ("Det er ikke gitt tilgang", "Access is not granted"),
    errno.ENOSPC: ("Disken er full", "The disk is full"),
    errno.EDQUOT: ("Kvoten på disken er brukt opp", "The disk quota is used up"),
    errno.EROFS: ("Disken kan bare leses", "The disk can only be read"),
    errno.EISDIR: ("En mappe ligger der en fil skulle ligge", "A folder lies where a file should"),
    errno.ENOTDIR: ("En fil ligger der en mappe skulle ligge", "A file lies where a folder should"),
    errno.EEXIST: ("En fil ligger der en mappe skulle ligge", "A file lies where a folder should"),
    errno.ENAMETOOLONG: ("Navnet er for langt", "The name is too long"),
    errno.EMFILE: ("For mange filer er åpne", "Too many files are open"),
    errno.EIO: ("Disken svarer ikke som den skal", "The disk does not answer as it should"),
    errno.ELOOP: ("Lenkene går i ring", "The links go in a circle"),
    errno.EPIPE: ("Den som leste det programmet skrev, har sluttet", "What read the output has ended"),
}


def guarded(command: click.Command, arguments: Sequence[str]) -> int:
    """Run the command: its exit code.

    What stops it is said in one line on standard error, never as a traceback: an interruption (R021, 130), a file, a
    folder, a disk or a pipe that is not as it must be (R022, 1), and a fault of the program (R020, 4), of which a
    report without data is written in the system's folder for temporary files.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a letter that the terminal does not have stops nothing
            stream.reconfigure(errors="backslashreplace")
    try:
        with command.make_context("kpidsl", list(arguments)) as context:  # its main would be silent of a broken pipe
            command.invoke(context)
        return _flushed(0, arguments)
    except click.exceptions.Exit as done:
        return _flushed(done.exit_code, arguments)
    except SystemExit as done:
        return _flushed(done.code if isinstance(done.code, int) else int(done.code is not None), arguments)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BaseException as error:
        return _said(error, arguments)


def _flushed(code: int, arguments: Sequence[str]) -> int:
    """The exit code, once what was printed is out; that of R022 where it cannot be."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return _said(error, arguments)
    return code


def _said(error: BaseException, arguments: Sequence[str]) -> int:
    """Say in one line what stopped the command; its exit code."""
    from kpidsl.problems import problem, render_concise

    error = _cause(error)
    nb, en = _doing(error)
    if isinstance(error, KeyboardInterrupt | EOFError):
        said, code = problem("R021", doing_nb=nb, doing_en=en), INTERRUPTED
    elif isinstance(error, OSError | MemoryError):
        said, code = _refused(error, nb, en), 1
    else:
        report_nb, report_en = _reported(error, arguments, en)
        name, place = type(error).__name__, _place(error)
        said = problem(
            "R020", doing_nb=nb, doing_en=en, error=name, place=place, report_nb=report_nb, report_en=report_en
        )
        code = FAULT
    _let_go_of_output()
    with contextlib.suppress(OSError):  # nobody is left to say it to
        click.echo(render_concise(said, _language(arguments)), err=True)
    return code


def _cause(error: BaseException) -> BaseException:
    """What a command was stopped by: behind click's own abort, and an engine's, an interruption or a broken pipe."""
    if isinstance(error, click.Abort):
        return error.__cause__ or error.__context__ or KeyboardInterrupt()
    return KeyboardInterrupt() if isinstance(error, RuntimeError) and "interrupted" in str(error).lower() else error


def _let_go_of_output() -> None:
    """Where standard output takes nothing more, what is left in it goes nowhere: Python would complain at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def _refused(error: OSError | MemoryError, doing_nb: str, doing_en: str) -> Problem:
    """R022: why the system said no, and at which file where it says so."""
    from kpidsl.problems import problem

    nb, en, where = ("Minnet tok slutt", "The memory ran out", "")
    if isinstance(error, OSError):
        nb, en = _reason(error)
        where = f" ({os.fsdecode(error.filename)})" if isinstance(error.filename, str | bytes) else ""
    return problem("R022", reason_nb=nb, reason_en=en, where=where, doing_nb=doing_nb, doing_en=doing_en)


def _reason(error: OSError) -> tuple[str, str]:
    """What the system's number says, in both languages."""
    number = error.errno or 0
    unknown = f"{type(error).__name__} {errno.errorcode.get(number, '')}".rstrip()
    return _REASONS.get(number, (f"Systemet sa nei ({unknown})", f"The system refused ({unknown})"))


def _frames(error: BaseException) -> Iterator[tuple[str, int, str]]:
    """Each frame's file, from the package's folder on or else its bare name, line and function; outermost first."""
    for frame in traceback.extract_tb(error.__traceback__):
        parts = Path(frame.filename).parts
        packages = [at for at, part in enumerate(parts) if part in ("site-packages", "src")]
        name = "/".join(parts[packages[-1] + 1 :]) if packages else parts[-1]
        yield name, frame.lineno or 0, frame.name


def _doing(error: BaseException) -> tuple[str, str]:
    """What the program was at: the first room that the pipeline or the command had called."""
    for name, _, _ in _frames(error):
        package, _, rest = name.partition("/")
        if package == "kpidsl" and rest.partition("/")[0] in _DOING:
            return _DOING[rest.partition("/")[0]]
    return _OTHERWISE


def _place(error: BaseException) -> str:
    """The innermost place in the program's own files."""
    own = [f"{name.rpartition('/')[2]}:{line}" for name, line, _ in _frames(error) if name.startswith("kpidsl/")]
    return own[-1] if own else "–"


def _reported(error: BaseException, arguments: Sequence[str], doing: str) -> tuple[str, str]:
    """Write the report; how its place is said. The disk may be what is wrong: then there is none."""
    try:
        handle, path = tempfile.mkstemp(prefix="kpidsl-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(report(error, arguments, doing))
    except OSError:
        return "som ikke lot seg skrive", "which could not be written"
    return path, path


def report(error: BaseException, arguments: Sequence[str], doing: str) -> str:
    """What helps to find the fault, and nothing of the data: the versions, the command with its options but without
    their values, the kinds of the errors but not their messages, and the places in the code."""
    from importlib.metadata import version

    named = [arguments[0]] if arguments and arguments[0].isalpha() else []
    named += [a.partition("=")[0] for a in arguments if a.startswith("--")]
    lines = [
        f"kpidsl {version('kpidsl')}, Python {sys.version.split()[0]} on {sys.platform}, DuckDB {version('duckdb')}",
        f"command: {' '.join(named)}",
        f"while {doing}",
    ]
    seen: BaseException | None = error
    while seen is not None:
        lines += ["", f"{type(seen).__module__}.{type(seen).__qualname__}"]
        lines += [f"  {name}:{line} {function}" for name, line, function in _frames(seen)]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines) + "\n"


def _language(arguments: Sequence[str]) -> str:
    """The language to speak: `--lang`, else that of the specification that is named, else bokmål."""
    from kpidsl.problems import LANGUAGES

    for at, argument in enumerate(arguments):
        option, _, value = argument.partition("=")
        if option == "--lang":
            value = value or next(iter(arguments[at + 1 :]), "")
            return value if value in LANGUAGES else "nb"
    paths = [Path(a) for a in arguments[1:] if not a.startswith("-")]
    try:
        from kpidsl.language import load

        return next((load(path).language for path in paths if path.exists()), "nb")
    except Exception:  # the specification may be what is wrong: the line is said all the same
        return "nb"
