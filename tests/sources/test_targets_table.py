"""The table of targets, cell by cell: what is read, what is converted, what is listed and left out."""

from fractions import Fraction
from pathlib import Path

import pytest

from kpidsl.language import check_sources
from kpidsl.model.organisation import Register, UnitKey, UnitRow
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.problems import Problem, SourceText, render_full
from kpidsl.sources.tables.table import read_table, rows_in_memory
from kpidsl.sources.tables.targets import TARGETS, read_targets, with_targets
from tests.language.page import prelude

BEGIN = prelude("organisation") + prelude("ready-made") + prelude("cases")
REQUIREMENT = """resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    S.1 Svarandel (70 %)
    D.1 Gjennomsnittlig varighet på avsluttede tilfeller (30 dager)
    P.1 Antall avsluttede tilfeller (minst 10)
    A.1 Andel dialogmøter holdt innen 26 uker (50 %)
"""
ROW = {"indicator": "S.1", "value": "75", "unit_of_measure": "%", "from": "2026-01-01", "source": "brev"}
REGISTER = Register(
    (
        UnitRow(UnitKey("kontor", "0101"), "Nord", "statlig", UnitKey("land", "NO")),
        UnitRow(UnitKey("kontor", "0102"), "Sør", "statlig", UnitKey("land", "NO")),
        UnitRow(UnitKey("kontor", "0103"), "Sør", "statlig", UnitKey("land", "NO")),
        UnitRow(UnitKey("land", "NO"), "Norge", "statlig", None),
    )
)


def bound(*rows: dict[str, str], spec: str = REQUIREMENT, register: Register = REGISTER) -> tuple[Spec, list[Problem]]:
    checked, problems = check_sources([SourceText("krav.kpi", BEGIN + spec)])
    assert checked is not None, problems
    named: dict[str, frozenset[UnitKey]] = {}
    for row in register.rows:
        named[row.name] = named.get(row.name, frozenset()) | {row.unit}
    return with_targets(checked, rows_in_memory(TARGETS, [ROW | row for row in rows]), "maal.csv", register, named)


def values(spec: Spec, code: str) -> list[Fraction]:
    return [t.value for i in spec.indicators if i.code == code for t in i.targets if "maal.csv" in t.letter]


def test_the_line_and_the_row_are_both_shown() -> None:
    clause = "S.1 Svarandel (70 %)\nmåltall for S.1\n  80 % fra 2026\n"
    text = prelude("organisation") + prelude("ready-made") + clause
    spec, _ = check_sources([SourceText("krav.kpi", text)])
    assert spec is not None
    _, (found,) = with_targets(spec, rows_in_memory(TARGETS, [ROW]), "maal.csv", None, {})
    shown = render_full(found, {"krav.kpi": text}, "nb")
    assert f"krav.kpi:{text.count(chr(10))}" in shown
    assert "80 % fra 2026" in shown
    assert "maal.csv:2" in shown


@pytest.mark.parametrize(
    ("indicator", "value", "unit", "read_as"),
    [
        ("S.1", "60", "%", 60),
        ("S.1", "60,5", "prosent", Fraction(121, 2)),
        ("S.1", "60 %", "", 60),
        ("S.1", "60", "", 60),
        ("S.1", "62.5e0", "%", Fraction(125, 2)),  # so a workbook's number with decimals is copied
        ("S.1", "62.5e0 %", "%", Fraction(125, 2)),  # and its 0.625 shown as per cent
        ("D.1", "8.125e0", "", Fraction(65, 8)),  # never a thousand
        ("D.1", "6", "uker", 42),  # a week is seven days
        ("D.1", "6", "weeks", 42),
        ("D.1", "42", "døgn", 42),
        ("P.1", "1 250", "antall", 1250),
        ("P.1", "1\u00a0250", "", 1250),
    ],
)
def test_a_value_is_read_in_the_indicators_unit(indicator: str, value: str, unit: str, read_as: int) -> None:
    spec, problems = bound({"indicator": indicator, "value": value, "unit_of_measure": unit})
    assert problems == []
    assert values(spec, indicator) == [read_as]


