"""What holds whatever the rows are: on target is on target above and over the year; a parent is its cases, no more."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import gcd
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from kpidsl.engines import connection, duckdb
from kpidsl.engines.engine import OpenEngine
from kpidsl.engines.sql.scans import scans
from kpidsl.language import check_sources
from kpidsl.model.period import Month
from kpidsl.model.results import Results
from kpidsl.model.spec import Spec
from kpidsl.model.state import State, Status
from kpidsl.pipeline import run_rows
from kpidsl.problems import SourceText
from tests.language.mutants import switched_on
from tests.language.page import prelude
from tests.one_engine import one_engine

Rows = list[dict[str, str]]
FIRST, MONTHS = Month.of(2026, 1), 6
LAST = FIRST + (MONTHS - 1)
OFFICES = ("0101", "0102", "0201")
HEAD = (
    prelude("organisation")
    + prelude("cases").replace("trend for alle andre", "trend for varigheter")
    + prelude("ready-made").split("\n", 1)[1]
)
READY = "A.1 Svarandel (80 %)\nA.2 Feilandel (30 %)\nA.3 Svarandel (60 %)\n  måles kvartalsvis\n"
CASES = """B.1 Andel tilfeller med varighet over 30 dager (høyst 40 %)
B.2 Gjennomsnittlig varighet på avsluttede tilfeller (50 dager)
B.3 Antall åpne saker (høyst 3)
B.4 Antall avsluttede tilfeller (høyst 2)
B.5 Andel holdte dialogmøter innen 7 uker (50 %)
B.6 Median varighet på avsluttede tilfeller (40 dager)
"""
property_test = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)


def unit(code: str, kind: str, parent: str, ends: str = "") -> dict[str, str]:
    return {"unit": code, "name": code, "kind": kind, "line": "statlig", "parent": parent, "from": "", "to": ends}


def register(offices: Sequence[str] = OFFICES) -> Rows:
    above = [unit("01", "fylke", "NO"), unit("02", "fylke", "NO"), unit("NO", "land", "")]
    return [*(unit(o, "kontor", o[:2]) for o in offices), *above]


@cache
def checked(text: str) -> Spec:
    """The specification, once for the many worlds that it is run in."""
    spec, problems = check_sources([SourceText("spec.kpi", HEAD + text)])
    assert spec is not None, [p.message("en") for p in problems if p.severity == "error"]
    return spec


def run(text: str, world: dict[str, Rows], open_engine: OpenEngine = one_engine) -> Results:
    results, found = run_rows(checked(text), {"enheter": register(), **world}, LAST, (), open_engine=open_engine)
    assert results is not None, [p.message("en") for p in found]
    # cases may end before they start here: what counts between the two dates is without them
    assert not [p.message("en") for p in found if p.severity == "error" and p.code not in ("D089", "D093")]
    return results


def at(results: Results, code: str, month: Month) -> int:
    node = next(x for x, n in enumerate(results.structure.nodes) if n.unit.code == code)
    return node * len(results.months) + month.number - results.months[0].number


def whole(results: Results, indicators: Sequence[str] = ()) -> dict[str, tuple]:
    """Everything that is scored of the indicators."""
    return {
        code: (grid, [(n, r) for (c, n), r in results.risks.items() if c == code])
        for code, grid in results.grids.items()
        if not indicators or code in indicators
    }


def figures(results: Results, units: Sequence[str]) -> dict[tuple[str, str, str], tuple]:
    """The units' figures; targets and colours too, but of counts, whose parents' targets are sums over offices."""
    found = {}
    for indicator in results.spec.indicators:
        grid = results.grids[indicator.code]
        for code in units:
            for n in range(MONTHS):
                x = at(results, code, FIRST + n)
                seen: list[object] = [grid.trend[x]]
                for one in (grid.month, grid.year_to_date):
                    has_value = one.state[x] == State.VALUE
                    seen += [one.state[x], Fraction(one.numerator[x], one.denominator[x]) if has_value else None]
                    if indicator.kind != "count":
                        target = one.target_denominator[x] and Fraction(
                            one.target_numerator[x], one.target_denominator[x]
                        )
                        seen += [one.status[x], target, one.n[x]]
                found[indicator.code, code, str(FIRST + n)] = tuple(seen)
    return found


# --- rows ----------------------------------------------------------------------------------------------------


def ready_row(office: str, month: Month, ja: int, alle: int) -> dict[str, str]:
    return {"kontor_nr": office, "periode": str(month), "ja": str(ja), "alle": str(alle)}


pairs = st.integers(0, 40).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))


@st.composite
def ready_made(draw: st.DrawFn) -> Rows:
    return [ready_row(o, FIRST + n, *draw(pairs)) for o in OFFICES for n in range(MONTHS)]


days = st.integers(0, 180).map(lambda n: str(date(2026, 1, 1) + timedelta(n)))
maybe_days = st.one_of(st.just(""), days)
ends = st.one_of(maybe_days, st.integers(60, 89).map(lambda n: str(date(2026, 1, 1) + timedelta(n))))  # most in March
cases_of = st.lists(
    st.tuples(st.sampled_from(OFFICES), maybe_days, ends, maybe_days, st.sampled_from(["", "innlagt"])),
    min_size=6,
    max_size=40,
)


def as_cases(drawn: Sequence[tuple[str, str, str, str, str]]) -> Rows:
    names = ("kontor_nr", "start", "slutt", "møte", "unntak")
    return [{"sak_id": str(x), **dict(zip(names, row, strict=True))} for x, row in enumerate(drawn)]


cases = cases_of.map(as_cases)


# --- on target -----------------------------------------------------------------------------------------------


def target_row(indicator: str, office: str, start: Month, value: int) -> dict[str, str]:
    begins = str(start.first_day)
    named = {"indicator": indicator, "level": "kontor", "unit": office, "line": "", "value": str(value)}
    return {**named, "from": begins, "to": "", "decided": "", "source": "brev"}


@st.composite
def on_target(draw: st.DrawFn) -> tuple[Rows, Rows]:
    """Targets by office that change within the year, and rows that are exactly on them; some months are empty."""
    targets, rows = [], []
    for office in OFFICES:
        changes = sorted({0, *draw(st.lists(st.integers(1, MONTHS - 1), max_size=3))})
        now = 0
        for n in range(MONTHS):
            if n in changes:
                now = draw(st.integers(0, 100))
                targets += [target_row(code, office, FIRST + n, now) for code in ("A.1", "A.2")]
            alle = 100 // gcd(now, 100) * draw(st.integers(0, 7))
            rows.append(ready_row(office, FIRST + n, now * alle // 100, alle))
    return targets, rows


quarter_days = st.integers(3, 5)  # months into the year in which the second quarter's target begins to hold


@property_test
@given(on_target())
def test_offices_on_target_put_their_parents_and_their_year_on_target(drawn: tuple[Rows, Rows]) -> None:
    targets, rows = drawn
    results = run(READY.split("A.3")[0], {"tall": rows, "maal": targets})
    for code in ("A.1", "A.2"):
        grid = results.grids[code]
        for name in (*OFFICES, "01", "02", "NO"):
            for n in range(MONTHS):
                x = at(results, name, FIRST + n)
                for figure in (grid.month, grid.year_to_date):
                    if figure.state[x] != State.VALUE:
                        continue
                    where = (code, name, n)
                    value = Fraction(figure.numerator[x], figure.denominator[x])
                    assert value == Fraction(figure.target_numerator[x], figure.target_denominator[x]), where
                    assert Status(figure.status[x]) is Status.GREEN, where


@property_test
@given(st.lists(st.lists(st.integers(0, 4), min_size=MONTHS, max_size=MONTHS), min_size=3, max_size=3))
def test_counts_on_target_put_their_parents_and_their_year_on_target(counts: list[list[int]]) -> None:
    """As many cases closed as the office's target of the month: the parent's and the year's targets are sums."""
    targets = [
        target_row("B.4", o, FIRST + n, k) for o, row in zip(OFFICES, counts, strict=True) for n, k in enumerate(row)
    ]
    closed = as_cases(
        [
            (o, "2025-12-01", str((FIRST + n).first_day + timedelta(k)), "", "")
            for o, row in zip(OFFICES, counts, strict=True)
            for n, of_month in enumerate(row)
            for k in range(of_month)
        ]
    )
    own = (
        "status for B.4\n  grønn når målet er nådd\n  gul når resultatet er høyst 1 dårligere enn målet\n  rød ellers\n"
    )
    results = run(f"B.4 Antall avsluttede tilfeller (høyst 2)\n{own}", {"saker": closed, "maal": targets})
    grid = results.grids["B.4"]
    for name, offices in (*((o, (o,)) for o in OFFICES), ("01", OFFICES[:2]), ("NO", OFFICES)):
        rows = [counts[OFFICES.index(o)] for o in offices]
        for n in range(MONTHS):
            x = at(results, name, FIRST + n)
            month, year = sum(r[n] for r in rows), sum(sum(r[: n + 1]) for r in rows)
            for figure, total in ((grid.month, month), (grid.year_to_date, year)):
                assert Fraction(figure.numerator[x], figure.denominator[x]) == total, (name, n)
                assert Fraction(figure.target_numerator[x], figure.target_denominator[x]) == total, (name, n)
                assert Status(figure.status[x]) is Status.GREEN, (name, n)


