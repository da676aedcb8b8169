"""Rows that are no unit's, from the file to the country's figure: totals and notes are left out, what may be a total is
asked about, and what has no unit is listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pytest

from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run
from kpidsl.problems import Problem
from kpidsl.rendering.machine.columns import result_columns
from kpidsl.sources.tables.register import REGISTER as REGISTER_TABLE
from kpidsl.sources.tables.table import find_table, read_table
from kpidsl.sources.totals import is_note, is_total

from .files import workbook

SPEC = """språk nb
organisasjon Etaten
  nivåer kontor (kontorer), fylke (fylker), land
  styringslinje statlig: kontor i fylke i land
status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 10 % av målet dårligere enn målet
  rød   ellers
trend for alle andre sammenlignet med forrige periode, uendret når endringen er innenfor tilfeldig variasjon
kilde tall
  én rad per enhet og måned
  kontor_nr enhet
  periode   måned
  ja        teller
  alle      nevner
  tallene er strøm
størrelse svarandel betyr ja i prosent av alle i tall, høyere er bedre
S.1 Svarandel (minst 80 %)
"""
REGISTER = """unit,name,kind,line,parent,from,to
0101,Nord,kontor,statlig,01,,
0102,Sør,kontor,statlig,01,,
01,Fylket,fylke,statlig,NO,,
NO,Norge,land,statlig,,,
"""
HEAD = ("kontor_nr", "periode", "ja", "alle")
OFFICES = (("0101", "2026-10", "8", "10"), ("0102", "2026-10", "5", "10"))


def outcome(
    folder: Path, lines: Sequence[Sequence[str]], settings: str = "", *, ending: str = ".csv"
) -> tuple[Mapping[str, tuple[str, str]] | None, tuple[Problem, ...]]:
    """Numerator and denominator by unit in October (None: refused), and the problems."""
    (folder / "data").mkdir()
    (folder / "kort.kpi").write_text(SPEC, encoding="utf-8")
    (folder / "kpidsl.toml").write_text(settings, encoding="utf-8")
    (folder / "data" / "enheter.csv").write_text(REGISTER, encoding="utf-8")
    path = folder / "data" / f"tall{ending}"
    if ending == ".xlsx":
        workbook(path, {"Ark1": lines})
    else:
        text = folder / "tall.csv" if ending == ".parquet" else path
        text.write_text("".join(";".join(line) + "\n" for line in lines), encoding="utf-8")
    if ending == ".parquet":
        duckdb.sql(f"COPY (FROM read_csv('{text}', all_varchar=true)) TO '{path}' (FORMAT parquet)")
    project = load(folder)
    spec = check(project).spec
    assert spec is not None
    outcome = run(project, spec, folder / "data", Month.of(2026, 10))
    if outcome.edition is None:
        return None, outcome.problems
    columns = result_columns(outcome.edition)
    cells = zip(*(columns[name].cells() for name in ("unit", "period", "numerator", "denominator")), strict=True)
    return {unit: (n, d) for unit, month, n, d in cells if month == "2026-10"}, outcome.problems


def codes(problems: Sequence[Problem]) -> list[str]:
    return [p.code for p in problems if p.severity != "note"]


RIGHT = {"0101": ("8", "10"), "0102": ("5", "10"), "01": ("13", "20"), "NO": ("13", "20")}


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
@pytest.mark.parametrize("words", ["I alt", "Sum", "TOTALT:", "Hele landet", "Norge", "Total", "Sum Fylket"])
def test_a_total_s_row_is_left_out_and_listed(tmp_path: Path, words: str, ending: str) -> None:
    found, problems = outcome(tmp_path, [HEAD, *OFFICES, (words, "2026-10", "13", "20")], ending=ending)
    assert found == RIGHT
    assert codes(problems) == ["D060"]
    assert words.rstrip(":") in problems[0].message("nb")
    assert problems[0].span is not None
    assert problems[0].span.line == (3 if ending == ".parquet" else 4)  # of Parquet the third row, else below the head


def test_also_where_it_does_not_add_up(tmp_path: Path) -> None:
    """A country's rounded or older total is still none of its offices."""
    found, problems = outcome(tmp_path, [HEAD, *OFFICES, ("I alt", "2026-10", "14", "21")])
    assert (found, codes(problems)) == (RIGHT, ["D060"])


def test_a_total_beside_an_empty_unit_is_one(tmp_path: Path) -> None:
    lines = [(*HEAD, "navn"), (*OFFICES[0], "Nord"), (*OFFICES[1], "Sør"), ("", "2026-10", "13", "20", "Hele landet")]
    found, problems = outcome(tmp_path, lines)
    assert (found, codes(problems)) == (RIGHT, ["D060"])


