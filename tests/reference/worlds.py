"""Random rows: a small agency over a year or two, with what goes wrong in real deliveries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from random import Random

from kpidsl.model.period import Month
from kpidsl.model.state import State
from kpidsl.project import ProjectFile, SourceSettings

from .rows import Row, World

OFFICES = ("0101", "0102", "0201", "0202")
MARKS = {":": State.WITHHELD_BY_SOURCE, "...": State.NOT_READY, "..": State.MISSING, ".": State.NOT_RELEVANT}
LACKS = (*(5 * (State.WITHHELD_BY_SOURCE,)), *(2 * (State.NOT_READY, State.MISSING)), *(3 * (State.NOT_RELEVANT,)))
SIGNS = {state: sign for sign, state in MARKS.items()}
UNKNOWN = "9999"
FORMER_TOWN = "3009"
PERSONS = 24


@dataclass(frozen=True)
class Delivered:
    """Rows with the tables and settings they are read with."""

    world: World
    register: tuple[dict[str, str], ...]
    changes: tuple[dict[str, str], ...]
    settings: ProjectFile
    first: Month
    card: Month

    def texts(self) -> dict[str, list[dict[str, str]]]:
        """The rows as a file would have them."""
        rows = {
            source: [{name: _text(name, value) for name, value in row.items()} for row in found]
            for source, found in self.world.rows.items()
        }
        return {**rows, "enheter": list(self.register), "endringer": list(self.changes)}


def _text(name: str, value: object) -> str:
    if isinstance(value, State):
        return SIGNS[value]
    if name == "periode":
        return str(Month(value))  # type: ignore[arg-type]
    if name == "år":
        return str(Month(value).year)  # type: ignore[arg-type]
    if isinstance(value, Fraction):
        whole, part = divmod(int(abs(value) * 100), 100)
        return f"{'-' if value < 0 else ''}{whole},{part:02}"
    return "" if value is None else str(value)


def register(two_lines: bool, hosted: bool) -> tuple[dict[str, str], ...]:
    """Four offices in two counties in a country; on another line, if asked for, in three municipalities.

    If `hosted`, 0102 serves two of them.
    """
    units = [(o, "kontor", "statlig", o[:2]) for o in OFFICES]
    units += [("01", "fylke", "statlig", "NO"), ("02", "fylke", "statlig", "NO"), ("NO", "land", "statlig", "")]
    if two_lines:
        units += [(o, "kontor", "kommunal", k) for o, k in zip(OFFICES, ("3001", "3001", "3002", "3003"), strict=True)]
        units += [("0102", "kontor", "kommunal", "3002")] * hosted
        units += [(k, "kommune", "kommunal", "") for k in ("3001", "3002", "3003")]
    names = ("unit", "kind", "line", "parent")
    return tuple(dict(zip(names, u, strict=True)) | {"name": f"Enhet {u[0]}", "from": "", "to": ""} for u in units)


def world(chance: Random, year_starts: int) -> Delivered:
    """A random delivery. The first month is the start of the reporting year before the card's."""
    card = (Month.of(2026, 1) + chance.randint(1, 3)) + (year_starts - 1)
    first = card.year_start(year_starts) - 12
    changes, became, parted = _reorganised(chance, first, card)
    two_lines, hosted = chance.random() < 0.7, chance.random() < 0.8
    draw = _Draw(chance, first, card, changes, chance.choice((0, 0.01, 0.05)), two_lines and hosted)
    rows = {
        "personstatus": draw.persons(),
        "aktiviteter": draw.events(),
        "saker": draw.cases(),
        "folketall": draw.inhabitants(),
        "tall": draw.figures(_survey, tells=True),
        "regnskap": draw.figures(_accounts),
        "årsbudsjett": draw.yearly(lambda one: {"tildelt": Fraction(one.randint(0, 90000), 100)}, year_starts),
        "årsverk": draw.yearly(lambda one: {"stillinger": one.randint(0, 9)}, year_starts),
        "typer": draw.figures(_survey, ("a", "b")),
    }
    deliveries = {
        source: (first, card - chance.randint(1, 4))
        for source in ("personstatus", "aktiviteter", "saker", "tall", "regnskap")
        if chance.random() < 0.4
    }
    if chance.random() < 0.25:
        deliveries["aktiviteter"] = (first + chance.randint(1, 5), card)
    for source in ("årsbudsjett", "årsverk"):
        if chance.random() < 0.3:
            deliveries[source] = (first, card.year_start(year_starts) - chance.randint(-2, 2))
    if chance.random() < 0.3:
        deliveries["folketall"] = chance.choice(((Month.of(card.year, 1), card), (first, card - chance.randint(1, 4))))
    settings = {
        s: SourceSettings(
            marks={} if s in ("personstatus", "aktiviteter", "saker") else {k: v.slug for k, v in MARKS.items()},
            decimal=",",
            first=str(deliveries[s][0]) if s in deliveries else None,
            last=str(deliveries[s][1]) if s in deliveries else None,
        )
        for s in rows
    }
    rows["aktiviteter"] = [
        r
        for r in rows["aktiviteter"]
        if r["utført"] >= deliveries.get("aktiviteter", (first - 3, card))[0].first_day  # type: ignore[operator]
    ]
    found = World({s: draw.spoilt(s, r) for s, r in rows.items()}, deliveries, became, parted)
    return Delivered(found, register(two_lines, hosted), changes, ProjectFile(sources=settings), first, card)


