"""The templates of pages, with what every page has: its words and its styles."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kpidsl.rendering.shown.theme import theme
from kpidsl.resources import renderers_dir
from kpidsl.wording.words import words


def page_environment(language: str) -> Environment:
    """The environment of the pages' templates in the language (`nb` or `en`): a name that a page does not have is an
    error. The templates see `w`, `language` and `css`."""
    folder = renderers_dir() / "html"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = theme().css + (folder / "style.css").read_text(encoding="utf-8")
    environment.globals.update(w=words(language), language=language, css=css)
    return environment