def test_a_note_under_the_table_is_left_out_and_listed(tmp_path: Path) -> None:
    lines = [HEAD, *OFFICES, ("", "", "", ""), ("Kilde: fagsystemet", "", "", ""), ("* foreløpige tall", "", "", "")]
    found, problems = outcome(tmp_path, lines, ending=".xlsx")
    assert (found, codes(problems)) == (RIGHT, ["D060"])
    assert problems[0].span is not None
    assert (problems[0].span.line, problems[0].fields["count"]) == (5, "2")


@pytest.mark.parametrize("unit", ["", "9999", "Etaten"])
def test_a_row_that_equals_the_sum_of_all_others_is_asked_about(tmp_path: Path, unit: str) -> None:
    september = [("0101", "2026-09", "7", "10"), ("0102", "2026-09", "6", "10")]
    totals = [(unit, "2026-09", "13", "20"), (unit, "2026-10", "13", "20")]
    found, problems = outcome(tmp_path, [HEAD, *september, *OFFICES, *totals])
    assert found is None
    (asked,) = [p for p in problems if p.code == "P097"]
    assert f'totals = ["{unit}"]' in asked.help("nb")
    assert f'without_unit = ["{unit}"]' in asked.help("nb")


@pytest.mark.parametrize(
    "total", [("", "2026-10", "13", "21"), ("", "2026-10", "12", "20"), ("", "2026-09", "13", "20")]
)
def test_one_that_does_not_in_some_column_or_month_is_without_unit(tmp_path: Path, total: tuple[str, ...]) -> None:
    """It counts under the country alone, and is listed: 13 of 20 and what it has."""
    found, problems = outcome(tmp_path, [HEAD, *OFFICES, total])
    assert codes(problems) == ["D061"]
    assert found is not None
    now = total[1] == "2026-10"
    assert found["01"] == ("13", "20")
    assert found["NO"] == ((str(13 + int(total[2])), str(20 + int(total[3]))) if now else ("13", "20"))


def test_two_unmarked_subtotals_are_no_figure_and_both_are_said(tmp_path: Path) -> None:
    """Without a unit they have one key, and different figures."""
    lines = [HEAD, *OFFICES, ("", "2026-10", "13", "20"), ("", "2026-10", "24", "40")]
    found, problems = outcome(tmp_path, lines)
    assert (found, codes(problems)) == (RIGHT, ["D004", "D061"])


def test_the_line_of_the_first_row_without_a_unit_is_said(tmp_path: Path) -> None:
    _, problems = outcome(tmp_path, [HEAD, OFFICES[0], ("", "2026-10", "1", "2"), OFFICES[1]])
    (problem,) = [p for p in problems if p.code == "D061"]
    assert problem.span is not None
    assert problem.span.line == 3


def test_a_head_that_is_repeated_is_left_out_and_listed(tmp_path: Path) -> None:
    found, problems = outcome(tmp_path, [HEAD, OFFICES[0], HEAD, OFFICES[1]])
    assert (found, codes(problems)) == (RIGHT, ["D060"])


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize(
    "row", [("", "", "personer", "personer"), ("kode", "åååå-mm", "ant.", "%"), ("", "", "", "stk")]
)
def test_a_row_under_the_head_that_says_what_the_columns_hold_is_listed(
    tmp_path: Path, row: tuple[str, ...], ending: str
) -> None:
    found, problems = outcome(tmp_path, [HEAD, row, *OFFICES], ending=ending)
    assert (found, codes(problems)) == (RIGHT, ["D060"])
    assert row[-1] in problems[0].message("nb")


@pytest.mark.parametrize(
    "lines",
    [
        [OFFICES[0], ("", "", "personer", "personer"), OFFICES[1]],  # not under the head
        [("0103", "", "personer", "personer"), *OFFICES],  # a unit, by its digits
    ],
)
def test_elsewhere_words_for_figures_are_asked_about(tmp_path: Path, lines: Sequence[tuple[str, ...]]) -> None:
    found, problems = outcome(tmp_path, [HEAD, *lines])
    assert found is None
    assert "P017" in codes(problems)


WORD = ("0102", "Totalt", "5", "10")


def test_a_word_for_a_month_is_no_mark_and_its_row_is_said(tmp_path: Path) -> None:
    found, problems = outcome(tmp_path, [HEAD, *OFFICES, WORD])
    assert (found, codes(problems)) == (RIGHT, ["D091"])
    assert problems[0].span is not None
    assert problems[0].span.line == 4


def test_a_mark_declared_for_figures_is_no_month_either(tmp_path: Path) -> None:
    found, problems = outcome(tmp_path, [HEAD, *OFFICES, WORD], '[sources.tall.marks]\n"totalt" = "missing"\n')
    assert (found, codes(problems)) == (RIGHT, ["D067"])
    assert problems[0].span is not None
    assert problems[0].span.line == 4


