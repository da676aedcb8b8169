"""An edition as a reader has it: the files `edition.json`, `units.csv` and `results.csv`, and nothing else."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

MONTH, YEAR_TO_DATE, LONGER = 0, 1, 2
"""The windows of a cell; the last, of several months together, stands at the last of them."""
WINDOWS = (("numerator", "denominator", "n", "state"), ("ytd_numerator", "ytd_denominator", "ytd_n", "ytd_state"))
_LONGER = ("longer_numerator", "longer_denominator", "longer_n", "longer_first_month", "longer_last_month")
_MAY_LACK = ("ytd_n", *_LONGER)
HIDDEN = frozenset({"hidden", "withheld_by_source"})


class Unit(NamedTuple):
    """A unit as sums name it: the line is empty for the lowest units, which are the same on every line."""

    line: str
    level: str
    code: str


class Series(NamedTuple):
    """An indicator in a category of its breakdown; the category is empty for the whole."""

    indicator: str
    category: str


class Key(NamedTuple):
    """A cell in one window."""

    series: Series
    unit: Unit
    month: str
    window: int


@dataclass(frozen=True, slots=True)
class Sum:
    """A unit that is the sum of others on a line (`line` is empty for a unit and its parts)."""

    line: str
    whole: Unit
    parts: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """The whole numbers of a cell that is shown: its numerator, its denominator, and the cases it rests on (None where
    they are not printed: of a year to date). Of several months together, the `first` of them."""

    numerator: int
    denominator: int
    cases: int | None
    first: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What of an indicator is to be protected: numbers from 1 to under `below`, the `rest` among them or not, and
    where `none_and_all` a numerator or a rest of 0 too."""

    below: int
    rest: bool = True
    none_and_all: bool = False


@dataclass(slots=True)
class Published:
    """Everything that a reader has: `figures` of the cells shown, the cells `hidden`, those that hold `nothing`.

    `rules` are by indicator; one that has none protects nothing. `threshold` is that of the strictest.
    """

    id: str
    folder: Path
    period: str
    recipient: str
    threshold: int
    rules: Mapping[str, Rule] | None
    """None where the edition does not say: the strictest for all."""
    sums: tuple[Sum, ...]
    names: Mapping[Unit, str]
    figures: dict[Key, Printed] = field(default_factory=dict)
    hidden: set[Key] = field(default_factory=set)
    nothing: set[Key] = field(default_factory=set)
    shown_before: dict[Key, str] = field(default_factory=dict)
    """The cells that the edition hides and an earlier one (its id) printed: their figures are among the others."""

    def rule(self, indicator: str) -> Rule:
        """The indicator's rule; one that hides nothing (`below` is 0) where it has none."""
        return Rule(self.threshold) if self.rules is None else self.rules.get(indicator, Rule(0))


class UnreadableEditionError(Exception):
    """A folder that is no edition the audit can read; `lacking` is the file that is not there or is not as it should
    be."""

    def __init__(self, folder: Path, lacking: str) -> None:
        super().__init__(f"{folder}: {lacking}")
        self.folder, self.lacking = folder, lacking


def editions(store: Path) -> tuple[Path, ...]:
    """The folders of a store's editions, by month and revision; of those below it (stores of recipients) none."""
    folders = []
    for month in store.iterdir():
        if re.fullmatch(r"\d{4}-\d{2}", month.name) and month.is_dir():
            of_month = (p for p in month.iterdir() if p.is_dir() and p.name.partition("-")[0].isdigit())
            folders += [(month.name, int(p.name.partition("-")[0]), p) for p in of_month]
    return tuple(folder for *_, folder in sorted(folders))


def newest_editions(store: Path) -> tuple[Path, ...]:
    """The folder of the store's newest edition, and those of the recipients' own of its month: what an audit attacks.

    Raises UnreadableEditionError where the store has none.
    """
    folders = editions(store)
    if not folders:
        raise UnreadableEditionError(store, "edition.json")
    return folders[-1], *own_folders(store, folders[-1].parent.name).values()


def own_folders(store: Path, period: str) -> dict[str, Path]:
    """The newest edition of the month in each recipient's own store, by the store's name."""
    of_period = {
        below.name: [folder for folder in editions(below) if folder.parent.name == period]
        for below in sorted(p for p in store.iterdir() if p.is_dir())
    }
    return {name: folders[-1] for name, folders in of_period.items() if folders}


