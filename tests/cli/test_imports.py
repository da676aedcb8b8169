"""What each command loads: a command that reads text alone starts no engine, no arithmetic and no renderer.

The lists are allowances: what a command loads and may not is an error. A new command needs a row.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from kpidsl.cli import cli
from tests.audit.stores import HIDDEN, Country
from tests.docs.test_examples import ROOT, blocks

LANGUAGE = frozenset({"click", "lark"})
ENGINE = LANGUAGE | {"duckdb", "numpy", "pydantic", "sqlglot"}
BESIDE = {  # what sqlglot and pydantic need
    "annotated_types",
    "mypy_extensions",
    "pydantic_core",
    "typing_extensions",
    "typing_inspection",
}
WORDS = {"babel"}
PAGES = {"jinja2", "markupsafe"}
BOOKS = {"xlsxwriter"}
CALENDAR = {"dateutil", "holidays", "six"}
RISK = {"scipy"}

INSTALLED = packages_distributions().keys() - {"kpidsl", "_distutils_hack"}  # setuptools loads it in every process

READS_TEXT = frozenset({"cli", "language", "left_behind", "measures", "model", "problems", "resources"})
RUNS = READS_TEXT | {
    "claimed_folders",
    "disclosure",
    "engines",
    "organisation",
    "pipeline",
    "planning",
    "project",
    "scoring",
    "seldom_collected",
    "sources",
    "worker_processes",
}


@dataclass(frozen=True)
class Command:
    """A command line (`{project}` is a folder with the files of project.md), the packages and rooms it may load."""

    line: str
    packages: frozenset[str]
    rooms: frozenset[str]
    code: int = 0
    notes: str = ""
    """What it writes on standard error."""


COMMANDS = {
    "--help": Command("--help", frozenset({"click"}), READS_TEXT - {"language", "measures", "resources"}),
    "check": Command("check {project}/kort", LANGUAGE, READS_TEXT),
    "problem": Command("problem T018", frozenset({"click"}), READS_TEXT - {"language", "measures"}),
    "graph": Command("graph {project}/kort", LANGUAGE, READS_TEXT | {"explaining", "planning", "tooling"}),
    "fmt": Command("fmt --check {project}/kort", LANGUAGE, READS_TEXT | {"tooling"}),
    "read": Command("read {project}/data/saker.csv --spec {project}/kort", LANGUAGE, READS_TEXT | {"tooling"}),
    "compare": Command(
        "compare {project}/edition {project}/edition",
        frozenset({"click"}),
        READS_TEXT - {"language", "measures"} | {"claimed_folders", "followup", "rendering"},
    ),
    "audit": Command(
        "audit {project}/store --no-certificate",
        frozenset({"click", "highspy", "numpy", "scipy"}),
        READS_TEXT - {"language", "measures"} | {"audit"},
        notes="public: 2 hidden cells, 6 figures: 0 determined, 0 narrow, 0 open\n",
    ),
    "test": Command("test {project}/kort", ENGINE | BESIDE, RUNS | {"tooling"}),
    "explain": Command(
        "explain {project}/kort P.1 --data {project}/data --unit 0101 --period 2026-10",
        ENGINE | BESIDE | WORDS,
        RUNS | {"explaining", "wording"},
    ),
    "disclosure": Command(
        "disclosure {project}/kort --data {project}/data --period 2026-10", ENGINE | BESIDE, RUNS | {"tooling"}
    ),
    "ready": Command(
        "ready {project}/kort --data {project}/data --period 2026-10 --on 2026-11-10 --out {project}/ready",
        ENGINE | BESIDE | WORDS | PAGES | CALENDAR,
        RUNS - {"disclosure", "pipeline", "planning", "scoring"} | {"followup", "month", "rendering", "wording"},
    ),
    "run": Command(
        "run {project}/kort --data {project}/data --period 2026-10 --out {project}/out",
        ENGINE | BESIDE | WORDS | PAGES | BOOKS,
        RUNS | {"explaining", "followup", "rendering", "wording"},
    ),
    "forms": Command(
        "forms {project}/kort --data {project}/data --period 2026-10 --for 0101",
        ENGINE | BESIDE | WORDS | BOOKS | CALENDAR,
        RUNS | {"followup", "month", "rendering", "wording"},
    ),
    "collect": Command(
        "collect {project}/kort",
        frozenset({"click", "lark", "numpy", "pydantic"}) | BESIDE | WORDS | BOOKS,
        READS_TEXT
        | {
            "claimed_folders",
            "engines",
            "followup",
            "left_behind",
            "month",
            "project",
            "rendering",
            "sources",
            "wording",
        },
    ),
    "backtest": Command(
        "backtest {project}/kort --data {project}/data --last 2026-10",
        ENGINE | BESIDE | RISK,
        RUNS | {"tooling"},
        code=1,  # no year is over
    ),
    "generate": Command(
        "generate --out {project}/made --offices 8 --months 2 --persons 20",
        frozenset({"click", "duckdb", "numpy"}),
        frozenset({"claimed_folders", "cli", "followup", "left_behind", "model", "problems", "rendering", "tooling"}),
    ),
}
NOT_RUN = {
    "demo",  # generate and run, one after the other
    "sign-off",  # needs a whole month: tests/month/test_sign_off.py
    "lock",  # the same: tests/month/test_lock.py
    "verify",  # the same: tests/month/test_verify.py
    "release",  # needs an edition of a store: tests/audit/test_release.py
    "strike",  # needs a book that has been read: tests/month/test_strike.py
}

TEST = """\
prøve "innen fire uker"
  gitt saker
    | sak_id | kontor_nr | mottatt    | avgjort    |
    | 1      | 0101      | 01.10.2026 | 05.10.2026 |
  når måneden er oktober 2026
  så skal P.1 for kontor 0101 være 100 %
