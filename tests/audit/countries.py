"""Countries by chance from their rows to their files, and the audit of what is handed out: `make fuzz-countries`.

Each has two steering lines that cross, two indicators of one base, in some a third one whose base is the numerator of
the first, categories in some, months (a whole year in some), a rule of hiding by chance, which in every third shows the
last quarter in place of a hidden month, and editions for all, for some offices and for a county. What hides and the
audit share no code, so a figure that the one lets through the other finds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from kpidsl.audit import Finding, audit_store
from kpidsl.audit.system import Route
from kpidsl.disclosure import disclose
from kpidsl.language import check_sources
from kpidsl.model.edition import WHOLE, Recipient
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.pipeline import run_rows
from kpidsl.problems import SourceText
from kpidsl.rendering.store import render
from tests.language.mutants import switched_on
from tests.language.page import prelude
from tests.one_engine import one_engine

FULL = 1_500
BROKEN = {
    "each-line-by-itself": 0, "hidden-alone": 0, "children-tell-the-parent": 0, "shown-on-the-other-line": 0,
    "a-small-sum-is-shown": 3, "category-by-subtraction": 3, "year-by-subtraction": 2, "known-within-a-few": 3,
    "nobody-knows-their-own": 3, "each-keeps-it-to-itself": 6, "each-indicator-alone": 68,
    "cases-are-only-a-limit": 575, "numerators-tell-no-rest": 139, "several-months-tell-nothing": 7,
}  # fmt: skip
"""What hides with one of its parts left out (tests/language/mutants), and the first country of which it tells more."""
COUNTED = (
    "editions", "readers", "hidden cells", "figures", "determined", "narrow", "open", "printed by an earlier release",
)  # fmt: skip
"""What is counted of audits, in the order it is printed."""
FIRST = Month.of(2026, 1)
Row = dict[str, str]
Figure = tuple[int, int, int]
"""How many say yes, how many well, of how many."""


@dataclass(frozen=True)
class Country:
    """Its specification, its register, and its rows by month; `own` are the units that get an edition of their own."""

    spec: Spec
    register: tuple[Row, ...]
    months: tuple[tuple[Row, ...], ...]
    own: tuple[UnitKey, ...]


def country(seed: int, *, months: int | None = None) -> Country:
    """The country of the seed: `months` of figures, or so many as chance gives."""
    chance = Random(seed)
    offices = [f"{at // 3 + 1:02}{at % 3 + 1:02}" for at in range(chance.randint(4, 9))]
    towns = {office: f"K{chance.randrange(3)}" for office in offices}
    groups = ("kvinne", "mann") if chance.random() < 0.4 else ("alle",)
    count = months or chance.choice((1, 2, 3, 3, 4, 6))
    rows = tuple(tuple(_rows(chance, offices, groups, FIRST + at)) for at in range(count))
    own = [UnitKey("kontor", office) for office in chance.sample(offices, 2)]
    return Country(
        _spec(chance, "".join(_broken_down(groups)), chain=seed % 5 == 4, longer=seed % 3 == 1),
        tuple(_register(towns)), rows,
        (*own, UnitKey("fylke", chance.choice(offices)[:2])),
    )  # fmt: skip


def _broken_down(groups: Sequence[str]) -> Iterator[str]:
    yield ", fordelt på gruppe" if len(groups) > 1 else ""


def _spec(chance: Random, broken_down: str, *, chain: bool, longer: bool) -> Spec:
    own = chance.choice(("", "  gjelder ikke enhetens egne tall\n",
                         "  gjelder ikke enhetens egne tall\n  gjelder ikke styringslinjen over\n"))  # fmt: skip
    also = chance.choice(("", "", ", og 0 og 100 %"))
    rest = chance.choice(("", "", "  resten skjermes ikke\n")) if not also else ""
    rest += "  vis siste kvartal i stedet når måneden er skjult\n" if longer else ""
    best = "    S.3 Bestandel (20 %)\n" if chain and not also else ""  # that it has no cases tells that none said yes
    text = (
        f"{prelude('organisation')}"
        "kilde svar\n  én rad per enhet og måned og gruppe\n  kontor_nr enhet\n  periode måned\n  gruppe tekst\n"
        "  ja teller\n  godt teller\n  best teller\n  alle nevner\n  tallene er strøm\n"
        f"skjerming skjul tall når grunnlaget er under {chance.randint(3, 8)}{also}\n{own}{rest}"
        "størrelse jaandel betyr ja i prosent av alle i svar, høyere er bedre\n"
        "størrelse godtandel betyr godt i prosent av alle i svar, høyere er bedre\n"
        "størrelse bestandel betyr best i prosent av ja i svar, høyere er bedre\n"
        'resultatkrav "Krav"\n  perspektiv bruker\n  indikatorer\n'
        f"    S.1 Jaandel{broken_down} (60 %)\n    S.2 Godtandel (40 %)\n{best}"
    )
    spec, problems = check_sources([SourceText("country.kpi", text)])
    assert spec is not None, [p.message("en") for p in problems]
    return spec


def _register(towns: dict[str, str]) -> Iterator[Row]:
    yield _unit("NO", "land", "statlig", "")
    for county in dict.fromkeys(office[:2] for office in towns):
        yield _unit(county, "fylke", "statlig", "NO")
    for town in dict.fromkeys(towns.values()):
        yield _unit(town, "kommune", "kommunal", "")
    for office, town in towns.items():
        yield _unit(office, "kontor", "statlig", office[:2])
        yield _unit(office, "kontor", "kommunal", town)


def _unit(code: str, kind: str, line: str, parent: str) -> Row:
    return {"unit": code, "name": code, "kind": kind, "line": line, "parent": parent, "from": "", "to": ""}


def _rows(chance: Random, offices: Sequence[str], groups: Sequence[str], month: Month) -> Iterator[Row]:
    """Offices with many cases and, here and there, few, none or no row."""
    for office in offices:
        if chance.random() < 0.05:
            continue
        for group in groups:
            few = chance.random() < 0.2
            base = chance.randint(0, 9) if few else chance.randint(15, 70)
            yes, well = (chance.randint(0, base) for _ in range(2))
            yield _row(office, month, group, (yes, well, base))


def _row(office: str, month: Month, group: str, figure: Figure) -> Row:
    yes, well, base = figure
    numbers = {"ja": yes, "godt": well, "best": yes // 2, "alle": base}
    return {"kontor_nr": office, "periode": str(month), "gruppe": group} | {at: str(n) for at, n in numbers.items()}


def hand_out(of: Country, rows: Sequence[Row], period: Month, store: Path) -> None:
    """The editions of a month, for all and for those that get their own, in the store."""
    results, problems = run_rows(
        of.spec, {"svar": list(rows), "enheter": list(of.register)}, period, (), open_engine=one_engine
    )
    assert results is not None, [p.message("en") for p in problems]
    recipients = (WHOLE, *(Recipient(unit) for unit in of.own))
    for edition in disclose(results, recipients, language="nb", history=24, engine_version=""):
        render(edition, store, formats=("csv", "json"))


def audited(of: Country, store: Path) -> Measured:
    """What the audit finds in all months of the country's last one."""
    hand_out(of, [row for rows in of.months for row in rows], FIRST + (len(of.months) - 1), store)
    return _measured(store, every_month=True)


