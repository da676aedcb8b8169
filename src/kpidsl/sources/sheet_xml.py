"""What openpyxl does not report of a sheet in read-only mode: merged cells, hidden rows, and formulas without a stored
value."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from kpidsl.sources.head import Merged

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"[^>]*>\s*<(?:\w+:)?c[\s/>]')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_AT = re.compile(r"([A-Z]+)(\d+)")
_CHUNK = 1 << 20
_OVERLAP = 256


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """The sheet's merged cells; the lines with cells that a filter, or somebody, has hidden, in order; and by line the
    columns (from 0) whose formula has no stored value, as programs that do not compute leave them."""

    merged: tuple[Merged, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    unset: Mapping[int, Collection[int]] = field(default_factory=dict)


def sheet_facts(path: Path, sheet: Any) -> SheetFacts:
    """Return what the sheet's XML tells; nothing if it cannot be read: reading the rows reports that."""
    member = sheet._worksheet_path  # openpyxl has no other name for it
    try:
        with zipfile.ZipFile(path) as packed:
            with packed.open(member) as part:
                facts, computes = _scan(part)
            if not computes:
                return facts
            waits = b'fullCalcOnLoad="1"' in packed.read("xl/workbook.xml")
            with packed.open(member) as part:
                return replace(facts, unset=_unset(part, {"", "0"} if waits else {""}))
    except Exception:  # broken XML, a missing part, a bad checksum
        return SheetFacts()


def _scan(part: IO[bytes]) -> tuple[SheetFacts, bool]:
    """The merged cells and the hidden rows, and whether there is a formula, by searching the bytes: parsing all of the
    XML takes far longer."""
    merged: dict[Merged, None] = {}
    hidden: set[int] = set()
    computes, kept = False, b""
    while chunk := part.read(_CHUNK):
        text = kept + chunk
        computes = computes or _FORMULA.search(text) is not None
        for left, first, right, last in _MERGED.findall(text):
            merged[int(first), int(last), _column(left.decode()), _column(right.decode())] = None
        hidden.update(map(int, _HIDDEN_ROW.findall(text)))
        kept = text[-_OVERLAP:]
    return SheetFacts(tuple(merged), tuple(sorted(hidden))), computes


def _unset(part: IO[bytes], empty: Collection[str]) -> dict[int, set[int]]:
    """By line, the columns whose formula stores one of the texts `empty`. A workbook that is to be computed when it
    is opened, as programs write it, has 0 there."""
    unset: dict[int, set[int]] = {}
    for cell in _cells(part):
        stored = {child.tag.rpartition("}")[2]: child.text or "" for child in cell}
        at = _AT.fullmatch(cell.get("r", ""))
        is_empty = stored["v"] in empty and cell.get("t") != "str" if "v" in stored else "is" not in stored
        if at and "f" in stored and is_empty:
            unset.setdefault(int(at[2]), set()).add(_column(at[1]))
    return unset


def _cells(part: IO[bytes]) -> Iterator[Any]:
    from defusedxml.ElementTree import iterparse  # here: as openpyxl, only where a workbook is read

    for _, element in iterparse(part):
        kind = element.tag.rpartition("}")[2]
        if kind == "c":
            yield element
        elif kind == "row":
            element.clear()


def _column(letters: str) -> int:
    """The position of a column: `A` is 0, `Z` 25, `AA` 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
