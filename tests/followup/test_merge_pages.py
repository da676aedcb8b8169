"""What becomes of a filled sheet, a page for each case, in bokmål and in English: what the reader had before them, what
is entered now, the sheet, and what it becomes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from kpidsl.followup.matching import numbered
from kpidsl.followup.merging import merge
from kpidsl.model.follow_up import Author, Entries, EntryRow, Event, FilledCell
from kpidsl.model.form import MEASURES, NUMBER, Rows
from kpidsl.model.sheet import NumberedRow, SheetRow
from kpidsl.wording.form_words import form_words
from kpidsl.wording.words import words

PAGES = sorted((Path(__file__).parent / "pages").glob("*/*.md"))
AUD, OLA = Author("Aud", date(2026, 11, 12)), Author("Ola", date(2026, 11, 14))
PARTS = {
    "given": ("Boka som ble gitt ut", "The book that was given out"),
    "since": ("Ført siden, av Aud", "Entered since, by Aud"),
    "sheet": ("Arket som Ola leverer", "The sheet that Ola hands in"),
    "becomes": ("Blir", "Becomes"),
    "proposals": ("Forslag", "Proposals"),
    "removed": ("Tatt bort", "Removed"),
}
NEW = ("ny", "new")
Row = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class Page:
    """The tables of a page: rows by number, in order."""

    given: Sequence[Row]
    since: Sequence[Row] | None
    sheet: Sequence[Row]
    becomes: Sequence[Row]
    proposals: Sequence[tuple[str, str, str]]
    removed: Sequence[str]


def read(path: Path) -> Page:
    heads, own = form_words().heads[MEASURES.name], words(path.parent.name)
    shown = {own["head_number"], *(own[f"head_{column.name}"] for column in MEASURES.columns)}
    tables: dict[str, list[list[str]]] = {}
    for part in path.read_text(encoding="utf-8").split("\n## ")[1:]:
        title, _, text = part.partition("\n")
        (key,) = (key for key, titles in PARTS.items() if title in titles)
        lines = [line for line in text.splitlines() if line.startswith("|")]
        tables[key] = [[cell.strip().replace("<br>", "\n") for cell in line.split("|")[1:-1]] for line in lines]
    rows: dict[str, list[Row]] = {}
    for key in ("given", "since", "sheet", "becomes"):
        if key in tables:
            head, _, *below = tables[key]
            assert set(head) <= shown, f"{path.name}: another language's heads"
            names = [heads[one.casefold()] for one in head]
            cells = [dict(zip(names, row, strict=True)) for row in below]
            rows[key] = [(row.pop(NUMBER), row) for row in cells]
    proposals = [(number, heads[column.casefold()], text) for number, column, text in tables.get("proposals", [])[2:]]
    removed = [number for (number,) in tables.get("removed", [])[2:]]
    return Page(rows["given"], rows.get("since"), rows["sheet"], rows["becomes"], proposals, removed)


def entered(rows: Sequence[Row]) -> Entries:
    return Entries({number: EntryRow({c: FilledCell(text, AUD) for c, text in row.items()}) for number, row in rows})


Numbering = Callable[[Sequence[SheetRow], Rows, Rows], Sequence[NumberedRow]]
Merging = Callable[[Entries, Rows, Sequence[NumberedRow]], tuple[Entries, tuple[Event, ...]]]


def by_likeness(rows: Sequence[SheetRow], base: Rows, now: Rows) -> Sequence[NumberedRow]:
    return numbered(rows, base, now, MEASURES, "page", ())


def three_ways(now: Entries, base: Rows, rows: Sequence[NumberedRow]) -> tuple[Entries, tuple[Event, ...]]:
    return merge(now, base, rows, OLA, MEASURES)


def wrong(page: Page, number: Numbering = by_likeness, merging: Merging = three_ways) -> list[str]:
    """What the page says otherwise than the merge does."""
    base, now = dict(page.given), entered(page.since if page.since is not None else page.given)
    sheet = [SheetRow(at, written, row) for at, (written, row) in enumerate(page.sheet, 4)]
    after, _ = merging(now, base, number(sheet, base, now.texts))
    known = {*base, *now.rows}
    becomes = [(NEW if n not in known else (n,), {c: t for c, t in row.items() if t}) for n, row in after.texts.items()]
    expected = [(NEW if n in NEW else (n,), {c: t for c, t in row.items() if t}) for n, row in page.becomes]
    waits = [(one.number, one.column, one.text) for one in after.proposals]
    gone = [n for n, row in after.rows.items() if row.is_removed]
    return [
        f"{what}: {found} for {wanted}"
        for what, found, wanted in (
            ("becomes", becomes, expected),
            ("proposals", waits, list(page.proposals)),
            ("removed", gone, list(page.removed)),
        )
        if found != wanted
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_page_holds(path: Path) -> None:
    assert wrong(read(path)) == []


def test_each_page_is_in_both_languages_and_shows_the_same() -> None:
    by_language: dict[str, dict[str, Path]] = {}
    for path in PAGES:
        by_language.setdefault(path.parent.name, {})[path.name] = path
    assert set(by_language) == {"nb", "en"}
    assert by_language["nb"].keys() == by_language["en"].keys()
    assert len(by_language["nb"]) == 8
    for name, path in by_language["nb"].items():
        nb, en = read(path), read(by_language["en"][name])
        assert [n for n, _ in nb.becomes if n not in NEW] == [n for n, _ in en.becomes if n not in NEW]
        assert re.search(r"^# \S", path.read_text(encoding="utf-8"))


def by_number_alone(rows: Sequence[SheetRow], base: Rows, now: Rows) -> Sequence[NumberedRow]:
    known = [NumberedRow(row.number, row.cells) for row in rows if row.number in base]
    return [*known, *by_likeness([replace(row, number="") for row in rows if row.number not in base], {}, now)]


def last_writer(now: Entries, base: Rows, rows: Sequence[NumberedRow]) -> tuple[Entries, tuple[Event, ...]]:
    said = {row.number: EntryRow({c: FilledCell(text, OLA) for c, text in row.cells.items()}) for row in rows}
    kept = {number: said.pop(number) for number in now.rows if number in said}
    return Entries({**kept, **said}), ()


def without_history(now: Entries, base: Rows, rows: Sequence[NumberedRow]) -> tuple[Entries, tuple[Event, ...]]:
    return merge(now, now.texts, rows, OLA, MEASURES)


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize(
    ("number", "merging", "fail"),
    [
        (by_number_alone, three_ways, {"7-row-new", "8-rows-sorted"}),
        (by_likeness, last_writer, {"1-as-before", "4-changed-otherwise", "5-comments", "6-row-gone"}),
        (by_likeness, without_history, {"1-as-before", "4-changed-otherwise", "5-comments", "6-row-gone"}),
    ],
    ids=["number alone", "last writer wins", "no history"],
)
def test_the_usual_ways_break_the_pages_they_should(
    language: str, number: Numbering, merging: Merging, fail: set[str]
) -> None:
    own = [path for path in PAGES if path.parent.name == language]
    assert {path.stem for path in own if wrong(read(path), number, merging)} == fail