@property_test
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 100)), min_size=6, max_size=6), quarter_days)
def test_quarters_on_target_put_the_year_on_target(sizes: list[tuple[int, int]], changed: int) -> None:
    """A quarter is judged by its last month's target; the year by the quarters' targets, by what they weigh."""
    quarters = [(sizes[n][1], [s for s, _ in sizes[3 * n : 3 * n + 3]]) for n in range(2)]
    targets, rows = [target_row("A.3", OFFICES[0], FIRST, quarters[0][0])], []
    targets.append(target_row("A.3", OFFICES[0], FIRST + changed, quarters[1][0]))
    for n, (target, months) in enumerate(quarters):
        rows += [ready_row(OFFICES[0], FIRST + 3 * n + k, target * size, 100 * size) for k, size in enumerate(months)]
    results = run(READY, {"tall": rows, "maal": targets, "enheter": register(OFFICES[:1])[:2] + register()[-1:]})
    grid = results.grids["A.3"]
    for n in (2, 5):
        x = at(results, OFFICES[0], FIRST + n)
        for figure in (grid.month, grid.year_to_date):
            if figure.state[x] == State.VALUE:
                value = Fraction(figure.numerator[x], figure.denominator[x])
                assert value == Fraction(figure.target_numerator[x], figure.target_denominator[x])
                assert Status(figure.status[x]) is Status.GREEN


