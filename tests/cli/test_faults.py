"""Whatever stops a command is one line with a code, in the reader's language, and never a traceback."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from kpidsl import pipeline
from kpidsl.cli import cli
from kpidsl.cli.faults import FAULT, INTERRUPTED, guarded
from kpidsl.rendering.machine import csv_files
from tests.docs.test_examples import ROOT, blocks

SECRET = "13027412345"
"""Stands for what is in the data: no line and no report may have it."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("kort", "data", "tmp"):
        (tmp_path / folder).mkdir()
    page = blocks(ROOT / "tests" / "cli" / "project.md")
    (tmp_path / "kort" / "kort.kpi").write_text(next(t for k, _, t in page if k == "kpi"), encoding="utf-8")
    for kind, name, text in page:
        if kind == "csv":
            (tmp_path / name.strip()).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def reports(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, where reports are written."""
    monkeypatch.setattr("tempfile.tempdir", str(project / "tmp"))
    return project / "tmp"


def arguments(project: Path, *more: str) -> list[str]:
    given = ["run", str(project / "kort"), "--data", str(project / "data"), "--out", str(project / "out")]
    return [*given, "--period", "2026-10", "--formats", "csv,json", *more]


def failing(error: BaseException) -> object:
    def fails(*_: object, **__: object) -> None:
        raise error

    return fails


def lines(text: str) -> list[str]:
    """What stands on standard error but the notes and warnings of the run."""
    return [line for line in text.splitlines() if "[R02" in line or "Traceback" in line]


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_has_the_net(
    name: str, reports: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = cli.commands[name]
    monkeypatch.setattr(command, "callback", failing(ZeroDivisionError(SECRET)))
    monkeypatch.setattr(command, "params", [])
    assert guarded(cli, [name]) == FAULT
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "R020" in said
    assert SECRET not in said


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "mens det regnet ut tallene"), ("en", "while computing the figures")],
)
def test_a_fault_is_one_line_and_a_report_without_data(
    language: str,
    words: str,
    project: Path,
    reports: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from kpidsl.scoring import score as room

    def breaks(*_: object) -> None:
        try:
            int(f"x{SECRET}")
        except ValueError as error:
            raise KeyError(SECRET) from error

    monkeypatch.setattr(pipeline, "score", lambda *given: _in_the_room(room.__module__, breaks))
    assert guarded(cli, arguments(project, "--lang", language)) == FAULT
    (line,) = lines(capsys.readouterr().err)
    (report,) = reports.glob("kpidsl-fault-*.txt")
    assert "R020" in line
    assert words in line
    assert "KeyError" in line
    assert str(report) in line
    text = report.read_text(encoding="utf-8")
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert "command: run --data --out --period --formats --lang" in text
    for hidden in (SECRET, str(project), "2026-10", "kort"):
        assert hidden not in text
    assert SECRET not in line
    assert not list(project.glob("out/*"))


def _in_the_room(module: str, function: object) -> None:
    """Call the function from a file of a room, as the room would."""
    place = Path(sys.modules[module].__file__ or "")
    exec(compile("function()", str(place), "exec"), {"function": function})


def test_a_report_that_cannot_be_written_is_said(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.mkstemp", failing(OSError(errno.ENOSPC, "No space left on device")))
    monkeypatch.setattr(pipeline, "score", failing(ValueError(SECRET)))
    assert guarded(cli, arguments(project)) == FAULT
    (line,) = lines(capsys.readouterr().err)
    assert "som ikke lot seg skrive" in line


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), EOFError(), RuntimeError("Query interrupted"), click.Abort()], ids=repr
)
def test_an_interruption_is_one_line(
    error: BaseException, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert INTERRUPTED == 130  # as shells have it; "R021"
    monkeypatch.setattr(csv_files, "write_results", failing(error))
    assert guarded(cli, arguments(project)) == INTERRUPTED
    (line,) = lines(capsys.readouterr().err)
    assert line.startswith("feil[R021] Avbrutt, mens programmet ")
    assert not list(project.glob("out/2026-10/*"))  # neither an edition nor one half made
    assert not list(project.glob("out/2026-10/.making-*"))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "Disken er full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "Kvoten på disken er brukt opp"),
        (FileNotFoundError(errno.ENOENT, "No such file", "saker.csv"), "Filen eller mappen finnes ikke (saker.csv)"),
        (PermissionError(errno.EACCES, "Permission denied", "ut"), "Det er ikke gitt tilgang (ut)"),
        (OSError(errno.ESTALE, "Stale file handle"), "Systemet sa nei (OSError ESTALE)"),
        (MemoryError(), "Minnet tok slutt"),
    ],
)
def test_what_the_system_refuses_is_one_line(
    error: BaseException,
    words: str,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(csv_files, "write_results", failing(error))
    assert guarded(cli, arguments(project)) == 1
    (line,) = lines(capsys.readouterr().err)
    assert line == f"feil[R022] {words}, mens programmet skrev utgaven."  # the code is "R022"
    assert not list(project.glob("out/2026-10/*"))


def test_a_file_among_the_folders_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It was the folder below it, which nobody had written."""
    (project / "file").write_text("", encoding="utf-8")
    given = arguments(project)
    given[given.index("--out") + 1] = str(project / "file" / "below")
    assert guarded(cli, given) == 1
    (line,) = lines(capsys.readouterr().err)
    assert f"En fil ligger der en mappe skulle ligge ({project / 'file'})" in line


def test_a_file_in_place_of_the_folder_is_wrong_usage(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is read."""
    given = arguments(project)
    given[given.index("--out") + 1] = given[given.index("--data") + 1] + "/saker.csv"
    assert guarded(cli, given) == 2
    assert "'--out'" in capsys.readouterr().err


def kpidsl(project: Path, *given: str, stdout: int | None = None) -> tuple[int, str]:
    """The program as a process: its exit code and what stands on standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "kpidsl", *given],
        stdout=stdout if stdout is not None else subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=project,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's")
def test_a_full_disk_and_a_reader_that_has_ended(project: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        code, said = kpidsl(project, "problem", stdout=full.fileno())
    assert (code, said.splitlines()) == (1, ["feil[R022] Disken er full, mens programmet kjørte kommandoen."])
    reader, writer = os.pipe()
    os.close(reader)
    code, said = kpidsl(project, "check", "kort", "--lang", "en", stdout=writer)
    os.close(writer)
    assert code == 1
    assert said.splitlines() == ["error[R022] What read the output has ended, while running the command."]


def _folder(path: Path) -> None:
    path.mkdir()


def _link(path: Path) -> None:
    path.symlink_to(path.with_name("borte"))


def _pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are Unix'")
@pytest.mark.parametrize(
    ("make", "kind"), [(_folder, "en mappe"), (_pipe, "et rør (FIFO)"), (_link, "en lenke som ikke fører til noe")]
)
@pytest.mark.parametrize(
    "name", ["kort/x.kpi", "kort/kpidsl.toml", "data/saker.csv", "data/enheter.csv", "data/maal.csv"]
)
def test_what_is_no_file_is_named(
    make: object, kind: str, name: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(make)
    (project / name).unlink(missing_ok=True)
    make(project / name)
    if (name, kind) == ("data/saker.csv", "en mappe"):
        assert guarded(cli, arguments(project)) == 1  # a folder of monthly files, and it is empty
        assert "P003" in capsys.readouterr().err
        return
    assert guarded(cli, arguments(project)) == 1
    said = capsys.readouterr().err
    assert f"feil[R023] «{Path(name).name}» er {kind}, ikke en fil." in said  # "R023"
    assert not list(project.glob("out/*/*"))


def test_a_link_out_of_the_specifications_folder_is_not_read(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it leads to would be quoted in messages."""
    (project / "secret.txt").write_text(f"{SECRET} Ola", encoding="utf-8")
    (project / "kort" / "x.kpi").symlink_to(project / "secret.txt")
    assert guarded(cli, ["check", str(project / "kort")]) == 1
    said = capsys.readouterr().out
    assert "feil[R023] «x.kpi» er en lenke ut av mappen, ikke en fil." in said
    assert "Ola" not in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are Unix'")
def test_a_pipe_is_not_waited_on_by_the_formatter(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(project / "kort" / "x.kpi")
    assert guarded(cli, ["fmt", "--check", str(project / "kort")]) == 1
    assert "R023" in capsys.readouterr().err
    assert guarded(cli, ["check", str(project / "kort" / "x.kpi")]) == 1
    assert "R023" in capsys.readouterr().out


def test_a_letter_that_the_terminal_does_not_have_stops_nothing(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kpidsl", "check", "kort"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        cwd=project,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    assert b"0 feil" in done.stdout
