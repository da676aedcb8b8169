"""An agency with one steering line and ready-made figures, as files."""

from __future__ import annotations

from pathlib import Path

from tests.language.page import prelude


def write_agency(folder: Path, units: str, figures: str, indicators: str) -> None:
    """Write kort/kort.kpi with the indicators and their rules, data/enheter.csv and data/tall.csv."""
    (folder / "kort").mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    head = prelude("organisation").replace("  styringslinje kommunal: kontor i kommune\n", "")
    head = head.replace("kommune (kommuner), ", "")
    (folder / "kort" / "kort.kpi").write_text(head + prelude("ready-made") + indicators, encoding="utf-8")
    (folder / "data" / "enheter.csv").write_text(units, encoding="utf-8")
    (folder / "data" / "tall.csv").write_text(figures, encoding="utf-8")
