"""NAV's published labour-market series, read as they lie: country, counties and the municipalities of Telemark."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.model.state import State
from kpidsl.pipeline import RunOutcome, check, load, run

SPEC = Path(__file__).parents[2] / "specs" / "nav-arbeidsmarked"
JOBLESS, REDUCED = "arbeidsledighet_2011_2021.csv", "nedsatt_arbeidsevne_2011_2021.csv"
LAST = Month.parse("2021-12")
SERIES = {
    ("Helt ledige", "Begge kjønn"): "L.1",
    ("Delvis ledige", "Begge kjønn"): "L.2",
    ("Arbeidssøkere på tiltak", "Begge kjønn"): "L.3",
    ("Begge kjønn", "18 - 66 år"): "N.1",
    ("Begge kjønn", "18 - 29 år"): "N.2",
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    found = shared_data / "nav_arbeidsmarked"
    if not (found / JOBLESS).is_file() or not (found / REDUCED).is_file():
        pytest.skip("the labour-market series (nav_arbeidsmarked) are not on this machine")
    return found


@pytest.fixture(scope="module")
def outcome(folder: Path) -> RunOutcome:
    project = load(SPEC)
    report = check(project)
    assert report.ok, [p.message("nb") for p in report.problems]
    assert report.spec is not None
    return run(project, report.spec, folder, LAST)


@pytest.fixture(scope="module")
def edition(outcome: RunOutcome) -> Edition:
    assert outcome.edition is not None, [p.message("nb") for p in outcome.problems]
    return outcome.edition


@pytest.fixture(scope="module")
def published(folder: Path) -> dict[tuple[str, str, str, Month], str]:
    """The cells of both files by (indicator, level, name, month), as they are written."""
    found: dict[tuple[str, str, str, Month], str] = {}
    for name, keys in ((JOBLESS, ("Arbeidsmarkedsstatus", "Kjønn")), (REDUCED, ("Kjønn", "Alder"))):
        for row in rows(folder / name):
            code = SERIES.get((row[keys[0]], row[keys[1]]))
            if code is not None:
                place = (code, row["Nivå"], row["Geografisk enhet"].strip(), Month.parse(row["Dato"][:7]))
                assert place not in found
                found[place] = row["Antall personer"]
    return found


@pytest.mark.parametrize(
    ("code", "name", "persons"),
    [
        ("L.1", "Landet", 61036),
        ("L.1", "Oslo", 10723),
        ("L.1", "Telemark", 2023),
        ("L.1", "Troms", 1303),
        ("N.1", "Landet", 198431),
        ("N.1", "Agder", 13624),
        ("N.1", "Vestland", 21548),
        ("N.1", "Vinje", 130),
    ],
)
def test_december_2021(edition: Edition, code: str, name: str, persons: int) -> None:
    node = next(i for i, n in enumerate(edition.structure.nodes) if n.name == name)
    assert edition.cell(code, node, LAST).month.value == persons


def test_every_unit_in_every_month_that_is_shown(
    edition: Edition, published: dict[tuple[str, str, str, Month], str]
) -> None:
    nodes = {n.name: i for i, n in enumerate(edition.structure.nodes)}
    seen: Counter[tuple[str, State]] = Counter()
    for (code, level, name, month), cell in published.items():
        if month not in edition.months:
            continue
        figure = edition.cell(code, nodes[name], month).month
        withheld = cell == "" or (cell == "0" and code.startswith("L"))
        if withheld:
            assert (figure.state, figure.value) == (State.WITHHELD_BY_SOURCE, None), (code, name, month)
        else:
            assert (figure.state, figure.value) == (State.VALUE, float(cell)), (code, name, month)
        seen[level, figure.state] += 1
    months = len(edition.months)
    assert months >= 25
    assert seen["Landet", State.VALUE] == 5 * months
    assert seen["Fylker", State.VALUE] == 5 * 15 * months
    assert seen["Telemark kommuner", State.WITHHELD_BY_SOURCE] > 0


def test_the_run_says_what_belongs_to_no_county(
    outcome: RunOutcome, published: dict[tuple[str, str, str, Month], str]
) -> None:
    said = {p.fields["indicator"]: int(p.fields["more"]) for p in outcome.problems if p.fields.get("unit") == "0"}
    expected = dict.fromkeys(SERIES.values(), 0)
    for (code, level, _, month), cell in published.items():
        if month == LAST and level != "Telemark kommuner":
            expected[code] += round(float(cell)) * (1 if level == "Landet" else -1)
    assert said == expected
    assert (said["L.1"], said["N.1"]) == (40, 1161)
    assert {p.code for p in outcome.problems} == {"D903"}
