"""The command line: arguments in, exit codes out; no logic of its own.

Exit codes: 0 well, 1 refused (problems of the specification or of form, or a file, a folder or a disk that is not as it
must be), 2 wrong usage, 3 an edition was written but some cells carry a data problem, 4 a fault of the program, 130
interrupted.
"""

from __future__ import annotations

import sys

import click

from kpidsl.cli.audit import audit
from kpidsl.cli.backtest import backtest
from kpidsl.cli.check import check
from kpidsl.cli.collect import collect
from kpidsl.cli.compare import compare
from kpidsl.cli.demo import demo
from kpidsl.cli.disclosure import disclosure
from kpidsl.cli.explain import explain
from kpidsl.cli.faults import guarded
from kpidsl.cli.fmt import fmt
from kpidsl.cli.forms import forms
from kpidsl.cli.generate import generate
from kpidsl.cli.graph import graph
from kpidsl.cli.lock import lock
from kpidsl.cli.problem import problem
from kpidsl.cli.read import read
from kpidsl.cli.ready import ready
from kpidsl.cli.release import release
from kpidsl.cli.run import run
from kpidsl.cli.sign_off import sign_off
from kpidsl.cli.strike import strike
from kpidsl.cli.test import test
from kpidsl.cli.verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kpidsl")
def cli() -> None:
    """Steering by results, written as text: check specifications, run the month, render scorecards."""


for _command in (
    audit, backtest, check, collect, compare, demo, disclosure, explain, fmt, forms, generate, graph, lock, problem,
    read, ready, release, run, sign_off, strike, test, verify,
):  # fmt: skip
    cli.add_command(_command)


def main() -> None:
    """Run the command line; whatever stops it is reported in one line, never as a traceback."""
    sys.exit(guarded(cli, sys.argv[1:]))
