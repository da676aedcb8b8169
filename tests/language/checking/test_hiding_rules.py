"""Rules of hiding that contradict themselves or each other, or that say nothing."""

from __future__ import annotations

import pytest

from kpidsl.language import check_sources
from kpidsl.model.rules import HidingRule
from kpidsl.problems import SourceText
from tests.language.page import prelude

HEAD = prelude("organisation") + prelude("ready-made")
SHARE = "S.1 Svarandel (80 %)\n"
FIVE = "skjul tall når grunnlaget er under 5"


def found(rules: str) -> list[tuple[str, int]]:
    """The codes and lines of the problems of a file with these rules alone."""
    _, problems = check_sources([SourceText("spec.kpi", HEAD), SourceText("regler.kpi", "språk nb\n" + rules)])
    return [(p.code, p.span.line) for p in problems if p.span is not None and p.span.path == "regler.kpi"]


@pytest.mark.parametrize(
    ("rules", "problems"),
    [
        (f"{SHARE}skjerming {FIVE}\n  gjelder alle\n  gjelder ikke enhetens egne tall\n", [("T180", 5)]),
        (f"{SHARE}skjerming {FIVE}\n  gjelder ikke styringslinjen over\n", [("T180", 4)]),
        (f"{SHARE}skjerming {FIVE}\n  resten skjermes ikke\n  resten skjermes ikke\n", [("T110", 5)]),
        (f"{SHARE}skjerming {FIVE}\nskjerming for alle andre {FIVE}\n", [("T050", 3)]),
        (f"{SHARE}skjerming for S.1 {FIVE}\nskjerming for S.1, S.1 {FIVE}\n", [("T050", 3), ("T110", 4)]),
        (f"{SHARE}skjerming for kilde tal {FIVE}\n", [("T001", 3)]),
        (f"{SHARE}skjerming for S.2 {FIVE}\n", [("T115", 3)]),
    ],
)
def test_a_rule_that_cannot_be_or_says_nothing_is_reported(rules: str, problems: list[tuple[str, int]]) -> None:
    said = [one for one in found(rules) if one[0] != "L002"]
    assert [one for one in said if one in problems] == problems


def test_the_rule_that_names_an_indicator_most_closely_is_its_own() -> None:
    """By code before by source, by source before by kind, by kind before all others."""
    rules = [f"skjerming {of}skjul tall når grunnlaget er under {n}\n" for n, of in enumerate(
        ("", "for andeler ", "for kilde tall ", "for S.1, S.2 "), 2)]  # fmt: skip
    for last in range(4):
        spec, problems = check_sources(
            [SourceText("spec.kpi", HEAD + SHARE + "S.2 Svarandel hittil i år (80 %)\n" + "".join(rules[: last + 1]))]
        )
        assert spec is not None, [p.message("en") for p in problems]
        rule = spec.indicators[0].hiding_rule
        assert isinstance(rule, HidingRule)
        assert rule.below == last + 2
