"""A process that forks runs of a project and ends each with a signal; prints, for each, its exit code as JSON.

Called with the project's folder, the folder for temporary files, the signals' names and a seed. It forks after the
imports, so that a signal falls in the run itself.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import NoReturn

from kpidsl import pipeline
from kpidsl.cli import cli
from kpidsl.cli.faults import guarded
from kpidsl.language import check, load

_ASKING = (signal.SIGINT, signal.SIGTERM)


def killed(arguments: list[str], number: int, wait: float | None) -> int:
    """The exit code (negative: the signal that ended it) of a run that gets the signal after `wait` seconds; None: when
    its rows are read, and it would wait for ever."""
    reader, writer = os.pipe()
    signal.pthread_sigmask(signal.SIG_BLOCK, _ASKING)  # until the child can answer them
    child = os.fork()
    if child == 0:
        if wait is None:
            _stop_at_the_plan(writer)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        _run(arguments)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASKING)
    os.close(writer)
    if wait is None:
        os.read(reader, 1)
    else:
        time.sleep(wait)
    os.kill(child, number)
    _, status = os.waitpid(child, 0)
    os.close(reader)
    return os.waitstatus_to_exitcode(status)


def _run(arguments: list[str]) -> NoReturn:
    """Run and leave with the exit code; what asks to end before the command listens, or when it is done, has the code
    that the command would give. There is nothing to clear away then."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(128 + signal.SIGTERM))
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASKING)
        code = guarded(cli, arguments)
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    os._exit(code)


def _stop_at_the_plan(writer: int) -> None:
    def plan(*_: object) -> None:
        os.write(writer, b".")
        time.sleep(3600)

    pipeline.plan = plan  # type: ignore[assignment]


def main(project: Path, temporary: str, names: str, seed: str) -> None:
    """Run and end as many as there are names; an empty seed: each while its rows are in the folder of work."""
    tempfile.tempdir = temporary
    # ignored in what a shell starts in the background, and under nohup; the runs inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    check(load(project / "kort"))  # what is read once
    chance = random.Random(seed)
    for at, name in enumerate(names.split(",")):
        data = project / "data" / "saker.csv"
        data.write_text(data.read_text("utf-8") + "\n" * (at % 2), encoding="utf-8")
        arguments = ["run", str(project / "kort"), "--data", str(project / "data"), "--period", "2026-10"]
        arguments += ["--out", str(project / "out"), "--formats", "csv,json"]
        code = killed(arguments, getattr(signal, name), chance.uniform(0, 0.6) if seed else None)
        left = sorted(p.name for p in Path(temporary).iterdir())
        held = sum(1 for p in Path(temporary).rglob("*") if p.is_file())
        print(json.dumps({"signal": name, "code": code, "left": left, "files": held}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
