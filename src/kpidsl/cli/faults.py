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

from kpidsl.cli.signals import Ending, endings
from kpidsl.problems import LANGUAGES, Translated

if TYPE_CHECKING:
    from kpidsl.problems import Problem

INTERRUPTED = 130
"""The exit code of an interrupted command, as shells have it: 128 and the signal's number."""
FAULT = 4
"""The exit code of a fault of the program itself."""

_DOING = {
    "disclosure": Translated("skjulte små tall", "skjulte små tal", "hiding small figures"),
    "engines": Translated("regnet på radene", "rekna på radene", "counting the rows"),
    "explaining": Translated("forklarte et tall", "forklarte eit tal", "explaining a figure"),
    "language": Translated("leste spesifikasjonen", "las spesifikasjonen", "reading the specification"),
    "organisation": Translated("bygde organisasjonen", "bygde organisasjonen", "building the organisation"),
    "planning": Translated("la planen for beregningen", "la planen for utrekninga", "planning the computation"),
    "project": Translated("leste prosjektfilen", "las prosjektfila", "reading the project file"),
    "rendering": Translated("skrev utgaven", "skreiv utgåva", "writing the edition"),
    "scoring": Translated("regnet ut tallene", "rekna ut tala", "computing the figures"),
    "sources": Translated("leste dataene", "las dataa", "reading the data"),
}
"""What each room is at, said of the program after “mens det …” and “while …”."""
_OTHERWISE = Translated("kjørte kommandoen", "køyrde kommandoen", "running the command")

_REASONS = {
    errno.ENOENT: Translated(
        "Filen eller mappen finnes ikke", "Fila eller mappa finst ikkje", "There is no such file or folder"
    ),
    errno.EACCES: Translated("Det er ikke gitt tilgang", "Det er ikkje gitt tilgang", "Access is not granted"),
    errno.EPERM: Translated("Det er ikke gitt tilgang", "Det er ikkje gitt tilgang", "Access is not granted"),
    errno.ENOSPC: Translated("Disken er full", "Disken er full", "The disk is full"),
    errno.EDQUOT: Translated(
        "Kvoten på disken er brukt opp", "Kvoten på disken er brukt opp", "The disk quota is used up"
    ),
    errno.EROFS: Translated("Disken kan bare leses", "Disken kan berre lesast", "The disk can only be read"),
    errno.EISDIR: Translated(
        "En mappe ligger der en fil skulle ligge",
        "Ei mappe ligg der ei fil skulle liggje",
        "A folder lies where a file should",
    ),
    errno.ENOTDIR: Translated(
        "En fil ligger der en mappe skulle ligge",
        "Ei fil ligg der ei mappe skulle liggje",
        "A file lies where a folder should",
    ),
    errno.EEXIST: Translated(
        "En fil ligger der en mappe skulle ligge",
        "Ei fil ligg der ei mappe skulle liggje",
        "A file lies where a folder should",
    ),
    errno.ENAMETOOLONG: Translated("Navnet er for langt", "Namnet er for langt", "The name is too long"),
    errno.EMFILE: Translated("For mange filer er åpne", "For mange filer er opne", "Too many files are open"),
    errno.EIO: Translated(
        "Disken svarer ikke som den skal", "Disken svarer ikkje som han skal", "The disk does not answer as it should"
    ),
    errno.ELOOP: Translated("Lenkene går i ring", "Lenkjene går i ring", "The links go in a circle"),
    errno.EPIPE: Translated(
        "Den som leste det programmet skrev, har sluttet",
        "Den som las det programmet skreiv, har slutta",
        "What read the output has ended",
    ),
}


def guarded(command: click.Command, arguments: Sequence[str]) -> int:
    """Run the command: its exit code.

    What stops it is said in one line on standard error, never as a traceback: an interruption (R021, 130; 128 and the
    signal's number where a signal asked for it), a file, a folder, a disk or a pipe that is not as it must be (R022,
    1), and a fault of the program (R020, 4), of which a report without data is written in the system's folder for
    temporary files.
    """
    try:
        with endings() as listening:
            try:
                return _ended(command, arguments)
            except BaseException as error:
                return _report(listening.asked or error, arguments)
    except (Ending, KeyboardInterrupt) as ending:  # between the command's end and that of the listening
        return _report(ending, arguments)


def _ended(command: click.Command, arguments: Sequence[str]) -> int:
    """The exit code of a command that ends by itself; raises what stops it."""
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


def _flushed(code: int, arguments: Sequence[str]) -> int:
    """The exit code, once what was printed is out; that of R022 where it cannot be."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return _report(error, arguments)
    return code


def _report(error: BaseException, arguments: Sequence[str]) -> int:
    """Say in one line what stopped the command; its exit code."""
    from kpidsl.problems import problem, render_concise

    error = _cause(error)
    doing = _doing(error)
    if isinstance(error, KeyboardInterrupt | EOFError | Ending):
        fault = problem("R021", doing=doing)
        code = error.code if isinstance(error, Ending) else INTERRUPTED
    elif isinstance(error, OSError | MemoryError):
        fault, code = _refused(error, doing), 1
    else:
        reported = _reported(error, arguments, doing.en)
        name, place = type(error).__name__, _place(error)
        fault = problem("R020", doing=doing, error=name, place=place, report=reported)
        code = FAULT
    _let_go_of_output()
    with contextlib.suppress(OSError):  # nobody is left to say it to
        click.echo(render_concise(fault, _language(arguments)), err=True)
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


def _refused(error: OSError | MemoryError, doing: Translated) -> Problem:
    """R022: why the system said no, and at which file where it says so."""
    from kpidsl.problems import problem

    reason, where = Translated("Minnet tok slutt", "Minnet tok slutt", "The memory ran out"), ""
    if isinstance(error, OSError):
        reason = _reason(error)
        where = f" ({_at(error, Path(os.fsdecode(error.filename)))})" if isinstance(error.filename, str | bytes) else ""
    return problem("R022", reason=reason, where=where, doing=doing)


def _at(error: OSError, path: Path) -> Path:
    """The path that the system told, or the file among the folders that it should lie in."""
    wants_folder = error.errno in (errno.ENOTDIR, errno.EEXIST)
    return next((folder for folder in path.parents if wants_folder and folder.is_file()), path)


def _reason(error: OSError) -> Translated:
    """What the system's number says."""
    number = error.errno or 0
    unknown = f"{type(error).__name__} {errno.errorcode.get(number, '')}".rstrip()
    refusal = f"Systemet sa nei ({unknown})"
    return _REASONS.get(number, Translated(refusal, refusal, f"The system refused ({unknown})"))


def _frames(error: BaseException) -> Iterator[tuple[str, int, str]]:
    """Each frame's file, from the package's folder on or else its bare name, line and function; outermost first."""
    for frame in traceback.extract_tb(error.__traceback__):
        parts = Path(frame.filename).parts
        packages = [at for at, part in enumerate(parts) if part in ("site-packages", "src")]
        name = "/".join(parts[packages[-1] + 1 :]) if packages else parts[-1]
        yield name, frame.lineno or 0, frame.name


def _doing(error: BaseException) -> Translated:
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


def _reported(error: BaseException, arguments: Sequence[str], doing: str) -> Translated:
    """Write the report; how its place is said. The disk may be what is wrong: then there is none."""
    try:
        handle, path = tempfile.mkstemp(prefix="kpidsl-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(report(error, arguments, doing))
    except OSError:
        return Translated("som ikke lot seg skrive", "som ikkje lét seg skrive", "which could not be written")
    return Translated(path, path, path)


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