@pytest.mark.parametrize(
    ("row", "code", "near"),
    [
        ({"indicator": "S1"}, "D024", "S.1"),
        ({"unit": "101"}, "D024", "0101"),
        ({"level": "kontro"}, "D024", "kontor"),
        ({"line": "statleg"}, "D024", "statlig"),
        ({"unit": "Sør"}, "D025", None),  # two offices have the name
        ({"unit": "0101-NO"}, "D024", None),  # an office of one county alone has no parts
        ({"value": "3/4"}, "D028", None),
        ({"value": "1.000"}, "D028", None),  # one, or a thousand
        ({"value": ""}, "D028", None),
        ({"indicator": "A.1", "value": "6000"}, "D020", None),
        ({"indicator": "A.1", "value": "-5"}, "D020", None),
        ({"value": "6000"}, "D043", None),  # S.1 is a ratio: it may be above 100 %, not 60 times the whole
        ({"value": "-1000,1"}, "D043", None),
        ({"unit_of_measure": "dager"}, "D029", None),
        ({"indicator": "D.1", "unit_of_measure": "%"}, "D029", None),
        ({"from": "2026-03-15"}, "D026", None),  # a target holds whole months
        ({"from": "i fjor"}, "D026", None),
        ({"to": "2025-12-31"}, "D027", None),  # the first day is 2026-01-01
        ({"decided": "31.02.2026"}, "D026", None),
    ],
)
def test_a_cell_that_does_not_hold_is_listed_and_its_row_left_out(
    row: dict[str, str], code: str, near: str | None
) -> None:
    spec, problems = bound(row, {"indicator": "P.1", "value": "20", "unit_of_measure": ""})
    assert [(p.code, p.span and p.span.line, p.fix) for p in problems] == [(code, 2, near)]
    assert values(spec, "P.1") == [20]
    assert values(spec, "S.1") == values(spec, "D.1") == values(spec, "A.1") == []


def test_a_ratio_may_have_a_target_above_100() -> None:
    spec, problems = bound({"value": "110"}, {"value": "1000", "unit": "0101"})
    assert problems == []
    assert values(spec, "S.1") == [110, 1000]


@pytest.mark.parametrize(
    ("indicator", "value", "times"),
    [
        ("S.1", "1,4", "50"),  # 70/1.4
        ("S.1", "3,5", "20"),  # 70/3.5
        ("D.1", "600", "20"),  # the sentence has 30 days
        ("S.1", "3,6", None),  # 70/3.6 is 19.4
        ("D.1", "599", None),
        ("P.1", "500", None),  # of a count an office may have fifty times another's
        ("S.1", "0", None),
    ],
)
def test_a_target_many_times_the_usual_is_said_and_used(indicator: str, value: str, times: str | None) -> None:
    spec, problems = bound({"indicator": indicator, "value": value, "unit_of_measure": ""})
    others = [(p.code, p.fields["times"]) for p in problems if p.code not in ("T056", "D107")]  # those of a zero
    assert others == ([("D044", times)] if times else [])
    assert values(spec, indicator) == [Fraction(value.replace(",", "."))]


def test_a_share_below_one_without_a_unit_of_measure_may_be_a_fraction() -> None:
    spec, problems = bound({"indicator": "S.1", "value": "0,8", "unit_of_measure": ""})  # 0.8 % or 80 %
    assert [(p.code, p.fields["whole"]) for p in problems if p.code in ("D044", "D074")] == [("D074", "80")]
    assert values(spec, "S.1") == []
    spec, problems = bound({"indicator": "S.1", "value": "0,8", "unit_of_measure": "%"})
    assert [p.code for p in problems] == ["D044"]
    assert values(spec, "S.1") == [Fraction(4, 5)]


def test_a_small_share_beside_a_small_target_in_the_sentence_is_meant() -> None:
    spec, problems = bound(
        {"indicator": "S.1", "value": "0,8", "unit_of_measure": ""}, spec=REQUIREMENT.replace("(70 %)", "(0,5 %)")
    )
    assert [p.code for p in problems if p.code in ("D044", "D074")] == []
    assert values(spec, "S.1") == [Fraction(4, 5)]


def test_a_number_of_cases_or_days_has_no_target_below_zero() -> None:
    for indicator in ("P.1", "D.1"):
        spec, problems = bound({"indicator": indicator, "value": "-5", "unit_of_measure": ""})
        assert "D075" in [p.code for p in problems]
        assert values(spec, indicator) == []


