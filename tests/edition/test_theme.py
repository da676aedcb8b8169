"""One theme for every format: contrast by WCAG, statuses apart for the colour-blind, no colour or sign elsewhere."""

from __future__ import annotations

import itertools
import re
import tomllib
import zipfile
from pathlib import Path

import pytest

from kpidsl.model.edition import Edition
from kpidsl.rendering import render
from kpidsl.rendering.shown import theme as theme_module
from kpidsl.rendering.shown.theme import read_theme, theme

ROOT = Path(__file__).parents[2]
FILE = ROOT / "renderers" / "theme.toml"
TEXT = FILE.read_text(encoding="utf-8")
TABLE = tomllib.loads(TEXT)
STATUSES = {slug: look["colour"] for slug, look in TABLE["status"].items()}
WRITTEN = [
    *(p for p in (ROOT / "src").rglob("*.py")),
    *(p for p in (ROOT / "renderers").rglob("*") if p.suffix in (".css", ".j2", ".js")),
]
# What each kind of colour blindness leaves of linear red, green and blue, wholly without that cone: Machado, Oliveira
# and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), table for 1.0.
SEEN = {
    "everyone": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
# Lab difference (CIE 1976) from which two colours are told apart at a glance; about 2 is the least that is seen at all
APART = 20


def linear(colour: str) -> list[float]:
    """Linear red, green and blue of #rrggbb (IEC 61966-2-1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio, 1 to 21."""
    bright = sorted(sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, other))
    return (bright[1] + 0.05) / (bright[0] + 0.05)


def lab(colour: str, seen: str) -> tuple[float, float, float]:
    """L*, a*, b* (D65) of a colour as those of `seen` see it."""
    rgb = linear(colour)
    r, g, b = (min(max(sum(m * c for m, c in zip(row, rgb, strict=True)), 0), 1) for row in SEEN[seen])
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def test_the_measures_are_the_published_ones() -> None:
    """Black on white is 21 : 1 and #767676 the lightest grey that passes 4.5 (WebAIM); red is L*a*b* 53, 80, 67."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")
    assert [round(v) for v in lab("#ff0000", "everyone")] == [53, 80, 67]


@pytest.mark.parametrize("paper", ["paper", "wash"])
@pytest.mark.parametrize(("name", "colour"), [*TABLE["text"].items(), *STATUSES.items()])
def test_text_is_read_on_paper_and_wash(name: str, colour: str, paper: str) -> None:
    assert contrast(colour, TABLE["surface"][paper]) >= 4.5, name


@pytest.mark.parametrize(("name", "colour"), [*TABLE["graphic"].items(), *STATUSES.items()])
def test_what_is_drawn_is_seen_on_paper(name: str, colour: str) -> None:
    assert contrast(colour, TABLE["surface"]["paper"]) >= 3, name


@pytest.mark.parametrize(("name", "colour"), TABLE["surface"].items())
def test_ink_is_read_on_every_surface(name: str, colour: str) -> None:
    assert contrast(TABLE["text"]["ink"], colour) >= 4.5, name


@pytest.mark.parametrize(("name", "colour"), STATUSES.items())
def test_a_bar_is_seen_on_its_track(name: str, colour: str) -> None:
    assert contrast(colour, TABLE["surface"]["track"]) >= 3, name


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(("green", "amber", "red"), 2)])
def test_statuses_are_apart_for_everyone(one: str, other: str, seen: str) -> None:
    """The books' earlier #995900 and #c30000 were 1 apart for those who do not see green."""
    first, second = (lab(STATUSES[slug], seen) for slug in (one, other))
    assert sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5 >= APART


def test_every_status_has_a_sign_and_a_shape_of_its_own() -> None:
    for what in ("sign", "shape"):
        assert len({look[what] for look in TABLE["status"].values()}) == 4


