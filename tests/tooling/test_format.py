"""A specification written tidily means what it meant, and is tidy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from kpidsl.language import check_sources, load
from kpidsl.problems import SourceText
from kpidsl.tooling.format import format_source
from tests.language.meaning import meaning
from tests.language.page import examples

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "tests" / "language" / "pages").glob("*.md"))
QUOTED = re.compile(r'"[^"]*"|«[^»]*»')


def untidy(text: str) -> str:
    """The same specification in other blanks: twice of each, more empty lines, and blanks at the end."""
    return "\n".join(_untidy_line(line) if line.strip() else "\n\n" for line in text.split("\n"))


def _untidy_line(line: str) -> str:
    code, mark, comment = line.partition("#")
    body = code.lstrip()
    if body.startswith("|"):
        body = body.replace("|", "|   ").rstrip()
    else:
        gaps = [words.replace(" ", "  ") for words in QUOTED.split(body)]
        quoted = [*QUOTED.findall(body), ""]
        body = "".join(gap + text for gap, text in zip(gaps, quoted, strict=True))
    return " " * 2 * (len(code) - len(code.lstrip())) + body + mark + comment + "  "


def tidied(source: SourceText) -> SourceText:
    text, problems = format_source(SourceText(source.path, untidy(source.text)))
    assert problems == ()
    return SourceText(source.path, text)


def said(files: Sequence[SourceText]) -> object:
    """What is checked, without places: the specification, and each problem with its fields."""
    spec, problems = check_sources(files)
    return meaning(spec, {"location"}), sorted((p.code, str(p.fields)) for p in problems if "first" not in p.fields)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_tidy_text_of_a_page_means_the_same(page: Path) -> None:
    texts = [example.spec for example in examples(page)]
    if texts:
        source = SourceText("page.kpi", max(texts, key=len))
        assert said([tidied(source)]) == said([source])


@pytest.mark.parametrize("name", ["nav", "nav-arbeidsmarked", "nhs-ae", "nhs-rtt"])
def test_the_shipped_specifications_are_tidy_and_stay_what_they_are(name: str) -> None:
    files = load(ROOT / "specs" / name).files
    tidy = [tidied(source) for source in files]
    assert tidy == [*files]  # so format is idempotent on them, too
    assert all(untidy(source.text) != source.text for source in files)


def test_what_is_in_a_cell_is_data() -> None:
    text = 'prøve "p"\n  gitt k\n    |  a |b|\n    | 80% |  x  y |\n'
    tidy = 'prøve "p"\n  gitt k\n    | a   | b    |\n    | 80% | x  y |\n'
    assert format_source(SourceText("a", text)) == (tidy, ())


def test_the_columns_of_a_source_and_the_bands_of_a_rule_are_aligned() -> None:
    text = (
        'kilde k\n  én rad per sak\n  id   sak # nr.\n  # status\n  tilstand  tekst: "a  b",\n    "c"\n  nr enhet\n'
        "status for alle andre\n  grønn når målet er nådd\n  rød ellers\n"
    )
    tidy = (
        'kilde k\n  én rad per sak\n  id       sak  # nr.\n  # status\n  tilstand tekst: "a  b",\n    "c"\n'
        "  nr       enhet\n"
        "status for alle andre\n  grønn når målet er nådd\n  rød   ellers\n"
    )
    assert format_source(SourceText("a", text)) == (tidy, ())
    assert format_source(SourceText("a", tidy)) == (tidy, ())