# --- a parent is its cases -----------------------------------------------------------------------------------

PARENTS = ("01", "02", "NO")
merge_days = st.sampled_from([date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)])


@pytest.mark.long
@property_test
@given(ready_made(), cases, merge_days)
def test_a_merger_of_two_offices_changes_nothing_above_them(rows: Rows, some: Rows, day: date) -> None:
    apart = run(READY + CASES, {"tall": rows, "saker": some})
    change = {"old": "0102", "new": "0101", "date": str(day), "weight": "1", "kind": "merge"}
    after = [r for r in register() if r["unit"] != "0102"]
    after.append(unit("0102", "kontor", "01", str(day)))
    merged = run(READY + CASES, {"tall": rows, "saker": some, "enheter": after, "endringer": [change]})
    assert "0102" not in {n.unit.code for n in merged.structure.nodes}
    assert figures(apart, PARENTS) == figures(merged, PARENTS)


KNOWN_ROWS = [ready_row(office, FIRST + n, 5, 10) for office in OFFICES for n in range(MONTHS)]
KNOWN_CASES = as_cases(
    [("0101", str(FIRST.first_day), str(FIRST.first_day + timedelta(days)), "", "") for days in (5, 10, 12, 14, 25)]
)
"""Durations whose median is not the mean of two halves' medians, however they are halved: 12 of all."""


@pytest.mark.long
@property_test
@given(ready_made(), cases, st.randoms(use_true_random=False))
@example(KNOWN_ROWS, KNOWN_CASES, random.Random(1))
def test_an_office_split_in_two_changes_nothing_above_it(rows: Rows, some: Rows, chance: random.Random) -> None:
    one = run(READY + CASES, {"tall": rows, "saker": some})
    split: Rows = []
    for row in rows:
        if row["kontor_nr"] != "0101":
            split.append(row)
            continue
        ja, alle = int(row["ja"]), int(row["alle"])
        answers = [chance.random() < 0.5 for _ in range(alle)]
        for office, here in (("0101", True), ("0103", False)):
            yes = sum(x is here for x in answers[:ja])
            split.append({**row, "kontor_nr": office, "ja": str(yes), "alle": str(sum(x is here for x in answers))})
    moved = [{**r, "kontor_nr": "0103"} if r["kontor_nr"] == "0101" and chance.random() < 0.5 else r for r in some]
    wider = register((*OFFICES, "0103"))
    two = run(READY + CASES, {"tall": split, "saker": moved, "enheter": wider})
    assert figures(one, PARENTS) == figures(two, PARENTS)


# --- what is no matter ---------------------------------------------------------------------------------------


