"""Handing out a month's editions: what was handed out before is known to its readers, so it is kept and looked at."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from pathlib import Path

from kpidsl.followup.release_files import RESULTS, add_release, read_releases, results_digest, with_hash
from kpidsl.model.period import Month
from kpidsl.model.release import Release
from kpidsl.problems import Problem, problem


def released_before(store: Path) -> tuple[tuple[Release, ...], tuple[Problem, ...]]:
    """The store's releases; R034 for each file of them, and each edition that was handed out, that is gone or changed
    since: what its readers know is not known then."""
    releases, findings = read_releases(store)
    changed = [
        store / folder / RESULTS
        for release in releases
        for folder, digest in release.editions.items()
        if results_digest(store / folder) != digest
    ]
    return releases, tuple(
        problem("R034", path=path) for path in dict.fromkeys((*(one.path for one in findings), *changed))
    )


def release_of(releases: Sequence[Release], store: Path, folders: Sequence[Path]) -> Release | None:
    """The last release, where it handed out exactly the editions in the folders; None otherwise."""
    last = releases[-1] if releases else None
    return last if last is not None and set(last.editions) == {_inner(store, folder) for folder in folders} else None


def enter_release(
    store: Path,
    releases: tuple[Release, ...],
    folders: Sequence[Path],
    by: str,
    on: date,
    acknowledged: Sequence[tuple[str, ...]],
) -> Release | None:
    """Enter that the editions in the folders are handed out; None where another release was entered at the same moment.

    Raises OSError where the store cannot be written.
    """
    number, prev = (releases[-1].number + 1, releases[-1].hash) if releases else (1, "")
    editions = {_inner(store, folder): results_digest(folder) for folder in folders}
    period = Month.parse(folders[0].parent.name)
    release = with_hash(Release(number, prev, period, by, on, editions, tuple(acknowledged)))
    return release if add_release(store, release) else None


def unacknowledged(
    findings: AbstractSet[tuple[str, ...]], acknowledged: Sequence[tuple[str, ...]], file: Path | None
) -> tuple[Problem, ...]:
    """R032 where some of the findings are not acknowledged, R033 where something is acknowledged that was not found."""
    lacking = findings - set(acknowledged)
    strange = sorted(set(acknowledged) - findings)
    problems = [problem("R032", count=len(lacking))] if lacking else []
    if strange:
        problems.append(problem("R033", file=file or "", count=len(strange), first=", ".join(filter(None, strange[0]))))
    return tuple(problems)


def _inner(store: Path, folder: Path) -> str:
    return folder.relative_to(store).as_posix()
