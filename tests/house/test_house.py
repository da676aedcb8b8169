"""The house as its own documents say it is."""

from __future__ import annotations

import re
from pathlib import Path

from kpidsl.problems import CATALOGUE

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "kpidsl"


def test_the_table_of_rooms_equals_the_folders() -> None:
    rooms_alone = (SOURCE / "README.md").read_text(encoding="utf-8").partition("| new thing |")[0]
    table = re.findall(r"^\| (\w+) \| ", rooms_alone, re.MULTILINE)
    rooms = sorted(p.name for p in SOURCE.iterdir() if p.is_dir() and (p / "__init__.py").is_file())
    assert [r for r in table if r != "room"] == rooms


def test_every_problem_code_is_used_and_every_used_code_exists() -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in SOURCE.rglob("*.py") if p.parent.name != "codes")
    used = set(re.findall(r'"([FQSTPDRL]\d{3})"', text))
    assert used - CATALOGUE.keys() == set()
    assert CATALOGUE.keys() - used == set()


def test_where_a_new_thing_goes_is_there() -> None:
    """Each path in the table of new things exists."""
    table = (SOURCE / "README.md").read_text(encoding="utf-8").partition("| new thing |")[2]
    paths = re.findall(r"`([^`]+)`", table)
    assert len(paths) >= 10
    assert [path for path in paths if not (ROOT / path).exists()] == []
