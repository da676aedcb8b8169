"""Writes the readiness of a period: a page, a table, reminders and a calendar, in a folder of the period."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kpidsl.model.cycle import Task
from kpidsl.model.duty import Duty, DutyState, DutyStatus, Readiness, UnitSum
from kpidsl.model.organisation import UnitKey
from kpidsl.rendering.readiness import lists
from kpidsl.rendering.readiness.calendar import calendar
from kpidsl.rendering.shown.templates import page_environment
from kpidsl.rendering.shown.whole_files import write_whole
from kpidsl.wording import numbers
from kpidsl.wording.words import words

FILES = ("readiness.html", "readiness.csv", "reminders.txt", "calendar.ics")


@dataclass(frozen=True, slots=True)
class ReadinessRow:
    """A unit's row on the page: its duties by task, in the order of the page's columns; empty where it has none.

    `is_above`: it has others below it on the line.
    """

    unit: UnitKey
    name: str
    is_above: bool
    cells: tuple[tuple[DutyStatus, ...], ...]


@dataclass(frozen=True, slots=True)
class LinePart:
    """A steering line on the page: the sums of its upper units, and a row for each unit that has duties."""

    line: str
    sums: tuple[UnitSum, ...]
    rows: tuple[ReadinessRow, ...]
    tasks: tuple[Task, ...]


def write_readiness(readiness: Readiness, out: Path, language: str) -> Path:
    """The folder `<out>/<period>` with the four files. Raises OSError where they cannot be written."""
    folder = out / str(readiness.period)
    table = words(language)
    earlier = ""
    with contextlib.suppress(FileNotFoundError, UnicodeDecodeError):
        earlier = (folder / "calendar.ics").read_bytes().decode()
    duties = [status.duty for status in readiness.duties]
    files = (
        page(readiness, language),
        lists.table(readiness),
        lists.reminders(readiness, table, language),
        calendar(duties, table, earlier),
    )
    for name, text in zip(FILES, files, strict=True):
        write_whole(folder / name, partial(Path.write_bytes, data=text.encode()))
    return folder


def page(readiness: Readiness, language: str) -> str:
    """The page: what is late, the sums, and every unit's duties."""
    table = words(language)
    environment = page_environment(language)
    environment.globals.update(
        day=lambda of: numbers.day_name(of, language),
        next_step=lambda status: lists.next_step(status, readiness.on, table, language),
        place=lists.place,
        states=tuple(DutyState),
    )
    return environment.get_template("readiness.html.j2").render(
        period=numbers.month_name(readiness.period, language),
        readiness=readiness,
        counts={state: sum(status.state is state for status in readiness.duties) for state in DutyState},
        nobody=[status.duty for status in readiness.duties if not status.duty.holders],
        parts=line_parts(readiness),
        days=_days(readiness.duties),
    )


def _days(duties: Sequence[DutyStatus]) -> list[tuple[Task, Duty, int, int]]:
    """For each task and role the first duty, how many there are, and how many are delivered, by due day."""
    by_step: dict[tuple[Task, str], list[DutyStatus]] = {}
    for status in duties:
        by_step.setdefault((status.duty.task, status.duty.role), []).append(status)
    return [
        (task, of[0].duty, len(of), sum(status.state is DutyState.DELIVERED for status in of))
        for (task, _), of in by_step.items()
    ]


def line_parts(readiness: Readiness) -> tuple[LinePart, ...]:
    """The steering lines that have duties. What a unit does for itself alone stands on the first line that it is on."""
    by_unit: dict[tuple[UnitKey, str], list[DutyStatus]] = {}
    for status in readiness.duties:
        by_unit.setdefault((status.duty.unit, status.duty.line), []).append(status)
    parts = []
    seen: set[UnitKey] = set()
    for line in readiness.structure.lines:
        of_line: list[tuple[UnitKey, str, list[DutyStatus]]] = []
        for node in readiness.structure.nodes:
            if node.line == line.name:
                own = [] if node.unit in seen else by_unit.get((node.unit, ""), [])
                seen.add(node.unit)
                duties = [*own, *by_unit.get((node.unit, line.name), [])]
                if duties:
                    of_line.append((node.unit, node.name, duties))
        present = {status.duty.task for *_, duties in of_line for status in duties}
        tasks = tuple(task for task in Task if task in present)
        above = {one.unit for one in readiness.sums if one.line == line.name}
        rows = tuple(ReadinessRow(unit, name, unit in above, _cells(duties, tasks)) for unit, name, duties in of_line)
        sums = tuple(one for one in readiness.sums if one.line == line.name)
        if rows:
            parts.append(LinePart(line.name, sums, rows, tasks))
    return tuple(parts)


def _cells(duties: Sequence[DutyStatus], tasks: Sequence[Task]) -> tuple[tuple[DutyStatus, ...], ...]:
    by_task: Mapping[Task, tuple[DutyStatus, ...]] = {
        task: tuple(status for status in duties if status.duty.task is task) for task in tasks
    }
    return tuple(by_task.values())
