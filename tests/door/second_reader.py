"""A second reader of a data folder: small, slow, and of no code of the program.

It reads the bytes to rows of canonical text (agency.py), and counts the card from them row by row. What it is not sure
of it does not guess (`UnsureError`): there the program has to say something.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import duckdb

from .agency import COLUMNS, KINDS, PERIOD, SOURCES, Rows
from .running import Card, Key, Unit

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RISKS = {"lav": "low", "middels": "medium", "høy": "high", "low": "low", "medium": "medium", "high": "high"}


class UnsureError(Exception):
    """What is written may mean several things, or nothing: the program must not be silent of it."""


def tables(data: Path) -> dict[str, Rows]:
    """The rows of every table in the folder, canonical; a table beside the sources that is not there has none."""
    return {name: _table(name, data) for name in COLUMNS}


def _table(name: str, data: Path) -> Rows:
    endings = ("csv", "xlsx", "parquet") if name in SOURCES else ("csv", "xlsx")
    found = [data / f"{name}.{e}" for e in endings if (data / f"{name}.{e}").exists()]
    if len(found) > 1 or (not found and name in (*SOURCES, "enheter")):
        raise UnsureError(f"{len(found)} files for {name}")
    if not found:
        return []
    cells = {"csv": _csv, "xlsx": _workbook, "parquet": _parquet}[found[0].suffix[1:]](found[0])
    if not cells:
        raise UnsureError(f"{name} is empty")
    head = [str(c).strip() for c in cells[0]]
    while head and not head[-1]:
        head.pop()
    if len(set(head)) < len(head) or not set(COLUMNS[name]) <= set(head):
        raise UnsureError(f"the head of {name}")
    rows = []
    for row in cells[1:]:
        if all(c is None or str(c).strip() == "" for c in row):
            continue
        while len(row) > len(cells[0]) and not str(row[-1]).strip():
            row.pop()  # a separator too many, as a form of Excel's has it: nothing stands behind it
        if len(row) != len(cells[0]) and found[0].suffix == ".csv":
            raise UnsureError(f"a row of {name} has {len(row)} cells")
        given = dict(zip(head, row, strict=False))
        rows.append({c: _canonical(c, given.get(c)) for c in COLUMNS[name]})
    if not rows:
        raise UnsureError(f"{name} has no rows")
    return rows


def _csv(path: Path) -> list[list[object]]:
    raw = path.read_bytes()
    text = _text(raw)
    first = re.split(r"\r\n|\r|\n", text, maxsplit=1)[0]
    separator = max(";,\t|", key=first.count)
    rows: list[list[object]] = []
    row, cell, at, quoted = [], "", 0, False
    while at < len(text):
        sign = text[at]
        if quoted:
            if sign == '"' and text[at + 1 : at + 2] == '"':
                cell, at = cell + '"', at + 1
            elif sign == '"':
                quoted = False
                if text[at + 1 : at + 2] not in ("", separator, "\r", "\n"):
                    raise UnsureError("letters after a quote")
            else:
                cell += sign
        elif sign == '"' and not cell:
            quoted = True
        elif sign == separator:
            row, cell = [*row, cell], ""
        elif sign in "\r\n":
            at += text[at : at + 2] == "\r\n"
            rows.append([*row, cell])
            row, cell = [], ""
        else:
            cell += sign
        at += 1
    if quoted:
        raise UnsureError("a quote that is not closed")
    if row or cell:
        rows.append([*row, cell])
    return [r for r in rows if any(str(c).strip() for c in r)]


def _text(raw: bytes) -> str:
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return _decoded(raw, codec)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if re.search(rb"[\xc2-\xdf][\x80-\xbf]", raw):
            raise UnsureError("two encodings in one file") from None
        return _decoded(raw, "cp1252")


def _decoded(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        raise UnsureError(f"no {codec}") from None


def _workbook(path: Path) -> list[list[object]]:
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            sheets = [n for n in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)]
            if len(sheets) != 1:
                raise UnsureError(f"{len(sheets)} sheets")
            shared = []
            if "xl/sharedStrings.xml" in names:
                tree = ElementTree.fromstring(packed.read("xl/sharedStrings.xml"))
                shared = ["".join(t.text or "" for t in si.iter(f"{SPACE}t")) for si in tree]
            days = _date_styles(packed.read("xl/styles.xml"))
            sheet = ElementTree.fromstring(packed.read(sheets[0]))
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, EOFError, OSError, ValueError, NotImplementedError):
        raise UnsureError("no whole workbook") from None
    except Exception as error:  # zlib's own
        raise UnsureError(f"no whole workbook: {type(error).__name__}") from None
    rows = []
    for line in sheet.iter(f"{SPACE}row"):
        row: list[object] = []
        for cell in line.iter(f"{SPACE}c"):
            letters = re.match(r"[A-Z]+", cell.get("r", ""))
            if letters is None:
                raise UnsureError("a cell without a place")
            place = 0
            for letter in letters[0]:
                place = place * 26 + ord(letter) - 64
            row += [None] * (place - 1 - len(row))
            row.append(_cell(cell, shared, days))
        rows.append(row)
    width = len(rows[0]) if rows else 0
    return [[*r, *([None] * (width - len(r)))] for r in rows if any(c not in (None, "") for c in r)]


def _cell(cell: ElementTree.Element, shared: list[str], days: set[int]) -> object:
    value = cell.find(f"{SPACE}v")
    if cell.get("t") == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(f"{SPACE}t"))
    if value is None or value.text is None:
        return None
    if cell.get("t") == "s":
        return shared[int(value.text)]
    if cell.get("t") in ("str", "b", "e"):
        return value.text
    if int(cell.get("s", "0")) in days:
        return date(1899, 12, 30) + timedelta(int(float(value.text)))
    return Decimal(repr(float(value.text)))  # a workbook's number is a float: the shortest one that reads as it


def _date_styles(xml: bytes) -> set[int]:
    tree = ElementTree.fromstring(xml)
    dates = {n.get("numFmtId") for n in tree.iter(f"{SPACE}numFmt") if "yy" in n.get("formatCode", "")}
    styles = tree.find(f"{SPACE}cellXfs")
    return {at for at, xf in enumerate(styles if styles is not None else []) if xf.get("numFmtId") in dates}


def _parquet(path: Path) -> list[list[object]]:
    try:
        with duckdb.connect() as connection:
            found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
            head = [d[0] for d in found.description or ()]
            return [list(head), *[list(row) for row in found.fetchall()]]
    except (duckdb.Error, UnicodeDecodeError):
        raise UnsureError("no whole Parquet file") from None


def _canonical(column: str, cell: object) -> str:
    if cell is None:
        return ""
    text = str(cell).strip(" \t\r\n") if not isinstance(cell, date) else cell.isoformat()
    if isinstance(cell, Decimal) and column not in KINDS["number"]:
        text = str(int(cell)) if cell == cell.to_integral_value() else str(cell)
    if not text or column == "sak_id":  # any signs may tell cases apart; no card shows them
        return text
    kind = next((k for k, columns in KINDS.items() if column in columns), "word")
    read: dict[str, Callable[[str], str]] = {"number": _number, "date": _date, "month": _month}
    return read.get(kind, _word)(text)


def _word(text: str) -> str:
    if text != text.strip() or any((ord(sign) < 32 and sign not in "\r\n") or 127 <= ord(sign) < 160 for sign in text):
        raise UnsureError("signs that are not seen")
    return text


def _number(text: str) -> str:
    plain = re.sub("[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))", "", text).replace("−", "-")
    if re.fullmatch(r"[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+[.][0-9]+|[-+]?[1-9][0-9]{0,2}([.][0-9]{3})+,[0-9]+", plain):
        thousands = "," if plain.index(",") < plain.index(".") else "."  # the mark of decimals stands last
        plain = plain.replace(thousands, "")
    if not re.fullmatch(r"[-+]?([0-9]+([.,][0-9]+)?|[.][0-9]+)", plain) or re.fullmatch(
        r"[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}", plain
    ):
        raise UnsureError("a number")
    return plain.removeprefix("+").replace(",", ".")


def _date(text: str) -> str:
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?", text)
    ours = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text)
    parts = iso.groups()[:3] if iso else ours.groups()[::-1] if ours else None
    if parts is None:
        raise UnsureError("a date")
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
    except ValueError:
        raise UnsureError("a date") from None


def _month(text: str) -> str:
    found = re.fullmatch(r"([0-9]{4})[-M]?([0-9]{2})|([0-9]{4})-([0-9])", text)
    if found is None:
        return _date(text)[:7]
    year, month = found[1] or found[3], int(found[2] or found[4])
    if not 1 <= month <= 12:
        raise UnsureError("a month")
    return f"{year}-{month:02}"


def read_card(data: Path) -> Card:
    """The card of the period and of the two months before it."""
    found = tables(data)
    parents = _parents_of(found["enheter"])
    units = list(parents)
    codes = {row["old"]: row["new"] for row in found["endringer"]}
    values: dict[Key, Fraction | None] = {}
    for month in (_back(2), _back(1), PERIOD):
        _share(found["tall"], month, units, codes, values)
        _amount(found["regnskap"], month, units, codes, values)
        _cases(found["saker"], month, units, codes, values)
    sums = {unit: _leaves(unit, parents) for unit in units if unit[0] != "kontor"}
    _check_sources(found, {code for _, code in units} | set(codes))
    cells = dict(_parents(values, found["tall"], sums, codes))
    targets = _targets(found["maal"], units, set(codes))
    return Card({**values, **cells}, targets, _risks(found["risikovurderinger"], units))


def _back(months: int) -> str:
    year, month = int(PERIOD[:4]), int(PERIOD[5:])
    at = year * 12 + month - 1 - months
    return f"{at // 12}-{at % 12 + 1:02}"


def _parents_of(rows: Rows) -> dict[Unit, Unit | None]:
    """Every unit with the one it stands under. A code may stand once at each level."""
    above = {"kontor": ("fylke", "land"), "fylke": ("land",), "land": ()}
    units = {(row["kind"], row["unit"]) for row in rows}
    found: dict[Unit, Unit | None] = {}
    for row in rows:
        if row["kind"] not in above or row["line"] != "statlig" or row["from"] or row["to"] or not row["unit"]:
            raise UnsureError("a row of the register")
        parent = next(((kind, row["parent"]) for kind in above[row["kind"]] if (kind, row["parent"]) in units), None)
        if parent is None and (row["parent"] or row["kind"] != "land"):
            raise UnsureError("a parent")
        found[row["kind"], row["unit"]] = parent
    if len(units) < len(rows):
        raise UnsureError("a unit twice")
    return found


def _leaves(unit: Unit, parents: dict[Unit, Unit | None]) -> list[Unit]:
    def is_under(leaf: Unit | None) -> bool:
        while leaf is not None:
            leaf = parents[leaf]
            if leaf == unit:
                return True
        return False

    return [leaf for leaf in parents if leaf[0] == "kontor" and is_under(leaf)]


def _own(rows: Rows, unit: Unit, units: list[Unit], codes: dict[str, str]) -> Rows:
    """The rows of a unit: those with its code, or a former one of it. An office's, where it shares its code."""
    kind, code = unit
    if kind != "kontor" and ("kontor", code) in units:
        return []
    return [row for row in rows if codes.get(row["kontor"], row["kontor"]) == code]


