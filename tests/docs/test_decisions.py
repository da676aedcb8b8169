"""The decisions: each page is listed in order, has its four sections, and names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "adr"
PAGES = sorted(p for p in FOLDER.glob("*.md") if p.name != "README.md")


def test_the_list_names_every_page_in_order() -> None:
    listed = re.findall(r"^(\d+)\. \[(.+)\]\((.+)\)$", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    titles = [page.read_text(encoding="utf-8").splitlines()[0] for page in PAGES]
    assert [name for _, _, name in listed] == [page.name for page in PAGES]
    assert [f"# {number}. {title}" for number, title, _ in listed] == titles
    assert [int(number) for number, _, _ in listed] == list(range(1, len(PAGES) + 1))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_what_was_decided_and_which_tests_hold_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Decision", "What follows", "Held by"]
    tests = re.findall(r"\]\((\.\./\.\./tests/.+)\)", text.split("## Held by")[1])
    assert tests
    assert [t for t in tests if not (FOLDER / t).is_file()] == []
