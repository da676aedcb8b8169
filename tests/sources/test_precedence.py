"""Three counts of one cell: the first in the line of sources wins, whatever order they are declared in."""

from pathlib import Path

import pytest

from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run
from tests.language.page import prelude

PERIOD = Month.of(2026, 10)
LOCAL = "kilde {name}\n  én rad per enhet og måned\n  kontor_nr enhet\n  periode måned\n  ja teller\n  alle nevner\n"
FIRST = LOCAL.format(name="leder") + "  tallene er strøm\n  går foran lokale\n"
SECOND = LOCAL.format(name="lokale") + "  tallene er strøm\n  går foran tall, meld fra om forskjeller over 50 %\n"


@pytest.mark.parametrize("declared", [FIRST + SECOND, SECOND + FIRST], ids=["first first", "second first"])
def test_the_first_of_three_wins(tmp_path: Path, declared: str) -> None:
    spec = prelude("organisation") + prelude("ready-made") + declared + "S.1 Svarandel (80 %)\n"
    (tmp_path / "krav.kpi").write_text(spec, encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    head = "kontor_nr,periode,ja,alle\n"
    rows = {
        "leder": "0101,2026-10,90,100\n",
        "lokale": "0101,2026-10,80,100\n0102,2026-10,75,100\n",
        "tall": "0101,2026-10,70,100\n0102,2026-10,70,100\n0103,2026-10,10,100\n0103,2026-09,10,100\n",
    }
    for name, text in rows.items():
        (data / f"{name}.csv").write_text(head + text, encoding="utf-8")
    project = load(tmp_path / "krav.kpi")
    checked = check(project).spec
    assert checked is not None
    outcome = run(project, checked, data, PERIOD)
    edition = outcome.edition
    assert edition is not None
    at = {n.unit.code: i for i, n in enumerate(edition.structure.nodes)}
    values = {code: edition.cell("S.1", at[code]).month.numerator for code in ("0101", "0102", "0103")}
    assert values == {"0101": 90, "0102": 75, "0103": 10}
    listed = [(p.fields["first"], p.fields["other"], p.fields["unit"]) for p in outcome.problems if p.code == "D006"]
    assert listed == [("leder", "lokale", "0101")]


def test_what_is_too_far_apart_beyond_the_first_fifty_is_counted(tmp_path: Path) -> None:
    """63 units have 80 of 100 in the one and 10 of 100 in the other; the 64th has the same in both."""
    spec = prelude("organisation") + prelude("ready-made") + SECOND + "S.1 Svarandel (80 %)\n"
    (tmp_path / "krav.kpi").write_text(spec, encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    for name, yes in (("lokale", 80), ("tall", 10)):
        rows = [f"{code:04},2026-10,{yes},100" for code in range(101, 164)] + ["0164,2026-10,70,100"]
        (data / f"{name}.csv").write_text("\n".join(["kontor_nr,periode,ja,alle", *rows, ""]), encoding="utf-8")
    project = load(tmp_path / "krav.kpi")
    checked = check(project).spec
    assert checked is not None
    found = run(project, checked, data, PERIOD).problems
    assert [p.fields["unit"] for p in found if p.code == "D006"] == [f"{code:04}" for code in range(101, 151)]
    assert [p.fields["count"] for p in found if p.code == "D007"] == ["13"]
