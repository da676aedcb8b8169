"""Writes an edition into the store: built beside it, then moved in with one rename; a published edition is never
changed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kpidsl.model.edition import Edition
from kpidsl.model.organisation import codes_of_name
from kpidsl.model.spec import output_language
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
    _sweep(month)
    there = _published(month).get(edition.id)
    if there is not None:
        _point(out, edition, there)
        return there
    beside = month / f".making-{edition.id}-{os.getpid()}"
    beside.mkdir()
    reserved = _reserve(month)
    edition = replace(edition, revision=int(reserved.name.rpartition("-")[2]))
    folder = month / f"{edition.revision}-{edition.id}"
    order = Order(edition, beside, output_language(language) if language else edition.language, units)
    try:
        for name in dict.fromkeys(formats):
            format_named(name).write(order)
        there = _published(month).get(edition.id)  # another run of the same input may have come first
        if there is None:
            beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        reserved.rmdir()
    _point(out, edition, there or folder)
    return there or folder


def _sweep(month: Path) -> None:
    """Remove what runs that are dead left half made; a run that is under way keeps its own folder."""
    for stale in month.glob(".making-*"):
        process = stale.name.rpartition("-")[2]
        if not (process.isdigit() and _lives(int(process))):
            shutil.rmtree(stale, ignore_errors=True)
    if not any(month.glob(".making-*")):  # nobody holds a number any more
        for number in month.glob(".revision-*"):
            number.rmdir()


def _lives(process: int) -> bool:
    """Whether a process with that number runs on this machine (also another user's)."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _published(month: Path) -> dict[str, Path]:
    """The month's editions by id."""
    folders = [p for p in month.iterdir() if p.is_dir() and p.name.partition("-")[0].isdigit()]
    return {p.name.partition("-")[2]: p for p in folders}


def _reserve(month: Path) -> Path:
    """A new empty folder that reserves the next revision number while the edition is built: no two runs get the
    same."""
    number = max((int(p.name.partition("-")[0]) for p in _published(month).values()), default=0) + 1
    while True:
        folder = month / f".revision-{number}"
        try:
            folder.mkdir()
            return folder
        except FileExistsError:
            number += 1


def not_made(folder: Path, formats: Sequence[str]) -> tuple[Problem, ...]:
    """R005 where the edition was already in the store, made without some of `formats`."""
    missing = [f for f in formats if not (folder / format_named(f).first).exists()]
    return (problem("R005", formats=", ".join(missing), folder=folder),) if missing else ()


def unknown_units(edition: Edition, units: Sequence[str]) -> tuple[Problem, ...]:
    """R006 for each of `units` that the organisation does not have, R012 for each name that several units have."""
    nodes = edition.structure.nodes
    levels = ", ".join(dict.fromkeys(n.unit.kind for n in nodes))
    strangers = [problem("R006", unit=name, levels=levels) for name in unknown(edition, units)]
    clear = {word for n in nodes for word in (n.unit.kind, n.unit.code)}
    shared = {name: codes_of_name(nodes, name) for name in units if name not in clear}
    return (
        *strangers,
        *(problem("R012", name=name, codes=", ".join(codes)) for name, codes in shared.items() if len(codes) > 1),
    )


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
