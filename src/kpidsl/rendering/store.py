"""Write an edition into the store: beside, then moved in by one rename; a published one is never touched."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kpidsl.model.edition import Edition
from kpidsl.problems import Problem, problem
from kpidsl.rendering.formats import USUAL, Order, format_named
from kpidsl.rendering.shown.selection import safe_name, unknown


def render(
    edition: Edition,
    out: Path,
    *,
    formats: Sequence[str] = USUAL,
    language: str | None = None,
    units: Sequence[str] = (),
) -> Path:
    """The edition's folder `<out>/<period>/<revision>-<id>/`, made whole or not at all.

    A recipient that is not the whole country has a store of its own in `<out>/<level>-<code>/`.

    An edition that is there already (same id: same input) is left as it is. A revision number follows the
    highest of the period. `units` are those that decks and books are made for (default: all
    above the leaves). Raises OSError where the disk refuses, KeyError for a format that is none; nothing half-written
    stays.
    """
    out = out / safe_name(edition.store, also="-") if edition.store else out
    month = out / str(edition.period)
    month.mkdir(parents=True, exist_ok=True)
    for stale in month.glob(".making-*"):
        shutil.rmtree(stale, ignore_errors=True)
    folder, revision = _place(month, edition.id)
    if folder.exists():
        _point(out, edition, folder)
        return folder
    edition = replace(edition, revision=revision)
    beside = month / f".making-{edition.id}-{os.getpid()}"
    beside.mkdir()
    order = Order(edition, beside, language or edition.language, units)
    try:
        for name in dict.fromkeys(formats):
            format_named(name).write(order)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    _point(out, edition, folder)
    return folder


def _place(month: Path, identity: str) -> tuple[Path, int]:
    """The edition's folder, there already or to be made, and its revision number."""
    there = sorted(p for p in month.iterdir() if p.is_dir() and not p.name.startswith("."))
    numbers = {p: int(p.name.partition("-")[0]) for p in there if p.name.partition("-")[0].isdigit()}
    for folder, number in numbers.items():
        if folder.name.partition("-")[2] == identity:
            return folder, number
    revision = max(numbers.values(), default=0) + 1
    return month / f"{revision}-{identity}", revision


def not_made(folder: Path, formats: Sequence[str]) -> tuple[Problem, ...]:
    """R005 where the edition was there already, made without some of `formats`."""
    missing = [f for f in formats if not (folder / format_named(f).first).exists()]
    return (problem("R005", formats=", ".join(missing), folder=folder),) if missing else ()


def unknown_units(edition: Edition, units: Sequence[str]) -> tuple[Problem, ...]:
    """R006 for each of `units` that the organisation does not know."""
    levels = ", ".join(dict.fromkeys(n.unit.kind for n in edition.structure.nodes))
    return tuple(problem("R006", unit=name, levels=levels) for name in unknown(edition, units))


def _point(out: Path, edition: Edition, folder: Path) -> None:
    """Replace the pointer files: latest.json, and index.html that leads to the newest edition."""
    place = folder.relative_to(out).as_posix()
    newest = {"period": str(edition.period), "id": edition.id, "path": place}
    _replace(out / "latest.json", json.dumps(newest, indent=2) + "\n")
    page = (
        '<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>kpidsl</title>'
        f'<meta http-equiv="refresh" content="0; url={place}/index.html"></head>'
        f'<body><p><a href="{place}/index.html">{edition.period}</a></p></body></html>\n'
    )
    _replace(out / "index.html", page)


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
