"""An edition says which calendar of working days its figures rest on, where some of them do."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import pytest

from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run
from kpidsl.rendering import render
from tests.language.page import prelude

HEAD = prelude("organisation") + prelude("cases")
IN_WORKING_DAYS = "D.3 Gjennomsnittlig behandlingstid på avsluttede tilfeller (20 virkedager)\n"
IN_DAYS = "D.4 Gjennomsnittlig varighet på avsluttede tilfeller (20 dager)\n"
OF_A_LINE = "  bare for styringslinje kommunal\n"
THE_CALENDAR = f"NO, holidays {version('holidays')}"


@pytest.mark.parametrize(
    ("indicators", "line", "calendar"),
    [
        (IN_WORKING_DAYS, "", THE_CALENDAR),
        (IN_DAYS, "", ""),
        (IN_DAYS + IN_WORKING_DAYS + OF_A_LINE, "kommunal", THE_CALENDAR),
        (IN_DAYS + IN_WORKING_DAYS + OF_A_LINE, "statlig", ""),
    ],
    ids=["working days", "days", "its line", "the other line"],
)
def test_the_manifest_names_it(tmp_path: Path, indicators: str, line: str, calendar: str) -> None:
    """A line that does not have the indicator is not told that there is one in working days."""
    spec_path, data = tmp_path / "krav.kpi", tmp_path / "data"
    spec_path.write_text(HEAD + indicators, encoding="utf-8")
    data.mkdir()
    rows = "sak_id,kontor_nr,start,slutt,møte,unntak\n1,0101,2026-05-15,2026-05-19,,\n"
    (data / "saker.csv").write_text(rows, encoding="utf-8")
    (data / "enheter.csv").write_text(
        "unit,name,kind,line,parent,from,to\n0101,Nord,kontor,statlig,,,\n0101,Nord,kontor,kommunal,,,\n",
        encoding="utf-8",
    )
    project = load(spec_path)
    spec = check(project).spec
    assert spec is not None
    edition = run(project, spec, data, Month.of(2026, 5), line=line).edition
    assert edition is not None
    folder = render(edition, tmp_path / "out", formats=("json",))
    assert json.loads((folder / "edition.json").read_text(encoding="utf-8"))["working_days"] == calendar
