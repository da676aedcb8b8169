"""The table of the leaders' own assessments, row by row: what it may name, and when it may be from."""

from pathlib import Path

import pytest

from kpidsl.language import check_sources
from kpidsl.model.organisation import Register, UnitKey, UnitRow
from kpidsl.model.period import Month
from kpidsl.model.risk import RiskLevel
from kpidsl.model.spec import Organisation
from kpidsl.organisation.structure import structure_at
from kpidsl.problems import Problem, SourceText
from kpidsl.sources.tables.assessments import read_assessments
from tests.language.page import prelude

CARD = prelude("organisation") + prelude("ready-made") + "S.1 Svarandel (70 %)\n"
REGISTER = Register(
    (
        UnitRow(UnitKey("kontor", "0101"), "Halden", "statlig", UnitKey("land", "NO")),
        UnitRow(UnitKey("kontor", "0102"), "Nes", "statlig", UnitKey("land", "NO")),
        UnitRow(UnitKey("kontor", "0103"), "Nes", "statlig", UnitKey("land", "NO")),
        UnitRow(UnitKey("land", "NO"), "Norge", "statlig", None),
    )
)
OCTOBER = Month.of(2026, 10)


def assessed(folder: Path, *rows: str, head: str = "indicator;unit;line;period;risk;by;on") -> dict[str, RiskLevel]:
    return read(folder, *rows, head=head)[0]


def read(
    folder: Path, *rows: str, head: str = "indicator;unit;line;period;risk;by;on"
) -> tuple[dict[str, RiskLevel], list[Problem]]:
    """The risk by unit, and the problems."""
    (folder / "risikovurderinger.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    spec, problems = check_sources([SourceText("kort.kpi", CARD)])
    assert spec is not None, problems
    organisation = spec.organisation or Organisation("", {}, ())
    structure = structure_at(REGISTER, organisation, OCTOBER.last_day, OCTOBER.first_day)
    cells, found = read_assessments(folder, None, spec, structure, OCTOBER, folder)
    return {structure.nodes[at].unit.code: one.level for (_, at), one in cells.items()}, found


@pytest.mark.parametrize("line", ["statlig", "Statlig", "STATLIG", ""])
@pytest.mark.parametrize("unit", ["0101", "Halden"])
def test_a_line_is_read_in_any_case_and_a_unit_by_its_name(tmp_path, unit, line):
    assert read(tmp_path, f"S.1;{unit};{line};2026-10;høy;Kari;") == ({"0101": RiskLevel.HIGH}, [])


@pytest.mark.parametrize(("word", "level"), [("låg", RiskLevel.LOW), ("Høg", RiskLevel.HIGH)])
def test_nynorsk_is_read(tmp_path, word, level):
    assert assessed(tmp_path, f"S.1;0101;;2026-10;{word};Kari;") == {"0101": level}


@pytest.mark.parametrize(
    ("row", "near"), [("S.1;Haldn;;2026-10", "Halden"), ("S.1;101;;2026-10", "0101"), ("S.1;Nes;;2026-10", "–")]
)
def test_a_unit_that_is_none_is_answered_with_the_nearest(tmp_path, row, near):
    """Two offices are called Nes: neither is taken."""
    cells, (found,) = read(tmp_path, f"{row};høy;Kari;")
    assert (cells, found.code, found.fields["near"]) == ({}, "D030", near)


@pytest.mark.parametrize(("on", "right"), [("2027-10-31", True), ("2027-11-01", False), ("2062-11-05", False)])
def test_an_assessment_is_not_dated_over_a_year_after_its_month(tmp_path, on, right):
    cells, found = read(tmp_path, f"S.1;0101;;2026-10;høy;Kari;{on}")
    assert (bool(cells), [p.code for p in found]) == (right, [] if right else ["D076"])
    assert right or "over et år etter at måneden var slutt" in found[0].message("nb")


def test_rows_of_later_months_are_counted_once(tmp_path):
    rows = ("S.1;0101;;2026-10;høy;Kari;", "S.1;0101;;2026-11;høy;Kari;", "S.1;0102;;2062-10;lav;Kari;")
    cells, (found,) = read(tmp_path, *rows)
    assert cells == {"0101": RiskLevel.HIGH}
    assert (found.code, found.span.line, found.fields["count"], found.fields["latest"]) == ("D106", 3, "2", "2062-10")


def test_a_message_calls_the_columns_what_the_file_does(tmp_path):
    head = "indikator;enhet;måned;risiko;hvem"
    _, (found,) = read(tmp_path, "S.1;0101;2026-10;stor;Kari", head=head)
    assert "«risiko»" in found.message("nb")
    assert "«hvem» sier hvem" in found.help("nb")
