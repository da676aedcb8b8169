"""`kpidsl disclosure` on an agency of two counties: what is hidden, counted by hand.

In 2026-01, its first month, 0101 has 3 of 20: 3 is under 5, so it is small. Its county shows 31 of 110, so one more
office must be hidden, or 0101 is what the two others leave: 0102, which has fewest cases. The other county has nothing
small. The index of 0101 and of 0102 is hidden with its component, and is small in neither.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from tests.cli.one_line_agency import write_agency

UNITS = """\
unit,name,kind,line,parent,from,to
NO,Landet,land,statlig,,2020-01-01,
01,Vest,fylke,statlig,NO,2020-01-01,
02,Øst,fylke,statlig,NO,2020-01-01,
0101,Liten,kontor,statlig,01,2020-01-01,
0102,Mellom,kontor,statlig,01,2020-01-01,
0103,Stor,kontor,statlig,01,2020-01-01,
0201,Nord,kontor,statlig,02,2020-01-01,
0202,Sør,kontor,statlig,02,2020-01-01,
"""
FIGURES = """\
kontor_nr;periode;ja;alle
0101;2026-01;3;20
0102;2026-01;8;30
0103;2026-01;20;60
0201;2026-01;20;100
0202;2026-01;30;100
"""
INDICATORS = """\
trend for alle andre sammenlignet med forrige periode, uendret når endringen er innenfor tilfeldig variasjon
resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    S.1 Svarandel (minst 20 %)
    X.1 Vektet indeks "Samlet" (minst 90)
      S.1 teller 100 %
"""
RULE = "skjerming for S.1 skjul tall når grunnlaget er under 5\n"
OWN = "  gjelder ikke enhetens egne tall\n"


def run(folder: Path, rules: str, *arguments: str, figures: str = FIGURES) -> tuple[int, str]:
    """The exit code and what is printed."""
    write_agency(folder, UNITS, figures, INDICATORS + rules)
    command = ["disclosure", str(folder / "kort"), "--data", str(folder / "data"), "--period", "2026-01", *arguments]
    done = CliRunner().invoke(cli, command)
    return done.exit_code, done.stdout if "--csv" in arguments else done.output


def counted(printed: str) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Cells, primary and secondary by level and indicator, of the CSV."""
    return {
        (row["level"], row["indicator"]): (int(row["cells"]), int(row["primary"]), int(row["secondary"]))
        for row in csv.DictReader(io.StringIO(printed))
    }


@pytest.mark.parametrize("recipient", [(), ("--public",)])
def test_small_cells_are_apart_from_those_that_go_with_them(tmp_path: Path, recipient: tuple[str, ...]) -> None:
    code, printed = run(tmp_path, RULE, "--csv", *recipient)
    assert code == 0, printed
    assert counted(printed) == {
        ("land", "S.1"): (1, 0, 0),
        ("fylke", "S.1"): (2, 0, 0),
        ("kontor", "S.1"): (5, 1, 1),
        ("land", "X.1"): (1, 0, 0),
        ("fylke", "X.1"): (2, 0, 0),
        ("kontor", "X.1"): (5, 0, 2),
    }


def test_where_an_office_sees_its_own_figures_a_third_is_hidden(tmp_path: Path) -> None:
    """0102 knows its own 8 of 30, so 0101 would be the county's less 0102's and 0103's. With 0103, the smallest office
    that is left, hidden too it would know no more, but 0102 and 0103 together would: the county is hidden, with the
    other one, which the country would tell it by, and 0201, which with 0202 would tell that. 0103 may be shown then."""
    code, printed = run(tmp_path, RULE + OWN, "--csv")
    assert code == 0, printed
    assert counted(printed)["kontor", "S.1"] == (5, 1, 2)
    assert counted(printed)["fylke", "S.1"] == (2, 0, 2)
    fewest = {(row["level"], row["indicator"]): row["fewest"] for row in csv.DictReader(io.StringIO(printed))}
    assert fewest["kontor", "S.1"] == "1"  # by the county's sum alone 0101 needs one beside it
    assert fewest["kontor", "X.1"] == "–"


def test_the_third_is_one_of_the_same_county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no two put together what they know. 0201 has 50 cases, fewer than 0103's 60. What 0101 and 0102 have
    together follows from what the country shows as from what the county shows, but with 0201 hidden the county would
    tell it as before."""
    monkeypatch.setattr("kpidsl.disclosure.families.combinations", lambda *_: iter(()))
    code, printed = run(
        tmp_path, RULE + OWN, "--csv", figures=FIGURES.replace("0201;2026-01;20;100", "0201;2026-01;20;50")
    )
    assert code == 0, printed
    found = counted(printed)
    assert found["kontor", "S.1"] == (5, 1, 2)
    assert found["fylke", "S.1"] == (2, 0, 0)


def test_the_own_edition_of_an_office_hides_nothing_of_its_own(tmp_path: Path) -> None:
    """The county's 31 of 110 are hidden, as 0102 and 0103 together would know by them what 0101 has."""
    code, printed = run(tmp_path, RULE + OWN, "--csv", "--for", "0102")
    assert code == 0, printed
    found = counted(printed)
    assert [found[level, "S.1"] for level in ("land", "fylke", "kontor")] == [(1, 0, 0), (1, 0, 1), (1, 0, 0)]


