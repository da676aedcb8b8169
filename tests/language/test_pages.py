from pathlib import Path

import pytest

from .page import Example, examples, judge

PAGES = sorted((Path(__file__).parent / "pages").glob("**/*.md"))
EXAMPLES = [example for page in PAGES for example in examples(page)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.page.stem}:{e.line}")
def test_page_holds(example: Example) -> None:
    assert judge(example) == []


def test_every_page_expects_something() -> None:
    assert PAGES
    for page in PAGES:
        assert examples(page), page
