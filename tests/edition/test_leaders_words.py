"""What stands on a unit's page in words, so that nobody has to know the legend: where arrows point and what their
colours say, the chance beside the risk, and why two lines are not alike. Read from the pages of an agency, against its
cells."""

import re
from dataclasses import replace
from html import unescape

import pytest

from kpidsl.model.state import COLOURS, Status, Trend
from kpidsl.rendering.html.line_differences import other_line
from kpidsl.rendering.html.pages import CardOnLine, Group, Pages, unit_page
from kpidsl.rendering.html.site import pages

WORDS = {Status.GREEN: "nådd", Status.AMBER: "nær", Status.RED: "ikke nådd"}
TRENDS = {Trend.BETTER: "bedre", Trend.UNCHANGED: "uendret", Trend.WORSE: "dårligere", Trend.NEW: "ny"}


def rows_of(page):
    """The text of each row of the first card, by its code: the arrow's note, and the risk as the screen has it."""
    first = page.partition('<div class="on-line">')[2].partition('<div class="on-line">')[0]
    first = re.sub(r'<section class="first screen">.*?</section>', "", first, flags=re.DOTALL)
    return dict(re.findall(r'<tr[^>]*><td class="nr">([^<]+)</td>(.*?)</tr>', first, re.DOTALL))


def note_of(row):
    note = re.search(r'<span class="note" aria-hidden="true">(.*?)</span>(?:</span>)', row)
    assert note is not None
    return unescape(re.sub("<[^>]+>", "", note[1]))


def test_an_arrow_says_what_its_colour_does_where_that_would_puzzle(agency, agency_pages):
    """A green arrow that points down: `dårligere, men nådd`; a colour that is not the status beside it: whose it is."""
    kinds = set()
    for at, node in enumerate(agency.structure.nodes):
        if node.line != agency.structure.nodes[0].line:
            continue
        rows = rows_of(agency_pages[unit_page(node.unit)])
        for one in agency.indicators_at(at):
            cell = agency.cell(one.code, at)
            if cell.trend is Trend.NONE or one.code not in rows:
                continue
            month, year, trend = cell.month.status, cell.year_to_date.status, TRENDS[cell.trend]
            against = (month is Status.GREEN, cell.trend) in ((True, Trend.WORSE), (False, Trend.BETTER))
            if month in COLOURS and month is not year:
                expected, kind = f"{trend}, {WORDS[month]} i oktober", "another"
            elif month in COLOURS and against:
                expected, kind = f"{trend}, men {WORDS[month]}", "against"
            else:
                expected, kind = trend, "alone"
            assert note_of(rows[one.code]) == expected, (node.name, one.code)
            kinds.add(kind)
    assert kinds == {"another", "against", "alone"}


def test_beside_the_risk_it_says_of_what_the_chance_is(agency, agency_pages):
    """`Lav` and `92 % sjanse for å nå målet`, which nobody reads as a risk of 92 %; on paper the head says it."""
    found = 0
    for at, node in enumerate(agency.structure.nodes):
        if node.line != agency.structure.nodes[0].line:
            continue
        for code, row in rows_of(agency_pages[unit_page(node.unit)]).items():
            cell = re.search(r'<td class="risk" data-label="Risiko">(.*?)</td>', row, re.DOTALL)
            assert cell is not None
            on_screen = unescape(re.sub(r'<span class="print">.*?</span></span>', "", cell[1]))
            if "%" in on_screen and agency.cell(code, at).assessed is None:
                text = re.sub("<[^>]+>", " ", on_screen).replace("\u00a0", " ").split()
                assert " ".join(text[-5:]) == "sjanse for å nå målet", text
                found += 1
    assert found > 20


@pytest.fixture(scope="module")
def one_row(agency):
    """A row with a target, a figure and a risk."""
    site = Pages(agency, "nb")
    rows = (r for at in range(len(agency.structure.nodes)) for r in site.card(at).rows.values())
    return next(r for r in rows if "%" in r.risk and r.target.startswith("≥"))


def card(line, *rows):
    return CardOnLine(line, (Group("", "", {}, None, None, rows, (), ()),))


def test_why_a_line_judges_a_figure_otherwise_is_said(one_row):
    """The reason comes first that the others follow from: another target makes another status and another chance."""
    a, b, c, d, e = (replace(one_row, code=code) for code in "ABCDE")
    first = card("statlig", a, b, c, d, e)
    other = card(
        "kommunal",
        replace(a, target="≥ 80 %", status_word="Nær", risk="Høy, 3 %"),
        replace(b, result="1 %", risk="Høy, 3 %"),
        replace(c, risk="Høy, 3 %"),
        replace(d, since="mai 2026"),
        e,
    )
    assert other_line(other, first, "nb") == (
        f"Målet er et annet enn på linjen statlig: A (≥ 80 %, ikke {one_row.target}).",
        "Tallet er et annet enn på linjen statlig: B.",
        "Tall og mål er de samme som på linjen statlig, og bare sjansen for å nå målet er en annen: C. Den bygger også "
        "på hvor langt prognoser har bommet i enheten over, og over enheten står en annen på hver linje.",
        "Tall og mål er de samme som på linjen statlig; pilen, avviket eller tidligere måneder er ikke det: D.",
    )
    assert other_line(first, first, "nb") == ()
    assert other_line(card("kommunal", replace(a, target="≥ 80 %")), first, "en") == (
        f"The target is another than on the line statlig: A (≥ 80 %, not {one_row.target}).",
    )


def test_every_row_of_a_second_line_has_its_reason_above_it(agency, agency_pages):
    found = 0
    for name, page in agency_pages.items():
        for card_of_line in re.split(r'<h2 class="line">', page)[2:] if name.startswith("unit-") else ():
            reasons = " ".join(re.findall(r'<p class="why">(.*?)</p>', card_of_line))
            codes = set(re.findall(r'<td class="nr">([^<]+)</td>', card_of_line))
            assert codes == set(re.findall(r"[A-ZÆØÅ]\.\d+", reasons)), name
            found += len(codes)
    assert found


def test_english_pages_have_the_same_words_in_english(agency):
    made = dict(pages(agency, "en"))
    text = " ".join(text for name, text in made.items() if name.startswith("unit-"))
    assert 'worse<span class="screen">, but met</span>' in text
    assert " chance of meeting the target</span>" in text
    assert "worse than the target of at least " in unescape(text)
