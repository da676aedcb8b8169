"""What the pages say beyond the figures: closed deviations, the map, and control limits in words."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import openpyxl

from kpidsl.model.control import Assurance, ControlChart, Signal, Variation
from kpidsl.model.organisation import HistoricStructure
from kpidsl.model.period import Month
from kpidsl.model.state import Status, Trend
from kpidsl.rendering import render
from kpidsl.rendering.html.map_picture import map_picture
from kpidsl.rendering.html.pages import indicator_page, unit_page
from kpidsl.rendering.html.site import pages
from kpidsl.rendering.shown.effect_map import EffectMap, MapLink, MapNode
from kpidsl.wording.cells import control_notes

NAV = Path(__file__).parents[2] / "specs" / "nav"


def test_a_deviation_of_last_month_that_is_none_now_is_closed(agency, agency_pages):
    was = [
        (code, at)
        for code in agency.grids
        for at, n in enumerate(agency.structure.nodes)
        if n.line == agency.structure.nodes[0].line
        and agency.cell(code, at, agency.period - 1).deviation
        and not agency.cell(code, at).deviation
        and agency.cell(code, at).year_to_date.value is not None
    ]
    page = agency_pages["deviations.html"]
    assert page.count(">lukket<") == len(was) > 0


def test_the_map_draws_every_link_and_the_list_says_them(agency, agency_pages):
    links = sum(len(i.links) for i in agency.spec.indicators)
    home = agency_pages["index.html"]
    drawn = home[home.index('class="map"') :]
    drawn = drawn[: drawn.index("</svg></div>")]
    assert drawn.count('<path class="link"') == links > 0
    assert home.count("→ <svg") == links


def test_a_link_is_heavy_where_neither_end_is_on_its_target():
    """Of two measures, one met and one near, on an effect that is not met: the second link alone."""
    met, near, effect = (
        MapNode(code, code, status, "")
        for code, status in zip("ABC", (Status.GREEN, Status.AMBER, Status.RED), strict=True)
    )
    links = (MapLink(0, 0, ""), MapLink(1, 0, ""))
    drawn = str(map_picture(EffectMap((met, near), (effect,), links)))
    widths = re.findall(r'class="link".*?stroke-width="([\d.]+)"', drawn)
    assert widths == ["1.4", "3"]


def test_every_card_has_the_map_with_its_own_statuses(agency, agency_pages):
    for name, page in agency_pages.items():
        if not name.startswith("unit-"):
            continue
        at = next(i for i, n in enumerate(agency.structure.nodes) if unit_page(n.unit) == name)
        here = {i.code for i in agency.indicators_at(at)}
        links = sum(link.effect in here for i in agency.indicators_at(at) for link in i.links)
        assert page.count('<path class="link"') == links


def facts(cell):
    year = cell.year_to_date
    return (
        cell.month.value,
        year.value,
        year.target,
        year.target_high,
        year.status,
        cell.trend,
        cell.since,
        cell.risk and cell.risk.level,
    )


def test_a_second_line_shows_only_what_differs_and_all_of_it(agency, agency_pages):
    """A row is left out where its figures and verdicts are the same on both lines, and stands where one is not."""
    seen = 0
    for name, page in agency_pages.items():
        cards = page.split('<div class="on-line">')[1:]
        if len(cards) < 2 or not name.startswith("unit-"):
            continue
        lines = [i for i, n in enumerate(agency.structure.nodes) if unit_page(n.unit) == name]
        written = [set(re.findall(r'<td class="nr">(.*?)</td>', card)) for card in cards]
        assert written[0] == {i.code for i in agency.indicators_at(lines[0])}
        second = next(at for at in lines if f"Styringslinje: {agency.structure.nodes[at].line}<small>" in cards[1])
        for one in agency.indicators_at(second):
            if one.code not in written[0]:
                continue
            if one.code not in written[1]:
                assert facts(agency.cell(one.code, lines[0])) == facts(agency.cell(one.code, second))
            else:
                assert any(
                    agency.cell(one.code, lines[0], m) != agency.cell(one.code, second, m) for m in agency.months
                )
                seen += 1
        assert len(written[1]) < len(written[0])
    assert seen


def test_control_limits_in_words(agency):
    indicator = next(i for i in agency.spec.indicators if i.code == "B.1")
    chart = ControlChart(13, 0.8, 0.75, 0.85, Variation.CONCERNING, Assurance.INCONSISTENT, Signal.OUTSIDE)
    assert [n.replace("\u00a0", " ") for n in control_notes(chart, indicator, "nb")] == [
        "reell forverring (utenfor en grense)",
        "når målet av og til, tilfeldig",
        "gjennomsnitt 80,0 %, grenser 75,0 % til 85,0 %",
    ]
    few = replace(chart, points=7, variation=Variation.TOO_FEW)
    assert control_notes(few, indicator, "en") == ("too few points for control limits (7 of 12)",)


def test_an_indicator_that_is_compared_with_last_year_says_of_which_units(agency, agency_pages):
    """Today's by default; the units of then where the organisation says so."""
    then = replace(agency, structure=replace(agency.structure, historic=(HistoricStructure(Month.of(1, 1), {}),)))
    said = {i.code: i.compares_with_last_year for i in agency.spec.indicators}
    assert set(said.values()) == {True, False}
    pages_then = dict(pages(then, "nb"))
    for written, words in ((agency_pages, "i dagens struktur"), (pages_then, "i daværende struktur")):
        assert {code: words in written[indicator_page(code)] for code in said} == said


def test_early_warnings_are_a_list_of_their_own_on_the_page_in_the_book_and_as_a_file(agency, agency_pages, tmp_path):
    """Green and getting worse, and no deviation: the same cells in each, and none of them among the deviations."""
    line = agency.structure.nodes[0].line
    slipping = {
        (n.unit.code, code)
        for code in agency.grids
        for at, n in enumerate(agency.structure.nodes)
        if n.line == line
        and (agency.cell(code, at).year_to_date.status, agency.cell(code, at).trend) == (Status.GREEN, Trend.WORSE)
        and not agency.cell(code, at).deviation
    }
    assert slipping
    page = agency_pages["deviations.html"]
    _, after = page.split('id="early"')
    assert after.count('<tr><th scope="row">') == len(slipping)
    assert after.count(">dårligere<") == len(slipping)
    made = render(agency, tmp_path, formats=("csv", "xlsx"))
    with (made / "early_warnings.csv").open(encoding="utf-8", newline="") as file:
        listed = [r for r in csv.DictReader(file) if not r["category"]]
    assert {(r["unit"], r["indicator"]) for r in listed if r["line"] == line} == slipping
    assert {r["deviation"] for r in listed} == {"0"}
    with (made / "deviations.csv").open(encoding="utf-8", newline="") as file:
        assert not slipping & {(r["unit"], r["indicator"]) for r in csv.DictReader(file) if r["line"] == line}
    names = {n.name: n.unit.code for n in agency.structure.nodes}
    sheet = list(openpyxl.load_workbook(made / "deviations.xlsx")["Tidlige varsler"].iter_rows(values_only=True))
    assert {(names[r[2]], r[3]) for r in sheet[3:] if r[1] == line} == slipping
