"""A county of the synthetic agency lives through a month, from the 2nd to the 20th: its books are given out, filled in,
read and answered, and its card is locked. One office has promised something for the month the month before, and after
the lock an account turns out to be wrong: the card is corrected. In the end it says what each receiver then has.

Everything is done by kpidsl's commands on files, as an agency does it. The people are made up (month_people.py), from a
seed.
"""

from __future__ import annotations

import argparse
import csv
import html
import random
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from click.testing import CliRunner

from kpidsl.cli import cli
from kpidsl.tooling.synthetic.specification import BOOKS, specification_with_books

sys.path.insert(0, str(Path(__file__).parents[1]))
from scripts.month_correction import with_corrected_account
from scripts.month_people import USUAL, WAYS, Book, Desk, answer_findings, answer_reports, comment, promise

ROOT = Path(__file__).parents[1]
BEFORE, PERIOD, LAST = "2026-09", "2026-10", date(2026, 10, 31)
PROMISED = date(2026, 10, 5)
"""When an office fills in the book of the month before, with what is promised for October."""
GIVEN, *READ, DUE, END = (date(2026, 11, day) for day in (2, 5, 9, 13, 17, 16, 20))
"""Books are given out, read, due (the 15th is a Sunday), and the month is made up."""
LATE, CORRECTED = date(2026, 11, 23), date(2026, 11, 25)
"""A book comes after the lock; the card is corrected."""
WHY = "Regnskapet for oktober hadde en faktura to ganger."
ANSWER = re.compile(r"\[(F\d{3})\]")
"""The code of a message about a book."""
LOCKED = re.compile(r'<p class="summary">(Kortet ble låst [^<]*)</p>')
CAME = re.compile(r'data-label="Tiltak">([^<]*)<.*?data-label="Lovet">([^<]*)<span class="note">([^<]*)</span>')
"""What a page says of a card that is locked, and of what a measure promised."""
RUNS = ("forms", "run")
"""The commands that run all of the data."""


@dataclass(frozen=True)
class Unit:
    level: str
    code: str
    county: str
    leader: str

    @property
    def folder(self) -> str:
        return f"{self.level}-{self.code}"


