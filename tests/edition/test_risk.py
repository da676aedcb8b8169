"""The risk and the leader's assessment as people and machines are given them."""

import csv
import re
import shutil
from pathlib import Path

from kpidsl.model.period import Month
from kpidsl.model.risk import RiskBasis, RiskLevel
from kpidsl.pipeline import check, load, run
from kpidsl.rendering import render
from kpidsl.wording.cells import probability_text, risk_below_head

NAV = Path(__file__).parents[2] / "specs" / "nav"
HEAD = "indicator,unit,line,period,risk,reason,by,on\n"


def run_with(data, tmp_path, table):
    there = tmp_path / "data"
    shutil.copytree(data, there)
    (there / "risikovurderinger.csv").write_text(HEAD + table, encoding="utf-8")
    project = load(NAV)
    return run(project, check(project).spec, there, Month.of(2026, 10))


def test_the_leaders_assessment_stands_beside_the_computed_risk(agency_data, tmp_path):
    row = 'B.1,NO,,2026-10,høy,"To stillinger står tomme",Kari Nordmann,2026-11-05\n'
    outcome = run_with(agency_data, tmp_path, row + row.replace("2026-10", "2026-09").replace("høy", "lav"))
    edition = outcome.edition
    top = next(at for at, n in enumerate(edition.structure.nodes) if n.unit.code == "NO")
    cell = edition.cell("B.1", top)
    assert cell.assessed.level is RiskLevel.HIGH  # October's row, not September's
    assert cell.risk is not None
    folder = render(edition, tmp_path / "out", formats=("html", "csv"))
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "Lederens vurdering: Høy, Kari Nordmann 05.11.2026: To stillinger står tomme" in page
    assert risk_below_head(cell, "nb").replace("\u00a0", " ") in re.sub("<[^>]+>", "", page).replace("\u00a0", " ")
    with (folder / "results.csv").open(encoding="utf-8") as file:
        found = [r for r in csv.DictReader(file) if r["assessed_risk"]]
    assert [(r["indicator"], r["unit"], r["period"], r["assessed_risk"], r["assessed_by"]) for r in found] == [
        ("B.1", "NO", "2026-10", "high", "Kari Nordmann")
    ]
    assert found[0]["risk_probability"] == f"{cell.risk.probability:.4f}"


def test_a_row_that_cannot_be_used_is_listed(agency_data, tmp_path):
    table = "B.1,9999,,2026-10,lav,x,Kari,2026-11-05\nB.1,NO,,2026-10,kanskje,x,Kari,2026-11-05\n"
    outcome = run_with(agency_data, tmp_path, table)
    listed = {p.code: p.span.line for p in outcome.problems if p.code in ("D030", "D031")}
    assert listed == {"D030": 2, "D031": 3}
    assert not outcome.edition.assessed


def test_a_hidden_cell_has_no_risk(agency):
    hidden = [
        (code, node)
        for code in agency.grids
        for node in range(len(agency.structure.nodes))
        if agency.cell(code, node).month.hidden
    ]
    assert hidden
    assert not set(hidden) & set(agency.risks)


def test_a_forecast_is_never_printed_as_certain():
    assert probability_text(0.9999, "nb") == "over 99\u00a0%"
    assert probability_text(0.0001, "en") == "under 1\u00a0%"
    assert probability_text(0.7251, "nb") == "73\u00a0%"
    assert {RiskBasis.DECIDED, RiskBasis.FORECAST, RiskBasis.THIN} == set(RiskBasis)
