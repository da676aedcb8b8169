"""A source with one row per unit and year, from every kind of file, and how its twelfths are explained."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from kpidsl.explaining.explanation import explain
from kpidsl.explaining.json import as_json
from kpidsl.explaining.text import paragraph, text
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run
from tests.language.page import prelude

SPEC = (
    prelude("organisation")
    + """kilde regnskap
  én rad per enhet og måned
  kontor_nr enhet
  periode   måned
  brukt     kroner
kilde årsbudsjett
  én rad per enhet og år
  kontor_nr enhet
  periode   år
  budsjett  kroner
størrelse forbruk betyr sum brukt i regnskap
størrelse ramme betyr sum budsjett i årsbudsjett
Ø.1 Forbruk i prosent av ramme hittil i år (98–102 %)
"""
)
LEDGER = "kontor_nr,periode,brukt\n0101,2026-01,83.33\n0101,2026-02,100\n"
BUDGET = [("0101", 2026, 1000)]


def write(path: Path, kind: str) -> None:
    if kind == "csv":
        lines = ["kontor_nr,periode,budsjett", *(f"{u},{y},{b}" for u, y, b in BUDGET)]
        path.with_suffix(".csv").write_text("\n".join(lines), encoding="utf-8")
    elif kind == "xlsx":
        book = Workbook()
        assert book.active is not None
        for row in [("kontor_nr", "periode", "budsjett"), *BUDGET]:
            book.active.append(row)
        book.save(path.with_suffix(".xlsx"))
    else:
        rows = ", ".join(f"('{u}', {y}, {b})" for u, y, b in BUDGET)
        table = f"SELECT * FROM (VALUES {rows}) t(kontor_nr, periode, budsjett)"
        duckdb.connect().execute(f"COPY ({table}) TO '{path.with_suffix('.parquet')}' (FORMAT parquet)")


def edition_of(tmp_path: Path, kind: str, period: Month, ledger: str = LEDGER) -> Edition:
    spec_path, data = tmp_path / "krav.kpi", tmp_path / "data"
    data.mkdir(parents=True)
    spec_path.write_text(SPEC, encoding="utf-8")
    (data / "regnskap.csv").write_text(ledger, encoding="utf-8")
    write(data / "årsbudsjett", kind)
    project = load(spec_path)
    spec = check(project).spec
    assert spec is not None
    edition = run(project, spec, data, period).edition
    assert edition is not None
    return edition


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_every_kind_of_file_is_read_alike(tmp_path: Path, kind: str) -> None:
    """83.33 of a twelfth of 1 000 kroner."""
    edition = edition_of(tmp_path, kind, Month.of(2026, 2))
    node = next(i for i, n in enumerate(edition.structure.nodes) if n.unit.code == "0101")
    figure = edition.cell("Ø.1", node, Month.of(2026, 1)).month
    assert figure.value is not None
    assert figure.value * 1000 * 100 == 12 * 8333
    assert figure.marks.slugs == ("distributed", "twelfths")


def test_an_explanation_says_that_the_year_is_divided(tmp_path: Path) -> None:
    found = explain(edition_of(tmp_path, "csv", Month.of(2026, 2)), "Ø.1", "0101", language="nb")
    said = "«budsjett» er en tolvdel av årets tall per måned (kilde: årsbudsjett)."
    assert said in paragraph(found)
    assert "en tolvdel av årets tall per måned" in text(found)
    assert '"distributed"' in as_json(found)
    english = explain(edition_of(tmp_path / "en", "csv", Month.of(2026, 2)), "Ø.1", "0101", language="en")
    assert "“budsjett” is a twelfth of the year's figure a month (source: årsbudsjett)." in paragraph(english)


def test_it_is_said_of_december_itself_but_not_of_the_year(tmp_path: Path) -> None:
    months = "".join(f"0101,2026-{m:02d},{100 if m < 12 else 50}\n" for m in range(1, 13))
    found = explain(
        edition_of(tmp_path, "csv", Month.of(2026, 12), "kontor_nr,periode,brukt\n" + months), "Ø.1", "0101"
    )
    assert found.year_to_date.value is not None
    assert found.year_to_date.value * 1000 == 1150
    assert (found.year_to_date.marks.slugs, found.month.marks.slugs) == ((), ("distributed", "twelfths"))
    assert found.year_counted == (1150, 1000)
