"""Every municipal reform of Norway 1972-2024 run through the register of changes."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from kpidsl.language import check_sources
from kpidsl.model.organisation import SteeringLine, UnitChange, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.results import Results
from kpidsl.model.state import Mark, State, Trend
from kpidsl.organisation.structure import structure_from_codes
from kpidsl.pipeline import run_rows
from kpidsl.problems import SourceText
from tests.language.page import prelude

SPEC = prelude("organisation") + prelude("ready-made") + "S.1 Svarandel (80 %)\n"
REFORMS = (1977, 1992, 1994, 2012, 2018, 2020, 2024)
Change = tuple[str, str, int]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def codes(shared_data: Path) -> dict[int, set[str]]:
    """The municipalities there were on 1 January of each year."""
    found: dict[int, set[str]] = {}
    for row in rows(shared_data / "norge_inndelinger" / "kommuneinndeling_per_aar_1971_2024.csv"):
        found.setdefault(int(row["year"]), set()).add(row["code"])
    return found


@pytest.fixture(scope="module")
def changes(shared_data: Path) -> list[Change]:
    """(old, new, year): all on 1 January."""
    found = rows(shared_data / "norge_inndelinger" / "kommune_endringer_1972_2024.csv")
    assert all(r["changeOccurred"].endswith("-01-01") for r in found)
    return [(r["oldCode"], r["newCode"], int(r["changeOccurred"][:4])) for r in found]


def descendants(code: str, year: int, changes: list[Change], last: int) -> set[str]:
    """Every code of `last` that something of `code`, as it was in `year`, may have ended in."""
    now = {code}
    for step in range(year + 1, last + 1):
        moved = {old for old, _, at in changes if at == step}
        now = {c for c in now if c not in moved} | {new for old, new, at in changes if at == step and old in now}
    return now


def test_every_code_since_1971_ends_in_one_of_today_or_is_a_break(
    codes: dict[int, set[str]], changes: list[Change]
) -> None:
    listed = [UnitChange(old, new, date(year, 1, 1), "change") for old, new, year in changes]
    today = codes[2024]
    structure = structure_from_codes([UnitKey("kommune", c) for c in today], (SteeringLine("", ("kommune",)),), listed)
    ends = {c: max(y for y, there in codes.items() if c in there) for c in set().union(*codes.values())}
    gone = {c: year for c, year in ends.items() if c not in today}
    assert len(gone) > 400
    for code, year in gone.items():
        possible = descendants(code, year, changes, 2024)
        assert possible <= today, code
        if len(possible) == 1:
            assert structure.successor[code] in possible, code
        else:
            assert code in structure.breaks, (code, possible)
            assert code not in structure.successor, code
    assert set(structure.successor) | structure.breaks == set(gone)


@pytest.mark.parametrize("year", REFORMS)
def test_a_reform_year(year: int, codes: dict[int, set[str]], changes: list[Change]) -> None:
    """Ten of ten everywhere in December; in January each municipality is compared with what it was."""
    before, after = codes[year - 1], codes[year]
    results = run(year, before, after, changes)
    receivers: dict[str, set[str]] = {}
    for old, new, at in changes:
        if at == year:
            receivers.setdefault(old, set()).add(new)
    split = {old for old, new in receivers.items() if len(new) > 1}
    given = {new for old in split for new in receivers[old]}
    stands = {old for old in split if old in receivers[old]}
    sure = Counter(next(iter(receivers.get(c, {c}))) for c in before - split) + Counter(stands)
    grid = results.grids["S.1"]
    total = 0
    for at, node in enumerate(results.structure.nodes):
        if node.line != "statlig":
            continue
        january = at * len(results.months) + len(results.months) - 1
        december = january - 1
        code = node.unit.code
        if node.parent is None:  # the country holds the split ones too, under «without unit»
            assert grid.month.denominator[december] == 10 * len(before)
            continue
        assert grid.month.denominator[december] == 10 * sure[code], code
        assert State(grid.month.state[december]) is (State.VALUE if sure[code] else State.MISSING), code
        assert bool(grid.month.marks[january] & Mark.BREAK) is (code in given), code
        expected = Trend.NONE if code in given and sure[code] else Trend.UNCHANGED if sure[code] else Trend.NEW
        assert Trend(grid.trend[january]) is expected, code
        total += grid.month.denominator[december]
    assert total == 10 * (len(before) - len(split - stands))


def run(year: int, before: set[str], after: set[str], changes: list[Change]) -> Results:
    spec, problems = check_sources([SourceText("spec.kpi", SPEC)])
    assert spec is not None, [p.message("en") for p in problems]
    figures = [
        {"kontor_nr": c, "periode": month, "ja": "10", "alle": "10"}
        for month, there in ((f"{year - 1}-12", before), (f"{year}-01", after))
        for c in sorted(there)
    ]
    listed = [
        {"old": old, "new": new, "date": f"{at}-01-01", "weight": "1", "kind": "change"}
        for old, new, at in changes
        if at <= year
    ]
    units = [("kontor", c) for c in sorted(after)]
    results, found = run_rows(spec, {"tall": figures, "endringer": listed}, Month.of(year, 1), units)
    assert results is not None, [p.message("en") for p in found]
    return results