def test_the_sum_of_one_level_is_a_total_too(tmp_path: Path) -> None:
    """The county's own row is given: all rows add up to 26 of 40, the offices to 13 of 20."""
    lines = [HEAD, *OFFICES, ("01", "2026-10", "13", "20"), ("", "2026-10", "13", "20")]
    found, problems = outcome(tmp_path, lines)
    assert found is None
    assert "kontor" in next(p for p in problems if p.code == "P097").message("nb")


def test_a_code_of_the_register_is_never_a_total(tmp_path: Path) -> None:
    found, problems = outcome(tmp_path, [HEAD, *OFFICES, ("01", "2026-10", "13", "20"), ("NO", "2026-10", "13", "20")])
    assert (found, codes(problems)) == (RIGHT, [])


def test_nor_is_a_name_of_it_where_the_source_has_names(tmp_path: Path) -> None:
    """«Norge» is the country's own row; «Hele landet» is no unit's."""
    named = [("Nord", *OFFICES[0][1:]), ("Sør", *OFFICES[1][1:])]
    lines = [HEAD, *named, ("NORGE", "2026-10", "13", "20"), ("Hele landet", "2026-10", "13", "20")]
    found, problems = outcome(tmp_path, lines, '[sources.tall]\nunits = "names"\n')
    assert (found, codes(problems)) == (RIGHT, ["D060"])
    assert problems[0].fields["texts"] == "«Hele landet»"


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
@pytest.mark.parametrize("unit", ["", "9999"])
def test_what_the_project_file_calls_a_total_is_left_out(tmp_path: Path, unit: str, ending: str) -> None:
    settings = f'[sources.tall]\ntotals = ["{unit}"]\n'
    found, problems = outcome(tmp_path, [HEAD, *OFFICES, (unit, "2026-10", "13", "20")], settings, ending=ending)
    assert (found, codes(problems)) == (RIGHT, ["D060"])


@pytest.mark.parametrize("unit", ["", "9999"])
def test_what_it_calls_without_unit_is_added_to_the_country_unasked(tmp_path: Path, unit: str) -> None:
    settings = f'[sources.tall]\nwithout_unit = ["{unit}"]\n'
    found, problems = outcome(tmp_path, [HEAD, *OFFICES, (unit, "2026-10", "13", "20")], settings)
    assert (found, codes(problems)) == ({**RIGHT, "NO": ("26", "40")}, [])


@pytest.mark.parametrize(
    "words",
    [
        "I alt",
        "i  alt:",
        "SUM",
        "Totalt",
        "Grand total",
        "Heile landet",
        "Sum Agder",
        "Agder i alt",
        "Alle kontor",
        "*Total*",
    ],
)
def test_words_for_a_total(words: str) -> None:
    assert is_total(words)


@pytest.mark.parametrize(
    "words", ["0101", "Nord", "Summen AS", "Totland", "Alta", "Allegården", "", "Halden", "NAV Sum"]
)
def test_names_that_are_none(words: str) -> None:
    assert not is_total(words)


def test_notes() -> None:
    assert all(map(is_note, ["Kilde: SSB", "kjelde : SSB", "Merk: foreløpig", "Note: x", "* foreløpige tall", "© SSB"]))
    assert not any(map(is_note, ["Kilden", "0101", "Merkur", "", "*", "**", "*0101"]))


def test_columns_of_a_parquet_file_that_nobody_asks_for_may_have_any_name(tmp_path: Path) -> None:
    lines = [("#", "@", *HEAD), ("1", "x", *OFFICES[0]), ("2", "y", *OFFICES[1])]
    found, problems = outcome(tmp_path, lines, ending=".parquet")
    assert (found, codes(problems)) == (RIGHT, [])


