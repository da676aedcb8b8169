"""Countries by chance from their rows to their files, and the audit of what is handed out: `make fuzz-countries`.

Each has two steering lines that cross, two indicators of one base, categories in some, months (a whole year in some), a
rule of hiding by chance, and editions for all, for some offices and for a county. What hides and the audit share no
code, so a figure that the one lets through the other finds.
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

from kpidsl.audit import Audit, audit_store
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
BROKEN = (
    "each-line-by-itself", "hidden-alone", "children-tell-the-parent", "shown-on-the-other-line",
    "a-small-sum-is-shown", "category-by-subtraction", "year-by-subtraction", "known-within-a-few",
    "nobody-knows-their-own", "an-office-computes-its-neighbour",
)  # fmt: skip
"""What hides, with one of its parts left out each (tests/language/mutants)."""
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
        _spec(chance, "".join(_broken_down(groups))), tuple(_register(towns)), rows,
        (*own, UnitKey("fylke", chance.choice(offices)[:2])),
    )  # fmt: skip


def _broken_down(groups: Sequence[str]) -> Iterator[str]:
    yield ", fordelt på gruppe" if len(groups) > 1 else ""


def _spec(chance: Random, broken_down: str) -> Spec:
    own = chance.choice(("", "  gjelder ikke enhetens egne tall\n",
                         "  gjelder ikke enhetens egne tall\n  gjelder ikke styringslinjen over\n"))  # fmt: skip
    also = chance.choice(("", "", ", og 0 og 100 %"))
    rest = chance.choice(("", "", "  resten skjermes ikke\n")) if not also else ""
    text = (
        f"{prelude('organisation')}"
        "kilde svar\n  én rad per enhet og måned og gruppe\n  kontor_nr enhet\n  periode måned\n  gruppe tekst\n"
        "  ja teller\n  godt teller\n  alle nevner\n  tallene er strøm\n"
        f"skjerming skjul tall når grunnlaget er under {chance.randint(3, 8)}{also}\n{own}{rest}"
        "størrelse jaandel betyr ja i prosent av alle i svar, høyere er bedre\n"
        "størrelse godtandel betyr godt i prosent av alle i svar, høyere er bedre\n"
        'resultatkrav "Krav"\n  perspektiv bruker\n  indikatorer\n'
        f"    S.1 Jaandel{broken_down} (60 %)\n    S.2 Godtandel (40 %)\n"
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
    yes, well, base = map(str, figure)
    return {"kontor_nr": office, "periode": str(month), "gruppe": group, "ja": yes, "godt": well, "alle": base}


def hand_out(of: Country, rows: Sequence[Row], period: Month, store: Path) -> None:
    """The editions of a month, for all and for those that get their own, in the store."""
    results, problems = run_rows(
        of.spec, {"svar": list(rows), "enheter": list(of.register)}, period, (), open_engine=one_engine
    )
    assert results is not None, [p.message("en") for p in problems]
    recipients = (WHOLE, *(Recipient(unit) for unit in of.own))
    for edition in disclose(results, recipients, language="nb", history=24, engine_version=""):
        render(edition, store, formats=("csv", "json"))


def audited(of: Country, store: Path) -> Audit:
    """The audit of all months of the country's last one."""
    hand_out(of, [row for rows in of.months for row in rows], FIRST + (len(of.months) - 1), store)
    return audit_store(store, every_month=True)


def by_month(of: Country, store: Path, chance: Random, corrected: float) -> Iterator[tuple[int, Audit]]:
    """The audits of each month's editions, all earlier ones known. A row of an earlier month is `corrected` now and
    then: its figures are others from then on, and how many were so far comes with each audit."""
    rows: list[Row] = []
    corrections = 0
    for at, added in enumerate(of.months):
        if rows and chance.random() < corrected:
            one = chance.randrange(len(rows))
            base = max(0, int(rows[one]["alle"]) + chance.choice((-3, -1, 1, 2, 5)))
            figure = (chance.randint(0, base), chance.randint(0, base), base)
            rows[one] = {**rows[one], **_row(rows[one]["kontor_nr"], FIRST, rows[one]["gruppe"], figure),
                         "periode": rows[one]["periode"]}  # fmt: skip
            corrections += 1
        rows += added
        hand_out(of, rows, FIRST + at, store)
        yield corrections, audit_store(store)


