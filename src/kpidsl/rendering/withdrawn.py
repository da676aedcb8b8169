"""What the last release of a store showed and an edition hides: its readers are told, who else would look for it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter
from pathlib import Path

from kpidsl.followup.release_files import RESULTS, read_releases, results_digest
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.model.state import State
from kpidsl.model.withdrawn import Withdrawn

_COLUMNS = ("period", "category", "line", "level", "unit", "indicator", "state", "ytd_state")


def withdrawn(edition: Edition, store: Path) -> Withdrawn | None:
    """The cells, not those of categories, that the store's last release showed and the edition hides, in its months.

    None where there are none, and where nothing was released or what was released is gone or changed (`kpidsl release`
    says so).
    """
    releases = sorted(_releases(store, is_own=bool(edition.store)), key=lambda each: each[0])
    if not releases:
        return None
    on, folder, digest = releases[-1]
    if results_digest(folder) != digest:
        return None
    shown: dict[int, dict[str, list[Month]]] = {}
    place = {(node.line, node.unit.kind, node.unit.code): at for at, node in enumerate(edition.structure.nodes)}
    months = {str(month): month for month in edition.months}
    with (folder / RESULTS).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        read = itemgetter(*map(next(rows).index, _COLUMNS))
        for period, category, *texts, state, ytd_state in map(read, rows):
            line, level, unit, code = (text.removeprefix("'") for text in texts)
            node, month = place.get((line, level, unit)), months.get(period)
            if node is None or month is None or category or code not in edition.hidden:
                continue
            if edition.hidden[code][edition.axes.at(node, month)] and State.VALUE.slug in (state, ytd_state):
                shown.setdefault(node, {}).setdefault(code, []).append(month)
    cells = {node: {code: _in_order(of) for code, of in codes.items()} for node, codes in shown.items()}
    return Withdrawn(on, cells) if cells else None


def _releases(store: Path, *, is_own: bool) -> Iterator[tuple[date, Path, str]]:
    """The day of each release of the store, the edition's folder and the digest of its results; of a recipient's own
    store also those that were handed out with the edition for all units."""
    for release in read_releases(store)[0]:
        if release.edition is not None:
            yield release.on, store / release.edition, release.editions[release.edition]
    if is_own:
        for release in read_releases(store.parent)[0]:
            own = (each for each in release.editions if each.startswith(f"{store.name}/"))
            yield from ((release.on, store.parent / each, release.editions[each]) for each in own)


def _in_order(months: Sequence[Month]) -> tuple[Month, ...]:
    return tuple(sorted(set(months), key=lambda month: month.number))
