"""Persons by month that an office has not delivered: what is counted of them is not ready, however it is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.language import Project, check_sources
from kpidsl.model.period import Month
from kpidsl.model.state import Mark, State, Status, Undecided
from kpidsl.pipeline import run
from kpidsl.problems import SourceText
from kpidsl.rendering.shown.summary import summary
from kpidsl.wording.cells import notes

SPEC = """\
språk nb
organisasjon Etaten
  nivåer kontor (kontorer), fylke (fylker)
  styringslinje statlig: kontor i fylke
status for alle andre
  grønn når målet er nådd
  gul når resultatet er høyst 10 % av målet dårligere enn målet
  rød ellers
kilde brukere
  én rad per person og måned
  person_id person
  kontor_nr enhet
  periode måned
  alder heltall
begrep brukere betyr brukere
størrelse alder betyr alder i brukere, lavere er bedre
resultatkrav "Krav"
  perspektiv bruker
  A.1 Antall brukere (høyst 5)
  A.2 Antall ulike personer blant brukere (høyst 5)
  A.3 Gjennomsnittlig alder på brukere (høyst 40 poeng)
  A.4 Median alder på brukere (høyst 40 poeng)
"""
REGISTER = (
    "unit;name;kind;line;parent\n01;Nord;fylke;statlig;\n0101;Moss;kontor;statlig;01\n0102;Ås;kontor;statlig;01\n"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two persons of 0101, aged 30, in every month, and two of 0102, aged 50, until September."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "enheter.csv").write_text(REGISTER, encoding="utf-8")
    rows = [
        f"{office}{number};{office};2026-{month:02};{age}"
        for month in range(1, 11)
        for office, age in (("0101", 30), ("0102", 50))
        for number in (1, 2)
        if (office, month) != ("0102", 10)
    ]
    (folder / "brukere.csv").write_text("\n".join(["person_id;kontor_nr;periode;alder", *rows, ""]), encoding="utf-8")
    return folder


def test_what_is_counted_of_a_late_office_is_not_ready(data: Path) -> None:
    spec, problems = check_sources([SourceText("etat.kpi", SPEC)])
    assert spec is not None, [p.message() for p in problems]
    made = run(Project(data.parent, ()), spec, data, Month.parse("2026-10"))
    assert made.edition is not None
    nodes = {node.unit.code: at for at, node in enumerate(made.edition.structure.nodes)}
    for code, of_the_county in (("A.1", 2), ("A.2", 2), ("A.3", 30), ("A.4", 30)):
        late, county = (made.edition.cell(code, nodes[unit], made.edition.period).month for unit in ("0102", "01"))
        assert late.state is State.NOT_READY, code
        assert county.value == of_the_county, code  # of those who are in what was delivered
        assert county.marks & Mark.PARTIAL, code
        whole = made.edition.cell(code, nodes["01"], made.edition.period)
        assert (whole.covered, whole.expected) == (1, 2), code
    assert [p.code for p in made.problems if p.code == "D036"] == ["D036"]


def test_who_is_late_is_said_of_a_median_and_of_persons_as_of_a_share(data: Path) -> None:
    """With the two aged 50 the median of the county would be 40, which is the target; with older ones it would be
    missed. Of those who are in it is 30, which is no reason for a colour. A county's persons have no target, and in
    August nothing lacked."""
    spec, _ = check_sources([SourceText("etat.kpi", SPEC)])
    assert spec is not None
    edition = run(Project(data.parent, ()), spec, data, Month.parse("2026-10")).edition
    assert edition is not None
    county = next(at for at, node in enumerate(edition.structure.nodes) if node.unit.code == "01")
    said = {point.kind: point.rest for point in summary(edition, county, "nb")}
    assert said["lacking_undecided"] == (
        "A.1 «Antall brukere», A.3 «Gjennomsnittlig alder på brukere» og A.4 «Median alder på brukere» "
        "mangler fra 1 av 2 kontorer: Ås"
    )
    assert said["lacking"] == "A.2 «Antall ulike personer blant brukere» mangler fra 1 av 2 kontorer: Ås"
    cell = edition.cell("A.4", county, edition.period)
    assert (cell.year_to_date.status, cell.year_to_date.undecided) == (Status.NONE, Undecided.PARTIAL)
    assert notes(cell, edition.spec.indicators[3], edition.period, "nb") == (
        "ufullstendig", "1 av 2 enheter har levert", "grunnlaget til dem som mangler, er ukjent"
    )  # fmt: skip
    august = edition.cell("A.4", county, edition.period - 2)
    assert (august.covered, august.expected, august.month.status) == (2, 2, Status.GREEN)
