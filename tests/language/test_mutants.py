"""Every page names the wrong implementations that it would catch; switched on, each makes its page fail."""

import re

import pytest

from .mutants import names, switched_on
from .page import examples, judge
from .test_pages import PAGES

_LINE = re.compile(r"^> Would catch: ([a-z0-9-]+): \S", re.MULTILINE)
CAUGHT = [(page, name) for page in PAGES for name in _LINE.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.long  # it tries the pages, not the program
@pytest.mark.parametrize(("page", "name"), CAUGHT, ids=lambda x: getattr(x, "stem", x))
def test_mutant_is_caught(page, name) -> None:
    with switched_on(name):
        assert any(judge(example) for example in examples(page)), f"{page.name} passes with {name} switched on"


def test_every_mutant_is_named_by_a_page() -> None:
    assert sorted({name for _, name in CAUGHT}) == names()


def test_every_mutant_has_something_to_replace() -> None:
    for name in names():
        with switched_on(name):
            pass
