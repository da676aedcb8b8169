"""How certain a place is: intervals that are asked for, the same each time, wide where cases are few."""

from __future__ import annotations

import re

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
    assert all(f"{low}–{high} av 5" in page for low, high in found.values())


def places_on_page(of: int) -> list[tuple[str, str]]:
    """Place and third of each ranked unit, as the page has them."""
    page = dict(pages(edition_of(of), "nb"))[indicator_page("S.1")]
    return re.findall(r'<td class="n">([^<]*)</td><td>([^<]*)</td><th scope="row">', page)


def test_a_place_is_printed_where_its_interval_lies_in_one_third() -> None:
    """Five units: places 1–2 are the first third, 3–4 the second, 5 the last. With 100 000 cases each has its own."""
    thirds = ["øverste", "øverste", "midterste", "midterste", "nederste"]
    assert places_on_page(100_000) == [(f"{n}/5 ({n}–{n} av 5)", third) for n, third in enumerate(thirds, 1)]


def test_an_interval_over_several_thirds_stands_alone() -> None:
    """With 10 cases the third unit's interval reaches over at least two places on either side or both (above)."""
    low, high = intervals(edition_of(10))["0103"]
    assert (low, high) not in {(3, 3), (3, 4), (4, 4)}
    assert places_on_page(10)[2] == (f"{low}–{high} av 5", "")


def test_without_the_rule_there_are_none() -> None:
    assert intervals(edition_of(10, rule="rangering etter verdi\n")) == {}