def test_the_table_names_the_recipient_and_the_rule_and_has_the_sums(tmp_path: Path) -> None:
    code, printed = run(tmp_path, RULE, "--lang", "en")
    assert code == 0, printed
    recipient, head, *rows, sums = printed.splitlines()
    assert recipient == "all units, whole country"
    assert head.split() == ["level", "indicator", "rule", "cells", "primary", "secondary", "fewest"]
    assert sums.split() == ["in", "all", "16", "1", "3", "1"]
    lines = {tuple(row.split()[:2]): row.split()[2:] for row in rows}
    at = (tmp_path / "kort" / "kort.kpi").read_text(encoding="utf-8").splitlines().index(RULE.strip()) + 1
    assert lines["kontor", "S.1"] == [f"{tmp_path / 'kort' / 'kort.kpi'}:{at}", "5", "1", "1", "1"]
    assert lines["kontor", "X.1"] == ["–", "5", "0", "2", "–"]
    assert len({len(row) for row in (head, *rows, sums)}) == 1  # the numbers stand below each other


def test_an_unknown_unit_is_refused_and_two_editions_at_once_are_wrong_usage(tmp_path: Path) -> None:
    code, printed = run(tmp_path / "a", RULE, "--for", "0999")
    assert code == 1
    assert "R008" in printed
    assert run(tmp_path / "b", RULE, "--for", "0101", "--public")[0] == 2


@pytest.fixture
def unexamined(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """As if what 0102 knows of 0101 took several sums to find, and too many figures hung together for that."""
    monkeypatch.setattr("kpidsl.disclosure.widening.small_remainders", lambda *_: [])
    monkeypatch.setattr("kpidsl.disclosure.insiders.PART_UP_TO", 0)
    return monkeypatch


@pytest.mark.usefixtures("unexamined")
def test_what_was_not_examined_is_said(tmp_path: Path) -> None:
    """0102, which sees its own figures, could work out 0101's; where too many figures hang together that is not looked
    at, and 0103 is not hidden. 0101 and 0102, of 8, are in doubt."""
    code, printed = run(tmp_path / "a", RULE + OWN, "--lang", "en")
    assert code == 0, printed
    assert "note[R029] S.1: for 2 hidden figures it was not examined" in printed
    assert counted(run(tmp_path / "b", RULE + OWN, "--csv")[1])["kontor", "S.1"] == (5, 1, 1)
    assert "R029" not in run(tmp_path / "c", RULE, "--lang", "en")[1]


@pytest.mark.usefixtures("unexamined")
def test_a_run_says_it_too(tmp_path: Path) -> None:
    run(tmp_path, RULE + OWN)
    assert "merknad[R029] S.1: for 2 skjulte tall" in made(tmp_path, "all")[0]


def made(folder: Path, recipient: str, *arguments: str) -> tuple[str, dict[str, object], list[tuple[str, str]]]:
    """What a run of the specification there prints, its edition.json, and the code and the text of the problems in
    data_problems.csv."""
    command = ["run", str(folder / "kort"), "--data", str(folder / "data"), "--period", "2026-01"]
    out = folder / f"ut-{recipient}"
    done = CliRunner().invoke(cli, [*command, "--out", str(out), "--formats", "csv,json", *arguments])
    assert done.exit_code == 0, done.output
    (manifest,) = out.rglob("edition.json")
    with (manifest.parent / "data_problems.csv").open(encoding="utf-8", newline="") as file:
        problems = [(row["code"], row["message_en"]) for row in csv.DictReader(file)]
    return done.output, json.loads(manifest.read_text(encoding="utf-8")), problems


def test_who_reads_the_edition_sees_what_was_not_examined(tmp_path: Path, unexamined: pytest.MonkeyPatch) -> None:
    """The edition for all lists it among its problems. The list of a unit has its own problems alone and the public's
    none, but edition.json says how many in each."""
    run(tmp_path, RULE + OWN)
    _, manifest, problems = made(tmp_path, "all")
    assert manifest["not_examined"] == {"S.1": 2}
    (text,) = [text for code, text in problems if code == "R029"]
    assert text.startswith("S.1: for 2 hidden figures it was not examined")
    for recipient, arguments in (("unit", ("--for", "0201")), ("public", ("--public",))):
        _, manifest, problems = made(tmp_path, recipient, *arguments)
        assert manifest["not_examined"] == {"S.1": 2}
        assert "R029" not in dict(problems)
    unexamined.undo()
    _, manifest, problems = made(tmp_path, "examined")
    assert manifest["not_examined"] == {}
    assert "R029" not in dict(problems)
