"""The small agency with figures to enter, findings to answer and reports to approve, and how its commands are run."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from kpidsl.cli import cli
from tests.month.conftest import write_project
from tests.month.filling import filled, rows

SPECIFICATION = """
rolle leder på kontor
rolle registrator på kontor
rolle direktør på fylke
månedssyklus
  innen den 1. skal registrator registrere lokale tall
  innen den 10. skal direktør kontrollere datauttrekket
  innen den 15. skal leder oppdatere tiltaksplanen
  innen den 18. skal leder skrive statusrapporten
  innen den 20. skal direktør godkjenne statusrapporten
  innen den 20. skal direktør låse kortet
kilde lokale_tall
  én rad per enhet og måned
  registreres av registrator
  kontor_nr enhet
  periode måned
  trivsel desimaltall, mellom 1 og 6
  svarandel desimaltall, mellom 0 og 100
  besøk heltall
  tallene er strøm
størrelse besøk betyr sum besøk i lokale_tall, høyere er bedre
resultatkrav "Lokalt"
  perspektiv produksjon
  indikatorer
    L.1 Samlet besøk (minst 10)
"""
ROLES = """rolle;nivå;enhet;navn;fra;til
leder;kontor;0101;Kari N.;;
leder;kontor;0102;Per S.;;
registrator;kontor;0101;Rita R.;;
registrator;kontor;0102;Rolf R.;;
direktør;fylke;01;Dag Ås;;
direktør;fylke;01;Kari N.;;
"""
NORD, SOR, COUNTY = "kontor-0101", "kontor-0102", "fylke-01"
FIGURES, CHECK = "lokale-tall-2026-10.xlsx", "kontroll-2026-10.xlsx"
APPROVAL, PLAN = "godkjenning-2026-10.xlsx", "oppfolging-2026-10.xlsx"
HEAD = "kontor_nr;periode;trivsel;svarandel;besøk"
EARLIER = ("0101;2026-08;4,2;61;12", "0101;2026-09;4,4;63;", "0102;2026-08;5;70;9", "0102;2026-09;5,1;71;8")
"""The figures of August and September: 0101 lacks its visits in September."""


def agency(folder: Path, *figures: str) -> Path:
    """The small project with figures to enter. `figures`: the lines of their file; none: there is no file."""
    project = write_project(folder)
    with (project / "kort" / "kort.kpi").open("a", encoding="utf-8") as spec:
        spec.write(SPECIFICATION)
    (project / "data" / "roller.csv").write_text(ROLES, encoding="utf-8")
    if figures:
        write_figures(project, *figures)
    return project


def write_figures(project: Path, *figures: str) -> None:
    (project / "data" / "lokale_tall.csv").write_text("\n".join([HEAD, *figures, ""]), encoding="utf-8")


def kpidsl(project: Path, command: str, *options: str, on: str = "2026-11-12") -> Result:
    arguments = [command, f"{project}/kort", "--data", f"{project}/data", "--on", on, *options]
    return CliRunner().invoke(cli, arguments)


def forms(project: Path, *kinds: str, on: str = "2026-11-02") -> Result:
    kinds_asked = [option for kind in kinds for option in ("--book", kind)]
    done = kpidsl(project, "forms", "--period", "2026-10", *kinds_asked, on=on)
    assert done.exit_code == 0, done.output
    return done


def fill(project: Path, unit: str, book: str, by: str, cells: dict[str, Any], name: str = "") -> None:
    """Fill in the book in `out` and save it in `in`."""
    filled(project, cells, by=by, book=name or book, out=out_of(project, unit, book), unit=unit)


def out_of(project: Path, unit: str, book: str) -> Path:
    return project / "oppfolging" / unit / "out" / book


def codes(done: Result) -> set[str]:
    """The codes of what a command has said."""
    return set(re.findall(r"\[([A-Z]\d{3})\]", done.output))


def sheet(project: Path, unit: str, book: str, title: str) -> list[list[Any]]:
    """What stands below the head, without the column of numbers."""
    return rows(project, title, out=out_of(project, unit, book))


def in_file(project: Path) -> list[str]:
    return (project / "data" / "lokale_tall.csv").read_text(encoding="utf-8").splitlines()


def standing(project: Path, on: str = "2026-11-14") -> dict[tuple[str, str], dict[str, str]]:
    """How each unit's duties stand, by unit and task."""
    done = kpidsl(project, "ready", "--period", "2026-10", "--out", f"{project}/ready", on=on)
    assert done.exit_code == 0, done.output
    with (project / "ready" / "2026-10" / "readiness.csv").open(encoding="utf-8") as file:
        return {(row["unit"], row["task"]): row for row in csv.DictReader(file)}


def acts(project: Path, unit: str, kind: str) -> list[dict[str, Any]]:
    folder = project / "oppfolging" / unit / "acts" / "2026"
    found = [json.loads(path.read_text()) for path in sorted(folder.iterdir(), key=lambda p: int(p.stem))]
    return [act for act in found if act["kind"] == kind]
