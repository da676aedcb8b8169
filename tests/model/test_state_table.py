"""The written table of state x state, whole: through the engine and the scorer."""

from __future__ import annotations

from itertools import product

import pytest

from kpidsl.language import check_sources
from kpidsl.model.period import Month
from kpidsl.model.results import Figures, Results
from kpidsl.model.state import Mark, State
from kpidsl.pipeline import run_rows
from kpidsl.problems import SourceText
from kpidsl.project import ProjectFile
from tests.language.page import prelude

V, N, M, R, W = State.VALUE, State.NOT_READY, State.MISSING, State.NOT_RELEVANT, State.WITHHELD_BY_SOURCE
ALL = (V, N, M, R, W)
PAIRS = list(product(ALL, ALL))

# A sum: a value stands beside what is lacking; what is not relevant is nothing; of two that lack, the one
# that may still come is said first, then the one that is known to somebody.
#                   V  N  M  R  W
SUMS = dict(zip(PAIRS, (
                    V, V, V, V, V,
                    V, N, N, N, N,
                    V, N, M, M, W,
                    V, N, M, R, W,
                    V, N, W, W, W,
), strict=True))  # fmt: skip

# A ratio: nothing is known unless both sides are.
#                   V  N  M  R  W
RATIOS = dict(zip(PAIRS, (
                    V, N, M, R, W,
                    N, N, N, N, N,
                    M, N, M, M, W,
                    R, N, M, R, W,
                    W, N, W, W, W,
), strict=True))  # fmt: skip

LACKING = (N, M, W)
MARKS = {V: "8", N: "...", M: "..", R: ".", W: ":"}
SETTINGS = ProjectFile.model_validate(
    {"sources": {"tall": {"marks": {"...": N.slug, "..": M.slug, ".": R.slug, ":": W.slug}}}}
)
SPEC = prelude("organisation") + prelude("ready-made") + "S.1 Svarandel (uten mål)\n"
JANUARY, FEBRUARY = Month.of(2026, 1), Month.of(2026, 2)


def cell(state: State) -> dict[str, str]:
    return {"ja": MARKS[state], "alle": "10" if state is V else MARKS[state]}


def scored(rows: list[dict[str, str]], register: list[dict[str, str]], month: Month, clause: str = "") -> Results:
    spec, problems = check_sources([SourceText("spec.kpi", SPEC + clause)])
    assert spec is not None, [p.message("en") for p in problems]
    results, found = run_rows(spec, {"tall": rows, "enheter": register}, month, (), SETTINGS)
    assert results is not None, [p.message("en") for p in found]
    return results


def unit(code: str, kind: str, parent: str) -> dict[str, str]:
    return {"unit": code, "name": code, "kind": kind, "line": "statlig", "parent": parent, "from": "", "to": ""}


def at(results: Results, code: str, month: Month) -> tuple[Figures, Figures, int]:
    node = next(i for i, n in enumerate(results.structure.nodes) if n.unit.code == code)
    grid = results.grids["S.1"]
    place = node * len(results.months) + month.number - results.months[0].number
    return grid.month, grid.year_to_date, place


@pytest.fixture(scope="module")
def families() -> Results:
    """A county a pair: two offices, one in each state."""
    register, rows = [unit("NO", "land", "")], []
    for left, right in PAIRS:
        county = f"c{left:d}{right:d}"
        register += [
            unit(county, "fylke", "NO"),
            unit(f"{county}a", "kontor", county),
            unit(f"{county}b", "kontor", county),
        ]
        for office, state in ((f"{county}a", left), (f"{county}b", right)):
            rows.append({"kontor_nr": office, "periode": "2026-01", **cell(state)})
    return scored(rows, register, JANUARY)


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_a_parent_of_two_leaves(families: Results, left: State, right: State) -> None:
    month, year, place = at(families, f"c{left:d}{right:d}", JANUARY)
    for figures in (month, year):
        assert State(figures.state[place]) is SUMS[left, right]
        partial = SUMS[left, right] is V and (left in LACKING or right in LACKING)
        assert bool(figures.marks[place] & Mark.PARTIAL) is partial
    values = [left, right].count(V)
    assert (month.numerator[place], month.denominator[place]) == (8 * values, 10 * values)


