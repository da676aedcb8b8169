"""The PDF edition, from the same pages as the HTML: one file per unit, and `edition.pdf` with the top of the
organisation.

PDF/UA-1 (tagged), A4 landscape, the same bytes for the same edition. Nothing but the templates is read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NoReturn, cast

from kpidsl.model.edition import Edition
from kpidsl.model.names import sort_key
from kpidsl.model.organisation import UnitKey
from kpidsl.rendering.html.pages import unit_page
from kpidsl.rendering.html.site import page_makers
from kpidsl.rendering.shown.shares import EVERYTHING, FileShare

SMALL = 40
"""`edition.pdf` holds the offices' cards too where there are at most so many offices."""

_LINK = re.compile(r'<a\b([^>]*?) href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_UNPRINTED = re.compile(
    r'<script\b.*?</script>|<section class="(?:first |marks )?screen".*?</section>'
    r'|<(?P<tag>thead|summary|h2) class="screen">.*?</(?P=tag)>|<div class="scroll screen".*?</div>'
    r'|<fieldset class="order screen">.*?</fieldset>|@media screen[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}'
    r'| (?:data-label|title|tabindex|role)="[^"]*"',
    re.DOTALL,
)
"""What a page has for the screen alone: no paper shows it, and reading and styling it takes time."""
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_PICTURE = re.compile(r'(<svg\b[^>]*?) (?:aria-label|data-alt)="([^"]*)"([^>]*>)')
_BARE = re.compile(r"(<(?:t[dh]|span)\b[^>]*>)<span>([^<]*)</span>")
"""An element in a cell that says nothing of its text, now that paper has no links and titles: each takes its time."""


def write_pdf(edition: Edition, folder: Path, language: str, share: FileShare = EVERYTHING) -> None:
    """Write `unit-….pdf` for every unit, and `edition.pdf`: country and counties, in a small organisation offices too;
    those of the share. Only the pages that they are made of are made.

    An office's card is a page (one per steering line where its targets differ). A unit's own file has no links; in
    `edition.pdf` a link leads to the page of a unit that the file contains, and other links become text.
    """
    makers = dict(page_makers(edition, language))
    for name in share.among(["index.html", *(name for name in makers if name.startswith("unit-"))]):
        if name == "index.html":
            parts = (name, *(page for unit in order(edition) if (page := unit_page(unit)) in makers), "legend.html")
            _write(_whole(edition, {part: makers[part]() for part in parts}), folder / "edition.pdf", edition)
        else:
            page = _LINK.sub(r"<span\1\3>\4</span>", makers[name]())
            _write(page, folder / f"{name.removesuffix('.html')}.pdf", edition)


def order(edition: Edition) -> list[UnitKey]:
    """The units of `edition.pdf`: the recipient's own, each before those below it (by name), then those above.

    The first one's page is the front page.
    """
    nodes, leaves = edition.structure.nodes, set(edition.structure.leaves)
    below: dict[int | None, list[int]] = {}
    for at, node in enumerate(nodes):
        if node.unit not in leaves or len(leaves) <= SMALL:
            below.setdefault(node.parent, []).append(at)
    units: list[UnitKey] = []

    def walk(at: int) -> None:
        units.append(nodes[at].unit)
        for child in sorted(below.get(at, ()), key=lambda a: sort_key(nodes[a].name)):
            walk(child)

    if nodes:
        walk(edition.home)
        units += [nodes[at].unit for at in edition.structure.upward(edition.home)]
    return list(dict.fromkeys(units))


def _whole(edition: Edition, html: Mapping[str, str]) -> str:
    """One document: the front page, the other units, the legend; each on its own sheet with its page's name as id."""
    names = [name for unit in order(edition) if (name := unit_page(unit)) in html]
    anchors = {name: name.removesuffix(".html") for name in (*names, "legend.html")}
    sources = dict(zip(names, ("index.html", *names[1:]), strict=True))  # the home unit's card with the map
    anchors["index.html"] = anchors[names[0]] if names else "index"
    head, _, _ = html["index.html"].partition("<body>")

    def led(match: re.Match[str]) -> str:
        more, inside = match[1] + match[3], anchors.get(match[2])
        return f'<a{more} href="#{inside}">{match[4]}</a>' if inside else f"<span{more}>{match[4]}</span>"

    sheets = []
    for name in (*names, "legend.html"):
        body = html[sources.get(name, name)].partition("<body>")[2].partition("</body>")[0]
        body = _LINK.sub(led, body.replace(' id="main"', ""))
        sheets.append(f'<div class="sheet" id="{anchors[name]}">{body}</div>')
    return f"{head}<body>{''.join(sheets)}</body></html>"


def _write(text: str, path: Path, edition: Edition) -> None:
    """Print one document; its identifier follows from the edition and the file's name."""
    from weasyprint.urls import FatalURLFetchingError  # here: it is an optional extra, and takes long to load

    described = _PICTURE.sub(r"\1\3<title>\2</title>", _BARE.sub(r"\1\2", _UNPRINTED.sub("", text)))
    identifier = hashlib.blake2b(f"{edition.id}/{path.name}".encode(), digest_size=16).digest()
    try:
        styles = [_style(css) for css in _STYLE.findall(described)]
        document = _reader()(string=_STYLE.sub("", described), url_fetcher=_refuse())
        document_bytes = document.write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    except FatalURLFetchingError as error:
        raise PermissionError(f"a page asked for something to read: {error}") from error
    path.write_bytes(document_bytes)


_NOTES = re.compile(r"::(?:foot)?note-[^{}]*\{[^{}]*\}")


@cache
def _reader() -> Callable[..., Any]:
    """WeasyPrint's reader of a document, without its own style of notes, of which a page has none, and with that of an
    item's mark for items alone: each element would have six styles more, a fourth of the time that a file takes. As it
    is where a later WeasyPrint keeps its styles elsewhere."""
    from weasyprint import CSS, HTML, html  # here: as in `_write`

    if not (hasattr(html, "UA") and hasattr(html, "UA_COUNTER_STYLE")):
        return cast("Callable[..., Any]", HTML)

    own = _NOTES.sub("", html.UA).replace("::marker", ":is(li, summary)::marker")
    style = CSS(string=own, counter_style=html.UA_COUNTER_STYLE)

    class PlainHTML(HTML):  # type: ignore[misc]
        def _ua_stylesheets(self, *_: object, **__: object) -> list[object]:
            return [style]

    return PlainHTML


@lru_cache(maxsize=1)
def _style(css: str) -> object:
    """The pages' style, read once for all of them."""
    from weasyprint import CSS  # here: as in `_write`

    return CSS(string=css, url_fetcher=_refuse())


def _refuse() -> object:
    """A fetcher that fetches nothing: a document that requests anything is an error, not a page with a hole."""
    from weasyprint.urls import URLFetcher  # here: as in `_write`

    class Refuse(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> NoReturn:
            raise PermissionError(url[:80])

    return Refuse(fail_on_errors=True)