class Month:
    """The month of one county, or of all, in a folder of its own."""

    def __init__(self, spec: Path, data: Path, out: Path, county: str, seed: int) -> None:
        self.spec, self.data, self.out, self.books = spec, data, out, out / BOOKS
        self.county, self.chance = county, random.Random(seed)
        self.units = list(units_of(self.data, county))
        people = [unit for unit in self.units if unit.leader]
        ways = [*WAYS, *(self.chance.choice(USUAL) for _ in people)][: len(people)]
        self.chance.shuffle(ways)
        self.ways = dict(zip((unit.folder for unit in people), ways, strict=True))
        self.seconds: Counter[str] = Counter()
        self.runs = 0

    def live(self) -> None:
        self.promises()
        codes = ",".join((*self.counties, *dict.fromkeys(unit.code for unit in self.units)))
        self.day(GIVEN, "The books are given out")
        self.command("forms", "--data", self.data, "--period", PERIOD, "--for", codes, on=GIVEN)
        self.work(GIVEN)
        for day in READ:
            if day > DUE:
                self.day(DUE, "The plans are due")
                self.ready(DUE)
            self.day(day, "The books that have come are read")
            self.work(day)
            self.command("collect", "--data", self.data, on=day)
        self.day(END, "The director answers the reports, and the card is locked")
        self.ready(END)
        self.answer_reports()
        self.run(self.data, *self.counties, self.shown.code)
        self.say_found("What was promised for October", CAME)
        for county in self.counties:
            self.lock(county, "--incomplete", on=END)
        self.ready(END)
        self.correct()
        self.received()

    def promises(self) -> None:
        """One office promises something for October in the book of the month before."""
        self.day(PROMISED, f"The leader of {self.shown.code} promises something for October")
        self.command("forms", "--data", self.data, "--period", BEFORE, "--for", self.shown.code, on=PROMISED)
        promise(self.desk(self.shown), f"{BEFORE}.xlsx")
        self.command("collect", "--data", self.data, on=PROMISED)

    def correct(self) -> None:
        """A book comes after the lock, an account was wrong: a new edition is made and locked; the old one stays."""
        county = self.shown.county
        self.day(LATE, "A book comes after the lock")
        self.work(LATE)
        self.command("collect", "--data", self.data, on=LATE)
        self.day(
            CORRECTED, f"An account of {self.shown.code} was wrong: the card is made again, and locked as a correction"
        )
        data = with_corrected_account(self.data, self.out / "data", self.shown.code, PERIOD)
        self.run(data, county, self.shown.code)
        self.say_found("The page of the new edition says", LOCKED)
        self.lock(county, "--incomplete", "--reason", WHY, on=CORRECTED)
        self.command("verify", self.books, self.store, "--lang", "nb")

    @property
    def counties(self) -> list[str]:
        """The codes of the counties that live through the month."""
        with (self.data / "enheter.csv").open(encoding="utf-8") as rows:
            codes = [row["unit"] for row in csv.DictReader(rows) if row["kind"] == "fylke"]
        return codes if self.county == "all" else [self.county]

    @property
    def shown(self) -> Unit:
        """The office whose leader's edition is made: one where two have changed a measure, or the first."""
        two = (unit for unit in self.units if self.ways.get(unit.folder) == "two change one measure")
        return next(two, self.units[0])

    @property
    def store(self) -> Path:
        return self.out / "editions"

    def edition(self, unit: str) -> Path:
        """The unit's newest edition of the period."""
        folders = (self.store / unit / PERIOD).iterdir()
        return max(folders, key=lambda folder: int(folder.name.partition("-")[0]))

    def desk(self, unit: Unit) -> Desk:
        return Desk(self.books / unit.folder, unit.leader, f"Nestleder {unit.code} (syntetisk)", self.chance)

    def work(self, day: date) -> None:
        """What the people do with their books on the day."""
        done: Counter[str] = Counter()
        started = time.monotonic()
        for unit in self.units:
            way = self.ways.get(unit.folder, "")
            desk = self.desk(unit)
            acts = WAYS[way].get(day.day, ()) if way and desk.has_book() else ()
            for act in acts:
                act(desk, f"{desk.given.stem} {day.day}.xlsx")
            done[way] += bool(acts)
        if day == READ[1]:
            for county in self.counties:
                self.assess(county)
                self.check(county)
        self.seconds["the people"] += time.monotonic() - started
        for way, count in sorted(done.items()):
            if count:
                print(f"    {count:3} units: {way}")

    def assess(self, county: str) -> None:
        """The director assesses the risk in the county's own book."""
        desk = Desk(self.books / f"fylke-{county}", person(self.data, "fylkesdirektør", county), "", self.chance)
        if desk.has_book():
            book = Book(desk.given)
            comment(book, desk)
            book.save(desk, f"{desk.given.stem} direktør.xlsx")

    def check(self, county: str) -> None:
        """The person who keeps the county's statistics answers the findings in the extract."""
        desk = Desk(self.books / f"fylke-{county}", person(self.data, "statistikkansvarlig", county), "", self.chance)
        if desk.name and desk.has_book("kontroll"):
            answer_findings(desk, "kontroll.xlsx")

    def answer_reports(self) -> None:
        """The director returns one unit's report, and approves the others that are delivered."""
        month = ("--data", self.data, "--period", PERIOD, "--for", ",".join(self.counties))
        self.command("forms", *month, "--book", "approval", on=END)
        for county in self.counties:
            desk = Desk(self.books / f"fylke-{county}", person(self.data, "fylkesdirektør", county), "", self.chance)
            if desk.name and desk.has_book("godkjenning"):
                answer_reports(desk, "godkjenning.xlsx")
        self.command("collect", "--data", self.data, on=END)

    def run(self, data: Path, *recipients: str) -> None:
        """Make the editions of those units."""
        self.command(
            "run", "--data", data, "--period", PERIOD, "--out", self.store, "--for", ",".join(recipients),
            "--formats", "html,xlsx,pptx,csv,json",
        )  # fmt: skip

    def lock(self, county: str, *options: str, on: date) -> None:
        """The director locks the card although some reports are late: the lock says which."""
        who, edition = person(self.data, "fylkesdirektør", county), self.edition(f"fylke-{county}")
        self.command(
            "lock", "--data", self.data, "--period", PERIOD, "--for", county, "--by", who, "--edition", edition,
            *options, on=on,
        )  # fmt: skip

    def say_found(self, what: str, pattern: re.Pattern[str]) -> None:
        """What the page of the office whose leader's edition is made says."""
        page = (self.edition(self.shown.folder) / "index.html").read_text(encoding="utf-8")
        print(f"    {what}:")
        for found in pattern.findall(page):
            print(f"      {html.unescape(found if isinstance(found, str) else ' | '.join(found))}")

    def day(self, day: date, what: str) -> None:
        print(f"\n{day:%-d %B %Y}. {what}")

    def ready(self, day: date) -> None:
        self.command("ready", "--data", self.data, "--period", PERIOD, "--out", self.out / "ready", on=day)
        states: dict[str, Counter[str]] = {}
        for row in self.duties():
            states.setdefault(row["task"], Counter())[row["state"]] += 1
        for task, counts in states.items():
            print(f"    {task}: " + ", ".join(f"{count} {state}" for state, count in counts.most_common()))

    def duties(self) -> list[dict[str, str]]:
        """The rows of readiness.csv that are of these units."""
        names = {unit.folder for unit in self.units} | {f"fylke-{county}" for county in self.counties}
        with (self.out / "ready" / PERIOD / "readiness.csv").open(encoding="utf-8-sig") as rows:
            return [row for row in csv.DictReader(rows) if f"{row['level']}-{row['unit']}" in names]

    def command(self, name: str, *options: object, on: date | None = None) -> None:
        """Run a command of kpidsl, say it, and sum up what it said."""
        dated = ("--on", str(on)) if on else ()
        spec = () if name == "verify" else (str(self.spec),)
        words = [name, *spec, *map(str, options), *dated]
        shown = " ".join(word if len(word) < 60 else f"{word[:40]}…" for word in words)
        print(f"    $ kpidsl {shown}", flush=True)
        started = time.monotonic()
        done = CliRunner().invoke(cli, words)
        self.seconds[name] += time.monotonic() - started
        self.runs += name in RUNS and "approval" not in words
        if done.exit_code not in (0, 3):
            raise SystemExit(done.output)
        if name == "forms":
            print(f"    {done.output.count('.xlsx')} books given out")
        if name in ("lock", "verify"):
            print("".join(f"    {line}\n" for line in done.stdout.splitlines()), end="")
        if name == "collect":
            self._collected(done.output)

    def _collected(self, output: str) -> None:
        read = [line for line in output.splitlines() if ": lest. " in line]
        print(f"    {len(read)} books read")
        first: dict[str, list[str]] = {}
        for line in output.splitlines():
            if found := ANSWER.search(line):
                first.setdefault(found[1], []).append(line)
        for _, lines in sorted(first.items()):
            print(f"    {len(lines)} × {lines[0]}")

    def received(self) -> None:
        """What each then has."""
        office, duties = self.shown, self.duties()
        late = [row for row in duties if row["state"] == "overdue"]
        print(f"\nThe leader of {office.code} has")
        print(f"    {self.books / office.folder / 'out'}: the book, with answers to what was not taken")
        print(f"    {self.store / office.folder / 'index.html'}: the measures, the cases, what is asked")
        for county in self.counties[:1]:
            edition = self.edition(f"fylke-{county}")
            print(f"The director of {county} has")
            print(f"    {self.store / f'fylke-{county}' / 'index.html'}: the card, and every unit's page")
            print(f"    {edition / 'deviations.xlsx'}: the deviations with their cases and measures")
            print(f"    {edition / 'slides'}: the status reports")
            print(f"    {self.store / f'fylke-{county}' / 'locks'}: what was locked, and what it rests on")
        print(
            f"Those who keep the month have\n    {self.out / 'ready' / PERIOD}: who has delivered what, and reminders"
        )
        print(f"{len(late)} duties are overdue:")
        for row in late[:10]:
            print(f"    {row['due']} {row['unit_name']}: {row['task']} ({row['names'] or 'nobody has the role'})")
        if len(late) > 10:
            print(f"    … and {len(late) - 10} more")