def _check_sources(found: dict[str, Rows], known: set[str]) -> None:
    """What no figure shows, and the program yet has to say."""
    for name, key in (("tall", ("kontor", "periode")), ("regnskap", ("kontor", "periode")), ("saker", ("sak_id",))):
        keys = [tuple(row[k] for k in key) for row in found[name]]
        if len(set(keys)) < len(keys):
            raise UnsureError(f"a key of {name} twice")
        if any(not part for key in keys for part in key):
            raise UnsureError(f"an empty key in {name}")
        if any(row["kontor"] not in known for row in found[name]):
            raise UnsureError(f"an unknown unit in {name}")
    for row in found["tall"]:
        if any("." in row[c] and row[c].rstrip("0")[-1] != "." for c in ("ja", "alle")):
            raise UnsureError("part of a person")
        if row["ja"].startswith("-") or row["alle"].startswith("-"):
            raise UnsureError("fewer than none")
        if row["ja"] and row["alle"] and Fraction(row["ja"]) > Fraction(row["alle"]):
            raise UnsureError("more than all")
    if any(len(row["brukt"].partition(".")[2]) > 2 for row in found["regnskap"]):
        raise UnsureError("part of an øre")
    if any(abs(Fraction(row[c] or "0")) > 10**15 for c in ("ja", "alle") for row in found["tall"]):
        raise UnsureError("a huge number")
    if any(abs(Fraction(row["brukt"] or "0")) * 100 >= 2**63 for row in found["regnskap"]):
        raise UnsureError("a huge amount")
    for row in found["saker"]:
        if row["slag"] not in ("vanlig", "klage", "") or not row["inn"]:
            raise UnsureError("a case")
        if row["ut"] and row["ut"] < row["inn"]:
            raise UnsureError("an end before its start")
        if not "1901" <= row["inn"] <= "2027":  # long ago may be true: a case may be old
            raise UnsureError("a year that cannot be")
    for name, column in (("tall", "periode"), ("regnskap", "periode"), ("saker", "inn")):
        months = {row[column][:7] for row in found[name]}
        if PERIOD not in months or max(months) > "2026-12" or (column == "periode" and min(months) < "2025-07"):
            raise UnsureError(f"the months of {name}")


