"""Each format as a test reads it back: a file for each, so that the tests of all formats need no list of their own.

`read_<format>.py` has `HOLDS` and `texts(path)`: everything that is in a file, as text, nothing packed. One that holds
cards has also `figures(made)`: what stands in its cards, and of which cell. `HOLDS` is "cards"; "figures" of what is
compared in another way; or "neither".
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, Protocol

from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.rendering.formats import FORMATS, Format
from kpidsl.rendering.shown.selection import card, selected
from kpidsl.wording.words import words


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of a cell, of the year to date or of a month (None: the period).

    `shown` is the text as printed; with `bare` that of a number without its unit; or a number itself, None for a gap.
    `beside` is what stands beside the figure of a hidden month in its place; None where this part of the file has none.
    """

    node: int
    code: str
    year: bool
    shown: str | float | None
    month: Month | None = None
    bare: bool = False
    beside: str | None = None


class Made:
    """An edition and the folder of its files."""

    def __init__(self, edition: Edition, folder: Path, language: str, units: Sequence[str]) -> None:
        self.edition, self.folder, self.language, self.units = edition, folder, language, units
        self.words = words(language)

    def rows(self) -> Iterator[tuple[int, Indicator]]:
        """Every row of every card that has a book, a deck and a page."""
        for node in selected(self.edition, self.units):
            for _, _, those in card(self.edition, node):
                for indicator in those:
                    yield node, indicator


class Reader(Protocol):
    """A module of this folder."""

    HOLDS: Literal["cards", "figures", "neither"]
    texts: Callable[[Path], Iterator[str]]
    figures: Callable[[Made], Iterator[Said]]


def reader(name: str) -> Reader:
    """The reader of a format; ModuleNotFoundError where it has none, and so would not be tested."""
    found: Any = import_module(f"{__name__}.read_{name}")
    return found


def made_here() -> tuple[Format, ...]:
    """The formats that this installation can make."""
    return tuple(f for f in FORMATS if f.lacking() is None)


def read(folder: Path) -> Iterator[tuple[Path, str]]:
    """(path, text) of everything in every file; a file that is no format's is an error."""
    owner = {suffix: f.name for f in FORMATS for suffix in f.suffixes}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        for text in reader(owner[path.suffix]).texts(path):
            yield path, text


def search(folder: Path, wanted: set[str]) -> dict[str, set[str]]:
    """What of `wanted` stands in the files of `folder` or in their names → the suffixes of those files.

    A count may be printed with spaces or commas between its thousands: it is looked for in both forms.
    """
    found: dict[str, set[str]] = {}
    pattern = re.compile(any_of(wanted))
    for path, text in read(folder):
        for form in {path.name, text, re.sub(r"(?<=\d)[\u00a0\u202f ,](?=\d{3})", "", text)}:
            for one in set(pattern.findall(form)):
                found.setdefault(one, set()).add(path.suffix)
    return found


def any_of(texts: Iterable[str]) -> str:
    """A pattern of any of the texts, the longest first; they are many, so what they begin with alike is tried once."""
    rest: dict[str, list[str]] = {}
    for text in texts:
        rest.setdefault(text[:1], []).append(text[1:])
    ends = rest.pop("", None) is not None
    parts = [re.escape(first) + any_of(more) for first, more in rest.items()]
    return f"(?:{'|'.join(parts)}){'?' if ends else ''}" if parts else ""


def unpacked(data: bytes, name: str) -> Iterator[str]:
    """The file's bytes as text and, of an archive, those of every member, however deep."""
    yield data.decode("utf-8", "replace")
    if name.endswith((".xlsx", ".pptx")):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from unpacked(archive.read(member), member)


def local(number: Decimal, language: str) -> str:
    """A number with the language's marks and the typographic minus."""
    text = f"{abs(number):,f}"
    if language == "nb":
        text = text.translate(str.maketrans({",": "\u00a0", ".": ","}))
    return ("\u2212" if number < 0 else "") + text


def under(rows: Sequence[Sequence[str]], words_: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Rows as dictionaries by the nearest head above that has both "No" and "Year to date"."""
    head: Sequence[str] = ()
    for row in rows:
        if words_["year_to_date"] in row and words_["code"] in row:
            head = row
        elif len(row) == len(head):
            yield dict(zip(head, row, strict=True))
