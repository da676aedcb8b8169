"""The walk-throughs of docs/contributing.md, made in a copy of the repository."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .test_examples import BLOCK, ROOT

TEXT = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
SECTIONS = {name: body for name, _, body in (s.partition("\n") for s in TEXT.split("\n## ")[1:])}
CHANGING = [name for name, body in SECTIONS.items() if "```diff" in body]
PARTS = ("src", "grammar", "renderers", "specs", "docs", "scripts", "tests", "pyproject.toml")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in PARTS:
        whole = ROOT / part
        if whole.is_dir():
            shutil.copytree(whole, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(whole, tmp_path / part)
    return tmp_path


def change(copy: Path, diff: str) -> None:
    """Make the change: the lines that stay and go stand in the file exactly once; a file with none of them is new."""
    head, *lines = diff.splitlines()
    path = copy / head.removeprefix("+++ ")
    before = "".join(line[1:] + "\n" for line in lines if line[:1] in (" ", "-"))
    after = "".join(line[1:] + "\n" for line in lines if line[:1] in (" ", "+"))
    if not before:
        assert not path.exists()
        path.write_text(after, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize("name", CHANGING)
def test_the_walk_through_works(name: str, copy: Path) -> None:
    blocks = BLOCK.findall(SECTIONS[name])
    for kind, _, text in blocks:
        if kind == "diff":
            change(copy, text)
    environment = {**os.environ, "PYTHONPATH": str(copy / "src")}
    commands = [line.removeprefix("$ ") for kind, _, text in blocks if kind == "console" for line in text.splitlines()]
    assert commands
    for command in commands:
        words = [sys.executable if w == ".venv/bin/python" else w for w in shlex.split(command)]
        done = subprocess.run(words, cwd=copy, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_path_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:src|grammar|renderers|docs|scripts|tests|language)/[\w./-]+)`", TEXT)
    named = [p for p in named if not re.search(r"CODE|NAME", p)]
    assert named
    assert [p for p in named if not any((root / p).exists() for root in (ROOT, ROOT / "src" / "kpidsl"))] == []