Changes = tuple[dict[str, str], ...]


def _reorganised(
    chance: Random, first: Month, card: Month
) -> tuple[Changes, dict[str, str], dict[str, tuple[Month, ...]]]:
    """A merger, renumberings of an office and a municipality, a unit that was parted; each or none."""
    rows: list[dict[str, str]] = []
    became: dict[str, str] = {}
    parted: dict[str, list[Month]] = {}

    def change(old: str, new: str, on: Month, kind: str) -> None:
        rows.append({"old": old, "new": new, "date": str(on.first_day), "weight": "1", "kind": kind})

    def some_month() -> Month:
        return Month(chance.randint(first.number + 1, card.number))

    if chance.random() < 0.4:
        change("0199", "0101", some_month(), "merge")
        became["0199"] = "0101"
    if chance.random() < 0.3:
        change("0299", "0202", some_month(), "renumber")
        became["0299"] = "0202"
    if chance.random() < 0.4:
        change(FORMER_TOWN, "3002", some_month(), "renumber")
        became[FORMER_TOWN] = "3002"
    if chance.random() < 0.25:
        on, two = some_month(), chance.sample(OFFICES, 2)
        for new in two:
            change("0500", new, on, "split")
            parted.setdefault(new, []).append(on)
    return tuple(rows), became, {unit: tuple(months) for unit, months in parted.items()}


def _survey(chance: Random) -> dict[str, object]:
    whole = chance.choice((0, *range(1, 13), *range(1, 13)))
    hits = chance.randint(0, whole) if chance.random() > 0.01 else whole + 1
    score = Fraction(chance.randint(100, 600), 100)
    return {"ja": hits, "alle": whole, "snitt": score, "svar": chance.choice((0, *range(1, 20)))}


def _accounts(chance: Random) -> dict[str, object]:
    return {
        "brukt": Fraction(chance.randint(-500, 20000), 100),
        "budsjett": Fraction(chance.randint(0, 200) * 100, 100),
        "ansatte": chance.randint(0, 12),
    }


