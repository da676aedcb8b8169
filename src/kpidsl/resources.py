"""Where the folders that the program reads lie: beside the package in a wheel, at the top of the checkout otherwise."""

from __future__ import annotations

from pathlib import Path


def _folder(name: str) -> Path:
    package = Path(__file__).resolve().parent
    checkout = package.parent.parent / name
    packed = package / "_packed" / name
    chosen = checkout if checkout.is_dir() and (package.parent.parent / "pyproject.toml").is_file() else packed
    if not chosen.is_dir():
        raise FileNotFoundError(f"the folder {name}/ is neither packed with kpidsl nor in its checkout")
    return chosen


def grammar_dir() -> Path:
    """The folder with the grammar and the words table; FileNotFoundError where the installation is broken."""
    return _folder("grammar")


def renderers_dir() -> Path:
    """The folder with templates, themes and layouts; FileNotFoundError where the installation is broken."""
    return _folder("renderers")


def problems_dir() -> Path:
    """The folder with a page for every problem code; FileNotFoundError where the installation is broken."""
    return _folder("docs/problems")
