"""What one unit writes is in no book and no edition of another beside it, and is in those of the unit above."""

from __future__ import annotations

from pathlib import Path

from kpidsl.followup.striking import StruckText
from kpidsl.month.text_search import files_below, holds
from tests.month.filling import filled
from tests.month.test_collect import PLAN
from tests.month.test_sign_off import month_project, said

CANARY = "Kanarifuglen"


def holding(folder: Path) -> set[str]:
    """The files below that have the canary, unpacked, by their names."""
    return {path.name for path in files_below(folder) if holds(path, StruckText(CANARY, ""))}


def test_no_other_units_canary_is_in_a_book_or_an_edition(tmp_path: Path) -> None:
    """0102 writes it in its plan, its report and the name of who is responsible; 0101 in nothing."""
    project = month_project(tmp_path)
    month = ["--data", f"{project}/data", "--period", "2026-10"]
    texts = {"Tiltak!C4": f"{CANARY} flytter", "Tiltak!D4": CANARY, "Tiltak!J4": CANARY, "Rapport!C4": f"{CANARY}."}
    filled(project, texts, by="Per S.", unit="kontor-0102", book="to.xlsx")
    filled(project, PLAN, book="to.xlsx")
    said("collect", f"{project}/kort", "--data", f"{project}/data", "--on", "2026-11-13")
    said("forms", f"{project}/kort", *month, "--for", "0101,0102,01", "--on", "2026-11-14")
    formats = ("--formats", "html,xlsx,pptx,csv,json")
    said("run", f"{project}/kort", *month, "--out", f"{project}/editions", "--for", "0101,0102,01", *formats)
    said("ready", f"{project}/kort", *month, "--out", f"{project}/ready", "--on", "2026-11-16")
    follow_up, editions = project / "oppfolging", project / "editions"
    assert (
        holding(follow_up / "kontor-0101") == holding(editions / "kontor-0101") == holding(project / "ready") == set()
    )
    assert holding(follow_up / "fylke-01") == set()  # the director's books ask about the county's figures, and answers
    assert "godkjenning-2026-10.xlsx" in {path.name for path in files_below(follow_up / "fylke-01")}
    assert {"oppfolging-2026-10.xlsx"} <= holding(follow_up / "kontor-0102" / "out")
    for unit in ("kontor-0102", "fylke-01"):
        assert {"unit-kontor-0102.html"} <= holding(editions / unit)
