"""Rows whose units the register does not have: said with the near form and the share, left out, or refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kpidsl.model.period import Month
from kpidsl.model.person_numbers import may_be_person_number
from kpidsl.pipeline import RunOutcome, check, load, run
from kpidsl.sources.rows.names import folded
from kpidsl.sources.rows.shares import share, too_many

MONTH = Month.of(2026, 10)
SPEC = """språk nb
organisasjon NAV
  nivåer kontor (kontorer), fylke (fylker)
  styringslinje statlig: kontor i fylke
kilde tall
  én rad per enhet og måned
  kontor_nr enhet
  periode   måned
  ja        teller
  alle      nevner
  tallene er strøm
kilde personer
  én rad per person og måned
  kontor_nr enhet
  person_id person
  periode   måned
begrep brukere (bruker) betyr personer
størrelse svarandel betyr ja i prosent av alle i tall, høyere er bedre
resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    S.1 Svarandel (80 %)
    B.1 Antall brukere (minst 1)
status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 10 % av målet dårligere enn målet
  rød   ellers
"""
REGISTER = """unit;name;kind;line;parent;from;to
01;Østfold;fylke;statlig;;;
0101;Halden;kontor;statlig;01;;
0102;Indre Østfold;kontor;statlig;01;;
0103;Moss;kontor;statlig;01;2027-01-01;
"""
GOOD_FIGURES = [("0101", 8), ("0102", 6)]
GOOD_PERSONS = [("0101", "700001"), ("0102", "700002")]


def run_on(
    tmp_path: Path,
    figures: list[tuple[str, int]] | None = None,
    persons: list[tuple[str, str]] | None = None,
    *,
    settings: str = "",
    register: str | None = REGISTER,
) -> RunOutcome:
    spec, data = tmp_path / "spec", tmp_path / "data"
    spec.mkdir()
    data.mkdir()
    (spec / "spec.kpi").write_text(SPEC, encoding="utf-8")
    (spec / "kpidsl.toml").write_text(settings, encoding="utf-8")
    if register is not None:
        (data / "enheter.csv").write_text(register, encoding="utf-8")
    rows = [["kontor_nr", "periode", "ja", "alle"]]
    rows += [[unit, "2026-10", str(ja), "10"] for unit, ja in (GOOD_FIGURES if figures is None else figures)]
    _write(data / "tall.csv", rows)
    rows = [["kontor_nr", "person_id", "periode"]]
    rows += [[unit, person, "2026-10"] for unit, person in (GOOD_PERSONS if persons is None else persons)]
    _write(data / "personer.csv", rows)
    project = load(spec)
    report = check(project)
    assert report.spec is not None
    assert report.ok
    return run(project, report.spec, data, MONTH)


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def messages(outcome: RunOutcome, code: str) -> list[str]:
    return [p.message() for p in outcome.problems if p.code == code]


def test_a_code_that_lost_its_zero_is_listed_with_the_code_that_is_meant(tmp_path: Path) -> None:
    outcome = run_on(tmp_path, [("101", 8), ("0102", 6)])
    said = "tall: 1 av 2 rader (50 %) har en enhet som ikke er i registeret: 101 (0101?). De er med under «uten enhet»."
    assert messages(outcome, "D005") == [said]
    assert outcome.edition is not None
    assert any(p.severity == "error" for p in outcome.problems)  # exit 3


@pytest.mark.parametrize(
    ("written", "shown"),
    [("101.0", "101.0 (0101?)"), ("halden", "halden (0101?)"), ("0191", "0191 (0101?)"), ("Utlandet", "Utlandet")],
)
def test_the_near_form_may_differ_in_decimals_or_be_the_name(tmp_path: Path, written: str, shown: str) -> None:
    (message,) = messages(run_on(tmp_path, [(written, 8), ("0102", 6)]), "D005")
    assert f"registeret: {shown}." in message


def test_a_unit_that_opens_later_is_in_the_register(tmp_path: Path) -> None:
    assert not messages(run_on(tmp_path, [*GOOD_FIGURES, ("0103", 1)]), "D005")


@pytest.mark.parametrize(
    ("unknown", "known", "refused"), [(4, 1, False), (5, 1, True), (5, 494, True), (5, 495, False)]
)
def test_many_unknown_rows_refuse_the_source(tmp_path: Path, unknown: int, known: int, refused: bool) -> None:
    """Five rows, and over one in a hundred: 5 of 499 are more, 5 of 500 are one in a hundred."""
    persons = [("0999", str(700000 + n)) for n in range(unknown)] + [("0101", str(800000 + n)) for n in range(known)]
    outcome = run_on(tmp_path, persons=persons)
    assert (outcome.edition is None) is refused
    assert bool(messages(outcome, "P018")) is refused


def test_rows_of_other_units_are_left_out_where_the_project_file_says_so(tmp_path: Path) -> None:
    nation = [*GOOD_PERSONS, *(("0301", str(800000 + n)) for n in range(98))]
    outcome = run_on(tmp_path, persons=nation, settings='[sources.personer]\nunits = "only the register\'s"\n')
    left_out = "personer: 98 av 100 rader (98 %) er av enheter utenfor registeret og er utelatt, slik kpidsl.toml sier."
    assert messages(outcome, "D050") == [left_out]
    assert not messages(outcome, "D005")
    assert outcome.edition is not None


def test_rows_that_name_other_units_are_left_out_too(tmp_path: Path) -> None:
    persons = [("Halden", "700001"), ("INDRE  ØSTFOLD", "700002"), ("Oslo", "700003")]
    settings = '[sources.personer]\nunits = "only the register\'s names"\n'
    outcome = run_on(tmp_path, persons=persons, settings=settings)
    assert len(messages(outcome, "D050")) == 1
    assert "1 av 3 rader" in messages(outcome, "D050")[0]


def test_the_registers_units_cannot_be_asked_for_without_a_register(tmp_path: Path) -> None:
    outcome = run_on(tmp_path, settings='[sources.tall]\nunits = "only the register\'s"\n', register=None)
    assert outcome.edition is None
    assert messages(outcome, "P071")


@pytest.mark.parametrize("name", ["halden", "HALDEN", "Indre  Østfold", "indre\N{NO-BREAK SPACE}østfold"])
def test_a_name_is_known_in_any_case_and_width_of_blanks(tmp_path: Path, name: str) -> None:
    outcome = run_on(tmp_path, [(name, 8)], settings='[sources.tall]\nunits = "names"\n')
    assert not messages(outcome, "D005")


def test_two_names_that_differ_in_case_alone_must_be_written_exactly(tmp_path: Path) -> None:
    register = REGISTER + "0104;HALDEN;kontor;statlig;01;;\n"
    settings = '[sources.tall]\nunits = "names"\n'
    for name, refused in (("Halden", False), ("HALDEN", False), ("halden", True)):
        folder = tmp_path / name.replace("HALDEN", "upper")
        folder.mkdir()
        outcome = run_on(folder, [(name, 8)], settings=settings, register=register)
        assert bool(messages(outcome, "P035")) is refused


def test_swapped_heads_refuse_the_source_and_show_no_person(tmp_path: Path) -> None:
    outcome = run_on(tmp_path, persons=[("90000000011", "0101"), ("90000000022", "0102")])
    assert outcome.edition is None
    assert "2 av 2 rader har et tall på 11 sifre eller flere i «kontor_nr»" in messages(outcome, "P070")[0]
    assert not any("900000000" in p.message() for p in outcome.problems)


def test_one_persons_number_among_the_units_is_listed_and_not_shown(tmp_path: Path) -> None:
    outcome = run_on(tmp_path, persons=[*GOOD_PERSONS, ("0102", "700003"), ("900000 00011", "700004")])
    assert outcome.edition is not None
    assert messages(outcome, "D005")[0].startswith("personer: 1 av 4 rader (25 %)")
    assert not any("00011" in p.message() for p in outcome.problems)


def test_swapped_heads_with_short_numbers_show_no_person(tmp_path: Path) -> None:
    swapped = [(str(1200 + n), "0101") for n in range(6)] + [("Kari Nordmann", "0102")]
    outcome = run_on(tmp_path, persons=swapped)
    assert outcome.edition is None
    said = " ".join(p.message() for p in outcome.problems)
    assert "7 av 7 rader (100 %)" in said
    assert "120" not in said
    assert "Kari" not in said


def test_persons_do_not_become_units_where_there_is_no_register(tmp_path: Path) -> None:
    swapped = [*GOOD_PERSONS * 50, ("90000000011", "0101")]
    outcome = run_on(tmp_path, persons=swapped, register=None)
    assert outcome.edition is None
    assert messages(outcome, "P070")


def test_a_long_code_of_the_register_is_a_unit(tmp_path: Path) -> None:
    register = REGISTER + "90000000011;Horten;kontor;statlig;01;;\n"
    outcome = run_on(tmp_path, [*GOOD_FIGURES, ("90000000011", 4)], register=register)
    assert outcome.edition is not None
    assert not messages(outcome, "D005")


@pytest.mark.parametrize(
    ("code", "person"),
    [
        ("90000000011", True),
        ("900000 00011", True),
        ("1000000000000", True),
        ("974652250", False),
        ("0102-3001", False),
    ],
)
def test_a_number_of_eleven_digits_is_like_a_persons(code: str, person: bool) -> None:
    assert may_be_person_number(code) is person


def test_shares_are_whole_per_cent_and_never_nothing() -> None:
    assert [share(1, 2), share(1, 3), share(2, 3), share(1, 1000), share(5, 5)] == [
        "50 %",
        "33 %",
        "67 %",
        "< 1 %",
        "100 %",
    ]
    assert [too_many(4, 4), too_many(5, 5), too_many(5, 500), too_many(6, 500)] == [False, True, False, True]


def test_a_folded_name_keeps_its_letters() -> None:
    assert folded(" Møre  –\tRomsdal ") == folded("MØRE - ROMSDAL")
    assert folded("Os") != folded("Ås")
    assert folded("Østre") != folded("Östre")


@pytest.mark.parametrize(
    ("figures", "code", "line"),
    [
        ([*GOOD_FIGURES, ("0199", 1), ("0198", 1)], "D005", 4),  # by place, not by code
        ([*GOOD_FIGURES, ("0103", 1)], "D057", 4),
        ([("0199", 1), *GOOD_FIGURES], "D005", 2),
    ],
)
def test_the_first_row_of_such_units_is_named(
    tmp_path: Path, figures: list[tuple[str, int]], code: str, line: int
) -> None:
    (found,) = [p for p in run_on(tmp_path, figures).problems if p.code == code]
    assert found.span is not None
    assert (Path(found.span.path).name, found.span.line) == ("tall.csv", line)


def test_a_later_file_of_the_source_is_named(tmp_path: Path) -> None:
    run_on(tmp_path)
    folder = tmp_path / "data" / "tall"
    folder.mkdir()
    (tmp_path / "data" / "tall.csv").rename(folder / "2026-10.csv")
    _write(folder / "2026-11.csv", [["kontor_nr", "periode", "ja", "alle"], ["0199", "2026-10", "1", "10"]])
    project = load(tmp_path / "spec")
    spec = check(project).spec
    assert spec is not None
    (found,) = [p for p in run(project, spec, tmp_path / "data", MONTH).problems if p.code == "D005"]
    assert found.span is not None
    assert (Path(found.span.path).name, found.span.line) == ("2026-11.csv", 2)
