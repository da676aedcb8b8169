"""A small synthetic agency in both languages, and Debian's Chromium to read it with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run
from kpidsl.rendering import render
from kpidsl.rendering.html.pages import indicator_page, unit_page
from kpidsl.tooling.synthesize import synthesize

NAV = Path(__file__).parents[2] / "specs" / "nav"
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LANGUAGES = ("nb", "en")
KINDS = ("nation", "county", "office", "indicator", "deviations", "legend")


@dataclass(frozen=True, slots=True)
class Site:
    """An edition's folder, and the page of each kind."""

    folder: Path
    pages: dict[str, str]
    offices: tuple[str, ...]

    def url(self, kind: str) -> str:
        """Where the page of a kind is (or a page by its file name)."""
        return (self.folder / self.pages.get(kind, kind)).as_uri()


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    data = tmp_path_factory.mktemp("agency") / "data"
    synthesize(data, offices=12, months=26, persons=6000)
    project = load(NAV)
    report = check(project)
    assert report.spec is not None
    outcome = run(project, report.spec, data, Month.of(2026, 10))
    assert outcome.edition is not None, [p.message("en") for p in outcome.problems]
    return outcome.edition


@pytest.fixture(scope="session")
def sites(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Site]:
    leaves = sorted(edition.structure.leaves)
    nodes = edition.structure.nodes
    above = next(n.parent for n in nodes if n.unit == leaves[0] and n.parent is not None)
    worst = max(
        edition.spec.indicators, key=lambda i: sum(edition.cell(i.code, at).deviation for at in range(len(nodes)))
    )
    pages = {
        "nation": "index.html",
        "county": unit_page(nodes[above].unit),
        "office": unit_page(leaves[0]),
        "indicator": indicator_page(worst.code),
        "deviations": "deviations.html",
        "legend": "legend.html",
    }
    offices = tuple(unit_page(leaf) for leaf in leaves)
    return {
        language: Site(
            render(edition, tmp_path_factory.mktemp(language), formats=("html",), language=language), pages, offices
        )
        for language in LANGUAGES
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("KPIDSL_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium: apt-get install chromium, or say where it is in KPIDSL_CHROMIUM")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page at desktop width that fails the test where the console or a script reports an error."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    opened.on("console", lambda m: errors.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda e: errors.append(str(e)))
    yield opened
    opened.close()
    assert not errors


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core at the locked version."""
    assert AXE.is_file(), "axe-core is not installed: make test-browser does it (npm ci in tests/browser)"
    return AXE.read_text(encoding="utf-8")
