"""What a reader's browser makes of an edition: nothing fetched, nothing cut, nothing said by colour alone."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from kpidsl.model.edition import Edition
from kpidsl.rendering.html.pages import unit_page
from kpidsl.rendering.html.site import pages
from kpidsl.wording.cells import distance
from kpidsl.wording.words import words
from tests.browser.conftest import KINDS, LANGUAGES, Site

CUT = (Path(__file__).parent / "cut.js").read_text(encoding="utf-8")
every_page = pytest.mark.parametrize(("language", "kind"), [(lang, kind) for lang in LANGUAGES for kind in KINDS])


@pytest.fixture
def site(sites: dict[str, Site], language: str) -> Site:
    return sites[language]


class Links(HTMLParser):
    """The links and the ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src"):
                self.links.append(value or "")
            elif name == "id":
                self.ids.append(value or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_every_page_leads_somewhere(site: Site) -> None:
    pages = {p.name: Links(p.read_text(encoding="utf-8")) for p in site.folder.glob("*.html")}
    assert len(pages) > 40
    for name, found in pages.items():
        assert len(found.ids) == len(set(found.ids)), f"{name}: an id stands twice"
        for link in found.links:
            if link == "data:,":
                continue
            file, _, fragment = link.partition("#")
            assert not file or file in pages, f"{name}: {link}"
            assert not fragment or unquote(fragment) in pages[file or name].ids, f"{name}: {link}"


@every_page
def test_nothing_is_asked_for_outside_the_edition(page: Page, site: Site, kind: str) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.goto(site.url(kind))
    page.wait_for_load_state("networkidle")
    inside = site.folder.as_uri() + "/"
    assert asked
    assert [u for u in asked if not u.startswith((inside, "data:"))] == []


@every_page
def test_axe_finds_no_violation(page: Page, site: Site, language: str, kind: str, axe: str) -> None:
    page.goto(site.url(kind))
    assert page.evaluate("document.documentElement.lang") == language
    page.evaluate(axe)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
        assert [(v["id"], v["help"], [n["html"][:200] for n in v["nodes"][:3]]) for v in result["violations"]] == []
        assert len(result["passes"]) > 10


@every_page
@pytest.mark.parametrize("width", [1280, 640, 320], ids=["desktop", "zoom-200", "narrow"])
def test_the_page_does_not_scroll_sideways_and_nothing_is_cut(page: Page, site: Site, kind: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(site.url(kind))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT) == []


@every_page
def test_on_a_narrow_page_no_figure_is_left_out(page: Page, site: Site, kind: str) -> None:
    page.goto(site.url(kind))
    figures = (
        "[...document.querySelectorAll('td')].filter(e => e.textContent.trim() && !e.closest('.first') && "
        "!e.getClientRects().length).length"
    )
    assert page.evaluate(figures) == 0
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate(figures) == 0


def units(site: Site) -> list[str]:
    """The pages of all units; the country's has its map on the front page alone."""
    return sorted(path.name for path in site.folder.glob("unit-*.html"))


def shapes(page: Page) -> set[tuple[str, str]]:
    """(outline of the shape without its colours, word beside it) of every status on the page."""
    found = page.evaluate(
        """() => [...document.querySelectorAll('svg.shape')].map(svg => {
            const mark = svg.firstElementChild
            const geometry = [...mark.attributes].filter(a => !['fill', 'stroke'].includes(a.name))
            const filled = mark.getAttribute('fill') !== 'none'
            const outline = [mark.tagName, filled, ...geometry.map(a => a.name + '=' + a.value)].join(' ')
            const beside = svg.closest('.status, .counts span, dt, td, li')
            const word = beside.matches('dt') ? beside.nextElementSibling.textContent : beside.textContent
            return [outline, word.trim()]
        })"""
    )
    return {(outline, word) for outline, word in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_statuses_are_told_apart_without_colour(page: Page, site: Site) -> None:
    page.goto(site.url("legend"))
    legend = shapes(page)
    outlines = {outline for outline, _ in legend}
    assert len(outlines) == 4  # green, amber, red; a hollow ring for no target and for undecided
    for kind in ("nation", "office", "indicator", "deviations"):
        page.goto(site.url(kind))
        here = shapes(page)
        assert here
        for outline, word in here:
            assert outline in outlines
            assert any(c.isalpha() for c in word), f"{kind}: a shape without a word"
        statuses = page.evaluate(
            """() => [...document.querySelectorAll('.status')].filter(e => e.querySelector('svg')).map(e =>
                [e.textContent.trim(), e.querySelector('svg').firstElementChild.outerHTML])"""
        )
        words_of: dict[str, set[str]] = {}
        for word, mark in statuses:
            words_of.setdefault(mark, set()).add(word)
        filled = [w for mark, w in words_of.items() if 'fill="none"' not in mark]
        assert all(len(w) == 1 for w in filled), words_of
        coloured = page.evaluate(
            """() => [...document.querySelectorAll('.arrowcell svg')].filter(svg => {
                const words = svg.getAttribute('aria-label') || ''
                const said = words.split(/[.:] /).filter(word => word.trim())
                return said.length < 2 || !svg.parentElement.querySelector('.note').textContent.trim()
            }).length"""
        )
        assert coloured == 0, f"{kind}: an arrow whose colour or direction no word says"


@every_page
def test_the_keyboard_reaches_everything_and_its_place_is_seen(page: Page, site: Site, kind: str) -> None:
    page.goto(site.url(kind))
    stops = 'a[href], input:not([type="radio"]:not(:checked)), summary, [tabindex="0"]'  # a radio group is one stop
    focusable = f"[...document.querySelectorAll('{stops}')]"
    targets = page.evaluate(f"{focusable}.filter(e => e.checkVisibility()).length")
    seen = []
    for _ in range(targets):
        page.keyboard.press("Tab")
        place = page.evaluate(
            """stops => {
                const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect()
                const all = [...document.querySelectorAll(stops)].filter(e => e.checkVisibility())
                return {
                    at: all.indexOf(e), html: e.outerHTML.slice(0, 120),
                    outlined: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
                    shown: r.width > 0 && r.right > 0 && r.bottom > 0 && r.left < innerWidth && r.top < innerHeight,
                }
            }""",
            stops,
        )
        assert place["outlined"], place["html"]
        assert place["shown"], place["html"]
        seen.append(place["at"])
    assert seen == list(range(targets))


@pytest.mark.parametrize("language", LANGUAGES)
def test_deviations_come_first_by_the_keyboard_and_every_row_is_there_once_in_either_order(
    page: Page, site: Site
) -> None:
    texts = {name: (site.folder / name).read_text(encoding="utf-8") for name in site.offices}
    page.goto(site.url(next(o for o, text in texts.items() if 'class="dev"' in text and 'class="line"' not in text)))
    inside = ":is(.first, .requirement) > .scroll tbody tr:visible"
    rows, codes = page.locator(inside), page.locator(f"{inside} td.nr")
    as_on_the_card, deviating = (
        codes.all_inner_texts(),
        page.locator(".requirement tr.dev:visible td.nr").all_inner_texts(),
    )
    assert deviating
    assert rows.count() == len(as_on_the_card)
    page.locator('input[name="order"]').first.focus()
    page.keyboard.press("ArrowRight")
    assert codes.all_inner_texts() == deviating + [code for code in as_on_the_card if code not in deviating]
    page.emulate_media(media="print")
    assert [c for c in codes.all_inner_texts() if c in as_on_the_card] == as_on_the_card
    page.emulate_media(media=None)
    page.keyboard.press("ArrowLeft")
    assert codes.all_inner_texts() == as_on_the_card


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_without_figures_are_one_line_with_their_reason_and_open_in_print(page: Page, site: Site) -> None:
    page.goto(site.url("office"))
    fold = page.locator("details.folded").filter(has_text=re.compile("skjult|hidden")).first
    titles = fold.locator("tbody th").all_text_contents()
    assert titles
    assert fold.locator("tbody tr:visible").count() == 0
    said = fold.locator("summary").inner_text()
    assert re.search("Skjult av hensyn til personvernet: |Hidden to protect privacy: ", said)
    assert all(title in said for title in titles)
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.locator("tbody tr:visible").count() == len(titles)
    page.keyboard.press("Enter")
    page.emulate_media(media="print")
    assert fold.locator("tbody tr").first.evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_tab_stop_leads_past_the_header(page: Page, site: Site) -> None:
    page.goto(site.url("office"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#main$"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_work_without_script(browser: Browser, page: Page, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    plain = context.new_page()
    for kind in KINDS:
        page.goto(site.url(kind))
        plain.goto(site.url(kind))
        for field in page.locator("label.search").all():
            field.evaluate("label => label.remove()")  # all that the script adds
        assert plain.inner_text("body") == page.inner_text("body")
    plain.goto(site.url("nation"))
    plain.locator(f'a[href="{site.pages["county"]}"]').first.click()
    plain.locator(f'a[href="{site.pages["office"]}"]').first.click()
    plain.wait_for_url(site.url("office"))
    plain.locator("table.card a").first.click()
    plain.wait_for_url(re.compile("indicator-"))
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_keeps_the_rows_that_hold_the_text(page: Page, site: Site) -> None:
    page.goto(site.url("indicator"))
    field = page.get_by_role("searchbox").first
    rows = page.locator("table[data-search] tbody tr")
    names = rows.locator("th").all_inner_texts()
    wanted = names[3]
    field.fill(wanted.upper())
    assert page.locator("table[data-search] tbody tr:visible th").all_inner_texts() == [wanted]
    field.fill("")
    assert page.locator("table[data-search] tbody tr:visible th").all_inner_texts() == names


def below(language: str) -> tuple[str, ...]:
    """How the sentences begin that ask for nothing."""
    w = words(language)
    of_status = ("summary_no_deviation", "summary_may_be_deviation")
    near = (w[key].format(status=w[colour]) for key in of_status for colour in ("red", "amber"))
    return (w["summary_without_status"], *near)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phones_first_screen_has_what_is_off_and_who_has_not_delivered(page: Page, site: Site, language: str) -> None:
    """Of every card: what is near and no deviation, and what is hidden, ask for nothing and may stand below."""
    page.set_viewport_size({"width": 390, "height": 844})
    lines = 0
    for unit in units(site):
        page.goto(site.url(unit))
        for line in page.locator(".lead li, .lead h2, .lead p").all():
            if not line.inner_text().startswith(below(language)):
                box = line.bounding_box()
                assert box is not None
                assert box["y"] + box["height"] <= 844, f"{unit}: {line.inner_text()}"
                lines += 1
    assert lines > 100


def test_a_phones_first_screen_has_six_deviations_and_who_has_not_delivered(
    page: Page, edition: Edition, tmp_path: Path
) -> None:
    """As many as the demo's worst card has, on both lines, one of them assumed to be affected by two others."""
    nodes = edition.structure.nodes

    def seen(at: int) -> list[str]:
        return [i.code for i in edition.indicators_at(at) if distance(edition.cell(i.code, at).year_to_date, i)]

    leaf = max(edition.structure.leaves, key=lambda u: min(len(seen(at)) for at, n in enumerate(nodes) if n.unit == u))
    here = [at for at, n in enumerate(nodes) if n.unit == leaf]
    codes = [code for code in seen(here[0]) if all(edition.is_same_at(code, here[0], at) for at in here)][:6]
    assert len(codes) == 6
    assert len(here) == 2
    grids = dict(edition.grids)
    for code, grid in edition.grids.items():
        deviation, since = list(grid.deviation), list(grid.since)
        for at in here:
            deviation[edition.axes.at(at, edition.period, 0)] = code in codes
            since[edition.axes.at(at, edition.period, 0)] = edition.period.number
        grids[code] = replace(grid, deviation=deviation, since=since)
    doctored = replace(edition, grids=grids)
    (tmp_path / "card.html").write_text(dict(pages(doctored, "nb"))[unit_page(leaf)], encoding="utf-8")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((tmp_path / "card.html").as_uri())
    assert page.locator(".deviating li").count() == 6
    assert "Alle avvik er på begge linjer." in page.locator(".lead").inner_text()
    for line in page.locator(".lead li, .lead h2, .lead p").all():
        if not line.inner_text().startswith(below("nb")):
            box = line.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= 844, line.inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_is_one_printed_page(page: Page, site: Site) -> None:
    for office in units(site):
        page.goto(site.url(office))
        cards = max(page.locator("h2.line").count(), 1)
        page.emulate_media(media="print")
        assert page.locator(".scroll").first.evaluate("e => getComputedStyle(e).overflowX") == "visible"
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
        page.emulate_media(media=None)
        width, height = (float(x) / 72 * 25.4 for x in printed.pages[0].mediabox[2:])
        assert (round(width), round(height)) == (297, 210)
        assert len(printed.pages) == cards, office
        for at, one in enumerate(printed.pages):
            text = " ".join(one.extract_text().split())
            assert page.locator("h1").inner_text().split(",")[0] in text, "which unit a page is of"
            codes = page.locator(".on-line").nth(at).locator(".requirement td.nr").all_text_contents()
            assert codes
            assert all(code in text for code in codes), office