def by_month(of: Country, store: Path, chance: Random, corrected: float) -> Iterator[Measured]:
    """What the audits find of each month's editions, all earlier ones known. A row of an earlier month is `corrected`
    now and then: its figures are others from then on."""
    rows: list[Row] = []
    for at, added in enumerate(of.months):
        if rows and chance.random() < corrected:
            one = chance.randrange(len(rows))
            base = max(0, int(rows[one]["alle"]) + chance.choice((-3, -1, 1, 2, 5)))
            figure = chance.randint(0, base), chance.randint(0, base), base
            rows[one] = _row(rows[one]["kontor_nr"], Month.parse(rows[one]["periode"]), rows[one]["gruppe"], figure)
        rows += added
        hand_out(of, rows, FIRST + at, store)
        yield _measured(store, every_month=False)


@dataclass
class Measured:
    """What came of some audits: how much was looked at, and what was found that should not be there."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[Finding] = field(default_factory=list)

    def add(self, other: Measured) -> None:
        """Count those of further audits too."""
        self.counts += other.counts
        self.faults += other.faults

    def line(self, of: str) -> str:
        """The counts in words."""
        return f"{of}: " + ", ".join(f"{self.counts[name]:,} {name}" for name in COUNTED)


def _measured(store: Path, *, every_month: bool) -> Measured:
    """The audit of a store. What follows from what an earlier release printed is counted by itself: what hides does not
    look at it (docs/disclosure.md, question 113)."""
    audit = audit_store(store, every_month=every_month)
    earlier = [one for one in audit.findings if Route.RELEASED in one.routes]
    findings = [one for one in audit.findings if one not in earlier]
    readers = audit.by_reader
    counts = Counter(
        {
            "editions": 1,
            "readers": len(readers),
            "hidden cells": sum(each.hidden for each in readers),
            "figures": sum(each.figures for each in readers),
            "determined": sum(one.determined for one in findings),
            "narrow": sum(not one.determined for one in findings),
            "open": sum(each.unresolved for each in readers),
            "printed by an earlier release": len(earlier),
        }
    )
    return Measured(counts, findings)


def measure(seeds: Sequence[int], broken: str = "") -> Measured:
    """What the audit finds in the countries of the seeds; with what hides `broken` in one part, up to the first."""
    every = Measured()
    with switched_on(broken) if broken else nullcontext():
        for seed in seeds:
            with tempfile.TemporaryDirectory() as folder:
                every.add(audited(country(seed), Path(folder)))
            if broken and every.faults:
                break
    return every


def measure_releases(seeds: Sequence[int], corrected: float, months: int = 12) -> Measured:
    """What the audit finds in monthly releases of each of the countries, all earlier ones known."""
    every = Measured()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            for each in by_month(country(seed, months=months), Path(folder), Random(seed), corrected):
                every.add(each)
    return every


def main() -> int:
    """Print what was found; exit code 1 where anything is that should not be there, or a broken part is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--countries", type=int, default=FULL)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--releases", type=int, default=40, help="countries of twelve monthly releases")
    chosen = options.parse_args()
    began = time.monotonic()
    seeds = range(chosen.seed, chosen.seed + chosen.countries)
    measured = measure(seeds)
    print(measured.line(f"{len(seeds):,} countries"), flush=True)
    missed = []
    for name in BROKEN:
        broken = measure(range(chosen.seed, chosen.seed + FULL), name)
        print(broken.line(f"broken, {name}"), flush=True)
        missed += [] if broken.faults else [name]
    for corrected in (0.0, 0.5):
        releases = measure_releases(seeds[: chosen.releases], corrected)
        print(releases.line(f"twelve releases, {corrected:.0%} of them with a correction"), flush=True)
        measured.add(releases)
    print(*measured.faults[:20], *(f"not found: {name}" for name in missed), sep="\n")
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if measured.faults or missed else 0


if __name__ == "__main__":
    sys.exit(main())