def _share(rows: Rows, month: str, units: list[Unit], codes: dict[str, str], into: dict[Key, Fraction | None]) -> None:
    for unit in units:
        own = [row for row in _own(rows, unit, units, codes) if row["periode"] == month]
        if own and unit[0] != "kontor":
            raise UnsureError("a parent of its own")
        into["S.1", unit, month] = _ratio(own)


def _ratio(rows: Rows) -> Fraction | None:
    whole = [row for row in rows if row["ja"] and row["alle"]]
    bottom = sum((Fraction(row["alle"]) for row in whole), Fraction(0))
    return sum((Fraction(row["ja"]) for row in whole), Fraction(0)) / bottom if bottom else None


def _amount(rows: Rows, month: str, units: list[Unit], codes: dict[str, str], into: dict[Key, Fraction | None]) -> None:
    for unit in units:
        own = [row for row in _own(rows, unit, units, codes) if row["periode"] == month]
        given = [Fraction(row["brukt"]) for row in own if row["brukt"]]
        into["R.1", unit, month] = sum(given, Fraction(0)) if given else None


def _cases(rows: Rows, month: str, units: list[Unit], codes: dict[str, str], into: dict[Key, Fraction | None]) -> None:
    for unit in units:
        own = _own(rows, unit, units, codes)
        ended = [row for row in own if row["ut"][:7] == month]
        if ended and unit[0] != "kontor":
            raise UnsureError("a case of a parent")
        into["P.1", unit, month] = Fraction(len(ended))
        into["P.2", unit, month] = Fraction(sum(row["slag"] == "klage" for row in ended))


