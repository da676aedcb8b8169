"""The figure over time: which points are drawn and where, what is said of them, and that nothing hidden is in it."""

from __future__ import annotations

import re

import pytest

from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.rendering.html.pages import indicator_page
from kpidsl.rendering.html.site import pages
from kpidsl.rendering.html.time_chart import TimeChart, time_chart
from tests.edition.test_explain import FEBRUARY, SHARE, Figures, edition_of
from tests.language.page import prelude

RISK = prelude("risk")
FLOW = SHARE
STOCK = SHARE.replace("tallene er strøm", "tallene er beholdning")
LAST = Month.parse(FEBRUARY)
MONTHS = [LAST - back for back in range(25, -1, -1)]


def figures_of(value: int = 80, **instead: tuple[str, str]) -> Figures:
    """Two offices with `value` of 100 in each of 26 months to February 2026; `instead` is 0101's, by YYYY_MM."""
    found = {(office, str(m)): (str(value), "100") for office in ("0101", "0102") for m in MONTHS}
    return found | {("0101", key[1:].replace("_", "-")): pair for key, pair in instead.items()}


def drawn(edition: Edition, unit: str = "0101", language: str = "nb") -> TimeChart:
    (node,) = (at for at, n in enumerate(edition.structure.nodes) if n.unit.code == unit)
    found = time_chart(edition, edition.spec.indicators[0], node, language)
    assert found is not None
    return found


def test_equal_steps_of_a_figure_are_equally_high_and_months_equally_far_apart() -> None:
    """60, 70 and 80 of 100 in the last three months, of a stock."""
    instead = {"m2025_12": ("60", "100"), "m2026_01": ("70", "100"), "m2026_02": ("80", "100")}
    chart = drawn(edition_of(figures_of(**instead), spec_text=STOCK))
    (line,) = chart.line
    a, b, c = line[-3:]
    assert b[0] - a[0] == pytest.approx(c[0] - b[0], abs=0.15)
    assert a[1] - b[1] == pytest.approx(b[1] - c[1], abs=0.15)
    assert a[1] > b[1]
    assert chart.months == ()
    assert chart.last is not None
    assert (chart.last.text, chart.last.at) == ("80,0\u00a0%", c)


def test_a_year_to_date_begins_anew_each_year_beside_the_months() -> None:
    """0101 has 80 of 100 in 24 months, 50 in January and 90 in February: 70 % so far, drawn as the line that is judged;
    the month's own 90 % stands in the thin line."""
    instead = {"m2026_01": ("50", "100"), "m2026_02": ("90", "100")}
    chart = drawn(edition_of(figures_of(**instead), spec_text=FLOW))
    assert [len(run) for run in chart.line][-2:] == [12, 2]
    assert chart.last is not None
    assert chart.last.text == "70,0\u00a0%"
    assert chart.rows[0] == ("februar 2026", "90,0\u00a0%", "70,0\u00a0%", "≥\u00a080\u00a0%")
    (months,) = chart.months
    assert months[-1][1] < chart.line[-1][-1][1]  # higher up on the picture


def test_the_range_that_is_told_is_the_one_that_is_drawn() -> None:
    edition = edition_of(figures_of(82), spec_text=FLOW + RISK)
    chart = drawn(edition)
    (node,) = (at for at, n in enumerate(edition.structure.nodes) if n.unit.code == "0101")
    risk = edition.cell("S.1", node).risk
    assert risk is not None
    assert risk.ends is not None
    assert chart.ahead is not None
    start, high, low = chart.ahead.wedge
    assert chart.last is not None
    assert start == chart.last.at
    assert high[1] < chart.ahead.middle[1][1] < low[1]
    assert chart.ahead.label.text in chart.caption
    assert low[0] == chart.edges[2]  # December is where the picture ends


def test_without_a_forecast_there_is_no_wedge() -> None:
    chart = drawn(edition_of(figures_of(), spec_text=FLOW))
    assert chart.ahead is None
    assert "åtte av ti" not in chart.caption
    assert chart.last is not None
    assert chart.last.at[0] == chart.edges[2]


def test_a_month_without_a_figure_is_a_gap_with_its_sign() -> None:
    """Of 25 months, February 2024 to February 2026, June 2025 is the 17th."""
    chart = drawn(edition_of(figures_of(m2025_06=("..", "..")), spec_text=STOCK))
    assert [len(run) for run in chart.line] == [16, 8]
    assert [label.text for label in chart.signs] == [".."]
    assert "Tegnene nederst" in chart.caption


def test_what_is_hidden_is_not_drawn_and_changes_nothing() -> None:
    """0101 has 1 or 3 of 4 in June, which are hidden: its picture is the same whichever they are. (Of a flow the years
    to date that are shown later are sums with those.)"""
    charts = []
    for hits in ("1", "3"):
        chart = drawn(edition_of(figures_of(m2025_06=(hits, "4")), below=5, spec_text=STOCK))
        assert ":" in [label.text for label in chart.signs]
        assert any(cell.startswith(":") for row in chart.rows for cell in row)
        charts.append(chart)
    assert charts[0] == charts[1]


def test_the_page_draws_it() -> None:
    """One picture on the page, of the unit that the page explains, with its numbers in a table beside it."""
    page = dict(pages(edition_of(figures_of(), spec_text=FLOW), "nb"))[indicator_page("S.1")]
    (picture,) = re.findall(r'<svg class="overtime".*?</svg>', page, re.DOTALL)
    assert len(re.findall(r'<polyline class="judged"', picture)) == 3  # 2024, 2025, and the two months of 2026
    assert page.count('<th scope="row">februar 2026</th>') == 1


def test_two_figures_are_the_least_to_draw() -> None:
    one = {("0101", FEBRUARY): ("80", "100"), ("0102", FEBRUARY): ("80", "100")}
    edition = edition_of(one, spec_text=STOCK)
    assert time_chart(edition, edition.spec.indicators[0], 0, "nb") is None


def test_it_begins_with_the_first_month_that_has_something() -> None:
    """Figures come from October on: October stands at the scale, and the table of numbers has the months before it.
    December, which lacks, stays with its mark."""
    recent = {k: v for k, v in figures_of().items() if k[1] >= "2025-10" and k[1] != "2025-12"}
    chart = drawn(edition_of(recent, spec_text=STOCK))
    assert chart.line[0][0][0] == chart.edges[0]
    assert [label.text for label in chart.years] == ["2025", "2026"]
    assert [label.text for label in chart.signs] == [".."]
    assert [len(run) for run in chart.line] == [2, 2]
    assert len(chart.rows) > 5


def test_the_last_number_stands_on_the_side_that_the_line_does_not_come_from() -> None:
    falling, rising = (
        drawn(edition_of(figures_of(m2026_01=(before, "100")), spec_text=STOCK)) for before in ("90", "70")
    )
    assert (falling.is_last_below, rising.is_last_below) == (True, False)


def test_it_is_told_in_english_too() -> None:
    chart = drawn(edition_of(figures_of(), spec_text=FLOW), language="en")
    assert chart.caption == "The thick line is the year to date, the thin one each month by itself. Dashed: the target."
    assert chart.heads == ("Month", "Result", "Year to date", "Target")


def test_the_scales_numbers_have_room_beside_it() -> None:
    """About seven points a letter of the longest, in front of where the scale begins."""
    chart = drawn(edition_of(figures_of(), spec_text=FLOW))
    assert chart.ticks[0].at[0] >= 7 * max(len(tick.text) for tick in chart.ticks)
    assert chart.ticks[0].at[0] < chart.edges[0]
