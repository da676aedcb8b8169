"""Whatever is left out of a specification that ships, or that a page of the language shows, is missed.

Tried are every line, every subtree of its reading and every two neighbours in it. `make properties` tries all; without
KPIDSL_PROPERTIES=all every third part of the shipped specifications is tried, and every sixteenth page.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kpidsl.problems import SourceText
from tests.language.page import examples
from tests.nothing_ignored.leaving_out import Part, Text

ROOT = Path(__file__).parents[2]
ALL = os.environ.get("KPIDSL_PROPERTIES") == "all"
SHARES = 6
"""A shipped specification is tried by so many tests, for several processors."""
SHIPPED = sorted(path for path in (ROOT / "specs").iterdir() if path.is_dir())
PAGES = sorted((ROOT / "tests" / "language" / "pages").glob("*.md"))

REDUNDANT = {
    "language": "says how numbers are written in its file; a file without decimals has none to say it of",
    "translation": "documents: the words of another language are shown with the declaration (test_documents.py)",
    "TOTAL": "reads better: a sum without «samlet» is the same sum",
    "mods": "says in words what a duration is of: cases that have come to their end",
    "COMMA direction": "a quantity is declared for all its sentences; where the target is an interval, inside is best",
    "INFINITIVE": "begins an order: «å behandle minst …» is «behandle minst …»",
    "WE SHALL": "begins an order: «vi skal behandle minst …» is «behandle minst …»",
    "SHALL": "joins a letter's sentence and what is to become of it: «reduseres med 10 % fra 2025» says the same alone",
    "SHALL BE_AT": "joins a letter's sentence and its target, which follows it all the same",
    "COLON": "joins a sentence and its target, which follows it all the same",
    "OUT_OF": "joins those counted and those they are among, as «av» does",
    "out_of": "says again whom a set is declared of: the share of it is of those",
    "BE_DONE": "joins a share and what it is of, which follows it all the same",
    "age_unit": "an age is in years where nothing else is said",
    "AS": "joins a limit and the year whose level it is",
    "AVERAGE_OF": "the level of a county is that of all in it",
    "FOR of_source": "names the source of a rule of hiding; page 117d has one source",
    "STOP": "ends a letter's sentence, as the end of the line does",
    "ARTICLE": "reads better: «en godkjent plan» is «godkjent plan»",
    "with_word QTY": "names the duration of a limit; a source with one that runs to the month's end has no other",
    "AND": "joins two that have each its own word: «med A uten B» is «med A og uten B»",
    "average_tail": "says again that an average is one; it is refused of what is none (T235)",
    "OLD": "ends an age that is written as such: «over 6 mnd gamle» is «over 6 mnd»",
    "COMMA_RUNS NAME": "a deadline is declared whole; «innen n uker» counts from here, «innen fristen» does not ask",
    "SHARE": "says what a target in per cent behind a set says anyway; elsewhere it is missed",
    "COUNT": "says what a number behind a set alone says anyway; elsewhere it is missed",
    "hiding_line": "that a rule applies to everybody is a promise to those who answered: said, not implied",
}
"""Rules of which a part may say what holds anyway, each with the reason why it may."""


def _redundant(part: Part) -> bool:
    if part.rule == "mods":
        return part.text == "avsluttede"
    if part.rule == "with_word QTY":
        return part.text == "med liggetid"
    if part.rule == "out_of":
        return part.text == "av arbeidssøkere"
    if part.rule == "FOR of_source":
        return part.text == "for kilde tall"
    if part.rule == "hiding_line":
        return part.text == "gjelder alle"
    if part.rule == "AND":
        return "og uten" in part.line.text
    return part.rule in REDUNDANT


def _ignored(text: Text, first: int, step: int) -> list[str]:
    text = text.used()
    assert text.checked is not None
    tried = list(text.parts())[first::step]
    return [f"{p.line.number}: {p.text!r} ({p.rule})" for p in tried if text.is_ignored(p) and not _redundant(p)]


@pytest.mark.long
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
def test_every_part_of_a_shipped_specification_counts(folder, share):
    files = tuple(SourceText(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.kpi")))
    step = SHARES if ALL else 3 * SHARES
    assert _ignored(Text(files), share, step) == []


@pytest.mark.long
@pytest.mark.parametrize("page", PAGES if ALL else PAGES[::16], ids=lambda path: path.stem)
def test_every_part_of_a_pages_specification_counts(page):
    """Lines that stand in several specifications of the page are tried in the first; what it declares itself too."""
    seen: set[tuple[str, str, object]] = set()
    ignored = []
    for spec in dict.fromkeys(example.spec for example in examples(page)):
        text = Text((SourceText(page.stem, spec),))
        if text.checked is None:
            continue
        text = text.used()
        for part in text.parts():
            key = part.line.text, part.rule, part.stretch
            if key not in seen and text.is_ignored(part) and not _redundant(part):
                ignored.append(f"{part.line.number}: {part.text!r} ({part.rule})")
            seen.add(key)
    assert ignored == []
