"""The data problems as a list to work by: file by file, the causes in each, and the rows where each stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kpidsl.problems.consequences import CONSEQUENCES
from kpidsl.wording.words import words

_ORDER = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing that is wrong, and the rows of the file where it is (none: not of a row); units and indicators it is
    about, where it says so."""

    message: str
    rows: tuple[int, ...]
    unit: str
    indicator: str

    @property
    def places(self) -> str:
        """The rows as they are read: `2–4, 9`; empty without any."""
        return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in _runs(self.rows))


@dataclass(frozen=True, slots=True)
class Cause:
    """One kind of problem in a file: its code and severity, what became of the figure, what to do, a line to paste
    (empty: none), and each thing that is wrong."""

    code: str
    severity: str
    became: str
    todo: str
    fix: str
    tasks: tuple[WorkItem, ...]


@dataclass(frozen=True, slots=True)
class FileWork:
    """The causes in one file (its name empty: found in no file), errors first."""

    file: str
    causes: tuple[Cause, ...]

    @property
    def count(self) -> int:
        """How many things are wrong."""
        return sum(len(cause.tasks) for cause in self.causes)


def work_list(problems: Iterable[Mapping[str, str]], language: str) -> tuple[FileWork, ...]:
    """The problems of an edition (`render_row`) file by file, in `nb` or `en`; those of no file come last."""
    by_file: dict[str, dict[tuple[str, str, str], list[Mapping[str, str]]]] = {}
    for one in problems:
        key = (one["code"], one.get(f"help_{language}", ""), one.get("fix", ""))
        by_file.setdefault(one["file"], {}).setdefault(key, []).append(one)
    files = sorted(by_file, key=lambda name: (not name, name))
    return tuple(FileWork(name, _causes(by_file[name], language)) for name in files)


def became_of(code: str, language: str) -> str:
    """What becomes of the figure where there is a problem of that code; empty where the message says it."""
    consequence = CONSEQUENCES.get(code)
    return words(language)[f"became_{consequence}"] if consequence else ""


def _causes(by_cause: Mapping[tuple[str, str, str], Sequence[Mapping[str, str]]], language: str) -> tuple[Cause, ...]:
    causes = []
    for (code, todo, fix), problems in by_cause.items():
        became = became_of(code, language)
        todo = " ".join(todo.replace(became, "").split()) if became else todo  # what the help says of it once more
        causes.append(Cause(code, problems[0]["severity"], became, todo, fix, _tasks(problems, language)))
    return tuple(sorted(causes, key=lambda c: (_ORDER.index(c.severity), c.code, c.tasks[0].rows)))


def _tasks(problems: Sequence[Mapping[str, str]], language: str) -> tuple[WorkItem, ...]:
    """Equal sentences as one, with all their rows; by the first row of each."""
    rows: dict[tuple[str, str, str], list[int]] = {}
    for one in problems:
        key = (one[f"message_{language}"], one.get("unit", ""), one.get("indicator", ""))
        rows.setdefault(key, []).extend([int(one["row"])] if one["row"] else [])
    tasks = [WorkItem(message, tuple(sorted(set(at))), *about) for (message, *about), at in rows.items()]
    return tuple(sorted(tasks, key=lambda task: (task.rows, task.message)))


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """The first and the last of each run of rows that follow each other."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
