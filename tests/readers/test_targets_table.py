"""A clause and a row on one key: the message shows both places."""

from kpidsl.language import check_sources
from kpidsl.problems import SourceText, render_full
from kpidsl.sources.tables.targets import targets_of, with_targets
from tests.language.page import prelude

SPEC = prelude("organisation") + prelude("ready-made") + "S.1 Svarandel (70 %)\nmåltall for S.1\n  80 % fra 2026\n"
ROW = {"indicator": "S.1", "level": "", "unit": "", "line": "", "value": "75", "unit_of_measure": "%",
       "from": "2026-01-01", "to": "", "decided": "", "source": "brev"}  # fmt: skip


def test_the_line_and_the_row_are_both_shown() -> None:
    spec, _ = check_sources([SourceText("krav.kpi", SPEC)])
    assert spec is not None
    rows, _ = targets_of([(2, ROW)], "maal.csv")
    _, (found,) = with_targets(spec, rows, {})
    line = SPEC.count("\n")
    shown = render_full(found, {"krav.kpi": SPEC}, "nb")
    assert f"krav.kpi:{line}" in shown
    assert "80 % fra 2026" in shown
    assert "maal.csv:2" in shown