def released(*stores: Path) -> frozenset[str] | None:
    """The ids of the editions that the stores say were handed out, to whomever; None where none has a release.

    Raises UnreadableEditionError for a release that is not as it should be.
    """
    paths = [path for store in stores for path in sorted((store / "releases").glob("*.json"))]
    ids: set[str] = set()
    for path in paths:
        try:
            handed_out = list(json.loads(path.read_text(encoding="utf-8"))["editions"])
            ids.update(Path(each).name.partition("-")[2] for each in handed_out)
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableEditionError(path.parent, path.name) from error
    return frozenset(ids) if paths else None


def read_edition(folder: Path, since: str = "") -> Published:
    """What the edition prints of the months from `since`. Raises UnreadableEditionError."""
    for name in ("edition.json", "units.csv", "results.csv"):
        if not (folder / name).is_file():
            raise UnreadableEditionError(folder, name)
    reading = "edition.json"
    try:
        about = json.loads((folder / reading).read_text(encoding="utf-8"))
        described = about["id"], folder, about["period"], about["recipient"], about["suppress_below"], _rules(about)
        reading = "units.csv"
        sums, unit_of, names = _units(folder / reading)
        edition = Published(*described, sums, names)
        reading = "results.csv"
        _read_results(edition, folder / reading, unit_of, since)
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise UnreadableEditionError(folder, reading) from error
    return edition


def _rules(about: Mapping[str, Any]) -> dict[str, Rule] | None:
    """The rule of each indicator that has one. Raises KeyError and TypeError where they are not as they should be."""
    if "hiding" not in about:
        return None
    named = ("below", "rest", "none_and_all")
    return {code: Rule(*(rule[name] for name in named)) for code, rule in about["hiding"].items()}


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The named columns of each row, without the apostrophe of a text that a spreadsheet would compute.

    Raises ValueError where the file lacks one of them, other than those that older ones do, which are empty then.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        head = next(reader, [])
        places = [head.index(name) if name in head or name not in _MAY_LACK else -1 for name in columns]
        for row in reader:
            yield tuple((row[at].removeprefix("'") if at >= 0 else "") for at in places)


def _units(path: Path) -> tuple[tuple[Sum, ...], dict[tuple[str, str, str], Unit], dict[Unit, str]]:
    """The sums, the unit of each (line, level, code), and the units' names."""
    columns = ("line", "level", "unit", "unit_name", "parent_level", "parent", "part_of")
    rows = list(_rows(path, columns))
    above = {(line, level, code) for line, _, _, _, level, code, _ in rows if code}
    unit_of = {
        (line, level, code): Unit(line if (line, level, code) in above else "", level, code)
        for line, level, code, *_ in rows
    }
    children: dict[tuple[str, Unit], list[Unit]] = {}
    for line, level, code, _, parent_level, parent, part_of in rows:
        unit = unit_of[line, level, code]
        if parent:
            children.setdefault((line, unit_of[line, parent_level, parent]), []).append(unit)
        if part_of:
            children.setdefault(("", Unit("", level, part_of)), []).append(unit)
    sums = tuple(Sum(line, whole, tuple(dict.fromkeys(parts))) for (line, whole), parts in children.items())
    return sums, unit_of, {unit_of[row[0], row[1], row[2]]: row[3] for row in rows}


def _read_results(edition: Published, path: Path, unit_of: Mapping[tuple[str, str, str], Unit], since: str) -> None:
    columns = ("period", "line", "level", "unit", "indicator", "category", *WINDOWS[0], *WINDOWS[1], *_LONGER)
    for month, line, level, code, indicator, category, *cells in _rows(path, columns):
        if month < since:
            continue
        series, unit = Series(indicator, category), unit_of[line, level, code]
        for window in (MONTH, YEAR_TO_DATE):
            numerator, denominator, cases, state = cells[4 * window : 4 * window + 4]
            key = Key(series, unit, month, window)
            if state == "value" and numerator:
                edition.figures[key] = Printed(int(numerator), int(denominator), int(cases) if cases else None)
            elif state in HIDDEN:
                edition.hidden.add(key)
            else:
                edition.nothing.add(key)
        numerator, denominator, cases, first, last = cells[8:]
        if last:
            printed = Printed(int(numerator), int(denominator), int(cases), first)
            edition.figures[Key(series, unit, last, LONGER)] = printed
    edition.hidden -= edition.figures.keys()  # one line may show what another hides