@dataclass(frozen=True)
class _Draw:
    chance: Random
    first: Month
    card: Month
    changes: Changes
    unknown: float
    hosted: bool

    def office(self, month: Month, unit: str | None = None) -> str:
        """A unit that there was in the month; now and then one above it, or one that nobody knows."""
        unit = unit or self.chance.choice(OFFICES)
        if self.chance.random() < self.unknown:
            return self.chance.choice(("01", "02", "NO"))
        for change in self.changes:
            if change["new"] == unit and str(month.first_day) < change["date"] and self.chance.random() < 0.5:
                return change["old"]
        return UNKNOWN if self.chance.random() < self.unknown else unit

    def former(self, month: Month) -> list[str]:
        """The offices of the month that are none today."""
        return [c["old"] for c in self.changes if c["old"] != FORMER_TOWN and str(month.first_day) < c["date"]]

    def town(self) -> str | None:
        """Whom a row of 0102 belongs under; now and then it does not say, or names one that is not its own."""
        return self.chance.choice(("3001", "3001", "3002", "3002", FORMER_TOWN, None, "3003"))

    def towns(self, unit: str, source_tells: bool) -> tuple[str | None, ...]:
        """Whom the figures of a unit and month are of: itself, its parts, or both."""
        if unit != "0102" or not (self.hosted and source_tells):
            return (None,)
        two = [c["old"] for c in self.changes if c["old"] == FORMER_TOWN and self.chance.random() < 0.5] or ["3002"]
        return self.chance.choice(((None,), ("3001", *two), ("3001", *two), ("3002",), (None, "3001", *two)))

    def day(self) -> date:
        return self.first.first_day + timedelta(
            self.chance.randint(-40, (self.card.number - self.first.number + 1) * 31)
        )

    def maybe_day(self) -> date | None:
        return None if self.chance.random() < 0.15 else self.day()

    def months(self) -> list[Month]:
        return [Month(n) for n in range(self.first.number - 2, self.card.number + 1)]

    def sex(self) -> str | None:
        return self.chance.choice(("kvinne", "mann", "mann", None))

    def persons(self) -> list[Row]:
        """A person stays at an office for some months, and may be at another besides."""
        rows = []
        for person in range(1, PERSONS + 1):
            home, sex, age = self.chance.choice(OFFICES), self.sex(), self.chance.choice((None, *range(20, 41)))
            for month in self.months():
                if self.chance.random() < 0.15:
                    continue
                if self.chance.random() < 0.1:
                    home = self.chance.choice(OFFICES)
                rows.append(
                    {
                        "kontor_nr": self.office(month, home),
                        "kommune_nr": self.town(),
                        "person_id": str(person),
                        "periode": month.number,
                        "status": self.chance.choice(
                            ("arbeidssøker", "arbeidssøker", "arbeidssøker", "i arbeid", None)
                        ),
                        "alder": age,
                        "plan": self.maybe_day(),
                        "kjønn": sex,
                    }
                )
        return rows

    def events(self) -> list[Row]:
        rows = []
        for _ in range(self.chance.randint(180, 260)):
            day = self.day()
            rows.append(
                {
                    "kontor_nr": self.office(Month.of(day.year, day.month)),
                    "person_id": str(self.chance.randint(1, PERSONS)),
                    "utført": day,
                    "type": self.chance.choice(("samtale", "møte", "overgang")),
                    "minutter": self.chance.choice((None, *range(5, 60, 5))),
                }
            )
        return rows

    def cases(self) -> list[Row]:
        rows = []
        for at in range(self.chance.randint(180, 260)):
            start = self.maybe_day()
            end = None if self.chance.random() < 0.1 else (start or self.day()) + timedelta(self.chance.randint(-5, 90))
            rows.append(
                {
                    "sak_id": str(at),
                    "kontor_nr": self.office(Month.of(2026, 1)),
                    "kommune_nr": self.town(),
                    "start": start,
                    "slutt": end,
                    "møte": None
                    if self.chance.random() < 0.2
                    else (start or self.day()) + timedelta(self.chance.randint(0, 70)),
                    "unntak": self.chance.choice((None, None, "innlagt")),
                    "type": self.chance.choice(("a", "b", "b", None)),
                    "krav": self.chance.choice((None, 0, 1050, 2000, 3333)),
                    "betalt": self.chance.choice((None, 0, 1000, -500)),
                }
            )
        return rows

    def inhabitants(self) -> list[Row]:
        years = range(self.first.year - 1, self.card.year + 1)
        return [
            {"kontor_nr": self.office(Month.of(year, 1)), "person_id": str(person), "år": Month.of(year, 1).number,
             "kjønn": self.sex()}
            for year in years for person in range(self.chance.randint(30, 60))
        ]  # fmt: skip

    def figures(
        self, cell: Callable[[Random], dict[str, object]], types: tuple[str, ...] = (), *, tells: bool = False
    ) -> list[Row]:
        """A row a unit and month; some units are late, some months lack, and a county may have its own figure.

        Now and then a whole county, or all of them, have a mark for some months. If it `tells`, a unit that serves
        several has rows of its parts.
        """
        rows: list[Row] = []
        late = {u for u in OFFICES if self.chance.random() < 0.12}
        silent = self.chance.choice(OFFICES) if self.chance.random() < 0.05 else None
        given = [u for u in ("01", "NO", "3001") if self.chance.random() < 0.05]
        county, state = self.chance.choice(("01", "02", "0")), self.chance.choice(LACKS)
        begins = self.chance.choice((self.first, self.card - 2, self.card - 1))
        marked = range(begins.number, begins.number + self.chance.choice((0, 2, 6, 14, 14, 14)))
        for month in self.months():
            units = [*OFFICES, *given, *self.former(month)]
            units += [UNKNOWN] * (self.chance.random() < 0.01)
            for unit in dict.fromkeys(units):
                waits = unit in late and month.number > self.card.number - 2
                if waits or unit == silent or self.chance.random() < 0.03:
                    continue
                for kind, town in product(types or (None,), self.towns(unit, tells)):
                    row = {"kontor_nr": unit, "periode": month.number, **({"type": kind} if kind else {})}
                    row |= {"kommune_nr": town} if tells else {}
                    figures = {name: self.marked(value) for name, value in cell(self.chance).items()}
                    all_of_them = month.number in marked and unit.startswith(county)
                    rows.append(row | (dict.fromkeys(figures, state) if all_of_them else figures))
        return rows

    def yearly(self, cell: Callable[[Random], dict[str, object]], year_starts: int) -> list[Row]:
        """A row a unit and year; now and then one lacks, and a county has its own."""
        rows: list[Row] = []
        given = [u for u in ("01", "NO", "3001") if self.chance.random() < 0.05]
        for year in range(self.first.year - 1, self.card.year + 1):
            begins = Month.of(year, year_starts)
            for unit in (*OFFICES, *given, *self.former(begins)):
                if self.chance.random() > 0.06:
                    figures = {name: self.marked(value) for name, value in cell(self.chance).items()}
                    rows.append({"kontor_nr": unit, "år": begins.number} | figures)
        return rows

    def marked(self, value: object) -> object:
        """Now and then a mark, or an empty cell, stands for the figure."""
        drawn = self.chance.random()
        return self.chance.choice((*MARKS.values(), None)) if drawn < 0.04 else value

    def spoilt(self, source: str, rows: list[Row]) -> list[Row]:
        """Now and then a row that stands twice, alike or not."""
        if source == "aktiviteter" or not rows or self.chance.random() < 0.7:
            return rows
        twice = [dict(self.chance.choice(rows)) for _ in range(self.chance.randint(1, 3))]
        differing = "unntak" if source == "saker" else "plan" if source == "personstatus" else None
        if differing is not None and self.chance.random() < 0.5:
            twice[0][differing] = "annet" if differing == "unntak" else self.first.first_day
        elif "alle" in twice[0] and self.chance.random() < 0.5:
            twice[0]["alle"] = 99
        return [*rows, *twice]


def fewer(delivered: Delivered, keep: Callable[[str, Row], bool]) -> Delivered:
    """The same delivery with some of its rows: to make a mismatch small."""
    rows: Mapping[str, list[Row]] = {s: [r for r in found if keep(s, r)] for s, found in delivered.world.rows.items()}
    return replace(delivered, world=replace(delivered.world, rows=rows))
