"""Which sources may stand before which, and what only ready-made figures can say."""

import pytest

from kpidsl.language import check_sources
from kpidsl.problems import SourceText

CASES = "kilde saker\n  én rad per sak\n  kontor_nr enhet\n  start dato\n"


def made(name: str, line: str = "") -> str:
    """A ready-made source with a line of its own."""
    head = (
        f"kilde {name}\n  én rad per enhet og måned\n  kontor_nr enhet\n  periode måned\n  ja teller\n  alle nevner\n"
    )
    return head + (f"  {line}\n" if line else "")


def codes(text: str) -> list[str]:
    _, found = check_sources([SourceText("krav.kpi", text)])
    return [p.code for p in found if p.severity == "error"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_one_may_stand_before_one_that_stands_before_another(order: tuple[int, ...]) -> None:
    blocks = (made("a", "går foran b"), made("b", "går foran c, meld fra om forskjeller over 2,5 %"), made("c"))
    assert codes("".join(blocks[at] for at in order)) == []


@pytest.mark.parametrize(
    "text",
    [
        made("a", "går foran a"),
        made("a", "går foran b") + made("b", "går foran a"),
        made("a", "går foran c") + made("b", "går foran c") + made("c"),
    ],
    ids=["itself", "a circle", "two before one"],
)
def test_which_one_is_first_is_always_known(text: str) -> None:
    assert codes(text) == ["T094"]


def test_an_unknown_source_has_nobody_before_it() -> None:
    assert codes(made("a", "går foran b")) == ["T001"]


@pytest.mark.parametrize("line", ["tallene skal gå opp", "går foran tall", "brukere ulike personer"])
def test_rows_of_cases_are_no_ready_made_figures(line: str) -> None:
    found = codes(made("tall") + CASES + f"  {line}\n")
    assert found[0] == "T090"