def test_a_table_beside_the_rows_that_is_an_older_workbook_is_named(tmp_path: Path) -> None:
    """Without the register the counties would be gone: it is there, in a form that is not read."""
    (tmp_path / "enheter.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    found, problems = find_table(REGISTER_TABLE, None, tmp_path)
    assert found is None
    assert [p.code for p in problems] == ["P093"]


def test_a_title_above_a_table_beside_the_rows_and_a_note_under_it_are_no_rows(tmp_path: Path) -> None:
    """No setting says where its head is; its heads are known words, so it is found by them."""
    lines = [["Enheter i etaten"], [], *(line.split(",") for line in REGISTER.splitlines()), ["Kilde: HR"]]
    rows, problems = read_table(REGISTER_TABLE, workbook(tmp_path / "enheter.xlsx", {"Om": [["Om"]], "Enheter": lines}))
    assert [(number, row["unit"]) for number, row in rows] == [(4, "0101"), (5, "0102"), (6, "01"), (7, "NO")]
    assert codes(problems) == ["D060"]


def test_a_register_that_is_not_there_is_called_so_with_the_nearest_file(tmp_path: Path) -> None:
    (tmp_path / "enheter.csv").write_text(REGISTER, encoding="utf-8")
    path, (wrong,) = find_table(REGISTER_TABLE, "enhet.csv", tmp_path)
    assert (path, wrong.code) == (None, "P003")
    assert "registeret" in wrong.message("nb")
    assert "enhet.csv (nærmest er enheter.csv)" in wrong.help("nb")


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
@pytest.mark.parametrize("key", ["totals", "without_unit"])
def test_a_cell_that_kpidsl_toml_names_and_no_row_has_is_said_with_the_nearest(
    tmp_path: Path, key: str, ending: str
) -> None:
    """Rows have «9999»: «999» is near it. «0103» is near both offices, whose rows nobody means."""
    settings = f'[sources.tall]\n{key} = ["999", "0103", "9999"]\n'
    _, problems = outcome(tmp_path, [HEAD, *OFFICES, ("9999", "2026-10", "13", "21")], settings, ending=ending)
    lacking = {p.fields["cell"]: p.message("en") for p in problems if p.code == "D103"}
    assert lacking.keys() == {"999", "0103"}
    assert all(f"“{key}”" in message for message in lacking.values())
    assert "nearest is “9999”" in lacking["999"]
    assert "nearest" not in lacking["0103"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
@pytest.mark.parametrize("unit", ["I alt", "Begge kontora", ""])
def test_a_cell_that_a_row_has_is_not_said(tmp_path: Path, unit: str, ending: str) -> None:
    """Also where the word alone would have told that it is a total, and where it is empty."""
    settings = f'[sources.tall]\ntotals = ["{unit}"]\n'
    _, problems = outcome(tmp_path, [HEAD, *OFFICES, (unit, "2026-10", "13", "20")], settings, ending=ending)
    assert codes(problems) == ["D060"]


CASES = """språk nb
organisasjon Etaten
  nivåer kontor (kontorer), fylke (fylker), land
  styringslinje statlig: kontor i fylke i land
kilde saker
  én rad per sak
  sak_id    sak
  kontor_nr enhet
  mottatt   dato
  avgjort   dato
  sum       kroner
begrep søknader betyr saker
P.1 Antall søknader (høyst 3)
status for alle andre
  grønn når målet er nådd
  rød   ellers
"""


def of_cases(folder: Path, first: Sequence[str], ending: str) -> list[tuple[str, str]]:
    """The problems of a file of cases with that row under its head: codes and messages."""
    (folder / "data").mkdir()
    (folder / "kort.kpi").write_text(CASES, encoding="utf-8")
    (folder / "data" / "enheter.csv").write_text(REGISTER, encoding="utf-8")
    head, row = ["sak_id", "kontor_nr", "mottatt", "avgjort", "sum"], ["1", "0101", "01.10.2026", "05.10.2026", "7"]
    lines = [head, first, row, ["2", "0102", *row[2:]]]
    if ending == ".xlsx":
        workbook(folder / "data" / "saker.xlsx", {"Ark1": lines})
    else:
        (folder / "data" / "saker.csv").write_text("".join(";".join(line) + "\n" for line in lines), encoding="utf-8")
    project = load(folder)
    spec = check(project).spec
    assert spec is not None
    problems = run(project, spec, folder / "data", Month.of(2026, 10)).problems
    return [(p.code, p.message("nb")) for p in problems if p.severity != "note"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (("tekst", "tekst", "dato", "dato", "kr"), "dato, dato, kr"),
        (("id", "kode", "(åååå-mm-dd)", "DD.MM.ÅÅÅÅ", ""), "(åååå-mm-dd), DD.MM.ÅÅÅÅ"),
        (("", "", "", "", "kroner"), "kroner"),
    ],
)
def test_a_row_of_types_under_the_head_of_cases_is_one_problem(
    tmp_path: Path, row: Sequence[str], shown: str, ending: str
) -> None:
    """It was five: three cells of another type, an unknown unit, and so on."""
    ((code, message),) = of_cases(tmp_path, row, ending)
    assert code == "D060"
    assert message.endswith(f"(1: «{shown}»).")


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize(
    "row",
    [
        ("A", "0103", "dato", "dato", "kr"),  # a case's number or an office's code: somebody's row
        ("Kari", "Nord", "ukjent", "", ""),
        ("Kari", "Nord", "", "", ""),
        ("Kari", "Nord", "dato", "tom", ""),
    ],
)
def test_a_row_that_may_be_somebody_s_is_read(tmp_path: Path, row: Sequence[str], ending: str) -> None:
    found = of_cases(tmp_path, row, ending)
    assert "D060" not in [code for code, _ in found]
    assert "D005" in [code for code, _ in found]