"""
CYCLE = """\
rolle leder på kontor
månedssyklus, flyttes til neste virkedag
  innen den 15. skal leder oppdatere tiltaksplanen
"""
LOADED = """
import contextlib, io, json, sys
from kpidsl.cli import cli
with contextlib.redirect_stdout(io.StringIO()):
    try:
        cli.main(sys.argv[1:])
    except SystemExit as left:
        code = left.code
print(json.dumps([code, sorted(sys.modules)]))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imports")
    (folder / "kort").mkdir()
    (folder / "data").mkdir()
    (folder / "edition").mkdir()
    (folder / "edition" / "results.csv").touch()
    country = Country()
    for unit, figure in {"01": (30, 80), "0101": (9, 20), "0102": HIDDEN, "0103": HIDDEN}.items():
        country.put(unit, figure)
    country.write(folder / "store")
    page = blocks(ROOT / "tests" / "cli" / "project.md")
    (folder / "kort" / "kort.kpi").write_text(next(t for k, _, t in page if k == "kpi"), encoding="utf-8")
    (folder / "kort" / "kpidsl.toml").write_text('[follow_up]\nfolder = "books"\n', encoding="utf-8")
    (folder / "kort" / "test.kpi").write_text(TEST, encoding="utf-8")
    (folder / "kort" / "cycle.kpi").write_text(CYCLE, encoding="utf-8")
    for kind, name, text in page:
        if kind == "csv":
            (folder / name.strip()).write_text(text, encoding="utf-8")
    return folder


def test_every_command_is_in_the_table() -> None:
    assert COMMANDS.keys() | NOT_RUN == cli.commands.keys() | {"--help"}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_loads_what_it_may(name: str, project: Path) -> None:
    command = COMMANDS[name]
    line = command.line.format(project=project).split()
    done = subprocess.run([sys.executable, "-c", LOADED, *line], capture_output=True, text=True, check=True)
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert (name, code, done.stderr) == (name, command.code, command.notes)
    packages = {m.partition(".")[0] for m in modules} & INSTALLED
    rooms = {m.split(".")[1] for m in modules if m.startswith("kpidsl.")}
    assert packages - command.packages == set()
    assert rooms - command.rooms == set()
