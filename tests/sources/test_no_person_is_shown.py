"""Whatever is swapped, lost or wrong in the head of a file about persons, no message and no file of the edition names
one of them."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from kpidsl.language import check, load
from kpidsl.pipeline import run
from kpidsl.problems import LANGUAGES
from kpidsl.rendering import render
from tests.sources.test_unknown_units import MONTH, REGISTER, SPEC

COLUMNS = ("kontor_nr", "person_id", "periode")
PERSONS = {
    "numbers": ("13027412345", "24118998765", "01017055512", "05056044421"),
    "numbers-with-a-space": ("130274 12345", "241189 98765", "010170 55512", "050560 44421"),
    "short": ("880001", "880002", "880003", "880004"),
    "named": ("Kari Bratlie", "Ola Bratlie", "Anne Bratlie", "Per Bratlie"),
    "named-and-numbered": ("Kari 13027412345", "Ola 24118998765", "Anne 01017055512", "Per 05056044421"),
}
UNITS = ("0101", "0102", "0101", "0102")
HEADS = {
    **{"-".join(order): ";".join(order) for order in permutations(COLUMNS)},
    "no-head": None,
    **{f"{name}-is-lost": ";".join(c for c in COLUMNS if c != name) for name in COLUMNS},
    "renamed": "kontor_nr;fnr;periode",
    "empty-cell": "kontor_nr;;periode",
    "doubled": "kontor_nr;kontor_nr;periode",
    "one-more": "kontor_nr;person_id;periode;status",
}


@pytest.mark.long
@pytest.mark.parametrize("written", ["", '[sources.personer]\nunits = "names"\n'], ids=["codes", "names"])
@pytest.mark.parametrize("kind", PERSONS)
@pytest.mark.parametrize("head", HEADS)
def test_no_person_is_named(head: str, kind: str, written: str, tmp_path: Path) -> None:
    persons = PERSONS[kind]
    said, files = _outcome(tmp_path, HEADS[head], [*zip(UNITS, persons, strict=True)], written)
    for person in persons:
        for part in {person, *(p for p in person.split() if len(p) > 4)}:
            assert part not in said
            assert part not in files


@pytest.mark.parametrize("kind", PERSONS)
def test_a_row_that_is_shifted_names_no_person(kind: str, tmp_path: Path) -> None:
    """A person where the unit should be, in one row of many."""
    persons = PERSONS[kind]
    rows = [(UNITS[n % 4], f"7{n:05}") for n in range(200)] + [(persons[0], "0101"), (persons[1], "")]
    said, files = _outcome(tmp_path, ";".join(COLUMNS), rows, "")
    for person in persons[:2]:
        assert person not in said
        assert person not in files


def _outcome(folder: Path, head: str | None, rows: list[tuple[str, str]], written: str) -> tuple[str, str]:
    """Every message with its help, in every language; and what stands in the files of the edition, if one is made."""
    spec, data = folder / "spec", folder / "data"
    spec.mkdir()
    data.mkdir()
    (spec / "spec.kpi").write_text(SPEC, encoding="utf-8")
    (spec / "kpidsl.toml").write_text(written, encoding="utf-8")
    (data / "enheter.csv").write_text(REGISTER, encoding="utf-8")
    (data / "tall.csv").write_text("kontor_nr;periode;ja;alle\n0101;2026-10;8;10\n0102;2026-10;6;10\n", "utf-8")
    lines = [*([head] if head is not None else []), *(f"{unit};{person};2026-10" for unit, person in rows)]
    (data / "personer.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    project = load(spec)
    report = check(project)
    assert report.spec is not None
    outcome = run(project, report.spec, data, MONTH)
    said = " ".join(
        one.message(each) + one.help(each) + (one.fix or "") for one in outcome.problems for each in LANGUAGES
    )
    if outcome.edition is None:
        return said, ""
    made = render(outcome.edition, folder / "out", formats=("csv", "json"))
    return said, " ".join(p.read_text("utf-8") for p in made.rglob("*") if p.suffix in {".csv", ".json"})