def test_no_colour_is_written_anywhere_else() -> None:
    """Neither #rgb, #rrggbb, "RRGGBB", rgb() nor hsl() in the program, the style sheet, the templates or the script."""
    colour = re.compile(r"""#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b|["'][0-9A-F]{6}["']|\b(?:rgb|hsl)a?\(\s*\d""")
    found = {p.name: colour.findall(p.read_text(encoding="utf-8")) for p in WRITTEN}
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_no_sign_or_font_is_written_anywhere_else() -> None:
    """Of the arrows the level one is left out: it stands for "to" in prose. `text_fit` has the signs' widths."""
    mark = re.compile(r"[●▲■○↗↘]|[\"']Arial|Source Sans")
    found = {p.name: mark.findall(p.read_text(encoding="utf-8")) for p in WRITTEN if p.name != "text_fit.py"}
    assert {name: marks for name, marks in found.items() if marks} == {}


def test_every_colour_is_used() -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in (*WRITTEN, ROOT / "scripts" / "slide_template.py"))
    for section in ("text", "graphic", "surface", "hairline"):
        for name in TABLE[section]:
            assert re.search(rf"(?:theme\(\)|\blook|LOOK)\.{name}\b|var\(--{name}\)", text), name


def test_another_theme_is_seen_in_every_format(small: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "theme.toml").write_text(
        TEXT.replace(STATUSES["red"], "#123456").replace('"■"', '"◆"').replace('"Arial"', '"Verdana"'),
        encoding="utf-8",
    )
    other = read_theme(tmp_path / "theme.toml")
    for module in (
        "shown.charts",
        "shown.templates",
        "workbook.lines",
        "workbook.sheets",
        "slides.charts",
        "slides.deck",
        "slides.front",
    ):
        monkeypatch.setattr(f"kpidsl.rendering.{module}.theme", lambda: other)
    folder = render(small, tmp_path, formats=("html", "xlsx", "pptx"), units=("land",))
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert page.count("#123456") > 5
    assert STATUSES["red"] not in page
    # a deck's font, and its palette, are the template's (test_slides: the template is what its script makes)
    for path, part, wanted in (
        ("scorecard.xlsx", "xl/", {"FF123456", "Verdana", "◆"}),
        ("slides/statusrapport-land-NO.pptx", "ppt/slides/", {"123456", "◆"}),
    ):
        with zipfile.ZipFile(folder / path) as archive:
            text = "".join(archive.read(n).decode() for n in archive.namelist() if n.startswith(part))
        assert {mark for mark in wanted if mark in text} == wanted
        assert {mark for mark in (STATUSES["red"][1:].upper(), "■") if mark in text} == set()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('soft = "#595f69"', "", "soft"),
        ('soft = "#595f69"', 'soft = "#595f69"\nsofter = "#595f69"', "softer"),
        ('ink = "#23262a"', 'ink = "black"', "ink = 'black': expected a colour as #rrggbb"),
        ('sign = "▲"', "", "sign"),
        ("[status.red]", "[status.blue]", "red is missing"),
        ("[hairline]", "[line]", "hairline is missing"),
        ("[arrow.worse]", "[arrow.down]", "worse is missing"),
        ('office = "Arial"', 'office = "Arial"\ntitle = "Arial"', "title: unknown"),
    ],
)
def test_what_is_wrong_in_a_theme_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in TEXT
    path = tmp_path / "theme.toml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=r"^theme\.toml: ") as error:
        read_theme(path)
    assert said in str(error.value)


def test_the_theme_is_that_of_the_file() -> None:
    assert theme() == read_theme(FILE)
    assert theme_module.theme() is theme()


@pytest.mark.parametrize(
    "colour", [STATUSES["green"], STATUSES["amber"], TABLE["graphic"]["series"], TABLE["text"]["link"]]
)
def test_the_readmes_picture_is_in_the_themes_colours(colour: str) -> None:
    """It is made by hand (scripts/screenshots.py), and would be left in an earlier theme's colours."""
    image = pytest.importorskip("PIL.Image").open(ROOT / "docs" / "images" / "nation.png").convert("RGB")
    colours = {
        f"#{red:02x}{green:02x}{blue:02x}" for _, (red, green, blue) in image.getcolors(image.width * image.height)
    }
    assert colour in colours
