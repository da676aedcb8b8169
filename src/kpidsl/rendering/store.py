"""Writes an edition into the store: built beside it, then moved in with one rename; a published edition is never
changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kpidsl.claimed_folders import claimed_folder, locked, remove_abandoned
from kpidsl.followup.lock_files import read_locks
from kpidsl.model.edition import Edition
from kpidsl.model.lock import Lock
from kpidsl.model.organisation import codes_of_name
from kpidsl.model.period import Month
from kpidsl.model.spec import output_language
from kpidsl.problems import Problem, problem
from kpidsl.rendering.formats import USUAL, Order, format_named
from kpidsl.rendering.shown.selection import safe_name, unknown
from kpidsl.rendering.shown.whole_files import write_whole
from kpidsl.rendering.withdrawn import withdrawn

if TYPE_CHECKING:
    from kpidsl.worker_processes import Workers

_MONTH = re.compile(r"\d{4}-\d{2}")


def render(
    edition: Edition,
    out: Path,
    *,
    formats: Sequence[str] = USUAL,
    language: str | None = None,
    units: Sequence[str] = (),
    workers: Workers | None = None,
) -> Path:
    """The edition's folder `<out>/<period>/<revision>-<id>/`, made whole or not at all.

    A recipient that is not the whole country has a store of its own in `<out>/<level>-<code>/`.

    An edition that is there already (same id: same input) is left as it is. A revision number follows the
    highest of the period. `units` are those that decks and books are made for (default: all
    above the leaves). With more `workers` than one the files of a large agency are made side by side.
    Raises OSError where the disk refuses, KeyError for a format that is none; nothing half-written stays.
    """
    out = _store(edition, out)
    month = out / str(edition.period)
    month.mkdir(parents=True, exist_ok=True)
    published = _published(month).get(edition.id)
    if published is None:
        spoken = output_language(language) if language else edition.language
        published = _write_edition(edition, month, formats, workers, spoken, units)
    _point(out)
    return published


def forget_unfinished(edition: Edition, out: Path) -> None:
    """Remove what a process that was ended had made of the edition, or of another of its store and month."""
    remove_abandoned(_store(edition, out) / str(edition.period), _MAKING)


def _store(edition: Edition, out: Path) -> Path:
    return out / safe_name(edition.store, also="-") if edition.store else out


_MAKING = ".making-"
"""How a folder begins that an edition is being made in; its revision follows."""


def _write_edition(
    edition: Edition, month: Path, formats: Sequence[str], workers: Workers | None, language: str, units: Sequence[str]
) -> Path:
    """Make the edition in a folder of the run's own and move it in; its folder, or that of a run of the same input that
    came first."""
    from kpidsl.rendering.side_by_side import write_formats  # here: what starts processes takes its time to load
    from kpidsl.worker_processes import ALONE  # as above

    with ExitStack() as stack:
        with locked(month, wait=True):  # no two runs get the same number
            remove_abandoned(month, _MAKING)
            revision = _next_revision(month)
            beside = stack.enter_context(claimed_folder(month, f"{_MAKING}{revision}-"))
        written = _after_locks(replace(edition, revision=revision), read_locks(month.parent)[0])
        written = replace(written, withdrawn=withdrawn(edition, month.parent))
        order = Order(written, beside, language, units)
        write_formats(order, tuple(dict.fromkeys(formats)), workers or ALONE)
        published = _published(month).get(edition.id)
        return published or beside.rename(month / f"{revision}-{edition.id}")


def _after_locks(edition: Edition, locks: Sequence[Lock]) -> Edition:
    """The edition with what it says of the locks that its store has. Without one it keeps the last lock over its unit,
    which is in the store of a unit above."""
    of_period = tuple(lock for lock in locks if lock.period == edition.period)
    return replace(edition, locks=of_period, last_lock=locks[-1].digits if locks else edition.last_lock)


def _published(month: Path) -> dict[str, Path]:
    """The month's editions by id."""
    folders = [p for p in month.iterdir() if p.is_dir() and p.name.partition("-")[0].isdigit()]
    return {p.name.partition("-")[2]: p for p in folders}


def _next_revision(month: Path) -> int:
    """The number after those of the month's editions and of those being made."""
    taken = [p.name.partition("-")[0] for p in _published(month).values()]
    taken += [p.name.split("-")[1] for p in month.glob(f"{_MAKING}*")]
    return max(map(int, taken), default=0) + 1


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


def _point(out: Path) -> None:
    """Replace the pointer files: latest.json, and index.html that leads there.

    They name the newest month's newest revision, whatever this run was of: an older month may be run again.
    """
    newest = max(_editions(out), key=lambda each: each[:2])
    period, _, folder = newest
    place = folder.relative_to(out).as_posix()
    pointer = {"period": period, "id": folder.name.partition("-")[2], "path": place}
    _write(out / "latest.json", json.dumps(pointer, indent=2) + "\n")
    page = (
        '<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>kpidsl</title>'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
        f'<meta http-equiv="refresh" content="0; url={place}/index.html"></head>'
        f'<body><p><a href="{place}/index.html">{period}</a></p></body></html>\n'
    )
    _write(out / "index.html", page)


def last_before(out: Path, period: Month) -> Path | None:
    """The folder of the store's newest edition of a month before the period; None where there is none."""
    if not out.is_dir():
        return None
    earlier = [one for one in _editions(out) if one[0] < str(period)]
    return max(earlier, key=lambda each: each[:2])[2] if earlier else None


def _editions(out: Path) -> Iterator[tuple[str, int, Path]]:
    """Every edition of the store: its month, its revision, its folder."""
    for month in out.iterdir():
        if _MONTH.fullmatch(month.name) and month.is_dir():
            yield from ((month.name, int(p.name.partition("-")[0]), p) for p in _published(month).values())


def _write(path: Path, text: str) -> None:
    write_whole(path, partial(Path.write_text, data=text, encoding="utf-8"))
