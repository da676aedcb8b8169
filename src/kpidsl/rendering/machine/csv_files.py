"""The CSV files of an edition: the results, those of the period to look at first, and the problems of the data."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from kpidsl.model.edition import Edition
from kpidsl.rendering.machine.columns import NAMES
from kpidsl.rendering.shown.csv_cells import safe
from kpidsl.rendering.shown.work_list import became_of


def write_results(edition: Edition, folder: Path, rows: Iterable[tuple[str, ...]]) -> None:
    """The rows (of `result_rows`) as results.csv, those of the period that are deviations or early warnings as lists
    of their own, and data_problems.csv."""
    names, period = NAMES, str(edition.period)
    lists = {"deviations.csv": names.index("deviation"), "early_warnings.csv": names.index("early_warning")}
    with ExitStack() as files:
        opened = [
            files.enter_context((folder / name).open("w", encoding="utf-8", newline=""))
            for name in ("results.csv", *lists)
        ]
        whole, *chosen = (csv.writer(f, lineterminator="\n") for f in opened)
        for writer in (whole, *chosen):
            writer.writerow(names)
        for row in rows:
            clean = [safe(cell) for cell in row]
            whole.writerow(clean)
            for writer, column in zip(chosen, lists.values(), strict=True):
                if row[0] == period and row[column] == "1":
                    writer.writerow(clean)
    with (folder / "data_problems.csv").open("w", encoding="utf-8", newline="") as file:
        listing = csv.writer(file, lineterminator="\n")
        listing.writerow(PROBLEM_COLUMNS)
        listing.writerows([safe(cell) for cell in problem_cells(one)] for one in edition.problems)


PROBLEM_COLUMNS = (
    "code", "severity", "file", "row", "message_nb", "message_en", "unit", "indicator", "became_nb", "became_en",
    "help_nb", "help_en", "fix",
)  # fmt: skip
"""The columns of data_problems.csv: the cause, where it stands, what became of the figure, and what to do."""


def problem_cells(problem: Mapping[str, str]) -> list[str]:
    """The row of a problem in data_problems.csv."""
    became = {f"became_{language}": became_of(problem["code"], language) for language in ("nb", "en")}
    return [{**problem, **became}.get(column, "") for column in PROBLEM_COLUMNS]