def _parents(
    values: dict[Key, Fraction | None], share: Rows, sums: dict[Unit, list[Unit]], codes: dict[str, str]
) -> Iterable[tuple[Key, Fraction | None]]:
    for code, unit, month in list(values):
        if unit not in sums:
            continue
        if code == "S.1":
            leaves = {leaf for _, leaf in sums[unit]}
            below = [r for r in share if codes.get(r["kontor"], r["kontor"]) in leaves and r["periode"] == month]
            yield (code, unit, month), _ratio(below)
        else:
            given = [v for leaf in sums[unit] if (v := values[code, leaf, month]) is not None]
            total, own = sum(given, Fraction(0)) if given else None, values[code, unit, month]
            is_whole = len(given) == len(sums[unit])
            if code == "R.1" and own not in (None, total) and is_whole:  # a parent's own row is its figure
                raise UnsureError("a parent's own row, and another sum below it")
            yield (code, unit, month), own if code == "R.1" and own is not None else total


def _targets(rows: Rows, units: list[Unit], former: set[str]) -> dict[Key, Fraction | None]:
    """Targets of cells for which a row says so: the unit's own before its level's, the latest that has begun."""
    measured = {"S.1": ("%", ""), "R.1": ("kroner", ""), "P.1": ("",), "P.2": ("",)}
    for row in rows:
        known = row["indicator"] in measured and row["unit_of_measure"] in measured[row["indicator"]]
        named = not row["unit"] or (row["level"], row["unit"]) in units or row["unit"] in former
        if not known or not row["value"] or row["to"] or not named:
            raise UnsureError("a target")
        if row["level"] not in ("kontor", "fylke", "land") or row["line"] not in ("statlig", "") or not row["from"]:
            raise UnsureError("whose target")
        value = Fraction(row["value"])
        is_negative = value < 0 and row["indicator"] != "R.1"
        if is_negative or (row["indicator"] == "S.1" and value > 100) or row["from"][8:] != "01":
            raise UnsureError("a target that cannot be")
    keys = [(r["indicator"], r["level"], r["unit"], r["from"], r["decided"]) for r in rows]
    if len(set(keys)) < len(keys):
        raise UnsureError("a target twice")
    found: dict[Key, Fraction | None] = {}
    for code in measured:
        for unit in units:
            for month in (_back(2), _back(1), PERIOD):
                here = [
                    r for r in rows if r["indicator"] == code and r["from"][:7] <= month and r["decided"][:7] <= month
                ]
                at_level = [r for r in here if r["level"] == unit[0]]
                own = [r for r in at_level if r["unit"] == unit[1]] or [r for r in at_level if not r["unit"]]
                if own:
                    value = Fraction(max(own, key=lambda r: (r["from"], r["decided"]))["value"])
                    found[code, unit, month] = value / 100 if code == "S.1" else value
    return found


def _risks(rows: Rows, units: list[Unit]) -> dict[tuple[str, Unit], str]:
    named = {code: [unit for unit in units if unit[1] == code] for _, code in units}
    for row in rows:
        known = (
            row["indicator"] in ("S.1", "R.1", "P.1", "P.2")
            and len(named.get(row["unit"], ())) == 1
            and row["risk"] in RISKS
        )
        if not known or not row["by"] or not row["period"] or row["line"] not in ("statlig", ""):
            raise UnsureError("an assessment")
    now = [row for row in rows if row["period"] == PERIOD]
    if len({(row["indicator"], row["unit"]) for row in now}) < len(now):
        raise UnsureError("an assessment twice")
    return {(row["indicator"], named[row["unit"]][0]): RISKS[row["risk"]] for row in now}