def test_without_a_target_in_the_sentence_the_middle_of_three_rows_is_the_usual() -> None:
    rows = [{"value": v, "unit": u} for v, u in (("60", "0101"), ("0,7", "0102"), ("80", "0103"))]
    spec = REQUIREMENT.replace("(70 %)", "(uten mål)\n      høyere er bedre")
    _, problems = bound(*rows, spec=spec)
    assert [(p.code, p.span and p.span.line, p.fields["times"]) for p in problems] == [("D044", 3, "85")]  # 60/0.7
    _, problems = bound(*rows[:2], spec=spec)
    assert problems == []


def test_a_table_of_which_no_row_stands_is_refused() -> None:
    _, problems = bound({"indicator": "X.1"}, {"indicator": "X.2"})
    assert [p.code for p in problems] == ["D024", "D024", "P048"]


def test_norwegian_dates_and_a_months_last_day() -> None:
    """A target until 31.12.2026 holds in December: the next row begins in January, and there is no gap between."""
    first = {"from": "01.01.2026", "to": "31.12.2026"}
    spec, problems = bound(first, {"value": "80", "from": "01.01.2027"})
    assert problems == []
    ends = [str(t.valid_to) for i in spec.indicators if i.code == "S.1" for t in i.targets if t.valid_to]
    assert ends == ["2027-01"]


def test_rows_of_one_key_that_overlap_or_leave_a_gap_whatever_form_their_dates_have() -> None:
    _, problems = bound({"from": "01.01.2026", "to": "2026-07-01"}, {"value": "80", "from": "01.10.2026"})
    assert [p.code for p in problems] == ["P033"]
    _, problems = bound({"from": "01.10.2026"}, {"value": "80", "from": "2026-01-01", "to": "2026-12-01"})
    assert [p.code for p in problems] == ["P034"]


def test_a_unit_of_a_clause_or_a_local_file_that_the_register_has_not() -> None:
    clause = REQUIREMENT + "måltall for S.1\n  75 % fra 2026 for kontor 0999\n"
    _, problems = bound({"value": "80", "unit": "0102"}, spec=clause)
    assert [(p.code, p.span and p.span.path) for p in problems] == [("D033", "krav.kpi")]
    _, problems = bound({"value": "80", "unit": "0102"}, spec=clause.replace("0999", "0101"))
    assert problems == []


def test_without_a_register_no_unit_is_unknown() -> None:
    _, problems = bound({"unit": "0999"}, register=Register())
    assert problems == []


def test_heads_in_norwegian_in_any_order_and_one_that_is_not_used(tmp_path) -> None:
    path = tmp_path / "Maal.csv"
    path.write_text("Måltall;Indikator;Kommentar;Gjelder fra;Enhet\n60,5;S.1;enige;01.01.2026;0101\n", encoding="utf-8")
    rows, problems = read_table(TARGETS, path)
    assert [(p.code, p.fields["head"]) for p in problems] == [("P042", "Kommentar")]
    ((line, row),) = rows
    assert line == 2
    assert (row["value"], row["indicator"], row["from"], row["unit"], row["to"]) == (
        "60,5",
        "S.1",
        "01.01.2026",
        "0101",
        "",
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("indicator,valeu\nS.1,60\n", "P041"),  # a head that is nearly one
        ("indicator,unit\nS.1,0101\n", "P043"),
        ("indicator,value,verdi\nS.1,60,60\n", "P040"),
        ("indicator,value,from\nS.1,60,5,2026-01-01\n", "P014"),  # a decimal comma that is not quoted
        ("indicator,value,from\nS.1,60\n", "P014"),
    ],
)
def test_a_table_whose_form_is_not_clear_is_refused(tmp_path, text: str, code: str) -> None:
    path = tmp_path / "maal.csv"
    path.write_text(text, encoding="utf-8")
    rows, problems = read_table(TARGETS, path)
    assert rows == []
    assert code in [p.code for p in problems]


def test_a_table_of_a_head_alone_is_said(tmp_path) -> None:
    """An export that failed leaves the columns; that every target is the specification's may also be meant."""
    (tmp_path / "maal.csv").write_text("indicator,unit,level,line,value,unit_of_measure,from,to\n", encoding="utf-8")
    rows, _, problems = read_targets(tmp_path, None, tmp_path)
    assert rows == []
    assert [(p.code, p.fields["file"], p.span and p.span.line) for p in problems] == [("D037", "maal.csv", 1)]


