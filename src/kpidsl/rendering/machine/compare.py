"""What changed between two editions, by their results.csv: nothing but what their readers may see."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kpidsl.model.edition import Edition
from kpidsl.problems import Problem, problem

KEY = ("period", "line", "level", "unit", "indicator", "category")
COMPARED = (
    "value", "numerator", "denominator", "state", "marks", "target", "ytd_value", "ytd_state", "ytd_target", "status",
    "trend", "deviation", "ambition", "ytd_ambition", "longer_first_month", "longer_last_month", "longer_value",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A cell, by key and column, that differs in the new edition; a value is empty where its edition has no such
    row."""

    key: tuple[str, ...]
    column: str
    old: str
    new: str


def changes(old: Path, new: Path) -> Iterator[ChangedCell]:
    """Each changed cell of the edition folders `old` and `new`, in the order of their rows.

    Raises OSError where a folder has no results.csv.
    """
    before, after = _rows(old / "results.csv"), _rows(new / "results.csv")
    for key in [*before, *(k for k in after if k not in before)]:
        left, right = before.get(key, {}), after.get(key, {})
        for column in COMPARED:
            if left.get(column, "") != right.get(column, ""):
                yield ChangedCell(key, column, left.get(column, ""), right.get(column, ""))


def changed_since(old: Path, edition: Edition) -> Iterator[ChangedCell]:
    """The values and states of months that the edition folder `old` has, and that are otherwise in the edition; not of
    what only one of the two has, and not of categories.

    Raises OSError where the folder has no results.csv.
    """
    from kpidsl.rendering.machine.columns import NAMES, result_rows  # here: two folders are compared without numpy

    at, before = {name: NAMES.index(name) for name in (*KEY, "value", "state")}, _rows(old / "results.csv")
    for row in result_rows(edition):
        key = tuple(row[at[name]] for name in KEY)
        stood = before.get(key)
        if stood is None or key[-1]:
            continue
        column = "value" if stood["value"] != row[at["value"]] else "state"
        if stood[column] != row[at[column]]:
            yield ChangedCell(key, column, stood[column], row[at[column]])


def other_months(old: Path, new: Path) -> tuple[Problem, ...]:
    """R014 where the editions are of different months: then every figure of the last month differs."""
    months = [max((key[0] for key in _rows(folder / "results.csv")), default="–") for folder in (old, new)]
    return (problem("R014", old=months[0], new=months[1]),) if months[0] != months[1] else ()


def _rows(path: Path) -> dict[tuple[str, ...], Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {tuple(row[name] for name in KEY): row for row in csv.DictReader(file)}
