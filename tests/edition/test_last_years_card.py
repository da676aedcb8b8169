"""Last year's card, made again from today's specification (question 8 as it was): what came later leaves it alone."""

from __future__ import annotations

import json

from kpidsl.disclosure import disclose
from kpidsl.explaining.explanation import explain
from kpidsl.explaining.json import as_json
from kpidsl.language import check_sources
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.pipeline import HISTORY_MONTHS, run_rows
from kpidsl.problems import SourceText
from kpidsl.rendering.machine.columns import result_rows
from tests.language.page import prelude
from tests.made import ruled

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
    (edition,) = disclose(results, language="nb", history=HISTORY_MONTHS, engine_version="1")
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


DEFINED = f"""{prelude("organisation")}{prelude("cases")}
kilde tall
  én rad per enhet og måned
  kontor_nr enhet
  periode   måned
  ja        heltall
  alle      heltall
  spurte    heltall
  tallene er strøm
størrelse svarandel betyr ja i prosent av alle i tall, høyere er bedre
resultatkrav "Krav"
  indikatorer
    S.1 Svarandel (2 prosentpoeng bedre enn i fjor)
    S.2 Svarandel (70 %)
      måles kvartalsvis
    D.1 Median varighet på avsluttede tilfeller (10 dager)
    D.2 Gjennomsnittlig varighet på avsluttede tilfeller (10 dager)
    I.1 Vektet indeks "Alt" (minst 100)
      S.2 teller 60 %
      D.2 teller 40 %
"""
REDEFINED = """    S.2 Svarandel
      gjelder fra 1. januar 2026
    I.1 Vektet indeks "Det nye"
      gjelder fra november 2025
      S.2 teller 30 %
      D.2 teller 70 %
    D.2 Gjennomsnittlig varighet på hele tilfeller
      gjelder fra november 2025
størrelse svarandel betyr ja i prosent av spurte i ny, høyere er bedre
  gjelder fra november 2025
størrelse varighet betyr antall dager fra møte til slutt, lavere er bedre
  gjelder fra november 2025
størrelse varighet betyr antall dager fra start til slutt, lavere er bedre
  gjelder fra mars 2026
egenskap hele betyr tilfeller der slutt er i perioden og unntak mangler
kilde ny
  én rad per enhet og måned
  kontor_nr enhet
  periode   måned
  ja        heltall
  spurte    heltall
  tallene er strøm
"""
ROWS_THEN = {
    "tall": [
        {"kontor_nr": "0101", "periode": str(THEN - at), "ja": str(60 + at), "alle": "100", "spurte": "80"}
        for at in range(22)
    ],
    "saker": [
        {
            "sak_id": str(at),
            "kontor_nr": f"010{1 + at % 2}",
            "start": "2025-01-10",
            "møte": "2025-01-12",
            "slutt": f"2025-{1 + at % 10:02d}-{15 + at % 9}",
            "unntak": "x" if at % 3 else "",
        }
        for at in range(40)
    ],
}


def defined_card(spec_text: str, period: Month = THEN) -> Edition:
    spec, problems = check_sources([SourceText("krav.kpi", spec_text)])
    assert spec is not None, [p.message("en") for p in problems]
    results, found = run_rows(spec, {**ROWS_THEN, "enheter": REGISTER}, period, ())
    assert results is not None, [p.message("en") for p in found]
    (edition,) = disclose(ruled(results, 3), language="nb", history=HISTORY_MONTHS, engine_version="1")
    return edition


def test_later_definitions_leave_the_card_as_it_was() -> None:
    """Every row and every explanation is the same, and what only a later definition reads is not asked for."""
    was, again = defined_card(DEFINED), defined_card(DEFINED + REDEFINED)
    assert list(result_rows(again)) == list(result_rows(was))
    assert again.spec.indicators == was.spec.indicators
    assert {source for i in again.spec.indicators for source in i.sources} == {"tall", "saker"}
    for indicator in was.spec.indicators:
        for unit in ("0101", "0102", "01"):
            then, now = (json.loads(as_json(explain(e, indicator.code, unit))) for e in (was, again))
            assert now | {"edition": then["edition"]} == then


def test_a_definition_that_holds_then_does_change_it() -> None:
    """So the comparison sees definitions: from the card's own month on they count."""
    held = REDEFINED.replace("gjelder fra november 2025", "gjelder fra oktober 2025")
    assert list(result_rows(defined_card(DEFINED + held))) != list(result_rows(defined_card(DEFINED)))


def test_the_months_before_are_the_same_on_a_later_card() -> None:
    """Of the month's own figures: a card of November has October's as they were."""
    later = defined_card(DEFINED + REDEFINED, THEN + 1)
    was = defined_card(DEFINED)
    for code in ("S.1", "D.1", "D.2"):
        for node in range(3):
            then = was.cell(code, node, THEN)
            assert later.cell(code, node, THEN).month.value == then.month.value
            assert later.cell(code, node, THEN).year_to_date.value == then.year_to_date.value