@pytest.fixture(scope="module")
def offices() -> Results:
    """An office a pair: a numerator in one state, a denominator in the other."""
    rows = [
        {"kontor_nr": f"o{top:d}{bottom:d}", "periode": "2026-01", "ja": MARKS[top], "alle": MARKS[bottom]}
        for top, bottom in PAIRS
    ]
    return scored(rows, [unit(r["kontor_nr"], "kontor", "") for r in rows], JANUARY)


@pytest.mark.parametrize(("numerator", "denominator"), PAIRS)
def test_a_numerator_with_its_denominator(offices: Results, numerator: State, denominator: State) -> None:
    month, _, place = at(offices, f"o{numerator:d}{denominator:d}", JANUARY)
    assert State(month.state[place]) is RATIOS[numerator, denominator]
    assert month.numerator[place] == (8 if (numerator, denominator) == (V, V) else 0)


@pytest.fixture(scope="module")
def years() -> Results:
    """An office a pair: January in one state, February in the other."""
    rows = []
    for first, second in PAIRS:
        for month, state in (("2026-01", first), ("2026-02", second)):
            rows.append({"kontor_nr": f"o{first:d}{second:d}", "periode": month, **cell(state)})
    return scored(rows, [unit(f"o{a:d}{b:d}", "kontor", "") for a, b in PAIRS], FEBRUARY)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_year_to_date_of_two_months(years: Results, first: State, second: State) -> None:
    """The same table; a year that has not reached its last month says so instead of the mark."""
    _, year, place = at(years, f"o{first:d}{second:d}", FEBRUARY)
    assert State(year.state[place]) is SUMS[first, second]
    assert bool(year.marks[place] & Mark.PARTIAL) is (first in LACKING and second is V)
    reached = years.grids["S.1"].last_month[place]
    assert reached == max((m.number for m, s in ((JANUARY, first), (FEBRUARY, second)) if s in (V, R)), default=0)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_quarter_of_three_months(first: State, second: State) -> None:
    """A quarter is the sum of its months: January and February in a state each, March not relevant."""
    months = (("2026-01", first), ("2026-02", second), ("2026-03", R))
    rows = [{"kontor_nr": "0101", "periode": m, **cell(s)} for m, s in months]
    rows.append({"kontor_nr": "0102", "periode": "2026-01", **cell(V)})  # the source delivers by month
    results = scored(
        rows, [unit("0101", "kontor", ""), unit("0102", "kontor", "")], Month.of(2026, 3), "  måles kvartalsvis\n"
    )
    month, _, place = at(results, "0101", Month.of(2026, 3))
    assert State(month.state[place]) is SUMS[first, second]
    partial = SUMS[first, second] is V and (first in LACKING or second in LACKING)
    assert bool(month.marks[place] & Mark.PARTIAL) is partial
    assert month.denominator[place] == 10 * [first, second].count(V)


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_two_offices_that_became_one(left: State, right: State) -> None:
    """In one unit and month one lacking figure lacks the sum (how much of it is lacking, nobody has said)."""
    rows = [{"kontor_nr": o, "periode": "2026-01", **cell(s)} for o, s in (("0101", left), ("0102", right))]
    change = {"old": "0102", "new": "0101", "date": "2026-02-01", "weight": "1", "kind": "merge"}
    spec, _ = check_sources([SourceText("spec.kpi", SPEC)])
    assert spec is not None
    given = {"tall": rows, "enheter": [unit("0101", "kontor", "")], "endringer": [change]}
    results, _ = run_rows(spec, given, FEBRUARY, (), SETTINGS)
    assert results is not None
    month, _, place = at(results, "0101", JANUARY)
    lacking = [s for s in (left, right) if s in LACKING]
    expected = min(lacking, key=(N, W, M).index) if lacking else V if V in (left, right) else R
    assert State(month.state[place]) is expected