def units_of(data: Path, county: str) -> Iterator[Unit]:
    """The county's units that have figures of their own in October, each once, with its leader (empty: none)."""
    with (data / "enheter.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            here = row["line"] == "statlig" and row["kind"] not in ("fylke", "nasjon", "land")
            stands = row["from"] <= str(LAST) and not (row["to"] and row["to"] <= str(LAST))
            if here and stands and row["parent"] and county in ("all", row["parent"]):
                yield Unit(row["kind"], row["unit"], row["parent"], person(data, "leder", row["unit"]))


def person(data: Path, role: str, unit: str) -> str:
    """Who has the role in the unit in November; empty where nobody has."""
    with (data / "roller.csv").open(encoding="utf-8-sig") as rows:
        people = list(csv.DictReader(rows, delimiter=";"))
    names = [one["name"] for one in people if (one["role"], one["unit"], one["to"]) == (role, unit, "")]
    return names[0] if names else ""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("demo-month"))
    parser.add_argument("--data", type=Path, default=Path("demo/data"), help="the synthetic agency's data")
    parser.add_argument("--county", default="11", help="its code, or all")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    for folder in (BOOKS, "editions", "ready", "data"):
        shutil.rmtree(chosen.out / folder, ignore_errors=True)
    spec = specification_with_books(ROOT / "specs" / "nav", chosen.out / "kort")
    month = Month(spec, chosen.data, chosen.out, chosen.county, chosen.seed)
    month.live()
    runs = sum(month.seconds.pop(name) for name in RUNS)
    rest = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in month.seconds.items())
    print(f"\nThe {month.runs} runs took {runs:.0f} s, all else {sum(month.seconds.values()):.0f} s ({rest}).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
