"""What a reader can work out on paper, one unknown at a time, is never a small number."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

import pytest

from kpidsl.disclosure import disclose
from kpidsl.language import check_sources
from kpidsl.model.period import Month
from kpidsl.model.results import Results
from kpidsl.pipeline import run_rows
from kpidsl.problems import SourceText
from tests.language.mutants import switched_on
from tests.language.page import prelude
from tests.made import ruled
from tests.one_engine import one_engine

BELOW, FIRST, MONTHS = 5, Month.of(2026, 1), 6
SPEC = prelude("organisation") + prelude("ready-made") + "S.1 Svarandel (80 %)\n"
COUNTIES = {"01": ("0101", "0102", "0103"), "02": ("0201", "0202"), "03": ("0301",)}
TOWNS = {"K1": ("0101", "0201"), "K2": ("0102", "0103", "0202"), "K3": ("0301",)}
Cell = tuple[str, str, int, str, int]
"""Line, unit, month, window (month or year), numerator (0) or denominator (1)."""


def unit(code: str, kind: str, line: str, parent: str) -> dict[str, str]:
    return {"unit": code, "name": code, "kind": kind, "line": line, "parent": parent, "from": "", "to": ""}


def register() -> list[dict[str, str]]:
    rows = [unit("NO", "land", "statlig", "")]
    for line, kind, over, groups in (("statlig", "fylke", "NO", COUNTIES), ("kommunal", "kommune", "", TOWNS)):
        for code, offices in groups.items():
            rows += [unit(code, kind, line, over), *(unit(o, "kontor", line, code) for o in offices)]
    return rows


def world(seed: int) -> Results:
    """Offices with many cases and, here and there, few or none."""
    chance = random.Random(seed)
    rows = []
    for month in range(MONTHS):
        for office in (o for offices in COUNTIES.values() for o in offices):
            few = chance.random() < 0.12
            base = chance.randint(0, 6) if few else chance.randint(20, 90)
            hits = chance.randint(0, base) if few else chance.randint(8, base - 8)
            rows.append({"kontor_nr": office, "periode": str(FIRST + month), "ja": str(hits), "alle": str(base)})
    spec, problems = check_sources([SourceText("spec.kpi", SPEC)])
    assert spec is not None, [p.message("en") for p in problems]
    results, found = run_rows(
        spec, {"tall": rows, "enheter": register()}, FIRST + (MONTHS - 1), (), open_engine=one_engine
    )
    assert results is not None, [p.message("en") for p in found]
    return results


def truth(results: Results) -> dict[Cell, int]:
    """Every count of the months from the first."""
    grid, skip, found = results.grids["S.1"], FIRST.number - results.months[0].number, {}
    for node, here in enumerate(results.structure.nodes):
        for month in range(MONTHS):
            at = node * len(results.months) + skip + month
            for window, figures in (("month", grid.month), ("year", grid.year_to_date)):
                found[here.line, here.unit.code, month, window, 0] = figures.numerator[at]
                found[here.line, here.unit.code, month, window, 1] = figures.denominator[at]
    return found


def small(counts: dict[Cell, int]) -> set[Cell]:
    """The counts of cells where a numerator, a base or a complement is small."""
    found: set[Cell] = set()
    for line, code, month, window, _ in counts:
        both = tuple((line, code, month, window, side) for side in (0, 1))
        hits, base = (counts[c] for c in both)
        if any(0 < n < BELOW for n in (hits, base, base - hits)):
            found |= set(both)
    return found


def sums(results: Results) -> Iterator[tuple[Cell, list[Cell]]]:
    """Every (whole, parts) that everybody knows: units below, months of a year, a unit on two lines."""
    nodes = results.structure.nodes
    for node, here in enumerate(nodes):
        below = [n.unit.code for n in nodes if n.parent == node]
        others = [n.line for n in nodes if n.unit == here.unit and n.line != here.line]
        for month in range(MONTHS):
            for side in (0, 1):
                for window in ("month", "year"):
                    whole = (here.line, here.unit.code, month, window, side)
                    if below:
                        yield whole, [(here.line, code, month, window, side) for code in below]
                    for line in others:
                        yield whole, [(line, here.unit.code, month, window, side)]
                year = (here.line, here.unit.code, month, "year", side)
                before = [(here.line, here.unit.code, month - 1, "year", side)] if month else []
                yield year, [(here.line, here.unit.code, month, "month", side), *before]


def worked_out(results: Results) -> set[Cell]:
    """What a reader of the whole edition knows: what is shown, and what follows one unknown at a time."""
    (edition,) = disclose(ruled(results, BELOW), language="nb", history=24, engine_version="")
    known: set[Cell] = set()
    for node, here in enumerate(edition.structure.nodes):
        for month in range(MONTHS):
            if not edition.cell("S.1", node, FIRST + month).month.hidden:
                known |= {
                    (here.line, here.unit.code, month, window, side) for window in ("month", "year") for side in (0, 1)
                }
    relations = [{whole, *parts} for whole, parts in sums(results)]
    growing = True
    while growing:
        found = {cell for relation in relations if len(relation - known) == 1 for cell in relation - known}
        growing = bool(found)
        known |= found
    return known


def solved(results: Results) -> set[tuple[str, int, str]]:
    """The small offices whose figure of a month or a year to date follows from all that is shown on both lines then."""
    (edition,) = disclose(ruled(results, BELOW), language="nb", history=24, engine_version="")
    grid, structure, found = results.grids["S.1"], results.structure, set()
    for month in range(MONTHS):
        place = FIRST.number - results.months[0].number + month
        for window, figures in (("month", grid.month), ("year", grid.year_to_date)):
            base = [figures.denominator[node * len(results.months) + place] for node in range(len(structure.nodes))]
            shown = [
                node
                for node in range(len(structure.nodes))
                if base[node] and not edition.cell("S.1", node, FIRST + month).month.hidden
            ]
            leaves = range(len(structure.leaves))
            known = echelon([[Fraction(leaf in structure.nodes[n].leaves) for leaf in leaves] for n in shown])
            for node, here in enumerate(structure.nodes):
                if here.line == "statlig" and len(here.leaves) == 1 and 0 < base[node] < BELOW:
                    wanted = [Fraction(leaf in here.leaves) for leaf in leaves]
                    if reduced(wanted, known) == [0] * len(wanted):
                        found.add((here.unit.code, month, window))
    return found


def echelon(rows: list[list[Fraction]]) -> list[tuple[int, list[Fraction]]]:
    """(leading column, row) of a basis of the rows, each with zeros where the others lead."""
    basis: list[tuple[int, list[Fraction]]] = []
    for row in rows:
        rest = reduced(row, basis)
        lead = next((at for at, value in enumerate(rest) if value), None)
        if lead is None:
            continue
        one = [value / rest[lead] for value in rest]
        basis = [(at, [a - old[lead] * b for a, b in zip(old, one, strict=True)]) for at, old in basis] + [(lead, one)]
    return basis


def reduced(row: list[Fraction], basis: list[tuple[int, list[Fraction]]]) -> list[Fraction]:
    for lead, one in basis:
        row = [a - row[lead] * b for a, b in zip(row, one, strict=True)]
    return row


def given_away(seed: int) -> set[Cell]:
    results = world(seed)
    return worked_out(results) & small(truth(results))


@pytest.mark.parametrize("seed", range(25))
def test_no_small_number_can_be_worked_out(seed: int) -> None:
    assert given_away(seed) == set()


@pytest.mark.parametrize("seed", range(25))
def test_no_small_office_follows_from_both_lines_together(seed: int) -> None:
    assert solved(world(seed)) == set()


def test_both_lines_together_would_tell_of_a_small_office() -> None:
    with switched_on("each-line-by-itself"):
        assert any(solved(world(seed)) for seed in range(25))


def test_the_worlds_have_small_numbers_and_open_ones() -> None:
    results = world(0)
    assert small(truth(results))
    assert len(worked_out(results)) > len(truth(results)) / 3


@pytest.mark.parametrize(
    "mutant", ["hidden-alone", "children-tell-the-parent", "shown-on-the-other-line", "year-by-subtraction"]
)
def test_the_reader_would_work_them_out(mutant: str) -> None:
    with switched_on(mutant):
        assert any(given_away(seed) for seed in range(25))
