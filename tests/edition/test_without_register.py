"""Without a register the units are those that the sources have spoken of by the period."""

from __future__ import annotations

from pathlib import Path

from kpidsl.model.period import Month
from kpidsl.model.state import Status
from kpidsl.pipeline import check, load, run
from tests.language.page import prelude


def test_a_unit_is_there_from_its_first_figure(tmp_path: Path) -> None:
    """0102 first reports in May: February's country does not wait for it, June's does."""
    spec = prelude("organisation") + prelude("ready-made") + 'S.1 "Svar" (minst 75 %)\n  hentes fra tall\n'
    (tmp_path / "krav.kpi").write_text(spec, encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    rows = [f"0101,2026-{m:02d},90,100" for m in range(1, 7)] + ["0102,2026-05,80,100"]
    (data / "tall.csv").write_text("\n".join(["kontor_nr,periode,ja,alle", *rows]) + "\n", encoding="utf-8")
    project = load(tmp_path)
    checked = check(project).spec
    assert checked is not None
    seen = {}
    for month in (2, 6):
        edition = run(project, checked, data, Month.of(2026, month)).edition
        assert edition is not None
        cell = edition.cell("S.1", 0)
        seen[month] = ([u.code for u in edition.structure.leaves], cell.month.status, (cell.covered, cell.expected))
    assert seen[2] == (["0101"], Status.GREEN, (1, 1))
    assert seen[6] == (["0101", "0102"], Status.NONE, (1, 2))
