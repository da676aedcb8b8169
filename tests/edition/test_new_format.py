"""What a new output format costs, done on a copy of the tree: three files, and the tests of all formats sweep it.

The format is that of docs/contributing.md, whose own test shows that those sweeps pass.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.test_contributing import BLOCK, SECTIONS, change, copy

__all__ = ["copy"]  # a fixture

DIFFS = [text for kind, _, text in BLOCK.findall(SECTIONS["A format"]) if kind == "diff"]
WRITER = Path("src/kpidsl/rendering/markdown.py")
WRONG = {
    "{year} |": "{result} |",
    "for _, _, indicators in": "lines.append('74,996 Kontor Q')\n        for _, _, indicators in",
}
"""What the tests must see: the wrong column, and a hidden figure and another's office."""
SWEEPS = {
    "test_same_numbers.py::test_cards_say_what_results_say[counted nb-md]": "('md', Said(",
    "test_same_numbers.py::test_what_is_hidden_is_in_no_byte_of_any_file[nb]": "{'74,996': {'.md'}}",
    "test_recipients.py::test_nothing_of_others_is_in_any_byte[units0-statlig-QRT-more0]": "'Kontor Q': {'.md'}",
}


def test_a_new_format_costs_three_files() -> None:
    assert {diff.partition("\n")[0].removeprefix("+++ ") for diff in DIFFS} == {
        "src/kpidsl/rendering/formats.py",
        "src/kpidsl/rendering/markdown.py",
        "tests/edition/read_back/read_md.py",
    }


@pytest.mark.long
def test_what_is_wrong_in_it_is_seen_by_tests_that_do_not_list_it(copy: Path) -> None:
    for diff in DIFFS:
        change(copy, diff)
    text = (copy / WRITER).read_text(encoding="utf-8")
    for right, wrong in WRONG.items():
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    (copy / WRITER).write_text(text, encoding="utf-8")
    without = copy / "without"
    without.mkdir()
    (without / "weasyprint.py").write_text('raise ImportError("PDF takes its time")\n', encoding="utf-8")
    tests = [f"tests/edition/{name}" for name in SWEEPS]
    command = [sys.executable, "-B", "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", *tests, "-rA"]
    environment = {**os.environ, "PYTHONPATH": f"{without}{os.pathsep}{copy / 'src'}", "COLUMNS": "200"}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    failed = {
        line.partition("/edition/")[2].partition(" - ")[0] for line in done.stdout.splitlines() if "FAILED" in line[:6]
    }
    assert failed == SWEEPS.keys(), done.stdout[-3000:] + done.stderr
    for seen in SWEEPS.values():
        assert seen in done.stdout
