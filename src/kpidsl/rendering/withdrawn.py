"""What the last release of a store showed and an edition hides: its readers are told, who else would look for it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from kpidsl.followup.release_files import read_releases
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.model.state import State
from kpidsl.model.withdrawn import Withdrawn


def withdrawn(edition: Edition, store: Path) -> Withdrawn | None:
    """The cells, not those of categories, that the store's last release showed and the edition hides, in its months.

    None where there are none, and where nothing was released or what was released is not there (`kpidsl release` says
    so).
    """
    last = max(_releases(store, is_own=bool(edition.store)), key=lambda each: each[0], default=None)
    if last is None or not last[1].is_file():
        return None
    on, path = last
    shown: dict[int, dict[str, list[Month]]] = {}
    place = {(node.line, node.unit.kind, node.unit.code): at for at, node in enumerate(edition.structure.nodes)}
    months = {str(month): month for month in edition.months}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            line, level, unit, code = (row[name].removeprefix("'") for name in ("line", "level", "unit", "indicator"))
            node, month = place.get((line, level, unit)), months.get(row["period"])
            if node is None or month is None or row["category"] or code not in edition.hidden:
                continue
            if edition.hidden[code][edition.axes.at(node, month)] and _is_shown(row):
                shown.setdefault(node, {}).setdefault(code, []).append(month)
    cells = {node: {code: _in_order(of) for code, of in codes.items()} for node, codes in shown.items()}
    return Withdrawn(on, cells) if cells else None


def _releases(store: Path, *, is_own: bool) -> Iterator[tuple[date, Path]]:
    """The day of each release of the store, and the results that it handed out; of a recipient's own store also those
    that were handed out with the edition for all units."""
    for release in read_releases(store)[0]:
        if release.edition is not None:
            yield release.on, store / release.edition / "results.csv"
    if is_own:
        for release in read_releases(store.parent)[0]:
            own = (each for each in release.editions if each.startswith(f"{store.name}/"))
            yield from ((release.on, store.parent / each / "results.csv") for each in own)


def _is_shown(row: dict[str, str]) -> bool:
    """Whether the row prints a figure, of the month or of the year to date."""
    return State.VALUE.slug in (row["state"], row["ytd_state"])


def _in_order(months: Sequence[Month]) -> tuple[Month, ...]:
    return tuple(sorted(set(months), key=lambda month: month.number))
