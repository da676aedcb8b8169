"""Who reads what of a store: the public (whoever has the edition for all), each recipient of an edition of its own with
it, and two recipients together whose figures are parts of one sum, or one of which stands above the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from kpidsl.audit.published import (
    LONGER,
    Key,
    Published,
    Unit,
    UnreadableEditionError,
    editions,
    own_folders,
    read_edition,
    released,
)


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader, everything that it has, the earlier editions (ids) among that, and which hidden cells are examined: all
    those of the public, and for others those near what they know more of. `own` are the lowest units in a unit that are
    the reader's."""

    name: str
    published: Published
    releases: tuple[str, ...]
    concerns: Callable[[Key], bool]
    own: Callable[[Unit], frozenset[Unit]] = lambda _: frozenset()


def readers(store: Path, *, every_month: bool) -> Iterator[Reader]:
    """The readers, first the public; a store of one recipient has that one alone.

    Raises UnreadableEditionError, also where the store has no edition.
    """
    folders = editions(store)
    if not folders:
        raise UnreadableEditionError(store, "edition.json")
    earlier, newest = _before(folders, released(store)), folders[-1]
    public = _with_earlier(newest, earlier, every_month=every_month)
    releases = tuple(_id(folder) for folder in earlier)
    yield Reader("public", public, releases, lambda _: True)
    own = {}
    for name, edition in _own_editions(store, public.period, every_month=every_month):
        edition.figures = {k: v for k, v in edition.figures.items() if k not in public.figures}
        own[name] = edition
        yield _more(name, public, {name: edition}, releases)
    for one, other in _pairs(public, own):
        yield _more(f"{one} + {other}", public, {one: own[one], other: own[other]}, releases)


def _since(period: str, *, every_month: bool) -> str:
    return "" if every_month else f"{period[:4]}-01"


def _id(folder: Path) -> str:
    return folder.name.partition("-")[2]


def _before(folders: Sequence[Path], handed_out: frozenset[str] | None) -> list[Path]:
    """All but the last, of those that were handed out (None: all were)."""
    return [folder for folder in folders[:-1] if handed_out is None or _id(folder) in handed_out]


def _with_earlier(newest: Path, earlier: Sequence[Path], *, every_month: bool) -> Published:
    """The newest edition, with what earlier ones print of what it hides, and of several months."""
    since = _since(newest.parent.name, every_month=every_month)
    edition = read_edition(newest, since)
    for folder in reversed(earlier):  # a later one goes before an earlier one
        before = read_edition(folder, since)
        several = {key for key in before.figures if key.window == LONGER} - edition.figures.keys()
        for key in (edition.hidden & before.figures.keys()) | several:
            edition.figures[key] = before.figures[key]
            edition.shown_before[key] = before.id
            edition.hidden.discard(key)
    return edition


def _own_editions(store: Path, period: str, *, every_month: bool) -> Iterator[tuple[str, Published]]:
    """The newest edition of the month in each recipient's own store, with what its earlier ones print, by the store's
    name."""
    for name, newest in own_folders(store, period).items():
        each = [folder for folder in editions(store / name) if folder.parent.name <= period]
        yield name, _with_earlier(newest, _before(each, released(store, store / name)), every_month=every_month)


def _more(name: str, public: Published, own: Mapping[str, Published], releases: tuple[str, ...]) -> Reader:
    """A reader that has more than the public: the editions of stores by their names.

    Examined are the cells, hidden from it still and not its own, of units that share a sum with one that it knows more
    of; and of what is printed that of these units, and of those that share a sum with them.
    """
    figures = {key: value for edition in own.values() for key, value in edition.figures.items()}
    more = {key.unit for key in figures}
    near = _sharing(public, more)
    around = _sharing(public, near)
    known = replace(
        public,
        recipient=name,
        figures={key: value for key, value in public.figures.items() if key.unit in around} | figures,
        hidden={key for key in public.hidden if key.unit in around and key not in figures},
        nothing={key for key in public.nothing if key.unit in around},
    )
    leaves = _leaves(public)
    below = {store: leaves.get(_unit_of(store, public), frozenset()) for store in own}
    its_own, mine = _its_own(public, own, below, leaves), frozenset().union(*below.values())
    return Reader(
        name, known, releases, lambda key: key.unit in near and not its_own(key), lambda unit: leaves[unit] & mine
    )


def _its_own(
    public: Published,
    own: Mapping[str, Published],
    below: Mapping[str, frozenset[Unit]],
    leaves: Mapping[Unit | None, frozenset[Unit]],
) -> Callable[[Key], bool]:
    """Whether a cell is of the readers' own lowest units alone (`below`, by store), of an indicator of which the rule
    shows them those: their editions print some that is hidden from the public. What it hides of them beside, they know
    already; units without a figure add nothing."""
    known: set[tuple[Unit, str]] = set()
    for name, edition in own.items():
        shown = {key.series.indicator for key in edition.figures if key in public.hidden and key.unit in below[name]}
        known |= {(leaf, indicator) for leaf in below[name] for indicator in shown}
    return lambda key: all(
        (leaf, key.series.indicator) in known or key._replace(unit=leaf) in public.nothing for leaf in leaves[key.unit]
    )


def _leaves(public: Published) -> dict[Unit | None, frozenset[Unit]]:
    """The lowest units that each unit is the sum of on its line; itself, where it is one."""
    below = {one.whole: one.parts for one in public.sums if one.line}

    def of(unit: Unit) -> frozenset[Unit]:
        return frozenset().union(*map(of, below[unit])) if unit in below else frozenset({unit})

    return {unit: of(unit) for unit in public.names}


def _sharing(edition: Published, units: set[Unit]) -> set[Unit]:
    """The units that stand in a sum with one of these."""
    return {unit for one in edition.sums if units & {one.whole, *one.parts} for unit in (one.whole, *one.parts)}


def _pairs(public: Published, own: dict[str, Published]) -> list[tuple[str, str]]:
    """Recipients that both have more than the public and share a sum: siblings, and a unit with the one above it."""
    names: dict[Unit, list[str]] = {}
    for name, edition in own.items():
        unit = _unit_of(name, public)
        if unit is not None and edition.figures:
            names.setdefault(unit, []).append(name)
    pairs: dict[tuple[str, str], None] = {}
    for one in public.sums:
        sharing = sorted(name for unit in (one.whole, *one.parts) for name in names.get(unit, ()))
        pairs.update(dict.fromkeys(combinations(sharing, 2)))
    return list(pairs)


def _unit_of(store: str, public: Published) -> Unit | None:
    """The unit that a recipient's store is named after: `<level>-<code>`, and a line where it is for one alone."""
    named = [unit for unit in public.names if store == f"{unit.level}-{unit.code}"
             or store.startswith(f"{unit.level}-{unit.code}-")]  # fmt: skip
    return max(named, key=lambda unit: len(unit.code), default=None)
