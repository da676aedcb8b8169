"""The fuzz run's coverage, printed at its end where the run was asked for."""

import os
from collections.abc import Iterator

import pytest

from .coverage import Coverage

_COVERAGE = pytest.StashKey[Coverage]()


@pytest.fixture
def coverage(pytestconfig: pytest.Config) -> Iterator[Coverage]:
    return pytestconfig.stash.setdefault(_COVERAGE, Coverage())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    found = config.stash.get(_COVERAGE, None)
    if found is None or not found.cells or "KPIDSL_FUZZ_PAIRS" not in os.environ:
        return
    terminalreporter.section("cells compared with the reference")
    for line in found.table():
        terminalreporter.write_line(line)