@pytest.mark.long
@property_test
@given(ready_made(), cases, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: Rows, some: Rows, chance: random.Random) -> None:
    shuffled = [chance.sample(x, len(x)) for x in (rows, some, register())]
    first = run(READY + CASES, {"tall": rows, "saker": some})
    second = run(READY + CASES, dict(zip(("tall", "saker", "enheter"), shuffled, strict=True)))
    names = [*OFFICES, *PARENTS]
    assert figures(first, names) == figures(second, names)


@pytest.mark.long
@property_test
@given(ready_made(), cases, st.sampled_from([*(x for x in CASES.splitlines()), "B.7 Svarandel (høyst 10 %)"]))
def test_another_indicator_changes_no_other(rows: Rows, some: Rows, line: str) -> None:
    kept = [x for x in CASES.splitlines() if x != line]
    codes = ["A.1", "A.2", "A.3", *(x.split()[0] for x in kept)]
    text = READY + "\n".join(kept) + "\n"
    without, with_it = (run(x, {"tall": rows, "saker": some}) for x in (text, text + line + "\n"))
    assert len(with_it.grids) == len(without.grids) + 1
    assert whole(without, codes) == whole(with_it, codes)


@pytest.mark.long
@property_test
@given(ready_made(), cases)
def test_whether_parts_share_a_scan_changes_nothing(rows: Rows, some: Rows) -> None:
    shared = run(READY + CASES, {"tall": rows, "saker": some})
    with patch.object(duckdb, "scans", lambda parts, sources: [s for p in parts for s in scans([p], sources)]):
        alone = run(READY + CASES, {"tall": rows, "saker": some})
    assert whole(shared) == whole(alone)


@contextmanager
def threads(number: int) -> Iterator[None]:
    """DuckDB with so many threads; the connection's settings are locked once it is open."""
    right = connection.duckdb.connect
    with patch.object(connection.duckdb, "connect", lambda config: right(config={**config, "threads": number})):
        yield


def test_the_number_of_threads_changes_nothing() -> None:
    """More rows than DuckDB gives one thread at a time (122 880)."""
    chance = random.Random(7)
    calendar = [str(date(2025, 10, 1) + timedelta(n)) for n in range(270)]
    drawn = [
        (chance.choice(OFFICES), calendar[s], calendar[min(s + chance.randrange(90), 269)], calendar[(s * 7) % 270], "")
        for s in (chance.randrange(270) for _ in range(130_000))
    ]
    world = {"tall": [ready_row(o, FIRST + n, n, 9) for o in OFFICES for n in range(MONTHS)], "saker": as_cases(drawn)}
    found = []
    for number in (1, 2):
        with threads(number):
            found.append(whole(run(READY + CASES, world, duckdb.open_duckdb)))
    assert found[0] == found[1]


def test_threads_can_be_set(tmp_path) -> None:
    for number in (1, 2):
        with threads(number):
            opened = connection.open_connection(tmp_path, [tmp_path])
        assert opened.execute("SELECT current_setting('threads')").fetchone() == (number,)


@pytest.mark.parametrize(
    ("mutant", "invariant"),
    [
        ("mean-of-targets", test_offices_on_target_put_their_parents_and_their_year_on_target),
        ("latest-target-for-the-year", test_offices_on_target_put_their_parents_and_their_year_on_target),
        ("latest-target-for-the-year", test_quarters_on_target_put_the_year_on_target),
        ("green-edge-excluded", test_counts_on_target_put_their_parents_and_their_year_on_target),
        ("mean-of-offices", test_a_merger_of_two_offices_changes_nothing_above_them),
        ("predecessors-dropped", test_a_merger_of_two_offices_changes_nothing_above_them),
        ("median-of-medians", test_an_office_split_in_two_changes_nothing_above_it),
    ],
)
def test_a_wrong_engine_breaks_its_invariant(mutant, invariant) -> None:
    with switched_on(mutant), pytest.raises(AssertionError):
        invariant()


def test_the_judgement_of_a_figure_sees_a_difference() -> None:
    """The comparison above is not of nothing: one answer more is another figure, above and over the year."""
    rows = [ready_row(o, FIRST + n, 5, 10) for o in OFFICES for n in range(MONTHS)]
    changed = [{**r, "ja": "6"} if x == 0 else r for x, r in enumerate(rows)]
    first, second = (figures(run(READY, {"tall": x, "saker": []}), PARENTS) for x in (rows, changed))
    different = {key for key in first if first[key] != second[key]}
    assert {unit for _, unit, _ in different} == {"01", "NO"}


pytestmark = pytest.mark.filterwarnings("ignore")