@pytest.mark.parametrize("heads", ["indikator;nivå;enhet;måltall", "indicator;Level;unit;value"])
def test_a_column_is_called_what_the_file_calls_it(tmp_path: Path, heads: str) -> None:
    checked, _ = check_sources([SourceText("krav.kpi", BEGIN + REQUIREMENT)])
    assert checked is not None
    (tmp_path / "maal.csv").write_text(f"{heads}\nS.1;kontro;;60\nS.1;;0199;60\n", encoding="utf-8")
    rows, path, _ = read_targets(tmp_path, None, tmp_path)
    _, problems = with_targets(checked, rows, path, REGISTER, {})
    named = [p.fields["column"] for p in problems if p.code == "D024"]
    assert named == heads.split(";")[1:3]


OF_COUNTS = """kilde timer
  én rad per enhet og måned
  kontor_nr enhet
  periode måned
  brukt teller
  mulig nevner
  penger kroner
  tallene er strøm
størrelse nærvær betyr brukt i prosent av mulig i timer, høyere er bedre
størrelse overskudd betyr penger i prosent av mulig i timer, høyere er bedre
N.1 Nærvær (minst 90 %)
N.2 Overskudd (minst 1 %)
N.3 Andel dialogmøter holdt innen 26 uker (høyst 40 %)
"""


@pytest.mark.parametrize(
    ("code", "value", "often"),
    [
        ("N.1", "0", "alltid"),  # of counts, which are never below zero
        ("N.1", "0,1", None),
        ("N.1", "110", None),  # nothing says that the one count lies within the other
        ("N.2", "0", None),  # an amount may well be below zero
        ("N.3", "100", "alltid"),  # a share, and lower is better
        ("N.3", "99", None),
    ],
)
def test_a_target_that_every_result_meets_is_said_and_used(code: str, value: str, often: str | None) -> None:
    spec, found = bound({"indicator": code, "value": value}, spec=OF_COUNTS)
    told = [(p.span and p.span.line, p.message("nb")) for p in found if p.code == "D107"]
    assert told == ([(2, f"Tabellen over måltall: målet for {code} nås {often}.")] if often else [])
    assert len(values(spec, code)) == 1


@pytest.mark.parametrize(("start", "far"), [("2062-01-01", True), ("2036-10-01", False), ("2036-11-01", True)])
def test_a_lone_target_is_held_against_the_month_that_is_run(start: str, far: bool) -> None:
    """It was compared with itself, and the card had the specification's target without a word."""
    spec, _ = check_sources([SourceText("krav.kpi", BEGIN + REQUIREMENT)])
    assert spec is not None
    rows = rows_in_memory(TARGETS, [ROW | {"indicator": "S.1", "value": "60", "from": start}])
    _, problems = with_targets(spec, rows, "maal.csv", REGISTER, {}, Month.of(2026, 10))
    assert ("D049" in [p.code for p in problems]) == far


def test_a_sentence_of_counts_is_held_to_the_same() -> None:
    text = BEGIN + OF_COUNTS.replace("minst 90 %", "minst 0 %").replace("minst 1 %", "minst 0 %")
    _, found = check_sources([SourceText("krav.kpi", text)])
    assert [p.fields["indicator"] for p in found if p.code == "L024"] == ["N.1"]


def test_the_share_that_may_be_a_fraction_names_the_files_own_column(tmp_path: Path) -> None:
    path = tmp_path / "maal.csv"
    path.write_text("indikator;enhet;måltall\nS.1;0101;0,5\n", encoding="utf-8")
    rows, _ = read_table(TARGETS, path)
    spec, _ = check_sources([SourceText("krav.kpi", BEGIN + REQUIREMENT)])
    assert spec is not None
    _, problems = with_targets(spec, rows, str(path), None, {})
    (found,) = [p for p in problems if p.code == "D074"]
    assert "kolonnen «måltall»" in found.help("nb")


@pytest.mark.parametrize(("language", "lacking"), [("nb", "måltall"), ("nn", "måltal"), ("en", "value")])
def test_a_column_that_the_file_lacks_has_a_name_in_each_language(tmp_path: Path, language: str, lacking: str) -> None:
    path = tmp_path / "maal.csv"
    path.write_text("indikator;enhet;fra\nS.1;0101;2026-01-01\n", encoding="utf-8")
    _, (found,) = read_table(TARGETS, path)
    assert found.code == "P043"
    assert f" {lacking} " in found.message(language)
