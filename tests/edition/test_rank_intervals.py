"""How certain a place is: intervals that are asked for, the same each time, wide where cases are few."""

from __future__ import annotations

from kpidsl.disclosure import disclose
from kpidsl.language import check_sources
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.model.ranking import ranking
from kpidsl.pipeline import HISTORY_MONTHS, run_rows
from kpidsl.problems import SourceText
from kpidsl.rendering.html.pages import indicator_page
from kpidsl.rendering.html.site import pages
from kpidsl.rendering.shown.rank_intervals import rank_intervals
from tests.language.page import prelude

SHARES = {"0101": 90, "0102": 80, "0103": 70, "0104": 60, "0105": 50}
RULE = "rangering etter verdi, med usikkerhet\n"


def edition_of(of: int, rule: str = RULE, direction: str = "minst 75 %") -> Edition:
    spec = prelude("organisation") + prelude("ready-made") + f'S.1 "Svar" ({direction})\n  hentes fra tall\n{rule}'
    checked, problems = check_sources([SourceText("krav.kpi", spec)])
    assert checked is not None, [p.message("en") for p in problems]
    rows = [
        {"kontor_nr": o, "periode": "2026-01", "ja": str(s * of // 100), "alle": str(of)} for o, s in SHARES.items()
    ]
    results, _ = run_rows(checked, {"tall": rows}, Month.of(2026, 1), [("kontor", o) for o in SHARES])
    assert results is not None
    return disclose(results, language="nb", history=HISTORY_MONTHS, engine_version="1")[0]


def intervals(edition: Edition) -> dict[str, tuple[int, int]]:
    indicator, nodes = edition.spec.indicators[0], edition.structure.nodes
    found = rank_intervals(edition, indicator, ranking(edition, indicator, "statlig"))
    return {nodes[at].unit.code: one for at, one in found.items()}


def test_many_cases_fix_the_place_and_few_do_not() -> None:
    """Ten points apart: at 100 000 cases the standard error is 0.2 points, at 10 it is 15."""
    assert intervals(edition_of(100_000)) == {o: (at, at) for at, o in enumerate(SHARES, 1)}
    few = intervals(edition_of(10))
    assert all(high - low >= 2 for low, high in few.values())
    assert all(low <= at <= high for at, (low, high) in enumerate(few.values(), 1))


def test_lower_is_better_turns_them_round() -> None:
    turned = intervals(edition_of(100_000, direction="høyst 75 %"))
    assert turned == {o: (at, at) for at, o in enumerate(reversed(SHARES), 1)}


def test_the_same_edition_has_the_same_intervals_and_they_are_shown() -> None:
    edition = edition_of(10)
    found = intervals(edition)
    assert found == intervals(edition_of(10))
    page = dict(pages(edition, "nb"))[indicator_page("S.1")]
    low, high = found["0101"]
    assert f"1/5 ({low}–{high} av 5)" in page


def test_without_the_rule_there_are_none() -> None:
    assert intervals(edition_of(10, rule="rangering etter verdi\n")) == {}