@dataclass
class Measured:
    """What came of many countries."""

    counts: Counter[str] = field(default_factory=Counter)
    narrowest: int | None = None
    faults: list[str] = field(default_factory=list)

    def take(self, name: str, audit: Audit) -> None:
        """Count what the audit found; with its country's name, what should not be."""
        self.counts["countries"] += 1
        for reader in audit.by_reader:
            self.counts["readers"] += 1
            self.counts["hidden cells"] += reader.hidden
            self.counts["figures"] += reader.figures
            self.counts["open"] += reader.unresolved
            self.counts["determined"] += sum(one.determined for one in reader.findings)
            self.counts["narrow"] += sum(not one.determined for one in reader.findings)
            self.faults += [f"{name}: {one}" for one in reader.findings]
        widths = [reader.narrowest for reader in audit.by_reader if reader.narrowest is not None]
        self.narrowest = min([*widths, *([] if self.narrowest is None else [self.narrowest])], default=None)

    def line(self, of: str) -> str:
        """The counts in words."""
        return f"{of}: " + ", ".join(f"{self.counts[name]:,} {name}" for name in
            ("countries", "readers", "hidden cells", "figures", "determined", "narrow", "open"))  # fmt: skip


def measure(seeds: Sequence[int], broken: str = "") -> Measured:
    """What the audit finds in the countries of the seeds; with what hides `broken` in one part, up to the first."""
    found = Measured()
    with switched_on(broken) if broken else nullcontext():
        for seed in seeds:
            with tempfile.TemporaryDirectory() as folder:
                found.take(f"country {seed}", audited(country(seed), Path(folder)))
            if broken and found.faults:
                break
    return found


def measure_releases(seeds: Sequence[int], corrected: float) -> tuple[Measured, Measured]:
    """What twelve monthly releases tell: figures that follow from what is shown, and those that an earlier release
    showed and a correction made small, which no later edition can take back."""
    found, taken_back = Measured(), Measured()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            of = country(seed, months=12)
            for corrections, audit in by_month(of, Path(folder), Random(seed), corrected):
                for reader in audit.by_reader:
                    earlier = tuple(f for f in reader.findings if Route.RELEASED in f.routes)
                    taken_back.counts["findings"] += len(earlier)
                    reader.findings = tuple(f for f in reader.findings if f not in earlier)
                found.take(f"country {seed}, {audit.edition.period}, {corrections} corrections", audit)
    return found, taken_back


def main() -> int:
    """Print the measures of good; exit code 1 where something is found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--countries", type=int, default=FULL)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--releases", type=int, default=40, help="countries of twelve monthly releases")
    chosen = options.parse_args()
    began = time.monotonic()
    seeds = range(chosen.seed, chosen.seed + chosen.countries)
    whole = measure(seeds)
    print(whole.line("hidden"), f"; the narrowest interval computed is {whole.narrowest} wide", sep="", flush=True)
    missed = []
    for name in BROKEN:
        one = measure(seeds, name)
        print(one.line(f"broken, {name}"), flush=True)
        missed += [] if one.faults else [name]
    faults = list(whole.faults)
    for corrected in (0.0, 0.5):
        found, taken_back = measure_releases(seeds[: chosen.releases], corrected)
        print(found.line(f"twelve releases, {corrected:.0%} of the months with a correction"),
              f"; {taken_back.counts['findings']:,} that an earlier one showed", sep="", flush=True)  # fmt: skip
        faults += found.faults
    print(*faults[:40], *(f"not found: {name}" for name in missed), f"{time.monotonic() - began:.0f} s", sep="\n")
    return 1 if faults or missed else 0


if __name__ == "__main__":
    sys.exit(main())
