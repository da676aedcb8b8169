"""Figures that NHS England has published, reproduced exactly."""

from __future__ import annotations

import csv
import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from kpidsl.model.period import Month
from kpidsl.model.state import State
from kpidsl.pipeline import check, load, run

SPECS = Path(__file__).parents[2] / "specs"


def edition_of(spec: str, data: Path, month: str):
    project = load(SPECS / spec)
    report = check(project)
    assert report.ok, [p.message("en") for p in report.problems]
    outcome = run(project, report.spec, data, Month.parse(month), language="en")
    assert outcome.edition is not None, [p.message("en") for p in outcome.problems]
    return outcome.edition


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def rtt(shared_data: Path, tmp_path_factory: pytest.TempPathFactory):
    """The edition of May 2010 (six months of history) and the folder of published figures."""
    origin = shared_data / "nhs_rtt_2010"
    data = tmp_path_factory.mktemp("rtt")
    shutil.copy(origin / "input_pct.csv", data / "rtt.csv")
    units = {(r["pct_code"], r["sha_code"].strip()) for r in rows(origin / "input_pct.csv")}
    register = ["unit,name,kind,line,parent,from,to"]
    register += [f"{pct},{pct},pct,commissioning,{sha},," for pct, sha in sorted(units)]
    register += [f"{sha},{sha},sha,commissioning,ENG,," for sha in sorted({s for _, s in units})]
    register += ["ENG,England,country,commissioning,,,"]
    (data / "units.csv").write_text("\n".join(register) + "\n", encoding="utf-8")
    return edition_of("nhs-rtt", data, "2010-05"), origin


CODES = {"Admitted": "A.1", "NonAdmitted": "N.1"}


def compare(edition, published: list[dict[str, str]], unit_of) -> int:
    nodes = {n.unit.code: i for i, n in enumerate(edition.structure.nodes)}
    compared = 0
    for row in published:
        code = CODES[row["part"]]
        total = row["tf_code"].endswith("999")
        category = 0 if total else edition.grids[code].categories.index(row["tf_code"])
        cell = edition.cell(code, nodes[unit_of(row)], Month.parse(row["period"][:7]), category).month
        numerator, denominator = int(row["within_18_weeks"]), int(row["denominator"])
        if denominator == 0:
            assert cell.state is State.NOT_RELEVANT, row
        else:
            assert (cell.numerator, cell.denominator) == (numerator, denominator), row
            if row["published_pct"]:  # the source prints no percentage in some cells
                assert abs(float(cell.value) - float(row["published_pct"])) < 1e-12, row
        compared += 1
    return compared


def test_all_240_rows_of_england(rtt) -> None:
    edition, origin = rtt
    assert compare(edition, rows(origin / "published_england.csv"), lambda r: "ENG") == 240


def test_all_2640_rows_of_the_strategic_health_authorities(rtt) -> None:
    edition, origin = rtt
    assert compare(edition, rows(origin / "published_sha.csv"), lambda r: r["sha_code"].strip()) == 2640


@pytest.fixture(scope="module")
def ae_data(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict]]:
    origin = shared_data / "nhs_ae_attendances"
    data = tmp_path_factory.mktemp("ae")
    source = origin / "ae_attendances_2016_04_2018_03.csv"
    shutil.copy(source, data / "ae_attendances.csv")
    first: dict[str, str] = {}  # a provider stands in the register from its first figures
    for row in sorted(rows(source), key=lambda r: r["period"]):
        first.setdefault(row["org_code"], row["period"][:7])
    register = ["unit,name,kind,line,parent,from,to"]
    register += [f"{c},{c},provider,national,ENG,{month}-01," for c, month in sorted(first.items())]
    register += ["ENG,England,country,national,,,"]
    (data / "units.csv").write_text("\n".join(register) + "\n", encoding="utf-8")
    return data, json.loads((origin / "published.json").read_text(encoding="utf-8"))


def england(edition, month: str):
    node = next(i for i, n in enumerate(edition.structure.nodes) if n.unit.code == "ENG")
    return edition.cell("F.1", node, Month.parse(month))


@pytest.mark.parametrize(("month", "window"), [("2017-03", "2016-17"), ("2018-03", "2017-18")])
def test_the_years_from_april_are_as_published(ae_data, month: str, window: str) -> None:
    data, published = ae_data
    expected = next(p for p in published if p["window"] == window)
    figure = england(edition_of("nhs-ae", data, month), month).year_to_date
    assert figure.denominator == expected["attendances"]
    assert figure.numerator == expected["attendances"] - expected["breaches"]
    assert round(float(figure.value * 100), 1) == expected["published_pct"]
    assert figure.status.slug == ("amber" if figure.value >= Fraction(90, 100) else "red")


def test_the_four_winter_months_are_as_published(ae_data) -> None:
    data, published = ae_data
    expected = next(p for p in published if p["window"].startswith("vinter"))
    edition = edition_of("nhs-ae", data, "2018-03")
    months = [england(edition, m).month for m in ("2017-12", "2018-01", "2018-02", "2018-03")]
    numerator, denominator = sum(m.numerator for m in months), sum(m.denominator for m in months)
    assert denominator == expected["attendances"]
    assert round(100 * numerator / denominator) == expected["published_pct"]
