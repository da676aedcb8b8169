"""Large changes of ready-made figures: how many are listed, and to whom they are not told."""

from __future__ import annotations

from pathlib import Path

from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run
from tests.language.page import prelude

PERIOD = Month.of(2026, 10)
SOURCE = """\
kilde tall
  én rad per enhet og måned
  kontor_nr enhet
  periode måned
  ja teller
  alle nevner
  tallene er strøm
  meld fra om endringer over 30 %
størrelse svarandel betyr ja i prosent av alle i tall, høyere er bedre
trend for alle andre sammenlignet med forrige periode
"""


def problems_of(folder: Path, rows: list[str], rules: str = "") -> list[dict[str, str]]:
    """The large changes that a run lists."""
    spec = prelude("organisation") + SOURCE + rules + "S.1 Svarandel (80 %)\n"
    (folder / "krav.kpi").write_text(spec, encoding="utf-8")
    data = folder / "data"
    data.mkdir(exist_ok=True)
    (data / "tall.csv").write_text("\n".join(["kontor_nr,periode,ja,alle", *rows, ""]), encoding="utf-8")
    project = load(folder / "krav.kpi")
    checked = check(project).spec
    assert checked is not None
    outcome = run(project, checked, data, PERIOD)
    assert outcome.edition is not None
    told = [one for one in outcome.edition.problems if one["code"] == "D058"]
    return [*told, *({"code": p.code, **p.fields} for p in outcome.problems if p.code == "D059")]


def test_changes_beyond_the_first_fifty_are_counted(tmp_path: Path) -> None:
    """63 units fell from 80 to 10 of 100; of the 64th nothing changed."""
    rows = [
        f"{code:04},{month},{yes},100" for month, yes in (("2026-09", 80), ("2026-10", 10)) for code in range(1, 64)
    ]
    found = problems_of(tmp_path, [*rows, "0064,2026-09,10,100", "0064,2026-10,10,100"])
    assert [p["unit"] for p in found if p["code"] == "D058"] == [f"{code:04}" for code in range(1, 51)]
    assert [p["count"] for p in found if p["code"] == "D059"] == ["13"]


def test_an_edition_does_not_tell_how_far_a_hidden_figure_moved(tmp_path: Path) -> None:
    """0101 had 20 of 40 and has 2 of 3, which is hidden: that it moved over 30 % says that it is under 14. 0102's is
    shown."""
    rows = ["0101,2026-09,20,40", "0101,2026-10,2,3", "0102,2026-09,500,1000", "0102,2026-10,100,1000"]
    rows += [f"{code:04},{month},50,100" for month in ("2026-09", "2026-10") for code in range(103, 112)]
    every = problems_of(tmp_path, rows)
    assert {p["unit"] for p in every} == {"0101", "0102"}
    hiding = "skjerming skjul tall når grunnlaget er under 5\n"
    assert {p["unit"] for p in problems_of(tmp_path, rows, hiding)} == {"0102"}
