"""The tables of docs/language.md with a column for each language: what stands in one row means the same."""

from __future__ import annotations

import re

import pytest

from kpidsl.language import check_sources
from kpidsl.problems import SourceText
from tests.language.meaning import PLACES, TERMS, WORDS_FOR_PEOPLE, meaning
from tests.language.page import prelude

from .test_examples import ROOT

TEXT = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
TABLE = re.compile(r"<!-- rows: ([^;>]+?)(?:; under: (.+?))? -->\n(\|.+\n)\|[-|]+\n((?:\|.*\n)+)")
LANGUAGES = {"bokmål": "nb", "nynorsk": "nn", "English": "en", "short form": "nb"}
CELL = re.compile(r"(?<!\\)\|")


def cells(row: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in CELL.split(row.strip().strip("|"))]


def rows() -> list[tuple[str, str, list[str], list[list[str]]]]:
    """For each row its declarations, the lines that it stands under, the languages, and the lines of each cell."""
    return [
        (
            names,
            under or "",
            [LANGUAGES[head] for head in cells(heads)],
            [re.findall("`([^`]+)`", c) for c in cells(row)],
        )
        for names, under, heads, body in TABLE.findall(TEXT)
        for row in body.splitlines()
    ]


ROWS = rows()


def checked(names: str, under: str, language: str, lines: list[str]) -> object:
    """What the lines mean, places and words apart, in a file of their own language."""
    before = "".join(prelude(name) for name in names.split())
    over = [f"språk {language}", *(under.split(" / ") if under else ())]
    own = "\n".join([*over, *(("  " if under else "") + line for line in lines)])
    files = [SourceText("a.kpi", before), SourceText("b.kpi", own)]
    spec, problems = check_sources(files)
    assert [(lines[0], p.message("en")) for p in problems if p.severity == "error"] == []
    return meaning(spec, WORDS_FOR_PEOPLE | TERMS | PLACES)


@pytest.mark.parametrize(("names", "under", "languages", "row"), ROWS, ids=[row[3][0][0] for row in ROWS])
def test_what_stands_in_one_row_means_the_same(
    names: str, under: str, languages: list[str], row: list[list[str]]
) -> None:
    first, *others = (checked(names, under, language, lines) for language, lines in zip(languages, row, strict=True))
    assert all(other == first for other in others)


def test_the_tables_are_seen() -> None:
    assert len(ROWS) > 90
