"""The CSV files of an edition: the results, those of the period to look at first, and the problems of the data."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from io import StringIO
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kpidsl.model.edition import Edition
from kpidsl.rendering.machine.columns import rows_of
from kpidsl.rendering.machine.text_columns import TextColumn, texts_of
from kpidsl.rendering.shown.csv_cells import safe
from kpidsl.rendering.shown.work_list import became_of


def write_results(edition: Edition, folder: Path, columns: Mapping[str, TextColumn]) -> None:
    """The columns (of `result_columns`) as results.csv, the rows of the period that are deviations or early warnings as
    lists of their own, and data_problems.csv."""
    fields = {
        name: replace(column, texts=texts_of(list(map(_field, column.texts)))) for name, column in columns.items()
    }
    _write_rows(fields, folder / "results.csv")
    for name, column in (("deviations.csv", "deviation"), ("early_warnings.csv", "early_warning")):
        chosen = columns["period"].holds(str(edition.period)) & columns[column].holds("1")
        _write_rows(fields, folder / name, np.flatnonzero(chosen))
    with (folder / "data_problems.csv").open("w", encoding="utf-8", newline="") as file:
        listing = csv.writer(file, lineterminator="\n")
        listing.writerow(PROBLEM_COLUMNS)
        listing.writerows([safe(cell) for cell in problem_cells(one)] for one in edition.problems)


_PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z._]*")
"""A field that is written as it is: most are numbers and words of our own."""


def _field(text: str) -> str:
    """The text as a field of a CSV file, quoted where it must be."""
    if _PLAIN.fullmatch(text):
        return text
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow((safe(text), ""))
    return line.getvalue().removesuffix(",\n")


def _write_rows(fields: Mapping[str, TextColumn], path: Path, chosen: npt.NDArray[np.intp] | None = None) -> None:
    """The header and the rows of fields; those at the positions `chosen` alone, where it is given."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(",".join(row) + "\n" for row in chain([tuple(fields)], rows_of(fields, chosen)))


PROBLEM_COLUMNS = (
    "code", "severity", "file", "row", "message_nb", "message_en", "unit", "indicator", "became_nb", "became_en",
    "help_nb", "help_en", "fix",
)  # fmt: skip
"""The columns of data_problems.csv: the cause, where it stands, what became of the figure, and what to do."""


def problem_cells(problem: Mapping[str, str]) -> list[str]:
    """The row of a problem in data_problems.csv."""
    became = {f"became_{language}": became_of(problem["code"], language) for language in ("nb", "en")}
    return [{**problem, **became}.get(column, "") for column in PROBLEM_COLUMNS]
