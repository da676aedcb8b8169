"""How ten pages look, against pictures of them: what changes a page's look is seen before it is shipped.

A change that is meant is taken over by `make pictures`, which draws them anew: look at each of them then. The font is
pinned; where it is another or none, the tests say that they skip.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser

from tests.browser.conftest import Site

PICTURES = Path(__file__).parent / "pictures"
FONT = "Liberation Sans"
PINNED = "f8ace1f892b2bd9dc1792ba7f097fa7588f84fed48321480e04de5390828221f"
"""Of LiberationSans-Regular.ttf as Debian 12 has it (fonts-liberation 1:1.07.4-11)."""
UPDATE = "KPIDSL_UPDATE_PICTURES"
HIGHEST = 2600
SEEN, MOST = 48, 0.002
"""Of 255, by how much a point differs in a colour to be seen, and the share of a picture's points that may: another
version of the browser draws the edges of letters a little otherwise."""
TEN = {
    "nation": ("nb", "nation", 1400, "screen"),
    "nation-phone": ("nb", "nation", 390, "screen"),
    "county": ("nb", "county", 1400, "screen"),
    "office": ("nb", "office", 1400, "screen"),
    "office-phone": ("nb", "office", 390, "screen"),
    "office-paper": ("nb", "office", 1050, "print"),
    "office-en": ("en", "office", 1400, "screen"),
    "indicator": ("nb", "indicator", 1400, "screen"),
    "deviations": ("nb", "deviations", 1400, "screen"),
    "legend": ("nb", "legend", 1400, "screen"),
}


@pytest.fixture(scope="module")
def pinned_font() -> None:
    if shutil.which("fc-match") is None:
        pytest.skip("no fontconfig: the font that the pictures are drawn with cannot be found")
    asked = subprocess.run(
        ["fc-match", "-f", "%{file}", f"{FONT}:style=Regular"], capture_output=True, text=True, check=True
    )
    file = Path(asked.stdout)
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != PINNED:
        pytest.skip(f"{FONT} is not the one that the pictures are drawn with (apt-get install fonts-liberation)")


def drawn(browser: Browser, site: Site, kind: str, width: int, medium: str) -> Image.Image:
    """The page from its top, in the pinned font, without the edition's number: another specification has another."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.emulate_media(media=medium, reduced_motion="reduce")  # type: ignore[arg-type]
    office = next(name for name in site.offices if "kontor" in name)
    page.goto(site.url(office if kind == "office" else kind))
    page.add_style_tag(content=f':root{{--font:"{FONT}"}} footer{{visibility:hidden}}')
    height = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST)
    taken = page.screenshot(
        clip={"x": 0, "y": 0, "width": width, "height": height}, full_page=True, animations="disabled"
    )
    page.close()
    return Image.open(io.BytesIO(taken)).convert("RGB")


def differing(one: Image.Image, other: Image.Image) -> float:
    """The share of points that are seen to differ; 1 where the pictures have not the same size."""
    if one.size != other.size:
        return 1.0
    of_red, of_green, of_blue = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(of_red, of_green), of_blue)
    return sum(most.histogram()[SEEN:]) / (one.size[0] * one.size[1])


@pytest.mark.usefixtures("pinned_font")
@pytest.mark.parametrize("name", TEN)
def test_a_page_looks_as_its_picture(browser: Browser, sites: dict[str, Site], name: str, tmp_path: Path) -> None:
    language, kind, width, medium = TEN[name]
    found = drawn(browser, sites[language], kind, width, medium)
    picture = PICTURES / f"{name}.png"
    if os.environ.get(UPDATE):
        PICTURES.mkdir(exist_ok=True)
        found.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(picture, optimize=True)
        return
    assert picture.is_file(), "no picture: make pictures"
    known = Image.open(picture).convert("RGB")
    share = differing(known, found)
    if share > MOST:
        kept = tmp_path / f"{name}.png"
        found.save(kept)
        pytest.fail(
            f"{share:.2%} of {name} looks otherwise ({known.size} then, {found.size} now).\n"
            f"Now: {kept}\nIf it is meant: make pictures, and look at them."
        )


def test_a_changed_page_is_seen() -> None:
    """A word more, another colour of the same lightness, and another height are more than what may differ."""
    blank = Image.new("RGB", (400, 300), "white")
    word = blank.copy()
    word.paste((0, 122, 82), (20, 20, 60, 30))
    recoloured = blank.copy()
    recoloured.paste((103, 103, 0), (20, 20, 60, 30))
    assert differing(blank, blank) == 0
    assert differing(blank, word) > MOST
    assert differing(word, recoloured) > MOST
    assert differing(blank, Image.new("RGB", (400, 301), "white")) == 1


@pytest.mark.skipif(bool(os.environ.get(UPDATE)), reason="they are being drawn")
def test_there_is_no_picture_of_a_page_that_is_not_drawn() -> None:
    assert {p.stem for p in PICTURES.glob("*.png")} == set(TEN)
