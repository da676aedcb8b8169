"""Last year's card, made again from today's specification (question 8 as it was): what came later leaves it alone."""

from __future__ import annotations

from kpidsl.disclosure import disclose
from kpidsl.language import check_sources
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.pipeline import HISTORY_MONTHS, run_rows
from kpidsl.problems import SourceText
from kpidsl.rendering.machine import result_rows
from tests.language.page import prelude

THEN = Month.of(2025, 10)
HEAD = prelude("organisation") + prelude("ready-made")
AS_IT_WAS = (
    "S.1 Svarandel (75 %)\nS.2 Feilandel (høyst 30 %)\nmåltall for S.1\n"
    "  78 % fra juli 2025 vedtatt 15.06.2025\n  minst 70 % fra 2025 for kontor 0102\n"
)
SINCE = (
    "  85 % fra 2025 vedtatt 01.11.2025\n"  # decided after the card, also for its own year
    "  82 % fra 2026\n"  # from a later year
    "  minst 90 % fra oktober 2025 for fylke 01 vedtatt 12.01.2026\n"
    "  uten mål fra november 2025 for kontor 0102\n"
)
ROWS = [
    {"kontor_nr": office, "periode": f"2025-{month:02d}", "ja": str(60 + 2 * month + shift), "alle": "100"}
    for month in range(1, 11)
    for office, shift in (("0101", 0), ("0102", -5))
]
LATER_ROWS = [{"kontor_nr": "0103", "periode": "2026-03", "ja": "1", "alle": "100"}]
OF_TABLE = {"level": "", "unit": "0101", "line": "", "value": "95", "to": "", "source": "Brev"}


def unit(code: str, kind: str, parent: str, start: str = "") -> dict[str, str]:
    return {"unit": code, "name": code, "kind": kind, "line": "statlig", "parent": parent, "from": start, "to": ""}


REGISTER = [unit("0101", "kontor", "01"), unit("0102", "kontor", "01"), unit("01", "fylke", "")]


def card(spec_text: str, **later: list[dict[str, str]]) -> Edition:
    spec, problems = check_sources([SourceText("krav.kpi", spec_text)])
    assert spec is not None, [p.message("en") for p in problems]
    given = {"tall": ROWS + later.get("tall", []), "enheter": REGISTER + later.get("enheter", [])}
    given |= {name: rows for name, rows in later.items() if name not in given}
    results, found = run_rows(spec, given, THEN, ())
    assert results is not None, [p.message("en") for p in found]
    (edition,) = disclose(results, language="nb", suppress_below=0, history=HISTORY_MONTHS, engine_version="1")
    return edition


def test_what_was_decided_or_begins_later_leaves_the_card_as_it_was() -> None:
    """Later targets in clauses and in the table, a unit that opens later, and later figures: every row is the same."""
    was = list(result_rows(card(HEAD + AS_IT_WAS)))
    again = card(
        HEAD + AS_IT_WAS + SINCE,
        tall=LATER_ROWS,
        enheter=[unit("0103", "kontor", "01", "2026-01-01")],
        maal=[
            {"indicator": "S.1", "from": "2026-01-01", "decided": "", **OF_TABLE},
            {"indicator": "S.2", "from": "2025-01-01", "decided": "2025-11-20", **OF_TABLE},
        ],
    )
    assert list(result_rows(again)) == was
    assert any("78.000000" in row for row in was)


def test_a_target_that_was_known_then_does_change_it() -> None:
    """So the comparison sees targets: one that was decided within the month is on the card."""
    known = HEAD + AS_IT_WAS + SINCE.replace("01.11.2025", "31.10.2025")
    assert list(result_rows(card(known))) != list(result_rows(card(HEAD + AS_IT_WAS)))
