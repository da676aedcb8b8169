"""A change from last year is hidden where one of its two figures is, and an index where any of its parts is."""

from __future__ import annotations

from kpidsl.disclosure import disclose
from kpidsl.language import check_sources
from kpidsl.model.edition import WHOLE
from kpidsl.model.period import Month
from kpidsl.pipeline import run_rows
from kpidsl.problems import SourceText
from tests.language.page import prelude

CARD = Month.of(2026, 2)
SPEC = prelude("organisation") + prelude("ready-made") + "skjerming for andeler skjul tall når grunnlaget er under 5\n"


def hidden(indicators: str) -> dict[tuple[str, str, str], bool]:
    """Whether a figure is hidden, by indicator, unit and month: 0101 had 3 of 4 in January of last year."""
    spec, problems = check_sources([SourceText("a.kpi", SPEC + indicators)])
    assert spec is not None, [p.message() for p in problems if p.severity == "error"]
    rows = [
        {"kontor_nr": unit, "periode": f"{year}-{month}", "ja": ja, "alle": alle}
        for unit in ("0101", "0102", "0103")
        for year in (2025, 2026)
        for month in ("01", "02")
        for ja, alle in [("3", "4") if (unit, year, month) == ("0101", 2025, "01") else ("50", "100")]
    ]
    register = [
        {"unit": code, "name": code, "kind": kind, "line": "statlig", "parent": parent}
        for code, kind, parent in (
            ("0101", "kontor", "01"),
            ("0102", "kontor", "01"),
            ("0103", "kontor", "01"),
            ("01", "fylke", ""),
        )
    ]
    results, problems = run_rows(spec, {"tall": rows, "enheter": register}, CARD, ())
    assert results is not None, [p.message() for p in problems]
    (edition,) = disclose(results, [WHOLE], language="nb", history=13, engine_version="")
    return {
        (one.code, node.unit.code, str(month)): edition.cell(one.code, at, month).month.hidden
        for one in spec.indicators
        for at, node in enumerate(edition.structure.nodes)
        for month in edition.months
    }


def test_a_change_is_hidden_where_one_of_its_figures_is() -> None:
    found = hidden("S.2 Endring fra i fjor i S.1 (uten mål)\nS.1 Svarandel (80 %)\n")
    assert found["S.1", "0101", "2025-01"]
    assert not found["S.1", "0101", "2026-01"]
    for unit in ("0101", "0102", "0103", "01"):
        for month in ("2026-01", "2026-02"):
            before = f"2025{month[4:]}"
            assert found["S.2", unit, month] == (found["S.1", unit, month] or found["S.1", unit, before]), (unit, month)
    assert found["S.2", "0101", "2026-01"]


def test_an_index_of_an_index_is_hidden_whichever_is_written_first() -> None:
    outer = 'I.1 Vektet indeks "Ytre" (minst 50)\n  I.2 teller 100 %\n'
    inner = 'I.2 Vektet indeks "Indre" (minst 50)\n  S.1 teller 100 %\n'
    for written in (outer + inner, inner + outer):
        found = hidden("S.1 Svarandel (80 %)\n" + written)
        assert found["S.1", "0101", "2025-01"]
        assert found["I.2", "0101", "2025-01"]
        assert found["I.1", "0101", "2025-01"]
