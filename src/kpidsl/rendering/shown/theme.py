"""The colours, signs, arrows and fonts of every format: `renderers/theme.toml`, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kpidsl.model.state import COLOURS, Status, Trend
from kpidsl.resources import renderers_dir

_NAMES = ("ink", "soft", "link", "visited", "series", "guide", "paper", "wash", "notice", "track", "rule")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Look:
    """How a status looks: its colour, its sign in text, and the same sign as SVG in a square of 16."""

    colour: str
    sign: str
    shape: str

    @property
    def drawn(self) -> str:
        """The shape in its colour, as an SVG element."""
        return self.shape.format(colour=self.colour)


@dataclass(frozen=True, slots=True)
class Arrow:
    """How a trend looks: its sign in text, and the degrees clockwise that an arrow pointing right is turned."""

    sign: str
    turn: int


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours are `#rrggbb`. `arrows` has the trends that have an arrow."""

    ink: str
    soft: str
    link: str
    visited: str
    series: str
    guide: str
    paper: str
    wash: str
    notice: str
    track: str
    rule: str
    statuses: Mapping[Status, Look]
    without_colour: Look
    arrows: Mapping[Trend, Arrow]
    page_font: str
    office_font: str

    def look(self, status: Status) -> Look:
        """The look of a status; for a status without a colour, the neutral one."""
        return self.statuses.get(status, self.without_colour)

    def arrow_sign(self, trend: Trend) -> str:
        """The arrow in text; empty for a trend that has none."""
        return self.arrows[trend].sign if trend in self.arrows else ""

    @property
    def variables(self) -> str:
        """Every colour, and the pages' font, as declarations of CSS variables."""
        values = {name: getattr(self, name) for name in _NAMES}
        values |= {status.slug: look.colour for status, look in self.statuses.items()}
        values["font"] = self.page_font
        return ";".join(f"--{name}:{value}" for name, value in values.items())

    @property
    def css(self) -> str:
        """A rule that declares the variables for a whole page."""
        return f":root{{{self.variables}}}\n"


def read_theme(path: Path) -> Theme:
    """The theme in a file. Raises ValueError that names what is missing, unknown or not a colour."""
    with path.open("rb") as file:
        table: dict[str, Any] = tomllib.load(file)
    try:
        sections = (table.pop(name) for name in ("text", "graphic", "surface", "hairline"))
        colours = {name: colour for section in sections for name, colour in section.items()}
        looks = {slug: Look(**look) for slug, look in table.pop("status").items()}
        arrows = {slug: Arrow(**arrow) for slug, arrow in table.pop("arrow").items()}
        font = table.pop("font")
        theme = Theme(
            **colours,
            without_colour=looks.pop("none"),
            statuses={status: looks.pop(status.slug) for status in COLOURS},
            arrows={trend: arrows.pop(trend.slug) for trend in (Trend.BETTER, Trend.UNCHANGED, Trend.WORSE)},
            page_font=font.pop("page"),
            office_font=font.pop("office"),
        )
    except KeyError as error:
        raise ValueError(f"{path.name}: {error.args[0]} is missing") from error
    except TypeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    if unknown := [*table, *looks, *arrows, *font]:
        raise ValueError(f"{path.name}: {', '.join(unknown)}: unknown")
    looked = {status.slug: look.colour for status, look in theme.statuses.items()}
    for name, colour in {**colours, **looked, "none": theme.without_colour.colour}.items():
        if not _COLOUR.fullmatch(colour):
            raise ValueError(f"{path.name}: {name} = {colour!r}: expected a colour as #rrggbb in lower case")
    return theme


@lru_cache(maxsize=1)
def theme() -> Theme:
    """The theme of this installation."""
    return read_theme(renderers_dir() / "theme.toml")
