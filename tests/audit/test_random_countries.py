"""The audit against a reader that tries every division of the hidden figures: small countries by chance, two lines."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpidsl.audit import audit_store
from tests.audit.stores import HIDDEN, Country, Tree

K = 5
OFFICES = ("0101", "0102", "0201", "0202", "0203")


def country(chance: random.Random) -> tuple[Country, dict[str, int], dict[str, tuple[str, ...]]]:
    """A country of counts (numerator = cases), its figures by unit, and the offices of each unit."""
    of_county = {code: [o for o in OFFICES if o.startswith(code)] for code in ("01", "02")}
    of_municipality: dict[str, list[str]] = {}
    for office in OFFICES:
        of_municipality.setdefault(f"K{chance.randrange(3)}", []).append(office)
    state: Tree = {"NO": {code: {office: {} for office in each} for code, each in of_county.items()}}
    municipal: Tree = {code: {office: {} for office in each} for code, each in of_municipality.items()}
    offices = {"NO": OFFICES, **{o: (o,) for o in OFFICES}}
    offices |= {code: tuple(each) for code, each in (of_county | of_municipality).items()}
    number = {office: chance.randrange(0, 7) for office in OFFICES}
    figures = {unit: sum(number[o] for o in each) for unit, each in offices.items()}
    made = Country({"statlig": state, "kommunal": municipal}, threshold=K)
    for unit, figure in figures.items():
        hide = unit != "NO" and chance.random() < (0.7 if len(offices[unit]) == 1 else 0.3)
        made.put(unit, HIDDEN if hide else (figure, 1))
    return made, figures, offices


def by_trying(made: Country, figures: dict[str, int], offices: dict[str, tuple[str, ...]]) -> dict[str, set[int]]:
    """What each hidden unit may have, over all numbers of the offices that agree with what is printed."""
    shown = {unit for _, _, unit, _, _ in made.cells if made.cells["S.1", "", unit, "2026-01", "month"] != HIDDEN}
    possible: dict[str, set[int]] = {unit: set() for unit in figures if unit not in shown}
    for each in divisions(figures["NO"], len(OFFICES)):  # the country is always printed
        number = dict(zip(OFFICES, each, strict=True))
        sums = {unit: sum(number[o] for o in of) for unit, of in offices.items()}
        if all(sums[unit] == figures[unit] for unit in shown):
            for unit, seen in possible.items():
                seen.add(sums[unit])
    return possible


def divisions(whole: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to divide a number into so many, in order; 0 counts."""
    if parts == 1:
        yield (whole,)
        return
    for first in range(whole + 1):
        yield from ((first, *rest) for rest in divisions(whole - first, parts - 1))


@pytest.mark.parametrize("seed", range(40))
def test_the_audit_finds_what_trying_everything_finds(seed: int, tmp_path: Path) -> None:
    made, figures, offices = country(random.Random(seed))
    # a count: the number of cases is the numerator, and there is no base
    folder = made.write(tmp_path)
    _as_counts(folder / "results.csv")
    possible = by_trying(made, figures, offices)
    expected = {
        unit: (min(seen), max(seen))
        for unit, seen in possible.items()
        if max(seen) - min(seen) < K and max(seen) >= 1 and min(seen) < K
    }
    (public,) = audit_store(tmp_path).by_reader
    assert not public.unresolved
    assert not public.contradictions
    found = {one.unit.code: (one.low, one.high) for one in public.findings if one.quantity.name == "cases"}
    assert found == expected
    assert all(one.low <= figures[one.unit.code] <= one.high for one in public.findings)


def _as_counts(path: Path) -> None:
    """Let n be the numerator, as in a count."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = lines[0].split(",")
    rows = [line.split(",") for line in lines[1:]]
    for row in rows:
        row[head.index("n")] = row[head.index("numerator")]
    path.write_text("\n".join(",".join(row) for row in [head, *rows]) + "\n", encoding="utf-8")


def test_the_countries_have_something_to_find() -> None:
    """Of the 40 many have findings and many have none, or the comparison above would be of nothing."""
    some = 0
    for seed in range(40):
        possible = by_trying(*country(random.Random(seed)))
        some += any(max(seen) - min(seen) < K and max(seen) >= 1 and min(seen) < K for seen in possible.values())
    assert 10 <= some <= 39
